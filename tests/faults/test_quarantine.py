"""An edition held back: kept with its reasons, told everywhere, decided by a person, and not asked about twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators import refresh, status, store
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.locales import languages
from indicators.quarantine import keeping as quarantine
from indicators.quarantine.plausible import Finding
from indicators.store import Cache, now
from tests import provider_files as files
from tests.faults import samples
from tests.mirror import Mirror

MASIE = "masie"
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
GOOD = samples.winter((2025, 2026), 40)
WRONG = [(day, (value or 0) * 1000) for day, value in GOOD]
URL = samples.url(MASIE)


def csv(rows: samples.Rows) -> bytes:
    return files.masie_csv(samples.Listed(rows))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "now", lambda: samples.NOW)


@pytest.fixture
def held(cache: Cache, mirror: Mirror, http: Http) -> Iterator[Cache]:
    """Good data held, and the provider then gives them times a thousand."""
    mirror.serve(URL, csv(GOOD), etag='"good"')
    assert ask(cache, http).result == "updated"
    mirror.serve(URL, csv(WRONG), etag='"wrong"')
    yield cache


def ask(cache: Cache, http: Http) -> refresh.Outcome:
    return refresh.refresh_one(cache, catalog(), MASIE, http)


def first_value(cache: Cache) -> float:
    return float(cache.read(OKHOTSK).observations["value"].iloc[0])


def run(cache: Cache, *words: str) -> int:
    return main(["--cache", str(cache.root), "quarantine", *words])


def test_it_is_kept_aside_with_its_reasons_and_the_good_data_stay(held: Cache, http: Http) -> None:
    outcome = ask(held, http)
    assert (outcome.result, outcome.failed) == ("quarantined", True)
    assert "about 1,000 times those held (80 compared)" in outcome.sentence
    assert first_value(held) == 400_000
    state = held.live.state(MASIE)
    assert state is not None and state.error == outcome.sentence and state.etag == '"good"'
    assert state.quarantined == "2026-02-10T06:00:00Z"
    assert status.of_source(MASIE, catalog(), held.metas(), state, now()).state == "quarantined"
    (one,) = quarantine.pending(held.live, MASIE)
    assert (one.folder / "payload").read_bytes() == csv(WRONG)
    report = json.loads((one.folder / "report.json").read_text(encoding="utf-8"))
    found = [item for item in report["findings"] if item["series"] == OKHOTSK]
    assert {item["what"] for item in found} == {"factor", "outside"}
    assert held.live.path / "quarantine" / MASIE == one.folder.parent


def test_the_same_bytes_are_neither_sent_nor_judged_again(
    held: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(held, http)
    mirror.asked.clear()
    monkeypatch.setattr(refresh.fetchers, "parse", lambda *_: pytest.fail("judged again"))
    again = ask(held, http)
    assert (again.result, again.sentence) == ("quarantined", first.sentence)
    assert mirror.asked[0].headers["If-None-Match"] == '"wrong"'
    assert len(quarantine.pending(held.live, MASIE)) == 1


def test_a_provider_that_takes_it_back_settles_it(held: Cache, mirror: Mirror, http: Http) -> None:
    ask(held, http)
    mirror.serve(URL, csv(GOOD), etag='"good"')
    assert ask(held, http).result == "unchanged"
    state = held.live.state(MASIE)
    assert state is not None and (state.error, state.quarantined) == ("", "")
    assert quarantine.pending(held.live, MASIE) == []
    assert [one["decision"] for one in quarantine.decisions(held.live, MASIE)] == ["withdrawn"]


def test_a_newer_suspicious_edition_takes_its_place(held: Cache, mirror: Mirror, http: Http) -> None:
    ask(held, http)
    mirror.serve(URL, csv([(day, (value or 0) * 500) for day, value in GOOD]), etag='"other"')
    assert "about 500 times" in ask(held, http).sentence
    assert len(quarantine.pending(held.live, MASIE)) == 1
    assert [one["decision"] for one in quarantine.decisions(held.live, MASIE)] == ["superseded"]


def test_a_person_accepts_it(held: Cache, http: Http, capsys: pytest.CaptureFixture[str]) -> None:
    ask(held, http)
    assert run(held, "accept", MASIE, "--by", "A. Person", "--reason", "new unit") == 0
    assert "accepted and stored, 3 series" in capsys.readouterr().out
    assert first_value(held) == 400_000_000
    (told,) = quarantine.decisions(held.live, MASIE)
    assert (told["decision"], told["by"], told["reason"], told["at"]) == (
        "accepted", "A. Person", "new unit", "2026-02-10T06:00:00Z",
    )  # fmt: skip
    state = held.live.state(MASIE)
    assert state is not None and (state.error, state.etag) == ("", '"wrong"')
    assert list(held.live.revisions(MASIE))[-1]["changes"][OKHOTSK][0]["new"] == 400_000_000
    assert ask(held, http).result == "unchanged"
    assert quarantine.pending(held.live, MASIE) == []


def test_a_person_rejects_it_and_is_not_asked_again(
    held: Cache, mirror: Mirror, http: Http, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(held, http)
    assert run(held, "reject", MASIE, "--reason", "wrong unit") == 0
    capsys.readouterr()
    for etag in ('"wrong"', '"same bytes, other mark"'):
        mirror.serve(URL, csv(WRONG), etag=etag)
        outcome = ask(held, http)
        assert outcome.result == "failed"
        assert "the edition that was rejected on 2026-02-10 (wrong unit)" in outcome.sentence
    assert quarantine.pending(held.live, MASIE) == [] and first_value(held) == 400_000
    assert run(held) == 0 and capsys.readouterr().out == "Nothing is held back.\n"
    mirror.serve(URL, csv(GOOD[:-1] + [(GOOD[-1][0], 1.0)]), etag='"mended"')
    assert ask(held, http).result == "updated"


def test_the_list_tells_what_a_person_needs(held: Cache, http: Http, capsys: pytest.CaptureFixture[str]) -> None:
    ask(held, http)
    assert run(held) == 0
    plain = capsys.readouterr().out
    assert "masie" in plain and "held back since 2026-02-10T06:00:00Z" in plain and "1,000 times" in plain
    assert run(held, "list", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["source"] == MASIE and told["count"] == len(told["findings"]) == len(told["sentences"])
    assert {"series": OKHOTSK, "what": "factor", "figures": {"ratio": 1000.0, "count": 80}} in told["findings"]


def test_wrong_usage_is_told(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(held, "accept") == 2
    assert run(held, "accept", "masy") == 2
    assert run(held, "accept", MASIE) == 1
    assert "nothing of it is held back" in capsys.readouterr().err


def test_a_file_carried_by_hand_is_refused_and_taken_on_purpose(held: Cache, tmp_path: Path) -> None:
    file = tmp_path / "masie.csv"
    file.write_bytes(csv(WRONG))
    words = ["--cache", str(held.root), "load", MASIE, str(file)]
    assert main(words) == 1
    state = held.live.state(MASIE)
    assert state is not None and "`load --force`" in state.error and not state.quarantined
    assert quarantine.sources(held.live) == [] and first_value(held) == 400_000
    assert main([*words, "--force"]) == 0
    assert first_value(held) == 400_000_000


def test_bytes_that_were_damaged_where_they_lie_are_not_accepted(held: Cache, http: Http) -> None:
    ask(held, http)
    (one,) = quarantine.pending(held.live, MASIE)
    (one.folder / "payload").write_bytes(b"something else")
    assert run(held, "accept", MASIE) == 1
    assert first_value(held) == 400_000


def test_every_finding_is_a_sentence_in_every_language() -> None:
    figures = {
        "count": 12, "held": 120, "first": "2026-01-31", "ratio": 1000.0, "compared": 100, "median": 5.0, "least": 1.0,
        "most": 3.0, "value": -1.0, "unit": "km²",
    }  # fmt: skip
    for what in ("lost", "withdrawn", "factor", "rewritten", "missing", "level", "outside", "future"):
        for lang in languages():
            for series in (OKHOTSK, ""):
                said = quarantine.sentence(Finding(series, what, figures), lang)
                assert len(said) > 20 and "{" not in said


def test_the_sources_page_tells_what_is_held_back_and_why(
    held: Cache, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(held, http)
    monkeypatch.setenv(store.ENVIRONMENT, str(held.root))
    tried = AppTest.from_file(str(store.ROOT.parent / "pages" / "sources.py"), default_timeout=120)
    tried.query_params["open"] = [MASIE]
    shown = " ".join(str(part.proto.body) for part in tried.run().main if part.type == "html")
    assert not tried.exception
    assert "new edition held back" in shown
    assert "Since 10 Feb 2026 a new edition of this source is held back" in shown
    assert "about 1,000 times those held (80 compared)" in shown
