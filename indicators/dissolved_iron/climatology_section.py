"""Section of the iron climatology along the path from the Amur mouth to the Oyashio: depth by distance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.dissolved_iron import climatology_map, iron_classes
from indicators.dissolved_iron.path import SEA_UNIT
from indicators.dissolved_iron.profile import DEPTHS
from indicators.fields import HeldLayer
from indicators.figures import GREY, INK, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, month_name, number
from indicators.map.basemap import LAND
from indicators.map.outline import union
from indicators.store import Cache, Held

FIELD = "dissolved_iron_climatology.amur_to_oyashio.huang"
HEIGHT, STEP_KM = 560, 500
_KEY = 34  # pixels of the key above the plot
_BAND = 0.05  # of the depth of the plot: a row of names


def section(series: Sequence[Held], catalog: Catalog, lang: str, *, cache: Cache, month: int) -> Chart:
    """Dissolved iron by depth along the path in a month; the depth axis is that of the profiles.

    Parameters
    ----------
    series : sequence of Held
        Not used: the section is a field.
    cache : Cache
    month : int
        1 to 12.

    Raises
    ------
    StoreError
        When the climatology is not held.
    """
    held = climatology_map.read(cache, FIELD, month)
    when = month_name(month, lang, whole=True)
    names = {stop: t(f"iron_grid.stop.{stop}", lang) for stop in held.grid.more["stops"]}
    title = _title(held, names, when, lang)
    numbered = " · ".join(f"{number_} {name}" for number_, name in enumerate(names.values(), start=1))
    return Chart(
        name=f"iron-section-{month:02d}",
        title=title,
        subtitle=t("iron_grid.section_subtitle", lang, unit=SEA_UNIT, month=when),
        alt=f"{title}. {t('iron_grid.section_alt', lang, stops=enumerated(names.values(), lang))}",
        plot=_plot(held, list(names.values()), lang),
        narrow=_plot(held, [str(place) for place in range(1, len(names) + 1)], lang, rows=1),
        key=(t("iron_grid.model", lang), t("iron_grid.section_key", lang, stops=numbered)),
        caption=captions.caption([climatology_map.source(held)], catalog, lang),
        height=HEIGHT,
    )


def _plot(held: HeldLayer, names: Sequence[str], lang: str, *, rows: int = 3) -> go.Figure:
    """Cells as classes; above the sea a band with the names of the stops in `rows` rows."""
    depth, distance = held.grid.axis("depth"), held.grid.axis("distance")
    high = np.sqrt(np.clip(iron_classes.edges(depth), 0, None))
    wide = np.clip(iron_classes.edges(distance), 0, None)
    corners = np.meshgrid(wide, high)
    values = held.values
    figure = figures.plot(
        margin={"l": 64, "r": 24, "t": _KEY, "b": 48}, meta={"keepTitles": True}, showlegend=True,
        hoverdistance=iron_classes.HOVER_PX, legend=iron_classes.key(),
    )  # fmt: skip
    figure.add_trace(iron_classes.filled(union(np.isnan(values), *corners), LAND, ""))
    figure.add_traces([*iron_classes.areas(values, *corners, lang), _pointers(held, lang)])
    _stops(figure, list(held.grid.more["stops"].values()), names, rows, float(high[-1]))
    _axes(figure, float(wide[-1]), float(high[-1]), rows, lang)
    return figure


def _pointers(held: HeldLayer, lang: str) -> go.Scatter:
    """Words on hover, once for each column of the grid that the path keeps to."""
    depth, distance = held.grid.axis("depth"), held.grid.axis("distance")
    cells = held.grid.more["cell"]
    runs = [[place for place, _ in run] for _, run in groupby(enumerate(cells), key=lambda item: item[1])]
    middles = np.array([run[len(run) // 2] for run in runs])
    values = held.values[:, middles]
    row, column = np.nonzero(np.isfinite(values))
    told = [
        f"{number(values[r, c], lang)} {SEA_UNIT}<br>{number(depth[r], lang, 0)} m"
        for r, c in zip(row.tolist(), column.tolist(), strict=True)
    ]
    return iron_classes.pointers(distance[middles][column], np.sqrt(depth[row]), told)


def _stops(figure: go.Figure, at: Sequence[float], names: Sequence[str], rows: int, deep: float) -> None:
    """Thin verticals at the stops; their names above the sea, in turn in one row or another."""
    for place, (x, name) in enumerate(zip(at, names, strict=True)):
        end = "left" if place == 0 else "right" if place == len(names) - 1 else "center"
        y = -deep * _BAND * (place % rows)
        figure.add_shape(type="line", x0=x, x1=x, y0=y, y1=deep, line={"color": GREY, "width": 0.6})
        figure.add_annotation(
            x=x, y=y, text=name, showarrow=False, xanchor=end, yanchor="bottom", font={"color": INK, "size": 12}
        )


def _axes(figure: go.Figure, far: float, deep: float, rows: int, lang: str) -> None:
    depths = [depth for depth in DEPTHS if depth**0.5 <= deep * 1.02]
    figure.update_yaxes(
        range=[deep, -deep * _BAND * rows], tickvals=[depth**0.5 for depth in depths], showgrid=False,
        ticktext=[number(depth, lang, 0) for depth in depths], title_text=t("iron.depth_axis", lang),
    )  # fmt: skip
    distances = range(0, int(far) + 1, STEP_KM)
    figure.update_xaxes(
        range=[0, far], title_text=t("iron_grid.distance_axis", lang), title_standoff=6, tickvals=list(distances),
        ticktext=[number(distance, lang, 0) for distance in distances],
    )  # fmt: skip


def _title(held: HeldLayer, names: dict[str, str], when: str, lang: str) -> str:
    """Where and how deep the richest water of the section lies, near which stop."""
    values = held.values
    if not np.isfinite(values).any():
        return t("iron_grid.section_title", lang, month=when)
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    away = {stop: abs(at - held.grid.axis("distance")[column]) for stop, at in held.grid.more["stops"].items()}
    return t(
        "iron_grid.section_finding",
        lang,
        month=when,
        high=f"{number(float(values[row, column]), lang)} {SEA_UNIT}",
        depth=number(float(held.grid.axis("depth")[row]), lang, 0),
        stop=names[min(away, key=lambda stop: away[stop])],
    )
