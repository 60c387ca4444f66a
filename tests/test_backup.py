"""Backup and restore: while writers are at work, killed in the middle, and with archives made to do harm."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from indicators import __main__ as program
from indicators import taking, tidying, watch
from indicators.backup import archive, keeping
from indicators.backup.archive import BackupError
from indicators.store import Cache
from tests.faults import kills
from tests.faults.kills import Stand


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with Stand(tmp_path_factory.mktemp("backup"), ("masie",)).standing() as found:
        members = found.first / "members"
        members.mkdir(mode=0o700)
        (members / "log.jsonl").write_text('{"what": "contributed"}\n', encoding="utf-8")
        (found.first / "light").mkdir()
        (found.first / "light" / "page.html").write_text("made anew", encoding="utf-8")
        found.anew()
        assert found.run(["digest", "--keep", "meeting"]) == 0
        shutil.rmtree(found.first)
        shutil.copytree(found.cache.root, found.first)
        yield found


def files(root: Path) -> dict[str, bytes]:
    """Everything a backup must bring back."""
    parts = [path for part in archive.PARTS for path in (root / part).rglob("[!.]*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in parts if path.suffix != ".lock"}


@pytest.mark.parametrize("ending", [".tar.zst", ".tar.gz"])
def test_a_backup_brings_back_every_byte_and_nothing_that_is_made_anew(
    stand: Stand, tmp_path: Path, ending: str
) -> None:
    stand.anew()
    file = tmp_path / f"kept{ending}"
    assert program.main(["backup", str(file), "--cache", str(stand.cache.root)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert program.main(["restore", str(file), "--cache", str(tmp_path / "new")]) == 0
    assert files(tmp_path / "new") == files(stand.cache.root)
    assert kills.digests(Cache(tmp_path / "new")) == stand.before
    assert not (tmp_path / "new" / "light").exists()
    assert not tidying.left(tmp_path)
    assert (tmp_path / "new" / "members").stat().st_mode & 0o077 == 0


def test_a_restore_needs_force_where_something_is_held_and_waits_for_no_refresher(
    stand: Stand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.anew()
    file, root = tmp_path / "kept.tar.zst", str(stand.cache.root)
    keeping.backup(stand.cache, file)
    assert stand.run(["refresh", "masie", *stand.second]) == 0
    assert program.main(["restore", str(file), "--cache", root]) == 1
    assert "Say --force" in capsys.readouterr().err
    with watch.only_one(stand.cache):
        assert program.main(["restore", str(file), "--force", "--cache", root]) == 1
    assert "another refresher is at work" in capsys.readouterr().err
    assert kills.digests(stand.cache) == stand.after
    assert program.main(["restore", str(file), "--force", "--cache", root]) == 0
    assert kills.digests(stand.cache) == stand.before
    assert stand.run(["refresh", "masie", *stand.second]) == 0
    assert not stand.complete()


def test_a_set_withdrawn_since_is_told_of(stand: Stand, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stand.anew()
    file = tmp_path / "kept.tar.gz"
    keeping.backup(stand.cache, file)
    with (stand.cache.members.path / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"what": "withdrawn", "id": "20260101-abc"}\n')
    assert program.main(["restore", str(file), "--force", "--cache", str(stand.cache.root)]) == 0
    assert "20260101-abc: it was withdrawn after the backup was made and is back." in capsys.readouterr().err


def test_a_backup_beside_writers_is_a_whole_state(stand: Stand, tmp_path: Path) -> None:
    stand.anew()
    writer = kills.started(["refresh", "masie", *stand.second, "--cache", str(stand.cache.root)])
    seen = set()
    for number in range(4):
        keeping.backup(stand.cache, tmp_path / f"{number}.tar.zst")
        found = Cache(tmp_path / f"{number}")
        keeping.restore(found, tmp_path / f"{number}.tar.zst")
        digests = kills.digests(found)
        assert digests in (stand.before, stand.after)
        seen.add(tuple(digests.values()))
    assert kills.ended(writer) == 0
    assert seen


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.9, 0.97])
def test_a_restore_that_is_killed_leaves_all_of_the_old_or_all_of_the_new(
    stand: Stand, tmp_path: Path, share: float
) -> None:
    stand.anew()
    file, root = tmp_path / "kept.tar.zst", stand.cache.root
    keeping.backup(stand.cache, file)
    given = ["restore", str(file), "--force", "--cache", str(root)]
    most = kills.operations(given, lambda: None)
    assert most > 20
    assert stand.run(["refresh", "masie", *stand.second]) == 0
    assert kills.ended(kills.started(given, after=int(most * share))) < 0
    keeping.finish(root)
    assert kills.digests(stand.cache) in (stand.before, stand.after)
    _aged(root)
    assert stand.run(given[:-2]) == 0
    assert kills.digests(stand.cache) == stand.before
    assert not tidying.left(root)


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_restore_killed_between_two_parts_is_finished(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    stand.anew()
    file = tmp_path / "kept.tar.zst"
    keeping.backup(stand.cache, file)
    kept = files(stand.cache.root)
    shutil.rmtree(stand.cache.root / "editions")
    exchanged, done = keeping._exchanged, iter(range(99))

    def stopping(one: Path, other: Path) -> bool:
        if next(done) == 1:
            raise KeyboardInterrupt
        return way(one, other)

    way = exchanged if can_exchange else lambda one, other: False
    monkeypatch.setattr(keeping, "_exchanged", stopping)
    with contextlib.suppress(KeyboardInterrupt):
        keeping.restore(stand.cache, file, force=True)
    monkeypatch.setattr(keeping, "_exchanged", way)
    assert (stand.cache.root / keeping.READY).is_dir()
    assert program.main(["status", "--json", "--cache", str(stand.cache.root)]) == 0
    assert files(stand.cache.root) == kept


def _aged(root: Path) -> None:
    for item in tidying.left(root):
        os.utime(item, (0, 0))


def _written(path: Path, *entries: tuple[tarfile.TarInfo, bytes], raw: bytes = b"") -> Path:
    """An archive of a wrongdoer."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for entry, content in entries:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    with pa.OSFile(str(path), "wb") as out, pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(packed.getvalue() + raw)
    return path


