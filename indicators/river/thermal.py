"""Water temperature of one gauge through the year, in the months in which it is measured."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.river import hydrograph, words, year_curve, year_plot
from indicators.store import Held

OPEN_WATER = range(5, 11)  # months a year needs to be complete: May to October
SUMMER = range(6, 10)  # June to September, the months of the finding


def water_temperature(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    highlight: tuple[int, ...] = (hydrograph.FLOOD,),
    period: tuple[int, int] | None = None,
) -> Chart:
    """One gauge's daily water temperature: other years grey, bands and median, highlighted years.

    Parameters
    ----------
    series : sequence of one Held
        Daily water temperature, °C, in the open-water season only.
    highlight : tuple of int
        Years drawn in colour, at most three.
    period : tuple of int, optional
        First and last of the other years drawn; bands and median are of all complete years.
    """
    (held,) = series
    days = year_curve.daily(held.observations)
    years = year_curve.complete_years(days, OPEN_WATER)
    drawn = [year for year in highlight if year in set(days["year"])][: year_plot.MOST_YEARS]
    figure = year_plot.plot(days, year_curve.climatology(days, years), drawn, lang, digits=1, period=period)
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit)
    title = _finding(held, days, drawn, catalog, lang)
    return Chart(
        name=f"year-{held.meta.id}",
        title=title,
        subtitle=words.subtitle(held.meta, lang, hydrograph.basis(years, lang)),
        alt=f"{title}. {t('water.year_alt', lang)}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=420,
        key=(t("water.key.open_water", lang), *words.inferred_names([held], catalog, lang)),
    )


def summer_means(days: pd.DataFrame) -> pd.Series:
    """Mean of June to September of each year in which these months are complete, °C."""
    summer = days[days["date"].dt.month.isin(SUMMER)]
    means = summer.groupby("year")["value"].mean()
    return means[means.index.isin(year_curve.complete_years(days, SUMMER))]


def _finding(held: Held, days: pd.DataFrame, drawn: Sequence[int], catalog: Catalog, lang: str) -> str:
    """The summer mean of the first highlighted year against that of all years."""
    place = words.where(held.meta, catalog, lang)
    means = summer_means(days)
    if not drawn or drawn[0] not in means.index or len(means) < 2:
        return t("water.year_title", lang, where=place, what=t(f"indicator.{held.meta.indicator}", lang))
    own, usual = float(means[drawn[0]]), float(means.mean())
    side = "above" if own >= usual else "below"
    return t(
        f"water.summer_{side}", lang, where=place, year=drawn[0], value=number(own, lang, 1), unit=held.meta.unit,
        difference=number(abs(own - usual), lang, 1), n=len(means),
    )  # fmt: skip
