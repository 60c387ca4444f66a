"""A light page as HTML: what a page said, in the frame of the light edition."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from indicators.addresses import CHOICES
from indicators.light import plotted
from indicators.light.links import Links, rewritten
from indicators.light.prose import paragraphs
from indicators.light.record import Chart, File, Fold, Part, Picker, Record, Remark, Text
from indicators.locales import NAMES, t

HERE = Path(__file__).resolve().parent
MOST_FILES = 12
_SCRIPT = re.compile(r"<script\b.*?</script>|<link\b[^>]*>", re.DOTALL | re.IGNORECASE)
_PRESENTING = 'class="aoi-decks"'
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TIGHT = re.compile(r"\s*([{};,])\s*|\s+")
_TEMPLATE = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True).get_template("page.html")
WORDS = ("name", "live", "skip", "pages", "languages")


def page(record: Record, links: Links) -> str:
    """The whole page of a record."""
    lang = record.lang
    toasts = "".join(f'<p class="aoi-note" role="note">{escape(one)}</p>' for one in record.toasts)
    body = toasts + "\n".join(_parts(record.parts, record, links))
    return framed(
        body,
        lang,
        title=t(f"page.{record.page}.title", lang),
        says=t(f"page.{record.page}.answers", lang),
        styles=record.styles,
        languages=[(code, links.language(code)) for code in NAMES],
        menu=[(t(f"nav.{name}", lang), links.page(name, ()), name == record.page) for name in CHOICES],
        live=links.live(record.page, record.choices),
    )


def framed(
    body: str, lang: str, *, title: str, says: str = "", styles: Sequence[str] = (),
    languages: Sequence[tuple[str, str]] = (), menu: Sequence[tuple[str, str, bool]] = (), live: str = "",
) -> str:  # fmt: skip
    """HTML of ours in the frame of the light edition."""
    name = t("app.title", lang)
    style = "".join(map(tight, (*dict.fromkeys(styles), own_style())))
    return _TEMPLATE.render(
        lang=lang,
        title=title if title == name else f"{title} · {name}",
        says=says,
        style=Markup(style),  # noqa: S704 - stylesheets of this project
        body=Markup(body),  # noqa: S704 - escaped where it is made
        languages=languages,
        names=NAMES,
        menu=[one for one in menu if one[1]],
        live=live,
        word={key: t(f"light.{key}", lang) for key in WORDS} | {"app": name, "footer": t("app.footer", lang)},
    )


@functools.cache
def own_style() -> str:
    """The style sheet of the light edition."""
    return (HERE / "light.css").read_text(encoding="utf-8")


@functools.cache
def tight(css: str) -> str:
    """A style sheet without the room between its words."""
    return _TIGHT.sub(lambda found: found[1] or " ", _COMMENT.sub("", css)).strip()


def _parts(parts: Iterable[Part], record: Record, links: Links) -> list[str]:
    told, pickers = [], []
    for part in parts:
        if isinstance(part, Picker):
            pickers.append(part)
            continue
        if pickers:
            told.append(_pickers(pickers, record, links))
            pickers = []
        told.append(_part(part, record, links))
    return [one for one in (*told, _pickers(pickers, record, links) if pickers else "") if one]


def _part(part: Part, record: Record, links: Links) -> str:
    if isinstance(part, Text):
        if _PRESENTING in part.html and not links.live(record.page, record.choices):
            return ""
        html = rewritten(_SCRIPT.sub("", part.html), links)
        return f'<div data-testid="stHtml">{html}</div>'
    if isinstance(part, Remark):
        said = rewritten(paragraphs(part.text), links)
        return said if part.tone == "markdown" else f'<div class="aoi-note aoi-{part.tone}">{said}</div>'
    if isinstance(part, Chart):
        return _chart(part, record, links)
    if isinstance(part, Fold):
        return _fold(part, record, links)
    return _file(part, record, links) if isinstance(part, File) else ""


def _fold(part: Fold, record: Record, links: Links) -> str:
    inner = "\n".join(_parts(part.parts, record, links))
    if not inner:
        to = links.live(record.page, record.choices)
        told = escape(t("light.folded", record.lang))
        inner = f'<p><a href="{escape(to, quote=True)}">{told}</a></p>' if to else ""
    if not inner:
        return f'<p class="fold">{_inline(part.title)}</p>'
    opened = " open" if part.opened else ""
    return f'<details class="fold"{opened}><summary>{_inline(part.title)}</summary>{inner}</details>'


def _inline(text: str) -> str:
    return paragraphs(text).removeprefix("<p>").removesuffix("</p>")


def _file(part: File, record: Record, links: Links) -> str:
    to = links.live(record.page, record.choices)
    told = escape(t("light.file_live", record.lang, label=part.label))
    return f'<p class="files"><a href="{escape(to, quote=True)}">{told}</a></p>' if to else ""


def _pickers(pickers: Sequence[Picker], record: Record, links: Links) -> str:
    return f'<div class="picks">{"".join(_picker(one, record, links) for one in pickers)}</div>'


def _picker(one: Picker, record: Record, links: Links) -> str:
    said = escape(one.said or t("light.none", record.lang))
    head = f'<span class="label">{escape(one.label)}:</span> <b>{said}</b>'
    others = []
    for option in one.options:
        to = "" if option.choices is None or option.chosen else links.page(record.page, option.choices)
        if to:
            others.append(f'<li><a href="{escape(to, quote=True)}">{escape(option.name)}</a></li>')
    if not others:
        return f"<p>{head}</p>"
    return f"<details><summary>{head}</summary><ul>{''.join(others)}</ul></details>"


def _chart(part: Chart, record: Record, links: Links) -> str:
    card, lang = part.card, record.lang
    large = "2" if card["narrowBelow"] > 820 else ""
    if part.wide:
        plot = f'<div class="plot w{large}">{part.wide}</div><div class="plot n{large}">{part.narrow}</div>'
    else:
        plot = f'<p class="aoi-note">{escape(t("light.no_picture", lang))} {escape(card["alt"])}</p>'
    keys = "".join(f"<p>{escape(line)}</p>" for line in card["key"])
    files = _files(part, lang, links)
    caption = "".join(f"<p>{escape(line)}</p>" for line in card["caption"])
    return (
        f'<figure id="chart-{escape(card["file"], quote=True)}"><h2>{escape(card["title"])}</h2>'
        f'<p class="sub">{escape(card["subtitle"])}</p>{plot}'
        f'{f"""<div class="keys">{keys}</div>""" if keys else ""}<figcaption>{caption}</figcaption>'
        f"{_values(part, lang, files=bool(files))}{files}</figure>"
    )


def _values(part: Chart, lang: str, *, files: bool) -> str:
    found = plotted.tables(part.card["spec"], lang, part.card["subtitle"])
    if not found:
        return ""
    name = escape(t("light.values", lang))
    label = escape(f"{t('light.values', lang)}: {part.card['title']}", quote=True)
    made = "".join(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}{f" ({at})" if at > 1 else ""}">'
        f"{plotted.html(one, lang, files=files)}</div>"
        for at, one in enumerate(found, 1)
    )
    return f"<details><summary>{name}</summary>{made}</details>"


def _files(part: Chart, lang: str, links: Links) -> str:
    listed = []
    for item in part.card["downloads"][:MOST_FILES]:
        to = "" if item["refusal"] else links.data(item["id"])
        if to:
            listed.append(f'<a href="{escape(to, quote=True)}" download>{escape(item["id"])}</a>')
    if not listed:
        return ""
    return f'<p class="files">{escape(t("light.files", lang, files="@")).replace("@", ", ".join(listed))}</p>'


def open_series(record: Record) -> list[str]:
    """Series drawn on a page whose licence allows a file."""

    def charts(parts: Iterable[Part]) -> Iterable[Chart]:
        for part in parts:
            if isinstance(part, Chart):
                yield part
            elif isinstance(part, Fold):
                yield from charts(part.parts)

    found = [item["id"] for one in charts(record.parts) for item in one.card["downloads"] if not item["refusal"]]
    return list(dict.fromkeys(found))
