"""The iron climatology: whatever the order and packing, the same map, section and means; against closed forms."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
import pytest

from indicators import download_file, fields, refresh
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.dissolved_iron import section_path
from indicators.errors import FormatError
from indicators.grid import CLIMATOLOGY
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.dissolved_iron import iron_files as files
from tests.dissolved_iron.iron_files import known, of, parsed_file

MAP, SECTION = (f"dissolved_iron_climatology.{place}.huang" for place in ("northwest_pacific", "amur_to_oyashio"))
NAME = "Huang_et_al_2022_monthly_dFe_V2.nc"
EARTH_KM = 6371.0072


def field(reading: Reading, field_id: str) -> fields.ParsedField:
    (found,) = (one for one in reading.fields if one.declaration.id == field_id)
    return found


@pytest.mark.parametrize(
    "variation",
    [
        pytest.param({}, id="as confirmed"),
        pytest.param({"dims": ("Longitude", "Latitude", "Depth", "Month")}, id="dimensions the other way round"),
        pytest.param({"dims": ("Depth", "Month", "Longitude", "Latitude")}, id="dimensions mixed"),
        pytest.param({"longitudes": "0..360"}, id="longitudes from 0 to 360"),
        pytest.param({"descending": ("Latitude",)}, id="latitude from the north"),
        pytest.param({"descending": ("Latitude", "Depth", "Longitude", "Month")}, id="all axes descending"),
        pytest.param({"months": tuple(range(12))}, id="months from 0 to 11"),
        pytest.param({"packed": True}, id="packed as whole numbers"),
        pytest.param({"fill": None}, id="NaN without a declared fill value"),
        pytest.param({"fill": 1e20}, id="a great fill value"),
        pytest.param({"units": "nmol L-1"}, id="the unit otherwise written"),
    ],
)
def test_every_layout_gives_the_same_map(tmp_path: Path, variation: dict[str, Any]) -> None:
    land = [(150.5, 50.5), (179.5, 30.5)]
    reading = parsed_file("huang", files.climatology(tmp_path / NAME, land=land, **variation))
    surface = field(reading, MAP)
    latitude, longitude = surface.grid.axis("latitude"), surface.grid.axis("longitude")
    assert (latitude.tolist(), longitude.tolist()) == (np.arange(30.5, 65).tolist(), np.arange(120.5, 180).tolist())
    assert surface.climatology
    assert [f"{layer.time_start:%Y-%m-%d}" for layer in surface.layers] == [f"2000-{m:02d}-01" for m in range(1, 13)]
    for month in (1, 2, 12):
        cells = surface.packing.unpack(surface.layers[month - 1].cells)
        wanted = [[known(month, 0, lat, lon) for lon in longitude] for lat in latitude]
        missing = np.isnan(cells)
        assert {(longitude[c], latitude[r]) for r, c in np.argwhere(missing)} == set(land)
        assert np.allclose(cells[~missing], np.array(wanted)[~missing], atol=1e-4)


def test_units_per_kilogram_are_converted_and_no_unit_is_told(tmp_path: Path) -> None:
    per_kg = parsed_file("huang", files.climatology(tmp_path / "kg.nc", units="nmol/kg"))
    plain = parsed_file("huang", files.climatology(tmp_path / "plain.nc", units=None))
    first, second = (field(one, MAP).layers[0].cells for one in (per_kg, plain))
    assert np.allclose(first, second * 1.025, rtol=1e-6)
    assert plain.notices[0] == "The file gives no unit: taken as nmol/L, as in the paper."
    assert not any("unit" in notice for notice in per_kg.notices)


# -- section -----------------------------------------------------------------------------------------------------


def great_circle(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Haversine, km."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, spot)) for spot in (one, two))
    part = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(part))


def test_the_section_shows_the_nearest_cells_own_numbers(tmp_path: Path) -> None:
    section = field(parsed_file("huang", files.climatology(tmp_path / NAME)), SECTION)
    depth, distance = section.grid.axis("depth"), section.grid.axis("distance")
    more = section.grid.more
    assert depth.tolist() == files.DEPTHS.tolist()
    for at, cell in enumerate(more["cell"]):
        spot = (more["longitude"][at], more["latitude"][at])
        assert cell == [math.floor(spot[0]) + 0.5, math.floor(spot[1]) + 0.5] or great_circle(spot, tuple(cell)) < 79
        for level, metres in enumerate(depth):
            assert section.layers[4].cells[level, at] == pytest.approx(known(5, metres, cell[1], cell[0]), abs=1e-4)
    steps = np.diff(distance)
    assert np.allclose(steps[:-1], 25) and 0 < steps[-1] <= 25


def test_the_path_runs_through_its_stops_on_great_circles(tmp_path: Path) -> None:
    key = next(one for one in catalog().declared_fields("huang") if one.place == "amur_to_oyashio").place_key
    stops = {name: tuple(spot) for name, spot in key["stops"].items()}
    path = section_path.along(stops, 25)
    spots = list(stops.values())
    legs = [great_circle(one, two) for one, two in zip(spots, spots[1:], strict=False)]
    assert list(path.stops.values()) == pytest.approx(np.cumsum([0, *legs]).tolist(), abs=0.01)
    points = list(zip(path.longitude, path.latitude, strict=True))
    for (name, at), spot in zip(path.stops.items(), spots, strict=True):
        away = min(great_circle(point, spot) for point in points)
        assert away < 13, name
        nearest = int(np.argmin(abs(path.distance_km - at)))
        assert great_circle(points[nearest], spot) < 13, name


def test_a_point_without_sea_nearby_has_no_value(tmp_path: Path) -> None:
    block = [(lon, lat) for lon in np.arange(138.5, 147) for lat in np.arange(50.5, 59)]
    section = field(parsed_file("huang", files.climatology(tmp_path / NAME, land=block)), SECTION)
    cells = section.grid.more["cell"]
    assert cells[0] is None and cells[-1] is not None
    alone = np.array([cell is None for cell in cells])
    for layer in section.layers:
        assert np.isnan(layer.cells[:, alone]).all()
        assert np.isfinite(layer.cells[:, ~alone]).all()
    for at in np.flatnonzero(~alone):
        spot = (section.grid.more["longitude"][at], section.grid.more["latitude"][at])
        assert great_circle(spot, tuple(cells[at])) <= 120


# -- means -------------------------------------------------------------------------------------------------------


def test_means_are_weighted_by_area_against_a_second_computation(tmp_path: Path) -> None:
    """Crossing numbers and plain sums for the Sea of Okhotsk, whose corners are read from the registry's text."""
    reading = parsed_file("huang", files.climatology(tmp_path / NAME, land=[(150.5, 50.5)]))
    series = of(reading, "sea_of_okhotsk")
    corners = [tuple(map(float, corner)) for corner in series.declaration.place_key["corners"]]
    total = weights = cells = 0.0
    for lat in np.arange(30.5, 65):
        for lon in np.arange(120.5, 180):
            if inside(lon, lat, corners) and (lon, lat) != (150.5, 50.5):
                weight = math.cos(math.radians(lat))
                total, weights, cells = total + weight * known(7, 0, lat, lon), weights + weight, cells + 1
    july = series.observations.iloc[6]
    assert july["value"] == pytest.approx(total / weights, rel=1e-6)
    assert f" {cells:.0f} sea cells" in series.meta["area_definition"]
    assert (f"{july['time_start']:%Y-%m-%d}", f"{july['time_end']:%Y-%m-%d}") == ("2000-07-01", "2000-07-31")
    assert july["note"] == "Month of a climatology, of no year; placed in 2000."
    assert len(series.observations) == 12


