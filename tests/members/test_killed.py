"""A decision that is killed anywhere shows nothing before its time, and is finished by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.audience import PUBLIC
from indicators.members import decision, entries, staging
from indicators.store import Cache
from tests.faults.kills_of_sets import Sets, spread
from tests.members.tables import GOOD, empty_cache, text
from tests.members.test_decisions import ID, done, handed_in, seen


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_decision_that_is_killed_is_finished_by_the_next_one(tmp_path: Path, verb: str) -> None:
    rounds = list(spread(Sets(tmp_path / "sets", verb), (0.6, 0.8, 0.95)))
    assert [one.wrong for one in rounds] == [""] * 3
    assert not any(one.finished for one in rounds) and any(one.recovered == "finished" for one in rounds)


def test_a_withdrawn_set_that_another_had_replaced_leaves_the_kept_editions_too(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    first = handed_in(cache, text(disclosure="public"))
    decision.publish(cache.root, first.id, "s")
    kept = {name: cache.root / "editions" / name / "series" for name in ("before", "after")}
    for folder in kept.values():
        folder.mkdir(parents=True)
    (kept["before"] / f"{ID}.parquet").write_bytes(cache.members.file(ID).read_bytes())
    second = handed_in(cache, text(("water_temperature", "khabarovsk", "2024-07-01", "21.4", "°C"), *GOOD[1:],
                                   disclosure="public"))  # fmt: skip
    decision.publish(cache.root, second.id, "s")
    (kept["after"] / f"{ID}.parquet").write_bytes(cache.members.file(ID).read_bytes())
    decision.withdraw(cache.root, first.id, "s", "a sensor was wrong")
    assert [len(list(folder.iterdir())) for folder in kept.values()] == [0, 1]
    assert seen(cache, PUBLIC) == [ID]
    assert Cache(cache.root, PUBLIC).read(ID).meta.sha256 == second.sha256
    assert [one.state for one in (staging.find(staging.folder(cache.root), made.id) for made in (first, second))
            if one] == ["withdrawn", "published"]  # fmt: skip
    assert done(cache)[-1] == "withdrawn"


@pytest.mark.parametrize("spoilt", ["damaged", "gone"])
def test_a_publication_that_cannot_be_finished_goes_and_what_it_replaced_stays(tmp_path: Path, spoilt: str) -> None:
    """Else it would stop every later decision."""
    cache = empty_cache(tmp_path)
    first = handed_in(cache, text(disclosure="public"))
    decision.publish(cache.root, first.id, "s")
    second = handed_in(cache, text(*GOOD[:2], disclosure="public"))
    members = staging.folder(cache.root)
    staging.write(members, staging.decided(second, "publishing", "s"))  # killed here, and then the disk has an error
    listed = entries.sources(members)
    listed[second.facts.source]["contribution"] = second.id
    entries.write(members, listed)
    file = staging.file(members, second)
    file.write_bytes(b"\x00" * 40) if spoilt == "damaged" else file.unlink()
    third = handed_in(cache, text(disclosure="public", short_name="another_set"))
    decision.reject(cache.root, third.id, "s", "not of this region")
    states = [one.state for one in (staging.find(members, made.id) for made in (first, second, third)) if one]
    assert states == ["published", "withdrawn", "rejected"]
    assert Cache(cache.root, PUBLIC).read(ID).meta.sha256 == first.sha256
    assert done(cache)[-2:] == ["withdrawn", "rejected"]
