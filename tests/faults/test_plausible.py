"""Which editions look like a mistake, and which are a provider's everyday work; the real ones pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import fetchers, observations, refresh
from indicators.catalog import catalog
from indicators.quarantine import plausible
from indicators.quarantine.plausible import Finding, Pair
from indicators.refresh import load
from indicators.series import Meta, Payload, describe
from indicators.store import ROOT, Cache

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
MASIE = catalog().sources["masie"]
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"


def meta(series_id: str = OKHOTSK) -> Meta:
    source = series_id.rsplit(".", 1)[1]
    (declaration,) = (one for one in catalog().declarations(source) if one.id == series_id)

    class Told:
        meta: dict[str, object] = {}

    Told.declaration = declaration  # type: ignore[attr-defined]
    return describe(catalog(), Told, Payload(b"x", "x", NOW))  # type: ignore[arg-type]


def frame(values: object, first: str = "2026-01-01", **more: object) -> pd.DataFrame:
    days = pd.date_range(first, periods=len(np.asarray(values)))
    return observations.build(days, values, citation="masie", **more)  # type: ignore[arg-type]


WINTER = 400_000.0 + 300_000.0 * np.sin(np.linspace(0, 3, 120))


def judged(new: pd.DataFrame, held: pd.DataFrame | None = None, source: str = "masie") -> list[Finding]:
    held = frame(WINTER) if held is None else held
    return plausible.judge([Pair(meta(), held, new)], [], catalog().sources[source], catalog(), NOW)


def whats(found: list[Finding]) -> set[str]:
    return {one.what for one in found}


def test_the_same_edition_and_a_longer_one_pass() -> None:
    assert judged(frame(WINTER)) == []
    assert judged(frame(np.append(WINTER, WINTER[-20:]))) == []


@pytest.mark.parametrize("factor", [1000, 10, 0.001, 0.3048, 1.609344, 35.3147, 1.1])
def test_another_unit_is_found_by_its_factor(factor: float) -> None:
    held = frame(WINTER / 1000)  # small enough for no product to lie beyond the sea
    found = judged(frame(WINTER / 1000 * factor), held)
    (one,) = (one for one in found if one.what == "factor")
    assert one.series == OKHOTSK and one.figures["count"] == 120
    assert one.figures["ratio"] == pytest.approx(factor, rel=0.01)


@settings(max_examples=30)
@given(st.lists(st.floats(-0.04, 0.04), min_size=120, max_size=120))
def test_corrections_of_a_few_per_cent_all_over_pass(corrections: list[float]) -> None:
    """A new version of an algorithm moves every value a little, and each by another amount."""
    corrected = WINTER * (1 + np.asarray(corrections))
    assert judged(frame(corrected)) == []


def test_a_record_that_is_another_one_is_found() -> None:
    assert whats(judged(frame(WINTER[::-1] * 0.9 + np.linspace(0, 3e5, 120)))) == {"rewritten"}


def test_blanks_are_counted_against_what_was_there() -> None:
    blanked = WINTER.copy()
    blanked[::2] = np.nan
    (one,) = judged(frame(blanked))
    assert (one.what, one.figures) == ("missing", {"count": 60, "compared": 120})
    few = WINTER.copy()
    few[:5] = np.nan
    assert judged(frame(few)) == []
    assert judged(frame(blanked), frame(blanked)) == []


def test_a_stretch_that_is_lost_is_found_and_a_few_days_are_not() -> None:
    whole = frame(WINTER)
    (one,) = judged(whole.drop(index=range(30, 60)))
    assert (one.what, one.figures) == ("lost", {"count": 30, "held": 120, "first": "2026-01-31"})
    assert judged(whole.drop(index=range(30, 35))) == []


@pytest.mark.parametrize("value", [-1.0, 2.5e6])
def test_more_ice_than_sea_and_less_than_none_are_not_possible(value: float) -> None:
    odd = np.append(WINTER, value)
    found = judged(frame(odd))
    assert whats(found) == {"outside"} and found[0].figures["value"] == value
    assert judged(frame(odd), frame(odd)) == []  # what is held already has been decided


def test_the_sea_of_the_product_itself_is_the_bound_where_it_is_told() -> None:
    new = frame(WINTER).assign(sea_km2=5e5)
    (one,) = plausible.judge([Pair(meta(), None, new)], [], MASIE, catalog(), NOW)
    assert one.what == "outside" and one.figures["count"] == int((WINTER > 5e5 * 1.001).sum())


def test_a_day_that_has_not_come_is_found_and_a_forecast_is_not() -> None:
    ahead = pd.concat([frame(WINTER), frame([1e5], "2026-10-15")], ignore_index=True)
    (one,) = judged(ahead)
    assert (one.what, one.figures) == ("future", {"count": 1, "first": "2026-10-15"})
    ahead.loc[120, "note"] = "forecast of the model"
    assert judged(ahead) == []


def test_new_days_on_another_level_are_found_although_nothing_overlaps() -> None:
    held = frame(WINTER / 1e4)
    new = pd.concat([held, frame(WINTER[:10], "2026-05-01")], ignore_index=True)
    (one,) = judged(new, held)
    assert one.what == "level" and one.figures["count"] == 10
    piece = judged(frame(WINTER[:10], "2026-05-01"), held, "cdr")  # a piece of a feed
    assert whats(piece) == {"level"}


def test_short_series_are_judged_together() -> None:
    """One count that grew threefold is news; all of them at once are a mistake."""
    ids = (OKHOTSK, "sea_ice_extent.bering_sea.masie", "sea_ice_extent.yellow_sea.masie")
    pairs = [Pair(meta(one), frame([10.0, 20.0]), frame([10.0, 20.0])) for one in ids]
    pairs[0] = Pair(meta(), frame([10.0, 20.0]), frame([40.0, 80.0]))
    assert plausible.judge(pairs, [], MASIE, catalog(), NOW) == []
    pairs = [Pair(meta(one), frame([10.0, 20.0]), frame([1e4, 2e4])) for one in ids]
    assert plausible.judge(pairs, [], MASIE, catalog(), NOW) == [Finding("", "factor", {"ratio": 1000.0, "count": 6})]


def test_series_that_vanish_together_are_found() -> None:
    gone = [f"a.b{number}.gbif" for number in range(8)]
    pairs = [Pair(meta(), frame(WINTER), frame(WINTER))]
    (one,) = plausible.judge(pairs, gone, catalog().sources["gbif"], catalog(), NOW)
    assert (one.what, one.figures) == ("withdrawn", {"count": 8, "held": 9})
    assert plausible.judge(pairs, gone[:2], catalog().sources["gbif"], catalog(), NOW) == []


# -- real editions -----------------------------------------------------------------------------------------------


def taken(cache: Cache, source: str, *paths: Path) -> list[refresh.Outcome]:
    found = []
    for number, path in enumerate(paths):
        payload = Payload.from_file(path, NOW + dt.timedelta(days=number))
        found.append(load(cache, catalog(), source, payload))
    return found


def test_two_real_editions_of_masie_pass_and_their_revisions_are_counted(upstream: Path, cache: Cache) -> None:
    paths = [upstream / "sea_ice" / f"masie_{day}" / "masie_4km_allyears_extent_sqkm.csv"
             for day in ("2021-12-07", "2026-06-27")]  # fmt: skip
    assert [(one.result, one.sentence) for one in taken(cache, "masie", *paths)] == [("updated", "")] * 2


def test_the_real_step_from_version_3_to_4_passes(upstream: Path, cache: Cache) -> None:
    name = "N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v{}.0.xlsx"
    paths = [upstream / "sea_ice" / name.format(number) for number in (3, 4)]
    first, second = taken(cache, "sea_ice_index_monthly", *paths)
    assert (first.sentence, second.sentence) == ("", "")
    (log,) = cache.live.revisions("sea_ice_index_monthly")
    assert {len(changes) for changes in log["changes"].values()} == {27} and second.revised == 4 * 27


REAL = {
    "masie": "sea_ice/masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv",
    "sea_ice_index": "sea_ice/N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx",
    "sea_ice_index_hemisphere": "sea_ice/N_seaice_extent_daily_v4.0.csv",
    "osi_saf": "sea_ice/osisaf_nh_sie_daily.txt",
    "meier_mask": "sea_ice/Arctic_region_mask_Meier_AnnGlaciol2007.msk",
    "world_bank": "population/population.csv",
}


@pytest.mark.parametrize("source", REAL)
def test_a_real_file_passes_alone_and_beside_the_shipped_snapshot(upstream: Path, source: str) -> None:
    reading = fetchers.parse(Payload.from_file(upstream / REAL[source], NOW), source, catalog())
    shipped = Cache(ROOT).snapshot
    known = set(shipped.ids())
    for compared in (False, True):
        pairs = []
        for parsed in reading.series:
            series_id = parsed.declaration.id
            held = shipped.read(series_id).observations if series_id in known and compared else None
            described = describe(catalog(), parsed, Payload(b"x", "x", NOW))
            new = observations.typed(parsed.observations)
            pairs.append(Pair(described, held, new, parsed.unique, shipped=True))
        assert plausible.judge(pairs, [], catalog().sources[source], catalog(), NOW) == []


def test_nothing_that_is_shipped_lies_outside_what_the_registry_calls_possible() -> None:
    registry, shipped, later = catalog(), Cache(ROOT).snapshot, NOW + dt.timedelta(days=400)
    wrong = []
    for series_id in shipped.ids():
        held = shipped.read(series_id)
        if held.meta.source in registry.sources and held.meta.source not in ("published", "derived"):
            pair = [Pair(held.meta, None, held.observations)]
            found = plausible.judge(pair, [], registry.sources[held.meta.source], registry, later)
            wrong += [(series_id, one.what, one.figures) for one in found]
    assert wrong == []
