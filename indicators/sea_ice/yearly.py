"""Charts of one value a season or year: the maximum, one month's mean, and Japan's own yearly maximum."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, trend_line
from indicators.catalog import Catalog
from indicators.figures import GREY, Chart
from indicators.locales import t
from indicators.locales.formats import date, month_name, number
from indicators.sea_ice import season
from indicators.sea_ice.figures import BLUE, region_name, subtitle, years
from indicators.statistics import yearly
from indicators.store import Held


def yearly_maximum(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    baseline: str = "1991-2020",
    period: tuple[int, int] | None = None,
) -> Chart:
    """Maximum of each season with its date; incomplete seasons hollow; the sensor change marked."""
    (held,) = series
    days = season.daily(held.observations)
    normal, table = season.normal_period(days, baseline), season.maxima(days)
    table = table[table["season"].between(*period)] if period else table
    complete, rest = table[table["complete"]], table[~table["complete"]]
    figure = figures.plot()
    for part, fill, name in ((complete, BLUE, "complete"), (rest, "rgba(0,0,0,0)", "incomplete")):
        if len(part):
            figure.add_trace(_maxima_trace(part, fill, t(f"sea_ice.season_{name}", lang), lang))
    if normal:
        every = season.maxima(days).query("complete")
        mean = float(every.loc[every["season"].between(*normal), "value"].mean())
        _horizontal(figure, mean, table, t("sea_ice.mean_of", lang, period=years(normal)))
    if season.sensor_changed(held.meta.source, held.meta.last):
        figures.event(figure, season.sensor_change_season(), t("event.sensor_change", lang))
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.0f")
    values = trend_line.given(held.meta, complete["season"], complete["value"], "season_maximum")
    told = trend_line.mark(figure, values, held.meta.unit, lang, BLUE)
    return Chart(
        name=f"yearly-maximum-{held.meta.id}",
        title=t("sea_ice.maximum_title", lang, region=region_name(held, lang)),
        subtitle=subtitle(held, lang, None),
        alt=f"{_maxima_alt(complete, held, lang)} {told}.",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=360,
        key=(told,),
    )


def _maxima_trace(part: pd.DataFrame, fill: str, name: str, lang: str) -> go.Scatter:
    return go.Scatter(
        x=part["season"], y=part["value"].round(), mode="lines+markers" if fill == BLUE else "markers",
        line={"color": BLUE, "width": 1.5}, marker={"size": 8, "color": fill, "line": {"color": BLUE, "width": 1.5}},
        name=name, customdata=[date(stamp, lang) for stamp in part["date"]],
        hovertemplate="%{x}: %{y:,.0f} km²<br>%{customdata}<extra></extra>",
    )  # fmt: skip


def _horizontal(figure: go.Figure, y: float, table: pd.DataFrame, text: str) -> None:
    ends = [int(table["season"].min()), int(table["season"].max())]
    figure.add_trace(
        go.Scatter(x=ends, y=[y, y], mode="lines", line={"color": GREY, "width": 1.2, "dash": "dot"},
                   name=text, hoverinfo="skip")
    )  # fmt: skip
    figures.end_label(figure, ends[1], y, text.replace(" ", "<br>"), GREY)
    figure.update_layout(margin_r=90)


def _maxima_alt(complete: pd.DataFrame, held: Held, lang: str) -> str:
    low, high = complete.loc[complete["value"].idxmin()], complete.loc[complete["value"].idxmax()]
    return t(
        "sea_ice.maximum_alt", lang, region=region_name(held, lang), n=len(complete), unit=held.meta.unit,
        low=number(low["value"], lang, 0), low_season=low["season"],
        high=number(high["value"], lang, 0), high_season=high["season"],
    )  # fmt: skip


def month_by_year(
    series: Sequence[Held], catalog: Catalog, lang: str, *, month: int = 3, period: tuple[int, int] | None = None
) -> Chart:
    """Monthly mean of one month in every year, from the provider's monthly workbook."""
    (held,) = series
    frame = held.observations[held.observations["time_start"].dt.month == month]
    table = pd.DataFrame({"year": frame["time_start"].dt.year, "value": frame["value"]})
    table = table[table["year"].between(*period)] if period else table
    figure = figures.plot()
    whole = table.set_index("year")["value"]
    whole = whole.reindex(range(int(whole.index.min()), int(whole.index.max()) + 1))
    figure.add_trace(
        go.Scatter(
            x=list(whole.index), y=whole.round(), mode="lines+markers", connectgaps=False,
            line={"color": BLUE, "width": 1.5}, marker={"size": 7, "color": BLUE},
            hovertemplate="%{x}: %{y:,.0f} km²<extra></extra>",
        )
    )  # fmt: skip
    figures.event(figure, season.sensor_change_season(), t("event.sensor_change", lang))
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.0f")
    values = trend_line.given(held.meta, table["year"], table["value"], "month_mean")
    told = trend_line.mark(figure, values, held.meta.unit, lang, BLUE)
    low, high = table.loc[table["value"].idxmin()], table.loc[table["value"].idxmax()]
    title = t("sea_ice.month_title", lang, region=region_name(held, lang), month=month_name(month, lang, whole=True),
              low=int(low["year"]), high=int(high["year"]))  # fmt: skip
    return Chart(
        name=f"month-{month:02d}-{held.meta.id}",
        title=title,
        subtitle=subtitle(held, lang, None),
        alt=f"{title}. {t('sea_ice.points', lang, n=len(table))} {told}.",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=340,
        key=(told,),
    )


