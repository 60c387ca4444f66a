"""Concentration grids: every layout gives the provider's own integers on the right cells, anything odd is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indicators.errors import FormatError
from indicators.sea_ice import regions
from indicators.sea_ice.slab import Slab
from tests import provider_grids as provider
from tests.sea_ice.grids import BOX, DAY, DAYS, ICE, READ, files, sea, slabs


def one(path: Path, source: str) -> Slab:
    (slab,) = slabs(path, source)
    return slab


def numbers(slab: Slab) -> NDArray[np.float64]:
    """Percent on sea cells with data, NaN elsewhere; on the full grid."""
    whole = np.full((len(slab.raw), *provider.SHAPE), np.nan)
    known = slab.sea & (slab.raw <= slab.highest)
    whole[:, slab.rows, slab.columns] = np.where(known, slab.raw * slab.scale, np.nan)
    return whole


def expected(percent: provider.Percent, edition: str, part: tuple[slice, slice] = READ) -> NDArray[np.float64]:
    whole = np.full(provider.SHAPE, np.nan)
    whole[part] = np.where(sea(edition)[part], percent[part], np.nan)
    return whole


@pytest.mark.parametrize("layout", ["v6", "v6 monthly", "near-real-time", "v4", "v4 crop", "v6 crop"])
def test_every_layout_gives_the_same_ice_on_the_same_cells(tmp_path: Path, layout: str) -> None:
    path, source, edition, part = files(tmp_path)[layout]
    slab = one(path, source)
    np.testing.assert_array_equal(numbers(slab)[0], expected(ICE, edition, part))
    assert slab.raw.dtype == np.uint8
    assert (slab.highest, slab.scale, slab.threshold) == (100, 1.0, 15)
    assert slab.times.to_list() == [pd.Timestamp(DAY)]
    assert (slab.rows, slab.columns) == part
    np.testing.assert_array_equal(slab.sea, sea(edition)[part])


def test_a_month_is_named_by_its_first_day_whatever_day_the_file_tells(tmp_path: Path) -> None:
    path = provider.v4(tmp_path / "m.nc", {dt.date(2021, 1, 16): ICE}, sea("v4"), monthly=True)
    assert one(path, "cdr_v4_monthly").times.to_list() == [pd.Timestamp("2021-01-01")]


def test_land_coded_in_the_field_never_becomes_ice(tmp_path: Path) -> None:
    """Unpacked, codes 251 to 255 read 2.51 to 2.55: clipped they would be 100 % ice."""
    path = provider.v4(tmp_path / "v4.nc", {DAY: provider.even(0)}, sea("v4"))
    with netCDF4.Dataset(path) as file:
        unpacked = np.ma.filled(file["cdr_seaice_conc"][0], np.nan)
    assert (np.clip(unpacked, 0, 1) == 1).sum() > 60_000  # what a reader gets who does not know
    assert np.nansum(numbers(one(path, "cdr_v4"))) == 0


def test_a_crop_is_read_by_its_data_not_by_what_its_attributes_claim(tmp_path: Path) -> None:
    path = provider.erddap_v4(tmp_path / "c.nc", {DAY: provider.even(0)}, sea("v4"), *READ)
    with netCDF4.Dataset(path) as file:
        assert file["cdr_seaice_conc"].flag_values.tolist() == [-5, -4, -3, -2, -1]
        file.set_auto_maskandscale(False)
        assert np.unique(file["cdr_seaice_conc"][:]).tolist() == np.array([0, 2.53, 2.54], "f4").tolist()
    slab = one(path, "cdr_v4")
    np.testing.assert_array_equal(slab.sea, sea("v4")[READ])
    assert set(np.unique(slab.raw[0][slab.sea])) == {0}


def test_the_fill_of_a_crop_is_land_on_land_and_missing_on_the_sea(tmp_path: Path) -> None:
    hole = ICE.copy()
    hole[20, 140:150] = provider.NO_DATA
    slab = one(provider.erddap_v4(tmp_path / "c.nc", {DAY: hole}, sea("v4"), *READ), "cdr_v4")
    assert slab.sea[20, 124:134].all()
    assert (slab.raw[0, 20, 124:134] == provider.NO_DATA).all()
    np.testing.assert_array_equal(slab.sea, sea("v4")[READ])


@pytest.mark.parametrize("dimension", ["y", "x"])
@pytest.mark.parametrize(("layout", "source", "edition"), [("v6", "cdr", "v6"), ("v4", "cdr_v4", "v4")])
def test_rows_and_columns_are_found_by_their_coordinates(
    tmp_path: Path, dimension: str, layout: str, source: str, edition: str
) -> None:
    path = provider.turned(files(tmp_path)[layout][0], dimension)
    np.testing.assert_array_equal(numbers(one(path, source))[0], expected(ICE, edition))


@settings(max_examples=15)
@given(
    top=st.integers(0, 150),
    height=st.integers(1, 60),
    left=st.integers(0, 220),
    width=st.integers(1, 60),
)
def test_any_crop_lies_where_its_coordinates_say(
    tmp_path_factory: pytest.TempPathFactory, top: int, height: int, left: int, width: int
) -> None:
    rows, columns = slice(top, top + height), slice(left, min(304, left + width))
    path = provider.erddap_v6(tmp_path_factory.mktemp("crop") / "c.nc", {DAY: ICE}, sea(), rows, columns)
    part = (slice(top, min(185, rows.stop)), slice(max(16, left), min(240, columns.stop)))
    if part[1].start >= part[1].stop:
        with pytest.raises(FormatError, match="lies outside the seas"):
            one(path, "cdr")
        return
    np.testing.assert_array_equal(numbers(one(path, "cdr"))[0], expected(ICE, "v6", part))


def test_a_long_record_comes_in_pieces_of_at_most_a_year(tmp_path: Path) -> None:
    days = {DAY + dt.timedelta(days=number): provider.even(number % 101) for number in range(800)}
    rows, columns = slice(20, 24), slice(134, 138)
    path = provider.erddap_v6(tmp_path / "long.nc", days, sea(), rows, columns)
    pieces = slabs(path, "cdr")
    assert max(len(piece.raw) for piece in pieces) <= 365
    assert [time.date() for piece in pieces for time in piece.times] == list(days)
    first = [int(cells[piece.sea][0]) for piece in pieces for cells in piece.raw]
    assert first == [number % 101 for number in range(800)]


def test_a_binary_of_the_nasa_team(tmp_path: Path) -> None:
    counts = np.where(sea("v4"), np.minimum(provider.noise(2) * 5 // 2, 250), provider.LAND)
    path = tmp_path / "nt_20150201_f17_v1.1_n.bin"
    path.write_bytes(provider.nasa_team(DAY, counts))
    slab = one(path, "nasa_team")
    np.testing.assert_array_equal(slab.raw[0], counts[READ])
    np.testing.assert_array_equal(slab.sea, sea("v4")[READ])
    assert (slab.highest, slab.threshold, slab.version, slab.platform) == (250, 38, "1.1", "F17")
    assert slab.scale == pytest.approx(0.4)


def test_the_threshold_is_the_least_count_of_fifteen_percent() -> None:
    for highest, threshold in ((100, 15), (250, 38), (200, 30), (255, 39)):
        slab = Slab(pd.DatetimeIndex([]), np.empty((0, 1, 1), "u1"), *BOX, np.ones((1, 1), bool), highest, "v")
        assert slab.threshold == threshold
        assert threshold / highest >= 0.15 > (threshold - 1) / highest


def test_days_without_a_number_are_known(tmp_path: Path) -> None:
    days = {DAYS[0]: ICE, DAYS[1]: None, DAYS[2]: ICE}
    for path, source in (
        (provider.v6(tmp_path / "6.nc", days, sea("v6")), "cdr"),
        (provider.v4(tmp_path / "4.nc", days, sea("v4")), "cdr_v4"),
        (provider.erddap_v4(tmp_path / "c4.nc", days, sea("v4"), *READ), "cdr_v4"),
        (provider.erddap_v6(tmp_path / "c6.nc", days, sea("v6"), *BOX), "cdr"),
    ):
        assert one(path, source).empty.tolist() == [False, True, False], path.name


class TestRealFiles:
    """Whole files of the providers, read a second time with netCDF4 and numpy alone."""

    V6 = "sic_psn25_19850130_n07_v06r00.nc"
    V4 = "seaice_conc_daily_nh_20211231_f17_v04r00.nc"

    def raw(self, path: Path, variable: str) -> NDArray[Any]:
        with netCDF4.Dataset(path) as file:
            file.set_auto_maskandscale(False)
            return np.asarray(file[variable][0])

    def test_the_shipped_land_masks_are_those_of_the_files(self, upstream: Path) -> None:
        surface = self.raw(upstream / "sea_ice" / self.V6, "cdr_supplementary/surface_type_mask")
        codes = self.raw(upstream / "sea_ice" / self.V4, "cdr_seaice_conc")
        part = (slice(0, 185), slice(0, 240))
        np.testing.assert_array_equal(regions.ocean("v6")[part], np.isin(surface, (50, 100))[part])
        np.testing.assert_array_equal(regions.ocean("v4")[part], ~np.isin(codes, (252, 253, 254))[part])

    @pytest.mark.parametrize(("name", "source"), [(V6, "cdr"), (V4, "cdr_v4")])
    def test_provider_files(self, upstream: Path, name: str, source: str) -> None:
        path = upstream / "sea_ice" / name
        slab, raw = one(path, source), self.raw(path, "cdr_seaice_conc")
        np.testing.assert_array_equal(slab.raw[0], raw[READ])
        assert (slab.raw[0][slab.sea] <= 100).all()
        assert slab.raw[0][~slab.sea].min() > 100
        assert slab.times.strftime("%Y%m%d").to_list()[0] in name

    @pytest.mark.parametrize("name", ["sic.nc", "cdr_seaice_conc_monthly_20230601_20230601.nc"])
    def test_crops_of_polarwatch(self, upstream: Path, name: str) -> None:
        path = upstream / "sea_ice" / "polarwatch_erddap" / name
        slab, floats = one(path, "cdr_v4_monthly"), self.raw(path, "cdr_seaice_conc_monthly")
        assert (slab.rows, slab.columns) == (slice(40, 185), slice(16, 240))
        np.testing.assert_array_equal(slab.raw[0], np.rint(floats * 100).astype(int)[:145, 16:240])
        np.testing.assert_array_equal(slab.sea, floats[:145, 16:240] < 2)
        np.testing.assert_array_equal(slab.sea, regions.ocean("v4")[40:185, 16:240])

    @pytest.mark.parametrize("day", ["20150201", "20150204", "20150205", "20150206"])
    def test_binaries(self, upstream: Path, day: str) -> None:
        path = upstream / "sea_ice" / "nsidc0051_bin" / f"nt_{day}_f17_v1.1_n.bin"
        raw = np.fromfile(path, "u1", offset=300).reshape(448, 304)
        slab = one(path, "nasa_team")
        np.testing.assert_array_equal(slab.raw[0], raw[READ])
        np.testing.assert_array_equal(slab.sea, (raw < 252)[READ])
        assert slab.times[0] == pd.Timestamp(day)
