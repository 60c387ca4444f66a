"""An edition of a cache as a store holds it: its files by checksum, a list of them, and a pointer to the present one.

The list is named by its own checksum, so an edition never changes and the same content is the same edition. What is
read is never trusted: names that lead elsewhere, sizes that cannot be and foreign content are refused.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from indicators.backup.archive import MOST_FILES, MOST_LIST, PARTS, File, belongs
from indicators.errors import IndicatorsError

POINTER, OBJECTS, EDITIONS = "current.json", "objects", "editions"
KIND, FORM = "amur-okhotsk-indicators edition", 1
MOST_POINTER, MOST_LISTED = 64 << 10, MOST_LIST
MOST_BYTES, MOST_NAME = 1 << 40, 1000
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_LINEAGE = re.compile(r"[0-9a-f]{32}")


class ReplicationError(IndicatorsError):
    """An edition could not be pushed, pulled or trusted; what is held stays."""


@dataclass(frozen=True)
class Edition:
    """What an edition holds: the format of its live side, the parts it replaces, its files by path."""

    format: int
    parts: tuple[str, ...]
    files: Mapping[str, File]

    @functools.cached_property
    def content(self) -> bytes:
        """The list as bytes; equal editions have equal bytes."""
        told = {"kind": KIND, "form": FORM, "format": self.format, "parts": list(self.parts),
                "files": {name: asdict(one) for name, one in sorted(self.files.items())}}  # fmt: skip
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def id(self) -> str:
        """Checksum of the list."""
        return hashlib.sha256(self.content).hexdigest()

    @functools.cached_property
    def objects(self) -> dict[str, int]:
        """Size of each object by its checksum."""
        return {one.sha256: one.size for one in self.files.values()}

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files.values())


@dataclass(frozen=True)
class Pointer:
    """Which edition is the present one, of which lineage, who made it and when."""

    edition: str
    lineage: str
    made: str
    by: str

    @property
    def content(self) -> bytes:
        """The pointer as bytes."""
        return json.dumps({"kind": KIND, "form": FORM, **asdict(self)}, ensure_ascii=False, indent=1).encode()


def object_name(checksum: str) -> str:
    """Where a file lies."""
    return f"{OBJECTS}/{checksum}"


def edition_name(checksum: str) -> str:
    """Where a list lies."""
    return f"{EDITIONS}/{checksum}.json"


def is_list(name: str) -> bool:
    """Whether this is the name of a list."""
    return bool(_CHECKSUM.fullmatch(name.removesuffix(".json")) and name.endswith(".json"))


def pointer(content: bytes, where: str) -> Pointer:
    """Read a pointer.

    Raises
    ------
    ReplicationError
        When it is none of this program, or of a later form.
    """
    told = _known(content, where)
    found = Pointer(*(_plain(str(told.get(key, ""))) for key in ("edition", "lineage", "made", "by")))
    if not (_CHECKSUM.fullmatch(found.edition) and _LINEAGE.fullmatch(found.lineage)):
        _refused(where, "it does not say which edition is the present one")
    return found


def edition(content: bytes, checksum: str, where: str) -> Edition:
    """Read a list.

    Raises
    ------
    ReplicationError
        When it is damaged, foreign, of a later form, or names what it must not.
    """
    if hashlib.sha256(content).hexdigest() != checksum:
        _refused(where, "it is damaged: its checksum is another one", "Push again with --whole.")
    told = _known(content, where)
    try:
        files = {str(name): File(int(one["size"]), str(one["sha256"]), int(one["mode"]))
                 for name, one in told["files"].items()}  # fmt: skip
        found = Edition(int(told["format"]), tuple(map(str, told["parts"])), files)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        _refused(where, "it cannot be read")
    for name, one in files.items():
        if not (belongs(name) and name.isascii() and len(name) < MOST_NAME) or name.split("/")[0] not in found.parts:
            _refused(where, f"it names a place where nothing of it belongs ({name[:80]!r})")
        if not _CHECKSUM.fullmatch(one.sha256) or not 0 <= one.size <= MOST_BYTES:
            _refused(where, f"it says what cannot be of {name[:80]!r}")
    if len(files) > MOST_FILES or len(set(found.parts)) != len(found.parts) or not set(found.parts) <= set(PARTS):
        _refused(where, "it cannot be right")
    if any(f"{name}/" in folders for folders in (_folders(files),) for name in files):
        _refused(where, "it names something as a file and as a folder")
    if len(found.objects) != len({(one.sha256, one.size) for one in files.values()}):
        _refused(where, "it gives two sizes to one file")
    return found


def _plain(text: str) -> str:
    """Nothing that a terminal would obey."""
    return "".join(sign for sign in text[:200] if sign.isprintable())


def _folders(files: Mapping[str, File]) -> set[str]:
    return {name[: place + 1] for name in files for place, sign in enumerate(name) if sign == "/"}


def _known(content: bytes, where: str) -> dict[str, Any]:
    try:
        told = json.loads(content)
        kind, form = told["kind"], int(told["form"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        _refused(where, "it is not of this program, or damaged")
    if kind != KIND:
        _refused(where, "it is not of this program")
    if form > FORM:
        _refused(where, f"its form is {form}, and this program knows forms up to {FORM}", "Upgrade this program first.")
    return dict(told)


def _refused(where: str, reason: str, todo: str = "Push again from the machine that fetches.") -> NoReturn:
    raise ReplicationError(f"{reason}; what is held stays", where, todo)
