"""What a killed writer leaves beside its target (`.….part`, `.making-…`): swept by the next one, an hour later."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

AGE_SECONDS = 3600.0
"""Nobody writes one file for longer; an archive being made is touched all the while."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says of a full disk."""
_LEFT = re.compile(r"\.(.*\.part(\.old)?|making-.*|part-.*)")


def sweep(folder: Path, age_seconds: float = AGE_SECONDS, *, of: str = "") -> int:
    """Remove temporary files and folders left in a folder, once they are old; gives how many.

    `of` is the name they are for, in a folder that is not ours alone.
    """
    swept, long_ago = 0, time.time() - age_seconds
    with suppress(OSError):
        for item in [one for one in os.scandir(folder) if _LEFT.fullmatch(one.name) and one.name.startswith(f".{of}")]:
            with suppress(OSError):
                if item.stat(follow_symlinks=False).st_mtime <= long_ago:
                    shutil.rmtree(item.path) if item.is_dir(follow_symlinks=False) else Path(item.path).unlink()
                    swept += 1
    return swept


def left(folder: Path) -> list[Path]:
    """Temporary files and folders anywhere below a folder."""
    return sorted(path for path in folder.rglob(".*") if _LEFT.fullmatch(path.name))


def synced(folder: Path) -> None:
    """See that the names in a folder outlast a loss of power, where the disk can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
