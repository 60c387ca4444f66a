"""Series on one axis: only those of one unit, one quantity and one kind of statistic; the others are told with why.

Each line is one series and keeps its own name; nothing is summed, averaged over series or joined across them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import captions
from indicators.catalog import Catalog
from indicators.compare import axes, labels, lines, meaning, names, notes
from indicators.compare.comparable import together
from indicators.compare.findings import latest, nothing, period, step_words
from indicators.compare.lines import Style
from indicators.compare.tracks import Track, tracks
from indicators.figures import DASHES, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.store import Held

HEIGHT = 460


def overlay(
    series: Sequence[Held], catalog: Catalog, lang: str, *, step: str = "year", years: tuple[int, int] | None = None
) -> Chart:
    """One line a series, told apart by colour, dash, shape and name.

    Parameters
    ----------
    series : sequence of Held
        Up to six; the largest group that may share an axis is drawn.
    step : str
        One of `tracks.STEPS`.
    years : tuple of int, optional
        First and last year shown.
    """
    metas = [held.meta for held in series]
    named = names.short(metas, lang)
    shared, rest = together(metas, catalog)
    barred = notes.not_shared(shared, rest, named, catalog, lang)
    named |= names.short(shared, lang)
    ids = {meta.id for meta in shared}
    made, since = tracks([held for held in series if held.meta.id in ids], catalog, step, years)
    drawn = [track for track in made if not track.empty]
    if not drawn:
        return nothing("overlay", [*barred, *notes.empty(made, named, lang)], lang)
    key = [
        *barred,
        *notes.empty(made, named, lang),
        *notes.differences([track.meta for track in drawn], named, catalog, lang),
        *notes.how(drawn, named, since, catalog, lang),
        *notes.marks_key(drawn, lang, shapes=False),
    ]
    held = [track.held for track in drawn]
    title = latest(drawn, named, lang, "overlay")
    return Chart(
        name="overlay",
        title=title,
        subtitle=_subtitle(drawn, step, lang),
        alt=f"{title}. {t('compare.overlay_alt', lang, n=len(drawn), period=period(drawn))}",
        plot=_plot(drawn, named, catalog, lang, dates=step != "year"),
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=HEIGHT,
        key=tuple(key),
    )


def _plot(drawn: Sequence[Track], named: notes.Names, catalog: Catalog, lang: str, *, dates: bool) -> go.Figure:
    scale = meaning.scale(drawn[0].meta, catalog)
    span = axes.around(axes.extent(drawn), zero=scale == "ratio")
    styles = [style(place, _name(track, drawn, named, catalog, lang)) for place, track in enumerate(drawn)]
    figure = labels.figure(styles, lines_below=len(drawn))
    for track, own in zip(drawn, styles, strict=True):
        figure.add_traces(lines.of(track, own, span, lang, dates=dates))
    figure.update_xaxes(**axes.along(drawn, dates=dates, pixels=labels.PLOT_WIDTH, lang=lang))
    figure.update_yaxes(
        **axes.upright(span, 5, lang, whole=scale == "ordinal"), title_text=names.unit(drawn[0].meta, lang)
    )
    labels.at_ends(figure, [(own, ends(track)) for own, track in zip(styles, drawn, strict=True)], span)
    labels.narrow(figure, axes.along(drawn, dates=dates, pixels=labels.NARROW_WIDTH, lang=lang), len(drawn))
    return figure


def _name(track: Track, drawn: Sequence[Track], named: notes.Names, catalog: Catalog, lang: str) -> str:
    """Name of a line; a total over another line of the plot is called one."""
    name = named[track.meta.id]
    total = any(meaning.contains(track.meta, other.meta, catalog) for other in drawn if other is not track)
    return t("compare.whole", lang, series=name) if total else name


def style(place: int, name: str) -> Style:
    """Colour, shape and dash of a series by its place."""
    return Style(name, OKABE_ITO[place], SYMBOLS[place], DASHES[place], legend=True)


def ends(track: Track) -> float:
    """Height of the last mark of a track."""
    last: Any = track.rows.sort_values("x", kind="stable").iloc[-1]
    numbers = [part for part in (last["value"],) if part == part] or [
        part for part in (last["lower"], last["upper"]) if part == part
    ]
    return float(sum(numbers) / len(numbers))


def _subtitle(drawn: Sequence[Track], step: str, lang: str) -> str:
    metas = [track.meta for track in drawn]
    parts = [names.subjects(metas, lang), names.shared(metas, lang), names.unit(metas[0], lang)]
    return " · ".join(part for part in (*parts, step_words(drawn, step, lang), period(drawn)) if part)
