"""Several answers of one provider as one payload: a zip whose bytes depend on its parts alone.

A source that takes many requests (a file a day, an answer a species) hands its parser a bundle; a
person may `load` such a zip, or any single part of it by its own name.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from indicators.errors import FormatError
from indicators.series import Payload

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the least a zip can tell: equal parts give equal bytes
MOST_PARTS = 20_000


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A zip of named parts, in the order of their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), parts[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def parts(payload: Payload, *, max_megabytes: float = 256) -> Iterator[Payload]:
    """The parts of a bundle one by one, or the payload itself when it is none.

    A workbook, which is a zip too, is no bundle.

    Raises
    ------
    FormatError
        When the zip is broken, or a part or their number is larger than allowed.
    """
    if not payload.content.startswith(b"PK"):
        yield payload
        return
    try:
        with zipfile.ZipFile(io.BytesIO(payload.content)) as archive:
            if "[Content_Types].xml" in archive.namelist():
                yield payload
                return
            for item in _listed(archive, payload.name, max_megabytes):
                yield replace(payload, content=archive.read(item), name=item.filename, sha256="")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise FormatError(f"a broken zip ({error})", payload.name, "Get the file again.") from error


def _listed(archive: zipfile.ZipFile, name: str, max_megabytes: float) -> list[zipfile.ZipInfo]:
    listed = [item for item in archive.infolist() if not item.is_dir()]
    if len(listed) > MOST_PARTS:
        raise FormatError(f"{len(listed)} files in one zip", name, f"Split it: at most {MOST_PARTS}.")
    for item in listed:
        if item.file_size > max_megabytes * (1 << 20):
            reason = f"{item.filename} is larger than {max_megabytes:g} MB"
            raise FormatError(reason, name, "Check that it is the right file.")
    return listed