def inside(x: float, y: float, corners: list[tuple[float, ...]]) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y):
            crossings += x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def test_a_water_without_a_cell_is_told_of(tmp_path: Path) -> None:
    block = [(lon, lat) for lon in np.arange(142.5, 146) for lat in np.arange(48.5, 56)]
    reading = parsed_file("huang", files.climatology(tmp_path / NAME, land=block))
    missing = "dissolved_iron_climatology.east_sakhalin_shelf.huang"
    assert missing not in {one.declaration.id for one in reading.series}
    assert f"{missing}: no sea cell of the grid has its middle there." in reading.notices


def test_a_climatology_is_no_observation() -> None:
    indicators = catalog().indicators
    for declared in (*catalog().declarations("huang"), *catalog().declared_fields("huang")):
        assert declared.indicator == "dissolved_iron_climatology"
        assert indicators[declared.indicator].measure == "climatology"
    others = {d.indicator for source in catalog().sources if source != "huang" for d in catalog().declarations(source)}
    assert "dissolved_iron_climatology" not in others


# -- bad input ---------------------------------------------------------------------------------------------------


def no_month(month: int) -> Any:
    def change(values: Any) -> None:
        values[month - 1] = np.nan

    return change


def set_all(value: float) -> Any:
    def change(values: Any) -> None:
        values[:] = value

    return change


