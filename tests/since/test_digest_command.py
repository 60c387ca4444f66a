"""`python -m indicators digest`: what it prints, and 1 or 2 with one sentence where it cannot."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from indicators import refresh
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.series import Payload
from indicators.since import as_data
from indicators.store import Cache
from tests import provider_files as files

DAYS = [dt.date(2025, 9, 1) + dt.timedelta(days=number) for number in range(20)]


@pytest.fixture
def held(cache: Cache) -> Cache:
    """MASIE to 20 September 2025, loaded the day after."""
    content = files.masie_csv({day: 100.0 + number for number, day in enumerate(DAYS)})
    refresh.load(cache, catalog(), "masie", Payload(content, "m.csv", dt.datetime(2025, 9, 21, tzinfo=dt.UTC)))
    return cache


def run(cache: Cache, *words: str) -> int:
    return main(["digest", "--cache", str(cache.root), *words])


def test_without_options_it_is_markdown_since_the_last_meeting(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(held) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("# Since the last meeting\n")
    assert "NEAMPAN expert meeting on marine mammals, 11 Sep 2025" in out


def test_the_json_has_the_keys_of_the_contract(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(held, "--from", "2025-09-11", "--to", "2025-09-30", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "from", "to", "basis", "notes", "totals", "countries", "indicators", "series", "citations", "broken",
    }  # fmt: skip
    assert set(told["totals"]) == {
        "new_series", "withdrawn_series", "came", "within", "in_new_series", "observed", "revised", "removed",
        "newly_stale",
    }  # fmt: skip
    assert set(told["series"][0]) == {
        "id", "indicator", "place", "region", "countries", "source", "unit", "kind", "came", "observed", "revised",
        "removed", "revisions", "age", "vintage", "licence", "redistribute", "withheld",
    }  # fmt: skip
    assert (told["from"]["at"], told["to"]["at"]) == ("2025-09-11T23:59:59Z", "2025-09-30T23:59:59Z")
    assert told["totals"]["observed"] == 27


def test_the_contract_names_the_keys_and_columns(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    run(held, "--json")
    told = json.loads(capsys.readouterr().out)
    contract = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text(encoding="utf-8")
    keys = {*told, *told["totals"], *told["series"][0], *told["series"][0]["came"], *told["series"][0]["age"]}
    assert sorted(key for key in {*keys, *as_data.COLUMNS} if f"`{key}`" not in contract) == []


def test_the_csv_is_a_table(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(held, "--from", "2025-09-11", "--csv", "--country", "JPN") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["countries"] for row in rows} == {"JPN RUS"}


def test_an_edition_is_kept_and_compared(held: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(held, "--keep", "autumn") == 0
    assert "3 series kept" in capsys.readouterr().out
    content = files.masie_csv(dict.fromkeys(DAYS, 200.0))
    refresh.load(
        held, catalog(), "masie", Payload(content, "m.csv", dt.datetime(2025, 9, 22, tzinfo=dt.UTC)), force=True
    )
    assert run(held, "--from", "autumn", "--json") == 0
    assert json.loads(capsys.readouterr().out)["totals"]["revised"] == len(DAYS)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--from", "neampan_2024"), 2, "Did you mean neampan_2025"),
        (("--from", "2025-13-01"), 2, "not a date"),
        (("--from", "2026-09-11", "--to", "2025-09-11"), 2, "earlier one first"),
        (("--from", "/no/such/place"), 1, "no such file or folder"),
        (("--from", "snapshot"), 1, "not a cache"),
        (("--country", "USA"), 2, "unknown country 'USA'"),
        (("--indicator", "ice"), 2, "unknown indicator 'ice'"),
        (("--lang", "xx"), 2, "unknown language 'xx'"),
        (("--keep", "Now!"), 1, "not a name of an edition"),
    ],
)
def test_bad_input_is_one_sentence(
    held: Cache, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, told: str
) -> None:
    assert run(held, *words) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert err.count("\n") == 1


def test_a_file_that_is_no_archive_is_one_sentence(
    held: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.zip").write_text("not a zip")
    assert run(held, "--from", str(tmp_path / "old.zip")) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_two_forms_at_once_are_wrong_usage(held: Cache) -> None:
    with pytest.raises(SystemExit) as told:
        run(held, "--json", "--csv")
    assert told.value.code == 2
