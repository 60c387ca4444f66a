"""Grids become extents and areas: true cell areas, 15 %, nothing filled in, nothing told that a file does not cover."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import netCDF4
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indicators import fetchers, fields, refresh
from indicators.catalog import Catalog, catalog
from indicators.errors import CatalogError, FormatError
from indicators.sea_ice import polar, reduction, regions
from indicators.store import Cache
from tests import provider_grids as provider
from tests.sea_ice import independent
from tests.sea_ice.grids import BOX, DAY, DAYS, INLAND, MAGADAN, OKHOTSK, REGISTRY, SHANTAR, payload, registry, sea, v6


def table(path: Path, source: str, known: Catalog = REGISTRY) -> pd.DataFrame:
    return reduction.table(payload(path), source, known)


def row(found: pd.DataFrame, region: str, day: dt.date = DAY) -> pd.Series:
    (only,) = (
        one for _, one in found[found["region"].eq(region) & found["time_start"].eq(pd.Timestamp(day))].iterrows()
    )
    return only


def polygon_cells(corners: tuple[tuple[float, float], ...]) -> NDArray[np.bool_]:
    """Cells with their centre in a box of longitude and latitude."""
    (west, south), (east, north) = corners[0], corners[2]
    longitude, latitude = independent.centres()
    return (longitude > west) & (longitude < east) & (latitude > south) & (latitude < north)


class TestAreas:
    def test_cell_areas_follow_from_the_projection(self) -> None:
        areas = independent.areas_km2()
        np.testing.assert_allclose(polar.area_km2(), areas, rtol=1e-7)
        assert (areas.min().round(2), areas.max().round(2)) == (382.66, 664.45)  # NSIDC-0771's documented range

    def test_centres_follow_from_the_projection(self) -> None:
        for ours, theirs in zip(polar.centres(), independent.centres(), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6)

    def test_a_provider_s_own_cell_areas_agree(self, upstream: Path) -> None:
        """PolarWatch's crop of NSIDC's areas for the eastern Bering Sea, which the file labels EPSG:3413.

        NSIDC sums the true area over a cell, here the scale at its centre stands for the cell: that
        is 1.1 parts in a million. (On the ellipsoid of the label it would be up to 7.)
        """
        with netCDF4.Dataset(upstream / "sea_ice/polarwatch_alaska/area_EasternBering.nc") as file:
            x, y = np.asarray(file["xgrid"][:]), np.asarray(file["ygrid"][:])
            theirs = np.ma.filled(file["cell_area"][:], np.nan) / 1e6
        rows, columns = np.rint((5_837_500 - y) / 25_000).astype(int), np.rint((x + 3_837_500) / 25_000).astype(int)
        ours = polar.area_km2()[np.ix_(rows, columns)]
        known = np.isfinite(theirs)
        assert known.sum() == 1556
        np.testing.assert_allclose(ours[known], theirs[known], rtol=1.5e-6)


class TestClosedForms:
    def test_one_cell_of_ice_is_that_cell_s_area(self, tmp_path: Path) -> None:
        ice = provider.even(0)
        ice[20, 140] = 40
        found = row(table(v6(tmp_path / "v6.nc", {DAY: ice}), "cdr"), OKHOTSK)
        cell = independent.areas_km2()[20, 140]
        assert found["extent_km2"] == pytest.approx(cell, rel=1e-7)
        assert found["area_km2"] == pytest.approx(0.4 * cell, rel=1e-7)

    @pytest.mark.parametrize(("percent", "counts"), [(14, False), (15, True), (16, True)])
    def test_fifteen_percent_counts_and_fourteen_does_not(self, tmp_path: Path, percent: int, counts: bool) -> None:
        found = row(table(v6(tmp_path / "v6.nc", {DAY: provider.even(percent)}), "cdr"), OKHOTSK)
        assert found["extent_km2"] == pytest.approx(found["sea_km2"] if counts else 0)
        assert found["area_km2"] == pytest.approx(found["sea_km2"] * percent / 100 if counts else 0)

    def test_a_crop_of_floats_counts_fifteen_percent_too(self, tmp_path: Path) -> None:
        """As a float32 0.15 lies above, as a float64 product of 15 and 0.01 exactly on the threshold."""
        crop = (slice(0, 185), slice(16, 240))
        path = provider.erddap_v4(tmp_path / "c.nc", {DAY: provider.even(15)}, sea("v4"), *crop)
        found = row(table(path, "cdr_v4"), OKHOTSK)
        assert found["extent_km2"] == pytest.approx(2_207_759.826, abs=0.01)

    def test_a_sea_full_of_ice_has_the_area_of_its_cells(self, tmp_path: Path) -> None:
        found = table(v6(tmp_path / "v6.nc", {DAY: provider.even(100)}), "cdr")
        for region in (OKHOTSK, "bering_sea", "shantar_sea", "magadan_sea"):
            one = row(found, region)
            assert (one["extent_km2"], one["area_km2"]) == pytest.approx((one["sea_km2"],) * 2)
            assert (one["coverage"], one["flag"], one["note"]) == (1, "good", "")

    def test_land_of_the_product_is_no_sea_of_a_region(self, tmp_path: Path) -> None:
        """Version 6 has coast on 12 cells of the Okhotsk mask, Version 4 on none."""
        six = row(table(v6(tmp_path / "6.nc", {DAY: provider.even(100)}), "cdr"), OKHOTSK)
        four = row(table(provider.v4(tmp_path / "4.nc", {DAY: provider.even(100)}, sea("v4")), "cdr_v4"), OKHOTSK)
        assert (six["cells"], four["cells"]) == (4267, 4279)
        assert four["extent_km2"] == pytest.approx(2_207_759.83, abs=0.01)


class TestIndependently:
    @settings(max_examples=5)
    @given(seed=st.integers(0, 10_000))
    def test_any_ice_is_summed_as_a_plain_loop_sums_it(
        self, tmp_path_factory: pytest.TempPathFactory, seed: int
    ) -> None:
        ice = provider.noise(seed)
        found = table(v6(tmp_path_factory.mktemp("any") / "v6.nc", {DAY: ice}), "cdr")
        for region, corners in (("shantar_sea", SHANTAR), ("magadan_sea", MAGADAN)):
            cells = polygon_cells(corners) & sea()
            one = row(found, region)
            assert (one["extent_km2"], one["area_km2"]) == pytest.approx(
                independent.extent_and_area(ice.astype("float64"), cells), rel=1e-7
            )
            assert one["cells"] == cells.sum()

    @pytest.mark.parametrize("day", ["20150201", "20150204", "20150205", "20150206"])
    @pytest.mark.parametrize(("region", "code"), [(OKHOTSK, 2), ("bering_sea", 3)])
    def test_real_binaries(self, upstream: Path, day: str, region: str, code: int) -> None:
        path = upstream / "sea_ice" / "nsidc0051_bin" / f"nt_{day}_f17_v1.1_n.bin"
        counts = np.fromfile(path, "u1", offset=300).reshape(448, 304).astype("float64")
        expected = independent.extent_and_area(counts / 2.5, independent.region(upstream, code))
        found = row(table(path, "nasa_team"), region, dt.date(2015, 2, int(day[-2:])))
        assert (found["extent_km2"], found["area_km2"]) == pytest.approx(expected, rel=1e-7)

    @pytest.mark.parametrize(
        ("name", "source", "day"),
        [
            ("sic_psn25_19850130_n07_v06r00.nc", "cdr", dt.date(1985, 1, 30)),
            ("seaice_conc_daily_nh_20211231_f17_v04r00.nc", "cdr_v4", dt.date(2021, 12, 31)),
        ],
    )
    @pytest.mark.parametrize(("region", "code"), [(OKHOTSK, 2), ("bering_sea", 3)])
    def test_real_grids(self, upstream: Path, name: str, source: str, day: dt.date, region: str, code: int) -> None:
        with netCDF4.Dataset(upstream / "sea_ice" / name) as file:
            file.set_auto_maskandscale(False)
            percent = np.asarray(file["cdr_seaice_conc"][0]).astype("float64")
        expected = independent.extent_and_area(percent, independent.region(upstream, code))
        found = row(table(upstream / "sea_ice" / name, source), region, day)
        assert (found["extent_km2"], found["area_km2"]) == pytest.approx(expected, rel=1e-7)
        assert found["coverage"] == 1

    @pytest.mark.skipif(shutil.which("cdo") is None, reason="no cdo here (Debian package cdo)")
    def test_cdo_gives_the_same_to_rounding(self, tmp_path: Path) -> None:
        """CDO multiplies the 15 % mask with the weights of a region and sums the field, in 64 bits."""
        days = {day: provider.noise(number) for number, day in enumerate(DAYS)}
        path = provider.erddap_v6(tmp_path / "box.nc", days, sea(), *BOX)
        known = registry()
        found = table(path, "cdr", known)
        found = found[found["region"].eq(OKHOTSK)]
        weight = tmp_path / "weight.nc"
        with netCDF4.Dataset(weight, "w") as file:
            for dimension, size in (("y", 129), ("x", 95)):
                file.createDimension(dimension, size)
            inside = regions.mask(OKHOTSK)[BOX] & sea()[BOX]
            file.createVariable("weight", "f8", ("y", "x"))[:] = np.where(inside, independent.areas_km2()[BOX], 0)
        asked = {"extent_km2": f"-gec,0.1499999 {path}", "area_km2": f"-mul {path} -gec,0.1499999 {path}"}
        for column, what in asked.items():
            out = tmp_path / f"{column}.nc"
            command = f"cdo -s -b F64 fldsum -mul {what} {weight} {out}"
            subprocess.run(command.split(), check=True, capture_output=True)
            with netCDF4.Dataset(out) as file:
                theirs = np.asarray(file["cdr_seaice_conc"][:]).ravel()
            np.testing.assert_allclose(found[column].to_numpy(), theirs, rtol=1e-7)


class TestWhatAFileDoesNotCover:
    def test_a_region_partly_outside_a_crop_gets_no_value(self, tmp_path: Path) -> None:
        rows = slice(40, 185)
        path = provider.erddap_v4(tmp_path / "c.nc", {DAY: provider.even(50)}, sea("v4"), rows, slice(0, 304))
        found = table(path, "cdr_v4")
        withheld = row(found, OKHOTSK)
        assert np.isnan([withheld["extent_km2"], withheld["area_km2"]]).all()
        assert withheld["note"] == "1417 of its 4279 cells lie outside the file"
        assert withheld["coverage"] < 0.7
        assert row(found, "magadan_sea")["extent_km2"] > 0
        assert list(reduction.withheld(found, "c.nc")) == [
            f"c.nc: no value for {OKHOTSK} on {DAY}: 1417 of its 4279 cells lie outside the file"
        ]
        stored = {one.declaration.id for one in reduction.series(found, "cdr_v4", REGISTRY)}
        assert f"sea_ice_extent.{OKHOTSK}.cdr_v4" not in stored
        assert "sea_ice_area.magadan_sea.cdr_v4" in stored

    def test_the_shared_crop_of_polarwatch_gives_no_okhotsk_total(self, upstream: Path) -> None:
        outside = int(independent.region(upstream, 2)[:40].sum())
        found = table(upstream / "sea_ice/polarwatch_erddap/sic.nc", "cdr_v4_monthly")
        one = row(found, OKHOTSK, dt.date(2021, 1, 1))
        assert np.isnan(one["extent_km2"])
        assert one["note"] == f"{outside} of its 4279 cells lie outside the file"
        magadan = row(found, "magadan_sea", dt.date(2021, 1, 1))
        with netCDF4.Dataset(upstream / "sea_ice/polarwatch_erddap/sic.nc") as file:
            file.set_auto_maskandscale(False)
            percent = np.full((448, 304), np.nan)
            percent[40:429] = np.rint(np.asarray(file["cdr_seaice_conc_monthly"][0]).astype("float64") * 100)
        expected = independent.extent_and_area(percent, polygon_cells(MAGADAN))
        assert (magadan["extent_km2"], magadan["area_km2"]) == pytest.approx(expected, rel=1e-7)
        assert expected[0] > 90_000

    @pytest.mark.parametrize(
        ("share", "flag", "told"),
        [(0.02, "estimated", "No data on"), (0.04, "estimated", "No data on"), (0.06, "", "")],
    )
    def test_cells_without_data_make_a_value_an_estimate_or_none(
        self, tmp_path: Path, share: float, flag: str, told: str
    ) -> None:
        cells = np.flatnonzero((polygon_cells(MAGADAN) & sea()).ravel())
        ice = provider.even(50).ravel()
        ice[cells[: round(len(cells) * share)]] = provider.NO_DATA
        found = row(table(v6(tmp_path / "v6.nc", {DAY: ice.reshape(provider.SHAPE)}), "cdr"), "magadan_sea")
        assert found["coverage"] == pytest.approx(1 - share, abs=0.01)
        if flag:
            assert (found["flag"], found["note"]) == (
                flag,
                f"No data on {1 - found['coverage']:.1%} of the region's sea.",
            )
            assert found["extent_km2"] == pytest.approx(found["sea_km2"] * found["coverage"])
        else:
            assert np.isnan(found["extent_km2"])
            assert found["note"] == "cdr_seaice_conc has data on 94% of its sea only"

    def test_a_day_without_data_is_left_out_and_told(self, tmp_path: Path) -> None:
        for name, path, source in (
            ("6.nc", v6(tmp_path / "6.nc", {DAYS[0]: provider.even(50), DAYS[1]: None}), "cdr"),
            ("4.nc", provider.v4(tmp_path / "4.nc", {DAYS[0]: provider.even(50), DAYS[1]: None}, sea("v4")), "cdr_v4"),
        ):
            reading = fetchers.parse(payload(path), source, REGISTRY)
            assert {len(one.observations) for one in reading.series} == {1}
            assert {len(one.layers) for one in reading.fields} == {1}
            assert reading.notices == (f"{name}: cdr_seaice_conc holds no data on {DAYS[1]}; left out",)

    def test_a_file_without_any_data_is_refused(self, tmp_path: Path, cache: Cache) -> None:
        path = v6(tmp_path / "v6.nc", {DAYS[0]: None, DAYS[1]: None})
        with pytest.raises(FormatError, match=r"^v6.nc, variable cdr_seaice_conc: there is no data in it"):
            table(path, "cdr")
        assert refresh.load(cache, REGISTRY, "cdr", payload(path)).failed
        assert cache.metas() == {}
        assert fields.metas(cache) == {}

    def test_a_region_without_sea_says_so(self, tmp_path: Path) -> None:
        found = table(v6(tmp_path / "v6.nc", {DAY: provider.even(50)}), "cdr", registry(inland=INLAND))
        assert row(found, "inland")["note"] == "it has no sea cell in this product"
        assert np.isnan(row(found, "inland")["extent_km2"])

    def test_a_polygon_off_the_part_that_is_read_is_a_mistake_of_the_registry(self, tmp_path: Path) -> None:
        known = registry(hudson=((-90.0, 55.0), (-80.0, 55.0), (-80.0, 62.0), (-90.0, 62.0)))
        with pytest.raises(CatalogError, match="cells lie outside the part of the grid that is read"):
            table(v6(tmp_path / "v6.nc", {DAY: provider.even(50)}), "cdr", known)


def test_the_shipped_registry_reduces_its_regions(tmp_path: Path) -> None:
    """Every region that an ice source of the registry declares has sea cells in both editions."""
    for source, path in (
        ("cdr", v6(tmp_path / "6.nc", {DAY: provider.even(100)})),
        ("cdr_v4", provider.v4(tmp_path / "4.nc", {DAY: provider.even(100)}, sea("v4"))),
    ):
        found = table(path, source, catalog())
        assert len(found) == 13
        assert (found["cells"] > 0).all(), found[["region", "cells"]]
        assert found["extent_km2"].to_numpy() == pytest.approx(found["sea_km2"].to_numpy())


class TestIceTakenAway:
    """V6 sets cells to 0 where its own unfiltered fields show ice, and does not always flag it."""

    def file(self, path: Path, bootstrap: int, nasa_team: int, *, share: float) -> Path:
        inside = polygon_cells(SHANTAR) & sea()
        taken = inside & (np.cumsum(inside).reshape(inside.shape) <= share * inside.sum())
        ice = np.where(taken, 0, provider.even(50)).astype("u1")
        v6(path, {DAY: ice})
        with netCDF4.Dataset(path, "a") as made:
            for name, percent in (("raw_bt_seaice_conc", bootstrap), ("raw_nt_seaice_conc", nasa_team)):
                raw = made["cdr_supplementary"].createVariable(name, "u1", ("time", "y", "x"), fill_value=255)
                raw.set_auto_maskandscale(False)
                raw[0] = np.where(sea(), percent, 255)
        return path

    @pytest.mark.parametrize(
        ("bootstrap", "nasa_team", "share", "flag"),
        [
            (100, 40, 0.5, "suspect"),
            (100, 39, 0.5, "good"),  # one of the two alone may be weather
            (100, 100, 0.05, "good"),  # a few coast cells are the spill-over filter's work
            (255, 255, 0.5, "good"),  # no number
        ],
    )
    def test_a_region_is_doubted_when_both_unfiltered_fields_contradict(
        self, tmp_path: Path, bootstrap: int, nasa_team: int, share: float, flag: str
    ) -> None:
        path = self.file(tmp_path / "v6.nc", bootstrap, nasa_team, share=share)
        table = reduction.table(payload(path), "cdr", registry(shantar_sea=SHANTAR)).set_index("region")
        assert table.loc["shantar_sea", "flag"] == flag
        assert table.loc["bering_sea", "flag"] == "good"
        assert (reduction.REMOVED in table.loc["shantar_sea", "note"]) == (flag == "suspect")

    def test_the_real_day_without_ice_in_liaodong_bay_is_doubted(self, upstream: Path) -> None:
        path = upstream / "sea_ice" / "sic_psn25_19850130_n07_v06r00.nc"
        table = reduction.table(payload(path), "cdr", catalog()).set_index("region")
        assert set(table.index[table["flag"] == "suspect"]) == {"liaodong_bay_sea"}
        with netCDF4.Dataset(path) as real:
            real.set_auto_maskandscale(False)
            ice, group = real["cdr_seaice_conc"][0], real["cdr_supplementary"]
            corners = shapely.Polygon(catalog().regions["liaodong_bay_sea"].polygon)
            inside = shapely.contains_xy(corners, *polar.centres()) & (group["surface_type_mask"][0] == 50)
            raw = [group[name][0][inside] for name in ("raw_bt_seaice_conc", "raw_nt_seaice_conc")]
        assert ice[inside].max() == 0
        assert int(((raw[0] >= 40) & (raw[1] >= 40)).sum()) == 39
        assert table.loc["liaodong_bay_sea", "note"].startswith(f"{reduction.REMOVED} 50%")
