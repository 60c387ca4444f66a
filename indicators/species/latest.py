"""One species, many numbers: the latest of every population and source side by side on one logarithmic axis.

They differ in area, method, season and age class. Nothing is added, ranked by country or joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import FONT, GREY, INK, LINE, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import room, shorten
from indicators.population import estimates, marks, panels, words
from indicators.population.marks import PAPER, VIOLET, Point
from indicators.species import cast
from indicators.store import Held

MOST_ROWS = 14
ROW, NARROW_ROW = 44, 52  # pixels
LEAST_TICKS = 3
LETTER, WIDTH = 7.6, 1130  # pixels of a letter and of the plot
LETTERS = 44  # of a name, before it is shortened
LABEL_ROOM, NARROW_ROOM = 0.75, 0.06  # of the decades, for the words beside the marks
ARROW = 0.09  # of the decades, length of a bound's arrow
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Row:
    """The latest values of one series: one, or several of the same period."""

    held: Held
    points: tuple[Point, ...]
    name: str
    what: str
    told: str
    years: str

    @property
    def ends(self) -> tuple[float, float]:
        """Smallest and largest number it shows."""
        parts = [part for p in self.points for part in (p.value, p.lower, p.upper) if not math.isnan(part) and part > 0]
        return min(parts), max(parts)


def side_by_side(series: Sequence[Held], catalog: Catalog, lang: str, *, species: str) -> Chart:
    """The latest number of each series, the largest on top.

    Parameters
    ----------
    series : sequence of Held
        Estimates and counts of one species in one unit or another; those without a number above
        zero are left out.
    species : str
        Code of the species whose page it is.
    """
    rows = [row for row in (_row(held, catalog, lang) for held in series) if row]
    rows = sorted(rows, key=lambda row: -max(point.y for point in row.points))[:MOST_ROWS]
    if not rows:
        return panels.nothing("latest", lang)
    every = [point for row in rows for point in row.points]
    facts = {"species": cast.name(species, lang), "n": len(rows),
             "low": min(every, key=lambda p: p.y).label, "high": max(every, key=lambda p: p.y).label}  # fmt: skip
    title = t("species_page.latest_title" if len(rows) > 1 else "species_page.latest_title_one", lang, **facts)
    drawn = [row.held for row in rows]
    return Chart(
        name=f"latest-{species}".replace("_", "-"),
        title=title,
        subtitle=t("species_page.latest_subtitle", lang, years=estimates.span(every)),
        alt=f"{title}. " + enumerated((f"{row.name}, {row.what}: {row.told}" for row in rows), lang, strong=True) + ".",
        plot=_plot(rows, lang),
        narrow=_plot(rows, lang, narrow=True),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(item.meta.id for item in drawn),
        last=captions.last_observation(drawn),
        height=ROW * len(rows) + 46,
        key=(t("species_page.latest_key", lang), *_marks_key(every, lang)),
    )


def latest(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points of the last period."""
    if not points:
        return ()
    newest = max(points, key=lambda point: (point.last, point.first))
    return tuple(point for point in points if (point.first, point.last) == (newest.first, newest.last))


def _marks_key(every: Sequence[Point], lang: str) -> tuple[str, ...]:
    """The key of the marks, for bars and arrows that lie flat."""
    flat = {"interval": "bar", "bound": "bound"}
    told = (
        " · ".join(part for part in line.split(" · ") if part != t("pop.key.span", lang))
        for line in marks.key(every, lang)
    )
    made = []
    for line in told:
        for usual, own in flat.items():
            line = line.replace(t(f"pop.key.{usual}", lang), t(f"species_page.key.{own}", lang))
        made.append(line)
    return tuple(made)


def _row(held: Held, catalog: Catalog, lang: str) -> Row | None:
    found = latest(marks.points(held, catalog, lang))
    if not found or not any(part > 0 for p in found for part in (p.value, p.lower, p.upper)):
        return None
    measure = words.measure(held.meta, catalog, lang)
    years = estimates.span(found)
    return Row(held, found, words.place(held.meta, lang), f"{measure}, {years}", _told(held, found, lang), years)


def _told(held: Held, found: Sequence[Point], lang: str) -> str:
    """The number with its interval, or all numbers of one period."""
    if len(found) > 1:
        return " / ".join(point.label for point in found)
    starts, ends = held.observations["time_start"], held.observations["time_end"]
    last = held.observations[(ends == ends.max())]
    last = last[starts.loc[last.index] == starts.loc[last.index].max()]
    row = next(last.itertuples())
    return words.full(row, lang) + found[0].label.removeprefix(words.amount(row, lang))  # with the mark of a doubt


def _plot(rows: Sequence[Row], lang: str, *, narrow: bool = False) -> go.Figure:
    low = math.log10(min(row.ends[0] for row in rows)) - 0.12
    high = math.log10(max(row.ends[1] for row in rows))
    decades = max(high - low, 1.0)
    left = low - decades * (0.02 if narrow else _name_room(rows))
    right = low + decades * (1 + (NARROW_ROOM if narrow else LABEL_ROOM))
    steps = ticks(low, max(high, low + decades))
    figure = figures.plot(
        font={"family": FONT, "size": 12, "color": INK},
        margin={"l": 8, "r": 8, "t": 6, "b": 30},
        xaxis={"type": "log", "range": [left, right], "tickvals": steps, "showgrid": True, "gridcolor": LINE,
               "ticktext": [number(step, lang) for step in steps], "zeroline": False, "fixedrange": True,
               "tickfont": {"size": 11.5, "color": GREY}},
        yaxis={"range": [len(rows) - 0.5, -0.75 if narrow else -0.5], "showgrid": False, "showticklabels": False,
               "fixedrange": True, "ticks": "", "showline": False},
    )  # fmt: skip
    figure.add_traces([*_bars(rows), *_arrows(rows, decades), _marks(rows)])
    for place, row in enumerate(rows):
        for note in _narrow_notes(row, low) if narrow else _notes(row, low, decades):
            figure.add_annotation(y=place, showarrow=False, **note)
    return figure


