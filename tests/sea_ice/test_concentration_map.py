"""The map of ice against the provider's files read by hand: classes, edge, hover, title, and the normal."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pyproj
import pytest
from numpy.typing import NDArray

from indicators import fields, figures, refresh
from indicators.catalog import catalog
from indicators.errors import StoreError
from indicators.figures import DARK, Chart
from indicators.grid import Layer, Packing, ParsedField
from indicators.map.projection import forward
from indicators.sea_ice import ice_shapes, normal_maps
from indicators.sea_ice.concentration_map import WINDOWS, ice_map, no_anomaly
from indicators.series import Payload
from indicators.store import Cache

Cells = NDArray[np.float64]
ROWS, COLUMNS = slice(0, 140), slice(60, 240)
FILES = {
    "nasa_team": ("sea_ice/nsidc0051_bin/nt_20150201_f17_v1.1_n.bin", "2015-02-01"),
    "cdr": ("sea_ice/sic_psn25_19850130_n07_v06r00.nc", "1985-01-30"),
    "cdr_v4": ("sea_ice/seaice_conc_daily_nh_20211231_f17_v04r00.nc", "2021-12-31"),
}
EXTENT = "sea_ice_extent.sea_of_okhotsk.nasa_team"
CLASSES = ("15–40 %", "40–70 %", "70–90 %", "90–100 %")
BOUNDS = ((15, 40), (40, 70), (70, 90), (90, 101))


def concentration(source: str) -> str:
    return f"sea_ice_concentration.far_eastern_seas.{source}"


@pytest.fixture(scope="module")
def held(upstream: Path, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache with one real day of three products."""
    cache = Cache(tmp_path_factory.mktemp("ice"))
    for source, (file, _) in FILES.items():
        payload = Payload.from_file(upstream / file, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
        refresh.take(cache.live, catalog(), source, payload)
    return cache


def by_hand(upstream: Path, source: str) -> Cells:
    """Per cent on the window's sea cells as the file has them; NaN elsewhere."""
    file = upstream / FILES[source][0]
    if source == "nasa_team":
        raw = np.frombuffer(file.read_bytes()[300:], "u1").reshape(448, 304)[ROWS, COLUMNS].astype(float)
        return np.where(raw <= 250, raw * 2 / 5, np.nan)
    with netCDF4.Dataset(file) as data:
        data.set_auto_maskandscale(False)
        raw = data["cdr_seaice_conc"][0][ROWS, COLUMNS].astype(float)
    return np.where(raw <= 100, raw, np.nan)


def corner_grid() -> tuple[Cells, Cells]:
    """Corners of the window in the map's plane, from EPSG:3411 without this project's grid module."""
    x = -3_850_000.0 + 25_000 * np.arange(60, 241)
    y = 5_850_000.0 - 25_000 * np.arange(0, 141)
    across, down = np.meshgrid(x, y)
    longitude, latitude = pyproj.Proj("EPSG:3411")(across, down, inverse=True)
    return forward(np.mod(longitude, 360), latitude)


def cell_areas() -> Cells:
    """Area of every cell's quadrilateral in the map's plane, km²."""
    x, y = corner_grid()
    across = (x[1:, 1:] - x[:-1, :-1]) * (y[1:, :-1] - y[:-1, 1:]) - (x[1:, :-1] - x[:-1, 1:]) * (
        y[1:, 1:] - y[:-1, :-1]
    )
    return np.abs(across) / 2


def drawn(held: Cache, source: str, **options: Any) -> Chart:
    series = [held.read(one) for one in held.metas() if one == f"sea_ice_extent.sea_of_okhotsk.{source}"]
    return ice_map(series, catalog(), "en", cache=held, field=concentration(source), time=FILES[source][1], **options)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    return next(one for one in figure.data if one.name == name)


def parts(one: go.Scatter) -> list[NDArray[np.float64]]:
    points = np.column_stack([one.x, one.y]).astype(float)
    return [part[~np.isnan(part[:, 0])] for part in np.split(points, np.flatnonzero(np.isnan(points[:, 0])))]


def area(one: go.Scatter) -> float:
    """Area of a filled trace, holes taken off."""
    rings = (ring.T for ring in parts(one))
    return abs(sum(float(np.sum(x[:-1] * np.diff(y) - y[:-1] * np.diff(x))) / 2 for x, y in rings))


def sides(lines: list[NDArray[np.float64]]) -> set[frozenset[tuple[int, int]]]:
    """Sides as pairs of ends, to the nearest 100 m."""
    ends = [np.rint(line * 10).astype(int).tolist() for line in lines]
    return {frozenset(map(tuple, pair)) for line in ends for pair in zip(line, line[1:], strict=False)}


@pytest.mark.parametrize("source", FILES)
def test_each_class_has_the_area_of_the_files_cells(held: Cache, upstream: Path, source: str) -> None:
    percent, areas = by_hand(upstream, source), cell_areas()
    figure = drawn(held, source).plot
    for name, (low, high) in zip(CLASSES, BOUNDS, strict=True):
        cells = (percent >= low) & (percent < high)
        assert cells.any()
        assert area(trace(figure, name)) == pytest.approx(areas[cells].sum(), rel=1e-5), name


@pytest.mark.parametrize("source", FILES)
def test_the_edge_runs_between_ice_and_open_water_and_nowhere_else(held: Cache, upstream: Path, source: str) -> None:
    percent = by_hand(upstream, source)
    x, y = corner_grid()
    wanted = []
    for row, column in np.ndindex(percent.shape):
        for down, right in ((0, 1), (1, 0)):
            other = row + down, column + right
            if other[0] < 140 and other[1] < 180:
                pair = sorted((percent[row, column], percent[other]))  # NaN: land or no data, not a side
                if pair[0] < 15 <= pair[1]:
                    ends = [(row + down, column + right), (row + 1, column + 1)]
                    wanted.append(np.array([(x[end], y[end]) for end in ends]))
    assert len(wanted) > 100
    assert sides(parts(trace(drawn(held, source).plot, "Ice edge"))) == sides(wanted)


@pytest.mark.parametrize("source", FILES)
def test_what_hover_tells_of_a_cell_is_what_the_file_says(held: Cache, upstream: Path, source: str) -> None:
    percent = by_hand(upstream, source)
    x, y = corner_grid()
    middle = [(axis[1:, 1:] + axis[:-1, :-1] + axis[1:, :-1] + axis[:-1, 1:]) / 4 for axis in (x, y)]
    told = next(one for one in drawn(held, source).plot.data if one.customdata is not None)
    assert len(told.customdata) == (percent > 0).sum()
    for at in range(0, len(told.x), 37):
        cell = np.unravel_index(np.hypot(middle[0] - told.x[at], middle[1] - told.y[at]).argmin(), percent.shape)
        assert told.customdata[at] == pytest.approx(percent[cell], abs=1e-4)


def test_land_of_version_4_is_never_ice(held: Cache, upstream: Path) -> None:
    """Its flags 251 to 255 look like more than 100 %."""
    with netCDF4.Dataset(upstream / FILES["cdr_v4"][0]) as data:
        data.set_auto_maskandscale(False)
        land = data["cdr_seaice_conc"][0][ROWS, COLUMNS] > 100
    figure = drawn(held, "cdr_v4").plot
    assert area(trace(figure, "Coast cell")) == pytest.approx(cell_areas()[land].sum(), rel=1e-5)
    assert max(next(one for one in figure.data if one.customdata is not None).customdata) <= 100


def test_the_title_tells_the_products_own_extent(held: Cache) -> None:
    """736,851 km²: the check of the Meier mask in the source sheet."""
    assert drawn(held, "nasa_team").title == "Sea of Okhotsk, 1 Feb 2015: ice extent 736,851 km²"


def test_without_an_extent_the_title_says_what_is_drawn(held: Cache) -> None:
    chart = ice_map([], catalog(), "en", cache=held, field=concentration("cdr"), time="1985-01-30")
    assert chart.title == "Sea ice, 30 Jan 1985"


def test_a_day_that_is_not_held_is_told(held: Cache) -> None:
    with pytest.raises(StoreError, match="no map of 1985-01-31"):
        ice_map([], catalog(), "en", cache=held, field=concentration("cdr"), time="1985-01-31")


def test_a_missing_normal_is_told_with_the_years_held(held: Cache) -> None:
    assert "0 of 30 years are held for 30 Jan" in " ".join(drawn(held, "cdr").key)
    assert "No 1991–2020 median edge is made" in " ".join(drawn(held, "nasa_team").key)
    meta = fields.read(held, concentration("cdr"), pd.Timestamp("1985-01-30")).meta
    told = no_anomaly(meta, "30 Jan", (7, 30), catalog(), "en")
    assert "7 of 30 years" in told
    assert "24 are needed" in told
    assert "python -m indicators reduce cdr" in told
    assert "National Snow and Ice Data Center" in told


def test_years_of_the_baseline_are_counted_by_calendar_day() -> None:
    days = ["1990-02-01", "1991-02-01", "1991-02-02", "2005-02-01", "2020-02-01", "2021-02-01"]
    times = pd.DataFrame({"time_start": pd.to_datetime(days)})
    assert normal_maps.years_held(times, pd.Timestamp("2015-02-01"), "day") == (3, 30)
    assert normal_maps.years_held(times, pd.Timestamp("2016-02-29"), "day") == (0, 8)
    assert normal_maps.years_held(times, pd.Timestamp("2015-02-01"), "month") == (3, 30)


@pytest.fixture
def with_normal(held: Cache, tmp_path: Path) -> tuple[Cache, NDArray[np.uint8], NDArray[np.uint8]]:
    """One real day beside a normal that this test makes up: frequency and concentration by column."""
    cache, start = Cache(tmp_path), pd.Timestamp("1985-01-30")
    real = fields.read(held, concentration("cdr"), start)
    made = np.tile(np.linspace(0, 100, 180).astype("u1"), (140, 1))
    made[real.coded("not sea")] = 255
    codes = Packing("u1", 1.0, {254: "no data", 255: "not sea"})
    for name, cells, climatology in (
        ("sea_ice_concentration", real.layer.cells, False),
        ("sea_ice_frequency", made, True),
        ("sea_ice_concentration_normal", made, True),
    ):
        meta = replace(real.meta, id=concentration("cdr").replace("sea_ice_concentration", name), indicator=name)
        time = pd.Timestamp(2000, 1, 30) if climatology else start
        layer = Layer(time, time, cells, note="25 of 30 years, 1991–2020" if climatology else "")
        packing = codes if climatology else real.packing
        fields.write(cache.live, meta, ParsedField(declared(name), real.grid, packing, (layer,), {}, climatology))
    return cache, real.layer.cells, made


def declared(indicator: str) -> Any:
    return next(one for one in catalog().declared_fields("cdr") if one.indicator == indicator)


def test_the_median_edge_is_where_half_the_years_had_ice(
    with_normal: tuple[Cache, NDArray[np.uint8], NDArray[np.uint8]],
) -> None:
    cache, _, made = with_normal
    chart = drawn(cache, "cdr")
    line = trace(chart.plot, "Median edge")
    x, y = corner_grid()
    sea = made <= 100
    rows = [row for row in range(140) if sea[row, 89:91].all() and made[row, 89] < 50 <= made[row, 90]]
    wanted = [np.array([(x[row, 90], y[row, 90]), (x[row + 1, 90], y[row + 1, 90])]) for row in rows]
    assert len(rows) > 20
    assert sides(parts(line)) == sides(wanted)
    assert line.line.dash != "solid"
    assert line.line.color != trace(chart.plot, "Ice edge").line.color
    assert "25 of 30 years" in " ".join(chart.key)


def test_the_difference_is_concentration_less_normal(
    with_normal: tuple[Cache, NDArray[np.uint8], NDArray[np.uint8]],
) -> None:
    cache, real, made = with_normal
    chart = drawn(cache, "cdr", anomaly=True)
    sea = (real <= 100) & (made <= 100)
    difference = np.where(sea, real.astype(float) - made, np.nan)
    shown = sea & ((real >= 15) | (made >= 15))
    areas = cell_areas()
    bounds = {"−100 to −50": (-101, -50), "−25 to −10": (-25, -10), "−10 to 10": (-10, 10), "50 to 100": (50, 101)}
    for name, (low, high) in bounds.items():
        cells = shown & (difference >= low) & (difference < high)
        assert area(trace(chart.plot, name)) == pytest.approx(areas[cells].sum(), rel=1e-5), name
    assert "against the normal of 1991–2020" in chart.title
    told = next(one for one in chart.plot.data if one.customdata is not None).customdata
    assert (min(told), max(told)) == (difference[shown].min(), difference[shown].max())


def test_an_anomaly_without_a_normal_shows_the_concentration(held: Cache) -> None:
    assert "extent" in drawn(held, "cdr", anomaly=True).title


def test_what_lies_outside_the_file_is_hatched_and_told(held: Cache, tmp_path: Path) -> None:
    """Cells of the code `not in the file` have the hatch, and so has all outside the window."""
    real = fields.read(held, concentration("cdr"), pd.Timestamp("1985-01-30"))
    plain = trace(drawn(held, "cdr").plot, "No data")
    cells = real.layer.cells.copy()
    cells[:40] = next(code for code, told in real.packing.missing.items() if told == "not in the file")
    cache = Cache(tmp_path)
    parsed = ParsedField(
        declared("sea_ice_concentration"), real.grid, real.packing, (replace(real.layer, cells=cells),)
    )
    fields.write(cache.live, real.meta, parsed)
    figure = ice_map([], catalog(), "en", cache=cache, field=real.meta.id, time="1985-01-30").plot
    hatched = trace(figure, "No data")
    assert hatched.fillpattern.shape == "/"
    # All around, less the window, less the cells: they turn as the window does and lie in it, so that
    # the fill goes around them once the other way.
    assert area(plain) - area(hatched) == pytest.approx(cell_areas()[:40].sum(), rel=1e-4)


@pytest.mark.parametrize("window", WINDOWS)
def test_land_lies_over_the_ice_and_names_over_both(held: Cache, window: str) -> None:
    chart = drawn(held, "nasa_team", window=window)
    for figure in (chart.plot, chart.narrow):
        assert figure is not None
        order = {str(one.name): place for place, one in enumerate(figure.data)}
        land = next(place for place, one in enumerate(figure.data) if one.fillcolor == "#ECE9E2")
        names = [place for place, one in enumerate(figure.data) if one.mode == "text"]
        assert max(order[name] for name in (*CLASSES, "Ice edge", "Coast cell")) < land < min(names)
        assert {one.type for one in figure.data} == {"scatter"}


def test_every_colour_has_a_dark_counterpart() -> None:
    used = {band.colour for band in (*ice_shapes.CONCENTRATION, *ice_shapes.ANOMALY)}
    used |= {ice_shapes.EDGE, ice_shapes.MEDIAN, ice_shapes.NO_DATA_HATCH, ice_shapes.NO_DATA_GROUND}
    assert sorted((used | {ice_shapes.COAST_CELL}) - DARK.keys()) == []


def luminance(colour: str) -> float:
    """Relative luminance of the Web Content Accessibility Guidelines 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
def test_more_ice_is_ever_farther_from_the_colour_of_the_sea(dark: bool) -> None:
    """Classes differ in lightness, so they are told apart without hue."""
    sea, *ramp = ("#FAFCFD", *(band.colour for band in ice_shapes.CONCENTRATION))
    shades = [luminance(DARK[colour] if dark else colour) + 0.05 for colour in (sea, *ramp)]
    steps = [max(a, b) / min(a, b) for a, b in zip(shades, shades[1:], strict=False)]
    assert shades == sorted(shades, reverse=not dark)
    assert min(steps) > 1.2


def test_the_message_to_the_browser_stays_small_and_shares_what_both_sizes_have(held: Cache) -> None:
    chart = drawn(held, "nasa_team")
    text = figures.as_json(chart)
    spec = json.loads(text)
    assert len(text) < 180_000
    shared = [spec["plot"]["data"][one] if isinstance(one, int) else one for one in spec["narrow"]["data"]]
    assert sum(isinstance(one, int) for one in spec["narrow"]["data"]) > 10
    assert chart.narrow is not None
    assert [one.get("name") for one in shared] == [one.name for one in chart.narrow.data]
    first = shared[0]["x"]
    assert np.array_equal(
        np.frombuffer(base64.b64decode(first["bdata"]), first["dtype"]),
        np.asarray(chart.narrow.data[0].x, first["dtype"]),
        equal_nan=True,
    )
