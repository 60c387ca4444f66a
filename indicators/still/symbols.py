"""Outlines of the marks that plotly calls symbols, around (0, 0) for a radius.

Sizes of the parts are those of plotly.js 4.1 (src/components/drawing/symbol_defs.js), so that a mark covers
the same pixels.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from indicators.still.scene import Outline

_Corners = tuple[tuple[float, float], ...]
_R2, _R3 = math.sqrt(2), math.sqrt(3)
_DOT: _Corners = ((0, 0.5), (0.5, 0), (0, -0.5), (-0.5, 0))
UNFILLED = frozenset({"cross-thin", "x-thin", "asterisk", "hash", "line-ew", "line-ns", "line-ne", "line-nw"})
"""Symbols that are lines only."""


def _circle(r: float) -> Outline:
    return Outline(circles=(r,))


def _square(r: float) -> Outline:
    return _area((r, r), (-r, r), (-r, -r), (r, -r))


def _area(*corners: tuple[float, float]) -> Outline:
    return Outline(closed=(corners,))


def _lines(*parts: _Corners) -> Outline:
    return Outline(open=parts)


def _diamond(wide: float, high: float) -> Callable[[float], Outline]:
    return lambda r: _area((r * wide, 0), (0, r * high), (-r * wide, 0), (0, -r * high))


def _triangle(turn: int) -> Callable[[float], Outline]:
    """A triangle that points up, turned clockwise by quarters."""

    def made(r: float) -> Outline:
        corners = [(-2 * r / _R3, r / 2), (2 * r / _R3, r / 2), (0.0, -r)]
        for _ in range(turn):
            corners = [(-y, x) for x, y in corners]
        return _area(*corners)

    return made


def _cross(r: float) -> Outline:
    a, b = r * 0.4, r * 1.2
    return _area((b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a), (-a, -b), (a, -b), (a, -a),
                 (b, -a))  # fmt: skip


def _saltire(r: float) -> Outline:
    a = r * 0.8 / _R2
    steps = ((1, 1), (1, -1), (-1, -1), (1, -1), (-1, -1), (-1, 1), (-1, -1), (-1, 1), (1, 1), (-1, 1), (1, 1))
    corners = [(0.0, a)]
    for dx, dy in steps:
        x, y = corners[-1]
        corners.append((x + dx * a, y + dy * a))
    return _area(*corners)


def _star(r: float) -> Outline:
    s = r * 1.4
    half = ((0.225, -0.309), (0.951, -0.309), (0.363, 0.118), (0.588, 0.809), (0, 0.382))
    right = [(s * x, s * y) for x, y in half]
    return _area(*right, *((-x, y) for x, y in reversed(right[:-1])), (0, -s))


def _hexagon(r: float) -> Outline:
    x = r * _R3 / 2
    return _area((x, -r / 2), (x, r / 2), (0, r), (-x, r / 2), (-x, -r / 2), (0, -r))


def _pentagon(r: float) -> Outline:
    a, b = (0.951 * r, -0.309 * r), (0.588 * r, 0.809 * r)
    return _area(a, b, (-b[0], b[1]), (-a[0], a[1]), (0, -r))


def _arrow(turn: int) -> Callable[[float], Outline]:
    """An arrow head whose tip is at the point; it points up, turned clockwise by quarters."""

    def made(r: float) -> Outline:
        corners = [(0.0, 0.0), (-r, 2 * r), (r, 2 * r)]
        for _ in range(turn):
            corners = [(-y, x) for x, y in corners]
        return _area(*corners)

    return made


def _upright(r: float) -> tuple[_Corners, _Corners]:
    return ((0, r), (0, -r)), ((r, 0), (-r, 0))


def _slanting(r: float) -> tuple[_Corners, _Corners]:
    return ((r, r), (-r, -r)), ((r, -r), (-r, r))


_SHAPES: dict[str, Callable[[float], Outline]] = {
    "circle": _circle,
    "square": _square,
    "diamond": _diamond(1.3, 1.3),
    "diamond-tall": _diamond(0.7, 1.4),
    "diamond-wide": _diamond(1.4, 0.7),
    "cross": _cross,
    "x": _saltire,
    "triangle-up": _triangle(0),
    "triangle-right": _triangle(1),
    "triangle-down": _triangle(2),
    "triangle-left": _triangle(3),
    "pentagon": _pentagon,
    "hexagon": _hexagon,
    "star": _star,
    "circle-cross": lambda r: Outline(circles=(r,), open=_upright(r)),
    "circle-x": lambda r: Outline(circles=(r,), open=_slanting(r / _R2)),
    "square-cross": lambda r: Outline(closed=_square(r).closed, open=_upright(r)),
    "square-x": lambda r: Outline(closed=_square(r).closed, open=_slanting(r)),
    "diamond-cross": lambda r: Outline(closed=_diamond(1.3, 1.3)(r).closed, open=_upright(1.3 * r)),
    "diamond-x": lambda r: Outline(closed=_diamond(1.3, 1.3)(r).closed, open=_slanting(0.65 * r)),
    "cross-thin": lambda r: _lines(*_upright(1.4 * r)),
    "x-thin": lambda r: _lines(*_slanting(r)),
    "asterisk": lambda r: _lines(*_upright(1.2 * r), *_slanting(0.85 * r)),
    "line-ew": lambda r: _lines(((1.4 * r, 0), (-1.4 * r, 0))),
    "line-ns": lambda r: _lines(((0, 1.4 * r), (0, -1.4 * r))),
    "line-ne": lambda r: _lines(((r, -r), (-r, r))),
    "line-nw": lambda r: _lines(((r, r), (-r, -r))),
    "arrow-up": _arrow(0),
    "arrow-right": _arrow(1),
    "arrow-down": _arrow(2),
    "arrow-left": _arrow(3),
}


class UnknownSymbolError(ValueError):
    """A symbol that no still picture has been taught."""


@functools.lru_cache(maxsize=512)
def outline(symbol: str, radius: float) -> Outline:
    """The outline of a symbol; `-open` changes its inks only, `-dot` adds a point.

    Raises
    ------
    UnknownSymbolError
        For a name that is not among those above.
    """
    dotted = symbol.endswith("-dot")
    name = symbol.removesuffix("-dot").removesuffix("-open")
    if name not in _SHAPES:
        raise UnknownSymbolError(f"still pictures have no symbol {symbol!r}; add it to indicators/still/symbols.py")
    made = _SHAPES[name](radius)
    return Outline(made.circles, (*made.closed, _DOT), made.open) if dotted else made


def is_open(symbol: str) -> bool:
    """Whether the mark is drawn by its edge only, in the colour of its fill."""
    return symbol.removesuffix("-dot").endswith("-open")
