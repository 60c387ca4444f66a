"""Chart of the ice season: when each season begins and ends, and how long it is.

Draws what `ice_days` derived; a season with a bound instead of a value is hollow. Says where the last
season stands among the others; that seasons get shorter is only said with the test (`trend_line`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming, trend_line
from indicators.catalog import Catalog
from indicators.figures import ACCENT, GREY, Chart
from indicators.locales import t, units
from indicators.locales.formats import date, day_month, number, ordinal
from indicators.sea_ice import ice_days, season
from indicators.sea_ice.figures import BLUE, region_name, years
from indicators.statistics import climatology, yearly
from indicators.store import Held

PARTS = {
    "first": "ice_season_first_day",
    "last": "ice_season_last_day",
    "length": "ice_season_days",
    "days": "ice_days",
}
BASELINE = "1991-2020"
MONTH_STARTS = {11: 1, 12: 31, 1: 62, 2: 93, 3: 121, 4: 152, 5: 182, 6: 213, 7: 243}  # day of a common season
SHADE = "rgba(31,95,168,0.45)"
_TOP, _BOTTOM = (0.42, 0.96), (0.0, 0.28)


def ids(region: str) -> list[str]:
    """Derived series of a region that the chart needs, before the extent they were made from."""
    return [f"{indicator}.{region}.{ice_days.SOURCE}" for indicator in PARTS.values()]


def season_length(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    baseline: str = BASELINE,
    period: tuple[int, int] | None = None,
) -> Chart:
    """First to last day of each season as a bar, and below it the days in between.

    Parameters
    ----------
    series : sequence of Held
        The derived series of `ids` and the daily extent, in any order.
    baseline : str
        One of `season.BASELINES`; the mean length is drawn where enough of its seasons are held.
    period : tuple of int, optional
        First and last season drawn.
    """
    made = {name: one for name, code in PARTS.items() for one in series if one.meta.indicator == code}
    extent = next(held for held in series if not held.meta.derived_from)
    whole = table({name: held.observations for name, held in made.items()})
    drawn = whole[whole["season"].between(*period)] if period else whole
    figure = _panels(drawn, lang)
    _bars(figure, drawn, lang)
    _lengths(figure, drawn, lang)
    mean = _mean(figure, drawn, whole, baseline, lang)
    unit = units.unit(made["length"].meta.unit, lang)
    told = trend_line.mark(figure, yearly.of(made["length"], period=period), unit, lang, BLUE, yaxis="y2")
    _heading(figure, _TOP, t("ice_season.panel", lang))
    _heading(figure, _BOTTOM, t("ice_season.length_panel", lang, unit=unit) + mean)
    changed = season.sensor_change_season()
    if season.sensor_changed(extent.meta.source, extent.meta.last) and drawn["season"].max() > changed:
        figures.event(figure, changed, t("event.sensor_change", lang), yref="paper")
    title, alt = _finding(whole, made["length"], lang)
    return Chart(
        name=f"ice-season-{made['length'].meta.place}",
        title=title,
        subtitle=_subtitle(made["length"], extent, catalog, lang),
        alt=alt,
        plot=figure,
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation([made["length"]]),
        height=520,
        key=(t("ice_season.trend", lang, told=told), *_key(drawn, lang)),
    )


def table(made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a season that reached the threshold or certainly did not.

    Returns
    -------
    DataFrame
        `season`; `first` and `last` (day of the season, NaN without ice), `length` and `days`, each the
        value or, where only a bound is known, that; `open_first`, `open_last` and `hollow` say which.
    """
    columns: dict[str, pd.Series] = {}
    for name, frame in made.items():
        by_season = frame.assign(season=frame["time_start"].dt.year + 1).set_index("season")
        bound = by_season["upper"].fillna(by_season["lower"])
        columns[name] = by_season["value"].fillna(bound)
        columns[f"open_{name}"] = by_season["value"].isna()
    found = pd.DataFrame(columns).sort_index().rename_axis("season").reset_index()
    for name in PARTS:
        found[f"open_{name}"] = found[f"open_{name}"].eq(True)
    return found.assign(hollow=found["open_first"] | found["open_last"])


