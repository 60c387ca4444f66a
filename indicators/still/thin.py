"""Lines without the points that a picture of this size cannot show."""

from __future__ import annotations

import numpy as np

from indicators.still.scene import Box, Points

_TOLERANCE = 0.15  # pixels that a line may move
_STEP = 0.5  # width of the columns, pixels, of which only the ends and extremes are kept


def line(points: Points, box: Box) -> Points:
    """An open line with what lies far outside cut and what cannot be told apart left out.

    Ends stay where they are; no point moves by more than a sixth of a pixel.
    """
    near = _near(points, box)
    return _straightened(_columns(near) if len(near) > 4 * box.width else near)


def area(points: Points) -> Points:
    """A closed line with fewer corners."""
    whole = points[:-1] if len(points) > 3 and (points[0] == points[-1]).all() else points
    if len(whole) < 8:
        return whole
    half = len(whole) // 2
    first, second = _straightened(whole[: half + 1]), _straightened(np.vstack([whole[half:], whole[:1]]))
    return np.vstack([first[:-1], second[:-1]])


def _near(points: Points, box: Box) -> Points:
    """Without the points that lie outside on the very sides on which both neighbours lie."""
    codes = np.column_stack([points[:, 0] < box.x, points[:, 0] > box.x + box.width,
                             points[:, 1] < box.y, points[:, 1] > box.y + box.height])  # fmt: skip
    if len(points) < 3:
        return points
    same = (codes[:-2] == codes[1:-1]).all(axis=1) & (codes[1:-1] == codes[2:]).all(axis=1)
    out = same & codes[1:-1].any(axis=1)
    return np.asarray(points[np.concatenate([[True], ~out, [True]])])


def _columns(points: Points) -> Points:
    """First, last, lowest and highest point of every column of a line that runs to the right."""
    if (np.diff(points[:, 0]) < 0).any():
        return points
    column = np.floor(points[:, 0] / _STEP)
    starts = np.flatnonzero(np.concatenate([[True], np.diff(column) != 0]))
    ends = np.append(starts[1:], len(points)) - 1
    kept = {0, len(points) - 1, *starts.tolist(), *ends.tolist()}
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        if last - first > 1:
            part = points[first : last + 1, 1]
            kept |= {first + int(part.argmin()), first + int(part.argmax())}
    return points[sorted(kept)]


def _straightened(points: Points) -> Points:
    """Douglas and Peucker (1973): corners nearer than the tolerance to the line between others are left out."""
    if len(points) < 3:
        return points
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        inner = points[first + 1 : last]
        away = _distance(inner, points[first], points[last])
        farthest = int(away.argmax())
        if away[farthest] > _TOLERANCE:
            middle = first + 1 + farthest
            keep[middle] = True
            open_parts += [(first, middle), (middle, last)]
    return points[keep]


def _distance(points: Points, start: Points, end: Points) -> Points:
    """Distances of points from a stretch of line."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    nearest = start + share[:, None] * along
    return np.asarray(np.hypot(*(points - nearest).T))
