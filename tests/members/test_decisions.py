"""A set is staged, published, replaced and withdrawn whole; what a crash cut short is finished; the log stays."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from indicators import captions
from indicators.__main__ import main
from indicators.audience import MEMBERS, PUBLIC, SECRETARIAT, acting
from indicators.catalog import catalog, shipped
from indicators.errors import StoreError
from indicators.members import decision, log, staging
from indicators.members.errors import MembersError
from indicators.members.staging import Contribution
from indicators.store import Cache, Side
from tests.members.tables import GOOD, empty_cache, text

ID = "water_temperature.khabarovsk.member_bureya_water"


def handed_in(cache: Cache, content: str) -> Contribution:
    path = cache.root.parent / "mine.csv"
    path.write_text(content, encoding="utf-8")
    made, checked = staging.hand_in(path, cache, "a.person")
    assert made is not None, [one.sentence("en") for one in checked.findings]
    return made


def done(cache: Cache) -> list[str]:
    return [str(entry["what"]) for entry in log.entries(staging.folder(cache.root))]


def seen(cache: Cache, who: object = MEMBERS) -> list[str]:
    return list(Cache(cache.root, who).metas())  # type: ignore[arg-type]


def test_nobody_sees_a_set_before_it_is_published_and_only_its_audience_after(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text())
    assert seen(cache, SECRETARIAT) == []
    decision.publish(cache.root, made.id, "s")
    assert (seen(cache, PUBLIC), seen(cache), seen(cache, SECRETARIAT)) == ([], [ID], [ID])
    held = Cache(cache.root, MEMBERS).read(ID)
    assert list(held.observations["value"]) == [19.4, 19.8, 20.1] and held.origin == "members"
    assert (held.meta.sha256, held.meta.disclosure) == (made.sha256, "members")
    with pytest.raises(StoreError, match="not in the cache"):
        Cache(cache.root, PUBLIC).read(ID)


def test_a_published_set_is_a_source_for_whoever_may_see_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = empty_cache(tmp_path)
    monkeypatch.setenv("AMUR_OKHOTSK_CACHE", str(cache.root))
    decision.publish(cache.root, handed_in(cache, text()).id, "s")
    assert catalog().sources.keys() == shipped().sources.keys()
    with acting(MEMBERS):
        [line] = captions.caption([Cache().read(ID)], catalog(), "en")
    assert "Water of the Bureya, Institute of Water (RUS)" in line and "CC-BY-4.0" in line
    assert "institute.example" not in (cache.root / "members" / "sources.json").read_text()


def test_the_stamp_differs_between_audiences_that_see_different_things(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    before = Cache(cache.root, PUBLIC).stamp()
    decision.publish(cache.root, handed_in(cache, text()).id, "s")
    assert Cache(cache.root, PUBLIC).stamp() == before
    assert Cache(cache.root, MEMBERS).stamp() != before
    assert Cache(cache.root, MEMBERS).stamps([ID]) != Cache(cache.root, PUBLIC).stamps([ID])


def test_an_embargo_ends_by_itself_on_its_day(tmp_path: Path) -> None:
    import datetime as dt

    cache = empty_cache(tmp_path)
    decision.publish(cache.root, handed_in(cache, text(disclosure="embargo:2099-05-01")).id, "s")
    stamps = []
    for day, ids in ((dt.date(2099, 4, 30), []), (dt.date(2099, 5, 1), [ID])):
        with mock.patch("indicators.audience.today", lambda day=day: day):
            assert seen(cache, PUBLIC) == ids and seen(cache, SECRETARIAT) == [ID]
            stamps.append(Cache(cache.root, PUBLIC).stamp())
    assert stamps[0] != stamps[1]


def test_a_withdrawn_set_leaves_everything_but_its_record(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text(disclosure="public"))
    decision.publish(cache.root, made.id, "s")
    light, job, kept = (
        cache.root / one for one in ("light/20260101-1-2-a/en", "export/" + "a" * 32, "editions/e/series")
    )
    for folder in (light, job, kept):
        folder.mkdir(parents=True)
    (kept / f"{ID}.parquet").write_bytes(b"copy")
    stamp = Cache(cache.root, PUBLIC).stamp()
    decision.withdraw(cache.root, made.id, "s", "a sensor was wrong")
    assert seen(cache, SECRETARIAT) == [] and Cache(cache.root, PUBLIC).stamp() != stamp
    assert not light.exists() and not job.exists() and not list(kept.iterdir())
    left = [one.name for one in (cache.root / "members").rglob("*") if one.is_file()]
    assert sorted(left) == ["contribution.json", "log.jsonl", "members.lock", "sources.json"]
    assert done(cache) == ["contributed", "published", "withdrawn"]
    assert list(log.entries(staging.folder(cache.root)))[-1]["reason"] == "a sensor was wrong"


def test_every_step_may_be_taken_twice(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    one, again = handed_in(cache, text()), handed_in(cache, text())
    assert one == again
    for _ in range(2):
        assert decision.publish(cache.root, one.id, "s").state == "published"
    for _ in range(2):
        assert decision.withdraw(cache.root, one.id, "s", "why").state == "withdrawn"
    assert done(cache) == ["contributed", "published", "withdrawn"]
    with pytest.raises(MembersError, match="withdrawn"):
        decision.publish(cache.root, one.id, "s")
    assert handed_in(cache, text()).state == "staged"


def test_a_set_of_the_same_name_replaces_the_one_before_if_it_is_of_the_same_people(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    first = handed_in(cache, text())
    decision.publish(cache.root, first.id, "s")
    other = handed_in(cache, text(organisation="Somebody else"))
    with pytest.raises(MembersError, match="short name of a set of Institute of Water"):
        decision.publish(cache.root, other.id, "s")
    second = handed_in(cache, text(GOOD[0], ("ph", "khabarovsk", "2024-07-01", "7.1", "pH")))
    decision.publish(cache.root, second.id, "s")
    assert seen(cache) == ["ph.khabarovsk.member_bureya_water", ID]
    assert len(Cache(cache.root, MEMBERS).read(ID).observations) == 1
    before = staging.find(staging.folder(cache.root), first.id)
    assert before is not None and before.state == "superseded"


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_publication_cut_short_is_finished_by_the_next_step(cut: int, tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text(GOOD[0], ("ph", "khabarovsk", "2024-07-01", "7.1", "pH")))
    counted = iter(range(1, 100))

    def cuts(before: object) -> object:
        def step(*given: object, **more: object) -> object:
            if next(counted) == cut:
                raise KeyboardInterrupt
            return before(*given, **more)  # type: ignore[operator]

        return step

    seams = [(staging, "write"), (decision.entries, "write"), (Side, "write"), (log, "append")]
    with pytest.MonkeyPatch.context() as patch:
        for where, name in seams:
            patch.setattr(where, name, cuts(getattr(where, name)))
        try:
            decision.publish(cache.root, made.id, "s")
        except KeyboardInterrupt:
            assert cut <= 6
    decision.publish(cache.root, made.id, "s")
    assert len(seen(cache)) == 2 and done(cache) == ["contributed", "published"]


def test_two_at_once_publish_and_hand_in_without_losing_a_line(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text())
    members = staging.folder(cache.root)

    def work(number: int) -> None:
        with staging.alone(cache.root):
            log.append(members, "tried", made.id, str(number))
        decision.publish(cache.root, made.id, str(number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done(cache)) == ["contributed", "published", *["tried"] * 4]


def test_a_line_of_the_log_that_was_cut_costs_that_line_only(tmp_path: Path) -> None:
    for what in ("one", "two"):
        log.append(tmp_path, what, "id", "who")
        with (tmp_path / log.NAME).open("ab") as handle:
            handle.write(b'{"at": "20')
    log.append(tmp_path, "three", "id", "who")
    assert [entry["what"] for entry in log.entries(tmp_path)] == ["one", "two", "three"]


def test_the_template_and_a_file_with_faults_are_not_kept(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    for content in (text(title="EXAMPLE of a set"), text(("x", "y", "z", "a", "b"))):
        path = tmp_path / "mine.csv"
        path.write_text(content, encoding="utf-8")
        made, _ = staging.hand_in(path, cache, "a.person")
        assert made is None and staging.listed(cache.root) == []


def test_a_file_changed_while_it_waited_is_not_published(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text())
    staging.file(staging.folder(cache.root), made).write_text(text(("x", "y", "z", "a", "b")), encoding="utf-8")
    with pytest.raises(MembersError):
        decision.publish(cache.root, made.id, "s")
    assert seen(cache, SECRETARIAT) == []


@pytest.mark.parametrize("name", ["../../etc-000000000000", "a-00000000000", "", "A-000000000000"])
def test_an_id_is_never_a_path(name: str, tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    with pytest.raises(MembersError, match="no such set"):
        decision.publish(cache.root, name, "s")


def test_a_record_or_a_list_that_is_damaged_takes_down_nothing_else(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text())
    (staging.file(staging.folder(cache.root), made).parent / staging.RECORD).write_text("{")
    assert staging.listed(cache.root) == []
    with pytest.raises(MembersError, match="cannot be read"):
        decision.publish(cache.root, made.id, "s")
    (cache.root / "members" / "sources.json").write_text("[")
    assert list(Cache(cache.root, SECRETARIAT).metas()) == []


def test_the_verbs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, root = tmp_path / "mine.csv", str(tmp_path / "cache")
    path.write_text(text(), encoding="utf-8")
    assert main(["--cache", root, "contribute", str(path), "--disclosure", "members", "--json", "--by", "me"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["state"] == "staged" and "contact" not in json.dumps(made)
    assert main(["--cache", root, "decide", "publish", made["id"], "--by", "s"]) == 0
    capsys.readouterr()
    for who, count in (("public", 0), ("members", 1)):
        assert main(["--cache", root, "list", "--as", who, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)) == count
    assert main(["--cache", root, "show", ID]) == 1
    assert ID not in capsys.readouterr().err.replace(ID, "", 1).removeprefix(":")
    assert main(["--cache", root, "withdraw", made["id"], "--reason", " "]) == 1
    assert "no reason given" in capsys.readouterr().err
    assert main(["--cache", root, "withdraw", made["id"], "--reason", "asked for"]) == 0
    assert main(["--cache", root, "decide", "log"]) == 0
    assert [json.loads(line)["what"] for line in capsys.readouterr().out.splitlines()[-3:]] == [
        "contributed", "published", "withdrawn"
    ]  # fmt: skip


def test_facts_of_a_set_are_kept_as_they_were_read(tmp_path: Path) -> None:
    cache = empty_cache(tmp_path)
    made = handed_in(cache, text())
    assert staging.find(staging.folder(cache.root), made.id) == made == replace(made)
