"""Outlines of cells of a grid: the union of some cells as rings, and the line between two kinds of cells.

Lines run along the sides of the cells, corner by corner, so what is drawn is what the product says and
nothing between. Knows neither a projection nor what the cells mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Corners = NDArray[np.float64]
Line = tuple[NDArray[np.float64], NDArray[np.float64]]
"""x and y of the points, NaN between parts."""

# Sides of a cell in the order right, down, left, up of their direction: the cell lies on the right hand.
# (row, column) of the neighbour across the side, and of the side's first corner within the cell.
_ACROSS = ((-1, 0), (0, 1), (1, 0), (0, -1))
_START = ((0, 0), (0, 1), (1, 1), (1, 0))
_STEP = ((0, 1), (1, 0), (0, -1), (-1, 0))


def union(cells: Mask, x: Corners, y: Corners) -> Line:
    """Rings around the union of cells, each closed.

    The cells lie on the right hand all along, so outer rings and holes turn in opposite directions and a
    fill by the nonzero rule leaves the holes open. Cells that touch at a corner only have rings of their own.

    Parameters
    ----------
    cells : ndarray of bool, (rows, columns)
    x, y : ndarray, (rows + 1, columns + 1)
        Where the corners of the cells are drawn.

    Returns
    -------
    x, y : ndarray
        Points of the rings, NaN between rings; empty where no cell is meant.
    """
    return border(cells, ~cells, x, y, rim=True)


def border(inside: Mask, outside: Mask, x: Corners, y: Corners, *, rim: bool = False) -> Line:
    """The sides between cells of two kinds, joined into lines as long as they go.

    Parameters
    ----------
    inside, outside : ndarray of bool, (rows, columns)
        No cell may be of both kinds; a cell of neither has no line around it.
    x, y : ndarray, (rows + 1, columns + 1)
        Where the corners of the cells are drawn.
    rim : bool
        Whether the grid's own rim counts as `outside`.

    Returns
    -------
    x, y : ndarray
        Points of the lines, NaN between lines.
    """
    start, end, towards = _sides(inside, outside, rim)
    following = _following(start, end, towards, x.size)
    points: list[int] = []
    for line in _chains(following):
        points += [*start[line].tolist(), int(end[line[-1]]), -1]
    order = np.array(points[:-1], dtype=int)
    drawn = [np.where(order < 0, np.nan, axis.ravel()[order]) for axis in (x, y)]
    return drawn[0], drawn[1]


def _sides(inside: Mask, outside: Mask, rim: bool) -> tuple[NDArray[np.int64], ...]:
    """First corner, last corner and direction of every side; corners by their number in the grid of corners."""
    beyond = np.pad(outside, 1, constant_values=rim)
    rows, columns = inside.shape
    found = []
    for towards, ((down, right), first, step) in enumerate(zip(_ACROSS, _START, _STEP, strict=True)):
        across = beyond[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
        row, column = np.nonzero(inside & across)
        start = (row + first[0]) * (columns + 1) + column + first[1]
        found.append(np.stack([start, start + step[0] * (columns + 1) + step[1], np.full(len(start), towards)]))
    start, end, way = np.concatenate(found, axis=1)
    return start, end, way


def _following(start: NDArray[np.int64], end: NDArray[np.int64], towards: NDArray[np.int64], corners: int) -> list[int]:
    """Number of the side that goes on from each side's end, -1 for none; where two do, the one around the same cell."""
    leaving = np.full((corners, 4), -1)
    leaving[start, towards] = np.arange(len(start))
    following = np.full(len(start), -1)
    for turn in (3, 0, 1):  # to the left only where neither straight on nor to the right is there
        found = leaving[end, (towards + turn) % 4]
        following = np.where(found >= 0, found, following)
    return following.tolist()


def _chains(following: list[int]) -> list[list[int]]:
    """Sides in the order in which they are drawn; open lines begin where nothing leads to."""
    reached = set(following)
    used = [False] * len(following)
    chains = []
    for first in [n for n in range(len(following)) if n not in reached] + list(range(len(following))):
        chain, side = [], first
        while side >= 0 and not used[side]:
            used[side] = True
            chain.append(side)
            side = following[side]
        if chain:
            chains.append(chain)
    return chains
