"""Small multiples: any series below each other, each on its own axis and in its own unit, over one shared time.

The fair form for what may not share an axis. Nothing is claimed about what moves with what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.compare import axes, lines, meaning, names, notes
from indicators.compare.findings import latest, nothing, period, step_words
from indicators.compare.lines import Style, joined
from indicators.compare.points import points, told
from indicators.compare.tracks import AS_HELD, Track, tracks
from indicators.figures import DOMAIN_COLOURS, GREY, INK, LINE, PALE, Chart
from indicators.locales import t
from indicators.population import words
from indicators.store import Held

WIDTH, NARROW_WIDTH = 1130, 350  # pixels of the whole, where heads are wrapped
PLOT, NARROW_PLOT, NARROW_PANEL = 112, 92, 176  # pixels of a panel's plot; of a whole panel on a phone
LEFT, RIGHT, BELOW, AIR, LINE_HEIGHT, LETTER = 62, 16, 14, 12, 18, 6.8
YEARS_BELOW = 26


@dataclass(frozen=True)
class Rows:
    """Heights in pixels: of the words above each panel, and of a panel's plot."""

    heads: tuple[int, ...]
    plot: int
    width: int

    @property
    def height(self) -> int:
        """Height of the whole."""
        return sum(self.heads) + len(self.heads) * (self.plot + BELOW) + YEARS_BELOW

    def plot_of(self, place: int) -> tuple[float, float]:
        """Lower and upper edge of a panel's plot as shares of the height."""
        above = sum(self.heads[: place + 1]) + place * (self.plot + BELOW)
        return max(0.0, 1 - (above + self.plot) / self.height), 1 - above / self.height


def multiples(
    series: Sequence[Held], catalog: Catalog, lang: str, *, step: str = "year", years: tuple[int, int] | None = None
) -> Chart:
    """A panel a series, in the order chosen.

    Parameters
    ----------
    series : sequence of Held
        Up to six of any kind that has numbers.
    step : str
        One of `tracks.STEPS`.
    years : tuple of int, optional
        First and last year shown.
    """
    named = names.short([held.meta for held in series], lang)
    numbers = [held for held in series if meaning.scale(held.meta, catalog) != "text"]
    texts = [t("compare.no_numbers", lang, series=named[h.meta.id]) for h in series if h not in numbers]
    made, since = tracks(numbers, catalog, step, years) if numbers else ([], None)
    drawn = [track for track in made if not track.empty]
    if not drawn:
        return nothing("side-by-side", [*texts, *notes.empty(made, named, lang)], lang)
    held = [track.held for track in drawn]
    title = latest(drawn, named, lang, "multiples")
    dates = step != "year"
    wide, height = _plot(drawn, catalog, lang, dates=dates, narrow=False)
    small, _ = _plot(drawn, catalog, lang, dates=dates, narrow=True)
    return Chart(
        name="side-by-side",
        title=title,
        subtitle=" · ".join([step_words(drawn, step, lang), period(drawn), t("compare.own_axes", lang)]),
        alt=f"{title}. {t('compare.multiples_alt', lang, n=len(drawn), period=period(drawn))}",
        plot=wide,
        narrow=small,
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*texts, *notes.empty(made, named, lang), *notes.how(drawn, named, since, catalog, lang),
             *notes.marks_key(drawn, lang, shapes=True)),
    )  # fmt: skip


def _plot(drawn: Sequence[Track], catalog: Catalog, lang: str, *, dates: bool, narrow: bool) -> tuple[go.Figure, int]:
    width = NARROW_WIDTH if narrow else WIDTH
    heads = [_head(track, width, lang) for track in drawn]
    tall = tuple((head.count("<br>") + 1) * LINE_HEIGHT + AIR for head in heads)
    rows = Rows(tall, NARROW_PLOT if narrow else PLOT, width)
    shared = axes.along(drawn, dates=dates, pixels=width - LEFT - RIGHT, lang=lang)
    layout: dict[str, Any] = {"margin": {"l": 2, "r": 2, "t": 2, "b": 2}, "annotations": []}
    traces: list[dict[str, Any]] = []
    for place, track in enumerate(drawn):
        scale = meaning.scale(track.meta, catalog)
        span = axes.around(axes.extent([track]), zero=scale == "ratio")
        colour = DOMAIN_COLOURS[catalog.indicators[track.meta.indicator].domain]
        own = Style(names.whole(track.meta, lang), colour, axis=place + 1)
        traces += lines.of(track, own, span, lang, dates=dates)
        layout |= _axes(
            rows, place, shared, axes.upright(span, 4, lang, whole=scale == "ordinal"), last=place == len(drawn) - 1
        )
        layout["annotations"].append(_heading(rows, place, heads[place]))
    return figures.plot(**layout).add_traces(traces), rows.height


def _head(track: Track, width: int, lang: str) -> str:
    """Indicator and place; unit, how a value came about, how many."""
    letters = int(width / LETTER)
    title = [f"<b>{line}</b>" for line in words.lines(names.whole(track.meta, lang), letters - 3)]
    what = "" if track.what == AS_HELD else t(f"compare.what.{track.what}", lang)
    parts = [names.unit(track.meta, lang), what, names.product(track.meta, lang), count(track, lang)]
    remark = words.lines(names.SEPARATOR.join(part for part in parts if part), letters)
    return "<br>".join([*title, *(f"<span style='color:{GREY}'>{line}</span>" for line in remark)])


def count(track: Track, lang: str) -> str:
    """How many values a track has; they are no trend where none may share a line."""
    n = len(track.rows)
    if n == 1:
        return t("compare.one_value", lang)
    apart = told(track) and not joined(points(track, lang), track)
    return t("compare.estimates" if apart else "compare.values", lang, n=n)


def _axes(rows: Rows, place: int, along: dict[str, Any], upright: dict[str, Any], *, last: bool) -> dict[str, Any]:
    lower, upper = rows.plot_of(place)
    at = "" if place == 0 else str(place + 1)
    usual = {"tickfont": {"size": 11.5, "color": GREY}, "zeroline": False, "fixedrange": True, "automargin": False}
    return {
        f"xaxis{at}": {
            **usual, **along, "domain": [LEFT / rows.width, 1 - RIGHT / rows.width], "anchor": f"y{at}",
            "showgrid": True, "gridcolor": LINE, "linecolor": PALE, "showline": True, "showticklabels": last,
        },
        f"yaxis{at}": {**usual, **upright, "domain": [lower, upper], "anchor": f"x{at}", "gridcolor": LINE,
                       "showline": False},
    }  # fmt: skip


def _heading(rows: Rows, place: int, head: str) -> dict[str, Any]:
    _, upper = rows.plot_of(place)
    return {
        "text": head, "x": 0.004, "xref": "paper", "xanchor": "left", "align": "left", "y": upper, "yref": "paper",
        "yanchor": "bottom", "yshift": 3, "showarrow": False, "font": {"size": 12.5, "color": INK},
    }  # fmt: skip
