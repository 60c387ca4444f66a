"""From bytes to the cache: whatever comes instead of good data is told in one sentence and changes nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from indicators import carried, fetchers, refresh, status
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http, Limits
from indicators.refresh import Outcome, refresh_one
from indicators.series import Payload
from indicators.store import Cache, State, now
from tests import provider_files as files
from tests.mirror import Mirror, Reply

MASIE, DAILY, MONTHLY = "masie", "sea_ice_index", "sea_ice_index_monthly"
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
YEARS = (2023, 2024, 2025)
DAYS = [dt.date(year, 1, 1) + dt.timedelta(days=day) for year in YEARS for day in range(60)]
EXTENTS = {day: 500_000.25 + 1000 * number for number, day in enumerate(DAYS)}
CSV = files.masie_csv(EXTENTS)
SHEET = files.daily_sheet(YEARS, EXTENTS)
WORKBOOK = files.sea_ice_index(SHEET)
MONTHS = files.monthly_sheet({year: {month: 1e6 / month for month in (1, 2, 3)} for year in YEARS})
MONTHLY_WORKBOOK = files.sea_ice_index(MONTHS)
GOOD = {MASIE: CSV, DAILY: WORKBOOK, MONTHLY: MONTHLY_WORKBOOK}


def url(source: str) -> str:
    address = catalog().sources[source].url
    assert address is not None
    return address


def contents(cache: Cache) -> dict[str, bytes]:
    """Every series file of the live cache, byte for byte."""
    return {item.name: item.read_bytes() for item in cache.live.path.glob("series/*")}


def lines(csv: bytes = CSV) -> list[str]:
    return csv.decode().splitlines(keepends=True)


def with_cell(sheet: files.Rows, row: int, column: int, cell: object) -> files.Rows:
    changed = [list(cells) for cells in sheet]
    changed[row][column] = cell
    return changed


def on(year: int) -> Callable[[str], bool]:
    return lambda line: line.startswith(f" {year}")


# -- good data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "series", "rows"), [(MASIE, 3, 3 * 180), (DAILY, 4, 4 * 180), (MONTHLY, 4, 4 * 9)])
def test_good_data_are_stored(cache: Cache, mirror: Mirror, http: Http, source: str, series: int, rows: int) -> None:
    mirror.serve(url(source), GOOD[source], etag='"v1"')
    outcome = refresh_one(cache, catalog(), source, http)
    assert (outcome.result, outcome.series, outcome.observations, outcome.revised) == ("updated", series, rows, 0)
    state = cache.live.state(source)
    assert state is not None
    assert (state.error, state.etag, state.size_bytes) == ("", '"v1"', len(GOOD[source]))
    assert {meta.sha256 for meta, _ in cache.metas().values()} == {state.sha256}


def test_what_is_stored_is_what_the_provider_wrote(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(url(MASIE), CSV)
    refresh_one(cache, catalog(), MASIE, http)
    held = cache.read(OKHOTSK)
    assert dict(zip(held.observations["time_start"].dt.date, held.observations["value"], strict=True)) == EXTENTS
    assert f"accessed {held.meta.retrieved[:10]}" in held.meta.citation_text
    assert held.meta.redistribute == "raw"


@pytest.mark.parametrize("validator", [{"etag": '"v1"'}, {"last_modified": "Sat, 27 Jun 2026 10:00:00 GMT"}])
@pytest.mark.parametrize("source", GOOD)
def test_an_unchanged_source_costs_one_conditional_request_and_no_parsing(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch, source: str, validator: dict[str, str]
) -> None:
    mirror.serve(url(source), GOOD[source], **validator)
    refresh_one(cache, catalog(), source, http)
    before = contents(cache)
    mirror.asked.clear()
    monkeypatch.setattr(fetchers, "parse", never)
    assert refresh_one(cache, catalog(), source, http).result == "unchanged"
    (asked,) = mirror.asked
    assert {"If-None-Match", "If-Modified-Since"} & set(asked.headers)
    assert contents(cache) == before


def test_the_same_bytes_without_validators_are_not_parsed_again(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.serve(url(MASIE), CSV)
    refresh_one(cache, catalog(), MASIE, http)
    monkeypatch.setattr(fetchers, "parse", never)
    assert refresh_one(cache, catalog(), MASIE, http).result == "unchanged"


def never(*_: object) -> NoReturn:
    raise AssertionError("parsed though nothing changed")


def test_more_days_are_growth_and_a_changed_day_is_logged(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(url(MASIE), CSV)
    refresh_one(cache, catalog(), MASIE, http)
    mirror.serve(url(MASIE), files.masie_csv(EXTENTS | {DAYS[-1] + dt.timedelta(days=1): 1.0, DAYS[5]: 7.0}))
    outcome = refresh_one(cache, catalog(), MASIE, http)
    assert (outcome.result, outcome.revised, outcome.observations) == ("updated", 1, 3 * 181)
    (log,) = cache.live.revisions(MASIE)
    (change,) = log["changes"][OKHOTSK]
    assert (change["kind"], change["old"], change["new"]) == ("changed", EXTENTS[DAYS[5]], 7.0)


# -- bad data ----------------------------------------------------------------------------------------------------

TRANSPORT: Mapping[str, Callable[[Mirror, str], None]] = {
    "truncated body": lambda mirror, address: mirror.truncate(address, CSV),
    "login page": lambda mirror, address: mirror.login(address),
    "404": lambda mirror, address: mirror.fail(address, 404),
    "500": lambda mirror, address: mirror.fail(address, 500),
    "time-out": lambda mirror, address: mirror.hang(address),
    "dripping body": lambda mirror, address: mirror.drip(address),
    "empty file": lambda mirror, address: mirror.serve(address, b""),
    "blank file": lambda mirror, address: mirror.serve(address, b"\n \n"),
    "1 GB": lambda mirror, address: mirror.flood(address, 1024),
    "another host": lambda mirror, address: mirror.redirect(address, "https://login.example.org/"),
}
BAD_CSV: Mapping[str, tuple[bytes, str]] = {
    "wrong file: a workbook": (WORKBOOK, "MASIE"),
    "wrong file: another CSV": (b"Year, Month, Day, Extent\n1978, 10, 26, 10.231\n", "yyyyddd"),
    "wrong file: JSON": (b'{"message": "maintenance"}', "MASIE|yyyyddd"),
    "a page without a doctype": (b"<head><title>Login</title></head>\n<body>Sign in</body>", "MASIE|yyyyddd"),
    "a column renamed": (CSV.replace(b"(14) Sea_of_Okhotsk", b"(14) Okhotsk_Sea"), r"\(14\) Sea_of_Okhotsk"),
    "the date column renamed": (CSV.replace(b"yyyyddd", b"date"), "yyyyddd"),
    "a value that is text": (CSV.replace(b"500000.25", b"     n/av"), "line 3.*Sea_of_Okhotsk"),
    "a value below zero": (CSV.replace(b"500000.25", b"-99999.00"), "line 3"),
    "a value without end": (CSV.replace(b"500000.25", b"      inf"), "infinite"),
    "a value missing": (CSV.replace(b" 500000.25", b"          "), "line 3"),
    "a day that is none": (CSV.replace(b" 2024001", b" 2024400"), "2024400"),
    "a day twice": (CSV + lines()[-1].encode(), "same period twice"),
    "a line cut": ("".join(lines()).rstrip()[:-60].encode(), "line 182"),
    "a year missing": ("".join(line for line in lines() if not on(2024)(line)).encode(), "2024"),
    "no rows": ("".join(lines()[:2]).encode(), ""),
    "an older edition": ("".join(lines()[:-5]).encode(), "ends on"),
}
NEXT_YEAR = {day.replace(year=2026): value for day, value in EXTENTS.items() if day.year == 2025}
BAD_SHEET: Mapping[str, tuple[files.Rows, str]] = {
    "the wrong workbook": (MONTHS, "month"),
    "the month column renamed": (with_cell(SHEET, 0, 0, "Month of year"), "row 1"),
    "a year that is text": (with_cell(SHEET, 0, 3, "2024*"), r"2024\*"),
    "a value that is text": (with_cell(SHEET, 9, 3, "no data"), "row 10"),
    "a value below zero": (with_cell(SHEET, 9, 3, -1.0), "row 10"),
    "a day that is text": (with_cell(SHEET, 9, 1, "ninth"), "row 10"),
    "a month misspelled": (with_cell(SHEET, 32, 0, "Febuary"), ""),
    "a day twice": ([*SHEET[:20], SHEET[19], *SHEET[20:]], "same period twice"),
    "a year twice": (with_cell(SHEET, 0, 2, 2025), "same period twice"),
    "a year missing": (files.daily_sheet((2023, 2025), EXTENTS), "2024"),
    "a year missing while another came": (files.daily_sheet((2023, 2025, 2026), EXTENTS | NEXT_YEAR), "2024"),
    "no values": (files.daily_sheet(YEARS, {}), ""),
    "an empty sheet": ([], ""),
    "an older edition": (files.daily_sheet((2023, 2024), EXTENTS), "ends on"),
}
BAD_MONTHS: Mapping[str, tuple[files.Rows, str]] = {
    "the wrong workbook": (SHEET, "January"),
    "a month renamed": (with_cell(MONTHS, 0, 3, "Febr."), "February"),
    "a value that is text": (with_cell(MONTHS, 4, 3, "x"), "row 5"),
    "a year that is text": (with_cell(MONTHS, 4, 0, "2024*"), r"2024\*"),
    "a year twice": ([*MONTHS, MONTHS[-1]], "same period twice"),
    "a year missing": ([*MONTHS[:4], *MONTHS[5:]], "2024"),
    "no years": (MONTHS[:3], "no years"),
}


NEVER_ENDS = (TRANSPORT["time-out"], TRANSPORT["dripping body"])
HURRIED = Limits(connect_seconds=3, read_seconds=0.4, total_seconds=1, retries=1, backoff_seconds=0)
"""For what never ends; any other answer may take its time on a busy machine."""


def patience(bad: object, mirror: Mirror, http: Http) -> Http:
    return Http(mirror=mirror.url, limits=HURRIED) if bad in NEVER_ENDS else http


ONLY_AGAINST_WHAT_IS_HELD = ("a year missing", "a year missing while another came", "an older edition")


def bad_cases(*, held: bool) -> list[object]:
    """Every bad answer of every source; `held` also those that only a comparison can find."""
    cases: list[object] = []
    for source in (MASIE, DAILY):
        cases += [pytest.param(source, play, "", id=f"{source}-{name}") for name, play in TRANSPORT.items()]
    workbooks = [(DAILY, name, files.sea_ice_index(sheet), told) for name, (sheet, told) in BAD_SHEET.items()]
    workbooks += [(MONTHLY, name, files.sea_ice_index(sheet), told) for name, (sheet, told) in BAD_MONTHS.items()]
    workbooks += [
        (DAILY, "a sheet renamed", files.workbook({"Sea of Okhotsk": SHEET}), "no sheet '(Bering|Okhotsk)-"),
        (DAILY, "half of a workbook", WORKBOOK[: len(WORKBOOK) // 2], "Sea Ice Index"),
        (DAILY, "wrong file: a CSV", CSV, "Sea Ice Index"),
    ]
    bodies = [(MASIE, name, body, told) for name, (body, told) in BAD_CSV.items()] + workbooks
    return cases + [
        pytest.param(source, body, told, id=f"{source}-{name}")
        for source, name, body, told in bodies
        if held or name not in ONLY_AGAINST_WHAT_IS_HELD
    ]


@pytest.mark.parametrize(("source", "bad", "told"), bad_cases(held=True))
def test_bad_data_are_told_and_change_nothing(
    cache: Cache, mirror: Mirror, http: Http, source: str, bad: bytes | Callable[[Mirror, str], None], told: str
) -> None:
    mirror.serve(url(source), GOOD[source], etag='"v1"')
    assert refresh_one(cache, catalog(), source, http).result == "updated"
    before, state_before = contents(cache), cache.live.state(source)
    assert state_before is not None
    bad(mirror, url(source)) if callable(bad) else mirror.serve(url(source), bad, etag='"v2"')

    outcome = refresh_one(cache, catalog(), source, patience(bad, mirror, http))

    assert outcome.failed
    assert contents(cache) == before
    state = cache.live.state(source)
    assert state is not None
    assert state.error == outcome.sentence
    assert_one_clear_sentence(state.error, told)
    # what is known of the good data stays, so the next request is conditional on them
    assert (state.etag, state.sha256, state.retrieved) == (
        state_before.etag,
        state_before.sha256,
        state_before.retrieved,
    )
    judged = "quarantined" if outcome.result == "quarantined" else "failed"
    assert status.of_source(source, catalog(), cache.metas(), state, now()).state == judged

    mirror.serve(url(source), GOOD[source], etag='"v1"')
    assert refresh_one(cache, catalog(), source, http).result == "unchanged"
    healed = cache.live.state(source)
    assert healed is not None
    assert (healed.error, healed.failures) == ("", 0)


@pytest.mark.parametrize(("source", "bad", "told"), bad_cases(held=False))
def test_bad_data_are_told_where_nothing_is_held(
    cache: Cache, mirror: Mirror, http: Http, source: str, bad: bytes | Callable[[Mirror, str], None], told: str
) -> None:
    bad(mirror, url(source)) if callable(bad) else mirror.serve(url(source), bad)
    outcome = refresh_one(cache, catalog(), source, patience(bad, mirror, http))
    assert outcome.failed
    assert contents(cache) == {}
    assert_one_clear_sentence(outcome.sentence, told)


def assert_one_clear_sentence(sentence: str, told: str) -> None:
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    assert 20 < len(sentence) < 500
    assert "Traceback" not in sentence
    assert re.search(told, sentence), sentence


# -- failures beside each other ----------------------------------------------------------------------------------


def test_a_failed_source_leaves_the_others_alone(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.fail(url(MASIE), 404)
    mirror.serve(url(DAILY), WORKBOOK)
    outcomes = {one.source: one.result for one in refresh.refresh(cache, catalog(), [MASIE, DAILY], http)}
    assert outcomes == {MASIE: "failed", DAILY: "updated"}


def test_an_unforeseen_error_is_a_failure_of_its_source_only(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.serve(url(DAILY), WORKBOOK)
    ask = Http.ask

    def stumble(self: Http, address: str, **options: object) -> object:
        if "masie" in address:
            raise ValueError("nobody thought of this")
        return ask(self, address, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Http, "ask", stumble)
    outcomes = {one.source: one for one in refresh.refresh(cache, catalog(), [MASIE, DAILY], http)}
    assert outcomes[MASIE].failed
    assert "nobody thought of this" in outcomes[MASIE].sentence
    assert outcomes[DAILY].result == "updated"


def test_failures_are_counted_from_the_first(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(url(MASIE), CSV, etag='"v1"')
    refresh_one(cache, catalog(), MASIE, http)
    mirror.fail(url(MASIE), 404)
    states = []
    for _ in range(3):
        refresh_one(cache, catalog(), MASIE, http)
        states.append(cache.live.state(MASIE))
    assert [state.failures for state in states if state] == [1, 2, 3]
    assert len({state.error_since for state in states if state}) == 1


def test_a_source_without_data_and_without_network_says_so_and_the_snapshot_is_shown(
    cache: Cache, mirror: Mirror, http: Http
) -> None:
    made = refresh.take(
        cache.snapshot, catalog(), MASIE, Payload(CSV, "masie.csv", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    )
    assert made.series == 3
    mirror.hang(url(MASIE))
    assert refresh_one(cache, catalog(), MASIE, http).failed
    assert cache.read(OKHOTSK).origin == "snapshot"


def test_a_304_to_somebody_who_holds_nothing_is_no_success(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.put(url(MASIE), Reply(status=304))
    assert refresh_one(cache, catalog(), MASIE, http).failed


# -- the way back ------------------------------------------------------------------------------------------------


def test_a_broken_series_is_mended_by_the_next_refresh(cache: Cache, mirror: Mirror, http: Http) -> None:
    """The message about a broken file says "refresh its source again": that must help."""
    mirror.serve(url(MASIE), CSV, etag='"v1"')
    refresh_one(cache, catalog(), MASIE, http)
    whole = cache.live.file(OKHOTSK).read_bytes()
    cache.live.file(OKHOTSK).write_bytes(whole[:100])
    refresh_one(cache, catalog(), MASIE, http)
    assert len(cache.read(OKHOTSK).observations) == len(EXTENTS)


def test_a_series_added_to_the_registry_comes_with_the_next_refresh(cache: Cache, mirror: Mirror, http: Http) -> None:
    """A new series of a known format needs no code; it must not wait until the provider changes its file."""
    whole = catalog()
    (group,) = whole.sources[MASIE].series
    fewer = group.model_copy(update={"places": {"sea_of_okhotsk": group.places["sea_of_okhotsk"]}})
    source = whole.sources[MASIE].model_copy(update={"series": (fewer,)})
    before: Catalog = whole.model_copy(update={"sources": {**whole.sources, MASIE: source}})
    mirror.serve(url(MASIE), CSV, etag='"v1"')
    assert refresh_one(cache, before, MASIE, http).series == 1
    refresh_one(cache, whole, MASIE, http)
    assert len(cache.metas()) == 3


# -- files carried by hand ---------------------------------------------------------------------------------------


def by_hand(cache: Cache, path: Path, body: bytes, source: str = MASIE) -> Outcome:
    path.write_bytes(body)
    return refresh.load(cache, catalog(), source, carried.payload_of(path))


def test_a_file_carried_by_hand_is_the_same_as_a_download(
    cache: Cache, mirror: Mirror, http: Http, tmp_path: Path
) -> None:
    mirror.serve(url(MASIE), CSV)
    refresh_one(cache, catalog(), MASIE, http)
    other = Cache(tmp_path / "other")
    assert by_hand(other, tmp_path / "masie.csv", CSV).result == "updated"
    for series_id in cache.live.ids():
        assert other.read(series_id).observations.equals(cache.read(series_id).observations)


@pytest.mark.parametrize(
    ("source", "body", "told"),
    [(MASIE, *BAD_CSV[name]) for name in ("wrong file: a workbook", "a value that is text", "no rows")]
    + [(DAILY, CSV, "Sea Ice Index"), (MASIE, b"", "empty"), (MASIE, b"<!DOCTYPE html><html></html>", "")],
)
def test_a_wrong_file_carried_by_hand_is_told_and_changes_nothing(
    cache: Cache, tmp_path: Path, source: str, body: bytes, told: str
) -> None:
    by_hand(cache, tmp_path / "good", GOOD[source], source)
    before = contents(cache)
    outcome = by_hand(cache, tmp_path / "carried.csv", body, source)
    assert outcome.failed
    assert contents(cache) == before
    assert_one_clear_sentence(outcome.sentence, told)
    assert "carried.csv" in outcome.sentence


def test_an_unwritable_cache_is_a_failure_not_a_crash(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.serve(url(MASIE), CSV)

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indicators.store.tempfile.mkstemp", full)
    outcome = refresh_one(cache, catalog(), MASIE, http)
    assert outcome.failed
    assert "No space left" in outcome.sentence


def test_a_source_is_asked_where_the_registry_says(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(url(MASIE), CSV)
    refresh_one(cache, catalog(), MASIE, http)
    assert [asked.address for asked in mirror.asked] == [url(MASIE).removeprefix("https://")]
    assert isinstance(cache.live.state(MASIE), State)
