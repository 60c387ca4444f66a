"""Series and maps of concentration grids: what travels with a value, what adds up, and the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
import pytest

from indicators import bundle, fetchers, fields, refresh
from indicators.__main__ import main
from indicators.catalog import Catalog
from indicators.errors import FormatError
from indicators.sea_ice import polar
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests import provider_grids as provider
from tests.sea_ice.grids import DAY, DAYS, OKHOTSK, READ, REGISTRY, WHEN, payload, registry, sea, v6


class TestSeries:
    def read(self, path: Path, source: str, known: Catalog = REGISTRY) -> Reading:
        return fetchers.parse(payload(path), source, known)

    def test_a_series_says_how_it_was_made(self, tmp_path: Path) -> None:
        reading = self.read(v6(tmp_path / "v6.nc", {DAY: provider.even(50)}), "cdr")
        found = {one.declaration.id: one for one in reading.series}
        okhotsk, magadan = found[f"sea_ice_extent.{OKHOTSK}.cdr"], found["sea_ice_extent.magadan_sea.cdr"]
        assert set(okhotsk.observations["confidence"]) == {"derived"}
        assert "Reduced here from the grid" in okhotsk.declaration.group.method
        assert okhotsk.meta["product_version"] == "v06r00"
        assert okhotsk.meta["area_definition"].startswith("Mask of Meier et al. 2007")
        assert "4267 sea cells of this product, 2,201,557 km²" in okhotsk.meta["area_definition"]
        assert magadan.meta["area_definition"].startswith("The test's magadan_sea (")

    def test_a_region_of_few_cells_is_told_to_be_coarse(self, tmp_path: Path) -> None:
        known = registry(bay=((150.0, 58.0), (151.0, 58.0), (151.0, 58.6), (150.0, 58.6)))
        reading = self.read(v6(tmp_path / "v6.nc", {DAY: provider.even(50)}), "cdr", known)
        (told,) = {one.meta["area_definition"] for one in reading.series if one.declaration.place == "bay"}
        assert "so few cells tell ice coarsely" in told

    def test_a_month_runs_from_its_first_to_its_last_day(self, tmp_path: Path) -> None:
        path = v6(tmp_path / "v6.nc", {dt.date(2016, 2, 1): provider.even(50)}, monthly=True)
        reading = self.read(path, "cdr_monthly")
        frame = reading.series[0].observations
        assert (frame["time_start"][0], frame["time_end"][0]) == (
            pd.Timestamp("2016-02-01"),
            pd.Timestamp("2016-02-29"),
        )
        layer = reading.fields[0].layers[0]
        assert (layer.time_start, layer.time_end) == (pd.Timestamp("2016-02-01"), pd.Timestamp("2016-02-29"))

    def test_near_real_time_days_are_provisional(self, tmp_path: Path) -> None:
        path = v6(tmp_path / "nrt.nc", {dt.date(2026, 3, 1): provider.even(50)}, version="v04r00")
        reading = self.read(path, "cdr_nrt")
        assert {flag for one in reading.series for flag in one.observations["flag"]} == {"provisional"}
        assert {layer.flag for one in reading.fields for layer in one.layers} == {"provisional"}

    @pytest.mark.parametrize(
        ("day", "platform", "told"),
        [
            (dt.date(2024, 12, 31), "", False),
            (dt.date(2025, 1, 1), "", True),
            (dt.date(2025, 1, 1), "GCOM-W1 > Global Change Observation Mission 1st-Water", True),
            (dt.date(2025, 1, 1), "DMSP 5D-3/F17 > Defense Meteorological Satellite Program-F17", False),
        ],
    )
    def test_values_since_the_sensor_change_say_so(
        self, tmp_path: Path, day: dt.date, platform: str, told: bool
    ) -> None:
        path = v6(tmp_path / "v6.nc", {day: provider.even(50)}, platform=platform)
        (note,) = {note for one in self.read(path, "cdr").series for note in one.observations["note"]}
        assert note == ("Measured by AMSR2; SSMIS until the sensor change of 2025-01-01." if told else "")

    def test_the_satellite_that_a_crop_names_is_not_that_of_its_days(self, tmp_path: Path) -> None:
        """A crop carries the global attributes of any one day of the record."""
        path = provider.erddap_v6(tmp_path / "c.nc", {dt.date(2025, 1, 1): provider.even(50)}, sea(), *READ)
        with netCDF4.Dataset(path, "a") as file:
            file.platform = "Nimbus-7"
        (note,) = {note for one in self.read(path, "cdr").series for note in one.observations["note"]}
        assert note.startswith("Measured by AMSR2")

    @pytest.mark.parametrize(
        ("day", "suspect"), [(dt.date(2025, 8, 1), True), (dt.date(2025, 6, 30), False), (dt.date(2024, 8, 1), False)]
    )
    def test_a_little_summer_ice_since_the_sensor_change_is_suspect(
        self, tmp_path: Path, day: dt.date, suspect: bool
    ) -> None:
        ice = provider.even(0)
        ice[20, 140:145] = 40
        reading = self.read(v6(tmp_path / "v6.nc", {day: ice}), "cdr")
        frames = {one.declaration.id: one.observations for one in reading.series}
        assert frames[f"sea_ice_extent.{OKHOTSK}.cdr"]["flag"].to_list() == ["suspect" if suspect else "good"]
        assert frames["sea_ice_extent.bering_sea.cdr"]["flag"].to_list() == ["good"]  # zero is zero

    def test_days_add_up_and_the_same_day_again_is_no_revision(self, tmp_path: Path, cache: Cache) -> None:
        for number in (0, 1, 0):
            path = v6(tmp_path / f"{number}.nc", {DAYS[number]: provider.noise(number)})
            outcome = refresh.load(cache, REGISTRY, "cdr", payload(path))
            assert (outcome.failed, outcome.revised) == (False, 0), outcome.sentence
        held = cache.read(f"sea_ice_extent.{OKHOTSK}.cdr")
        assert held.observations["time_start"].dt.date.to_list() == DAYS[:2]
        assert held.meta.redistribute == "raw"
        assert held.meta.unit == "km²"

    def test_a_map_is_kept_with_its_codes(self, tmp_path: Path, cache: Cache) -> None:
        ice = provider.noise(3)
        ice[20, 140] = provider.NO_DATA
        path = provider.erddap_v4(tmp_path / "c.nc", {DAY: ice}, sea("v4"), slice(10, 185), slice(0, 304))
        assert not refresh.load(cache, REGISTRY, "cdr_v4", payload(path)).failed
        held = fields.read(cache, "sea_ice_concentration.far_eastern_seas.cdr_v4", pd.Timestamp(DAY))
        assert held.grid == polar.window()
        window = (slice(0, 140), slice(60, 240))
        known = sea("v4") & (np.arange(448)[:, None] >= 10)
        known[20, 140] = False
        np.testing.assert_array_equal(held.values, np.where(known, ice, np.nan)[window])
        assert held.coded("not in the file")[:10].all()
        assert not held.coded("not in the file")[10:].any()
        assert held.coded("no data").sum() == 1
        np.testing.assert_array_equal(held.coded("not sea")[10:], ~sea("v4")[window][10:])
        assert held.meta.unit == "%"

    def test_a_nasa_team_map_has_its_own_scale(self, cache: Cache) -> None:
        counts = np.where(sea("v4"), 250, provider.LAND)
        counts[20, 140] = 37
        carried = Payload(provider.nasa_team(DAY, counts), "nt_20150201_f17_v1.1_n.bin", WHEN)
        assert not refresh.load(cache, REGISTRY, "nasa_team", carried).failed
        held = fields.read(cache, "sea_ice_concentration.far_eastern_seas.nasa_team", pd.Timestamp(DAY))
        assert held.values[20, 140 - 60] == pytest.approx(14.8)
        assert np.nanmax(held.values) == pytest.approx(100)


class TestBundles:
    def packed(self, folder: Path, names: list[str]) -> Payload:
        days = dict(zip(names, DAYS, strict=False))
        parts = {name: v6(folder / name, {day: provider.noise(1)}).read_bytes() for name, day in days.items()}
        return Payload(bundle.pack(parts), "cdr.zip", WHEN)

    def test_files_of_several_days_are_one_reading(self, tmp_path: Path) -> None:
        reading = fetchers.parse(self.packed(tmp_path, ["b.nc", "a.nc", "c.nc"]), "cdr", REGISTRY)
        assert reading.series[0].observations["time_start"].dt.date.to_list() == DAYS[:3]
        assert [layer.time_start.date() for layer in reading.fields[0].layers] == DAYS[:3]

    def test_a_broken_file_of_a_bundle_is_told_and_the_others_are_kept(self, tmp_path: Path) -> None:
        parts = {"a.nc": v6(tmp_path / "a.nc", {DAYS[0]: provider.noise(1)}).read_bytes(), "b.nc": b"\x89HDF torn"}
        reading = fetchers.parse(Payload(bundle.pack(parts), "cdr.zip", WHEN), "cdr", REGISTRY)
        assert reading.series[0].observations["time_start"].dt.date.to_list() == DAYS[:1]
        (notice,) = reading.notices
        assert notice.startswith("left out: b.nc: not a readable netCDF file")

    def test_a_region_outside_all_files_of_a_bundle_is_told_once(self, tmp_path: Path) -> None:
        parts = {
            f"{day}.nc": provider.erddap_v4(
                tmp_path / f"{day}.nc", {day: provider.even(50)}, sea("v4"), slice(40, 185), slice(0, 304)
            ).read_bytes()
            for day in DAYS
        }
        reading = fetchers.parse(Payload(bundle.pack(parts), "v4.zip", WHEN), "cdr_v4", REGISTRY)
        told = "1417 of its 4279 cells lie outside the file"
        assert reading.notices == (
            f"v4.zip: no value for {OKHOTSK} on 2015-02-01, 2015-02-02, 2015-02-03 and 1 more: {told}",
        )

    def test_a_bundle_of_broken_files_is_refused(self) -> None:
        carried = Payload(bundle.pack({"a.nc": b"torn", "b.nc": b"torn"}), "cdr.zip", WHEN)
        with pytest.raises(FormatError, match=r"^cdr.zip: none of 2 files can be read. a.nc: not a readable netCDF"):
            fetchers.parse(carried, "cdr", REGISTRY)


class TestCommandLine:
    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        status = main(list(words))
        told = capsys.readouterr()
        return status, told.out, told.err

    def test_the_check_of_the_meier_mask(
        self, upstream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """736,851 km² on 2015-02-01: region 2 of the mask, at least 15 %, true cell areas."""
        file = upstream / "sea_ice/nsidc0051_bin/nt_20150201_f17_v1.1_n.bin"
        cache = ("--cache", str(tmp_path))
        assert self.run(capsys, *cache, "load", "nasa_team", str(file))[0] == 0
        status, out, _ = self.run(capsys, *cache, "show", "sea_ice_extent.sea_of_okhotsk.nasa_team")
        assert status == 0
        assert [line.split(",")[:3] for line in out.splitlines()[1:]] == [["2015-02-01", "2015-02-01", "736850.919"]]

    def test_an_odd_file_changes_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        cache = ("--cache", str(tmp_path / "cache"))
        good = v6(tmp_path / "good.nc", {DAY: provider.noise(1)})
        assert self.run(capsys, *cache, "load", "cdr", str(good))[0] == 0
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
        assert len(before) > 20
        odd = v6(tmp_path / "odd.nc", {DAYS[1]: provider.noise(2)})
        with netCDF4.Dataset(odd, "a") as file:
            file["crs"].semi_major_axis = 6378137.0
        status, _, err = self.run(capsys, *cache, "load", "cdr", str(odd))
        assert status == 1
        assert "odd.nc, variable cdr_seaice_conc: another projection" in err
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before
