"""A scene as PNG or PDF by matplotlib's own painters, without a screen and without its global state.

Letters come from the fonts that are shipped, so a picture is the same on every machine. It takes memory (60 MB) that a
page never needs: nothing that the web server imports may import this.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from pathlib import Path as File
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import AbstractPathEffect, Normal, PathEffectRenderer, Stroke
from matplotlib.transforms import Affine2D, Transform

from indicators.still import measure, png
from indicators.still.scene import NONE, Box, Hatch, Mark, Outline, Pen, Points, Run, Scene, Shape, Words

_POINTS = 72  # an inch; one pixel of a scene is one point here
_STYLE: Any = {"path.simplify": False, "text.hinting": "none"}
"""Letters at their true widths, lines at their true places."""
_TRUETYPE, _DRAWN = 42, 3
"""Fonts inside a PDF: as they are, or letter by letter. Matplotlib puts those of ideographs (CFF) in as they are in a
way that some readers (MuPDF) cannot take letters from."""
_HALO = 3.0
_THICKER = 1 / 28  # width of the line that makes bold what has no bold face, in sizes


def paint_png(scene: Scene, dots: tuple[int, int]) -> bytes:
    """A picture of so many dots, across and down; the same bytes for the same scene."""
    resolution = _POINTS * dots[0] / scene.width
    with mpl.rc_context(_STYLE):
        figure = _figure(scene, (dots[0] / resolution, dots[1] / resolution), resolution)
        figure.patch.set(facecolor=scene.ground or "white", edgecolor="none", linewidth=0)
        renderer: Any = RendererAgg(*dots, resolution)  # type: ignore[no-untyped-call]
        figure.draw(renderer)
        return png.encoded(np.asarray(renderer.buffer_rgba()))


def paint_pdf(scene: Scene) -> bytes:
    """A page, a pixel of the scene a point; the same bytes for the same scene."""
    with mpl.rc_context(_STYLE | {"pdf.fonttype": _DRAWN if _has_cff(scene) else _TRUETYPE}):
        figure = _figure(scene, (scene.width / _POINTS, scene.height / _POINTS), _POINTS)
        figure.patch.set(facecolor=scene.ground or "none", edgecolor="none", linewidth=0)
        out = io.BytesIO()
        canvas: Any = FigureCanvasPdf(figure)
        canvas.print_pdf(out, metadata={"CreationDate": None, "Producer": None, "Creator": None})
        return out.getvalue()


def _has_cff(scene: Scene) -> bool:
    runs = (run for item in scene.items if isinstance(item, Words) for line in item.lines for run in line)
    return any(file.suffix == ".otf" for run in runs for _, file, _ in measure.parts(run.text, scene.lang))


def _figure(scene: Scene, inches: tuple[float, float], resolution: float) -> Figure:
    figure = Figure(figsize=inches, dpi=resolution)
    _Painter(figure, scene).paint()
    return figure


class _Painter:
    """Puts every item of a scene on a figure, in points from the upper left."""

    def __init__(self, figure: Figure, scene: Scene) -> None:
        self._figure, self._scene = figure, scene
        down = Affine2D().scale(1 / scene.width, -1 / scene.height).translate(0, 1)
        self._place: Transform = down + figure.transFigure
        self._order = 0

    def paint(self) -> None:
        for item in self._scene.items:
            if isinstance(item, Shape):
                self._shape(item)
            elif isinstance(item, Mark):
                self._mark(item)
            else:
                self._words(item)

    def _add(self, artist: Artist, clip: Box | None) -> None:
        self._order += 1
        artist.set_zorder(self._order)
        self._figure.add_artist(artist)
        if clip is not None:
            artist.set_clip_path(Rectangle((clip.x, clip.y), clip.width, clip.height, transform=self._place))

    def _patch(self, path: Path, pen: Pen, clip: Box | None) -> None:
        edge = _colour(pen.stroke, pen.opacity) if pen.width > 0 else (0, 0, 0, 0)
        face = _colour(pen.fill, pen.opacity)
        if face[3] <= 0 and edge[3] <= 0:
            return
        patch = PathPatch(
            path, transform=self._place, facecolor=face, edgecolor=edge, linewidth=pen.width if edge[3] else 0,
            capstyle="butt", joinstyle="miter",
        )  # fmt: skip
        if pen.dash and pen.width:
            patch.set_linestyle((0, tuple(part / pen.width for part in pen.dash)))
        self._add(patch, clip)

    def _shape(self, item: Shape) -> None:
        path = _path(item.parts, closed=item.closed)
        self._patch(path, item.pen, item.clip)
        if item.pen.hatch is not None:
            self._hatch(path, item.pen.hatch, item.clip)

    def _hatch(self, path: Path, hatch: Hatch, clip: Box | None) -> None:
        """Slanting lines, cut by the area."""
        box = path.get_extents()
        (left, upper), (right, lower) = box.min, box.max
        if clip is not None:
            left, upper = max(left, clip.x), max(upper, clip.y)
            right, lower = min(right, clip.x + clip.width), min(lower, clip.y + clip.height)
        first = math.ceil((left + upper) / hatch.size) * hatch.size
        lines = []
        for at in np.arange(first, right + lower, hatch.size):  # where x + y is the same
            ends = max(left, at - lower), min(right, at - upper)
            if ends[0] < ends[1]:
                lines.append(np.array([[ends[0], at - ends[0]], [ends[1], at - ends[1]]]))
        patch = PathPatch(_path(lines, closed=False), transform=self._place, facecolor="none",
                          edgecolor=_colour(hatch.line, 1), linewidth=hatch.width)  # fmt: skip
        self._add(patch, None)
        patch.set_clip_path(path, self._place)

    def _mark(self, item: Mark) -> None:
        moved = _outlined(item.outline).transformed(Affine2D().translate(item.x, item.y))
        self._patch(moved, item.pen, item.clip)

    def _words(self, item: Words) -> None:
        for number, line in enumerate(item.lines):
            width = measure.width(line, self._scene.lang)
            along = {"start": 0.0, "middle": -width / 2, "end": -width}[item.anchor]
            for run in line:
                along = self._run(item, run, along, number * item.leading)

    def _run(self, item: Words, run: Run, along: float, below: float) -> float:
        """Letters of one look, font by font; where the next begins."""
        turn = math.radians(item.angle)
        cosine, sine = math.cos(turn), math.sin(turn)
        for text, file, width in measure.parts(run.text, self._scene.lang, bold=run.face.bold, italic=run.face.italic):
            down = below - run.face.rise
            x = item.x + along * cosine - down * sine
            y = item.y + along * sine + down * cosine
            self._letters(item, run, text, file, (x, y))
            along += width * run.face.size
        return along

    def _letters(self, item: Words, run: Run, text: str, file: File, at: tuple[float, float]) -> None:
        if not text.strip():
            return
        face = run.face
        effects: list[AbstractPathEffect] = []
        if item.halo:
            effects.append(Stroke(linewidth=_HALO, foreground=item.halo))
        if face.bold and "bold" not in file.stem:
            effects.append(Stroke(linewidth=face.size * _THICKER, foreground=face.colour))
        letters = _Letters(
            text, at, FontProperties(fname=str(file), size=face.size), _colour(face.colour, item.opacity),
            -item.angle, [*effects, Normal()] if effects else [],
        )  # fmt: skip
        letters.set_transform(self._place)
        self._add(letters, item.clip)


class _Letters(Artist):
    """A run of letters of one font from its baseline's beginning.

    Matplotlib's own `Text` measures every run several times to place it; here its place is known.
    """

    def __init__(
        self, text: str, at: tuple[float, float], font: FontProperties, colour: tuple[float, float, float, float],
        angle: float, effects: list[AbstractPathEffect],
    ) -> None:  # fmt: skip
        super().__init__()
        self._text, self._at, self._font, self._colour = text, at, font, colour
        self._angle, self._effects = angle, effects

    def draw(self, renderer: RendererBase) -> None:
        """Put the letters there."""
        x, y = self.get_transform().transform(self._at)
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        pen = renderer.new_gc()
        pen.set_foreground(self._colour, isRGBA=True)
        self._set_gc_clip(pen)  # type: ignore[attr-defined]
        painter = PathEffectRenderer(self._effects, renderer) if self._effects else renderer
        painter.draw_text(pen, x, y, self._text, self._font, self._angle)
        pen.restore()


def _colour(told: str, opacity: float) -> tuple[float, float, float, float]:
    """A CSS colour as shares of red, green, blue and opacity."""
    if told in (NONE, "", "transparent"):
        return (0.0, 0.0, 0.0, 0.0)
    if told.startswith("rgb"):
        parts = [float(part) for part in told[told.index("(") + 1 : told.rindex(")")].split(",")]
        alpha = parts[3] if len(parts) > 3 else 1.0
        return (parts[0] / 255, parts[1] / 255, parts[2] / 255, alpha * opacity)
    red, green, blue, alpha = to_rgba(told)
    return (red, green, blue, alpha * opacity)


def _path(parts: Iterable[Points], *, closed: bool) -> Path:
    corners, codes = [], []
    for part in parts:
        if len(part) < 2:
            continue
        corners.append(part)
        codes.append([Path.MOVETO] + [Path.LINETO] * (len(part) - 1))
        if closed:
            corners.append(part[:1])
            codes.append([Path.CLOSEPOLY])
    if not corners:
        return Path(np.zeros((0, 2)))
    return Path(np.vstack(corners), np.concatenate(codes))


def _outlined(outline: Outline) -> Path:
    """An outline around (0, 0)."""
    made = [Path.circle((0, 0), radius) for radius in outline.circles]
    if outline.closed:
        made.append(_path([np.array(corners) for corners in outline.closed], closed=True))
    if outline.open:
        made.append(_path([np.array(corners) for corners in outline.open], closed=False))
    return Path.make_compound_path(*made) if len(made) > 1 else made[0]
