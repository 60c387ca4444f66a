"""The digest of two editions and of two dates, against numbers worked out here, and on real provider files."""

from __future__ import annotations

import csv
import datetime as dt
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from indicators import locales, refresh
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.refresh import refresh_one
from indicators.series import Payload
from indicators.since import as_data, as_markdown, digest, edition, news
from indicators.since.digest import Digest
from indicators.since.moments import MomentError, last_meeting, moment
from indicators.since.news import News
from indicators.store import Cache
from tests import provider_files as files
from tests.mirror import Mirror

OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
MONTHLY = "sea_ice_extent.sea_of_okhotsk.sea_ice_index_monthly"
DAYS = [dt.date(2025, 8, 1) + dt.timedelta(days=number) for number in range(60)]  # to 29 September
EXTENTS = {day: 1000.0 + number for number, day in enumerate(DAYS)}
TODAY = dt.datetime(2025, 11, 1, 12, tzinfo=dt.UTC)
MEETING = "neampan_2025"  # 11 September 2025


def load(cache: Cache, extents: dict[dt.date, float], when: str) -> None:
    retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
    payload = Payload(files.masie_csv(extents), "masie.csv", retrieved)
    assert not refresh.load(cache, catalog(), "masie", payload).failed


def upto(day: dt.date) -> dict[dt.date, float]:
    return {one: value for one, value in EXTENTS.items() if one <= day}


def make(cache: Cache, start: str = "", end: str = "now", today: dt.datetime = TODAY) -> Digest:
    return digest.make(cache, catalog(), start, end, today)


def only(found: Digest, series_id: str = OKHOTSK) -> News:
    (item,) = (item for item in found.found if item.meta.id == series_id)
    return item


@pytest.fixture
def journaled(cache: Cache) -> Cache:
    """Loaded on 1 September to 31 August, and on 30 September to the 29th with one day changed and one filled."""
    gap = {day: value for day, value in upto(dt.date(2025, 8, 31)).items() if day != dt.date(2025, 8, 10)}
    load(cache, gap, "2025-09-01T06:00:00")
    load(cache, EXTENTS | {dt.date(2025, 8, 5): 7.0}, "2025-09-30T06:00:00")
    return cache


def test_since_the_meeting_came_in_and_of_that_time_are_two_numbers(journaled: Cache) -> None:
    """29 days of September and the filled 10 August came in on the 30th; 12 to 29 September are of that time."""
    item = only(make(journaled))
    assert (item.came.count, item.within, item.known) == (30, 1, "all")
    assert (item.came.first, item.came.last) == ("2025-08-10T00:00:00", "2025-09-29T00:00:00")
    assert (item.observed.count, item.observed.first) == (18, "2025-09-12T00:00:00")
    assert (item.observed.last, item.observed.last_value) == ("2025-09-29T00:00:00", EXTENTS[DAYS[-1]])
    ((change),) = item.revisions
    assert (change.change.time_start, change.change.old, change.change.new) == ("2025-08-05T00:00:00", 1004.0, 7.0)
    assert (change.before.retrieved, change.after.retrieved) == ("2025-09-01T06:00:00Z", "2025-09-30T06:00:00Z")


def test_between_two_dates_only_what_came_and_was_observed_between_counts(journaled: Cache) -> None:
    item = only(make(journaled, "2025-08-31", "2025-09-15"))
    assert item.kind == "new"
    assert (item.came.count, item.observed.count, item.revised) == (30, 15, 0)
    quiet = make(journaled, "2025-10-01", "2025-10-20")
    assert [one.newly_stale for one in quiet.found] == [True] * 3
    assert news.totals(quiet.found) == news.Totals(newly_stale=3)


def test_what_the_journal_does_not_reach_is_said_to_be_unknown(journaled: Cache) -> None:
    for path in (journaled.live.path / "journal").rglob("*.json*"):
        path.unlink()
    for path in (journaled.live.path / "revisions").rglob("*.json"):
        path.unlink()
    found = make(journaled)
    item = only(found)
    assert (item.known, item.came.count, item.observed.count) == ("no", 0, 18)
    assert {note.code for note in found.notes} == {"journal_from"}
    told = as_markdown.text(found, catalog(), "en")
    assert "new observations that came in: **not known**" in told
    assert "observations made then: **54**" in told


def test_a_series_not_retrieved_since_is_known_to_have_brought_nothing(journaled: Cache) -> None:
    for path in (journaled.live.path / "journal").rglob("*.json*"):
        path.unlink()
    found = make(journaled, "2025-10-01", "2025-10-05")
    assert found.unknown == ()
    assert {note.code for note in found.notes} == {"journal_all"}


def test_revisions_logged_before_there_was_a_journal_are_told(journaled: Cache) -> None:
    for path in (journaled.live.path / "journal").rglob("*.json*"):
        path.unlink()
    (change,) = only(make(journaled)).revisions
    assert (change.change.old, change.change.new) == (1004.0, 7.0)


