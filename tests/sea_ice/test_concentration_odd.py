"""Odd grids: each is refused with a sentence that names file and variable, before anything is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
from numpy.typing import NDArray

from indicators.catalog import catalog
from indicators.errors import CatalogError, FormatError
from indicators.sea_ice import concentration
from indicators.series import Payload
from tests import provider_grids as provider
from tests.sea_ice.grids import BOX, DAY, ICE, READ, WHEN, files, sea, slabs


def edit(change: Callable[[netCDF4.Dataset], None]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with netCDF4.Dataset(path, "a") as file:
            file.set_auto_maskandscale(False)
            change(file)

    return apply


def set_cells(value: int) -> Callable[[Path], None]:
    def change(file: netCDF4.Dataset) -> None:
        file["cdr_seaice_conc"][0, 20, 140:143] = value

    return edit(change)


def set_attribute(variable: str, name: str, value: Any) -> Callable[[Path], None]:
    return edit(lambda file: (file[variable] if variable else file).setncattr(name, value))


def set_axis(name: str, change: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Callable[[Path], None]:
    def apply(file: netCDF4.Dataset) -> None:
        file[name][:] = change(np.asarray(file[name][:]))

    return edit(apply)


FIELD = "odd.nc, variable cdr_seaice_conc: "
ODD_V6 = {
    "another ellipsoid": (set_attribute("crs", "semi_major_axis", 6378137.0), FIELD + "another projection", "6378137"),
    "another code": (
        set_attribute("crs", "srid", "urn:ogc:def:crs:EPSG::3413"),
        FIELD,
        "EPSG:3413 instead of EPSG:3411",
    ),
    "another meridian": (
        set_attribute("crs", "proj4text", "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=0"),
        FIELD,
        "lon_0 0 instead of -45",
    ),
    "another true scale": (set_attribute("crs", "standard_parallel", 60.0), FIELD, "standard parallel 60"),
    "cells off the grid": (
        set_axis("y", lambda y: y + 12_500),
        "odd.nc, variable y: ",
        "not on the northern 25 km grid",
    ),
    "cells of 12.5 km": (set_axis("x", lambda x: x / 2), "odd.nc, variable x: ", "not on the northern 25 km grid"),
    "columns out of order": (
        set_axis("x", lambda x: np.roll(x, 1)),
        "odd.nc, variable x: ",
        "not neighbouring cells in order",
    ),
    "an unknown flag": (set_cells(177), FIELD, "an unknown flag value 177 in 3 cells"),
    "land codes of V4": (set_cells(254), FIELD, "an unknown flag value 254"),
    "no land mask": (
        edit(lambda file: file.renameGroup("cdr_supplementary", "more")),
        "odd.nc, variable cdr_supplementary/surface_type_mask: ",
        "no land mask",
    ),
    "an unknown surface": (
        edit(lambda file: file["cdr_supplementary/surface_type_mask"].__setitem__((0, 0, 150), 60)),
        "odd.nc, variable cdr_supplementary/surface_type_mask: ",
        "an unknown flag value 60",
    ),
    "another packing": (set_attribute("cdr_seaice_conc", "scale_factor", 0.004), FIELD, "scale_factor 0.004"),
    "an offset": (set_attribute("cdr_seaice_conc", "add_offset", 1.0), FIELD, "add_offset 1.0"),
    "time without units": (
        edit(lambda file: file["time"].delncattr("units")),
        "odd.nc: ",
        "variable 'time' has no units",
    ),
    "no such variable": (
        edit(lambda file: file.renameVariable("cdr_seaice_conc", "seaice_conc")),
        "odd.nc: no variable 'cdr_seaice_conc'",
        "It holds seaice_conc",
    ),
    "another version": (
        set_attribute("", "product_version", "v05r00"),
        "odd.nc, attribute product_version: ",
        "product version v05r00, not v06",
    ),
    "rows turned under their coordinates": (
        edit(lambda file: file["y"].__setitem__(slice(None), np.asarray(file["y"][:])[::-1])),
        FIELD,
        "land and sea differ in",
    ),
}


@pytest.mark.parametrize("fault", ODD_V6)
def test_an_odd_file_is_refused_with_file_and_variable(tmp_path: Path, fault: str) -> None:
    spoil, where, told = ODD_V6[fault]
    path = provider.v6(tmp_path / "odd.nc", {DAY: ICE}, sea())
    assert len(slabs(path, "cdr")) == 1
    spoil(path)
    with pytest.raises(FormatError) as caught:
        slabs(path, "cdr")
    sentence = caught.value.sentence
    assert sentence.startswith(where), sentence
    assert told in sentence


def test_another_order_of_dimensions_is_refused(tmp_path: Path) -> None:
    path = provider.v6(tmp_path / "odd.nc", {DAY: ICE}, sea())
    with netCDF4.Dataset(path, "a") as file:
        file.renameVariable("cdr_seaice_conc", "before")
        other = file.createVariable("cdr_seaice_conc", "u1", ("time", "x", "y"), fill_value=255)
        other.scale_factor = 0.01
    with pytest.raises(
        FormatError, match=r"^odd.nc, variable cdr_seaice_conc: dimensions time, x, y are not time, y, x"
    ):
        slabs(path, "cdr")


def test_numbers_packed_otherwise_are_refused(tmp_path: Path) -> None:
    path = provider.v6(tmp_path / "odd.nc", {DAY: ICE}, sea())
    with netCDF4.Dataset(path, "a") as file:
        file.renameVariable("cdr_seaice_conc", "before")
        file.createVariable("cdr_seaice_conc", "i2", ("time", "y", "x")).scale_factor = 0.01
    with pytest.raises(FormatError, match=r"packed as int16 with scale_factor 0.01"):
        slabs(path, "cdr")


@pytest.mark.parametrize("value", [-0.02, 0.155, 100.0, 2.6, np.inf])
def test_floats_that_are_no_hundredths_or_codes_are_refused(tmp_path: Path, value: float) -> None:
    path = provider.erddap_v4(tmp_path / "odd.nc", {DAY: ICE}, sea("v4"), *READ)
    with netCDF4.Dataset(path, "a") as file:
        file.set_auto_maskandscale(False)
        file["cdr_seaice_conc"][0, 20, 140] = value
    with pytest.raises(FormatError, match="is neither a concentration in hundredths nor a known code"):
        slabs(path, "cdr_v4")


def test_a_file_of_version_4_without_land_is_refused(tmp_path: Path) -> None:
    path = provider.v4(tmp_path / "odd.nc", {DAY: ICE}, np.ones(provider.SHAPE, bool))
    with pytest.raises(FormatError, match=r"odd.nc, variable cdr_seaice_conc: no land in it"):
        slabs(path, "cdr_v4")


def test_a_crop_whose_numbers_lie_on_land_is_refused(tmp_path: Path) -> None:
    moved = sea()
    moved[BOX] = moved[BOX][::-1]
    path = provider.erddap_v6(tmp_path / "odd.nc", {DAY: ICE}, moved, *BOX)
    with pytest.raises(
        FormatError, match=r"odd.nc, variable cdr_seaice_conc: concentrations on land in \d+% of the cells"
    ):
        slabs(path, "cdr")


@pytest.mark.parametrize(
    ("layout", "source", "told"),
    [
        ("v6", "cdr_v4", "product version v06r00, not v04"),
        ("v4", "cdr", "product version v04r00, not v06"),
        ("v4", "cdr_nrt", "no land mask"),
        ("near-real-time", "cdr_v4", "no land in it"),
        ("v6", "cdr_monthly", "no variable 'cdr_seaice_conc_monthly'"),
        ("v6 monthly", "cdr", "no variable 'cdr_seaice_conc'"),
    ],
)
def test_a_file_of_another_source_is_refused(tmp_path: Path, layout: str, source: str, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        slabs(files(tmp_path)[layout][0], source)


def test_a_file_that_is_no_grid_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.nc"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(500))
    with pytest.raises(FormatError, match="not a readable netCDF file"):
        slabs(path, "cdr")


NASA_ODD = {
    "cut short": (lambda content: content[:-1], "nt_20150201_f17_v1.1_n.bin", "136491 bytes instead of 136492"),
    "without a header": (lambda content: content[300:], "nt_20150201_f17_v1.1_n.bin", "136192 bytes"),
    "named by another day": (lambda content: content, "nt_20150202_f17_v1.1_n.bin", "the header says 2015-02-01"),
    "named otherwise": (lambda content: content, "ice.bin", "the name tells no day and satellite"),
    "named by no day": (lambda content: content, "nt_20150231_f17_v1.1_n.bin", "'20150231' is not a day"),
    "of the other pole": (
        lambda content: content.replace(b"ARCTIC    ", b"ANTARCTIC "),
        "nt_20150201_f17_v1.1_n.bin",
        "a file of the Antarctic",
    ),
    "of another size": (
        lambda content: content.replace(b"  304", b"  316").replace(b"  448", b"  332"),
        "nt_20150201_f17_v1.1_n.bin",
        "a grid of 316 x 332 cells",
    ),
    "without land": (
        lambda content: content[:300] + bytes(448 * 304),
        "nt_20150201_f17_v1.1_n.bin",
        "no land in it",
    ),
}


@pytest.mark.parametrize("fault", NASA_ODD)
def test_an_odd_binary_is_refused(fault: str) -> None:
    spoil, name, told = NASA_ODD[fault]
    content = spoil(provider.nasa_team(DAY, np.where(sea(), 100, provider.LAND)))
    with pytest.raises(FormatError) as caught:
        list(concentration.slabs(Payload(content, name, WHEN), catalog().sources["nasa_team"]))
    assert caught.value.sentence.startswith(name)
    assert told in caught.value.sentence


def test_other_sources_have_no_grids() -> None:
    with pytest.raises(CatalogError, match="no grid of concentrations"):
        concentration.slabs(Payload(b"", "x", WHEN), catalog().sources["masie"])
