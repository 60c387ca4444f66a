"""The process that opens a member's file: `python -m indicators.members.reading FILE`; rows as JSON on standard output.

It takes away its own rights first: memory, processor time, files. Whatever happens in it, the other side hears of
one file that could not be read.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from indicators.members.columns import NAMES
from indicators.members.reading import MOST_BYTES, RefusedError, text, workbook

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
OPEN_FILES = 32
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"PAR1")


def bounded() -> None:
    """Limit what this process may use; a system without such limits goes without."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue


def answer(path: Path) -> dict[str, Any]:
    """What a file holds, or the code of why it is not opened."""
    try:
        with path.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise RefusedError("size", most=MOST_BYTES >> 20)
        return read(content)
    except RefusedError as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "memory", "values": {}}
    except Exception as error:
        return {"refused": "unreadable", "values": {}, "why": f"{type(error).__name__}: {error}"[:300]}


def read(content: bytes) -> dict[str, Any]:
    """Rows of the values and of the facts, and remarks.

    Raises
    ------
    RefusedError
        When it is nothing that is opened.
    """
    if not content.strip():
        raise RefusedError("empty")
    if content.startswith(_OLE):
        raise RefusedError("old_workbook")
    if content.startswith(_ZIP):
        values, facts, remarks = workbook.rows(content)
        return {"kind": "xlsx", "values": values, "facts": facts, "remarks": remarks}
    if content.startswith(_NOT_TABLES):
        raise RefusedError("not_text")
    values, remarks = text.rows(content, NAMES)
    return {"kind": "csv", "values": values, "facts": [], "remarks": remarks}


def main() -> int:
    """Read one file and tell."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not disturb the answer
    bounded()
    json.dump(answer(Path(sys.argv[1])), answers, ensure_ascii=True, allow_nan=True)
    answers.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
