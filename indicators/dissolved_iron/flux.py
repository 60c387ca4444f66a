"""Published iron fluxes, one row an estimate; authors count different iron, so nothing is joined or summed."""

from __future__ import annotations

from collections.abc import Sequence

from indicators import captions
from indicators.catalog import Catalog
from indicators.dissolved_iron import rows, words
from indicators.dissolved_iron.rows import Row
from indicators.figures import Chart
from indicators.locales import has, t
from indicators.locales.formats import enumerated, number
from indicators.store import Held

UNIT = "Gg/yr"
QUANTITIES = ("ionic", "total_dissolved", "dissolved", "total_dissolvable")


def estimates(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Yearly fluxes by what they count, and, as words below, fluxes of a flood or a day.

    Parameters
    ----------
    series : sequence of Held
        Fluxes; those in Gg/yr stand on the axis, others are told with their own unit.
    """
    yearly = [held for held in series if held.meta.unit == UNIT]
    listed: list[Row] = []
    for quantity in QUANTITIES:
        mine = [held for held in yearly if words.quantity(held.meta) == quantity]
        mine.sort(key=_size, reverse=True)
        if mine:
            name = t(f"iron.quantity.{quantity}", lang)
            listed.append(Row(name[:1].upper() + name[1:], heading=True))
        listed += [rows.row(held, item, lang) for held in mine for item in held.observations.itertuples()]
    listed += _others([held for held in series if held.meta.unit != UNIT], lang)
    title = _finding(yearly, lang)
    told = enumerated(
        (f"{item.label} {item.detail} {item.told}" for item in listed if not item.heading), lang, strong=True
    )
    return Chart(
        name="iron-fluxes",
        title=title,
        subtitle=t("iron.flux_subtitle", lang, unit=UNIT),
        alt=f"{title}. {told}.",
        plot=rows.plot(listed, UNIT, lang),
        narrow=rows.plot(listed, UNIT, lang, narrow=True),
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
        height=rows.height(listed),
        key=rows.key(listed, lang),
    )


def _size(held: Held) -> float:
    return float(held.observations[["value", "upper"]].max().max())


def _others(series: Sequence[Held], lang: str) -> list[Row]:
    """Rows without a mark: their unit has no place on the axis."""
    told = []
    for held in series:
        unit = f"iron.unit.{held.meta.indicator}"
        unit = t(unit, lang) if has(unit) else words.unit(held.meta, lang)
        for item in held.observations.itertuples():
            label = f"{words.place(held.meta, lang)}: {words.measured(item, lang)} {unit}"
            work, when = words.reference(item, held.meta), words.period(item, held.meta, lang)
            counts = words.quantity(held.meta)
            fraction, counted = t(f"iron.quantity.{counts}", lang), t(f"iron.short.{counts}", lang)
            told.append(
                Row(label, f"{work} · {fraction} · {when}", small=(label, f"{when} · {rows.short(work)} · {counted}"))
            )
    return [Row(t("iron.other_units", lang), heading=True), *told] if told else []


def _finding(yearly: Sequence[Held], lang: str) -> str:
    """How many estimates, how many quantities, from where to where."""
    quantities = {words.quantity(held.meta) for held in yearly}
    frames = [held.observations[["value", "lower", "upper"]] for held in yearly]
    if len(quantities) < 2:
        return t("iron.flux_title", lang)
    low, high = min(part.min().min() for part in frames), max(part.max().max() for part in frames)
    facts = {"low": number(low, lang), "high": number(high, lang), "unit": UNIT}
    return t("iron.flux_finding", lang, n=sum(map(len, frames)), quantities=len(quantities), **facts)
