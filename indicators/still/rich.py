"""Text with the few tags that plotly draws: `<br>`, `<b>`, `<i>`, `<sup>`, `<sub>` and `<span style=…>`.

Anything else in angle brackets is shown as it stands, so that `p < 0.001` stays a sentence.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from indicators.still.scene import Face, Run

Lines = tuple[tuple[Run, ...], ...]
_TAG = re.compile(r"<(/?)(br|b|strong|i|em|sup|sub|span|a)((?:\s[^<>]*)?)/?>", re.IGNORECASE)
_STYLE = re.compile(r"style\s*=\s*(['\"])(.*?)\1", re.IGNORECASE)
_SIZE = re.compile(r"([\d.]+)(em|px|%)")
_SMALL, _RAISED, _LOWERED = 0.7, 0.6, -0.3  # of plotly's svg_text_utils: font-size and dy


def lines(text: str, face: Face) -> Lines:
    """The lines of a text, each as runs of one look.

    Parameters
    ----------
    face : Face
        How plain letters look.
    """
    made: list[list[Run]] = [[]]
    faces = [face]
    place = 0
    for tag in _TAG.finditer(text):
        _put(made, text[place : tag.start()], faces[-1])
        place = tag.end()
        closing, name = bool(tag.group(1)), tag.group(2).lower()
        if name == "br":
            made.append([])
        elif closing:
            faces[1:] = faces[1:-1]
        else:
            faces.append(_within(name, tag.group(3), faces[-1]))
    _put(made, text[place:], faces[-1])
    return tuple(_ended(line) for line in made)


def _ended(line: list[Run]) -> tuple[Run, ...]:
    """A line without blanks at its end."""
    if line and line[-1].text != line[-1].text.rstrip(" "):
        line = [*line[:-1], replace(line[-1], text=line[-1].text.rstrip(" "))]
    return tuple(run for run in line if run.text)


def plain(text: str) -> str:
    """The text without tags, lines parted by blanks."""
    return html.unescape(_TAG.sub(lambda tag: " " if tag.group(2).lower() == "br" else "", text))


def _put(made: list[list[Run]], text: str, face: Face) -> None:
    shown = html.unescape(text).replace("\n", " ")
    if shown:
        made[-1].append(Run(shown, face))


def _within(name: str, attributes: str, face: Face) -> Face:
    """The look of what stands inside a tag."""
    if name in ("b", "strong"):
        return replace(face, bold=True)
    if name in ("i", "em"):
        return replace(face, italic=True)
    if name in ("sup", "sub"):
        rise = (_RAISED if name == "sup" else _LOWERED) * face.size * _SMALL
        return replace(face, size=face.size * _SMALL, rise=face.rise + rise)
    style = _STYLE.search(attributes)
    return _styled(style.group(2), face) if style else face


def _styled(style: str, face: Face) -> Face:
    for part in style.split(";"):
        name, _, value = (word.strip() for word in part.partition(":"))
        if name == "color":
            face = replace(face, colour=value)
        elif name == "font-weight":
            face = replace(face, bold=value in ("bold", "600", "700"))
        elif name == "font-style":
            face = replace(face, italic=value == "italic")
        elif name == "font-size" and (size := _SIZE.fullmatch(value)):
            share = {"em": face.size, "px": 1.0, "%": face.size / 100}[size.group(2)]
            face = replace(face, size=float(size.group(1)) * share)
    return face
