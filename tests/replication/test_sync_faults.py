"""What can go wrong on the way to a replica: each is one sentence, and the last good edition stays."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators import tidying
from indicators.backup import keeping
from indicators.replication import edition, place, pull, push
from indicators.replication.edition import ReplicationError
from indicators.replication.place import Place
from indicators.store import Cache
from tests.faults import kills
from tests.replication import object_store
from tests.replication.caches import GROWN, files, grown, sync
from tests.replication.object_store import Server, Wire

STEP = int(os.environ.get("SYNC_KILLS_STEP", "17"))
"""File operations from one moment at which a verb is killed to the next; 1 means each of them."""


@pytest.fixture
def replica(folder: Place, source: Cache, tmp_path: Path) -> Cache:
    """A cache that holds the first edition; the second lies in the folder."""
    found = Cache(tmp_path / "replica")
    push.push(source, folder, by="one")
    pull.pull(found, folder)
    grown(source)
    push.push(source, folder, by="one")
    return found


@pytest.fixture
def wire(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    found = Wire(server.port)
    with found.standing() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        monkeypatch.setattr(place, "TRIES", 2)
        yield found


def refused(cache: Cache, there: Place, reason: str) -> None:
    """A pull fails with one sentence that says so, and nothing is touched or left over."""
    before = files(cache.root)
    with pytest.raises(ReplicationError, match=reason) as error:
        pull.pull(cache, there)
    assert "\n" not in error.value.sentence
    assert object_store.SECRET not in error.value.sentence
    assert files(cache.root) == before
    assert not tidying.left(cache.root)
    assert not (cache.root / keeping.READY).exists()


def lie(folder: Place, change: Callable[[dict[str, Any]], object]) -> None:
    """Somebody who may write there changes the list, checksum and pointer with it."""
    root, found = Path(folder.root), push.present(folder)
    assert found is not None
    told = json.loads((root / edition.edition_name(found[0].edition)).read_text())
    raw = change(told)
    content = raw if isinstance(raw, bytes) else json.dumps(told).encode()
    checksum = hashlib.sha256(content).hexdigest()
    (root / edition.edition_name(checksum)).write_bytes(content)
    pointer = json.loads((root / edition.POINTER).read_text()) | {"edition": checksum}
    (root / edition.POINTER).write_text(json.dumps(pointer))


def named(name: str, **more: Any) -> Callable[[dict[str, Any]], object]:
    one = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest(), "mode": 0o644} | more
    return lambda told: told["files"].__setitem__(name, one)


OK = "live/series/x.parquet"
HARMFUL: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "above": (named("../outside"), "nothing of it belongs"),
    "inside above": (named("live/../../outside"), "nothing of it belongs"),
    "absolute": (named("/etc/outside"), "nothing of it belongs"),
    "shipped": (named("snapshot/series/a.parquet"), "nothing of it belongs"),
    "hidden": (named("live/.taking/complete.json"), "nothing of it belongs"),
    "the mark": (named("live/.replication.json"), "nothing of it belongs"),
    "of another part": (named("members/log.jsonl"), "nothing of it belongs"),
    "another part": (lambda told: told["parts"].append("snapshot"), "cannot be right"),
    "a file and a folder": (lambda told: (named("live/a")(told), named("live/a/b")(told)), "as a file and as a folder"),
    "two sizes": (lambda told: (named("live/a")(told), named("live/b", size=2)(told)), "two sizes"),
    "a checksum that leads out": (named(OK, sha256="../../../../etc/passwd"), "what cannot be"),
    "less than nothing": (named(OK, size=-1), "what cannot be"),
    "a bomb": (named(OK, size=1 << 39, sha256="0" * 64), "MB are free"),
    "endless": (named(OK, size=1 << 60), "what cannot be"),
    "without end": (named(OK, size=float("inf")), "cannot be read"),
    "a lock": (named("live/writer.lock"), "nothing of it belongs"),
    "half a sign": (named("live/\ud800"), "nothing of it belongs"),
    "too long": (named("live/" + "/".join(["x" * 200] * 9)), "nothing of it belongs"),
    "a size of words": (named(OK, size="many"), "cannot be read"),
    "later data": (lambda told: told.update(format=99), "its format is 99, .* Upgrade this program first"),
    "a later form": (lambda told: told.update(form=99), "its form is 99, .* Upgrade this program first"),
    "foreign": (lambda told: told.update(kind="a diary"), "not of this program"),
    "no list": (lambda told: b"hello", "not of this program, or damaged"),
    "deep": (lambda told: b"[" * 99999, "not of this program, or damaged"),
    "not there": (named(OK, sha256="0" * 64), "it is not in the store"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_an_edition_that_could_do_harm_is_refused(folder: Place, replica: Cache, tmp_path: Path, kind: str) -> None:
    change, reason = HARMFUL[kind]
    lie(folder, change)
    around = sorted(path.name for path in tmp_path.iterdir())
    refused(replica, folder, reason)
    assert sorted(path.name for path in tmp_path.iterdir()) == around


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not of this program, or damaged"),
        (b"x" * (2 << 20), "larger than it can be"),
        (b'{"kind": "amur-okhotsk-indicators edition", "form": 1, "edition": "../../x"}', "does not say which"),
        (b'{"kind": "amur-okhotsk-indicators edition", "form": 2}', "Upgrade this program first"),
    ],
)
def test_a_pointer_that_is_none_is_refused(folder: Place, replica: Cache, content: bytes, reason: str) -> None:
    Path(folder.root, edition.POINTER).write_bytes(content)
    refused(replica, folder, reason)


@pytest.mark.parametrize("how", ["another byte", "shorter", "not there", "the list"])
def test_a_damaged_object_is_refused_and_sent_again(folder: Place, source: Cache, replica: Cache, how: str) -> None:
    found, held = push.present(folder), hashlib.sha256(source.live.file(GROWN).read_bytes()).hexdigest()
    assert found is not None
    name = edition.edition_name(found[0].edition) if how == "the list" else edition.object_name(held)
    path = Path(folder.root, name)
    raw = path.read_bytes()
    if how == "not there":
        path.unlink()
    else:
        path.write_bytes(raw[:-9] if how == "shorter" else bytes([raw[0] ^ 1]) + raw[1:])
    refused(replica, folder, "it is not in the store" if how == "not there" else "it is damaged")
    assert sync("push", folder.name, "--whole", cache=source) == 0
    assert pull.pull(replica, folder).new
    assert files(replica.root) == files(source.root)


def test_an_object_larger_than_a_piece_comes_in_pieces(
    folder: Place, source: Cache, replica: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "BLOCK", 1000)
    pull.pull(replica, folder)
    assert files(replica.root) == files(source.root)


@pytest.fixture
def far(wire: Wire, bucket: str, source: Cache, tmp_path: Path) -> tuple[Place, Cache]:
    """A place at the other end of the wire with a second edition, and a replica that holds the first."""
    there, found = place.place(f"s3://{bucket}/{tmp_path.name}"), Cache(tmp_path / "replica")
    push.push(source, there, by="one")
    pull.pull(found, there)
    grown(source)
    push.push(source, there, by="one")
    return there, found


def test_a_connection_that_is_cut_and_bytes_that_change_leave_the_last_good(
    wire: Wire, far: tuple[Place, Cache], source: Cache
) -> None:
    there, replica = far
    wire.down = lambda piece: None if b"PAR1" in piece else piece
    refused(replica, there, r"the store did not answer as it should \(\w+\); what is held stays.*tried again next time")
    assert wire.cuts >= 2
    wire.down = lambda piece: piece.replace(b"PAR1", b"PAR2")
    refused(replica, there, "it is damaged: its checksum is another one")
    wire.down = lambda piece: None
    refused(replica, there, "the store did not answer as it should")
    wire.down = lambda piece: piece
    assert pull.pull(replica, there).new
    assert files(replica.root) == files(source.root)


def test_a_push_whose_answer_is_lost_is_known_to_have_got_there(
    wire: Wire, far: tuple[Place, Cache], source: Cache
) -> None:
    there, replica = far
    grown(source)
    lost: list[bytes] = []

    def up(piece: bytes) -> bytes:
        if b"PUT" in piece and b"/current.json" in piece and not lost:
            lost.append(piece)
            wire.down = down
        return piece

    def down(piece: bytes) -> None:
        wire.down = lambda piece: piece

    wire.up = up
    assert push.push(source, there, by="one").new
    assert wire.cuts == len(lost) == 1
    assert pull.pull(replica, there).new
    assert not push.push(source, there, by="one").new


def test_a_store_that_leaves_conditions_alone_is_not_pushed_to_unless_one_insists(
    wire: Wire, server: Server, far: tuple[Place, Cache], source: Cache
) -> None:
    if server.real:
        pytest.skip("the conditions are signed: they cannot be taken off on the way")
    there, replica = far
    pull.pull(replica, there)
    grown(source)
    wire.up = lambda piece: piece.replace(b"If-Match", b"No-Match").replace(b"if-match", b"no-match")
    with pytest.raises(ReplicationError, match="two pushers could lose an update"):
        push.push(source, there, by="one")
    assert not pull.pull(replica, there).new
    assert push.push(source, there, by="one", force=True).new
    assert pull.pull(replica, there).new


def test_who_may_not_ask_or_asks_for_what_is_not_there_is_told(
    server: Server, bucket: str, source: Cache, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(url: str) -> str:
        assert sync("push", url, cache=source) == 1
        found = capsys.readouterr()
        assert found.out == ""
        assert found.err.count("\n") == 1
        assert object_store.SECRET not in found.err
        return found.err

    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    assert "there is no such bucket. Make it" in told("s3://no-such-bucket-here/p")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(place, "TRIES", 1)
    assert "did not answer as it should (EndpointConnectionError)" in told(f"s3://{bucket}/p")
    with object_store.refusing(server) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        monkeypatch.setenv(place.KEY if not server.real else place.SECRET, "SOMETHINGELSE")
        assert "the store refuses access" in told(f"s3://{bucket}/p")
    monkeypatch.delenv(place.SECRET)
    assert f"there are no credentials. Set {place.KEY}" in told(f"s3://{bucket}/p")


def test_a_pull_killed_at_any_moment_leaves_all_of_one_edition(folder: Place, source: Cache, replica: Cache) -> None:
    first, second, spare = files(replica.root), files(source.root), replica.root.with_name("spare")
    shutil.copytree(replica.root, spare)
    given = ["sync", "pull", folder.name, "--cache", str(replica.root)]
    seen = []
    for after in range(STEP, 9999, STEP):
        shutil.rmtree(replica.root)
        shutil.copytree(spare, replica.root)
        killed = kills.ended(kills.started(given, after=after)) < 0
        assert {len(files(replica.root, part)) > 0 for part in ("live", "editions")} == {True}
        keeping.finish(replica.root)
        now = files(replica.root)
        assert now in (first, second), after
        seen.append(now == second)
        if not killed:
            break
        for item in tidying.left(replica.root):
            os.utime(item, (0, 0))
        assert kills.ended(kills.started(given)) == 0
        assert files(replica.root) == second
        assert [item.name for item in tidying.left(replica.root)] == []
    assert sorted(seen) == seen  # from some moment on it is the new one
    assert len(seen) > 4
    assert seen[0] is False


def test_a_push_killed_at_any_moment_is_pushed_again(folder: Place, source: Cache, replica: Cache) -> None:
    given = ["sync", "push", folder.name, "--cache", str(source.root)]
    pull.pull(replica, folder)
    seen = 0
    for after in range(STEP, 9999, STEP):
        grown(source)
        before = files(replica.root)
        killed = kills.ended(kills.started(given, after=after)) < 0
        pull.pull(replica, folder)
        assert files(replica.root) in (before, files(source.root))
        if not killed:
            break
        seen += 1
        assert kills.ended(kills.started(given)) == 0
        pull.pull(replica, folder)
        assert files(replica.root) == files(source.root)
    assert seen > 1
