"""A report as a paginated PDF, set with the shipped fonts; no date, and no word of it is ever markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from indicators import figures, fonts
from indicators.errors import IndicatorsError
from indicators.export.documents import product
from indicators.export.documents.blocks import Block
from indicators.export.documents.captions_md import paragraphs
from indicators.export.documents.plain import clean, line
from indicators.export.documents.report import Report
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.store import written_aside

TEMPLATE = Path(__file__).with_name("report.typ")
WIDTH_MM, HEIGHT_MM = 166.0, 205.0
"""Room for a picture on a page."""
_REGIONS = {"zh": "cn", "ja": "jp", "ko": "kr"}
_EASTERN = {"ja": ("JP", "SC", "KR"), "zh": ("SC", "JP", "KR"), "ko": ("KR", "JP", "SC")}


class ReportError(IndicatorsError):
    """A report cannot be set."""


def write(path: Path, report: Report) -> None:
    """Write the report.

    Raises
    ------
    ReportError
        When it cannot be set, with the reason of the typesetter.
    """
    with written_aside(path, ours=False) as aside:
        aside.write_bytes(content(report))


def content(report: Report) -> bytes:
    """The report as PDF, the same bytes for the same batch."""
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.FOLDER])
    given = {"told": json.dumps(_told(report), ensure_ascii=False)}
    try:
        setter = typst.Compiler(
            TEMPLATE.read_bytes(), root=report.folder.absolute(), font_paths=faces, sys_inputs=given
        )  # fmt: skip
        made = setter.compile(format="pdf")
    except typst.TypstError as error:
        raise ReportError(line(error.message)[:300], "report", "Make the figures again, then the report.") from error
    if not isinstance(made, bytes):
        raise ReportError("the typesetter gave no PDF", "report", "Make the report again.")
    return made


def _told(report: Report) -> dict[str, Any]:
    """Everything that the template sets."""
    lang = report.lang
    families = [f"{fonts.FAMILY} {name}" for name in ("Sans", "Signs", "Marks", *_EASTERN.get(lang, _EASTERN["ja"]))]
    return {
        "title": report.heading, "short": report.heading, "lang": lang, "region": _REGIONS.get(lang),
        "authors": [line(report.authors)] if report.authors.strip() else [],
        "product": product.name(lang), "imprint": report.imprint, "faces": families,
        "ink": figures.INK, "grey": figures.GREY, "line": figures.LINE, "accent": figures.ACCENT,
        "words": {"contents": t("document.contents", lang), "figures": t("document.figures", lang),
                  "references": t("document.references", lang), "lacking": t("document.not_made", lang)},
        "parts": any(one.made.heading for one in report.blocks),
        "figures": [_figure(one, report) for one in report.blocks],
        "lacking": [line(t("document.not_made_line", lang, figure=one.code, reason=one.sentence))
                    for one in report.lacking],
        "references": [{"number": number, "text": work.text, "licence": _licence(work.licence, lang)}
                       for number, work in enumerate(report.works, start=1)],
    }  # fmt: skip


def _licence(text: str, lang: str) -> str:
    return t("document.licence", lang, licence=told(text, lang)) if text else ""


def _figure(one: Block, report: Report) -> dict[str, Any]:
    shown = one.picture()
    width, height = shown.millimetres if shown else (WIDTH_MM, 60.0)
    scale = min(WIDTH_MM / width, HEIGHT_MM / height, 1.0)
    return {
        "number": one.number, "name": one.name, "title": line(one.made.figure.title), "cited": report.cited(one),
        "notes": notes(one, report), "heading": line(one.made.heading), "text": paragraphs(one.made.text),
        "image": f"/{shown.name}" if shown else "", "width": width * scale, "height": height * scale,
        "alt": clean(one.made.figure.alt),
        "missing": t("document.no_picture", report.lang, file=enumerated((p.name for p in one.made.pictures), "en")),
    }  # fmt: skip


def notes(one: Block, report: Report) -> list[str]:
    """What stands under a figure's title: nothing that its picture says itself, and always where the live chart is."""
    lang = report.lang
    terms = [line(text_) for text_ in one.made.figure.caption]  # the key to the marks stands in every picture
    said = {"full": [], "title": terms, "none": [one.subtitle, *terms]}[report.inside]
    live = t("document.live", lang, address=one.made.live) if one.made.live and report.inside != "full" else ""
    refused = t("document.not_passed_on", lang, reason=line(one.made.refusal)) if one.made.refusal else ""
    return [part for part in (*said, live, refused) if part]
