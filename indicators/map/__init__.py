"""The projected map of the region: coast, rivers and lakes, never a political border.

`coast.json`, `rivers.json` and `lakes.json` are simplified from Natural Earth (public domain) by
`tools/make_base_map.py`. This module reads them; `basemap` draws them, `labels` finds room for
names, `projection` turns degrees into kilometres. Nothing here asks a map server for anything.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indicators.map.projection import Sheet, forward

CREDIT = "Made with Natural Earth"
"""The credit line every published map carries."""

DEFAULT_RANK = 2


@dataclass(frozen=True)
class Shape:
    """A coast ring, a lake shore or a river in the projected plane.

    Attributes
    ----------
    slug : str
        Stable name; a river's or lake's own name is the message `river.<slug>` or `lake.<slug>`.
    rank : int
        Size class of a river, 1 the largest to 3; 2 for anything else.
    x, y : ndarray
        km from the centre of projection; NaN between the parts of a river.
    """

    slug: str
    rank: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@functools.cache
def shapes(layer: Literal["coast", "rivers", "lakes"]) -> tuple[Shape, ...]:
    """Read and project a layer once; callers share the arrays and leave them as they are."""
    content = json.loads((Path(__file__).parent / f"{layer}.json").read_text(encoding="utf-8"))
    found = []
    for feature in content["features"]:
        parts = feature.get("lines", [feature])
        x, y = separated(forward(part["longitude"], part["latitude"]) for part in parts)
        found.append(Shape(feature["slug"], feature.get("rank", DEFAULT_RANK), x, y))
    return tuple(found)


def separated(
    parts: Iterable[tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join x and y of several parts into one pair, NaN between them: one trace draws them all."""
    pairs = [np.append(np.asarray(part), [[np.nan], [np.nan]], axis=1) for part in parts]
    x, y = np.hstack(pairs)[:, :-1] if pairs else np.empty((2, 0))
    return x, y


def without_unseen(
    x: NDArray[np.float64], y: NDArray[np.float64], box: tuple[float, float, float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Drop points of a line that cannot be seen in a box (left, bottom, right, top).

    A point goes where it and both its neighbours lie beyond the same side of the box: what joins the
    neighbours then is beyond it too, so nothing changes inside, whether a line or a ring. One side
    after the other, since a point that is gone is nobody's neighbour any more.
    """
    for number, limit in enumerate(box):
        axis = y if number % 2 else x
        beyond = axis < limit if number < 2 else axis > limit
        unseen = np.zeros(len(x), dtype=bool)
        unseen[1:-1] = beyond[1:-1] & beyond[:-2] & beyond[2:]
        x, y = x[~unseen], y[~unseen]
    return x, y


def outline_points(sheet: Sheet, step_km: float) -> NDArray[np.float64]:
    """Points (n, 2) along everything drawn on a sheet, at most `step_km` apart."""
    layers = (shapes(layer) for layer in ("coast", "rivers", "lakes"))
    x, y = separated((shape.x, shape.y) for layer in layers for shape in layer)
    counts = np.ceil(np.nan_to_num(np.hypot(np.diff(x), np.diff(y))) / step_km).astype(int)
    start = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(start)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[start]
    xs, ys = (axis[start] + share * np.diff(axis)[start] for axis in (x, y))
    inside = sheet.contains(xs, ys)
    return np.column_stack([xs[inside], ys[inside]])
