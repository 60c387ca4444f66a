"""A digest as Markdown for the minutes of a meeting: by country, by indicator, with sources at the end.

The same digest in the same language always gives the same text. Countries stand in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indicators import naming
from indicators.catalog import Catalog
from indicators.locales import label, t, units
from indicators.locales.formats import enumerated, number
from indicators.since import as_data, news, words
from indicators.since.digest import Digest
from indicators.since.news import News, Revision

MOST_REVISED = 50  # values told of one series; the JSON has all of them


def text(digest: Digest, catalog: Catalog, lang: str) -> str:
    """The digest as Markdown."""
    parts = [_top(digest, lang)]
    if digest.found:
        parts += [_countries(digest, catalog, lang), _indicators(digest, catalog, lang), _stale(digest, lang)]
        parts += [_sources(digest, catalog, lang)]
    if digest.broken:
        parts.append(_section(t("since.broken", lang), [f"- {_plain(told)}" for told in digest.broken]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _top(digest: Digest, lang: str) -> str:
    start, end = (words.moment(one, lang) for one in (digest.start, digest.end))
    lines = [f"# {t('page.since.title', lang)}", "", _plain(t("since.between", lang, start=start, end=end)), ""]
    if digest.found:
        lines += _counted(digest, lang)
    else:
        lines.append(words.nothing(digest, lang))
    return "\n".join([*lines, "", *(f"> {_plain(words.note(one, lang))}\n>" for one in digest.notes)]).rstrip("\n>")


def _counted(digest: Digest, lang: str) -> list[str]:
    told = [f"- {said}: **{many}**" for _, many, said in words.counts(digest, lang)]
    return told + [f"- {one}" for one in words.apart(digest.totals, lang)]


def _countries(digest: Digest, catalog: Catalog, lang: str) -> str:
    parts = [f"## {t('since.by_country', lang)}", "", t("since.shared", lang)]
    for name, code in sorted((t(f"country.{code}", lang), code) for code in catalog.countries):
        parts += ["", f"### {name}", "", *_brief(digest.of([code]), lang)]
    nobody = digest.part(lambda meta: not meta.countries)
    if nobody.found:
        parts += ["", f"### {t('since.no_country', lang)}", "", *_brief(nobody, lang)]
    return "\n".join(parts)


def _brief(digest: Digest, lang: str) -> list[str]:
    """The five numbers of a country, and which indicators they concern."""
    if not digest.found:
        return [words.nothing(digest, lang)]
    names = sorted({label(f"indicator.{item.meta.indicator}", lang) for item in digest.found})
    told = [f"- {said}: {many}" for _, many, said in words.counts(digest, lang)]
    return [*told, f"- {t('since.concerns', lang)}: {enumerated(names, lang, strong=True)}"]


def _indicators(digest: Digest, catalog: Catalog, lang: str) -> str:
    parts = [f"## {t('since.by_indicator', lang)}"]
    grouped = news.by(digest.found, lambda meta: [meta.indicator])
    for name, items in sorted((label(f"indicator.{code}", lang), part) for code, part in grouped.items()):
        parts += ["", f"### {name}", ""]
        for item in items:
            parts += _series(item, catalog, lang)
    return "\n".join(parts)


def _series(item: News, catalog: Catalog, lang: str) -> Iterator[str]:
    meta = item.meta
    where = f"{words.series(meta, catalog, lang)} ({words.countries(meta, lang)})"
    yield f"- **{_plain(where)}** `{meta.id}`"
    for told in words.lines(item, lang):
        yield f"  - {_plain(told)}"
    if item.revisions:
        yield from ("", *_revised(item, lang), "")


def _revised(item: News, lang: str) -> Iterator[str]:
    """A table of old and new values; those that may not be passed on are counted only."""
    if words.withheld(item.meta):
        yield f"  {t('since.withheld', lang)}"
        return
    several = words.editions(item, lang)
    head = [t(f"since.column.{name}", lang) for name in ("period", "old", "new", "change", "vintages")]
    head = [
        head[0],
        *(f"{name} ({units.unit(item.meta.unit, lang)})" for name in head[1:4]),
        *(head[4:] if len(several) > 1 else []),
    ]
    if len(several) == 1:
        yield from (f"  {t('since.column.vintages', lang)}: {_plain(several[0])}", "")
    yield "  " + _row(head)
    yield "  " + _row(["---", "---:", "---:", "---:", "---"][: len(head)])
    for one in item.revisions[:MOST_REVISED]:
        yield "  " + _row(_cells(one, lang)[: len(head)])
    if len(item.revisions) > MOST_REVISED:
        more = number(len(item.revisions) - MOST_REVISED, lang, 0)
        yield from ("", f"  {t('since.more', lang, n=more)}")


def _cells(one: Revision, lang: str) -> list[str]:
    between = f"{words.vintage(one.before, lang)} → {words.vintage(one.after, lang)}"
    return [words.when(one.change, lang), *words.pair(one.change, lang), words.difference(one.change, lang), between]


def _stale(digest: Digest, lang: str) -> str:
    lines = []
    for items in words.late(digest):
        source, which = naming.source(items[0].meta.source, lang), words.together(items, lang)
        lines.append(f"- **{_plain(source)}**: {_plain(words.overdue(items[0], lang))} {_plain(which)}")
    return _section(t("since.stale", lang), lines) if lines else ""


def _sources(digest: Digest, catalog: Catalog, lang: str) -> str:
    lines = []
    for source, texts in as_data.citations(digest.found).items():
        known = catalog.sources.get(source)
        credit = f" {known.credit}" if known and source not in ("published", news.DERIVED) else ""
        lines += [f"- **{label(f'source.{source}', lang)}**: {_plain(told + credit)}" for told in texts if told]
    return _section(t("since.sources", lang), lines)


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_plain(cell).replace('|', '/') for cell in cells)} |"


def _plain(told: str) -> str:
    """Text from outside on one line, without marks that Markdown would take for its own."""
    line = " ".join(told.split())
    for mark in ("\\", "`", "*", "_", "<", "[", "]"):
        line = line.replace(mark, f"\\{mark}")
    return line