def japan_yearly_maximum(
    series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None
) -> Chart:
    """JMA's yearly maximum on its own standard area: its own chart, second-hand points hollow.

    Parameters
    ----------
    series : sequence of one or two Held
        JMA's own file, the published second-hand figures, or both; the file is the line then, and
        the second-hand points stand apart.
    """
    held, *apart = sorted(series, key=lambda one: one.meta.source == "published")
    frame = _by_season(held, period)
    figure = figures.plot(showlegend=bool(apart))
    filled = [BLUE if one != "quoted_secondhand" else "#FFFFFF" for one in frame["confidence"]]
    figure.add_trace(
        go.Scatter(
            x=frame["season"], y=frame["value"].round(), mode="lines+markers", name=t("sea_ice.japan_own", lang),
            line={"color": BLUE, "width": 1.2},
            marker={"size": 8, "color": filled, "line": {"color": BLUE, "width": 1.5}},
            hovertemplate="%{x}: %{y:,.0f} km²<extra></extra>",
        )
    )  # fmt: skip
    for other in apart:
        points = _by_season(other, period)
        figure.add_trace(
            go.Scatter(
                x=points["season"], y=points["value"].round(), mode="markers",
                name=t("sea_ice.japan_second_hand", lang),
                marker={"size": 13, "color": "rgba(0,0,0,0)", "line": {"color": GREY, "width": 1}},
                hovertemplate="%{x}: %{y:,.0f} km²<extra></extra>",
            )
        )  # fmt: skip
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.0f")
    told = trend_line.mark(figure, yearly.of(held, period=period), held.meta.unit, lang, BLUE)
    low, high = frame.loc[frame["value"].idxmin()], frame.loc[frame["value"].idxmax()]
    facts = {"low": int(low["season"]), "high": int(high["season"])}
    return Chart(
        name=f"yearly-{held.meta.id}",
        title=t("sea_ice.japan_title", lang, **facts),
        subtitle=t("sea_ice.japan_subtitle", lang, first=int(frame["season"].min()), last=int(frame["season"].max()),
                   area=t(f"sea_ice.japan_area.{'earlier' if _is_earlier(held) else 'standard'}", lang)),
        alt=t("sea_ice.japan_title", lang, **facts) + ". " + t("sea_ice.points", lang, n=len(frame)),
        plot=figure,
        caption=captions.caption([held, *apart], catalog, lang),
        series=tuple(one.meta.id for one in (held, *apart)),
        last=captions.last_observation([held]),
        height=340,
        key=(told, *_second_hand(frame, [_by_season(one, period) for one in apart], lang),
             t("sea_ice.japan_key", lang)),
    )  # fmt: skip


def _by_season(held: Held, period: tuple[int, int] | None) -> pd.DataFrame:
    frame = held.observations.assign(season=held.observations["time_end"].dt.year)
    return frame[frame["season"].between(*period)] if period else frame


def _is_earlier(held: Held) -> bool:
    """Whether JMA's file is of the time before all seasons were computed anew (October 2021)."""
    return held.meta.product_version.startswith("before")


def _second_hand(own: pd.DataFrame, others: Sequence[pd.DataFrame], lang: str) -> tuple[str, ...]:
    """What a hollow point is, and how many second-hand figures differ from JMA's file."""
    if not others:
        return (t("mark.hollow", lang),) if own["confidence"].eq("quoted_secondhand").any() else ()
    both = own.merge(pd.concat(others), on="season", suffixes=("", "_copied"))
    differ = int((both["value"] - both["value_copied"]).abs().gt(0.5).sum())
    return (t("sea_ice.japan_second_hand_key", lang, n=differ, m=len(both)),)
