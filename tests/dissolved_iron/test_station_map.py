"""Iron stations on the map: which value is shown, in which class, hollow or full; rivers apart."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators import observations
from indicators.catalog import catalog
from indicators.dissolved_iron import iron_classes
from indicators.dissolved_iron.station_map import SURFACE, layers, station_map, stations
from indicators.figures import Chart
from indicators.map.projection import forward
from indicators.series import Parsed, Payload, describe
from indicators.store import Cache, Held

SHIPPED = Cache(Path(__file__).resolve().parents[2] / "cache")


def compilation(rows: list[tuple[float, float, float, float, float, str]], *, confidence: str = "derived") -> Held:
    """A series of means: longitude, latitude, top, bottom, nM, day."""
    declared = next(
        one for one in catalog().declarations("marbl_dfe") if one.id == "dissolved_iron_seawater_mean.oyashio.marbl_dfe"
    )
    built = observations.build(
        [pd.Timestamp(row[5]) for row in rows],
        [row[4] for row in rows],
        citation="marbl_dfe",
        confidence=confidence,
    )
    names = ("longitude", "latitude", "depth_top_m", "depth_bottom_m")
    frame = built.assign(**{name: [row[at] for row in rows] for at, name in enumerate(names)}, n=2, reference="")
    payload = Payload(b"", "test", pd.Timestamp("2026-11-22", tz="UTC").to_pydatetime())
    return Held(describe(catalog(), Parsed(declared, frame), payload), frame, "live")


def with_name(chart: Chart, name: str) -> list[tuple[float, float]]:
    """Where the marks of a key entry stand, km."""
    trace = next(one for one in chart.plot.data if one.name == name)
    return [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if not math.isnan(x)]


def at(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = forward(longitude, latitude)
    return round(float(x), 1), round(float(y), 1)


def test_a_station_shows_the_newest_value_within_the_layer_and_tells_the_others() -> None:
    held = compilation(
        [
            (150.0, 48.0, 0, 50, 0.3, "2001-01-01"),
            (150.0, 48.0, 0, 30, 0.5, "2003-01-01"),
            (150.0, 48.0, 50, 200, 9.0, "2005-01-01"),
        ]
    )
    (station,) = stations([held], SURFACE, "en")
    assert station.value == 0.5
    assert "0.3" in station.hover
    assert "9" not in station.hover.replace("2003", "")


def test_a_layer_that_reaches_deeper_is_not_the_surface() -> None:
    held = compilation([(150.0, 48.0, 0, 100, 0.3, "2001-01-01"), (151.0, 48.0, 0, 50, 0.2, "2001-01-01")])
    shown = {round(station.longitude): station.value for station in stations([held], SURFACE, "en")}
    assert shown[151] == 0.2
    assert math.isnan(shown[150])
    assert layers([held]) == [SURFACE]


def test_marks_stand_in_the_class_of_their_value_and_where_they_were_measured() -> None:
    values = [0.05, 0.1, 0.39, 0.4, 1.49, 1.5]
    held = compilation([(150.0 + i, 48.0, 0, 50, value, "2001-01-01") for i, value in enumerate(values)])
    chart = station_map([held], catalog(), "en")
    names = iron_classes.names("en")
    found = {name: with_name(chart, name) for name in names}
    assert [len(found[name]) for name in names] == [1, 1, 1, 1, 0, 1, 1]
    assert found[names[0]] == [at(150, 48)]
    assert found[names[-1]] == [at(155, 48)]
    assert chart.title == "Dissolved iron at 0–50 m: 0.05 to 1.5 nM at 6 stations"


def test_sizes_grow_with_the_class_so_that_colour_is_not_alone() -> None:
    held = compilation([(150.0, 48.0, 0, 50, 0.05, "2001-01-01")])
    chart = station_map([held], catalog(), "en")
    sizes = [next(one for one in chart.plot.data if one.name == name).marker.size for name in iron_classes.names("en")]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize(
    ("confidence", "hollow"), [("derived", True), ("quoted_secondhand", True), ("measured", False)]
)
def test_what_was_not_read_in_its_source_is_hollow(confidence: str, hollow: bool) -> None:
    held = compilation([(150.0, 48.0, 0, 50, 0.3, "2001-01-01")], confidence=confidence)
    chart = station_map([held], catalog(), "en")
    holes = next(one for one in chart.plot.data if one.name == "" and one.mode == "markers")
    assert [not math.isnan(x) for x in holes.x] == [hollow]
    assert any("hole" in line for line in chart.key) == hollow


def test_a_station_without_a_value_at_this_depth_is_another_mark() -> None:
    held = compilation([(150.0, 48.0, 500, 1000, 0.9, "2001-01-01")])
    chart = station_map([held], catalog(), "en")
    assert with_name(chart, "Other depths") == [at(150, 48)]
    assert "no station has a value" in chart.title


def test_nmol_per_kg_is_told_in_nm() -> None:
    """1 kg of seawater is 1/1.025 L, so 1 nmol/kg is 1.025 nM."""
    published = SHIPPED.read("dissolved_iron_seawater.gp02_bd07.published")
    assert published.meta.unit == "nmol/kg"
    surface = published.observations[published.observations["depth_bottom_m"] <= 50]
    newest = surface.sort_values("time_end")["value"].iloc[-1]
    (station,) = stations([published], SURFACE, "en")
    assert station.value == pytest.approx(1.025 * newest)
    assert (station.longitude, station.latitude) == (160.084, 47.0)


def test_rivers_have_marks_of_their_own_and_no_colour_of_the_scale() -> None:
    held = compilation([(150.0, 48.0, 0, 50, 0.3, "2001-01-01")])
    river = SHIPPED.read("dissolved_iron_river.songhua_river.published")
    without = station_map([held, river], catalog(), "en", unplaced=1)
    assert "River, mg/L" not in {one.name for one in without.plot.data}
    assert any(line.startswith("1 published river") for line in without.key)
    placed = replace(river, meta=replace(river.meta, longitude=130.0, latitude=46.0))
    chart = station_map([held, placed], catalog(), "en")
    assert with_name(chart, "River, mg/L") == [at(130, 46)]
    mark = next(one for one in chart.plot.data if one.name == "River, mg/L").marker
    assert mark.color not in iron_classes.COLOURS
    assert "mg/L" in next(one for one in chart.plot.data if one.name == "River, mg/L").text[0]
