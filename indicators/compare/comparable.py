"""Whether two series may share an axis, and what must be told when they do.

Same unit, same quantity and same kind of statistic may share one; different areas, methods and
products may too, as lines of their own with their definitions told. Never looks at the values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.compare.meaning import contains, iron_fraction, is_records, kind, quantity, scale
from indicators.locales import has, label, t
from indicators.locales import told as translated
from indicators.series import Meta

_FIRST_SENTENCE = re.compile(r"(?<=[a-z)])[.:;] .*$", re.DOTALL)


@dataclass(frozen=True)
class Reason:
    """One difference between two series.

    `code` is for programs; `barred` says that it keeps them from one axis, else it is told beside
    their lines. `one` and `other` are what each of the two says: codes, or the provider's own words.
    """

    code: str
    barred: bool
    one: str = ""
    other: str = ""

    def sentence(self, lang: str, one: str, other: str) -> str:
        """The difference in plain words, with the names of the two series."""
        x, y = (_word(self.code, part, lang) for part in (self.one, self.other))
        return t(f"compare.reason.{self.code}", lang, a=one, b=other, x=x, y=y)


def comparable(a: Meta, b: Meta, catalog: Catalog) -> tuple[Reason, ...]:
    """Every difference that matters to a reader who sees two series on one axis, those that bar it first.

    Nothing barred means that they may share an axis; an empty answer that nothing needs telling.

    Codes
    -----
    Barred: `text`, `records`, `unit`, `quantity`, `fraction` (ionic, dissolved or total dissolvable iron),
    `statistic`, `span` (totals or maxima over different lengths of time, a long-term mean against a course).
    Told: `part` and `part_of` (one place holds the other), `area`, `method`, `values` (the statistic in
    detail), `frequency`.
    """
    scales = [scale(meta, catalog) for meta in (a, b)]
    if "text" in scales:
        return (Reason("text", True),)
    found = [*_barred(a, b, catalog), *_told(a, b, catalog)]
    return tuple(found)


def share_axis(a: Meta, b: Meta, catalog: Catalog) -> bool:
    """Whether nothing bars two series from one axis."""
    return not any(reason.barred for reason in comparable(a, b, catalog))


def together(metas: Sequence[Meta], catalog: Catalog) -> tuple[list[Meta], list[Meta]]:
    """The largest group that may share one axis, and the rest; of equal groups the one chosen first."""
    best: list[Meta] = []
    for seed in metas:
        group = [seed]
        for meta in metas:
            if meta is not seed and all(share_axis(meta, member, catalog) for member in group):
                group.append(meta)
        if len(group) > len(best):
            best = group
    kept = {meta.id for meta in best}
    return [meta for meta in metas if meta.id in kept], [meta for meta in metas if meta.id not in kept]


def _barred(a: Meta, b: Meta, catalog: Catalog) -> list[Reason]:
    found = []
    if is_records(a, catalog) != is_records(b, catalog):
        found.append(Reason("records", True))
    if a.unit != b.unit:
        found.append(Reason("unit", True, a.unit, b.unit))
    if quantity(a, catalog) != quantity(b, catalog):
        found.append(Reason("quantity", True, a.indicator, b.indicator))
    fractions = iron_fraction(a, catalog), iron_fraction(b, catalog)
    if all(fractions) and fractions[0] != fractions[1]:
        found.append(Reason("fraction", True, *fractions))
    kinds = kind(a.statistic), kind(b.statistic)
    if kinds[0] != kinds[1] and set(kinds) != {"total", "number"}:
        found.append(Reason("statistic", True, a.statistic, b.statistic))
    elif a.frequency != b.frequency and _of_a_period(kinds, (a.frequency, b.frequency)):
        found.append(Reason("span", True, a.frequency, b.frequency))
    return found


def _of_a_period(kinds: tuple[str, str], frequencies: tuple[str, str]) -> bool:
    """Whether a value depends on the length of its period."""
    return bool({"total", "maximum"} & set(kinds)) or "long_term" in frequencies


def _told(a: Meta, b: Meta, catalog: Catalog) -> list[Reason]:
    found = []
    if contains(a, b, catalog):
        found.append(Reason("part", False))
    elif contains(b, a, catalog):
        found.append(Reason("part_of", False))
    if a.place == b.place and a.area_definition != b.area_definition:
        found.append(Reason("area", False, a.area_definition or "?", b.area_definition or "?"))
    if _family(a.method) != _family(b.method):
        found.append(Reason("method", False, _family(a.method), _family(b.method)))
    if a.statistic != b.statistic:
        found.append(Reason("values", False, a.statistic, b.statistic))
    if a.frequency != b.frequency:
        found.append(Reason("frequency", False, a.frequency, b.frequency))
    return found


def _family(method: str) -> str:
    """The first sentence of a method: what the sentences after it say of a single post is no other method."""
    return _FIRST_SENTENCE.sub("", method.strip()).rstrip(".")


def _word(code: str, part: str, lang: str) -> str:
    """What a series says, in a reader's words."""
    if code == "quantity":
        return label(f"indicator.{part}", lang)
    if code == "fraction":
        return t(f"iron.quantity.{part}", lang)
    if code in ("span", "frequency"):
        return t(f"compare.frequency.{part}", lang)
    return statistic(part, lang) if code in ("statistic", "values") else translated(part, lang)


def statistic(told: str, lang: str) -> str:
    """A statistic as a reader sees it: ours where there is a word, else the provider's."""
    key = f"statistic.{told.replace(' ', '_').replace('-', '_')}"
    return t(key, lang) if has(key) else told
