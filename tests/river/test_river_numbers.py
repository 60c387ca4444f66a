"""The numbers that the river charts tell, recomputed from the providers' files with the standard library alone."""

from __future__ import annotations

import csv
import datetime as dt
import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from indicators.catalog import catalog
from indicators.river import annual, class_calendar, hydrograph, quality, river_ice, thermal
from tests.river.shipped import held

POSTS = {"khabarovsk": "05013", "komsomolsk": "05024", "bogorodskoye": "05033", "bureya": "06473"}


def daily(path: Path, column: str) -> dict[dt.date, float]:
    with path.open(encoding="utf-8-sig") as lines:
        return {dt.date.fromisoformat(row["date"]): float(row[column]) for row in csv.DictReader(lines)
                if row["date"] and row[column]}  # fmt: skip


def complete(values: dict[dt.date, float], months: range = range(1, 13)) -> dict[int, float]:
    """Mean of the given months of each year that has at least 27 values in all of them."""
    by_year: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for day, value in values.items():
        if day.month in months:
            by_year[day.year][day.month].append(value)
    return {
        year: statistics.fmean(value for part in found.values() for value in part)
        for year, found in by_year.items()
        if len(found) == len(months) and all(len(part) >= 27 for part in found.values())
    }


class TestDischarge:
    def test_the_flood_of_2013_at_khabarovsk(self, upstream: Path) -> None:
        flow = daily(upstream / "river/roshydromet/05013_disch_d.csv", "consumption")
        peak = max(value for day, value in flow.items() if day.year == 2013)
        first = min(day for day, value in flow.items() if day.year == 2013 and value == peak)
        usual = statistics.median(value for day, value in flow.items() if (day.month, day.day) == (9, 3))
        assert (peak, first, round(peak / usual, 1)) == (46000, dt.date(2013, 9, 3), 3.0)
        chart = hydrograph.hydrograph(held("discharge.khabarovsk.roshydromet"), catalog(), "en")
        assert chart.title == (
            "Amur / Heilong at Khabarovsk: the flood of 2013 peaked at 46,000 m³/s on 3 Sep, "
            "3 times the median of that day"
        )

    @pytest.mark.parametrize(
        ("place", "years"), [("khabarovsk", 34), ("komsomolsk", 32), ("bogorodskoye", 28), ("bureya", 32)]
    )
    def test_annual_means(self, upstream: Path, place: str, years: int) -> None:
        flow = daily(upstream / f"river/roshydromet/{POSTS[place]}_disch_d.csv", "consumption")
        assert not any(day.day == 31 for day in flow)
        (series,) = held(f"discharge.{place}.roshydromet")
        means = annual.annual_means(series.observations)
        assert means.to_dict() == pytest.approx(complete(flow))
        assert len(means) == years

    def test_wettest_and_driest_year_at_khabarovsk(self) -> None:
        chart = annual.annual_discharge(held("discharge.khabarovsk.roshydromet"), catalog(), "en")
        assert "2013 (14,103 m³/s)" in chart.title
        assert "2008 (4,166 m³/s)" in chart.title

    def test_the_catalogue_mean_is_the_printed_one(self, upstream: Path) -> None:
        with (upstream / "river/grdc/grdc_2022_10701.txt").open(encoding="latin-1") as lines:
            row = next(row for row in csv.DictReader(lines, delimiter="\t") if row["grdc_no"] == "2906700")
        ids = ("discharge.khabarovsk.roshydromet", "discharge_long_term_mean.khabarovsk.grdc")
        chart = annual.annual_discharge(held(*ids), catalog(), "en")
        (line,) = [trace for trace in chart.plot.data if trace.line.dash == "dash"]
        assert line.y[0] == round(float(row["lta_discharge"])) == 8207
        assert f"{row['t_start']}–{row['t_end']}" in line.name


class TestTemperatureAndIce:
    def test_summer_means_at_khabarovsk(self, upstream: Path) -> None:
        means = complete(daily(upstream / "river/roshydromet/05012_daily.csv", "temp"), range(6, 10))
        chart = thermal.water_temperature(held("water_temperature.khabarovsk.roshydromet"), catalog(), "en")
        above = means[2013] - statistics.fmean(means.values())
        assert f"{means[2013]:.1f} °C, {above:.1f} °C above the mean of {len(means)} years" in chart.title

    def test_winters(self, upstream: Path) -> None:
        text = (upstream / "river/roshydromet/05013_ice.raw_cp1251.csv").read_text(encoding="cp1251")
        by_winter: dict[int, dict[dt.date, float]] = defaultdict(dict)
        for line in text.splitlines()[2:]:
            date, thickness = (part.strip() for part in line.split(";")[:2])
            if thickness and date:
                day = dt.datetime.strptime(date, "%d.%m.%Y").date()
                by_winter[day.year + (day.month >= 11)][day] = float(thickness)
        (series,) = held("river_ice_thickness.khabarovsk.roshydromet")
        table = river_ice.most(river_ice.winters(series.observations)).set_index("winter")
        assert table["value"].to_dict() == {winter: max(part.values()) for winter, part in by_winter.items()}
        whole = {winter for winter, part in by_winter.items() if {2, 3} <= {day.month for day in part}}
        assert set(table.index[table["complete"]]) == whole
        chart = river_ice.winter_most([series], catalog(), "en")
        assert "most in winter 2017 (130 cm), least in winter 2009 (75 cm), of 20 winters" in chart.title
        assert len(whole) == 20


class TestStations:
    def test_tongjiang_by_day(self, upstream: Path) -> None:
        path = upstream / "river/cnemc/cnemc_songhua_rows_2020-05-08_2021-04-05.csv"
        values: dict[dt.date, dict[str, tuple[float, int]]] = defaultdict(dict)
        with path.open(encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                if row["断面名称"] != "同江" or row["站点情况"] != "正常":
                    continue
                snapshot, (day, hour) = dt.date.fromisoformat(row["snapshot_date"]), row["监测时间"].split()
                when = dt.date(snapshot.year, int(day[:2]), int(day[3:]))
                when = when if when <= snapshot else when.replace(year=snapshot.year - 1)
                grade = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"].index(row["水质类别"]) + 1
                values[when][hour] = (float(row["高锰酸盐指数(mg/L)"]), grade)
        means = {day: statistics.fmean(value for value, _ in part.values()) for day, part in values.items()}
        worst = {day: max(grade for _, grade in part.values()) for day, part in values.items()}
        within, good = sum(value <= 6 for value in means.values()), sum(grade <= 3 for grade in worst.values())
        chart = quality.parameter(held("permanganate_index.tongjiang.cnemc"), catalog(), "en")
        assert f"within class III on {within} of {len(means)} days" in chart.title
        assert f"median {statistics.median(means.values()):.2f} mg/L" in chart.title
        calendar = class_calendar.class_calendar(held("water_quality_class.tongjiang.cnemc"), catalog(), "en")
        assert calendar.title.endswith(f" {good} of {len(worst)}")
        assert (within, good, len(means)) == (119, 118, 223)
