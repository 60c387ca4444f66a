"""Two series against each other, a point a year, with a lag: an association on an honest number of pairs.

Never a cause, never a fitted line. Below ten pairs nothing is said of an association.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.compare import axes, meaning, names, notes
from indicators.compare.findings import nothing
from indicators.compare.relative_plot import gathered, sentence
from indicators.compare.tracks import Track
from indicators.figures import DOMAIN_COLOURS, INK, Chart
from indicators.locales import t
from indicators.locales.formats import number, signed
from indicators.population import words
from indicators.population.marks import PAPER
from indicators.series import Meta
from indicators.statistics import association
from indicators.statistics.association import Association
from indicators.statistics.trend import LEAST, LEVEL
from indicators.statistics.words import chance
from indicators.store import Held

LARGEST_LAG = 10
LABELLED = 6  # points with their year beside them
SECONDHAND = "quoted_secondhand"
SIDES = {"top center": (0.0, 0.045), "bottom center": (0.0, -0.045), "middle right": (0.05, 0.0),
         "middle left": (-0.05, 0.0)}  # fmt: skip
ROOM = (0.05, 0.035)  # half a year's width and height beside a mark, as shares of the plot


@dataclass(frozen=True, eq=False)
class Pairs:
    """Values of x in `years` and of y `lag` years later, row by row."""

    x: Track
    y: Track
    lag: int
    years: np.ndarray
    of_x: np.ndarray
    of_y: np.ndarray


def pairs(x: Track, y: Track, lag: int) -> Pairs:
    """Pairs of only the years that both have.

    Raises
    ------
    ValueError
        For a lag of more than ten years.
    """
    if abs(lag) > LARGEST_LAG:
        raise ValueError(f"a lag of {lag} years; at most {LARGEST_LAG} either way")
    (x_years, of_x), (y_years, of_y) = ((one.rows["x"].astype(int), one.rows["value"]) for one in (x, y))
    return Pairs(x, y, lag, *association.pairs(x_years, of_x, y_years, of_y, lag))


def associated(found: Pairs, *, detrend: bool = False) -> Association | None:
    """Correlations of the pairs; None below ten of them, or where one series is constant."""
    return association.of(found.years, found.of_x, found.years, found.of_y, detrend=detrend)


def scatter(
    series: Sequence[Held], catalog: Catalog, lang: str, *, lag: int = 0, years: tuple[int, int] | None = None
) -> Chart:
    """The second series (y) over the first (x).

    Parameters
    ----------
    series : sequence of Held
        Two; further ones are left out, and told.
    lag : int
        Years that y follows x, -10 to 10.
    years : tuple of int, optional
        First and last year of both.
    """
    named = names.short([held.meta for held in series], lang)
    found, refused = gathered(series[:2], catalog, years)
    why = [sentence(one, named, lang) for one in refused]
    if len(series) < 2:
        why.append(t("compare.two_needed", lang))
    if len(found) < 2:
        return nothing("scatter", why, lang)
    made = pairs(found[0], found[1], lag)
    if not made.years.size:
        return nothing("scatter", [t("compare.no_pairs", lang, **_spans(found), lag=_lag(made, named, lang))], lang)
    held = [found[0].held, found[1].held]
    title = _finding(made, associated(made), named, lang)
    left = [t("compare.only_two", lang, n=len(series))] if len(series) > 2 else []
    return Chart(
        name="scatter",
        title=title,
        subtitle=_subtitle(made, named, lang),
        alt=f"{title}. {t('compare.scatter_alt', lang, n=made.years.size)}",
        plot=_plot(made, catalog, lang),
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=480,
        key=(*left, *_key(made, catalog, named, lang)),
    )


def _plot(found: Pairs, catalog: Catalog, lang: str) -> go.Figure:
    metas = found.x.meta, found.y.meta
    spans = [_span(part, meta, catalog) for part, meta in zip((found.of_x, found.of_y), metas, strict=True)]
    colour = DOMAIN_COLOURS[catalog.indicators[metas[1].indicator].domain]
    hollow = _second_hand(found)
    shown = _labelled(found)
    sides = _sides(found, shown, spans)
    texts = [str(_y_year(found, place)) if sides[place] else "" for place in range(len(found.years))]
    figure = figures.plot(margin={"l": 70, "r": 24, "t": 14, "b": 54})
    figure.add_trace(
        {
            "type": "scatter", "mode": "markers+text", "x": _short(found.of_x), "y": _short(found.of_y),
            "text": texts, "textposition": [side or "top center" for side in sides],
            "textfont": {"size": 11.5, "color": INK},
            "hovertext": [_hover(found, place, lang) for place in range(len(found.years))], "hoverinfo": "text",
            "cliponaxis": False,
            "marker": {"size": 8, "opacity": 0.85, "color": [PAPER if one else colour for one in hollow],
                       "line": {"color": colour, "width": 1.5}},
        }
    )  # fmt: skip
    titles = [f"{names.whole(meta, lang)} ({names.unit(meta, lang)})" for meta in metas]
    figure.update_xaxes(**axes.upright(spans[0], 7, lang), title_text="<br>".join(words.lines(titles[0], 110)))
    figure.update_yaxes(**axes.upright(spans[1], 5, lang), title_text="<br>".join(words.lines(titles[1], 60)))
    few = axes.upright(spans[0], 4, lang)
    small = {
        "xaxis": figure.layout.xaxis.to_plotly_json() | few | _title(titles[0], 46),
        "yaxis": figure.layout.yaxis.to_plotly_json() | _title(titles[1], 34),
    }
    figure.update_layout(meta={"narrow": {"margin": {"l": 56, "r": 12, "t": 14, "b": 66}, **small}})
    return figure


def _title(text: str, letters: int) -> dict[str, Any]:
    return {"title": {"text": "<br>".join(words.lines(text, letters)), "font": {"size": 12}}}


def _span(values: np.ndarray, meta: Meta, catalog: Catalog) -> axes.Span:
    """An axis around the values; it does not pass zero where nothing can."""
    low, high = axes.around([float(value) for value in values], zero=False)
    ratio = meaning.scale(meta, catalog) == "ratio" and float(values.min()) >= 0
    return (max(low, 0.0) if ratio else low), high


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def _y_year(found: Pairs, place: int) -> int:
    return int(found.years[place]) + found.lag


def _labelled(found: Pairs) -> set[int]:
    """The first, the last and the outermost points."""
    last = len(found.years) - 1
    if last < LABELLED:
        return set(range(last + 1))
    places = [0, last, *(int(pick(part)) for part in (found.of_x, found.of_y) for pick in (np.argmin, np.argmax))]
    return set(places)


def _sides(found: Pairs, shown: set[int], spans: Sequence[axes.Span]) -> list[str]:
    """Where the year of each labelled point stands clear of the other points; empty where nowhere, or not labelled."""
    parts = zip((found.of_x, found.of_y), spans, strict=True)
    x, y = ((values - low) / ((high - low) or 1) for values, (low, high) in parts)
    sides = [""] * len(x)
    for place in shown:
        free = (side for side, (across, up) in SIDES.items() if _clear(x, y, place, across, up))
        sides[place] = next(free, "")
    return sides


def _clear(x: np.ndarray, y: np.ndarray, place: int, across: float, up: float) -> bool:
    """Whether a year set beside a point covers no other one, and lies on the plot."""
    at_x, at_y = x[place] + across, y[place] + up
    covered = (abs(x - at_x) < ROOM[0]) & (abs(y - at_y) < ROOM[1])
    covered[place] = False
    return not covered.any() and ROOM[0] / 2 <= at_x <= 1 - ROOM[0] / 2 and at_y >= ROOM[1] / 2


def _second_hand(found: Pairs) -> list[bool]:
    """Whether either value of a pair is quoted from another work."""
    quoted = [set(one.rows.loc[one.rows["confidence"].eq(SECONDHAND), "x"].astype(int)) for one in (found.x, found.y)]
    return [int(year) in quoted[0] or int(year) + found.lag in quoted[1] for year in found.years]


def _hover(found: Pairs, place: int, lang: str) -> str:
    lines = [f"<b>{_years(found, place)}</b>"]
    for one, value, year in (
        (found.x, found.of_x[place], int(found.years[place])),
        (found.y, found.of_y[place], _y_year(found, place)),
    ):
        told = f"{names.whole(one.meta, lang)}, {year}: {number(float(value), lang)} {names.unit(one.meta, lang)}"
        lines += words.lines(told, words.HOVER_WIDTH)
    return "<br>".join(lines)


def _years(found: Pairs, place: int) -> str:
    year = int(found.years[place])
    return str(year) if not found.lag else f"{year} → {year + found.lag}"


def _finding(found: Pairs, made: Association | None, named: notes.Names, lang: str) -> str:
    """The rank correlation with its p and n; nothing of it below ten pairs."""
    n = int(found.years.size)
    facts: dict[str, Any] = {"x": named[found.x.meta.id], "y": named[found.y.meta.id], "n": n}
    if n < LEAST:
        return t("compare.scatter.few", lang, **facts)
    if made is None:
        return t("compare.scatter.constant", lang, **facts)
    key = "found" if made.spearman_p < LEVEL else "none"
    return t(
        f"compare.scatter.{key}", lang, rho=signed(made.spearman, lang, 2), p=chance(made.spearman_p, lang), **facts
    )


def _subtitle(found: Pairs, named: notes.Names, lang: str) -> str:
    first, last = int(found.years[0]), int(found.years[-1])
    return " · ".join([t("compare.scatter.points", lang, first=first, last=last), _lag(found, named, lang)])


def _lag(found: Pairs, named: notes.Names, lang: str) -> str:
    facts = {"x": named[found.x.meta.id], "y": named[found.y.meta.id], "n": abs(found.lag)}
    if not found.lag:
        return t("compare.lag.none", lang, **facts)
    many = "years" if abs(found.lag) > 1 else "year"
    return t(f"compare.lag.{'after' if found.lag > 0 else 'before'}_{many}", lang, **facts)


def _key(found: Pairs, catalog: Catalog, named: notes.Names, lang: str) -> list[str]:
    """Every coefficient with its p and effective n, and what they do not say."""
    lines = []
    for detrend, key in ((False, "compare.scatter.plain"), (True, "compare.scatter.detrended")):
        made = associated(found, detrend=detrend)
        if made:
            lines.append(
                t(key, lang, r=signed(made.pearson, lang, 2), r_p=chance(made.pearson_p, lang),
                  rho=signed(made.spearman, lang, 2), rho_p=chance(made.spearman_p, lang), n=made.n,
                  effective=number(made.n_effective, lang, 0))
            )  # fmt: skip
    if meaning.contains(found.x.meta, found.y.meta, catalog) or meaning.contains(found.y.meta, found.x.meta, catalog):
        lines.append(t("compare.scatter.part", lang))
    lines.append(t("compare.scatter.lags", lang))
    lines.append(t("compare.scatter.cause", lang))
    lines += notes.how([found.x, found.y], named, None, catalog, lang)
    if any(_second_hand(found)):
        lines.append(t("compare.key.secondhand", lang))
    return lines


def _spans(found: Sequence[Track]) -> dict[str, str]:
    told = [f"{int(one.rows['x'].min())}–{int(one.rows['x'].max())}" for one in found]
    return {"x_years": told[0], "y_years": told[1]}
