"""Samples of the archive as a chart: dots apart, bounds as arrows, doubts hollow, a median without guesses."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import fetchers
from indicators.catalog import catalog
from indicators.river import sample_archive
from indicators.series import Payload, describe
from indicators.store import Held
from tests.river.gemstat_archive import AMUR, HAN, archive, sample
from tests.river.shipped import check


def held(rows: list[dict[str, Any]], stations: list[dict[str, Any]] | None = None) -> list[Held]:
    payload = Payload(archive(rows, stations or [AMUR, HAN]), "GFQA_v3.zip", dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    reading = fetchers.parse(payload, "gemstat", catalog())
    made = []
    for parsed in reading.series:
        meta = describe(catalog(), parsed, payload)
        ends = parsed.observations["time_end"]
        told = {"first": ends.min().isoformat(), "last": ends.max().isoformat(), "count": len(ends)}
        made.append(Held(type(meta)(**{**vars(meta), **told}), parsed.observations, "live"))
    return sorted(made, key=lambda item: item.meta.place, reverse=True)


ROWS = [
    sample("RUS00032", "TP", "1980-06-01", 0.05, **{"Sample Time": "08:30"}),
    sample("RUS00032", "TP", "1981-06-01", 0.07),
    sample("RUS00032", "TP", "1982-06-01", 0.02, **{"Value Flags": "<"}),
    sample("RUS00032", "TP", "1983-06-01", 9.0, **{"Data Quality": "Suspect"}),
    sample("RUS00032", "TP", "1984-06-01", 0.3, **{"Data Quality": "Pending review"}),
    sample("KOR00007", "TP", "1990-06-01", 0.01, **{"Value Flags": "<"}),
    sample("KOR00007", "TP", "1991-06-01", 0.01, **{"Value Flags": "<"}),
    sample("KOR00007", "TP", "1992-06-01", 0.08),
]


def stood_for(trace: go.Scatter) -> list[float]:
    """What the marks say: a bound is where the stem of its arrow ends."""
    up, down = trace.error_y.array, trace.error_y.arrayminus
    if up is None:
        return list(trace.y)
    return [round(y + more - less, 9) for y, more, less in zip(trace.y, up, down, strict=True)]


def test_an_arrow_points_away_from_its_bound_and_not_through_zero() -> None:
    rows = [
        sample("RUS00032", "TP", "1980-06-01", 1.0),
        sample("RUS00032", "TP", "1981-06-01", 0.5, **{"Value Flags": "<"}),
        sample("RUS00032", "TP", "1982-06-01", 0.001, **{"Value Flags": "<"}),
        sample("RUS00032", "TP", "1983-06-01", 0.8, **{"Value Flags": ">"}),
    ]
    traces = sample_archive.samples(held(rows, [AMUR]), catalog(), "en").plot.data
    by_symbol = {trace.marker.symbol: trace for trace in traces}
    down, up = by_symbol["arrow-down"], by_symbol["arrow-up"]
    assert stood_for(down) == [0.5, 0.001] and stood_for(up) == [0.8]
    assert 0.4 < down.y[0] < 0.5 and down.y[1] == 0 and 0.8 < up.y[0] < 0.9


def test_every_sample_is_a_mark_of_its_kind_and_nothing_is_joined() -> None:
    chart = sample_archive.samples(held(ROWS), catalog(), "en")
    check(chart)
    assert {trace.mode for trace in chart.plot.data} == {"markers"}
    drawn = {(x[:10], y) for trace in chart.plot.data for x, y in zip(trace.x, stood_for(trace), strict=True)}
    assert drawn == {(row["Sample Date"], row["Value"]) for row in ROWS}
    marks = {x[:4]: trace.marker for trace in chart.plot.data for x in trace.x}
    assert marks["1982"].symbol == "arrow-down"
    assert marks["1983"].color == "rgba(0,0,0,0)"
    assert marks["1984"].symbol.endswith("-open-dot")
    assert marks["1980"].symbol == "circle"
    assert [trace.name for trace in chart.plot.data if trace.showlegend] == [
        "Khabarovsk (RUS00032)",
        "Station KOR00007 (KOR00007)",
    ]


def test_the_title_gives_medians_that_take_no_bound_for_a_value() -> None:
    chart = sample_archive.samples(held(ROWS), catalog(), "en")
    assert chart.title == (
        "Total phosphorus, median (mg/L): Khabarovsk 0.06 (4 samples); "
        "Station KOR00007 beyond the limit of the analysis in most of 3 samples"
    )


def test_stations_of_one_name_are_told_apart_in_the_title() -> None:
    other = HAN | {"Station Identifier": "Khabarovsk"}
    chart = sample_archive.samples(held(ROWS, [AMUR, other]), catalog(), "en")
    assert "Khabarovsk (RUS00032) 0.06" in chart.title and "Khabarovsk (KOR00007) beyond" in chart.title


def test_the_words_name_source_licence_and_what_the_marks_mean() -> None:
    chart = sample_archive.samples(held(ROWS), catalog(), "en")
    assert "Total phosphorus, mg/L · GEMS/Water archive · single samples · 1980–1992" in chart.subtitle
    assert "UNEP GEMS/Water (2026)" in chart.caption[0] and "CC BY 4.0" in chart.caption[0]
    assert [line.split(":")[0] for line in chart.key[1:]] == ["Arrow down", "Open with a dot", "Hollow"]
    told = next(text for trace in chart.plot.data for text in trace.customdata if "1 Jun 1980" in text)
    assert told.split("<br>") == [
        "<b>1 Jun 1980 08:30: 0.05 mg/L</b>",
        "Khabarovsk (RUS00032)",
        "0.3 m below the surface",
        "analysis method TP-1",
    ]
    bound = next(text for trace in chart.plot.data for text in trace.customdata if "1982" in text)
    assert "1 Jun 1982: < 0.02 mg/L" in bound and "below the limit of the analysis" in bound


def test_a_name_from_the_archive_cannot_bring_markup() -> None:
    named = AMUR | {"Station Identifier": "<b>x</b>"}
    chart = sample_archive.samples(held(ROWS[:2], [named]), catalog(), "en")
    assert chart.plot.data[0].name == "&lt;b&gt;x&lt;/b&gt; (RUS00032)"


@pytest.mark.parametrize("code", ["pH", "TEMP", "Fe-Dis", "EC"])
def test_every_parameter_is_drawn(code: str) -> None:
    check(sample_archive.samples(held([sample("RUS00032", code, "1980-06-01", 6.5)], [AMUR]), catalog(), "en"))


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(["", "<", ">"])), min_size=1, max_size=12))
def test_the_median_is_that_of_ranks_or_untold(rows: list[tuple[float, str]]) -> None:
    """Independent: sort with bounds at the ends, as the standard library takes a median."""
    frame = pd.DataFrame(
        {
            "value": [math.nan if mark else value for value, mark in rows],
            "lower": [value if mark == ">" else math.nan for value, mark in rows],
            "upper": [value if mark == "<" else math.nan for value, mark in rows],
            "flag": "good",
        }
    )
    ends = {"": 0.0, "<": -math.inf, ">": math.inf}
    expected = statistics.median(value if not mark else ends[mark] for value, mark in rows)
    found = sample_archive.median(frame)
    assert math.isnan(found) if not math.isfinite(expected) else np.isclose(found, expected, rtol=1e-12)
