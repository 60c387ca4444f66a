"""Ice of the breeding months: means against the providers' own files, read by another path."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalog import catalog
from indicators.series import Meta
from indicators.species import grounds, ice
from indicators.store import Held

Read = Callable[[str], Held]
SII = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
MASIE, YELLOW = "sea_ice_extent.sea_of_okhotsk.masie", "sea_ice_extent.yellow_sea.masie"
EVERY = sorted({(series, one.months) for one in grounds.grounds() for series in one.series if one.months})


def means(days: Iterable[tuple[dt.date, float]], months: tuple[int, int], least: int = 27) -> dict[int, float]:
    """Mean of the months of each year in which every month has enough days; plain Python."""
    held: defaultdict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for day, value in days:
        if months[0] <= day.month <= months[1]:
            held[day.year][day.month].append(value)
    wanted = range(months[0], months[1] + 1)
    return {
        year: statistics.fmean(value for month in wanted for value in found[month])
        for year, found in held.items()
        if all(len(found[month]) >= least for month in wanted)
    }


def of_masie(folder: Path, column: str) -> Iterable[tuple[dt.date, float]]:
    """Days of MASIE's own table."""
    (path,) = sorted((folder / "sea_ice").glob("masie_2026-*/masie_4km_allyears_extent_sqkm.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        next(file)
        for row in csv.DictReader(file, skipinitialspace=True):
            stamp = row["yyyyddd"].strip()
            yield dt.datetime.strptime(stamp, "%Y%j").date(), float(row[column])


def of_workbook(folder: Path, sheet: str) -> Iterable[tuple[dt.date, float]]:
    """Days of the Sea Ice Index's own workbook: month (filled down), day, a column a year."""
    path = folder / "sea_ice" / "N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx"
    frame = pd.read_excel(path, sheet_name=sheet, engine="calamine")
    frame["month"] = frame["month"].ffill()
    number = {name: place for place, name in enumerate(calendar.month_name) if name}
    for _, row in frame.iterrows():
        for year in (name for name in frame.columns if str(name).isdigit()):
            if pd.notna(row[year]) and str(row["month"]) in number:
                yield dt.date(int(year), number[str(row["month"])], int(row["day"])), float(row[year])


@pytest.mark.parametrize(("series", "column", "months"), [
    (YELLOW, "(15) Yellow_Sea", (1, 2)), (MASIE, "(14) Sea_of_Okhotsk", (4, 5)), (MASIE, "(14) Sea_of_Okhotsk", (3, 4)),
    ("sea_ice_extent.bering_sea.masie", "(12) Bering_Sea", (3, 5)),
])  # fmt: skip
def test_breeding_months_of_masie_against_its_own_file(
    upstream: Path, held: Read, series: str, column: str, months: tuple[int, int]
) -> None:
    wanted = means(of_masie(upstream, column), months)
    found = ice.means(held(series), months)
    assert dict(zip(found.years.tolist(), found.values.tolist(), strict=True)) == pytest.approx(wanted, rel=1e-9)
    assert len(wanted) >= 20


@pytest.mark.parametrize(("series", "sheet", "months"), [
    (SII, "Okhotsk-Extent-km^2", (4, 5)), (SII, "Okhotsk-Extent-km^2", (3, 5)),
    ("sea_ice_extent.bering_sea.sea_ice_index", "Bering-Extent-km^2", (3, 4)),
])  # fmt: skip
def test_breeding_months_of_the_sea_ice_index_against_its_own_workbook(
    upstream: Path, held: Read, series: str, sheet: str, months: tuple[int, int]
) -> None:
    wanted = means(of_workbook(upstream, sheet), months)
    found = ice.means(held(series), months)
    assert dict(zip(found.years.tolist(), found.values.tolist(), strict=True)) == pytest.approx(wanted, rel=1e-6)
    assert min(wanted) == 1979 and len(wanted) >= 47


def test_the_spring_of_2009_has_too_few_days_in_masie(held: Read) -> None:
    """MASIE lacks 2 to 12 April 2009, and days of February and March."""
    found = ice.means(held(MASIE), (4, 5))
    assert 2009 not in found.years
    assert found.dropped == 1
    drawn = chart(held(MASIE), (4, 5)).plot.data[0]
    assert dict(zip(drawn.x, drawn.y, strict=True))[2009] is None


@pytest.mark.parametrize(("series", "months"), EVERY)
def test_every_ground_on_ice_is_drawn_from_the_shipped_days(series: str, months: tuple[int, int], held: Read) -> None:
    item = held(series)
    good = item.observations[item.observations["flag"] != "suspect"].dropna(subset="value")
    days = [(stamp.date(), value) for stamp, value in zip(good["time_end"], good["value"], strict=True)]
    wanted = means(days, months)
    made = chart(item, months)
    drawn = next(trace for trace in made.plot.data if trace.mode == "lines+markers")
    shown = {year: value for year, value in zip(drawn.x, drawn.y, strict=True) if value is not None}
    assert shown == {year: pytest.approx(value, abs=0.51) for year, value in wanted.items()}
    last = max(wanted)
    assert f"{wanted[last]:,.0f} km² in {last}" in made.title
    below, total = sum(value < wanted[last] for value in wanted.values()), len(wanted)
    assert f"of {total} years" in made.title
    if below == 0:
        assert "the lowest" in made.title


def test_the_sentence_on_change_agrees_with_another_library(held: Read) -> None:
    """Kendall's tau and the slope of Theil and Sen by scipy; the widened variance only makes p larger."""
    from scipy import stats

    for series, months in EVERY:
        found = ice.means(held(series), months)
        tau = stats.kendalltau(found.years, found.values)
        slope = stats.theilslopes(found.values, found.years).slope * 10
        verdict = chart(held(series), months).key[0]
        if "Decrease" in verdict or "Increase" in verdict:
            assert tau.pvalue < 0.06
            assert ("Decrease" in verdict) == (slope < 0)
            told = float(verdict.split(" of ")[1].split(" km²")[0].replace(",", ""))
            assert told == pytest.approx(abs(slope), rel=0.06)
        else:
            assert "No significant trend" in verdict or "not tested for a trend" in verdict  # MASIE: see the registry
            assert not [trace for trace in chart(held(series), months).plot.data if trace.name == "Theil-Sen"]


def test_the_chart_says_whose_ice_it_is_and_marks_the_survey(held: Read) -> None:
    made = chart(held(SII), (4, 5), surveys=(2013,))
    assert "not of the breeding ground" in " ".join(made.key)
    assert "Tatar Strait" in " ".join(made.key)
    assert "nothing is said of cause" in " ".join(made.key)
    texts = {note.text: note.x for note in made.plot.layout.annotations}
    assert texts["counted 2013"] == 2013
    assert "sensor change" in texts
    none = chart(held(YELLOW), (1, 2), surveys=(1979,))
    assert not [note for note in none.plot.layout.annotations if "counted" in note.text]


def test_a_series_without_a_whole_year_is_told(held: Read) -> None:
    item = held(YELLOW)
    few = replace(item, observations=item.observations.head(20))
    made = ice.by_year([few], catalog(), "en", months=(3, 4), ground="Liaodong Bay")
    assert made.title == "No complete year of these months is held."


def test_the_grounds_name_works_months_and_series_that_exist(metas: tuple[Meta, ...]) -> None:
    held_ids = {meta.id for meta in metas}
    listed = grounds.grounds()
    assert {one.species for one in listed if one.series} == {
        "spotted_seal", "ribbon_seal", "ringed_seal", "bearded_seal",
    }  # fmt: skip
    for one in listed:
        assert set(one.series) <= held_ids
        assert one.note
        if one.confidence == "not_reread":
            assert "to be checked" in one.note
        if one.substrate != "ice":
            assert not one.series
    assert not [one for one in listed if one.species == "finless_porpoise"]


HEAD = ",".join(grounds.COLUMNS)
GOOD = f"spotted_seal,liaodong_bay,bohai_sea,CHN,breeding,ice,1,2,{YELLOW},trukhin_2023,,read_in_source,,x".split(",")


@pytest.mark.parametrize(("column", "cell", "sentence"), [
    ("species", "walrus", "column species"), ("region", "nowhere", "column region"),
    ("countries", "XXX", "column countries"), ("use", "moult", "column use"), ("substrate", "snow", "column substrate"),
    ("confidence", "sure", "column confidence"), ("citation", "nobody_1999", "column citation"),
    ("further", "nobody_1999", "column citation"), ("first_month", "13", "column first_month"),
    ("first_month", "3", "column first_month"), ("last_month", "", "column first_month"),
    ("substrate", "land", "column series"),
])  # fmt: skip
def test_a_mistake_in_the_grounds_is_named_with_its_place(
    tmp_path: Path, column: str, cell: str, sentence: str
) -> None:
    from indicators.errors import FormatError

    row = list(GOOD)
    row[grounds.COLUMNS.index(column)] = cell
    path = tmp_path / "grounds.csv"
    path.write_text(f"{HEAD}\n{','.join(row)}\n", encoding="utf-8")
    with pytest.raises(FormatError) as error:
        grounds.grounds(path)
    assert f"grounds.csv line 2, {sentence}" in str(error.value)


def test_a_good_ground_is_read_and_a_wrong_head_is_not(tmp_path: Path) -> None:
    from indicators.errors import FormatError

    path = tmp_path / "grounds.csv"
    path.write_text(f"{HEAD}\n{','.join(GOOD)}\n", encoding="utf-8")
    (one,) = grounds.grounds(path)
    assert (one.months, one.series) == ((1, 2), (YELLOW,))
    other = tmp_path / "other.csv"
    other.write_text("species,ground\nspotted_seal,x\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"other.csv line 1"):
        grounds.grounds(other)


def chart(item: Held, months: tuple[int, int], surveys: tuple[int, ...] = ()):  # type: ignore[no-untyped-def]
    return ice.by_year([item], catalog(), "en", months=months, ground="the ground", surveys=surveys)
