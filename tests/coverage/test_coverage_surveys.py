"""When the next survey is due, what one survey would fill, the calendar, the scorecard: by hand and by the tables."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import pyarrow.parquet as pq
import pytest

from indicators.catalog import catalog
from indicators.coverage import calendar_chart, held, joint_survey, matrix, scorecard, surveys
from indicators.coverage.surveys import Counted, Rhythm
from tests.coverage.shipped import CACHE, ROOT, YEAR, populations, published, records
from tests.population.shipped import made_up


def counted(*years: int, frequency: str = "irregular", **more: Any) -> Counted:
    """A series like a shipped one, counted in some years."""
    made = made_up(*({"year": year, "value": 1.0} | more for year in years))
    made = replace(made, meta=replace(made.meta, frequency=frequency))
    like = next(one for one in records() if one.meta.id == made.meta.id)
    return Counted(replace(like, meta=made.meta), made, surveys.of(made))


def series(name: str) -> Counted:
    return next(one for one in held.counted(CACHE) if one.record.meta.id == name)


def test_the_next_is_due_by_the_median_of_at_least_three() -> None:
    assert surveys.rhythm(counted(2002, 2003, 2014)) == Rhythm(6.0, False, 2020)
    assert surveys.rhythm(counted(2000, 2012)) == Rhythm(None, False, None)
    assert surveys.rhythm(counted(2000, 2005, 2010, 2022)).due == 2027


def test_yearly_figures_are_due_every_year() -> None:
    one = surveys.rhythm(counted(2021, 2022, frequency="year"))
    assert (one.every, one.stated, one.due, one.overdue(YEAR)) == (1.0, True, 2023, 3)


def test_being_overdue_is_said_plainly() -> None:
    late = surveys.rhythm(counted(2002, 2003, 2014))
    assert late.overdue(2026) == 6
    assert calendar_chart.due_words(late, 2026, "en") == "was due 2020; nothing later is held here"
    assert calendar_chart.due_words(late, 2020, "en") == "due 2020"
    assert calendar_chart.due_words(Rhythm(None, False, None), 2026, "en") == "no rhythm to judge from"


def test_one_period_is_one_survey_and_a_missing_year_is_none() -> None:
    rows = [{"year": 2015, "value": value} for value in (1.0, 2.0, 3.0)]
    made = made_up(*rows, {"year": 2026, "value": 4.0, "note": "Year not stated."})
    assert [(one.first, len(one.rows)) for one in surveys.of(made)] == [(2015, 3)]


def test_undated_and_pooled_values_make_no_rhythm() -> None:
    note = "No date in the source; placed at its year of publication."
    assert surveys.rhythm(counted(2000, 2005, 2010, note=note)).every is None


def test_the_rhythm_is_that_of_the_table() -> None:
    name = "photo_id_spotted_seal.baengnyeong.published"
    done = sorted({int(row["time_end"][:4]) for row in published("population") if row["series"] == name})
    every = median(later - earlier for earlier, later in zip(done, done[1:], strict=False))
    assert surveys.rhythm(series(name)) == Rhythm(float(every), False, done[-1] + round(every))
    assert len(done) >= 3


def test_counts_of_several_surveyors_in_one_table_have_no_rhythm() -> None:
    rookery = series("count_steller_sea_lion.kuril_raikoke.published")
    assert len(rookery.surveys) > 10
    assert surveys.rhythm(rookery) == Rhythm(None, False, None)


def test_statements_targets_and_catalogues_are_no_surveys() -> None:
    measures = {catalog().indicators[one.record.meta.indicator].measure for one in held.counted(CACHE)}
    assert not measures & set(surveys.NO_SURVEY)
    assert {"abundance", "count", "photo_id", "pups"} <= measures


def test_the_calendar_draws_every_survey_once_and_the_next_one() -> None:
    listed = [series("photo_id_spotted_seal.baengnyeong.published"),
              series("abundance_ribbon_seal.sea_of_okhotsk.published")]  # fmt: skip
    chart = calendar_chart.calendar([], catalog(), "en", listed=listed, year=YEAR)
    marks = {trace.name: len(trace.x) for trace in chart.plot.data if trace.mode == "markers"}
    rows = [row for one in listed for row in published("population") if row["series"] == one.record.meta.id]
    periods = {(row["series"], row["time_start"], row["time_end"]) for row in rows}
    assert marks["circle"] + marks.get("circle-open", 0) == len(periods)
    assert (marks["interval"], marks["overdue"], marks["due"]) == (1, 1, 0)
    assert chart.title.startswith("2 series of counts: 1 past")
    assert {trace.type for trace in chart.plot.data} == {"scatter"}


def test_one_survey_of_the_sea_of_okhotsk_would_fill_the_ice_seals() -> None:
    found = {(one.water, one.group): one for one in joint_survey.surveys(populations(), catalog(), YEAR)}
    seals = found["sea_of_okhotsk", "pinnipeds"]
    once = {one.species for one in seals.of(1)}
    assert {"ribbon_seal", "ringed_seal", "spotted_seal", "bearded_seal"} <= once
    assert "RUS" in seals.countries
    yellow = found["yellow_sea", "cetaceans"]
    assert yellow.countries == ("CHN", "KOR")
    assert "bohai_sea" in {one.place for one in yellow.rows}  # the Bohai Sea is part of the Yellow Sea
    assert all(joint_survey.due(one, YEAR) for survey in found.values() for one in survey.rows)
    recent = {one.place for survey in found.values() for one in survey.others}
    assert "korea_west_coast" in recent  # three estimates, the last of them ten years old


def test_waters_stand_by_name_not_by_need() -> None:
    waters = [one.water for one in joint_survey.surveys(populations(), catalog(), YEAR)]
    assert waters == sorted(waters)


def test_the_scorecard_stands_by_alphabet_and_has_no_totals() -> None:
    scores = scorecard.scores(records(), catalog())
    assert list(dict.fromkeys(one.country for one in scores)) == ["CHN", "JPN", "MNG", "KOR", "RUS"]
    assert len(scores) == 5 * len(scorecard.DOMAINS) * 2
    assert {one.domain for one in scores} == set(scorecard.DOMAINS)


@pytest.mark.parametrize(("country", "shared"), [("KOR", False), ("CHN", False), ("RUS", True), ("MNG", False)])
def test_the_scores_of_river_water_are_those_of_the_files(country: str, shared: bool) -> None:
    held_here, intervals, at_source = 0, 0, 0
    for path in (ROOT / "cache/snapshot/series").glob("*.parquet"):
        told = {key.decode(): part.decode() for key, part in (pq.read_schema(path).metadata or {}).items()}
        countries = told["countries"].split()
        if catalog().indicators[told["indicator"]].domain != "river" or country not in countries:
            continue
        if (len(countries) > 1) != shared:
            continue
        rows = pq.read_table(path).to_pylist()
        both = [row for row in rows if row["lower"] == row["lower"] and row["upper"] == row["upper"]
                and row["lower"] is not None and row["upper"] is not None]  # fmt: skip
        sure = [row for row in rows if row["confidence"] in ("measured", "read_in_source")]
        held_here, intervals = held_here + 1, intervals + bool(both)
        at_source += len(sure) * 2 >= len(rows)
    (score,) = (one for one in scorecard.scores(records(), catalog())
                if (one.country, one.domain, one.shared) == (country, "river", shared))  # fmt: skip
    assert held_here > 0
    assert score.series == held_here
    assert score.with_interval == pytest.approx(intervals / held_here)
    assert score.at_source == pytest.approx(at_source / held_here)


def test_mongolia_has_no_sea_and_that_is_said() -> None:
    scores = {(one.country, one.domain): one for one in scorecard.scores(records(), catalog())}
    assert not scores["MNG", "sea_ice"].applies
    assert scores["MNG", "river"].applies
    assert matrix.applies("KOR", "sea_ice")
