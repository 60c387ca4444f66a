"""Discharge or stage of one gauge through the calendar year, over the range of its complete years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import day_month, number
from indicators.river import words, year_curve, year_plot
from indicators.store import Held

FLOOD = 2013
LEAST_YEARS = 5  # complete years that bands and a median need
LARGE = 500  # from here on whole numbers tell enough


def hydrograph(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    highlight: tuple[int, ...] = (FLOOD,),
    period: tuple[int, int] | None = None,
) -> Chart:
    """One gauge from January to December: other years grey, bands and median, highlighted years.

    Parameters
    ----------
    series : sequence of one Held
        Daily discharge (m³/s) or stage (cm).
    highlight : tuple of int
        Years drawn in colour, the first as the accent; at most three.
    period : tuple of int, optional
        First and last of the other years drawn; bands and median are of all complete years.
    """
    (held,) = series
    days = year_curve.daily(held.observations)
    years = year_curve.complete_years(days)
    drawn = [year for year in highlight if year in set(days["year"])][: year_plot.MOST_YEARS]
    years = years if len(years) >= LEAST_YEARS else []
    normal = year_curve.climatology(days, years)
    digits = 0 if days["value"].abs().max() >= LARGE else 1
    figure = year_plot.plot(days, normal, drawn, lang, digits=digits, period=period)
    rangemode = "tozero" if held.meta.indicator == "discharge" else "normal"  # a stage has no true zero
    figure.update_yaxes(rangemode=rangemode, title_text=held.meta.unit, tickformat=",.0f")
    title = _finding(held, days, normal, drawn, catalog, lang)
    return Chart(
        name=f"year-{held.meta.id}",
        title=title,
        subtitle=words.subtitle(held.meta, lang, basis(years, lang)),
        alt=f"{title}. {t('water.year_alt', lang)}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=480,
        key=(*rules(days, years, lang), *words.inferred_names([held], catalog, lang)),
    )


def basis(years: Sequence[int], lang: str) -> str:
    """What bands and median are made of."""
    return t("water.basis", lang, n=len(years), period=year_curve.span(years)) if years else ""


def rules(days: pd.DataFrame, years: Sequence[int], lang: str) -> tuple[str, ...]:
    """How the curve is drawn through days that are not in every year or not in the archive."""
    told = [t("water.key.leap_day", lang)] if years else []
    return tuple([t("water.key.no_31st", lang), *told] if year_curve.lacks_31st(days) else told)


def _finding(
    held: Held, days: pd.DataFrame, normal: pd.DataFrame, drawn: Sequence[int], catalog: Catalog, lang: str
) -> str:
    """Peak of the first highlighted year against the median of its day; a plain name without one."""
    place = words.where(held.meta, catalog, lang)
    if not drawn:
        return t("water.year_title", lang, where=place, what=t(f"indicator.{held.meta.indicator}", lang))
    part = days[days["year"] == drawn[0]]
    top = part.loc[part["value"].idxmax()]
    usual = float(normal["p50"].get(top["axis"], float("nan")))
    facts = {"where": place, "year": drawn[0], "value": number(top["value"], lang, 0), "unit": held.meta.unit,
             "day": day_month(top["date"], lang)}  # fmt: skip
    event = "flood" if usual == usual and top["value"] == days["value"].max() else "peak"
    if held.meta.indicator == "discharge" and usual > 0:
        return t(f"water.{event}_ratio", lang, ratio=number(top["value"] / usual, lang, 1), **facts)
    if usual == usual:
        side = "above" if top["value"] >= usual else "below"
        return t(f"water.{event}_{side}", lang, difference=number(abs(top["value"] - usual), lang, 0), **facts)
    return t(f"water.{event}", lang, **facts)