def two_dimensional(path: Path) -> Path:
    """A grid in another projection: positions lie on y and x."""
    with netCDF4.Dataset(path, "w") as made:
        for name, size in (("Month", 12), ("Depth", 2), ("y", 3), ("x", 4)):
            made.createDimension(name, size)
        made.createVariable("Month", "f8", ("Month",))[:] = range(1, 13)
        made.createVariable("Depth", "f8", ("Depth",))[:] = [0, 10]
        for name in ("Latitude", "Longitude"):
            made.createVariable(name, "f8", ("y", "x"))[:] = 50
        made.createVariable("dFe_RF", "f4", ("Month", "Depth", "y", "x"))[:] = 0.3
    return path


def shifted(path: Path, name: str, by: float) -> Path:
    files.climatology(path)
    with netCDF4.Dataset(path, "a") as made:
        made[name][:] = made[name][:] + by
    return path


BAD: list[Any] = [
    ("no variable", lambda p: files.climatology(p, without=["dFe_RF"]), "no variable 'dFe_RF'"),
    ("no months", lambda p: files.climatology(p, without=["Month"]), "variable dFe_RF: no coordinate Month"),
    ("no longitudes", lambda p: files.climatology(p, without=["Longitude"]), "no coordinate Longitude"),
    ("eleven months", lambda p: files.climatology(p, months=range(1, 12)), "Month does not run from 1 to 12"),
    ("months from 2", lambda p: files.climatology(p, months=range(2, 14)), "Month does not run from 1 to 12"),
    ("another projection", two_dimensional, "Latitude is no axis but lies on 2 dimensions"),
    ("kilometres for degrees", lambda p: shifted(p, "Latitude", 1000), "Latitude goes beyond 90 degrees"),
    ("another sea", lambda p: shifted(p, "Latitude", -90), "Latitude does not cover 30 to 65 degrees"),
    ("far longitudes", lambda p: shifted(p, "Longitude", 400), "Longitude goes beyond 360 degrees"),
    ("depths of both signs", lambda p: shifted(p, "Depth", -100), "Depth is partly positive and partly negative"),
    ("an axis with a gap", lambda p: shifted(p, "Depth", math.nan), "Depth has gaps or repeats itself"),
    ("nothing but fill", lambda p: files.climatology(p, change=set_all(math.nan)), "no cell of the region holds"),
    ("a month of fill", lambda p: files.climatology(p, change=no_month(3)), "no cell of month 3 holds a number"),
    ("fill that is not declared", lambda p: files.climatology(p, change=set_all(-99.0)), "-99 nM: a fill value"),
    ("another unit", lambda p: files.climatology(p, units="mg/L"), "its unit is 'mg/L', not nmol/L"),
]


@pytest.mark.parametrize(("make", "told"), [pytest.param(make, told, id=name) for name, make, told in BAD])
def test_a_bad_grid_is_refused_naming_file_and_variable(cache: Cache, tmp_path: Path, make: Any, told: str) -> None:
    good = files.climatology(tmp_path / NAME)
    assert not refresh.load(cache, catalog(), "huang", Payload.from_file(good, files.WHEN)).failed
    before = {path: path.read_bytes() for path in cache.root.rglob("*.parquet")}
    bad = make(tmp_path / "bad.nc")
    with pytest.raises(FormatError, match=told) as caught:
        parsed_file("huang", bad)
    assert "bad.nc" in caught.value.sentence and "\n" not in caught.value.sentence
    outcome = refresh.load(cache, catalog(), "huang", Payload.from_file(bad, files.WHEN))
    assert outcome.failed
    assert {path: path.read_bytes() for path in cache.root.rglob("*.parquet")} == before


@pytest.mark.parametrize("content", [b"", b"<html>", b"CDF\x01 broken", b"\x89HDF\r\n\x1a\n broken"])
def test_what_is_no_netcdf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(FormatError, match=NAME):
        parsed_file("huang", path)


# -- the way in --------------------------------------------------------------------------------------------------


def test_load_then_show_through_the_command_line(
    cache: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = files.climatology(tmp_path / NAME)
    assert main(["--cache", str(cache.root), "load", "huang", str(path)]) == 0
    assert "24 map(s)" in capsys.readouterr().out
    assert main(["--cache", str(cache.root), "show", "dissolved_iron_climatology.oyashio.huang"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 13
    held = fields.read(cache, SECTION, pd.Timestamp("2000-05-01"), part=CLIMATOLOGY)
    assert held.grid.crs == "section"
    assert download_file.refusal(held.meta) == ""
    assert main(["--cache", str(cache.root), "load", "huang", str(path)]) == 0  # again: nothing torn
    assert len(fields.times(cache, MAP)) == 12


def test_there_is_no_address_to_refresh_it_from() -> None:
    source = catalog().sources["huang"]
    assert not source.url and not source.urls
    assert not source.verified
