"""Names of series beside each other: as short as tells them apart, and whole where there is room.

Never names a series by its id unless nothing else tells it from another.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from indicators import naming
from indicators.compare.comparable import statistic
from indicators.locales import has, label, t
from indicators.population import words
from indicators.series import Meta

SEPARATOR = " · "


def short(metas: Sequence[Meta], lang: str) -> dict[str, str]:
    """What differs among the series, by id: indicator and place, and as far as needed product and the rest."""
    if len(metas) == 1:
        return {metas[0].id: whole(metas[0], lang)}
    main = [part for part in (what, place) if len({part(meta, lang) for meta in metas}) > 1]
    more: list[Callable[[Meta, str], str]] = []
    for part in (product, frequency, _statistic, _id):
        if len({_name(meta, main, more, lang) for meta in metas}) == len(metas):
            break
        if len({part(meta, lang) for meta in metas}) > 1:
            more.append(part)
    return {meta.id: _name(meta, main, more, lang) for meta in metas}


def shared(metas: Sequence[Meta], lang: str) -> str:
    """The place that all series have, where they have one; else nothing."""
    places = {place(meta, lang) for meta in metas}
    return places.pop() if len(places) == 1 and len(metas) > 1 else ""


def _name(
    meta: Meta,
    main: Sequence[Callable[[Meta, str], str]],
    more: Sequence[Callable[[Meta, str], str]],
    lang: str,
) -> str:
    head = listed([part(meta, lang) for part in main], lang)
    tail = SEPARATOR.join(part(meta, lang) for part in more)
    return t("compare.with_product", lang, series=head, product=tail) if head and tail else head or tail


def whole(meta: Meta, lang: str) -> str:
    """Indicator and place."""
    return f"{what(meta, lang)}, {place(meta, lang)}"


def what(meta: Meta, lang: str) -> str:
    """Name of a series' indicator."""
    return label(f"indicator.{meta.indicator}", lang)


def place(meta: Meta, lang: str) -> str:
    """Name of a series' place: ours, or the provider's where we have none."""
    key = f"place.{meta.place}"
    return meta.place_name or label(key if has(key) else f"region.{meta.place}", lang)


def product(meta: Meta, lang: str) -> str:
    """Name of a series' source."""
    return naming.source(meta.source, lang)


def frequency(meta: Meta, lang: str) -> str:
    """How often a series has a value."""
    return t(f"compare.frequency.{meta.frequency}", lang)


def unit(meta: Meta, lang: str) -> str:
    """Unit of a series."""
    return words.unit(meta, lang)


def listed(parts: Sequence[str], lang: str) -> str:
    """Names in a row."""
    return functools.reduce(lambda first, rest: t("compare.list", lang, first=first, rest=rest), parts) if parts else ""


def several(parts: Sequence[str], lang: str) -> str:
    """Statements in a row."""
    return functools.reduce(lambda first, rest: t("compare.several", lang, first=first, rest=rest), parts)


def subjects(metas: Sequence[Meta], lang: str, most: int = 3) -> str:
    """The indicators of several series, each once; the rest as a number."""
    return words.list_of([what(meta, lang) for meta in metas], lang, most)


def _statistic(meta: Meta, lang: str) -> str:
    return statistic(meta.statistic, lang)


def _id(meta: Meta, lang: str) -> str:
    return meta.id


def in_list(metas: Sequence[Meta], lang: str) -> dict[str, str]:
    """Indicator, place and product of each of many series, in a list to search; the id where two are alike."""
    told = {meta.id: SEPARATOR.join(part(meta, lang) for part in (what, place, product)) for meta in metas}
    seen: dict[str, int] = {}
    for name in told.values():
        seen[name] = seen.get(name, 0) + 1
    return {series_id: name if seen[name] == 1 else f"{name} · {series_id}" for series_id, name in told.items()}
