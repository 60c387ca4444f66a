"""Fields (maps and sections) in the cache: what goes in comes out, times add up, nothing torn."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from indicators import catalog as registry
from indicators import fields
from indicators.errors import FormatError, StoreError
from indicators.grid import CLIMATOLOGY, Axis, Grid, Layer, Packing, ParsedField
from indicators.series import Meta, Payload, describe
from indicators.store import Cache, Side

GRID = Grid("EPSG:3411", (Axis("y", "m", (50.0, 25.0)), Axis("x", "m", (0.0, 25.0, 50.0))), {"of": "a test"})
BYTES = Packing("u1", 0.4, {254: "no data", 255: "not sea"})


def declared() -> registry.Declaration:
    group = registry.SeriesGroup(
        indicators={"sea_ice_extent": None}, places={"sea_of_okhotsk": None}, statistic="s", frequency="day", method="m"
    )
    return registry.Declaration(
        indicator="sea_ice_extent",
        place="sea_of_okhotsk",
        source="masie",
        indicator_key=None,
        place_key=None,
        group=group,
    )


def field(*days: str, fill: int = 0, grid: Grid = GRID, climatology: bool = False) -> ParsedField:
    cells = np.array([[0, 100, 255], [254, 250, fill]], dtype="u1")
    layers = tuple(Layer(pd.Timestamp(day), pd.Timestamp(day), cells, note=f"note {day}") for day in days)
    return ParsedField(declared(), grid, BYTES, layers, climatology=climatology)


def store(side: Side, parsed: ParsedField) -> Meta:
    payload = Payload(b"x", "x", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    meta = describe(registry.catalog(), parsed, payload)
    fields.write(side, meta, parsed)
    return meta


def test_a_field_comes_back_as_it_was_stored(cache: Cache) -> None:
    meta = store(cache.live, field("2015-02-01", "2015-02-04", fill=37))
    held = fields.read(cache, meta.id, pd.Timestamp("2015-02-04"))
    assert held.grid == GRID
    assert held.packing == BYTES
    assert held.layer.note == "note 2015-02-04"
    assert held.meta.citation_text == meta.citation_text
    np.testing.assert_allclose(held.values, [[0, 40, np.nan], [np.nan, 100, 14.8]])
    np.testing.assert_array_equal(held.coded("not sea"), [[False, False, True], [False, False, False]])
    assert held.coded("no data").sum() == 1


def test_later_times_are_added_and_a_time_given_again_is_replaced(cache: Cache) -> None:
    meta = store(cache.live, field("2015-02-01", "2016-03-01", fill=1))
    store(cache.live, field("2015-02-01", "2015-02-02", fill=2))
    held = fields.times(cache, meta.id)
    assert held["time_start"].dt.strftime("%Y-%m-%d").to_list() == ["2015-02-01", "2015-02-02", "2016-03-01"]
    assert fields.read(cache, meta.id, pd.Timestamp("2015-02-01")).layer.cells[1, 2] == 2
    assert fields.read(cache, meta.id, pd.Timestamp("2016-03-01")).layer.cells[1, 2] == 1


def test_one_map_is_found_among_a_year_of_them(cache: Cache) -> None:
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2015-01-01", "2015-12-31")]
    meta = store(cache.live, field(*days))
    for day in ("2015-01-01", "2015-01-16", "2015-01-17", "2015-08-09", "2015-12-31"):
        assert fields.read(cache, meta.id, pd.Timestamp(day)).layer.note == f"note {day}"
    with pytest.raises(StoreError, match="no map of 2014-12-31"):
        fields.read(cache, meta.id, pd.Timestamp("2014-12-31"))


def test_what_was_fetched_here_is_shown_before_the_snapshot(cache: Cache) -> None:
    store(cache.snapshot, field("2015-02-01", "2015-02-02", fill=1))
    meta = store(cache.live, field("2015-02-01", fill=2))
    held = fields.times(cache, meta.id).set_index("time_start")["origin"]
    assert held.to_dict() == {pd.Timestamp("2015-02-01"): "live", pd.Timestamp("2015-02-02"): "snapshot"}
    assert fields.read(cache, meta.id, pd.Timestamp("2015-02-01")).layer.cells[1, 2] == 2
    assert fields.read(cache, meta.id, pd.Timestamp("2015-02-02")).origin == "snapshot"
    assert list(fields.metas(cache)) == [meta.id]


def test_a_climatology_lies_apart_from_dated_maps(cache: Cache) -> None:
    meta = store(cache.live, field("2000-03-01", climatology=True))
    held = fields.read(cache, meta.id, pd.Timestamp("2000-03-01"), part=CLIMATOLOGY)
    assert held.layer.cells.shape == (2, 3)
    with pytest.raises(StoreError):
        fields.read(cache, meta.id, pd.Timestamp("2000-03-01"))


def test_another_grid_is_refused_and_the_field_held_stays(cache: Cache) -> None:
    meta = store(cache.live, field("2015-02-01", fill=9))
    moved = Grid("EPSG:3411", (Axis("y", "m", (75.0, 50.0)), GRID.axes[1]))
    with pytest.raises(FormatError, match="the grid differs"):
        store(cache.live, field("2015-02-02", grid=moved))
    assert fields.read(cache, meta.id, pd.Timestamp("2015-02-01")).layer.cells[1, 2] == 9


def test_cells_that_do_not_fit_the_grid_are_refused(cache: Cache) -> None:
    small = Grid("EPSG:3411", (GRID.axes[0], Axis("x", "m", (0.0,))))
    with pytest.raises(FormatError, match="on a grid of"):
        store(cache.live, field("2015-02-01", grid=small))
    assert fields.metas(cache) == {}


def test_a_broken_file_is_told_and_hides_no_other_field(cache: Cache) -> None:
    meta = store(cache.live, field("2015-02-01"))
    fields.file(cache.live, meta.id, "2015").write_bytes(b"PAR1 torn")
    assert fields.metas(cache) == {}
    with pytest.raises(StoreError, match="cannot be read"):
        fields.read(cache, meta.id, pd.Timestamp("2015-02-01"))


def test_the_cache_looks_changed_after_a_map_came(cache: Cache) -> None:
    before = cache.stamp()
    store(cache.live, field("2015-02-01"))
    assert cache.stamp() != before
