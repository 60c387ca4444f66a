"""Discharge, iron, ice and salmon above each other on one axis of years: to look at, not to conclude from.

Every panel has its own axis from zero and its own verdict; nothing is compared, lagged or correlated here.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, LINE, PALE, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.population.marks import Point
from indicators.store import Held
from indicators.system import labels, words
from indicators.system.panels import USUAL, Choice, Panel, Track, panel

PLOT, TEXT, AIR, GAP = 104, 15.6, 14, 11  # plot, line above it, below and above it; pixels
BOTTOM = 30
WIDE_LINE, NARROW_LINE = 190, 62  # characters of the verdict on a line
BOLD = 0.85  # letters of a heading on a line, for one of the small type
PAPER = "#FFFFFF"
NOTHING = (1971, 2026)  # years of an axis without a value
PRINT_GROWTH = 1.3
WIDE_PIXELS, NARROW_PIXELS = 1060, 285  # width of a panel's plot
SHORT = 18  # characters of an event's name that fit beside its line; longer ones stand in the verdict


def time_axis(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    panels: Sequence[str] = USUAL,
    gauge: str = Choice.gauge,
    ice: str = Choice.ice,
    catch: str = Choice.catch,
    people: str = Choice.people,
    period: tuple[int, int] | None = None,
) -> Chart:
    """Panels that share one axis of years.

    Parameters
    ----------
    series : sequence of Held
        Those of the panels' series that are held; a panel without any is left out and named.
    panels, gauge, ice, catch, people : str
        Panels in their order, and the variant that each shows (`panels.Choice`).
    period : tuple of int, optional
        First and last year.
    """
    choice, by_id = Choice(gauge, ice, catch, people), {item.meta.id: item for item in series}
    made = [(name, panel(name, choice, by_id, catalog, lang, period)) for name in panels]
    drawn = [item for _, item in made if item]
    absent = [t(f"system.pick.{name}", lang) for name, item in made if not item]
    span = period or _span(drawn)
    wide, height = _figure(drawn, span, WIDE_LINE, lang)
    narrow, tall = _figure(drawn, span, NARROW_LINE, lang)
    used = [track.held for item in drawn for track in item.tracks]
    title = _finding(drawn, span, lang)
    return Chart(
        name="system-time-axis",
        title=title,
        subtitle=t("system.aligned.subtitle", lang),
        alt=f"{title}. {t('system.aligned.subtitle', lang)} {_alt(drawn, lang)}",
        plot=wide,
        narrow=narrow,
        caption=captions.caption(used, catalog, lang),
        series=tuple(dict.fromkeys(item.meta.id for item in used)),
        last=captions.last_observation(used),
        height=height,
        narrow_height=tall,
        print_height=round(height * PRINT_GROWTH),
        key=_key(drawn, absent, lang),
    )


def _figure(drawn: Sequence[Panel], span: tuple[int, int], width: int, lang: str) -> tuple[go.Figure, int]:
    """All panels from top to bottom, and the height of the whole in pixels."""
    figure = figures.plot(margin={"l": 58, "r": 14, "t": 4, "b": BOTTOM})
    names = [words.lines(f"{item.heading}, {item.unit}", round(BOLD * width), 2) for item in drawn]
    heads = [words.lines(item.verdict, width, 8) for item in drawn]
    heights = [(len(name) + len(head)) * TEXT + GAP + PLOT + AIR for name, head in zip(names, heads, strict=True)]
    whole = sum(heights) or PLOT
    top = 1.0
    room = labels.Room(span, WIDE_PIXELS if width == WIDE_LINE else NARROW_PIXELS, PLOT)
    for row, (item, name, head, height) in enumerate(zip(drawn, names, heads, heights, strict=True)):
        upper = top - ((len(name) + len(head)) * TEXT + GAP) / whole
        lower = top - (height - AIR * (row < len(drawn) - 1)) / whole
        _heading(figure, top, item, name, head)
        _panel(figure, row, item, (max(lower, 0), upper), room, lang)
        top -= height / whole
    axis = {"range": [span[0] - 0.7, span[1] + 0.7], "tickformat": "d", "showgrid": True, "gridcolor": LINE,
            "anchor": _axis("y", len(drawn) - 1), "showspikes": True, "spikemode": "across", "spikethickness": 1,
            "spikecolor": PALE, "spikedash": "solid", "dtick": 5 if span[1] - span[0] > 12 else None, "tick0": 1900,
            }  # fmt: skip
    if width == NARROW_LINE and span[1] - span[0] > 30:
        axis["dtick"] = 10
    figure.update_layout(xaxis=axis)
    return figure, round(whole + BOTTOM + 4)


def _heading(figure: go.Figure, top: float, item: Panel, name: Sequence[str], head: Sequence[str]) -> None:
    title = f"<b><span style='color:{item.colour}'>{'<br>'.join(name)}</span></b>"
    small = [f"<span style='color:{GREY};font-size:0.92em'>{line}</span>" for line in head]
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=-50, y=top, yref="paper", yanchor="top", showarrow=False,
        text="<br>".join([title, *small]), align="left", font={"color": INK, "size": 12}, borderpad=0,
    )  # fmt: skip


def _panel(figure: go.Figure, row: int, item: Panel, domain: tuple[float, float], room: labels.Room, lang: str) -> None:
    """One panel; the names of its points stand where there is `room`."""
    axis = {**figure.layout.yaxis.to_plotly_json(), "domain": list(domain), "rangemode": "tozero", "nticks": 4,
            "anchor": "x", "automargin": False}  # fmt: skip
    figure.update_layout({_axis("yaxis", row): axis})
    name = _axis("y", row)
    if item.band:
        years = [one[0] for one in item.band]
        figure.add_trace(go.Scatter(
            x=[*years, *reversed(years)], y=[*(one[1] for one in item.band), *(one[2] for one in reversed(item.band))],
            fill="toself", fillcolor=_pale(item.colour), line={"width": 0}, mode="lines", hoverinfo="skip", yaxis=name,
        ))  # fmt: skip
    for when, text, told in item.events:
        shown = len(text) <= SHORT and not (told and room.wide < WIDE_PIXELS)
        figures.event(figure, when, text if shown else "", yref=f"{name} domain")
    for track in item.tracks:
        if track.line:
            figure.add_trace(_line(track, item, name, lang).update(name=f"{item.heading}, {item.unit}"))
        for point in track.points:
            if point.long:
                figure.add_trace(go.Scatter(x=[point.first, point.last], y=[point.y] * 2, mode="lines", yaxis=name,
                                            line={"color": item.colour, "width": 1.5}, hoverinfo="skip"))  # fmt: skip
        if track.points:
            figure.add_trace(_marks(track, item, name))
    for place in labels.places(item.tracks, room):
        figure.add_annotation(
            x=place.x, y=place.y, yref=name, text=place.text, showarrow=False, xanchor=place.anchor,
            xshift=7 if place.anchor == "left" else -7, font={"size": 11, "color": GREY},
        )  # fmt: skip


def _line(track: Track, item: Panel, axis: str, lang: str) -> go.Scatter:
    """Yearly values; years without one stay open. A computed series has diamonds."""
    values = dict(track.line)
    years = list(range(min(values), max(values) + 1))
    derived = track.held.meta.source == "derived"
    hollow = track.held.observations["confidence"].eq("quoted_secondhand").any()
    return go.Scatter(
        x=years, y=[values.get(year) for year in years], mode="lines+markers", connectgaps=False, yaxis=axis,
        line={"color": item.colour, "width": 1.3},
        marker={"size": 6, "symbol": "diamond" if derived else "circle", "color": PAPER if hollow else item.colour,
                "line": {"color": item.colour, "width": 1.2}},
        customdata=[number(values.get(year), lang) for year in years],
        hovertemplate=f"%{{x}}: %{{customdata}} {item.unit}<extra></extra>",
    )  # fmt: skip


def _marks(track: Track, item: Panel, axis: str) -> go.Scatter:
    """Published values with their intervals; ionic iron as squares."""
    points = track.points
    shape = "square" if "ionic" in track.held.meta.method.lower() else "circle"
    return go.Scatter(
        x=[point.x for point in points], y=[point.y for point in points], yaxis=axis,
        mode="markers", cliponaxis=False,
        marker={"size": 9, "symbol": ["circle-x-open" if point.flag == "suspect" else shape for point in points],
                "color": [PAPER if point.hollow else item.colour for point in points],
                "line": {"color": item.colour, "width": 1.5}},
        error_y=_interval(points, item.colour), hovertext=[point.hover for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _interval(points: Sequence[Point], colour: str) -> dict[str, object]:
    """Bars from the lower to the upper end, where a value has both."""
    both = [point.lower == point.lower and point.upper == point.upper for point in points]
    up = [point.upper - point.y if there else 0 for point, there in zip(points, both, strict=True)]
    down = [point.y - point.lower if there else 0 for point, there in zip(points, both, strict=True)]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": colour, "thickness": 1.2,
            "width": 4, "visible": any(both)}  # fmt: skip


def _key(drawn: Sequence[Panel], absent: Sequence[str], lang: str) -> tuple[str, ...]:
    """The marks that occur, what the ice season's year is, and panels without a held series."""
    names = {item.name for item in drawn}
    told = [t("system.aligned.key.marks", lang)]
    told += [t("system.aligned.key.ionic", lang)] if "load" in names else []
    told += [t("system.aligned.key.undated", lang)] if "concentration" in names else []
    told += [t("system.aligned.key.season", lang)] if "ice" in names else []
    told += [t("system.aligned.absent", lang, what=enumerated(absent, lang))] if absent else []
    return tuple(told)


