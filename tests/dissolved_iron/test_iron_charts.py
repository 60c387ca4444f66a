"""Charts of the compilations and the climatology: what is drawn is what is held, and what is not held is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from indicators import figures, refresh
from indicators.catalog import catalog
from indicators.dissolved_iron import (
    areas,
    climatology_map,
    climatology_section,
    climatology_year,
    iron_classes,
    station_means,
)
from indicators.errors import StoreError
from indicators.figures import Chart
from indicators.series import Meta, Payload
from indicators.store import Cache, Held
from tests.dissolved_iron import iron_files as files
from tests.dissolved_iron.iron_files import OKHOTSK, OYASHIO, known
from ui import chart, iron_grids, tables
from ui.frame import Context

BOTTLES = [
    (*OKHOTSK, 5, 0.2), (*OKHOTSK, 9, 0.4), (150.5, 48.5, 5, 0.6), (150.5, 48.5, 9, 0.8),
    (*OKHOTSK, 600, 1.0), (*OKHOTSK, 700, 1.2), (150.5, 48.5, 600, 1.5), (150.5, 48.5, 610, 1.7),
    *((*OYASHIO, 5 + n, 0.1 * (n + 1)) for n in range(4)), (*OYASHIO, 60, 0.5), (*OYASHIO, 70, 20.5),
]  # fmt: skip


def load(cache: Cache, source: str, payload: Payload) -> None:
    outcome = refresh.load(cache, catalog(), source, payload)
    assert not outcome.failed, outcome.sentence


@pytest.fixture
def bottles(cache: Cache) -> list[Held]:
    load(cache, "marbl_dfe", Payload(files.marbl_csv(BOTTLES), "dFe.csv", files.WHEN))
    return [cache.read(series_id) for series_id in cache.live.ids()]


@pytest.fixture
def climatology(cache: Cache, tmp_path: Path) -> Cache:
    block = [(lon, lat) for lon in np.arange(138.5, 142) for lat in np.arange(51.5, 59)]
    path = files.climatology(tmp_path / "dFe.nc", land=block)
    load(cache, "huang", Payload.from_file(path, files.WHEN))
    return cache


def means(cache: Cache) -> list[Held]:
    return [cache.read(series_id) for series_id in cache.live.ids()]


def assert_drawn_with_the_basic_bundle(drawn: Chart) -> None:
    for figure in (drawn.plot, drawn.narrow):
        assert figure is None or {trace.type for trace in figure.data} <= {"scatter", "bar", "pie"}
    assert figures.as_json(drawn)
    assert drawn.caption and drawn.alt.startswith(drawn.title)


# -- stations ----------------------------------------------------------------------------------------------------


def test_every_mean_is_drawn_once_and_medians_are_those_of_the_stations(bottles: list[Held]) -> None:
    drawn = station_means.by_layer(bottles, catalog(), "en")
    assert_drawn_with_the_basic_bundle(drawn)
    marks = {trace.name: sorted(trace.x) for trace in drawn.plot.data if trace.mode == "markers"}
    assert marks["Sea of Okhotsk"] == pytest.approx([0.3, 0.7, 1.1, 1.6])
    assert marks["Oyashio"] == pytest.approx([0.25, 10.5])
    upper, lower = median([0.3, 0.7]), median([1.1, 1.6])
    assert drawn.title == f"Sea of Okhotsk: median of the stations {upper:g} nM at 0–50 m, {lower:g} nM at 500–1,000 m"


def test_a_suspect_layer_is_open_and_explained(bottles: list[Held]) -> None:
    drawn = station_means.by_layer(bottles, catalog(), "en")
    (trace,) = (one for one in drawn.plot.data if one.name == "Oyashio")
    assert dict(zip(np.round(trace.x, 2), trace.marker.symbol, strict=True)) == {0.25: "square", 10.5: "square-open"}
    assert any("above 10 nM" in line for line in drawn.key)
    calm = [held for held in bottles if held.meta.place == "sea_of_okhotsk"]
    assert not any("above 10 nM" in line for line in station_means.by_layer(calm, catalog(), "en").key)


def test_the_chart_says_that_bottles_are_not_shown_and_compilations_share_them(bottles: list[Held]) -> None:
    told = " ".join(station_means.by_layer(bottles, catalog(), "en").key)
    assert "only means are shown" in told and "terms of GEOTRACES" in told
    assert "do not confirm each other" in told
    (trace,) = (t for t in station_means.by_layer(bottles, catalog(), "en").plot.data if t.name == "Oyashio")
    assert "4 bottles" in trace.text[0] and "range 0.1–0.4" in trace.text[0] and "44°N 155°E" in trace.text[0]


def test_one_compilation_at_a_time_is_drawn(cache: Cache, bottles: list[Held], seen: dict[str, Any]) -> None:
    extract = files.geotraces_csv([(155.0, 44.0, 5, "0.1", "1", ""), (155.0, 44.0, 9, "0.3", "1", "")])
    load(cache, "geotraces", Payload(extract, "GP99.csv", files.WHEN))
    metas = [meta for meta, _ in cache.metas().values()]
    iron_grids.stations(metas, Context("en", cache, catalog()))
    ((ids, _),) = seen["drawn"]
    assert {series_id.rsplit(".", 1)[1] for series_id in ids} == {"marbl_dfe"}
    assert seen["options"] == ["marbl_dfe.0", "geotraces.0"]


def test_waters_of_the_bottles_do_not_overlap() -> None:
    declared = [d for d in catalog().declarations("marbl_dfe") if d.indicator == "dissolved_iron_seawater_mean"]
    waters = {one.place: areas.of(one, catalog()).polygon for one in declared}
    assert all(polygon.is_valid for polygon in waters.values())
    overlaps = {(a, b): waters[a].intersection(waters[b]).area for a, b in combinations(waters, 2)}
    assert max(overlaps.values()) < 1e-9, overlaps


# -- climatology -------------------------------------------------------------------------------------------------


def shoelace(x: Any, y: Any) -> float:
    """Area within the rings of a trace (NaN between them), holes taken off."""
    total, ring = 0.0, []
    for point in [*zip(map(float, x), map(float, y), strict=True), (np.nan, np.nan)]:
        if np.isnan(point[0]):
            total += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2
            ring = []
        else:
            ring.append(point)
    return abs(total)


def test_areas_of_the_section_are_those_of_its_cells(climatology: Cache) -> None:
    drawn = climatology_section.section([], catalog(), "en", cache=climatology, month=5)
    assert_drawn_with_the_basic_bundle(drawn)
    held = climatology_map.read(climatology, climatology_section.FIELD, 5)
    distance, depth = held.grid.axis("distance"), held.grid.axis("depth")
    width = np.diff(np.concatenate([[0], (distance[1:] + distance[:-1]) / 2, [1.5 * distance[-1] - distance[-2] / 2]]))
    edges = np.sqrt(np.concatenate([[0], (depth[1:] + depth[:-1]) / 2, [1.5 * depth[-1] - depth[-2] / 2]]))
    cells = np.diff(edges)[:, None] * width[None, :]
    values = held.values
    bounds = [-np.inf, *iron_classes.BOUNDS_NM, np.inf]
    named = {trace.name: trace for trace in drawn.plot.data if trace.name}
    for low, high, name in zip(bounds, bounds[1:], iron_classes.names("en"), strict=False):
        wanted = cells[(values >= low) & (values < high)].sum()
        assert shoelace(named[name].x, named[name].y) == pytest.approx(wanted, rel=1e-3, abs=1e-6), name
    floor = next(trace for trace in drawn.plot.data if trace.fill and not trace.name)
    assert shoelace(floor.x, floor.y) == pytest.approx(cells[np.isnan(values)].sum(), rel=1e-3, abs=1e-6)


def test_the_map_has_every_cell_on_hover_and_the_means_in_its_title(climatology: Cache) -> None:
    drawn = climatology_map.surface(means(climatology), catalog(), "en", cache=climatology, month=5)
    assert_drawn_with_the_basic_bundle(drawn)
    held = climatology_map.read(climatology, climatology_map.FIELD, 5)
    (hover,) = (trace for trace in drawn.plot.data if trace.mode == "markers" and trace.marker.opacity == 0)
    assert len(hover.x) == np.isfinite(held.values).sum()
    assert hover.text[0] == f"{known(5, 0, 30.5, 120.5):.3g} nM"
    series = {one.meta.place: one.observations.iloc[4]["value"] for one in means(climatology)}
    wanted = f"Sea of Okhotsk {series['sea_of_okhotsk']:.3g} nM, Oyashio {series['oyashio']:.3g} nM"
    assert drawn.title == f"Dissolved iron at the surface in May: {wanted}"
    assert drawn.key[0].startswith("A model, not observations")
    plain = climatology_map.surface([], catalog(), "en", cache=climatology, month=5)
    assert plain.title == "Dissolved iron at the surface in May"


def test_the_richest_cell_of_the_section_is_named(climatology: Cache) -> None:
    """The made-up iron grows with depth, latitude and longitude: deepest layer, farthest north."""
    drawn = climatology_section.section([], catalog(), "en", cache=climatology, month=12)
    held = climatology_map.read(climatology, climatology_section.FIELD, 12)
    assert f"highest {np.nanmax(held.values):.3g} nM at 1,000 m" in drawn.title
    assert drawn.last is None
    assert "data to" not in " ".join(drawn.caption)


def test_the_year_of_the_climatology_names_its_months(climatology: Cache) -> None:
    drawn = climatology_year.by_month(means(climatology), catalog(), "en")
    assert_drawn_with_the_basic_bundle(drawn)
    assert "highest in December" in drawn.title and "lowest in January" in drawn.title
    assert len({trace.name for trace in drawn.plot.data}) == 5
    assert "data to" not in " ".join(drawn.caption)


def test_a_month_that_is_not_held_is_a_store_error(cache: Cache) -> None:
    with pytest.raises(StoreError):
        climatology_map.surface([], catalog(), "en", cache=cache, month=5)


# -- the page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the page would show, without a browser."""
    told: dict[str, Any] = {"words": [], "drawn": [], "options": []}

    def one(_: str, __: str, options: list[str], *___: Any, default: str | None = None) -> str:
        told["options"] = list(options)
        return default or options[0]

    monkeypatch.setattr(tables, "note", told["words"].append)
    monkeypatch.setattr(tables, "heading", lambda text: None)
    monkeypatch.setattr(chart, "draw", lambda builder, ids, lang, **given: told["drawn"].append((ids, builder)))
    monkeypatch.setattr(iron_grids.state, "one", one)
    yield told


