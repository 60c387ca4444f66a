"""What must be said under a comparison: what is not drawn and why, how the lines differ, how values came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.catalog import Catalog
from indicators.compare import names
from indicators.compare.comparable import comparable, statistic
from indicators.compare.lines import DOUBTED, PROVISIONAL, joined
from indicators.compare.points import points, told
from indicators.compare.tracks import AS_HELD, Track
from indicators.locales import t
from indicators.locales import told as translated
from indicators.locales.formats import ended, month, number
from indicators.population import marks
from indicators.series import Meta

Names = Mapping[str, str]

_AS_IT_STANDS = (AS_HELD, "annual_value")


def not_shared(drawn: Sequence[Meta], rest: Sequence[Meta], named: Names, catalog: Catalog, lang: str) -> list[str]:
    """Why series do not share the axis: all that bars each from the first one drawn that it clashes with."""
    lines = []
    for meta in rest:
        for other in drawn:
            barred = [reason for reason in comparable(other, meta, catalog) if reason.barred]
            if barred:
                said = " ".join(reason.sentence(lang, named[other.id], named[meta.id]) for reason in barred)
                lines.append(t("compare.not_drawn", lang, series=named[meta.id], why=said))
                break
    return lines


def differences(drawn: Sequence[Meta], named: Names, catalog: Catalog, lang: str) -> list[str]:
    """How series that share an axis differ, and then what each of them is."""
    pairs = [(a, b) for place, a in enumerate(drawn) for b in drawn[place + 1 :]]
    found = [(reason, a, b) for a, b in pairs for reason in comparable(a, b, catalog)]
    lines = [
        reason.sentence(lang, named[a.id], named[b.id])
        for reason, a, b in found
        if reason.code in ("part", "part_of")
    ]  # fmt: skip
    codes = [code for code in ("area", "method", "values", "frequency") if any(r.code == code for r, _, _ in found)]
    if not codes:
        return lines
    kinds = names.listed([t(f"compare.differ.{code}", lang) for code in codes], lang)
    lines.append(t("compare.differ", lang, kinds=kinds))
    by_text: dict[str, list[str]] = {}
    for meta in drawn:
        by_text.setdefault(definition(meta, lang), []).append(named[meta.id])
    return lines + [f"{names.listed(who, lang)}: {text}" for text, who in by_text.items()]


def definition(meta: Meta, lang: str) -> str:
    """Statistic, method and area of a series."""
    parts = [statistic(meta.statistic, lang), translated(meta.method, lang), translated(meta.area_definition, lang)]
    return ended(" · ".join(part.rstrip(".。") for part in parts if part), lang)


def how(found: Sequence[Track], named: Names, since: int | None, catalog: Catalog, lang: str) -> list[str]:
    """How values came about where they are not the provider's own, and what was left out."""
    lines, made = [], []
    events: dict[tuple[str, ...], list[str]] = {}
    left: dict[str, list[str]] = {}
    for what in dict.fromkeys(track.what for track in found if track.what not in _AS_IT_STANDS):
        mine = names.listed([named[track.meta.id] for track in found if track.what == what], lang)
        made.append(t("compare.how_of", lang, what=t(f"compare.what.{what}", lang), series=mine))
    if made:
        lines.append(t("compare.how", lang, list=names.several(made, lang)))
    for track in found:
        if track.left_out:
            unit = "months" if track.what == "monthly_mean" else "years"
            n = number(track.left_out, lang, 0)
            left.setdefault(unit, []).append(t("compare.one_value_of", lang, series=named[track.meta.id], value=n))
        if track.yearly and track.yearly.events:
            events.setdefault(track.yearly.events, []).append(named[track.meta.id])
    for unit, of in left.items():
        lines.append(t(f"compare.left_out.{unit}", lang, list=names.several(of, lang)))
    for codes, who in events.items():
        told_of = names.several(
            [f"{t(f'event.{code}', lang)} {month(catalog.events[code].start, lang)}" for code in codes], lang
        )
        lines.append(t("compare.events", lang, series=names.listed(who, lang), events=told_of))
    if since is not None:
        lines.append(t("compare.narrowed", lang, year=since))
    return lines


def empty(found: Sequence[Track], named: Names, lang: str) -> list[str]:
    """Series that have nothing to draw at this step and in these years."""
    return [t("compare.nothing_of", lang, series=named[track.meta.id]) for track in found if track.empty]


def marks_key(found: Sequence[Track], lang: str, *, shapes: bool) -> list[str]:
    """The line that explains the marks; `shapes`: whether a mark's shape says how sure it is."""
    every = [point for track in found if told(track) for point in points(track, lang)]
    doubted = any(track.rows["flag"].isin(DOUBTED).any() for track in found)
    if shapes and every:
        lined = any(joined(points(track, lang), track) for track in found if told(track))
        return list(marks.key(every, lang, lines=lined))
    occurs = {
        "secondhand": any(point.hollow for point in every),
        "suspect": doubted,
        "provisional": any(track.rows["flag"].eq(PROVISIONAL).any() for track in found),
        "interval": any(p.kind == "value" and p.lower == p.lower and p.upper == p.upper for p in every),
        "range": any(point.kind == "range" for point in every),
        "bound": any("bound" in point.kind for point in every),
    }
    said = [t(f"compare.key.{name}", lang) for name, there in occurs.items() if there]
    return [" · ".join(said)] if said else []
