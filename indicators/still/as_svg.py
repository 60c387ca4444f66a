"""A scene as SVG: small, text as text, no reference to anything outside.

Every look is a class; a picture for light and dark pages gives each colour twice, by `prefers-color-scheme`. Names
begin with the picture's own stem, so that several stand in one page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import numpy as np

from indicators import figures
from indicators.still.scene import NONE, Box, Hatch, Mark, Outline, Pen, Points, Run, Scene, Shape, Words

_STEM = "\x00"  # stands for the picture's own stem until all is written; no text can hold it


def write(scene: Scene, dark: Mapping[str, str] | None = None, *, only_dark: bool = False, label: str = "") -> str:
    """The SVG element of a scene.

    Parameters
    ----------
    dark : mapping of str to str, optional
        Colours of the light page and what they are on a dark one; without it the picture has one set.
    only_dark : bool
        The dark colours only.
    label : str
        A text for screen readers; without one the picture is hidden from them.
    """
    return _Writer(scene, dark or {}, only_dark).told(label)


class _Writer:
    """Collects classes, clips and marks while the items are written."""

    def __init__(self, scene: Scene, dark: Mapping[str, str], only_dark: bool) -> None:
        self._scene, self._dark, self._only = scene, dark, only_dark
        self._classes: dict[tuple[tuple[str, str], ...], str] = {}
        self._clips: dict[Box, str] = {}
        self._marks: dict[Outline, str] = {}
        self._hatches: dict[Hatch, str] = {}
        self._clip: Box | None = None
        self._out: list[str] = []

    def told(self, label: str) -> str:
        scene = self._scene
        for item in scene.items:
            self._within(item.clip)
            if isinstance(item, Shape):
                self._shape(item)
            elif isinstance(item, Mark):
                self._mark(item)
            else:
                self._words(item)
        self._within(None)
        body = "".join(self._out)
        stem = "s" + hashlib.sha1((body + scene.lang).encode(), usedforsecurity=False).hexdigest()[:7]
        named = f' role="img" aria-label="{_quoted(label)}"' if label else ' aria-hidden="true"'
        ground = ""
        if scene.ground:
            look = self._class(_ink("fill", scene.ground))
            ground = f'<rect width="{_n(scene.width)}" height="{_n(scene.height)}" class="{look}"/>'
        whole = (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{_STEM}" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" '
            f'width="{_n(scene.width)}" height="{_n(scene.height)}"{named}>'
            f"<style>{self._styles()}</style>{self._definitions()}{ground}{body}</svg>"
        )
        return whole.replace(_STEM, stem)

    def _within(self, box: Box | None) -> None:
        """Open and close the group that cuts what follows."""
        if box == self._clip:
            return
        if self._clip is not None:
            self._out.append("</g>")
        if box is not None:
            name = self._clips.setdefault(box, f"{_STEM}c{len(self._clips)}")
            self._out.append(f'<g clip-path="url(#{name})">')
        self._clip = box

    def _class(self, look: Sequence[tuple[str, str]]) -> str:
        return self._classes.setdefault(tuple(look), _letters(len(self._classes)))

    def _shape(self, item: Shape) -> None:
        look = self._look(item.pen)
        if look is None:
            return
        path = "".join(_path(part, closed=item.closed) for part in item.parts)
        if path:
            self._out.append(f'<path class="{look}" d="{path}"/>')

    def _look(self, pen: Pen) -> str | None:
        """The class of a pen; None where it leaves no ink."""
        look = []
        if pen.hatch is not None:
            name = self._hatches.setdefault(pen.hatch, f"{_STEM}h{len(self._hatches)}")
            look += [("fill", f"url(#{name})")]
        elif _inks(pen.fill):
            look += _ink("fill", pen.fill)
        else:
            look += [("fill", NONE)]
        if _inks(pen.stroke) and pen.width > 0:
            look += [*_ink("stroke", pen.stroke), ("stroke-width", _n(pen.width, 2))]
            if pen.dash:
                look.append(("stroke-dasharray", " ".join(_n(part) for part in pen.dash)))
        elif look == [("fill", NONE)]:
            return None
        if pen.opacity <= 0:
            return None
        if pen.opacity < 1:
            look.append(("opacity", _n(pen.opacity, 2)))
        return self._class(look)

    def _mark(self, item: Mark) -> None:
        look = self._look(item.pen)
        if look is not None:
            name = self._marks.setdefault(item.outline, f"{_STEM}m{len(self._marks)}")
            self._out.append(f'<use href="#{name}" class="{look}" x="{_n(item.x)}" y="{_n(item.y)}"/>')

    def _words(self, item: Words) -> None:
        lines = [line for line in item.lines if any(run.text.strip() for run in line)]
        if not lines:
            return
        first = next(run.face for line in item.lines for run in line)
        look = [("font-size", f"{_n(first.size, 2)}px"), *_ink("fill", first.colour)]
        if item.anchor != "start":
            look.append(("text-anchor", item.anchor))
        if item.halo:
            look += [
                *_ink("stroke", item.halo),
                ("stroke-width", "3px"),
                ("stroke-linejoin", "round"),
                ("paint-order", "stroke"),
            ]
        if item.opacity < 1:
            look.append(("opacity", _n(item.opacity, 2)))
        turn = f' transform="rotate({_n(item.angle)} {_n(item.x)} {_n(item.y)})"' if item.angle else ""
        whole = (
            len(item.lines) == 1
            and all(run.face == first for run in item.lines[0])
            and not (first.bold or first.italic)
        )
        inner = "".join(self._line(item, number, first) for number in range(len(item.lines)))
        if whole:
            inner = escape("".join(run.text for run in item.lines[0]))
        place = f'x="{_n(item.x)}" y="{_n(item.y)}"{turn}'
        self._out.append(f'<text class="{self._class(look)}" {place}>{inner}</text>')

    def _line(self, item: Words, number: int, usual: object) -> str:
        """One line of several, or a line of several looks."""
        runs = "".join(self._run(run, usual) for run in item.lines[number])
        if number == 0 or not runs:
            return runs
        return f'<tspan x="{_n(item.x)}" y="{_n(item.y + number * item.leading)}">{runs}</tspan>'

    def _run(self, run: Run, usual: object) -> str:
        face = run.face
        look: list[tuple[str, str]] = []
        if face.size != getattr(usual, "size", None):
            look.append(("font-size", f"{_n(face.size, 2)}px"))
        if face.colour != getattr(usual, "colour", None):
            look += _ink("fill", face.colour)
        if face.bold:
            look.append(("font-weight", "700"))
        if face.italic:
            look.append(("font-style", "italic"))
        raised = f' baseline-shift="{_n(face.rise)}"' if face.rise else ""
        if not look and not raised:
            return escape(run.text)
        named = f' class="{self._class(look)}"' if look else ""
        return f"<tspan{named}{raised}>{escape(run.text)}</tspan>"

    def _styles(self) -> str:
        """All classes, and the colours of a dark page."""
        family = figures.font(self._scene.lang).replace(", ", ",")
        usual = [f"#{_STEM}{{font-family:{family}}}", f"#{_STEM} text{{white-space:pre}}"]
        other = []
        for look, name in self._classes.items():
            usual.append(f"#{_STEM} .{name}{{{';'.join(f'{key}:{self._first(value)}' for key, value in look)}}}")
            turned = [(key, self._dark[value]) for key, value in look if value in self._dark]
            if turned and not self._only:
                other.append(f"#{_STEM} .{name}{{{';'.join(f'{key}:{value}' for key, value in turned)}}}")
        dark = f"@media(prefers-color-scheme:dark){{{''.join(other)}}}" if other else ""
        return "".join(usual) + dark

    def _first(self, colour: str) -> str:
        return self._dark.get(colour, colour) if self._only else colour

    def _definitions(self) -> str:
        made = [f'<clipPath id="{name}"><path d="{_boxed(box)}"/></clipPath>' for box, name in self._clips.items()]
        made += [f'<path id="{name}" d="{_outlined(outline)}"/>' for outline, name in self._marks.items()]
        made += [self._hatch(hatch, name) for hatch, name in self._hatches.items()]
        return f"<defs>{''.join(made)}</defs>" if made else ""

    def _hatch(self, hatch: Hatch, name: str) -> str:
        size, ink = _n(hatch.size), self._first(hatch.line)
        ground = (
            f'<rect width="{size}" height="{size}" fill="{self._first(hatch.ground)}"/>' if _inks(hatch.ground) else ""
        )
        return (
            f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">{ground}'
            f'<path d="M0 {size}L{size} 0" stroke="{ink}" stroke-width="{_n(hatch.width, 2)}"/></pattern>'
        )


def _boxed(box: Box) -> str:
    return f"M{_n(box.x)} {_n(box.y)}h{_n(box.width)}v{_n(box.height)}h{_n(-box.width)}z"


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _ink(key: str, colour: str) -> list[tuple[str, str]]:
    return [(key, colour.replace(" ", ""))]


def _inks(colour: str) -> bool:
    return colour not in (NONE, "", "transparent") and not colour.replace(" ", "").endswith(",0)")


def _letters(number: int) -> str:
    """A short name: a … z, aa …"""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(97 + rest) + name
    return name


def _n(value: float, digits: int = 1) -> str:
    """A number as short as it can be."""
    text = f"{round(float(value), digits):.{digits}f}".rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _path(points: Points, *, closed: bool) -> str:
    """A line through points, in steps from one to the next of a tenth of a pixel."""
    tenths = np.round(points * 10).astype(int)
    if not closed:
        kept = np.concatenate([[True], (np.diff(tenths, axis=0) != 0).any(axis=1)])
        tenths = tenths[kept]
        if len(tenths) < 2:
            return ""
    x, y = tenths[0].tolist()
    made = [f"M{_tenth(x)}{_after(_tenth(y))}"]
    last = ""
    for dx, dy in np.diff(tenths, axis=0).tolist():
        letter, told = (
            ("h", _tenth(dx)) if dy == 0 else ("v", _tenth(dy)) if dx == 0 else ("l", _tenth(dx) + _after(_tenth(dy)))
        )
        made.append(_after(told) if letter == last else letter + told)
        last = letter
    return "".join(made) + ("z" if closed else "")


def _tenth(number: int) -> str:
    return _n(number / 10)


def _after(text: str) -> str:
    """A number after another one: a blank only where it needs one."""
    return text if text.startswith("-") else f" {text}"


def _outlined(outline: Outline) -> str:
    circles = "".join(
        f"M{_n(r, 2)} 0A{_n(r, 2)} {_n(r, 2)} 0 1 1 0-{_n(r, 2)}A{_n(r, 2)} {_n(r, 2)} 0 0 1 {_n(r, 2)} 0z"
        for r in outline.circles
    )
    closed = "".join(_drawn(corners) + "z" for corners in outline.closed)
    return circles + closed + "".join(_drawn(corners) for corners in outline.open)


def _drawn(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x, 2)}{_after(_n(y, 2))}" for x, y in corners)
