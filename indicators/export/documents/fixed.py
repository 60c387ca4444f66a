"""Office files as bytes that depend on their content only: zip entries without a time, in one order."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold."""
EPOCH = dt.datetime(1980, 1, 1)
"""The date in the properties of every office file: the day of making is nobody's business and changes the bytes."""


def repacked(content: bytes) -> bytes:
    """A ZIP with the same entries in the same order, without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fresh = zipfile.ZipInfo(entry.filename, EARLIEST)
            fresh.external_attr = 0o644 << 16
            packed = entry.filename.endswith((".png", ".jpg", ".jpeg"))
            fresh.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            new.writestr(fresh, old.read(entry))
    return out.getvalue()