def test_newly_out_of_date_follows_the_sources_own_cadence(journaled: Cache) -> None:
    """MASIE: a value a day, a day late; with the last of 29 September it is out of date a few days later."""
    source = catalog().sources["masie"]
    assert source.cadence_days is not None
    late = 2 * (source.cadence_days + source.expected_delay_days)
    edge = dt.datetime(2025, 9, 29, tzinfo=dt.UTC) + dt.timedelta(days=late)
    for shift, expected in ((-1, False), (0, True)):
        found = make(journaled, "2025-09-30", "now", edge + dt.timedelta(seconds=shift))
        assert [item.newly_stale for item in found.found] == [True] * (3 if expected else 0)
    assert only(make(journaled)).stale_from == f"{edge:%Y-%m-%d}"
    assert not any(item.newly_stale for item in make(journaled, "2025-10-20").found)


def test_two_editions_differ_in_exactly_what_was_changed(cache: Cache) -> None:
    load(cache, upto(dt.date(2025, 8, 31)), "2025-09-01")
    edition.keep(cache, "before")
    load(cache, EXTENTS | {dt.date(2025, 8, 5): 7.0}, "2025-09-30")
    made = make(cache, "before", today=dt.datetime.now(dt.UTC).replace(microsecond=0))
    item = only(made)
    assert (item.kind, item.came.count, item.within, item.revised) == ("held", 29, 0, 1)
    assert made.totals == news.Totals(came=3 * 29, revised=1)
    assert made.basis == "editions"


def test_the_same_edition_twice_has_no_news(cache: Cache) -> None:
    load(cache, EXTENTS, "2025-09-30")
    edition.keep(cache, "before")
    made = make(cache, "before", "before")
    assert made.found == ()
    assert "Nothing new" in as_markdown.text(made, catalog(), "en")


def test_new_and_withdrawn_series_are_told(cache: Cache, tmp_path: Path) -> None:
    other = Cache(tmp_path / "other")
    load(cache, EXTENTS, "2025-09-30")
    sheet = files.monthly_sheet({2025: {month: 1e6 / month for month in (1, 2, 3)}})
    payload = Payload(files.sea_ice_index(sheet), "monthly.xlsx", dt.datetime(2025, 10, 1, tzinfo=dt.UTC))
    refresh.load(other, catalog(), "sea_ice_index_monthly", payload)
    made = make(cache, str(cache.root), str(other.root))
    kinds = {item.meta.id: item.kind for item in made.found}
    assert kinds == dict.fromkeys(cache.live.ids(), "withdrawn") | dict.fromkeys(other.live.ids(), "new")
    assert made.totals == news.Totals(new_series=4, withdrawn_series=3, in_new_series=12, observed=0)


def test_a_broken_series_is_told_and_the_rest_goes_on(cache: Cache) -> None:
    load(cache, upto(dt.date(2025, 8, 31)), "2025-09-01")
    edition.keep(cache, "before")
    load(cache, EXTENTS, "2025-09-30")
    broken = cache.root / "editions" / "before" / "series" / f"{OKHOTSK}.parquet"
    broken.unlink()  # a second name of the file that is held: writing into it would break both
    broken.write_bytes(b"PAR1")
    made = make(cache, "before", today=dt.datetime.now(dt.UTC).replace(microsecond=0))
    assert sorted(item.meta.place for item in made.found) == ["bering_sea", "yellow_sea"]
    assert any(OKHOTSK in told for told in made.broken)
    assert OKHOTSK.replace("_", "\\_") in as_markdown.text(made, catalog(), "en")


