"""Outlines of grid cells: areas against the sum of the cells, inside and outside by winding, sides by counting."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indicators.map import without_unseen
from indicators.map.outline import border, union

Numbers = NDArray[np.float64]
Side = frozenset[tuple[float, float]]


def skewed(rows: int, columns: int) -> tuple[Numbers, Numbers]:
    """Corners of a grid that is turned, stretched and bent, so that no two cells are alike."""
    row, column = np.mgrid[0 : rows + 1, 0 : columns + 1].astype(float)
    return 3 * column + row + 0.01 * column * row, column - 4 * row - 0.02 * row**2


def rings(x: Numbers, y: Numbers) -> list[NDArray[np.float64]]:
    """Points (n, 2) of every part."""
    points = np.column_stack([x, y])
    cut = np.flatnonzero(np.isnan(x))
    return [part[~np.isnan(part[:, 0])] for part in np.split(points, cut)] if len(x) else []


def shoelace(points: NDArray[np.float64]) -> float:
    x, y = points.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


def cell(x: Numbers, y: Numbers, row: int, column: int) -> NDArray[np.float64]:
    """The four corners of a cell, in turn."""
    at = ([row, row, row + 1, row + 1], [column, column + 1, column + 1, column])
    return np.column_stack([x[at], y[at]])


def winding(points: NDArray[np.float64], spot: NDArray[np.float64]) -> int:
    """How often a ring goes around a spot."""
    ring = np.vstack([points, points[:1]]) - spot
    angles = np.arctan2(ring[:, 1], ring[:, 0])
    turns = np.diff(angles)
    turns -= 2 * np.pi * np.rint(turns / (2 * np.pi))
    return round(float(turns.sum()) / (2 * np.pi))


def sides(x: Numbers, y: Numbers) -> Counter[Side]:
    """How often each side is drawn."""
    return Counter(
        frozenset(map(tuple, pair.round(9).tolist()))
        for part in rings(x, y)
        for pair in np.stack([part[:-1], part[1:]], axis=1)
    )


masks = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(st.integers(0, 2), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda kinds: np.array(kinds).reshape(shape)
    )
)


def check_union(cells: NDArray[np.bool_]) -> None:
    """The outline has the cells' area, goes around each of them once and around no other, and is closed."""
    x, y = skewed(*cells.shape)
    found = rings(*union(cells, x, y))
    total = sum(shoelace(cell(x, y, row, column)) for row, column in zip(*np.nonzero(cells), strict=True))
    assert sum(map(shoelace, found)) == pytest.approx(total, abs=1e-9)
    assert all(np.array_equal(ring[0], ring[-1]) for ring in found)
    for row, column in np.ndindex(cells.shape):
        middle = cell(x, y, row, column).mean(axis=0)
        around = sum(winding(ring[:-1], middle) for ring in found)
        assert abs(around) == int(cells[row, column]), (row, column)


@given(masks)
def test_the_outline_of_any_cells_has_their_area_and_holds_no_other(kinds: NDArray[np.int64]) -> None:
    check_union(kinds == 1)


@pytest.mark.parametrize(
    ("picture", "parts"),
    [
        (["#"], 1),
        (["..", ".."], 0),
        (["###", "#.#", "###"], 2),  # a hole
        (["#.", ".#"], 2),  # touching at a corner only
        ([".#", "#."], 2),
        (["####", "#..#", "#.##", "####"], 2),
        (["#####", "#...#", "#.#.#", "#...#", "#####"], 3),  # an island in a hole
        (["#.#", ".#.", "#.#"], 5),
    ],
)
def test_rings_of_pictures(picture: list[str], parts: int) -> None:
    cells = np.array([[letter == "#" for letter in line] for line in picture])
    check_union(cells)
    assert len(rings(*union(cells, *skewed(*cells.shape)))) == parts


def test_a_hole_turns_the_other_way_than_its_ring() -> None:
    """Only so does a fill by the nonzero rule leave it open."""
    cells = np.ones((3, 3), dtype=bool)
    cells[1, 1] = False
    turns = [np.sign(shoelace(ring)) for ring in rings(*union(cells, *skewed(3, 3)))]
    assert sorted(turns) == [-1, 1]


@given(masks)
def test_the_border_has_each_side_between_the_two_kinds_once_and_no_other(kinds: NDArray[np.int64]) -> None:
    x, y = skewed(*kinds.shape)
    wanted: Counter[Side] = Counter()
    corner = np.stack([x, y], axis=-1).round(9)
    for row, column in np.ndindex(kinds.shape):
        for down, right, ends in ((0, 1, ((0, 1), (1, 1))), (1, 0, ((1, 0), (1, 1)))):
            other = (row + down, column + right)
            if other[0] < kinds.shape[0] and other[1] < kinds.shape[1] and {kinds[row, column], kinds[other]} == {0, 1}:
                wanted[frozenset(tuple(corner[row + i, column + j].tolist()) for i, j in ends)] += 1
    assert sides(*border(kinds == 1, kinds == 0, x, y)) == wanted


def test_a_border_is_drawn_in_as_few_lines_as_it_has_ends() -> None:
    cells = np.zeros((4, 30), dtype=bool)
    cells[:2] = True
    assert len(rings(*border(cells, ~cells, *skewed(4, 30)))) == 1


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=40),
    st.tuples(st.floats(-20, 0), st.floats(-20, 0), st.floats(1, 20), st.floats(1, 20)),
)
def test_what_is_left_out_of_a_ring_changes_nothing_in_the_box(
    corners: list[tuple[float, float]], box: tuple[float, float, float, float]
) -> None:
    """However a ring runs, spots inside the box are gone around as often as before."""
    ring = np.array([*corners, corners[0]])
    kept = np.column_stack(without_unseen(ring[:, 0], ring[:, 1], box))
    assert len(kept) <= len(ring)
    shares = itertools.product((0.11, 0.53, 0.97), repeat=2)
    for across, up in shares:
        spot = np.array([box[0] + across * (box[2] - box[0]), box[1] + up * (box[3] - box[1])])
        if np.abs(ring - spot).min() > 1e-6:
            assert winding(kept[:-1], spot) == winding(ring[:-1], spot)
