"""What a cache is to others: a source that pushes its editions, a replica that pulls them, or neither.

The mark lies hidden in the live side, so it goes in with an edition at once, and neither a backup nor an edition
takes it along. Nothing here asks anybody; whoever tells the state of the site reads it here.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indicators.store import written_aside

FILE = ".replication.json"
SOURCE, REPLICA = "source", "replica"


@dataclass(frozen=True)
class Mark:
    """What a cache is, and when it last was in touch with the store.

    `lineage` is the cache that the edition comes from, `tag` the state of the pointer, `made` when it was pushed,
    `done` when this cache last took (or sent) a new one, `looked` when it last looked whether there is one, `error`
    the sentence of a look that failed since, `files` the checksums of what was pulled, by path,
    `coming` the edition that a push was about to point to.
    """

    role: str = ""
    place: str = ""
    lineage: str = ""
    edition: str = ""
    tag: str = ""
    made: str = ""
    done: str = ""
    looked: str = ""
    error: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    coming: str = ""


def read(root: Path) -> Mark:
    """The mark of a cache; an empty one where there is none."""
    try:
        told: dict[str, Any] = json.loads((root / "live" / FILE).read_text(encoding="utf-8"))
        return Mark(**told)
    except (OSError, ValueError, TypeError):
        return Mark()


def write(root: Path, mark: Mark) -> None:
    """Mark a cache (or a folder that becomes one)."""
    with written_aside(root / "live" / FILE) as aside:
        aside.write_text(json.dumps(asdict(mark), ensure_ascii=False, indent=1), encoding="utf-8")


def lineage() -> str:
    """A new lineage: that of a cache which never pushed."""
    return uuid.uuid4().hex
