"""The common time axis: yearly values equal another computation from the shipped numbers, and no cause is claimed."""

from __future__ import annotations

import itertools
import json

import pytest

from indicators import figures
from indicators.catalog import catalog
from indicators.figures import Chart
from indicators.statistics import trend
from indicators.store import Cache, Held
from indicators.system import aligned, labels
from indicators.system.panels import CATCHES, GAUGES, ICE, PANELS, PEOPLE, Choice, Panel, panel, series_of
from tests.system import raw


def made(name: str, series: list[Held], period: tuple[int, int] | None = None, choice: Choice | None = None) -> Panel:
    found = panel(name, choice or Choice(), {item.meta.id: item for item in series}, catalog(), "en", period)
    assert found is not None
    return found


def whole(series: list[Held], **options: object) -> Chart:
    return aligned.time_axis(series, catalog(), "en", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("gauge", GAUGES)
def test_discharge_is_the_annual_mean_of_complete_years(shipped: Cache, gauge: str) -> None:
    choice = Choice(gauge=gauge)
    (series_id,) = series_of("discharge", choice)
    expected = raw.annual_means(series_id)
    line = dict(made("discharge", [shipped.read(series_id)], choice=choice).tracks[0].line)
    assert line.keys() == expected.keys() and len(line) >= 28
    assert all(line[year] == pytest.approx(expected[year], rel=1e-12) for year in expected)


def test_ice_is_the_maximum_of_complete_seasons(aligned_series: list[Held]) -> None:
    expected = raw.season_maxima(ICE["extent"])
    line = dict(made("ice", aligned_series).tracks[0].line)
    assert line == {year: largest for year, (largest, _) in expected.items()} and len(line) == 48


@pytest.mark.parametrize("name", ["chum", "pink"])
def test_catches_are_those_of_the_workbook(aligned_series: list[Held], name: str) -> None:
    line = made(name, aligned_series).tracks[0].line
    assert line == tuple((day.year, tonnes) for day, tonnes in sorted(raw.values(f"catch_{name}.amur_river.npafc")))


def test_the_load_is_mean_discharge_by_month_times_one_concentration(aligned_series: list[Held]) -> None:
    """0.39 mg/L = 0.39 g/m³; months weigh by their days; 1 Gg = 10⁹ g."""
    found = made("load", aligned_series)
    line, band = dict(found.tracks[0].line), {int(year): (low, high) for year, low, high in found.band}
    days = raw.values("discharge.khabarovsk.roshydromet")
    for year in (1984, 2000, 2013, 2017):
        grams = 0.0
        for month in range(1, 13):
            values = [value for day, value in days if (day.year, day.month) == (year, month)]
            length = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30 if month != 2 else 28 + (year % 4 == 0)
            grams += sum(values) / len(values) * length * 86_400 * 0.39
        assert line[year] == pytest.approx(grams / 1e9, rel=1e-9)
        assert band[year] == pytest.approx((grams / 1e9 * 0.1 / 0.39, grams / 1e9 * 1.08 / 0.39), rel=1e-9)
    assert "Derived, not measured" in found.verdict and "trend" not in found.verdict


def test_iron_points_are_the_rows_of_the_table_and_are_never_joined(aligned_series: list[Held]) -> None:
    found = made("concentration", aligned_series)
    points = {(track.held.meta.place, point.since, point.until, point.value)
              for track in found.tracks for point in track.points}  # fmt: skip
    rows = [row for id_ in series_of("concentration", Choice()) for row in raw.published()[id_]]
    assert points == {
        (row["place"], int(row["time_start"][:4]), int(row["time_end"][:4]), float(row["value"])) for row in rows
    }
    assert not any(row["note"].startswith("No date in the source") for row in rows)
    assert all(not track.line for track in found.tracks) and found.verdict == "4 estimates, not a trend"


def test_every_panel_says_what_its_test_says(aligned_series: list[Held]) -> None:
    discharge, ice = made("discharge", aligned_series), made("ice", aligned_series)
    assert discharge.verdict.startswith("No significant trend 1984–2017")
    years, values = zip(*ice.tracks[0].line, strict=True)
    fitted = trend.fit(years, values)
    assert fitted and fitted.significant and ice.verdict.startswith("Decrease of ") and "n = 48" in ice.verdict


def test_a_period_narrows_values_and_verdict(aligned_series: list[Held]) -> None:
    found = made("chum", aligned_series, (2000, 2010))
    assert [year for year, _ in found.tracks[0].line] == list(range(2000, 2011)) and "2000–2010" in found.verdict
    none = whole(aligned_series, panels=("chum", "concentration"), period=(1980, 1990))
    assert "No value in this period" in none.alt


def test_the_chart_has_one_axis_of_years_and_a_value_axis_from_zero_for_each_panel(aligned_series: list[Held]) -> None:
    chart = whole(aligned_series, panels=PANELS)
    for plot in (chart.plot, chart.narrow):
        assert plot is not None
        told = plot.to_plotly_json()["layout"]
        assert [name for name in told if name.startswith("xaxis")] == ["xaxis"]
        axes = [told[name] for name in sorted(told) if name.startswith("yaxis")]
        assert len(axes) == len(PANELS) and all(axis["rangemode"] == "tozero" for axis in axes)
        bounds = sorted(tuple(axis["domain"]) for axis in axes)
        assert all(0 <= low < high <= 1 for low, high in bounds)
        assert all(below[1] <= above[0] for below, above in itertools.pairwise(bounds))
        assert {trace.type for trace in plot.data} == {"scatter"}
    assert json.loads(figures.as_json(chart))


def test_no_cause_is_claimed_and_it_is_said(aligned_series: list[Held]) -> None:
    chart = whole(aligned_series)
    assert "no cause is claimed" in chart.subtitle and "no cause is claimed" in chart.alt
    assert chart.title == "On one time axis: 32 years, 1984–2015, have all 4 yearly series"
    lines = [set(raw.annual_means("discharge.khabarovsk.roshydromet")), set(raw.season_maxima(ICE["extent"])),
             {day.year for day, _ in raw.values("catch_chum.amur_river.npafc")},
             {day.year for day, _ in raw.values("catch_pink.amur_river.npafc")}]  # fmt: skip
    assert len(set.intersection(*lines)) == 32


def test_a_missing_series_takes_only_its_panel_down(aligned_series: list[Held]) -> None:
    rest = [item for item in aligned_series if item.meta.id != ICE["extent"]]
    chart = whole(rest)
    assert "Not held here: Sea ice." in chart.key
    assert "Largest ice extent" not in chart.alt and "Amur chum catch" in chart.alt


@pytest.mark.parametrize(
    ("panels", "choice"),
    [(PANELS, Choice(GAUGES[1], "days", CATCHES[1], PEOPLE[0])), (("ice", "discharge"), Choice(GAUGES[2], "jma"))]
    + [(("people",), Choice(people=place)) for place in PEOPLE],
)
def test_every_choice_draws(shipped: Cache, panels: tuple[str, ...], choice: Choice) -> None:
    ids = dict.fromkeys(one for name in panels for one in series_of(name, choice))
    options = {"gauge": choice.gauge, "ice": choice.ice, "catch": choice.catch, "people": choice.people}
    chart = whole([shipped.read(one) for one in ids], panels=panels, **options)
    assert chart.caption and set(chart.series) == set(ids)
    told = " ".join([chart.title, chart.subtitle, chart.alt, *chart.key])
    assert "{" not in told and " nan" not in told.lower()


def test_second_hand_yearly_figures_are_hollow(shipped: Cache) -> None:
    chart = whole([shipped.read(ICE["jma"])], panels=("ice",), ice="jma")
    (line,) = [trace for trace in chart.plot.data if trace.mode == "lines+markers"]
    assert line.marker.color == "#FFFFFF"


def test_names_of_points_stand_beside_no_mark(aligned_series: list[Held]) -> None:
    for name, wide in itertools.product(("concentration", "load", "sturgeon"), (1060, 285)):
        found = made(name, aligned_series)
        room = labels.Room((1971, 2026), wide, 104)
        top = max(y for track in found.tracks for _, y in labels._spots(track))
        for place in labels.places(found.tracks, room):
            start, end = labels._extent(place, room)
            assert 0 <= start < end <= wide
            for track in found.tracks:
                for x, y in labels._spots(track):
                    inside = start <= room.x(x) <= end
                    assert not inside or abs(y - place.y) / top * 104 >= labels.HALF_LINE, (name, place)
