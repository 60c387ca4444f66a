"""Pixels as a PNG: what any program reads, written fast.

Charts are flat: lines of a picture without a filter pack smaller than filtered ones, and at a low level nearly as small
as at the highest, in a quarter of the time that a general encoder takes.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 3


def encoded(pixels: NDArray[np.uint8]) -> bytes:
    """The file of an opaque picture.

    Parameters
    ----------
    pixels : array of uint8, (height, width, 3 or more)
        Red, green, blue; what follows is left out.
    """
    height, width = pixels.shape[:2]
    lines = np.zeros((height, 1 + 3 * width), np.uint8)  # in front of each line its filter: none
    for part in range(3):
        lines[:, 1 + part :: 3] = pixels[..., part]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), _LEVEL)), (b"IEND", b"")
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