def _name_room(rows: Sequence[Row]) -> float:
    """Decades before the axis that the longest name needs, in decades of the data."""
    letters = max(min(room(text), LETTERS) for row in rows for text in (row.name, row.what))
    share = letters * LETTER / WIDTH
    return share / (1 - share) * (1 + LABEL_ROOM)


def _notes(row: Row, low: float, decades: float) -> list[dict[str, Any]]:
    """The name before the axis, and the number after the mark."""
    name = {"x": low, "xanchor": "right", "xshift": -8, "align": "right", "text": _name(row)}
    told = {"x": math.log10(_right_end(row, decades)), "xanchor": "left", "xshift": 10, "text": words.plain(row.told)}
    return [name | {"font": {"size": 12.5, "color": INK}}, told | {"font": {"size": 12.5, "color": INK}}]


def _narrow_notes(row: Row, low: float) -> list[dict[str, Any]]:
    """Name, number and years on one line above the mark."""
    text = f"<b>{words.plain(_short(row.name))}</b> {words.plain(row.told)} · {row.years}"
    place = {"x": low, "xanchor": "left", "xshift": -6, "yanchor": "bottom", "yshift": 8}
    return [place | {"text": text, "font": {"size": 11, "color": INK}}]


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between two powers of ten: tens, and twos and fives where there are few of them."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    for within in ((1,), (1, 3), (1, 2, 5)):
        steps = [step * 10.0**power for power in powers for step in within]
        steps = [step for step in steps if low <= math.log10(step) <= high + 1e-9]
        if len(steps) >= LEAST_TICKS:
            break
    return steps


def _name(row: Row) -> str:
    name, what = shorten(row.name, LETTERS), shorten(row.what, LETTERS)
    return f"{words.plain(name)}<br><span style='color:{GREY};font-size:0.9em'>{words.plain(what)}</span>"


def _bars(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Intervals around a value, and ranges without one (thicker)."""
    made = []
    for kinds, width, opacity in ((("value",), 6, 0.4), (("range",), 10, 0.5)):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for place, row in enumerate(rows):
            for point in row.points:
                if point.kind in kinds and not math.isnan(point.lower) and not math.isnan(point.upper):
                    xs += [max(point.lower, 0.5), point.upper, None]
                    ys += [place, place, None]
        if xs:
            made.append({"type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "opacity": opacity,
                         "line": {"color": VIOLET, "width": width}, "name": kinds[0]})  # fmt: skip
    return made


def _arrows(rows: Sequence[Row], decades: float) -> list[dict[str, Any]]:
    """From the bound, a dash, towards where the number may lie."""
    made = []
    for place, row in enumerate(rows):
        for point in row.points:
            if "bound" not in point.kind:
                continue
            up = point.kind == "lower bound"
            tip = point.y * 10 ** (ARROW * decades * (1 if up else -1))
            made.append(
                {
                    "type": "scatter", "mode": "lines+markers", "x": [point.y, tip], "y": [place, place],
                    "hovertext": point.hover, "hoverinfo": "text", "name": point.kind, "cliponaxis": False,
                    "line": {"color": VIOLET, "width": 1.8, "dash": "dot" if point.hollow else "solid"},
                    "marker": {"symbol": ["line-ns", "triangle-right" if up else "triangle-left"], "size": [13, 10],
                               "color": [VIOLET, PAPER if point.hollow else VIOLET],
                               "line": {"color": VIOLET, "width": 1.8}},
                }
            )  # fmt: skip
    return made


def _marks(rows: Sequence[Row]) -> dict[str, Any]:
    shown = [(place, point) for place, row in enumerate(rows) for point in row.points]
    sure = [point.kind == "value" for _, point in shown]
    return {
        "type": "scatter", "mode": "markers", "name": "values", "cliponaxis": False,
        "x": [point.y for _, point in shown], "y": [place for place, _ in shown],
        "hovertext": [point.hover for _, point in shown], "hoverinfo": "text",
        "marker": {
            "size": 11, "opacity": 1, "symbol": [point.symbol for _, point in shown],
            "color": [_CLEAR if not known else PAPER if point.hollow and not point.symbol.endswith(("open", "dot"))
                      else VIOLET for known, (_, point) in zip(sure, shown, strict=True)],
            "line": {"width": 1.7, "color": [VIOLET if known else _CLEAR for known in sure]},
        },
    }  # fmt: skip


def _short(name: str, most: int = 26) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _right_end(row: Row, decades: float) -> float:
    end = row.ends[1] * 10 ** (0.015 * decades)
    arrows = [p.y * 10 ** ((ARROW + 0.02) * decades) for p in row.points if p.kind == "lower bound"]
    return max([end, *arrows])
