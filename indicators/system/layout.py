"""Where boxes and arrows of the chain stand: fixed on a wide screen, one column on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.system.boxes import Box, height

Point = tuple[float, float]

WIDE_SIZE = (1180, 596)
NARROW_WIDTH, GUTTER = 360, 18
NARROW_BELOW = 960  # pixels of the plot's width below which the text of five columns no longer fits
HALVES = ("pollock", "salmon", "seals_porpoises", "sea_eagles")
COLUMN, GAP = 204, 40
WIDE_LETTERS, NARROW_LETTERS, HALF_LETTERS = 31, 50, 25  # that fit a line of a box


@dataclass(frozen=True)
class Step:
    """An arrow as a line through points; `label` is where its number stands."""

    points: tuple[Point, ...]
    label: Point | None = None
    headed: bool = True


@dataclass(frozen=True)
class Plane:
    """Boxes, arrows and size of a drawing."""

    boxes: dict[str, Box]
    steps: dict[str, tuple[Step, ...]]
    size: tuple[int, int]


def _box(column: int, top: float, bottom: float) -> Box:
    left = column * (COLUMN + GAP)
    return Box(left + 1, top, left + COLUMN - 1, bottom)


WIDE = {
    "forest_wetland": _box(0, 2, 188),
    "river": _box(1, 2, 188),
    "shelf_ice": _box(2, 2, 188),
    "intermediate_water": _box(3, 2, 188),
    "kuril_oyashio": _box(4, 2, 188),
    "plankton": _box(4, 282, 372),
    "pollock": _box(3, 257, 397),
    "salmon": _box(3, 454, 594),
    "seals_porpoises": _box(2, 236, 420),
    "sea_eagles": _box(2, 454, 594),
    "people": _box(1, 320, 554),
}
LEGEND = Box(0, 326, COLUMN, 554)


def _right(start: Box, end: Box, y: float) -> Step:
    return Step(((start.right + 2, y), (end.left - 2, y)), ((start.right + end.left) / 2, y - 12))


def _left(start: Box, end: Box, y: float) -> Step:
    return Step(((start.left - 2, y), (end.right + 2, y)), ((start.left + end.right) / 2, y - 12))


def _wide_steps() -> dict[str, tuple[Step, ...]]:
    at = WIDE
    ice, kuril, plankton, pollock = at["shelf_ice"], at["kuril_oyashio"], at["plankton"], at["pollock"]
    salmon, people = at["salmon"], at["people"]
    down, melt, turn = plankton.middle[0] + 30, plankton.left + 40, 212.0
    fish, catch = pollock.middle[0] - 30, 437.0
    return {
        "wetland_to_river": (_right(at["forest_wetland"], at["river"], 95),),
        "river_to_shelf": (_right(at["river"], ice, 95),),
        "shelf_to_intermediate": (_right(ice, at["intermediate_water"], 95),),
        "intermediate_to_kuril": (_right(at["intermediate_water"], kuril, 95),),
        "kuril_to_plankton": (Step(((down, kuril.bottom + 2), (down, plankton.top - 2)), (down + 14, 246)),),
        "ice_to_plankton": (
            Step(
                ((ice.middle[0], ice.bottom + 2), (ice.middle[0], turn), (melt, turn), (melt, plankton.top - 2)),
                (ice.middle[0] + 122, turn),
            ),
        ),
        "plankton_to_pollock": (_left(plankton, pollock, 327),),
        "plankton_to_salmon": (
            Step(
                ((down, plankton.bottom + 2), (down, salmon.middle[1]), (salmon.right + 2, salmon.middle[1])),
                (down, salmon.middle[1] - 50),
            ),
        ),
        "pollock_to_seals": (_left(pollock, at["seals_porpoises"], 327),),
        "salmon_to_eagles": (_left(salmon, at["sea_eagles"], salmon.middle[1]),),
        "fish_to_people": (
            Step(((fish, pollock.bottom + 2), (fish, salmon.top - 2)), None, headed=False),
            Step(((fish, catch), (people.right + 2, catch)), (people.right + 140, catch)),
        ),
    }


WIDE_STEPS = _wide_steps()


def wide(lines: Mapping[str, Sequence[str]]) -> Plane:
    """Five columns; all heights grow alike where the lines of a box need more."""
    by = max(1.0, *(height(len(lines[name])) / (box.bottom - box.top) for name, box in WIDE.items()))
    boxes = {name: Box(box.left, box.top * by, box.right, box.bottom * by) for name, box in WIDE.items()}
    steps = {name: tuple(_stretched(step, by) for step in listed) for name, listed in WIDE_STEPS.items()}
    return Plane(boxes, steps, (WIDE_SIZE[0], round(WIDE_SIZE[1] * by)))


def _stretched(step: Step, by: float) -> Step:
    label = None if step.label is None else (step.label[0], step.label[1] * by)
    return Step(tuple((x, y * by) for x, y in step.points), label, step.headed)


def narrow(lines: Mapping[str, Sequence[str]]) -> Plane:
    """One column for a phone, its boxes as high as their lines; fish and animals stand in pairs.

    Parameters
    ----------
    lines : mapping of str to sequence of str
        Lines of each box.
    """
    gap, top = 26.0, 2.0
    full, half = NARROW_WIDTH - GUTTER, (NARROW_WIDTH - GUTTER) / 2
    boxes: dict[str, Box] = {}
    for name in WIDE:
        if name in HALVES[1::2]:
            continue
        if name in HALVES:
            other = HALVES[HALVES.index(name) + 1]
            tall = max(height(len(lines[name])), height(len(lines[other])))
            boxes[name] = Box(1, top, half - 8, top + tall)
            boxes[other] = Box(half + 8, top, full, top + tall)
        else:
            tall = height(len(lines[name]))
            boxes[name] = Box(1, top, full, top + tall)
        top += tall + gap
    return Plane(boxes, _narrow_steps(boxes), (NARROW_WIDTH, round(top - gap + 4)))


def _narrow_steps(at: Mapping[str, Box]) -> dict[str, tuple[Step, ...]]:
    def down(start: str, end: str, x: float) -> Step:
        y0, y1 = at[start].bottom + 2, at[end].top - 2
        return Step(((x, y0), (x, y1)), (x + 12, (y0 + y1) / 2))

    middle, side = at["river"].middle[0], at["shelf_ice"].right + 10
    ice, plankton = at["shelf_ice"].middle[1], at["plankton"].middle[1]
    straight = {
        "wetland_to_river": ("forest_wetland", "river"),
        "river_to_shelf": ("river", "shelf_ice"),
        "shelf_to_intermediate": ("shelf_ice", "intermediate_water"),
        "intermediate_to_kuril": ("intermediate_water", "kuril_oyashio"),
        "kuril_to_plankton": ("kuril_oyashio", "plankton"),
    }
    steps: dict[str, tuple[Step, ...]] = {name: (down(*ends, middle),) for name, ends in straight.items()}
    for name, ends in {
        "plankton_to_pollock": ("plankton", "pollock"),
        "plankton_to_salmon": ("plankton", "salmon"),
        "pollock_to_seals": ("pollock", "seals_porpoises"),
        "salmon_to_eagles": ("salmon", "sea_eagles"),
    }.items():
        steps[name] = (down(*ends, at[ends[1]].middle[0]),)
    steps["ice_to_plankton"] = (
        Step(((at["shelf_ice"].right + 1, ice), (side, ice), (side, plankton), (at["plankton"].right + 1, plankton)),
             (side, (ice + plankton) / 2)),
    )  # fmt: skip
    fish, people = at["pollock"], at["people"]
    steps["fish_to_people"] = (
        Step(((fish.right - 2, fish.bottom + 10), (at["salmon"].left + 2, fish.bottom + 10)), None, headed=False),
        Step(((middle, fish.bottom + 10), (middle, people.top - 2)), (middle + 12, people.top - 14)),
    )
    return steps
