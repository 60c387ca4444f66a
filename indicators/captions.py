"""The caption block: source, version, DOI, licence or credit, data to, retrieved, snapshot mark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from indicators.catalog import Catalog
from indicators.locales import t, told
from indicators.locales.formats import date, enumerated
from indicators.series import Meta
from indicators.store import Held

MOST_WORKS = 4
_ORIGINS = {"snapshot": "caption.snapshot", "live": "caption.live", "members": "caption.members"}
_OWN = ("published",)  # lie in the repository: neither fetched nor a snapshot of a provider


def caption(held: Sequence[Held], catalog: Catalog, lang: str) -> tuple[str, ...]:
    """One line a source of the series drawn."""
    lines = []
    for source in dict.fromkeys(item.meta.source for item in held):
        mine = [item for item in held if item.meta.source == source]
        lines.append(_line(source, mine, catalog, lang))
    return tuple(lines)


def last_observation(held: Sequence[Held]) -> dt.date | None:
    """Date of the last observation of several series."""
    days = [item.meta.last for item in held if item.meta.last]
    return dt.date.fromisoformat(max(days)[:10]) if days else None


def _line(source: str, held: list[Held], catalog: Catalog, lang: str) -> str:
    meta, registered = held[0].meta, catalog.sources[source]
    what = works(held) if source == "published" else f"{registered.title}, {registered.provider}"
    parts = [t("caption.source", lang, source=what)]
    if len({item.meta.doi for item in held}) == 1 and meta.doi:
        parts.append(f"doi:{meta.doi}")
    if source not in _OWN:
        parts += [text for text in (registered.credit, registered.edited_notice, _licence(meta, catalog, lang)) if text]
    last = last_observation(held)
    if last:
        parts.append(t("caption.data_to", lang, date=date(last, lang)))
    parts.append(t("caption.retrieved", lang, date=date(_day(meta.retrieved), lang)))
    if source not in _OWN:
        parts.append(t(_ORIGINS[_origin(held)], lang))
    return " · ".join(parts)


def _origin(held: list[Held]) -> str:
    """Where the series of a source come from; the shipped copy is told where one of them is one."""
    found = {item.origin for item in held}
    return next(one for one in ("snapshot", "live", "members") if one in found)


def works(held: Sequence[Held]) -> str:
    """The works that published values were read in, shortened when there are many."""
    texts = list(dict.fromkeys(part for item in held for part in item.meta.citation_text.split(" · ")))
    shown = [text if len(texts) == 1 else _short(text) for text in texts[:MOST_WORKS]]
    told = "; ".join(text.rstrip(".") for text in shown)
    return told + (f" (+{len(texts) - MOST_WORKS})" if len(texts) > MOST_WORKS else "")


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _day(stamp: str) -> dt.date:
    return dt.date.fromisoformat(stamp[:10])


def retrieved(meta: Meta) -> dt.date:
    """Day on which the source's bytes were got."""
    return _day(meta.retrieved)


def _licence(meta: Meta, catalog: Catalog, lang: str) -> str:
    """The terms in the reader's language; of a computed series those of its inputs, which stand in a row there."""
    begins = "Derived; inputs: "
    if not meta.licence.startswith(begins):
        return told(meta.licence, lang)
    rest, inputs = meta.licence.removeprefix(begins), []
    for terms in sorted({source.licence for source in catalog.sources.values()}, key=len, reverse=True):
        if terms and terms in rest:
            inputs.append(told(terms, lang))
            rest = rest.replace(terms, "")
    if rest.strip("; "):
        return meta.licence
    return t("caption.derived_terms", lang, licences=enumerated(inputs, lang, strong=True))
