"""Means by station and layer: against closed forms, against plain csv, and never a bottle by itself."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations
from indicators.catalog import catalog
from indicators.dissolved_iron import areas, bottles
from indicators.errors import CatalogError
from indicators.series import Reading
from tests.dissolved_iron.iron_files import OKHOTSK, OYASHIO, marbl_csv, marbl_text, of, parsed, parsed_file

TABLE = "iron/dFe-database-2021-05-20.csv"
TEXT = "iron/master_Fe_gx3v7.region_40-62N_135-165E.txt"
EDGES = (0, 50, 200, 500, 1000, 2000, 4000, 6000, 11000)  # as the registry has them, written again by hand
MEAN = "dissolved_iron_seawater_mean"


def layers(reading: Reading, place: str) -> list[tuple[float, float, int, float]]:
    frame = of(reading, place).observations
    told = zip(frame["depth_top_m"], frame["depth_bottom_m"], frame["n"], frame["value"].round(6), strict=True)
    return list(told)


def test_bottles_of_a_station_become_means_of_its_layers() -> None:
    values = {5: 0.2, 49.9: 0.4, 50: 1.0, 199: 3.0, 200: 0.7, 300: 0.9, 400: 1.1}
    reading = parsed("marbl_dfe", marbl_csv([(*OKHOTSK, depth, iron) for depth, iron in values.items()]), "a.csv")
    assert layers(reading, "sea_of_okhotsk") == [(0, 50, 2, 0.3), (50, 200, 2, 2.0), (200, 500, 3, 0.9)]
    frame = of(reading, "sea_of_okhotsk").observations
    assert frame[["longitude", "latitude"]].drop_duplicates().to_numpy().tolist() == [list(OKHOTSK)]
    assert set(frame["confidence"]) == {"derived"}
    assert set(frame["note"]) == {"No date in the source; placed at the year of the compilation."}
    assert {f"{day:%Y-%m-%d}" for day in frame["time_start"]} == {"2021-01-01"}
    assert {f"{day:%Y-%m-%d}" for day in frame["time_end"]} == {"2021-12-31"}


def test_a_layer_of_one_bottle_is_not_shown_but_told() -> None:
    rows = [(*OKHOTSK, 5, 0.2), (*OKHOTSK, 300, 0.7), (*OKHOTSK, 310, 0.8)]
    reading = parsed("marbl_dfe", marbl_csv(rows), "a.csv")
    assert layers(reading, "sea_of_okhotsk") == [(200, 500, 2, 0.75)]
    told = "dissolved_iron_seawater_mean.sea_of_okhotsk.marbl_dfe: 1 layer(s) of fewer than 2 bottles are not shown."
    assert told in reading.notices


def test_the_range_is_told_from_four_bottles_on() -> None:
    rows = [(*OKHOTSK, 5 + n, 0.1 * (n + 1)) for n in range(4)] + [(*OYASHIO, 5 + n, 0.1 * (n + 1)) for n in range(3)]
    reading = parsed("marbl_dfe", marbl_csv(rows), "a.csv")
    four, three = (of(reading, place).observations.iloc[0] for place in ("sea_of_okhotsk", "oyashio"))
    assert (four["lower"], four["upper"], four["interval"]) == (0.1, 0.4, "range")
    assert np.isnan(three["lower"]) and np.isnan(three["upper"]) and three["interval"] == ""


def test_a_high_bottle_makes_its_layer_suspect_and_stays_in_the_mean() -> None:
    rows = [(*OKHOTSK, 5, 0.5), (*OKHOTSK, 6, 223.0), (*OKHOTSK, 60, 9.0), (*OKHOTSK, 70, 10.0)]
    frame = of(parsed("marbl_dfe", marbl_csv(rows), "a.csv"), "sea_of_okhotsk").observations
    assert frame["flag"].tolist() == ["suspect", "good"]
    assert frame["value"].tolist() == [111.75, 9.5]
    assert frame["note"].iloc[0].endswith("1 of 2 bottles above 10 nM.")


def test_a_depth_below_zero_is_a_fill_value_and_counted() -> None:
    rows = [(*OKHOTSK, -999.0, 0.5), (*OKHOTSK, 0, 0.3), (*OKHOTSK, 1, 0.5)]
    reading = parsed("marbl_dfe", marbl_csv(rows), "a.csv")
    assert layers(reading, "sea_of_okhotsk") == [(0, 50, 2, 0.4)]
    assert "Left out without a depth (missing or below zero): 1 bottle(s)." in reading.notices


def test_positions_that_round_alike_are_one_station() -> None:
    lon, lat = OYASHIO
    reading = parsed("marbl_dfe", marbl_csv([(lon, lat, 5, 0.2), (lon, lat + 0.0027, 9, 0.4)]), "a.csv")
    frame = of(reading, "oyashio").observations
    assert frame["n"].tolist() == [2]
    assert frame["latitude"].iloc[0] == pytest.approx(lat + 0.00135, abs=1e-4)
    apart = parsed("marbl_dfe", marbl_csv([(lon, lat, 5, 0.2), (lon + 0.2, lat, 9, 0.4), (lon, lat, 6, 1)]), "a.csv")
    assert of(apart, "oyashio").observations["n"].tolist() == [2]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([OKHOTSK, (153.15, 49.0)]),
            st.floats(-10, 11_500, allow_nan=False),
            st.floats(-1, 300, allow_nan=False),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_bottle_is_in_a_mean_or_counted_as_left_out(
    drawn: list[tuple[tuple[float, float], float, float]],
) -> None:
    table = bottles.frame(
        [(*spot, depth, iron, np.nan, np.nan, "", f"line {n}") for n, (spot, depth, iron) in enumerate(drawn)], "here"
    )
    reading = bottles.reading(table, "marbl_dfe", catalog(), indicator=MEAN, notices=[], whole=False)
    usable = Counter(
        (spot, int(np.searchsorted(EDGES, depth, side="right")))
        for spot, depth, iron in drawn
        if 0 <= depth < EDGES[-1] and iron >= 0
    )
    shown = sum(one.observations["n"].sum() for one in reading.series)
    assert shown == sum(count for count in usable.values() if count > 1)
    for one in reading.series:
        observations.check(one.observations, one.declaration.id, unique=False)
        assert one.observations["n"].ge(2).all()
        ranged = one.observations["interval"].eq("range")
        assert one.observations.loc[ranged, "n"].ge(4).all()
        assert one.observations.loc[~ranged, ["lower", "upper"]].isna().all(axis=None)


# -- the real compilation, read a second time with the csv module ------------------------------------------------


@pytest.fixture(scope="module")
def by_hand(upstream: Path) -> list[tuple[float, float, float, float]]:
    """Longitude, latitude, depth, iron of every row."""
    with (upstream / TABLE).open(newline="", encoding="utf-8") as handle:
        return [
            (float(r["lon"]), float(r["lat"]), float(r["depth"]), float(r["dFe_obs"])) for r in csv.DictReader(handle)
        ]


@pytest.fixture(scope="module")
def read(upstream: Path) -> Reading:
    return parsed_file("marbl_dfe", upstream / TABLE)


def test_the_three_okhotsk_stations_by_hand(by_hand: list[tuple[float, float, float, float]], read: Reading) -> None:
    """40 bottles of three stations lie in the sea; their means, from plain lists."""
    stations = {(151.36, 48.18), (150.5, 48.5), (153.15, 49.0)}
    mine = [row for row in by_hand if row[:2] in stations]
    assert len(mine) == 40
    grouped: dict[tuple[float, float, float, float], list[float]] = defaultdict(list)
    for lon, lat, depth, iron in mine:
        top = max(edge for edge in EDGES if edge <= depth)
        grouped[lon, lat, top, EDGES[EDGES.index(top) + 1]].append(iron)
    wanted = {key: (len(v), mean(v), min(v), max(v)) for key, v in grouped.items() if len(v) > 1}
    frame = of(read, "sea_of_okhotsk").observations
    found = {
        (row.longitude, row.latitude, row.depth_top_m, row.depth_bottom_m): (row.n, row.value, row.lower, row.upper)
        for row in frame.itertuples()
    }
    assert found.keys() == wanted.keys()
    for key, (count, average, low, high) in wanted.items():
        assert found[key][:2] == (count, pytest.approx(average)), key
        assert found[key][2:] == ((low, high) if count >= 4 else (pytest.approx(np.nan, nan_ok=True),) * 2), key
    assert sum(len(v) for v in grouped.values()) == 40


def test_the_published_layer_means_of_the_kuril_basin_are_of_the_same_bottles(
    by_hand: list[tuple[float, float, float, float]], read: Reading
) -> None:
    """The table of published figures says 0.43 nM at 0–50 m and 0.907 nM at 150–300 m; both follow from these rows."""
    mine = [row for row in by_hand if row[:2] in {(151.36, 48.18), (150.5, 48.5), (153.15, 49.0)}]
    assert mean(iron for *_, depth, iron in mine if depth < 50) == pytest.approx(0.43, abs=0.005)
    assert mean(iron for *_, depth, iron in mine if 150 <= depth < 300) == pytest.approx(0.907, abs=0.0005)
    assert "no second evidence" in catalog().sources["marbl_dfe"].note


def test_each_bottle_of_the_region_lies_in_one_water(by_hand: list[tuple[float, float, float, float]]) -> None:
    """789 rows lie in 40–62°N 135–165°E; no water takes one twice, none is lost."""
    box = [(lon, lat) for lon, lat, *_ in by_hand if 40 <= lat <= 62 and 135 <= lon <= 165]
    assert len(box) == 789
    lon, lat = np.array(box).T
    taken = np.zeros(len(box), int)
    counts = {}
    for declared in catalog().declarations("marbl_dfe"):
        if declared.indicator == MEAN:
            inside = areas.of(declared, catalog()).holds(lon, lat)
            counts[declared.place] = int(inside.sum())
            taken += inside
    assert set(taken.tolist()) == {1}
    assert counts["sea_of_okhotsk"] == 40


def test_no_row_of_the_compilation_can_be_read_off(
    by_hand: list[tuple[float, float, float, float]], read: Reading
) -> None:
    """Every mean stands for two bottles at least, and lies strictly between them where they differ."""
    counts: Counter[tuple[int, int, int]] = Counter()
    for lon, lat, depth, _ in by_hand:
        if depth >= 0:
            counts[round(lon * 10), round(lat * 10), int(np.searchsorted(EDGES, depth, side="right"))] += 1
    shown = pd.concat([one.observations for one in read.series])
    assert len(shown) == 163
    for row in shown.itertuples():
        key = (
            round(row.longitude % 360 * 10),
            round(row.latitude * 10),
            int(np.searchsorted(EDGES, row.depth_top_m, "right")),
        )
        assert row.n >= 2
        assert counts[key] == row.n, key


def test_one_bottle_in_six_hundred_is_above_the_limit(by_hand: list[tuple[float, float, float, float]]) -> None:
    """The note of the source says 0.15 %."""
    assert len(by_hand) == 27_782
    assert round(100 * sum(row[3] > 10 for row in by_hand) / len(by_hand), 2) == 0.15
    assert sum(row[2] < 0 for row in by_hand) == 20


def test_the_older_text_holds_the_same_bottles_with_months(upstream: Path, read: Reading) -> None:
    monthly = parsed_file("marbl_dfe", upstream / TEXT)
    assert monthly.notices[0] == "Serial day number instead of a month, taken as undated: 18 record(s)."
    frame, undated = (of(one, "sea_of_okhotsk").observations for one in (monthly, read))
    assert set(frame["time_start"].dt.month) == {5}
    assert frame["note"].str.contains(r"calendar month \(May\)").all()
    # of one month only: the same means, but for the text's own rounding
    assert np.allclose(frame["value"], undated["value"], atol=2e-4)
    assert {one.declaration.indicator for one in monthly.series} == {f"{MEAN}_by_month"}


def test_a_serial_number_is_no_month() -> None:
    rows = [
        (732914.0, *OYASHIO, 5, 0.2),
        (732914.0, *OYASHIO, 6, 0.4),
        (3.0, *OYASHIO, 5, 0.6),
        (3.0, *OYASHIO, 6, 0.8),
    ]
    frame = of(parsed("marbl_dfe", marbl_text(rows), "a.txt"), "oyashio").observations
    assert [f"{a:%m-%d} {b:%m-%d}" for a, b in zip(frame["time_start"], frame["time_end"], strict=True)] == [
        "01-01 12-31",
        "03-01 03-31",
    ]
    assert frame["value"].tolist() == pytest.approx([0.3, 0.7])


def test_an_area_without_corners_is_a_mistake_of_the_registry() -> None:
    declared = next(catalog().declarations("marbl_dfe")).model_copy(
        update={"place_key": None, "place": "north_pacific"}
    )
    with pytest.raises(CatalogError, match="no corners"):
        areas.of(declared, catalog())
