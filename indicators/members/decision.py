"""What the secretariat decides about a set: publish it, reject it, withdraw it.

Every step can be taken again: one that a crash has cut short is finished before the next is begun.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indicators.members import checks, entries, log, staging
from indicators.members.errors import MembersError
from indicators.members.purge import purge
from indicators.members.staging import Contribution
from indicators.registry import Catalog, shipped
from indicators.store import Cache, Side
from indicators.tidying import sweep


def publish(root: Path, identity: str, who: str, catalog: Catalog | None = None) -> Contribution:
    """Publish a staged set to those who may see it.

    Raises
    ------
    MembersError
        When there is no such set, it may not be published now, or its file no longer passes the checks.
    """
    known = catalog or shipped()
    with staging.alone(root) as members:
        _finish(members, known)
        found = _found(members, identity)
        if found.state == "published":
            return found
        if found.state != "staged":
            raise MembersError(f"the set is {found.state}", identity, "Only a staged set can be published.")
        _require_free(members, found)
        _read_again(members, found, known)
        begun = staging.decided(found, "publishing", who)
        staging.write(members, begun)
        return _published(members, begun, known)


def reject(root: Path, identity: str, who: str, reason: str) -> Contribution:
    """Reject a staged set; its file goes, its record and the log stay."""
    return _ended(root, identity, who, reason, ("staged",), "rejected")


def withdraw(root: Path, identity: str, who: str, reason: str) -> Contribution:
    """Take a set out of every product at once; its record and the log stay.

    Raises
    ------
    MembersError
        When there is no such set, or no reason is given.
    """
    return _ended(root, identity, who, reason, ("staged", "published", "superseded"), "withdrawn")


def _ended(
    root: Path, identity: str, who: str, reason: str, before: tuple[str, ...], state: staging.State
) -> Contribution:
    if not reason.strip():
        raise MembersError("no reason given", identity, "Say why: the reason stays in the log.")
    with staging.alone(root) as members:
        _finish(members, shipped())
        found = _found(members, identity)
        if found.state == state:
            return found
        if found.state not in before:
            told = " or ".join(before)
            raise MembersError(f"the set is {found.state}", identity, f"Only a {told} set can be {state}.")
        if state == "rejected":
            ended = staging.decided(found, state, who, reason)
            staging.write(members, ended)
            staging.file(members, ended).unlink(missing_ok=True)
            log.append(members, state, identity, ended.decided_by, reason=ended.reason, **staging.about(ended))
            return ended
        begun = staging.decided(found, "withdrawing", who, reason)
        staging.write(members, begun)
        return _withdrawn(members, begun)


def _finish(members: Path, catalog: Catalog) -> None:
    """Finish what a crash has cut short, and sweep what it left."""
    for folder in (members, members / "series", *(members / staging.STAGING).glob("*-*/")):
        sweep(folder)
    for one in staging.listed(members.parent):
        if one.state == "withdrawing":
            _withdrawn(members, one)
        elif one.state == "publishing":
            try:
                _published(members, one, catalog)
            except (MembersError, OSError) as error:  # OSError: its file is gone
                _given_up(members, one, catalog, str(error))


def _given_up(members: Path, mine: Contribution, catalog: Catalog, why: str) -> None:
    """A publication that cannot be finished: nothing of it stays, and what it was to replace is published again."""
    former = [one for one in staging.listed(members.parent) if one.state == "published" and one.id != mine.id
              and one.facts.source == mine.facts.source]  # fmt: skip
    _withdrawn(members, replace(mine, reason=f"its publication was cut short and cannot be finished: {why}"[:400]))
    for before in former:
        _published(members, before, catalog)


def _found(members: Path, identity: str) -> Contribution:
    found = staging.find(members, identity)
    if found is None:
        raise MembersError("no such set", identity[:80], "Run `decide list`.")
    return found


def _require_free(members: Path, mine: Contribution) -> None:
    """A short name belongs to the organisation that had it first."""
    other = entries.sources(members).get(mine.facts.source)
    if other and other.get("organisation") != mine.facts.organisation:
        told = f"{mine.facts.short_name} is the short name of a set of {other.get('organisation')}"
        raise MembersError(told, mine.id, "Ask for another short_name.")


def _read_again(members: Path, mine: Contribution, catalog: Catalog) -> checks.Checked:
    """The set from its file, by the checks of today; the disclosure is the one it was handed in with."""
    cache = Cache(members.parent)
    checked = checks.of_file(staging.file(members, mine), catalog, cache, disclosure=mine.facts.disclosure,
                             today=dt.date.fromisoformat(mine.received[:10]))  # fmt: skip
    if not checked.takeable:
        raise staging.refused(checked, mine.id)
    return checked


def _published(members: Path, mine: Contribution, catalog: Catalog) -> Contribution:
    checked = _read_again(members, mine, catalog)
    made = checks.series(checked, mine.received, mine.sha256)
    domain = catalog.indicators[checked.drafts[0].indicator].domain
    former = [one for one in staging.listed(members.parent) if one.state == "published" and one.id != mine.id
              and one.facts.source == mine.facts.source]  # fmt: skip
    listed = entries.sources(members)
    listed[mine.facts.source] = entries.entry(
        mine.facts, domain, mine.id, mine.received, [draft.spot for draft in checked.drafts]
    )
    entries.write(members, listed)
    side, ids = Side(members.parent, "members"), {meta.id for meta, _ in made}
    gone = {*side.withdraw(mine.facts.source, ids), *(one for before in former for one in before.series)} - ids
    for meta, frame in made:
        side.write(meta, frame)
    _changed(side)
    if gone or former:
        purge(members.parent, sorted(gone))
    ended = staging.decided(mine, "published", mine.decided_by)
    if not log.holds(members, "published", mine.id, mine.decided):
        more = {"replaces": former[0].id} if former else {}
        log.append(members, "published", mine.id, mine.decided_by, **more, **staging.about(ended))
    for before in former:  # not earlier: who finishes this after a crash finds by its state what is replaced
        staging.write(members, staging.decided(before, "superseded", mine.decided_by, f"replaced by {mine.id}"))
    staging.write(members, ended)
    return ended


def _withdrawn(members: Path, mine: Contribution) -> Contribution:
    listed, side, gone = entries.sources(members), Side(members.parent, "members"), list(mine.series)
    shown = listed.get(mine.facts.source, {}).get("contribution", mine.id) == mine.id  # else a later set is
    if shown:
        gone += side.withdraw(mine.facts.source, set())
        _changed(side)
        if listed.pop(mine.facts.source, None):
            entries.write(members, listed)
    purge(members.parent, gone, only_of="" if shown else mine.sha256)
    staging.file(members, mine).unlink(missing_ok=True)
    ended = staging.decided(mine, "withdrawn", mine.decided_by, mine.reason)
    if not log.holds(members, "withdrawn", mine.id, mine.decided):
        log.append(members, "withdrawn", mine.id, mine.decided_by, reason=ended.reason, **staging.about(ended))
    staging.write(members, ended)
    return ended


def _changed(side: Side) -> None:
    """See that the stamp of a side is another one, also where the clock of the disk is coarse."""
    place = side.path / "series"
    with suppress(OSError):
        at = place.stat().st_mtime_ns
        os.utime(place, ns=(at, max(at + 1, time.time_ns())))
