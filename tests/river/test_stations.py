"""Readings of automatic stations by day: means, the worst class, doubt, and where a line stays open."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators import observations
from indicators.river import class_calendar, class_limits, station_readings


def frame(*rows: tuple[str, float, str]) -> pd.DataFrame:
    times, values, flags = zip(*rows, strict=True)
    return observations.build([pd.Timestamp(time) for time in times], values, flag=list(flags), citation="test")


class TestDailyMeans:
    def test_a_day_is_the_mean_of_its_readings_without_doubt(self) -> None:
        held = frame(
            ("2020-06-01 00:00", 1.0, "good"),
            ("2020-06-01 04:00", 3.0, "good"),
            ("2020-06-01 08:00", 99.0, "suspect"),
            ("2020-06-02 08:00", 5.0, "good"),
            ("2020-06-03 08:00", 7.0, "stale"),
        )
        means = station_readings.daily_means(held)
        assert means["value"].tolist() == [2.0, 5.0]
        assert means["n"].tolist() == [2, 1]
        assert station_readings.doubtful(held)["value"].tolist() == [99.0, 7.0]

    def test_a_line_stays_open_across_more_than_three_days(self) -> None:
        held = frame(*((f"2020-06-{day:02d}", float(day), "good") for day in (1, 4, 8)))
        _, values = station_readings.broken(station_readings.daily_means(held))
        assert values == [1.0, 4.0, None, 8.0]


class TestDailyClass:
    def test_the_worst_class_of_the_sound_readings(self) -> None:
        held = frame(
            ("2020-06-01 00:00", 2.0, "good"),
            ("2020-06-01 04:00", 4.0, "good"),
            ("2020-06-01 08:00", 6.0, "suspect"),
            ("2020-06-02 08:00", 5.0, "stale"),
        )
        table = class_calendar.daily_class(held)
        assert table["grade"].tolist() == [4, 5]
        assert table["n"].tolist() == [2, 1]
        assert table["doubted"].tolist() == [False, True]


class TestLimits:
    @pytest.mark.parametrize(
        ("indicator", "values", "inside"),
        [
            ("permanganate_index", [6.0, 6.1], 1),
            ("dissolved_oxygen", [5.0, 4.9, 9.0], 2),
            ("total_phosphorus", [0.2], 1),
        ],
    )
    def test_values_at_the_limit_of_class_iii_keep_it(self, indicator: str, values: list[float], inside: int) -> None:
        assert class_limits.within_class(pd.Series(values), indicator) == inside
