"""Where sets wait for a decision: `members/staging/ID/`, the file as it came and what is known about it.

Only the secretariat looks in here. The same file with the same disclosure is one set, however often it comes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from indicators import taking, waiting
from indicators.members import checks, log
from indicators.members.checks import Checked
from indicators.members.errors import MembersError
from indicators.members.facts import Facts
from indicators.members.finding import errors, plain
from indicators.members.reading import MOST_BYTES
from indicators.registry import Catalog, shipped
from indicators.store import Cache, cache_root, now, written_aside

State = Literal["staged", "publishing", "published", "rejected", "withdrawing", "withdrawn", "superseded"]
STAGING, RECORD, LOCK = "staging", "contribution.json", "members.lock"
_ID = re.compile(r"[a-z0-9_]{1,40}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True)
class Contribution:
    """A set that was handed in, and what became of it.

    `by` handed it in, `decided_by` decided about it; `warnings` are the codes of what was told; `series` their ids.
    """

    id: str
    state: State
    kind: str
    name: str
    sha256: str
    received: str
    by: str
    facts: Facts
    series: tuple[str, ...]
    observations: int
    warnings: tuple[str, ...] = ()
    decided: str = ""
    decided_by: str = ""
    reason: str = ""


def folder(root: str | Path | None = None) -> Path:
    """The members' side of a cache."""
    return cache_root(root) / "members"


@contextmanager
def alone(root: Path) -> Iterator[Path]:
    """The members' side, changed by nobody else meanwhile.

    Raises
    ------
    StoreError
        When it cannot be written.
    BusyError
        When somebody else has been changing it for longer than one waits.
    """
    made = folder(root)
    try:
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
        with waiting.alone(made / LOCK):
            yield made
    except OSError as error:
        if error.errno not in taking.NO_ROOM + taking.NO_RIGHT:
            raise
        raise taking.unwritable(error, made) from error


def hand_in(
    path: Path, cache: Cache, by: str, *, disclosure: str = "", name: str = "", catalog: Catalog | None = None
) -> tuple[Contribution | None, Checked]:
    """Check a file and keep it for a decision.

    Parameters
    ----------
    by : str
        Who hands it in, as they have signed in or as they say.
    disclosure : str
        Who may see it; empty: as the file says.
    name : str
        Name of the file, where `path` is a temporary one.

    Returns
    -------
    Contribution, Checked
        No contribution where the file holds errors: nothing is kept of it then.
    """
    with path.open("rb") as handle:
        content = handle.read(MOST_BYTES + 1)
    with tempfile.NamedTemporaryFile(prefix="contribution-") as kept:  # checked and kept are the same bytes
        kept.write(content)
        kept.flush()
        checked = checks.of_file(Path(kept.name), catalog or shipped(), cache, disclosure=disclosure)
    if not checked.takeable:
        return None, checked
    with alone(cache.root) as members:
        return _kept(members, content, checked, by, plain(name or path.name, 100)), checked


def _kept(members: Path, content: bytes, checked: Checked, by: str, name: str) -> Contribution:
    checksum = hashlib.sha256(content).hexdigest()
    mark = hashlib.sha256(f"{checksum} {checked.facts.disclosure}".encode()).hexdigest()[:12]
    identity = f"{checked.facts.short_name}-{mark}"
    before = find(members, identity)
    if before is not None and before.state not in ("rejected", "withdrawn", "superseded"):
        return before
    stamp = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    ids = tuple(meta.id for meta, _ in checks.series(checked, stamp, checksum))
    made = Contribution(
        identity, "staged", checked.kind, name, checksum, stamp, plain(by), checked.facts, ids,
        sum(len(draft.observations) for draft in checked.drafts),
        tuple(dict.fromkeys(one.code for one in checked.findings)),
    )  # fmt: skip
    if before is not None:
        write(members, made)
    else:
        _new(members, made, content)
    log.append(members, "contributed", identity, made.by, **about(made))
    return made


def _new(members: Path, made: Contribution, content: bytes) -> None:
    """Make the folder of a set, whole or not at all."""
    staging = members / STAGING
    staging.mkdir(mode=0o700, exist_ok=True)
    for left in staging.glob(".making-*"):  # of a crash: whoever gets here is alone
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=staging) as making:
        aside = Path(making) / made.id
        aside.mkdir(mode=0o700)
        with (aside / f"file.{made.kind}").open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        _written(aside, made)
        aside.rename(staging / made.id)


def write(members: Path, contribution: Contribution) -> None:
    """Keep what became of a set."""
    _written(members / STAGING / contribution.id, contribution)


def _written(where: Path, contribution: Contribution) -> None:
    with written_aside(where / RECORD) as aside:
        aside.write_text(json.dumps(asdict(contribution), ensure_ascii=False, indent=1), encoding="utf-8")


def find(members: Path, identity: str) -> Contribution | None:
    """A set by its id; None where there is none."""
    if not _ID.fullmatch(identity):
        return None
    try:
        told: dict[str, Any] = json.loads((members / STAGING / identity / RECORD).read_text(encoding="utf-8"))
        lists = {name: tuple(told[name]) for name in ("series", "warnings")}
        return Contribution(**{**told, **lists, "facts": Facts(**told["facts"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        where = f"members/{STAGING}/{identity}/{RECORD} of the cache"
        raise MembersError("the record of a set cannot be read", where, "Restore it from a backup.") from error


def listed(root: Path) -> list[Contribution]:
    """Every set, the latest first; one whose record cannot be read is left out."""
    members, found = folder(root), []
    for place in (members / STAGING).glob("*-*/"):
        try:
            one = find(members, place.name)
        except MembersError:
            continue
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.received, one.id), reverse=True)


def file(members: Path, contribution: Contribution) -> Path:
    """The file as it came."""
    return members / STAGING / contribution.id / f"file.{contribution.kind}"


def decided(contribution: Contribution, state: State, who: str, reason: str = "") -> Contribution:
    """A set after a decision."""
    stamp = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    return replace(contribution, state=state, decided=stamp, decided_by=plain(who), reason=plain(reason, 1000))


def about(contribution: Contribution) -> dict[str, Any]:
    """What the log says of a set: no value, no contact."""
    told = contribution.facts
    return {"sha256": contribution.sha256, "source": told.source, "title": told.title,
            "organisation": told.organisation, "disclosure": told.disclosure,
            "series": list(contribution.series)}  # fmt: skip


def refused(checked: Checked, name: str) -> MembersError:
    """Why a file was not taken, as one sentence."""
    count = len(errors(checked.findings))
    return MembersError(f"{count} finding(s) to mend", name, "Run `check` on the file; it says each row.")