def _list(*names: str, size: int = 1, kind: str = archive.KIND, form: int = 2) -> tuple[tarfile.TarInfo, bytes]:
    checksum = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of b"x"
    told = {name: {"size": size, "sha256": checksum, "mode": 0o644} for name in names}
    content = {"kind": kind, "made": "2026-01-01T00:00:00Z", "format": form, "files": told}
    return tarfile.TarInfo(archive.LIST), json.dumps(content).encode()


def _link(name: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry, b""


X = "live/series/a.parquet"
HARMFUL: dict[str, tuple[Callable[[Path], Path], str]] = {
    "above": (lambda p: _written(p, _list("../outside")), "nothing of it belongs"),
    "inside above": (lambda p: _written(p, _list("live/../../outside")), "nothing of it belongs"),
    "absolute": (lambda p: _written(p, _list("/etc/outside")), "nothing of it belongs"),
    "shipped": (lambda p: _written(p, _list("snapshot/series/a.parquet")), "nothing of it belongs"),
    "hidden": (lambda p: _written(p, _list("live/.taking/complete.json")), "nothing of it belongs"),
    "a lock": (lambda p: _written(p, _list("live/writer.lock")), "nothing of it belongs"),
    "backslash": (lambda p: _written(p, _list("live\\..\\x/y")), "nothing of it belongs"),
    "not listed": (lambda p: _written(p, _list(X), (tarfile.TarInfo("live/b"), b"x")), "does not name"),
    "a link": (lambda p: _written(p, _list(X), _link(X)), "does not name"),
    "a hard link": (lambda p: _written(p, _list(X), _link(X, tarfile.LNKTYPE)), "does not name"),
    "a device": (lambda p: _written(p, _list(X), _link(X, tarfile.CHRTYPE)), "does not name"),
    "twice": (lambda p: _written(p, _list(X), *[(tarfile.TarInfo(X), b"x")] * 2), "does not name"),
    "another byte": (lambda p: _written(p, _list(X), (tarfile.TarInfo(X), b"y")), "checksum"),
    "another size": (lambda p: _written(p, _list(X), (tarfile.TarInfo(X), b"xx")), "another size"),
    "missing": (lambda p: _written(p, _list(X)), "1 of its files are missing"),
    "foreign": (lambda p: _written(p, _list(X, kind="a diary")), "not a backup of this program"),
    "no list": (lambda p: _written(p, (tarfile.TarInfo(X), b"x")), "not a backup of this program"),
    "later": (lambda p: _written(p, _list(X, form=99), (tarfile.TarInfo(X), b"x")), "Upgrade the program"),
    "huge": (lambda p: _written(p, _list(X, size=1 << 60)), "MB are free"),
    "a list of nonsense": (lambda p: _written(p, (tarfile.TarInfo(archive.LIST), b"[" * 9999)), "cannot be read"),
    "text": (lambda p: p.write_text("hello") and p, "cannot be read"),
    "empty": (lambda p: p.write_bytes(b"") * 0 or p, "read|not a backup"),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_an_archive_that_could_do_harm_is_refused_and_nothing_is_replaced(
    stand: Stand, tmp_path: Path, kind: str
) -> None:
    make, reason = HARMFUL[kind]
    stand.anew()
    before = files(stand.cache.root)
    with pytest.raises(BackupError, match=reason) as refused:
        keeping.restore(stand.cache, make(tmp_path / "bad.tar.zst"), force=True)
    assert "nothing was replaced" in refused.value.sentence
    assert files(stand.cache.root) == before
    assert not tidying.left(stand.cache.root)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tar.zst"]


def test_a_bomb_ends_where_the_list_ends(stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_LIST", 1 << 20)
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.XHDTYPE, 1 << 30  # a header that wants a gigabyte of memory
    path = tmp_path / "bomb.tar.zst"
    with pa.OSFile(str(path), "wb") as out, pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(header.tobuf())
        for _ in range(64):
            stream.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(BackupError, match="more comes out of it than its list says"):
        keeping.restore(Cache(tmp_path / "new"), path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_or_a_changed_backup_is_refused(stand: Stand, tmp_path: Path, share: float) -> None:
    stand.anew()
    good = tmp_path / "good.tar.zst"
    keeping.backup(stand.cache, good)
    raw = good.read_bytes()
    place = int(len(raw) * share)
    for content in (raw[:place], raw[:place] + bytes([raw[place] ^ 255]) + raw[place + 1 :]):
        (tmp_path / "bad.tar.zst").write_bytes(content)
        with contextlib.suppress(BackupError):
            keeping.restore(Cache(tmp_path / "new"), tmp_path / "bad.tar.zst", force=True)
            assert files(tmp_path / "new") == files(stand.cache.root)  # the change lay behind the last file


def test_nothing_to_keep_and_a_wrong_name_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (["backup", "x.zip"], ["backup", str(tmp_path / "x.tar.gz")], ["restore", "no.tar.gz"]):
        assert program.main([*verb, "--cache", str(tmp_path / "none")]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert "It ends in .tar.zst or .tar.gz." in told[0]
    assert "nothing was fetched here yet" in told[1]
    assert taking.format_of(tmp_path / "none") == 1
