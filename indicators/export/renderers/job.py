"""What is asked of a drawing process, and how both ends put it on the pipe: a head of JSON and a body of bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from indicators.errors import IndicatorsError
from indicators.export.drawing import Drawing

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
_SIZES = struct.Struct(">IQ")
LENGTH = _SIZES.size
"""Bytes in front of every message: how long its head and its body are."""

Head = dict[str, Any]


class PictureError(IndicatorsError):
    """A figure could not be drawn."""


class EndedError(Exception):
    """What draws has ended: whoever holds it must end too, so that another one is started."""


@dataclass(frozen=True)
class Job:
    """A drawing and the format wanted; the fields are those of a `Drawing`."""

    told: str
    lang: str
    format: Format
    width: int
    height: int
    dots: tuple[int, int]
    millimetres: tuple[float, float]

    @property
    def message(self) -> bytes:
        """The job as it goes to a process."""
        head = {
            "lang": self.lang, "format": self.format, "width": self.width, "height": self.height,
            "dots": self.dots, "millimetres": self.millimetres,
        }  # fmt: skip
        return packed(head, self.told.encode())


def job(drawing: Drawing, format_: str) -> Job:
    """What a drawing asks for.

    Raises
    ------
    PictureError
        When nobody draws that format.
    """
    if format_ not in FORMATS:
        raise PictureError(f"{format_!r} is no format", todo=f"One of {', '.join(FORMATS)}.")
    size = drawing.width, drawing.height
    return Job(drawing.told, drawing.lang, format_, *size, drawing.dots, drawing.millimetres)


def told(head: Head, body: bytes) -> Job:
    """The job that a message holds."""
    sizes = {name: tuple(head[name]) for name in ("dots", "millimetres")}
    return Job(body.decode(), head["lang"], head["format"], head["width"], head["height"], **sizes)


def packed(head: Head, body: bytes = b"") -> bytes:
    """A message."""
    text = json.dumps(head).encode()
    return _SIZES.pack(len(text), len(body)) + text + body


def unpacked(read: Callable[[int], bytes]) -> tuple[Head, bytes]:
    """Take one message; `read` gives exactly so many bytes, or raises."""
    head, body = _SIZES.unpack(read(LENGTH))
    return json.loads(read(head)), read(body)