def test_values_under_a_closed_licence_are_counted_but_not_passed_on(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalog()
    closed = known.sources["masie"].model_copy(update={"redistribute": "no"})
    mine = known.model_copy(update={"sources": known.sources | {"masie": closed}})
    for extents, when in ((EXTENTS, "2025-09-30"), (EXTENTS | {DAYS[3]: 4321.5}, "2025-10-01")):
        retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
        refresh.load(cache, mine, "masie", Payload(files.masie_csv(extents), "m.csv", retrieved))
    made = make(cache, "2025-09-30")
    told = as_data.text(made, mine, "en"), as_data.csv_text(made), as_markdown.text(made, mine, "en")
    assert all("4321" not in text and "1003" not in text and "1,003" not in text for text in told)
    (series,) = (one for one in json.loads(told[0])["series"] if one["id"] == OKHOTSK)
    assert (series["revised"], series["withheld"]) == (1, True)
    assert locales.t("since.withheld", "en") in told[2]


def test_a_refresh_that_appends_days_is_in_the_digest(cache: Cache, mirror: Mirror, http: Http) -> None:
    address = catalog().sources["masie"].url
    assert address is not None
    today = dt.datetime.now(dt.UTC).replace(microsecond=0)
    days = [today.date() - dt.timedelta(days=back) for back in range(10, 0, -1)]
    mirror.serve(address, files.masie_csv(dict.fromkeys(days[:7], 5.0)))
    refresh_one(cache, catalog(), "masie", http)
    yesterday = f"{today.date() - dt.timedelta(days=1)}"
    mirror.serve(address, files.masie_csv(dict.fromkeys(days, 5.0)))
    refresh_one(cache, catalog(), "masie", http)
    item = only(make(cache, yesterday, today=today))
    assert (item.kind, item.came.count) == ("new", 10)
    edition.keep(cache, "before")
    mirror.serve(address, files.masie_csv(dict.fromkeys([*days, today.date()], 5.0)))
    refresh_one(cache, catalog(), "masie", http)
    later = only(make(cache, "before", today=dt.datetime.now(dt.UTC).replace(microsecond=0)))
    assert (later.kind, later.came.count, later.came.last[:10]) == ("held", 1, f"{today.date()}")


# -- ends --------------------------------------------------------------------------------------------------------


def test_the_last_meeting_is_the_usual_beginning() -> None:
    assert last_meeting(catalog(), TODAY) == MEETING
    assert last_meeting(catalog(), dt.datetime(2025, 9, 11, tzinfo=dt.UTC)) == "consortium_2011"
    assert last_meeting(catalog(), dt.datetime(2009, 1, 1, tzinfo=dt.UTC)) == ""


@pytest.mark.parametrize(
    ("code", "at"), [("2011", "2011-12-31"), ("2024-02", "2024-02-29"), ("2025-09-11", "2025-09-11"),
                     ("consortium_2009", "2009-11-08"), ("consortium_2011", "2011-12-31")]
)  # fmt: skip
def test_a_date_is_counted_from_its_end(cache: Cache, code: str, at: str) -> None:
    with ExitStack() as stack:
        found = moment(code, cache, catalog(), TODAY, stack)
    assert f"{found.at:%Y-%m-%d %H:%M:%S}" == f"{at} 23:59:59"


def test_an_edition_kept_under_the_name_of_a_meeting_stands_for_it(cache: Cache) -> None:
    load(cache, EXTENTS, "2025-09-30")
    edition.keep(cache, MEETING)
    with ExitStack() as stack:
        found = moment(MEETING, cache, catalog(), TODAY, stack)
    assert (found.kind, found.meeting) == ("edition", MEETING)


@pytest.mark.parametrize("word", ["neampan_2024", "2025-13", "2025-02-30", "yesterday", ""])
def test_an_unknown_word_is_told(cache: Cache, word: str) -> None:
    with ExitStack() as stack, pytest.raises(MomentError) as told:
        moment(word, cache, catalog(), TODAY, stack)
    assert told.value.sentence.count("\n") == 0
    assert "2025" in told.value.sentence


def test_ends_that_do_not_go_together_are_told(journaled: Cache) -> None:
    edition.keep(journaled, "before")
    with pytest.raises(MomentError, match="earlier one first"):
        make(journaled, "2025-10-01", "2025-09-01")
    with pytest.raises(MomentError, match="mere date"):
        make(journaled, str(journaled.root), "2025-10-15")


# -- real files --------------------------------------------------------------------------------------------------


def real(cache: Cache, source: str, path: Path, when: str) -> None:
    retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
    assert not refresh.load(cache, catalog(), source, Payload.from_file(path, retrieved)).failed


def months(path: Path, sheet: str) -> dict[tuple[int, int], float]:
    """A sheet by year and month, read by position: column 2m−1 of a row that begins with a year."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return {
        (int(row[0]), month): float(row[2 * month - 1])
        for row in rows[3:]
        if row[0] != ""
        for month in range(1, 13)
        if row[2 * month - 1] != ""
    }


SHEETS = {
    f"sea_ice_{quantity}.{place}.sea_ice_index_monthly": f"{region}-{quantity.title()}-km^2"
    for quantity in ("area", "extent")
    for place, region in (("bering_sea", "Bering"), ("sea_of_okhotsk", "Okhotsk"))
}


@pytest.mark.parametrize("how", ["editions", "dates"])
def test_the_step_to_version_4_is_told_cell_by_cell(cache: Cache, tmp_path: Path, upstream: Path, how: str) -> None:
    name = "N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v{}.0.xlsx"
    third, fourth = (upstream / "sea_ice" / name.format(version) for version in (3, 4))
    real(cache, "sea_ice_index_monthly", third, "2025-04-02")
    before = Path(cache.live.path).parent.parent / "before"
    edition.keep(cache, "before")
    (cache.root / "editions" / "before").rename(before)
    real(cache, "sea_ice_index_monthly", fourth, "2025-10-02")
    start = str(before) if how == "editions" else "2025-09-30"
    made = make(cache, start, today=dt.datetime.now(dt.UTC).replace(microsecond=0))
    told = json.loads(as_data.text(made, catalog(), "en"))
    assert {one["id"] for one in told["series"] if one["revised"]} == set(SHEETS)
    for one in told["series"]:
        old, new = months(third, SHEETS[one["id"]]), months(fourth, SHEETS[one["id"]])
        expected = {key: (old[key], new[key]) for key in old if old[key] != new[key]}
        found = {
            (int(change["time_start"][:4]), int(change["time_start"][5:7])): (change["old"], change["new"])
            for change in one["revisions"]
        }
        assert found == expected
        assert one["came"]["count"] == len(new.keys() - old.keys())
        versions = {(change["from"]["product_version"], change["to"]["product_version"]) for change in one["revisions"]}
        assert versions == {("3", "4")}
    okhotsk = next(one for one in told["series"] if one["id"] == MONTHLY)
    assert okhotsk["revised"] == 27
    markdown = as_markdown.text(made, catalog(), "en")
    assert markdown.count("| Aug 2024 |") == 4
    assert "| Aug 2024 | 16,111 | 0 | −16,111 |" in markdown


def test_five_years_of_masie_are_growth_and_nothing_else(cache: Cache, upstream: Path) -> None:
    path = "masie_4km_allyears_extent_sqkm.csv"
    old, new = (upstream / "sea_ice" / f"masie_{day}" / path for day in ("2021-12-07", "2026-06-27"))

    def rows(file: Path) -> dict[str, float]:
        with file.open(encoding="ascii") as lines:
            next(lines)
            read = csv.DictReader(lines, skipinitialspace=True)
            return {row["yyyyddd"].strip(): float(row["(14) Sea_of_Okhotsk"]) for row in read}

    before, after = rows(old), rows(new)
    real(cache, "masie", old, "2021-12-08")
    real(cache, "masie", new, "2026-06-28")
    today = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    item = only(make(cache, "2021-12-31", today=today))
    assert all(after[day] == value for day, value in before.items())
    assert (item.came.count, item.revised, item.within) == (len(after) - len(before), 0, 0)
    assert item.observed.count == sum(day > "2021365" for day in after)
    assert item.came.last_value == after[max(after)]


# -- forms -------------------------------------------------------------------------------------------------------


def tree(found: Digest) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(as_data.text(found, catalog(), "en"))
    return made


def test_countries_are_counted_each_with_all_its_shared_waters(journaled: Cache) -> None:
    told = tree(make(journaled))
    assert list(told["countries"]) == list(catalog().countries)
    assert {code: one["observed"] for code, one in told["countries"].items()} == {
        "CHN": 18, "JPN": 18, "KOR": 18, "MNG": 0, "RUS": 36,
    }  # fmt: skip
    assert told["totals"]["observed"] == 54
    assert told["indicators"] == {"sea_ice_extent": told["totals"]}


def test_a_part_of_the_digest_counts_its_own_series_only(journaled: Cache) -> None:
    made = make(journaled).of(["JPN"])
    assert [item.meta.id for item in made.found] == [OKHOTSK]
    assert made.of([], ["discharge"]).found == ()


def test_the_same_digest_is_the_same_text(journaled: Cache) -> None:
    for write in (as_markdown.text, as_data.text):
        assert write(make(journaled), catalog(), "en") == write(make(journaled), catalog(), "en")


def test_the_markdown_has_a_heading_a_country_and_an_indicator_and_cites(journaled: Cache) -> None:
    text = as_markdown.text(make(journaled), catalog(), "en")
    countries = [locales.t(f"country.{code}", "en") for code in catalog().countries]
    headings = [line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")]
    assert headings == [*sorted(countries), "Sea-ice extent"]
    assert text.count("https://doi.org/10.7265/N5GT5K3K") == 1
    assert "Nothing new, revised or newly out of date." in text.split("### Mongolia")[1].split("###")[0]


def test_the_csv_has_a_row_a_piece_of_news_and_cannot_become_a_formula(journaled: Cache) -> None:
    rows = list(csv.DictReader(as_data.csv_text(make(journaled)).splitlines()))
    okhotsk = [row for row in rows if row["id"] == OKHOTSK]
    assert [row["what"] for row in okhotsk] == ["came", "observed", "changed"]
    assert [row["count"] for row in okhotsk] == ["30", "18", "1"]
    assert (okhotsk[2]["old"], okhotsk[2]["new"]) == ("1004.0", "7.0")
    assert all(row["citation_text"] for row in rows)


def test_every_meeting_has_a_name_and_a_citation() -> None:
    for name, meeting in catalog().meetings.items():
        assert locales.has(f"meeting.{name}")
        assert meeting.citation
