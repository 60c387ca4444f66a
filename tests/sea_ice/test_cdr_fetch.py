"""Getting grids: the days that are not held yet, oldest first, from a folder; a crop where there is no folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from indicators import bundle, fetchers, fields, refresh, store
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.errors import CatalogError, DownloadError
from indicators.sea_ice import cdr_files
from indicators.series import Payload
from indicators.store import Cache, State
from tests import provider_grids as provider
from tests.mirror import Mirror
from tests.sea_ice.grids import sea

NOW = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
CDR = catalog().sources["cdr"]
NRT = catalog().sources["cdr_nrt"]
CROP = (slice(0, 185), slice(16, 240))
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.cdr"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "now", lambda: NOW)


def listing(names: Iterable[str]) -> bytes:
    """A folder as Apache lists it, parent folder, column headings and other files included."""
    links = "".join(f'<tr><td><a href="{name}">{name}</a></td><td align="right">503K</td></tr>\n' for name in names)
    return (
        f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html><head><title>Index</title></head><body><table>'
        f'<tr><th><a href="?C=N;O=D">Name</a></th></tr><tr><td><a href="/NOAA/">Parent Directory</a></td></tr>\n'
        f'{links}<tr><td><a href="checksums/">checksums/</a></td></tr></table></body></html>'
    ).encode()


def daily(day: dt.date, platform: str = "am2") -> str:
    return f"sic_psn25_{day:%Y%m%d}_{platform}_v06r00.nc"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def serve(
    mirror: Mirror, year: int, days: Iterable[dt.date], content: bytes = b"\x89HDF", platform: str = "am2"
) -> None:
    folder = CDR.urls["folder"].format(year=year)
    names = [daily(one, platform) for one in days]
    mirror.serve(folder, listing(names))
    for name in names:
        mirror.serve(folder + name, content + name.encode())


def ask(http: Http, last: str = "", source: str = "cdr") -> Payload | None:
    state = State(source, last=f"{last}T00:00:00", series=("x",)) if last else None
    return cdr_files.fetch(source, catalog().sources[source], http, state)


def names(payload: Payload | None) -> list[str]:
    assert payload is not None
    return [part.name for part in bundle.parts(payload)]


class TestFolder:
    def test_the_days_after_the_last_one_held_are_fetched(self, mirror: Mirror, http: Http) -> None:
        days = [day("2026-01-08"), day("2026-01-09"), day("2026-01-10")]
        serve(mirror, 2026, days)
        payload = ask(http, "2026-01-08")
        assert names(payload) == [daily(one) for one in days[1:]]
        assert payload is not None
        assert payload.url == CDR.urls["folder"].format(year=2026)

    def test_across_new_year_both_folders_are_read(self, mirror: Mirror, http: Http) -> None:
        serve(mirror, 2025, [day("2025-12-30"), day("2025-12-31")])
        serve(mirror, 2026, [day("2026-01-01")])
        assert names(ask(http, "2025-12-30")) == [daily(day("2025-12-31")), daily(day("2026-01-01"))]

    def test_a_folder_of_the_year_that_is_not_there_yet_is_no_trouble(self, mirror: Mirror, http: Http) -> None:
        serve(mirror, 2025, [day("2025-12-30"), day("2025-12-31")])
        assert names(ask(http, "2025-12-30")) == [daily(day("2025-12-31"))]

    def test_nothing_newer_is_none(self, mirror: Mirror, http: Http) -> None:
        serve(mirror, 2026, [day("2026-01-08")])
        assert ask(http, "2026-01-08") is None

    def test_a_long_way_behind_the_oldest_days_come_first(self, mirror: Mirror, http: Http) -> None:
        days = [one.date() for one in pd.date_range("2025-01-01", "2025-12-31")]
        serve(mirror, 2025, days)
        assert names(ask(http, "2025-03-31")) == [daily(one) for one in days[90 : 90 + CDR.options["most_files"]]]

    def test_the_first_time_the_newest_days_are_fetched(self, mirror: Mirror, http: Http) -> None:
        days = [one.date() for one in pd.date_range("2025-09-01", "2026-01-10")]
        for year in (2025, 2026):
            serve(mirror, year, [one for one in days if one.year == year])
        assert names(ask(http)) == [daily(one) for one in days[-CDR.options["most_files"] :]]

    def test_a_day_of_long_ago_loaded_by_hand_does_not_start_the_record_from_there(
        self, mirror: Mirror, http: Http
    ) -> None:
        serve(mirror, 2026, [day("2026-01-08")])
        assert names(ask(http, "1985-01-30")) == [daily(day("2026-01-08"))]

    def test_of_two_satellites_on_a_day_the_newer_is_taken(self, mirror: Mirror, http: Http) -> None:
        folder = CDR.urls["folder"].format(year=2026)
        both = [daily(day("2026-01-08"), platform) for platform in ("am2", "F17")]
        mirror.serve(folder, listing(both))
        mirror.serve(folder + both[0], b"\x89HDF am2")
        assert names(ask(http, "2026-01-07")) == both[:1]

    def test_links_to_elsewhere_are_not_followed(self, mirror: Mirror, http: Http) -> None:
        folder, name = CDR.urls["folder"].format(year=2026), daily(day("2026-01-08"))
        mirror.serve(folder, listing([f"https://elsewhere.example/{name}"]))
        mirror.serve(folder + name, b"\x89HDF")
        assert names(ask(http, "2026-01-07")) == [name]
        assert not any("elsewhere" in one.address for one in mirror.asked)

    def test_what_came_before_a_broken_transfer_is_kept(self, mirror: Mirror, http: Http) -> None:
        days = [day("2026-01-08"), day("2026-01-09"), day("2026-01-10")]
        serve(mirror, 2026, days)
        mirror.truncate(CDR.urls["folder"].format(year=2026) + daily(days[1]), b"\x89HDF" * 100)
        assert names(ask(http, "2026-01-07")) == [daily(days[0])]

    def test_a_first_file_that_breaks_off_is_an_error(self, mirror: Mirror, http: Http) -> None:
        folder = NRT.urls["folder"].format(year=2026)
        mirror.serve(folder, listing(["sic_psn25_20260108_am2_icdr_v04r00.nc"]))
        mirror.fail(folder + "sic_psn25_20260108_am2_icdr_v04r00.nc", 500)
        with pytest.raises(DownloadError, match="500"):
            ask(http, "2026-01-07", "cdr_nrt")

    def test_a_folder_with_other_names_is_an_error(self, mirror: Mirror, http: Http) -> None:
        mirror.serve(NRT.urls["folder"].format(year=2026), listing(["sic_psn25_20260108_am2_icdr_v05r00.nc"]))
        mirror.serve(NRT.urls["folder"].format(year=2025), listing([]))
        with pytest.raises(DownloadError, match="no file named like"):
            ask(http, "2025-12-31", "cdr_nrt")

    def test_months_come_from_the_beginning_of_the_record(self, mirror: Mirror, http: Http) -> None:
        monthly = catalog().sources["cdr_monthly"]
        months = [f"{one:%Y%m}" for one in pd.date_range("1978-11-01", "2025-12-01", freq="MS")]
        files = [f"sic_psn25_{month}_n07_v06r00.nc" for month in months]
        mirror.serve(monthly.urls["folder"], listing(files))
        for name in files:
            mirror.serve(monthly.urls["folder"] + name, b"\x89HDF" + name.encode())
        most = monthly.options["most_files"]
        assert names(ask(http, source="cdr_monthly")) == files[:most]
        assert names(ask(http, "1983-10-31", "cdr_monthly")) == files[most : 2 * most]
        assert ask(http, "2025-12-31", "cdr_monthly") is None


class TestCrop:
    def crop(self, source: str, first: str, last: str) -> str:
        return catalog().sources[source].urls["crop"].format(first=first, last=last)

    def newest(self, mirror: Mirror, source: str, moment: str) -> None:
        mirror.serve(catalog().sources[source].urls["newest"], f"time\nUTC\n{moment}T00:00:00Z\n".encode())

    def test_brackets_are_encoded(self) -> None:
        for source in ("cdr", "cdr_v4", "cdr_v4_monthly"):
            for url in (self.crop(source, "2026-01-09", "2026-01-10"), catalog().sources[source].urls["newest"]):
                assert "[" not in url
                assert "%5B" in url

    def test_without_the_folder_the_same_days_are_asked_as_a_crop(self, mirror: Mirror, http: Http) -> None:
        self.newest(mirror, "cdr", "2026-01-10")
        mirror.serve(self.crop("cdr", "2026-01-09", "2026-01-10"), b"\x89HDF crop")
        payload = ask(http, "2026-01-08")
        assert payload is not None
        assert (payload.content, payload.name) == (b"\x89HDF crop", "cdr_20260109_20260110.nc")

    def test_neither_folder_nor_crop_is_told_as_one_sentence(self, mirror: Mirror, http: Http) -> None:
        with pytest.raises(DownloadError, match=r"404.*and no crop either: the provider answered 404"):
            ask(http, "2026-01-08")

    def test_a_long_way_behind_the_oldest_days_are_asked(self, mirror: Mirror, http: Http) -> None:
        self.newest(mirror, "cdr_v4", "2025-12-31")
        mirror.serve(self.crop("cdr_v4", "2025-01-02", "2025-05-01"), b"\x89HDF")
        assert ask(http, "2025-01-01", "cdr_v4") is not None

    def test_the_first_time_the_last_days_are_asked(self, mirror: Mirror, http: Http) -> None:
        self.newest(mirror, "cdr_v4", "2024-12-31")
        mirror.serve(self.crop("cdr_v4", "2024-09-03", "2024-12-31"), b"\x89HDF")
        assert ask(http, source="cdr_v4") is not None

    def test_months_are_asked_whole_and_nothing_newer_is_none(self, mirror: Mirror, http: Http) -> None:
        self.newest(mirror, "cdr_v4_monthly", "2023-12-01")
        mirror.serve(self.crop("cdr_v4_monthly", "1978-11-01", "2023-12-01"), b"\x89HDF")
        assert ask(http, source="cdr_v4_monthly") is not None
        assert ask(http, "2023-12-31", "cdr_v4_monthly") is None

    def test_an_answer_that_is_no_moment_is_an_error(self, mirror: Mirror, http: Http) -> None:
        mirror.serve(catalog().sources["cdr_v4"].urls["newest"], b"Error { code=404; message=gone }")
        with pytest.raises(DownloadError, match="tells no last time"):
            ask(http, source="cdr_v4")


class TestRefresh:
    """The whole way, with files in the provider's layout."""

    def files(self, folder: Path, days: list[dt.date]) -> dict[str, bytes]:
        return {
            daily(one): provider.v6(folder / daily(one), {one: provider.noise(number)}, sea()).read_bytes()
            for number, one in enumerate(days)
        }

    def test_days_are_fetched_reduced_and_mapped_once(
        self, tmp_path: Path, cache: Cache, mirror: Mirror, http: Http
    ) -> None:
        days = [day("2026-01-08"), day("2026-01-09")]
        folder = CDR.urls["folder"].format(year=2026)
        content = self.files(tmp_path, days)
        mirror.serve(folder, listing(content))
        for name, body in content.items():
            mirror.serve(folder + name, body)
        outcome = refresh.refresh_one(cache, catalog(), "cdr", http)
        assert (outcome.result, outcome.maps) == ("updated", 2), outcome.sentence
        assert cache.read(OKHOTSK).observations["time_start"].dt.date.to_list() == days
        assert len(fields.times(cache, "sea_ice_concentration.far_eastern_seas.cdr")) == 2
        asked = len(mirror.asked)
        assert refresh.refresh_one(cache, catalog(), "cdr", http).result == "unchanged"
        assert [one.address for one in mirror.asked[asked:]] == [folder.split("://", 1)[1]]

    def test_a_crop_of_coastwatch_gives_every_region(
        self, tmp_path: Path, cache: Cache, mirror: Mirror, http: Http
    ) -> None:
        one = day("2026-01-10")
        path = provider.erddap_v6(tmp_path / "crop.nc", {one: provider.noise(1)}, sea(), *CROP)
        mirror.serve(CDR.urls["newest"], b"time\nUTC\n2026-01-10T00:00:00Z\n")
        mirror.serve(CDR.urls["crop"].format(first="2025-09-13", last="2026-01-10"), path.read_bytes())
        outcome = refresh.refresh_one(cache, catalog(), "cdr", http)
        assert (outcome.result, outcome.series, outcome.notices) == ("updated", 26, ())

    def test_a_file_that_is_no_grid_leaves_what_is_held(
        self, tmp_path: Path, cache: Cache, mirror: Mirror, http: Http
    ) -> None:
        held = provider.v6(tmp_path / "held.nc", {day("2026-01-08"): provider.noise(1)}, sea())
        payload = Payload(held.read_bytes(), "held.nc", NOW)
        assert not refresh.load(cache, catalog(), "cdr", payload).failed
        before = cache.read(OKHOTSK).observations
        serve(mirror, 2026, [day("2026-01-09")], b"CDF torn")
        outcome = refresh.refresh_one(cache, catalog(), "cdr", http)
        assert outcome.failed
        assert daily(day("2026-01-09")) in outcome.sentence
        pd.testing.assert_frame_equal(cache.read(OKHOTSK).observations, before)


def test_binaries_come_by_hand_only(http: Http) -> None:
    source = catalog().sources["nasa_team"]
    assert not fetchers.has_address(source)
    with pytest.raises(CatalogError, match="Bring the file by hand"):
        fetchers.fetch("nasa_team", catalog(), http, None)
