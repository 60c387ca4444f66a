"""A PDF of one page that says nothing of the day or the machine it was made on, in millimetres."""

from __future__ import annotations

import io

import pikepdf

_POINTS = 72 / 25.4
_NEAR = 1.5
"""Points by which a page may differ from its size without being scaled: a browser rounds to its own pixels."""


def settled(made: bytes, millimetres: tuple[float, float]) -> bytes:
    """The same page in its size, the same bytes every time."""
    width, height = (round(side * _POINTS, 3) for side in millimetres)
    with pikepdf.open(io.BytesIO(made)) as file:
        page = file.pages[0]
        left, lower, right, upper = (float(side) for side in page.mediabox)
        if abs(right - left - width) > _NEAR or abs(upper - lower - height) > _NEAR:
            across, up = width / (right - left), height / (upper - lower)
            page.contents_add(f"q {across:.6f} 0 0 {up:.6f} 0 0 cm".encode(), prepend=True)
            page.contents_add(b"Q")
            left, upper = 0.0, height
        page.obj.MediaBox = pikepdf.Array([left, upper - height, left + width, upper])
        for name in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
            if name in page.obj:
                del page.obj[name]
        for name in ("/Info", "/ID"):
            if name in file.trailer:
                del file.trailer[name]
        if "/Metadata" in file.Root:
            del file.Root.Metadata
        out = io.BytesIO()
        file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                  compress_streams=True)  # fmt: skip
    return out.getvalue()
