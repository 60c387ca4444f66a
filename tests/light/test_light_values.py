"""The table of values under a picture: what the chart draws, no more and no less, in the reader's language."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from indicators import figures
from indicators.catalog import catalog
from indicators.light import plotted
from indicators.sea_ice import figures as ice
from indicators.sea_ice import yearly
from indicators.store import Cache

SERIES = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"


def spec(*traces: dict[str, Any], **layout: Any) -> str:
    return json.dumps({"plot": {"data": list(traces), "layout": layout}})


LINE = {
    "x": [2001, 2002, 2003],
    "y": [1.5, None, 12345.6],
    "name": "Amur",
    "hovertemplate": "%{x}: %{y:,.0f} t<extra></extra>",
}


@pytest.mark.parametrize(("lang", "said"), [("en", "12,346 t"), ("ru", "12\xa0346 t"), ("mn", "12,346 t")])
def test_a_line_is_a_column_newest_first_without_its_gaps(lang: str, said: str) -> None:
    (found,) = plotted.tables(spec(LINE), lang)
    assert found.head[1] == "Amur"
    assert found.rows == (("2003", said), ("2001", "2 t"))


def test_packed_numbers_are_read_like_any() -> None:
    packed = {"dtype": "f8", "bdata": base64.b64encode(np.array([1.5, np.nan, 12345.6]).tobytes()).decode()}
    assert plotted.tables(spec(LINE | {"y": packed}), "en") == plotted.tables(spec(LINE), "en")


def test_lines_of_the_same_years_share_a_table() -> None:
    other = LINE | {"name": "Songhua", "x": [2003], "y": [7]}
    (found,) = plotted.tables(spec(LINE, other), "en")
    assert found.head[1:] == ("Amur", "Songhua")
    assert found.rows[0] == ("2003", "12,346 t", "7 t")
    assert found.rows[1] == ("2001", "2 t", "")


def test_single_marks_are_a_list_of_what_the_pointer_says() -> None:
    mark = {
        "x": [1, 2],
        "y": [1, 1],
        "hoverinfo": "text",
        "hovertext": ["<b>Liaodong Bay</b><br>2,000 (2021)<br>1 &lt; 2", "<b>B</b><br>5"],
    }
    (found,) = plotted.tables(spec(mark), "en")
    assert found.rows == (("Liaodong Bay", "2,000 (2021) · 1 < 2"), ("B", "5"))


def test_what_the_pointer_does_not_tell_is_not_listed() -> None:
    assert plotted.tables(spec({"x": [1], "y": [1], "hoverinfo": "skip", "name": "coast"}), "en") == []


def test_a_long_table_says_how_much_it_shows() -> None:
    line = LINE | {"x": list(range(100)), "y": list(range(100))}
    (found,) = plotted.tables(spec(line), "en")
    assert (len(found.rows), found.of) == (plotted.MOST_ROWS, 100)
    assert "40 of 100" in plotted.html(found, "en")
    assert "files" not in plotted.html(found, "en", files=False)


def test_texts_of_others_are_escaped() -> None:
    mark = {"x": [1], "y": [1], "hoverinfo": "text", "hovertext": ["&lt;img src=x onerror=alert(1)&gt;<br>v"]}
    (found,) = plotted.tables(spec(mark), "en")
    assert "<img" not in plotted.html(found, "en")


@pytest.mark.parametrize(("value", "pattern", "said"), [
    (1234.5, ",.0f", "1,234"), (0.01234567, ",.3~r", "0.0123"), (9856.4, ",.5~r", "9,856.4"), (0, ",.5~r", "0"),
    (1984.0, "", "1984"),
])  # fmt: skip
def test_numbers_are_written_as_the_live_chart_writes_them(value: float, pattern: str, said: str) -> None:
    assert plotted.formatted(value, pattern, "en") == said


def test_the_largest_extents_are_those_of_the_series(shown: Cache) -> None:
    """The chart's own numbers, computed again from the daily values of the file."""
    held = shown.read(SERIES)
    chart = yearly.yearly_maximum([held], catalog(), "en", baseline="1991-2020", period=(1979, 2026))
    table = plotted.tables(figures.as_json(chart), "en")[0]
    daily = held.observations.set_index("time_end")["value"]
    for year in (2026, 2015, 2001):
        peak = daily[f"{year - 1}-11-01" : f"{year}-07-31"].max()
        row = next(one for one in table.rows if one[0] == str(year))
        assert row[1].startswith(f"{peak:,.0f} km²")


def test_the_days_of_a_season_are_those_of_the_series(shown: Cache) -> None:
    held = shown.read(SERIES)
    chart = ice.season_curve([held], catalog(), "en", baseline="1991-2020", highlight=(), period=(1979, 2026))
    table = plotted.tables(figures.as_json(chart), "en")[0]
    column = table.head.index("2026")
    row = next(one for one in table.rows if one[0] == "15 Feb")
    value = held.observations.set_index("time_end")["value"]["2026-02-15"]
    assert row[column].startswith(f"{value:,.0f}")
