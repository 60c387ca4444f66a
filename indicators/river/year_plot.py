"""The parts of a year curve: other years grey, bands and median, highlighted years, the months below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import figures
from indicators.figures import ACCENT, END_LABEL, INK, PALE
from indicators.locales import t
from indicators.locales.formats import month_name
from indicators.river import year_curve

TEAL = figures.DOMAIN_COLOURS["river"]
YEAR_COLOURS = (ACCENT, "#1F5FA8", INK)
YEAR_DASHES = ("solid", "dashdot", "dot")
MOST_YEARS = len(YEAR_COLOURS)
_EVERY = 4  # of the days between turning points that a grey line keeps: what a screen shows
_NEAR_DAYS, _NEAR_SHARE = 20, 0.07  # of the highest peak: names of nearer peaks would meet
_DAY = "%Y-%m-%d"


def plot(
    days: pd.DataFrame,
    normal: pd.DataFrame,
    highlight: Sequence[int],
    lang: str,
    digits: int,
    period: tuple[int, int] | None = None,
) -> go.Figure:
    """The year curve.

    Parameters
    ----------
    days : DataFrame
        What `year_curve.daily` gives.
    normal : DataFrame
        What `year_curve.climatology` gives; without a known day no bands are drawn.
    highlight : sequence of int
        Years drawn in colour, at most three.
    digits : int
        Decimals of the values.
    period : tuple of int, optional
        First and last of the other years drawn; the normal keeps its own.
    """
    figure = figures.plot(hovermode="x unified", showlegend=True)
    context = days[days["year"].between(*period)] if period else days
    _others(figure, context, set(highlight), lang, digits)
    if normal["p50"].notna().any():
        _bands(figure, normal.round(digits), lang, digits)
    lines(figure, {year: year_curve.on_axis(days, year).round(digits) for year in highlight}, digits)
    months(figure, range(1, 13), 2000, lang)
    return figure


def lines(figure: go.Figure, parts: Mapping[int, pd.Series], digits: int, *, mode: str = "lines") -> None:
    """Highlighted years (or winters), the first on top; missing days stay open.

    Parameters
    ----------
    parts : mapping of int to Series
        Year to values along the axis, NaN for a gap; at most three, at least one value each.
    """
    looks = zip(parts.items(), YEAR_COLOURS, YEAR_DASHES, (3, 2, 2), strict=False)
    for (year, part), colour, dash, width in reversed(list(looks)):
        figure.add_trace(
            go.Scatter(
                x=list(part.index.strftime(_DAY)), y=_numbers(part), mode=mode, connectgaps=False, name=str(year),
                line={"color": colour, "width": width, "dash": dash}, marker={"size": 6},
                hovertemplate=f"%{{y:,.{digits}f}}", showlegend=True,
            )
        )  # fmt: skip
    _peaks(figure, parts)


def _peaks(figure: go.Figure, parts: Mapping[int, pd.Series]) -> None:
    """The name of each year at its peak; names that would meet are stacked on the highest of them."""
    colours = dict(zip(parts, YEAR_COLOURS, strict=False))
    height = max((float(part.max()) for part in parts.values()), default=1.0)
    placed: list[tuple[pd.Timestamp, float, int]] = []
    for year, part in sorted(parts.items(), key=lambda item: -float(item[1].max())):
        at, top, floor = part.idxmax(), float(part.max()), 0
        for other, high, storey in placed:
            if abs(other - at) < pd.Timedelta(days=_NEAR_DAYS) and high - top < _NEAR_SHARE * abs(height):
                at, top, floor = other, high, storey + 1
        placed.append((at, top, floor))
        figure.add_annotation(
            x=at.strftime(_DAY), y=top, text=f"<b>{year}</b>", showarrow=False, yshift=11 + 16 * floor,
            name=END_LABEL, font={"color": colours[year], "size": 13},
        )  # fmt: skip


def months(figure: go.Figure, numbers: Iterable[int], year: int, lang: str) -> None:
    """Months below the axis, every second one on a phone; a number above 12 is of the year after."""
    starts = [pd.Timestamp(year + (number - 1) // 12, (number - 1) % 12 + 1, 1) for number in numbers]
    end = starts[-1] + pd.offsets.MonthEnd(0)
    figure.update_xaxes(
        tickvals=[start.strftime(_DAY) for start in starts], range=[starts[0].strftime(_DAY), end.strftime(_DAY)],
        ticktext=[month_name(start.month, lang) for start in starts], hoverformat="%-d %b", type="date",
    )  # fmt: skip
    every = figure.layout.xaxis.to_plotly_json()
    second = {key: every[key][::2] for key in ("tickvals", "ticktext")}
    figure.update_layout(meta={"narrow": {"xaxis": every | second}})


def thinned(part: pd.Series) -> pd.Series:
    """Every fourth day and every turning point: peaks and lows of a grey year keep their height."""
    step = np.sign(np.diff(part.to_numpy(dtype=float), prepend=np.nan, append=np.nan))
    turning = step[:-1] != step[1:]
    return part[turning | (np.arange(len(part)) % _EVERY == 0)]


def _others(figure: go.Figure, days: pd.DataFrame, without: set[int], lang: str, digits: int) -> None:
    """Every other year as one thin grey line."""
    along: list[object] = []
    values: list[float | None] = []
    for year in sorted(set(days["year"]) - without):
        part = thinned(year_curve.on_axis(days, int(year)).round(digits))
        along += [*part.index.strftime(_DAY), None]
        values += [*_numbers(part), None]
    figure.add_trace(
        go.Scatter(x=along, y=values, mode="lines", line={"color": PALE, "width": 0.7}, opacity=0.7,
                   name=t("water.other_years", lang), hoverinfo="skip", showlegend=True)
    )  # fmt: skip


def _bands(figure: go.Figure, table: pd.DataFrame, lang: str, digits: int) -> None:
    """10-90 and 25-75 % bands and the median, each run of known days a shape of its own."""
    known = table["p50"].notna()
    runs = [run for _, run in table[known].groupby((~known).cumsum()[known])]
    for low, high, shade in (("p10", "p90", "rgba(11,122,117,0.13)"), ("p25", "p75", "rgba(11,122,117,0.20)")):
        along: list[object] = []
        values: list[float | None] = []
        for run in runs:
            dates = list(run.index.strftime(_DAY))
            along += [*dates, *dates[::-1], None]
            values += [*_numbers(run[high]), *_numbers(run[low])[::-1], None]
        figure.add_trace(
            go.Scatter(x=along[:-1], y=values[:-1], fill="toself", fillcolor=shade, line={"width": 0}, mode="lines",
                       hoverinfo="skip", showlegend=True, name=t("water.band", lang, low=low[1:], high=high[1:]))
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(x=list(table.index.strftime(_DAY)), y=_numbers(table["p50"]), mode="lines",
                   line={"color": TEAL, "width": 1.5, "dash": "dash"}, name=t("water.median", lang),
                   hovertemplate=f"%{{y:,.{digits}f}}", showlegend=True)
    )  # fmt: skip


def _numbers(part: pd.Series) -> list[float | None]:
    """Values for a plot: whole numbers without a point, None for a gap."""
    return [None if np.isnan(v) else int(v) if v == int(v) else float(v) for v in part]
