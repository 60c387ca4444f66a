"""A scene as PNG or PDF by matplotlib's own painters, without a screen and without its global state.

Letters come from the fonts that are shipped, so a picture is the same on every machine. It takes memory (60 MB) that a
page never needs: nothing that the web server imports may import this.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from pathlib import Path as File
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from indicators.still import measure
from indicators.still.scene import NONE, Box, Hatch, Mark, Outline, Pen, Points, Run, Scene, Shape, Words

_POINTS = 72  # an inch; one pixel of a scene is one point here
_STYLE: Any = {"path.simplify": False, "text.hinting": "none", "pdf.fonttype": 42}
"""Letters at their true widths, lines at their true places, fonts inside a PDF."""
_HALO = 3.0
_THICKER = 1 / 28  # width of the line that makes bold what has no bold face, in sizes


def paint(scene: Scene, format_: Literal["png", "pdf"], scale: float) -> bytes:
    """The bytes of a picture; the same for the same scene.

    Parameters
    ----------
    scale : float
        Pixels of a PNG to one of the scene.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(scene.width / _POINTS, scene.height / _POINTS), dpi=_POINTS * scale)
        figure.patch.set(facecolor=scene.ground or "none", edgecolor="none", linewidth=0)
        _Painter(figure, scene).paint()
        out = io.BytesIO()
        if format_ == "pdf":
            canvas: Any = FigureCanvasPdf(figure)
            canvas.print_pdf(out, metadata={"CreationDate": None, "Producer": None, "Creator": None})
        else:
            canvas = FigureCanvasAgg(figure)
            canvas.print_png(out, metadata={"Software": None})
        return out.getvalue()


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
        letters = Text(
            *at, text, color=_colour(face.colour, item.opacity), ha="left", va="baseline", rotation=-item.angle,
            rotation_mode="anchor", fontproperties=FontProperties(fname=str(file), size=face.size),
            transform=self._place, parse_math=False,
        )  # fmt: skip
        effects = []
        if item.halo:
            effects.append(Stroke(linewidth=_HALO, foreground=item.halo))
        if face.bold and "bold" not in file.stem:
            effects.append(Stroke(linewidth=face.size * _THICKER, foreground=face.colour))
        if effects:
            letters.set_path_effects([*effects, Normal()])
        self._add(letters, item.clip)


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
