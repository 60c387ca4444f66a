"""One cache on several machines: pushed and pulled by way of a folder and of an S3 server, two pushers, tidying."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from indicators import __main__ as program
from indicators import audience, store, tidying, watch
from indicators.backup import keeping
from indicators.errors import StoreError
from indicators.replication import command, edition, mark, place, pull, push, tidy
from indicators.replication.edition import ReplicationError
from indicators.replication.place import Place
from indicators.store import Cache, State
from tests.replication.caches import GROWN, ROOT, SERIES, files, grown, made, sync
from tests.replication.object_store import Server
from ui import health


def test_a_replica_holds_every_byte_of_the_source_and_only_what_changed_goes_over(
    there: Place, source: Cache, tmp_path: Path
) -> None:
    replica = Cache(tmp_path / "replica")
    sent = push.push(source, there, by="one")
    assert sent.sent == len(set(files(source.root).values()))
    assert pull.pull(replica, there).taken == sent.sent
    assert files(replica.root) == files(source.root)
    assert replica.read(GROWN).observations.equals(source.read(GROWN).observations)
    assert not (replica.root / "members").exists()
    assert not push.push(source, there, by="one").new
    assert not pull.pull(replica, there).new
    grown(source)
    assert push.push(source, there, by="one").sent == 1
    again = pull.pull(replica, there)
    assert (again.new, again.taken) == (True, 1)
    assert files(replica.root) == files(source.root)
    assert not tidying.left(tmp_path)
    assert mark.read(replica.root).role == mark.REPLICA


def test_members_data_go_over_when_asked_for_and_stay_private(folder: Place, source: Cache, tmp_path: Path) -> None:
    replica = Cache(tmp_path / "replica")
    push.push(source, folder, by="one", members=True)
    pull.pull(replica, folder)
    assert files(replica.root, "members") == files(source.root, "members") != {}
    assert (replica.root / "members").stat().st_mode & 0o777 == 0o700
    assert (replica.root / "members" / "log.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_verbs_say_what_they_did(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, replica = folder.name, Cache(tmp_path / "replica")
    assert sync("pull", url, cache=replica) == 1
    assert "nothing was pushed there yet" in capsys.readouterr().err
    assert sync("tidy", url, cache=replica) == 1
    for what, cache in (("push", source), ("push", source), ("pull", replica), ("pull", replica)):
        assert sync(what, url, cache=cache) == 0
    assert sync("tidy", url, "--keep", "3", cache=source) == 0
    told = capsys.readouterr().out.splitlines()
    assert "sent 7" in told[0]
    assert "taken 7" in told[2]
    assert told[1] == told[3] == f"{url}: nothing new"
    assert told[4].endswith("1 editions stay; removed 0 editions, 0 objects, 0.0 MB")
    assert sync("pull", url, "--keep", "3", cache=replica) == sync("push", url, "--watch", "0", cache=replica) == 2


def test_what_is_drawn_is_drawn_anew_only_where_series_changed(folder: Place, source: Cache, tmp_path: Path) -> None:
    replica = Cache(tmp_path / "replica")
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    before = replica.stamp(), replica.stamps([SERIES[0]]), replica.stamps([GROWN])
    source.live.write_state(State("masie", error="the provider is away"))
    push.push(source, folder, by="one")
    assert pull.pull(replica, folder).new
    state = replica.live.state("masie")
    assert state and state.error
    assert (replica.stamp(), replica.stamps([SERIES[0]]), replica.stamps([GROWN])) == before
    grown(source)
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    assert replica.stamp() != before[0]
    assert replica.stamps([SERIES[0]]) == before[1]
    assert replica.stamps([GROWN]) != before[2]


def test_a_reader_never_meets_half_an_edition(folder: Place, source: Cache, tmp_path: Path) -> None:
    """Both series of an edition are of one length or both of the other, at every moment."""
    replica, done, wrong = Cache(tmp_path / "replica"), threading.Event(), []
    (replica.root / "snapshot").mkdir(parents=True)
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    looks = 0

    def read() -> None:
        nonlocal looks
        while not done.is_set():
            looks += 1
            try:
                ids = replica.live.ids()
                if ids != SERIES or len(replica.live.read(GROWN).observations) < 100:
                    wrong.append(str(ids))
            except StoreError as error:
                wrong.append(error.sentence)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(8):
        grown(source)
        push.push(source, folder, by="one")
        assert pull.pull(replica, folder).new
    done.set()
    reader.join()
    assert looks > 8
    assert wrong == []


def test_another_cache_cannot_push_there_unless_it_takes_over(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    push.push(source, folder, by="the first machine")
    other, replica = made(tmp_path / "other"), Cache(tmp_path / "replica")
    pull.pull(replica, folder)
    grown(other)
    assert sync("push", folder.name, cache=other) == 1
    told = capsys.readouterr().err
    assert "another cache pushes there, last at 20" in told
    assert "by the first machine. Push to another prefix, or say --force" in told
    assert pull.pull(replica, folder).new is False
    assert sync("push", folder.name, "--force", cache=other) == 0
    assert pull.pull(replica, folder).new
    assert files(replica.root) == files(other.root)


def test_of_two_pushes_at_once_one_is_told_that_the_other_came_first(
    there: Place, source: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push.push(source, there, by="one")
    twin, replica = Cache(tmp_path / "twin"), Cache(tmp_path / "replica")
    shutil.copytree(source.root, twin.root)
    grown(source)
    send, turn = type(there).send, iter(range(99))

    def meanwhile(self: Place, name: str, path: Path) -> None:
        if next(turn) == 0:
            twin.live.write_state(State("masie", error="of the twin"))
            push.push(twin, there, by="the twin")
        send(self, name, path)

    monkeypatch.setattr(type(there), "send", meanwhile)
    with pytest.raises(ReplicationError, match="another push came first: at 20.* by the twin") as refused:
        push.push(source, there, by="one")
    assert "See who that is" in refused.value.todo
    pull.pull(replica, there)
    assert files(replica.root) == files(twin.root)
    with pytest.raises(ReplicationError, match="another push came first"):
        push.push(source, there, by="one")
    assert push.push(source, there, by="one", force=True).new
    pull.pull(replica, there)
    assert files(replica.root) == files(source.root)


def test_of_many_pointers_written_on_one_condition_one_is_taken(there: Place, server: Server) -> None:
    """Begun at once where the store is a real one; moto takes them one after the other."""
    at_once = 6 if server.real or there.name.startswith("file:") else 1
    for _ in range(4):
        tag = there.tag()
        with ThreadPoolExecutor(at_once) as pool:
            taken = list(pool.map(lambda number, tag=tag: there.point(f'"{tag} {number}"'.encode(), tag), range(6)))
        assert sum(taken) == 1
        found = there.pointer()
        assert found is not None
        assert found[0].decode() == f'"{tag} {taken.index(True)}"'
    assert there.keeps_conditions()
    assert there.keeps_conditions()


def test_a_cache_with_data_of_its_own_is_left_alone(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = made(tmp_path / "other")
    grown(other)
    before = files(other.root)
    push.push(source, folder, by="one")
    assert sync("pull", folder.name, cache=other) == 1
    assert "this cache holds data that it fetched itself; they stay. Say --force" in capsys.readouterr().err
    assert sync("pull", folder.name, cache=source) == 1
    assert "this cache pushes its own data to file://" in capsys.readouterr().err
    assert files(other.root) == before
    assert sync("pull", folder.name, "--force", cache=other) == 0
    assert files(other.root) == files(source.root)
    assert files(other.root, "members") == files(source.root, "members")


def test_what_was_written_into_a_replica_since_is_told_and_stays(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replica = Cache(tmp_path / "replica")
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    held = replica.live.read(SERIES[2])
    replica.live.write(held.meta, held.observations.iloc[:5])
    grown(source)
    push.push(source, folder, by="one")
    before = files(replica.root)
    assert sync("pull", folder.name, cache=replica) == 1
    told = capsys.readouterr().err
    assert f"something else was written here (live/series/{SERIES[2]}.parquet); it stays" in told
    assert files(replica.root) == before
    report = health.report(Cache(replica.root, audience.PUBLIC))["replica"]
    assert report["error"] in told
    assert sync("pull", folder.name, "--force", cache=replica) == 0
    assert files(replica.root) == files(source.root)
    assert health.report(Cache(replica.root, audience.PUBLIC))["replica"]["error"] == ""


def test_a_replica_has_no_refresher_beside_it_and_pushes_only_as_a_successor(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replica, third = Cache(tmp_path / "replica"), Cache(tmp_path / "third")
    push.push(source, folder, by="one")
    with watch.only_one(replica):
        assert sync("pull", folder.name, cache=replica) == 1
    assert "another refresher is at work" in capsys.readouterr().err
    for one in (replica, third):
        pull.pull(one, folder)
    assert sync("push", folder.name, cache=replica) == 1
    assert "this cache is a replica of file://" in capsys.readouterr().err
    grown(replica)
    assert sync("push", folder.name, "--force", "--by", "two", cache=replica) == 0
    assert mark.read(replica.root).role == mark.SOURCE
    assert pull.pull(third, folder).new
    assert files(third.root) == files(replica.root)
    grown(source)
    with pytest.raises(ReplicationError, match="another push came first: at 20.* by two"):
        push.push(source, folder, by="the first, back again")


def test_editions_kept_on_a_replica_stay_and_those_removed_at_the_source_go(
    folder: Place, source: Cache, tmp_path: Path
) -> None:
    replica = Cache(tmp_path / "replica")
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    with store.using(replica.root):
        assert program.main(["digest", "--keep", "here", "--cache", str(replica.root)]) == 0
    (source.root / "editions" / "meeting").rename(tmp_path / "meeting")
    push.push(source, folder, by="one")
    pull.pull(replica, folder)
    assert [path.name for path in (replica.root / "editions").iterdir()] == ["here"]
    grown(source)
    push.push(source, folder, by="one")
    assert pull.pull(replica, folder).new
    assert (replica.root / "editions" / "here" / "edition.json").is_file()
    shutil.copytree(tmp_path / "meeting", source.root / "editions" / "here")
    push.push(source, folder, by="one")
    before = files(replica.root)
    with pytest.raises(ReplicationError, match=r"an edition of the same name was kept here \(editions/here\)"):
        pull.pull(replica, folder)
    assert files(replica.root) == before


def test_tidying_leaves_the_last_editions_and_what_a_push_under_way_has_sent(
    there: Place, source: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = Cache(tmp_path / "replica")
    for _ in range(3):
        push.push(source, there, by="one")
        grown(source)
    young = tidy.tidy(there, keep=1)
    assert (young.editions, young.removed) == (3, 0)
    monkeypatch.setattr(tidy, "YOUNG", dt.timedelta(seconds=-60))
    two = tidy.tidy(there, keep=2)
    assert (two.editions, two.removed_editions, two.removed) == (2, 1, 1)
    monkeypatch.setattr(tidy, "YOUNG", dt.timedelta(hours=1))
    sent = there.listed(edition.OBJECTS).keys()
    (tmp_path / "file").write_bytes(b"of a push under way")
    there.send(edition.object_name("0" * 64), tmp_path / "file")
    assert tidy.tidy(there, keep=2).removed == 0
    assert there.listed(edition.OBJECTS).keys() == sent | {"0" * 64}
    at_once = tidy.tidy(there, keep=1, at_once=True)
    assert (at_once.editions, at_once.removed_editions, at_once.removed) == (1, 1, 2)
    pull.pull(replica, there)
    assert len(there.listed(edition.OBJECTS)) == len(set(files(replica.root).values()))


def test_a_push_does_not_trust_an_old_object_that_tidying_may_take(folder: Place, source: Cache) -> None:
    push.push(source, folder, by="one")
    first = source.live.file(GROWN).read_bytes()
    grown(source)
    push.push(source, folder, by="one")
    for path in Path(folder.root, "objects").iterdir():
        os.utime(path, (0, 0))
    source.live.file(GROWN).write_bytes(first)
    assert push.push(source, folder, by="one").sent == 1


def test_watching_tells_what_went_wrong_and_goes_on(
    folder: Place, source: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replica, waited = Cache(tmp_path / "replica"), []
    given = program.parser().parse_args(["sync", "pull", folder.name, "--watch", "60"])

    def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            push.push(source, folder, by="one")
        if len(waited) == 2:
            Path(folder.root, edition.POINTER).write_text("{", encoding="utf-8")

    command.watched(given, replica, folder, command._pull, pause=pause, rounds=3)
    told = capsys.readouterr()
    assert told.err.count("\n") == 2
    assert "nothing was pushed there yet" in told.err
    assert "it is not of this program, or damaged; what is held stays" in told.err
    assert told.out.count("taken 7") == 1
    assert all(60 <= one <= 66 for one in waited)
    assert "damaged" in mark.read(replica.root).error


@pytest.mark.parametrize(
    "url", ["s3://KEYOFSOMEBODY:itssecret@bucket/p", "s3://bucket/p?secret=itssecret", "https://bucket/p", "s3://",
            "s3://b/../c", "file://relative/p", "/srv/x", "memory://x"],
)  # fmt: skip
def test_what_is_no_store_is_told_and_credentials_are_not_repeated(
    source: Cache, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync("push", url, cache=source) == 1
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "itssecret" not in told.err + told.out


def test_nothing_of_it_is_loaded_before_a_store_is_asked() -> None:
    """The pages never pay for it: libraries of stores are imported inside functions of one module only."""
    heavy = re.compile(r"(?m)^( *)(?:import|from) (?:fsspec|s3fs|botocore|aiobotocore|aiohttp)\b")
    found = {
        path.name: {len(indent) for indent in heavy.findall(path.read_text(encoding="utf-8"))}
        for folder in ("indicators", "ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {name: indents for name, indents in found.items() if indents} == {"place.py": {8}}


def test_a_cut_push_leaves_the_edition_before_and_the_next_sends_the_rest(
    folder: Place, source: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push.push(source, folder, by="one")
    grown(source)
    source.live.write_state(State("masie", error="x"))
    point, replica = place.Folder.point, Cache(tmp_path / "replica")
    monkeypatch.setattr(place.Folder, "point", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        push.push(source, folder, by="one")
    monkeypatch.setattr(place.Folder, "point", point)
    pull.pull(replica, folder)
    assert json.loads((replica.live.path / "sources" / "masie.json").read_text()).get("error", "") == ""
    assert push.push(source, folder, by="one").sent == 0
    assert pull.pull(replica, folder).new
    assert keeping.holds(replica.live.path)


def test_the_files_of_further_machines_start_what_is_there() -> None:
    base = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    pushes = yaml.safe_load((ROOT / "deploy" / "compose.push.yaml").read_text(encoding="utf-8"))["services"]
    pulls = yaml.safe_load((ROOT / "deploy" / "compose.pull.yaml").read_text(encoding="utf-8"))["services"]
    unit = (ROOT / "deploy" / "systemd" / "amur-okhotsk-sync@.service").read_text(encoding="utf-8")
    line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    commands = [pushes["pusher"]["command"], pulls["refresher"]["command"]]
    commands += [line.partition(" -m indicators ")[2].replace("%i", what).split() for what in ("push", "pull")]
    for words in commands:
        assert program.parser().parse_args(words).watch >= command.LEAST_SECONDS
    assert {name: pushes["pusher"][name] for name in ("image", "user", "volumes", "cap_drop", "security_opt")} == {
        name: base["refresher"][name] for name in ("image", "user", "volumes", "cap_drop", "security_opt")
    }
    assert pulls.keys() <= base.keys()
    for one in (pushes["pusher"], pulls["refresher"]):
        assert {command.ENVIRONMENT, place.KEY, place.SECRET} <= one["environment"].keys()