def _panels(drawn: pd.DataFrame, lang: str) -> go.Figure:
    axis = {"gridcolor": figures.LINE, "linecolor": figures.PALE, "zeroline": False, "automargin": True,
            "tickfont": {"size": 12, "color": GREY}, "anchor": "x"}  # fmt: skip
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 8, "b": 32}, bargap=0.3, barmode="overlay")
    figure.update_layout(
        xaxis={"tickformat": "d", "anchor": "y2",
               "range": [int(drawn["season"].min()) - 0.8, int(drawn["season"].max()) + 0.8]},
        yaxis={**axis, "domain": _TOP, "tickvals": list(MONTH_STARTS.values()), "range": [1, 273],
               "ticktext": [day_month(dt.date(2001, month, 1), lang) for month in MONTH_STARTS]},
        yaxis2={**axis, "domain": _BOTTOM, "rangemode": "tozero", "nticks": 4},
    )  # fmt: skip
    return figure


def _heading(figure: go.Figure, domain: tuple[float, float], text: str) -> None:
    figure.add_annotation(
        x=0, xref="paper", y=domain[1], yref="paper", text=text, showarrow=False, xanchor="left", yanchor="bottom",
        yshift=3, font={"color": BLUE},
    )  # fmt: skip


def _bars(figure: go.Figure, drawn: pd.DataFrame, lang: str) -> None:
    """Each season from its first to its last day; a triangle where it may begin earlier or end later."""
    with_ice = drawn[drawn["first"].notna() & drawn["last"].notna()]
    newest = drawn["season"].max()
    fills = ["rgba(0,0,0,0)" if row.hollow else ACCENT if row.season == newest else SHADE for row in _rows(with_ice)]
    edges = [ACCENT if row.season == newest else BLUE for row in _rows(with_ice)]
    figure.add_trace(
        go.Bar(
            x=with_ice["season"], base=with_ice["first"], y=with_ice["last"] - with_ice["first"] + 1,
            marker={"color": fills, "line": {"color": edges, "width": 1.2}},
            customdata=[_told(row, lang) for row in _rows(with_ice)], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    for column, symbol, side in (("first", "triangle-down", 0), ("last", "triangle-up", 1)):
        part = with_ice[with_ice[f"open_{column}"]]
        if len(part):
            figure.add_trace(
                go.Scatter(x=part["season"], y=part[column] + 8 * (2 * side - 1), mode="markers", hoverinfo="skip",
                           marker={"symbol": symbol, "size": 8, "color": GREY})
            )  # fmt: skip


def _rows(part: pd.DataFrame) -> Any:
    return part.itertuples()


def _told(row: Any, lang: str) -> str:
    """Season, dates, length and ice days, as read off the derived series."""
    first, last = (date(ice_days.date_of(row.season, day), lang) for day in (row.first, row.last))
    at_least = t("ice_season.at_least", lang) + " "
    length = f"{at_least if row.open_length else ''}{number(row.length, lang, 0)}"
    days = f"{at_least if row.open_days else ''}{number(row.days, lang, 0)}"
    return t("ice_season.hover", lang, season=row.season, first=first, last=last, length=length, days=days)


def _lengths(figure: go.Figure, drawn: pd.DataFrame, lang: str) -> None:
    """Days from the first to the last day; a bound is a triangle, and no line leads to it."""
    by_season = drawn.set_index("season")
    every = by_season.reindex(range(int(by_season.index.min()), int(by_season.index.max()) + 1))
    certain = every["length"].where(~every["open_length"].eq(True))
    colours = [ACCENT if year == by_season.index.max() else BLUE for year in certain.index]
    figure.add_trace(
        go.Scatter(
            x=list(certain.index), y=[None if v != v else int(v) for v in certain], mode="lines+markers", yaxis="y2",
            line={"color": BLUE, "width": 1.5}, marker={"size": 6, "color": colours}, connectgaps=False,
            hovertemplate="%{x}: %{y}<extra></extra>", name=t("indicator.ice_season_days", lang),
        )
    )  # fmt: skip
    bounds = by_season[by_season["open_length"]]
    if len(bounds):
        figure.add_trace(
            go.Scatter(
                x=list(bounds.index), y=bounds["length"], mode="markers", yaxis="y2",
                marker={"symbol": "triangle-up-open", "size": 9, "color": BLUE},
                hovertemplate=f"%{{x}}: {t('ice_season.at_least', lang)} %{{y}}<extra></extra>",
                name=t("ice_season.at_least", lang),
            )
        )  # fmt: skip


def _mean(figure: go.Figure, drawn: pd.DataFrame, whole: pd.DataFrame, baseline: str, lang: str) -> str:
    """Mean length of the baseline as a dotted line, where enough of its seasons are held; gives its name."""
    first, last = season.BASELINES[baseline]
    normal = whole[whole["season"].between(first, last) & ~whole["open_length"]]
    if not climatology.covered(normal["season"], (first, last)):
        return ""
    mean, ends = float(normal["length"].mean()), [int(drawn["season"].min()), int(drawn["season"].max())]
    line = {"color": GREY, "width": 1.2, "dash": "dot"}
    figure.add_trace(go.Scatter(x=ends, y=[mean, mean], mode="lines", line=line, yaxis="y2", hoverinfo="skip"))
    text = t("ice_season.mean", lang, days=number(mean, lang, 0), period=years((first, last)))
    return f"  <span style='color:{GREY}'>····· {text}</span>"


def _finding(whole: pd.DataFrame, made: Held, lang: str) -> tuple[str, str]:
    """Where the newest season stands among those whose length is known."""
    newest = whole.iloc[-1]
    year = int(newest["season"])
    facts: dict[str, Any] = {"region": region_name(made, lang), "season": year}
    known = whole[~whole["open_length"]]
    low, high = known.loc[known["length"].idxmin()], known.loc[known["length"].idxmax()]
    alt = t(
        "ice_season.alt", lang, n=len(known), low=number(low["length"], lang, 0), low_season=int(low["season"]),
        high=number(high["length"], lang, 0), high_season=int(high["season"]),
    )  # fmt: skip
    if not newest["length"] or newest["hollow"] or pd.isna(newest["first"]):
        key = "ice_season.none" if not newest["length"] else "ice_season.plain"
        title = t(key, lang, **facts)
        return title, f"{title}. {alt}"
    rank = int((known["length"] < newest["length"]).sum()) + 1
    side = "shortest" if rank <= (len(known) + 1) // 2 else "longest"
    place = min(rank, int((known["length"] > newest["length"]).sum()) + 1) if side == "longest" else rank
    first, last = (day_month(ice_days.date_of(year, newest[name]), lang) for name in ("first", "last"))
    title = t("ice_season.finding", lang, first=first, last=last, length=number(newest["length"], lang, 0),
              rank=ordinal(place, side, lang), total=len(known), **facts)  # fmt: skip
    return title, f"{title}. {alt}"


def _subtitle(made: Held, extent: Held, catalog: Catalog, lang: str) -> str:
    """What makes a day count: threshold, area and product."""
    declared = next(one for one in catalog.declarations(ice_days.SOURCE) if one.id == made.meta.id).place_key
    area, share = float(declared["area_km2"]), float(declared["share"])
    product = naming.source(extent.meta.source, lang)
    return t(
        "ice_season.subtitle", lang, threshold=number(area * share, lang, 0), percent=number(share * 100, lang),
        area=number(area, lang, 0), product=product, first=made.meta.first[:4], last=made.meta.last[:4],
    )  # fmt: skip


def _key(drawn: pd.DataFrame, lang: str) -> tuple[str, ...]:
    told = [t("ice_season.key", lang)]
    if drawn["hollow"].any():
        told.append(t("ice_season.hollow_key", lang))
    return tuple(told)
