"""Ice on the river: its thickness through each winter, and the most of every winter.

A winter runs from November to May and is named by its January. Ice is measured every 5 to 10 days
at best; what lies between two measurements is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import PALE, Chart
from indicators.locales import t, units
from indicators.locales.formats import date, day_month, number
from indicators.river import words, year_plot
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
WINTER = pd.date_range("1999-11-01", "2000-05-31", freq="D")
JOINED_DAYS = 16  # measurements further apart are not joined
LATE_WINTER = (2, 3)  # a winter's most counts where ice was measured in both of these months


def winters(observations: pd.DataFrame) -> pd.DataFrame:
    """Measurements by winter.

    Returns
    -------
    DataFrame
        `date`, `value` (cm), `winter` (year of its January), `axis` (the day in the winter 1999/2000).
    """
    good = observations[observations["flag"].ne("suspect") & observations["value"].notna()]
    moment = good["time_start"].dt.normalize()
    month = moment.dt.month
    table = pd.DataFrame({"date": moment, "value": good["value"], "winter": moment.dt.year + (month >= 11)})
    table = table[(month >= 11) | (month <= 5)].reset_index(drop=True)
    year = np.where(table["date"].dt.month >= 11, 1999, 2000)
    table["axis"] = pd.to_datetime({"year": year, "month": table["date"].dt.month, "day": table["date"].dt.day})
    return table


def most(table: pd.DataFrame) -> pd.DataFrame:
    """The most of each winter.

    Returns
    -------
    DataFrame
        `winter`, `value` (cm), `date`, `n` measurements, `complete` (measured in February and in March).
    """
    rows = []
    for winter, part in table.groupby("winter"):
        top = part.loc[part["value"].idxmax()]
        complete = set(LATE_WINTER) <= set(part["date"].dt.month)
        rows.append((int(str(winter)), float(top["value"]), top["date"], len(part), complete))
    return pd.DataFrame(rows, columns=["winter", "value", "date", "n", "complete"])


def winter_curve(series: Sequence[Held], catalog: Catalog, lang: str, *, highlight: tuple[int, ...] = (2013,)) -> Chart:
    """Ice (or the snow on it) from November to May: other winters grey, highlighted winters in colour.

    Parameters
    ----------
    series : sequence of one Held
        Single measurements, cm.
    highlight : tuple of int
        Winters by the year of their January, at most three.
    """
    (held,) = series
    table = winters(held.observations)
    drawn = [year for year in highlight if year in set(table["winter"])][: year_plot.MOST_YEARS]
    figure = figures.plot(hovermode="closest", showlegend=True)
    _others(figure, table[~table["winter"].isin(drawn)], lang)
    parts = {winter: _open(table[table["winter"] == winter]) for winter in drawn}
    year_plot.lines(figure, parts, digits=0, mode="lines+markers")
    year_plot.months(figure, range(11, 18), 1999, lang)
    figure.update_yaxes(rangemode="tozero", title_text=units.unit(held.meta.unit, lang))
    title = _finding(held, table, drawn, catalog, lang)
    return Chart(
        name=f"winter-{held.meta.id}",
        title=title,
        subtitle=words.subtitle(held.meta, lang, t("water.winter_named", lang)),
        alt=f"{title}. {t('water.winter_alt', lang)}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=380,
        key=(*_rules(table, lang), *words.inferred_names([held], catalog, lang)),
    )


def winter_most(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """The thickest measured in each winter; hollow where late winter was not measured."""
    (held,) = series
    table = most(winters(held.observations))
    complete, rest = table[table["complete"]], table[~table["complete"]]
    figure = figures.plot()
    for part, fill in ((complete, TEAL), (rest, "rgba(0,0,0,0)")):
        figure.add_trace(_points(part, fill, held.meta.unit, lang))
    figure.update_yaxes(rangemode="tozero", title_text=units.unit(held.meta.unit, lang))
    figure.update_xaxes(tickformat="d")
    title = _most_finding(held, complete, catalog, lang)
    return Chart(
        name=f"winter-most-{held.meta.id}",
        title=title,
        subtitle=words.subtitle(held.meta, lang, t("water.winter_named", lang)),
        alt=f"{title}. {t('water.most_alt', lang, n=len(table))}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=320,
        key=(t("water.key.late_winter", lang), *words.inferred_names([held], catalog, lang)),
    )


def _open(part: pd.DataFrame) -> pd.Series:
    """Measurements along the winter axis; a gap where two lie too far apart."""
    values = part.set_index("axis")["value"].sort_index()
    far = values.index[1:][np.diff(values.index) > pd.Timedelta(days=JOINED_DAYS)]
    gaps = pd.Series(np.nan, index=far - pd.Timedelta(days=1), dtype=float)
    return pd.concat([values, gaps]).sort_index() if len(gaps) else values


def _rules(table: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """What a line means, and that the archive ends its winters in March."""
    told = t("water.key.joined", lang, days=JOINED_DAYS)
    return (told,) if table["date"].dt.month.isin((4, 5)).any() else (told, t("water.key.no_spring", lang))


def _others(figure: go.Figure, table: pd.DataFrame, lang: str) -> None:
    along: list[object] = []
    values: list[float | None] = []
    for _, part in table.groupby("winter"):
        winter = _open(part)
        along += [*winter.index.strftime("%Y-%m-%d"), None]
        values += [*(None if np.isnan(v) else float(v) for v in winter), None]
    figure.add_trace(
        go.Scatter(x=along, y=values, mode="lines+markers", line={"color": PALE, "width": 0.8}, opacity=0.8,
                   marker={"size": 3, "color": PALE}, name=t("water.other_winters", lang), hoverinfo="skip",
                   showlegend=True)
    )  # fmt: skip


def _points(part: pd.DataFrame, fill: str, unit: str, lang: str) -> go.Scatter:
    """Winters as points on thin stems: years between two of them may be missing, so no line joins them."""
    told = [t("water.winter_hover", lang, winter=row.winter, value=number(row.value, lang, 0), unit=unit,
              day=date(row.date, lang), n=row.n) for row in part.itertuples()]  # fmt: skip
    return go.Scatter(
        x=part["winter"], y=part["value"], mode="markers", customdata=told, name="",
        marker={"size": 8, "color": fill, "line": {"color": TEAL, "width": 1.5}},
        error_y={"type": "data", "symmetric": False, "array": [0] * len(part), "arrayminus": list(part["value"]),
                 "width": 0, "thickness": 1, "color": PALE},
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _finding(held: Held, table: pd.DataFrame, drawn: Sequence[int], catalog: Catalog, lang: str) -> str:
    """The most of the first highlighted winter, and the range of all winters measured to their end."""
    place, what = words.where(held.meta, catalog, lang), t(f"indicator.{held.meta.indicator}", lang)
    every = most(table)
    own = every[every["winter"].isin(drawn[:1])]
    complete = every[every["complete"]]
    if own.empty or complete.empty:
        return t("water.winter_title", lang, where=place, what=what)
    row = own.iloc[0]
    return t(
        "water.winter_finding", lang, where=place, what=what, winter=int(row["winter"]), n=len(complete),
        value=number(row["value"], lang, 0), day=day_month(row["date"], lang), unit=units.unit(held.meta.unit, lang),
        low=number(complete["value"].min(), lang, 0), high=number(complete["value"].max(), lang, 0),
    )  # fmt: skip


def _most_finding(held: Held, complete: pd.DataFrame, catalog: Catalog, lang: str) -> str:
    place, what = words.where(held.meta, catalog, lang), t(f"indicator.{held.meta.indicator}", lang)
    if complete.empty:
        return t("water.winter_title", lang, where=place, what=what)
    high, low = complete.loc[complete["value"].idxmax()], complete.loc[complete["value"].idxmin()]
    return t(
        "water.most_finding", lang, where=place, what=what, n=len(complete), unit=units.unit(held.meta.unit, lang),
        high=number(high["value"], lang, 0), high_winter=high["winter"],
        low=number(low["value"], lang, 0), low_winter=low["winter"],
    )  # fmt: skip