def test_without_a_file_the_page_says_what_is_missing_and_who_holds_it(cache: Cache, seen: dict[str, Any]) -> None:
    here = Context("en", cache, catalog())
    iron_grids.stations([], here)
    iron_grids.climatology([], here)
    stations, model = seen["words"]
    assert "refresh marbl_dfe" in stations and "load geotraces FILE" in stations
    assert all(catalog().sources[source].doi in stations for source in ("marbl_dfe", "tagliabue"))
    assert "Huang, Tagliabue and Cassar 2022" in model and "10.3389/fmars.2022.837183" in model
    assert "load huang FILE" in model
    assert seen["drawn"] == []


def test_with_a_file_map_section_and_year_are_drawn(climatology: Cache, seen: dict[str, Any]) -> None:
    metas: list[Meta] = [meta for meta, _ in climatology.metas().values()]
    iron_grids.climatology(metas, Context("en", climatology, catalog()))
    assert [builder for _, builder in seen["drawn"]] == [
        climatology_map.surface,
        climatology_section.section,
        climatology_year.by_month,
    ]
    assert seen["words"] == []


def test_model_and_bottles_never_share_a_plot(climatology: Cache, bottles: list[Held], seen: dict[str, Any]) -> None:
    metas = [meta for meta, _ in climatology.metas().values()]
    here = Context("en", climatology, catalog())
    iron_grids.stations(metas, here)
    iron_grids.climatology(metas, here)
    for ids, _ in seen["drawn"]:
        assert len({series_id.split(".")[0] for series_id in ids}) <= 1
