"""Frequency and normal concentration of the baseline: by calendar day from an archive, by month from held maps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from indicators import bundle, fields, refresh
from indicators.catalog import catalog
from indicators.grid import Layer, Packing
from indicators.sea_ice import climatology, polar
from indicators.sea_ice.concentration_field import MEANINGS, NO_DATA, NOT_SEA
from indicators.series import Payload
from indicators.store import Cache, now
from tests import ice_archive as files
from tests.sea_ice.archive_job import OKHOTSK, REAL, ice_files, run, values

PACKING = Packing("u1", 1.0, MEANINGS)
SHAPE = polar.window().shape


def tally(*times: pd.Timestamp, monthly: bool = False, cells: Sequence[NDArray[np.uint8]] = ()) -> climatology.Tally:
    """A tally of some days or months, of 50 % everywhere where no cells are given."""
    made = climatology.Tally(PACKING, monthly)
    for number, time in enumerate(times):
        made.add(time, cells[number] if cells else np.full(SHAPE, 50, "u1"))
    return made


def layers(made: climatology.Tally, indicator: str = climatology.FREQUENCY) -> list[Layer]:
    """Maps of one of the two climatologies."""
    (declared,) = climatology.declarations(catalog(), "cdr").values()
    wanted = [one for one in declared if one.indicator == indicator]
    return [layer for parsed in made.fields(wanted) for layer in parsed.layers]


def test_frequency_and_normal_of_a_calendar_day_are_those_of_plain_numpy(
    cache: Cache, tmp_path: Path, threads: Any
) -> None:
    days = [pd.Timestamp(year, 2, 1) for year in range(1990, 2016)]  # 25 of 30 years, and one before them
    ice = ice_files(tmp_path / "files", days)
    run(cache, tmp_path / "files", threads, REAL)
    frequency, normal = (f"{name}.far_eastern_seas.cdr" for name in climatology.CLIMATOLOGIES)
    (told,) = fields.times(cache, frequency).to_dict("records")
    assert (told["time_start"], told["note"]) == (pd.Timestamp("2000-02-01"), "25 of 30 years, 1991–2020")

    window = (polar.WINDOW_ROWS, polar.WINDOW_COLUMNS)
    stack = np.array([ice[day][window] for day in days[1:]]).astype(float)
    sea = files.sea()[window]
    held = fields.read(cache, frequency, told["time_start"], part="climatology")
    np.testing.assert_array_equal(held.values[sea], np.rint(100 * (stack >= 15).mean(axis=0))[sea])
    np.testing.assert_array_equal((held.values >= 50)[sea], (np.median(stack, axis=0) >= 15)[sea])
    assert 1000 < (held.values[sea] >= 50).sum() < sea.sum() - 1000
    assert held.coded("not sea").sum() == (~sea).sum() > 1000
    held = fields.read(cache, normal, told["time_start"], part="climatology")
    np.testing.assert_array_equal(held.values[sea], np.rint(stack.mean(axis=0))[sea])
    assert held.meta.derived_from == "sea_ice_concentration.far_eastern_seas.cdr"


@pytest.mark.parametrize(
    ("month_and_day", "years", "told"),
    [
        ((2, 1), range(1991, 2015), "24 of 30 years, 1991–2020"),
        ((2, 1), range(1991, 2014), None),
        ((2, 1), [*range(1991, 2014), 1990, 2021, 2013], None),  # beyond the baseline, or a second time
        ((2, 29), range(1996, 2021, 4), "7 of 8 years, 1991–2020"),
        ((2, 29), range(2000, 2021, 4), None),
    ],
)
def test_four_fifths_of_the_years_that_have_the_day_must_be_there(
    month_and_day: tuple[int, int], years: Sequence[int], told: str | None
) -> None:
    found = layers(tally(*(pd.Timestamp(year, *month_and_day) for year in years)))
    assert [layer.note for layer in found] == ([told] if told else [])


def test_a_month_stands_for_all_of_itself() -> None:
    (layer,) = layers(tally(*(pd.Timestamp(year, 2, 1) for year in range(1991, 2021)), monthly=True))
    assert (layer.time_start, layer.time_end) == (pd.Timestamp("2000-02-01"), pd.Timestamp("2000-02-29"))


def test_a_cell_that_too_few_years_tell_of_has_no_number() -> None:
    years = range(1991, 2021)
    cells = [np.full(SHAPE, 14 if year < 2006 else 15, "u1") for year in years]
    for number, one in enumerate(cells):
        one[0, 0] = NOT_SEA
        one[0, 1] = NO_DATA if number < 7 else one[0, 1]  # 23 years
        one[0, 2] = NO_DATA if number < 6 else one[0, 2]  # 24 years: 9 of 14 %, 15 of 15 %
    made = tally(*(pd.Timestamp(year, 2, 1) for year in years), cells=cells)
    (frequency,), (normal,) = layers(made), layers(made, climatology.NORMAL)
    assert list(frequency.cells[0, :4]) == [NOT_SEA, NO_DATA, 62, 50]  # 62.5 is rounded to even
    assert list(normal.cells[0, :4]) == [NOT_SEA, NO_DATA, 15, 14]  # of 14.625 and 14.5
    assert set(np.unique(frequency.cells[1:])) == {50}


def test_monthly_files_give_the_same_maps_by_the_job_and_by_load(cache: Cache, tmp_path: Path, threads: Any) -> None:
    months = [pd.Timestamp(year, 2, 1) for year in range(1994, 2018)]
    ice_files(tmp_path / "files", months, monthly=True)
    run(cache, tmp_path / "files", threads, REAL, source="cdr_monthly")
    by_load = Cache(tmp_path / "other")
    paths = sorted((tmp_path / "files").iterdir())
    for part in (paths[:23], paths[23:]):  # the 24th year makes the climatology
        assert not list(by_load.live.path.glob("fields/*@climatology.parquet"))
        packed = Payload(bundle.pack({path.name: path.read_bytes() for path in part}), "months.zip", now())
        assert not refresh.load(by_load, catalog(), "cdr_monthly", packed).failed
    for name in ("sea_ice_concentration", *climatology.CLIMATOLOGIES):
        one, other = (
            [
                (held.layer.time_start, held.layer.time_end, held.layer.cells.tobytes())
                for held in fields.every([c.live], i)
            ]
            for c, i in (
                (cache, f"{name}.far_eastern_seas.cdr_monthly"),
                (by_load, f"{name}.far_eastern_seas.cdr_monthly"),
            )
        )
        assert one == other
        assert len(one) == (24 if name == "sea_ice_concentration" else 1)
    assert values(cache, OKHOTSK + "_monthly") == values(by_load, OKHOTSK + "_monthly")