def _finding(drawn: Sequence[Panel], span: tuple[int, int], lang: str) -> str:
    """In how many years every yearly series of the panels has a value."""
    yearly = [item.years for item in drawn if item.years and item.name != "load"]  # made from the discharge
    if len(yearly) < 2:
        return t("system.aligned.title", lang, first=span[0], last=span[1])
    common = frozenset.intersection(*yearly)
    if not common:
        return t("system.aligned.none_common", lang, first=span[0], last=span[1], k=len(yearly))
    return t("system.aligned.finding", lang, k=len(yearly), n=len(common), first=min(common), last=max(common))


def _alt(drawn: Sequence[Panel], lang: str) -> str:
    """Each panel with its first and last value and its verdict."""
    told = []
    for item in drawn:
        values = next((track.line for track in item.tracks if track.line), ())
        ends = ""
        if values:
            (first, start), (last, end) = values[0], values[-1]
            ends = t("system.aligned.ends", lang, first=first, start=number(start, lang), last=last,
                     end=number(end, lang), n=len(values))  # fmt: skip
        told.append(". ".join(part for part in (f"{item.heading}, {item.unit}{ends}", item.verdict) if part))
    return ". ".join(told) + "."


def _span(drawn: Sequence[Panel]) -> tuple[int, int]:
    years = [year for item in drawn for year in item.years]
    years += [edge for item in drawn for track in item.tracks for point in track.points
              for edge in (point.since, point.until)]  # fmt: skip
    return (min(years), max(years)) if years else NOTHING


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"


def _axis(stem: str, row: int) -> str:
    return stem if row <= 0 else f"{stem}{row + 1}"
