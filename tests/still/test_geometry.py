"""Where things lie in a still picture, against what the layout says in so many pixels."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.still import notes, plot, spec, symbols, thin
from indicators.still.compose import UnknownTraceError
from indicators.still.scatter import UnknownFillError
from indicators.still.scene import Box
from tests.still.drawn import HEIGHT, WIDTH, chart, line, picture, points, told

RANGES = {"xaxis": {"range": [0, 10]}, "yaxis": {"range": [0, 100]}}
RED = "stroke:#FF0000"


def test_a_point_lies_on_its_pixel() -> None:
    made = chart(line([0, 5, 10], [0, 50, 75]), **RANGES)
    assert points(picture(made).paths(RED)[0]) == [[(60, 310), (360, 160), (660, 85)]]


def test_a_reversed_axis_runs_the_other_way() -> None:
    made = chart(line([0, 10], [0, 25]), xaxis={"range": [10, 0]}, yaxis={"range": [100, 0]})
    assert points(picture(made).paths(RED)[0]) == [[(660, 10), (60, 85)]]


def test_a_log_axis_has_a_power_of_ten_every_so_many_pixels() -> None:
    made = chart(line([0, 5, 10], [1, 10, 1000]), xaxis={"range": [0, 10]}, yaxis={"type": "log", "range": [0, 3]})
    assert points(picture(made).paths(RED)[0]) == [[(60, 310), (360, 210), (660, 10)]]


def test_what_has_no_logarithm_is_a_gap() -> None:
    made = chart(line([0, 2, 4, 6, 8], [1, 10, 0, 10, 100]), xaxis={"range": [0, 10]},
                 yaxis={"type": "log", "range": [0, 3]})  # fmt: skip
    assert len(points(picture(made).paths(RED)[0])) == 2


def test_a_date_lies_by_its_day() -> None:
    made = chart(line(["2024-01-01", "2024-01-31"], [0, 100]), yaxis={"range": [0, 100]},
                 xaxis={"type": "date", "range": ["2024-01-01", "2024-03-01"]})  # fmt: skip
    assert points(picture(made).paths(RED)[0]) == [[(60, 310), (60 + 600 * 30 / 60, 10)]]


def test_categories_stand_in_the_order_they_come() -> None:
    made = chart(line(["b", "a", "c"], [0, 60, 100]), xaxis={"range": [0, 2]}, yaxis={"range": [0, 100]})
    found = picture(made)
    assert points(found.paths(RED)[0]) == [[(60, 310), (360, 130), (660, 10)]]
    assert [(text, x) for text, x, y in found.words() if text in "abc"] == [("b", 60), ("a", 360), ("c", 660)]


def test_a_gap_stays_a_gap() -> None:
    made = chart(line([0, 1, 2, 3, 4, 5], [10, 20, None, 30, 40, 35]), **RANGES)
    parts = points(picture(made).paths(RED)[0])
    assert [part[0] for part in parts] == [(60, 280), (240, 220)]
    assert [part[-1] for part in parts] == [(120, 250), (360, 205)]


def test_a_single_point_between_gaps_is_no_line() -> None:
    made = chart(line([0, 1, 2], [None, 20, None]), **RANGES)
    assert picture(made).paths(RED) == []


def test_an_axis_takes_its_domain() -> None:
    made = chart(line([0, 10], [0, 100]), xaxis={"range": [0, 10], "domain": [0.5, 1]},
                 yaxis={"range": [0, 100], "domain": [0, 0.5]})  # fmt: skip
    assert points(picture(made).paths(RED)[0]) == [[(360, 310), (660, 160)]]


def test_one_scale_for_both_axes_shrinks_the_longer_one() -> None:
    """600 by 300 pixels for 10 by 10 units: the x axis keeps 300 pixels in the middle."""
    made = chart(line([0, 10], [0, 10]), yaxis={"range": [0, 10]},
                 xaxis={"range": [0, 10], "scaleanchor": "y", "constrain": "domain"})  # fmt: skip
    assert points(picture(made).paths(RED)[0]) == [[(210, 310), (510, 10)]]


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        # plotly: [min - s*pad, max + s*pad] with s = span / (length - 2 pad), pad 5 % of the length
        ([0, 10], [20, 60], (20 - 40 * 15 / 270, 60 + 40 * 15 / 270)),
        ([0, 10], [5, 5], (4, 6)),
    ],
)
def test_a_range_that_nobody_tells_leaves_five_per_cent(
    x: list[float], y: list[float], expected: tuple[float, float]
) -> None:
    made = plot.lay_out(spec.screen(told(chart(line(x, y), xaxis={"range": [0, 10]})), WIDTH, HEIGHT), "en")
    assert (made.axes["y"].low, made.axes["y"].high) == pytest.approx(expected)


def test_to_zero_begins_at_zero_and_leaves_room_above() -> None:
    made = chart(line([0, 10], [20, 57]), xaxis={"range": [0, 10]}, yaxis={"rangemode": "tozero"})
    axis = plot.lay_out(spec.screen(told(made), WIDTH, HEIGHT), "en").axes["y"]
    assert (axis.low, axis.high) == pytest.approx((0, 57 / 0.95))


def test_a_line_alone_takes_the_whole_width_and_marks_need_room() -> None:
    plain = chart(line([0, 10], [0, 1]), yaxis={"range": [0, 1]})
    marked = chart(line([0, 10], [0, 1], mode="markers", marker={"size": 16}), yaxis={"range": [0, 1]})
    axes = [plot.lay_out(spec.screen(told(made), WIDTH, HEIGHT), "en").axes["x"] for made in (plain, marked)]
    assert (axes[0].low, axes[0].high) == (0, 10)
    pad = 16 / 1.6 + 0.05 * 600
    assert (axes[1].low, axes[1].high) == pytest.approx((-10 * pad / (600 - 2 * pad), 10 + 10 * pad / (600 - 2 * pad)))


def test_wide_labels_push_the_margin() -> None:
    """`automargin`: words, ticks and twelve pixels beside them (or the least margin, where it is less)."""
    made = chart(line([0, 1], [0, 1_500_000_000]), xaxis={"range": [0, 1]},
                 yaxis={"range": [0, 1.6e9], "tickformat": ",.0f"})  # fmt: skip
    made.plot.layout.yaxis.automargin = True
    margins = plot.lay_out(spec.screen(told(made), WIDTH, HEIGHT), "en").margins
    assert 85 < margins.left < 110 and margins.right == 20


def test_an_error_bar_reaches_from_lower_to_upper_end_with_caps() -> None:
    error = {"type": "data", "array": [20], "arrayminus": [10], "symmetric": False, "color": "#FF0000", "width": 4}
    made = chart(go.Scatter(x=[5], y=[50], mode="markers", error_y=error, marker={"size": 8}), **RANGES)
    stem, low, high = points(picture(made).paths(RED)[0])
    assert stem == [(360, 190), (360, 100)]
    assert (low, high) == ([(356, 190), (364, 190)], [(356, 100), (364, 100)])


def test_hollow_marks_have_an_edge_and_no_fill() -> None:
    marker = {"size": 10, "symbol": ["circle", "circle-open"], "color": "#FF0000", "line": {"width": 1.5}}
    full, hollow = picture(chart(go.Scatter(x=[2, 4], y=[50, 50], mode="markers", marker=marker), **RANGES)).uses()
    assert full[:2] == (180, 160) and "fill:#FF0000" in full[2]
    assert hollow[:2] == (300, 160) and "fill:none" in hollow[2] and "stroke:#FF0000" in hollow[2]


def test_a_mark_outside_the_range_is_not_drawn() -> None:
    marker = {"size": 10, "color": "#FF0000"}
    made = chart(go.Scatter(x=[5, 11], y=[50, 50], mode="markers", marker=marker, cliponaxis=False), **RANGES)
    assert len(picture(made).uses()) == 1


def test_a_bar_stands_on_its_base() -> None:
    bar = go.Bar(x=[5], y=[20], base=[30], width=[2], marker={"color": "#FF0000"})
    corners = points(picture(chart(bar, **RANGES)).paths("fill:#FF0000")[0])[0]
    assert set(corners) == {(300, 220), (420, 220), (300, 160), (420, 160)}


def test_a_bar_may_lie() -> None:
    bar = go.Bar(y=[50], x=[4], width=[20], orientation="h", marker={"color": "#FF0000"})
    corners = points(picture(chart(bar, **RANGES)).paths("fill:#FF0000")[0])[0]
    assert set(corners) == {(60, 190), (300, 190), (60, 130), (300, 130)}


def test_bars_are_four_fifths_of_their_distance_wide() -> None:
    bar = go.Bar(x=[2, 4], y=[50, 50], marker={"color": "#FF0000"})
    first = points(picture(chart(bar, **RANGES)).paths("fill:#FF0000")[0])[0]
    assert max(x for x, _ in first) - min(x for x, _ in first) == pytest.approx(0.8 * 2 * 60)


def test_a_place_is_told_against_the_plot_an_axis_or_its_area() -> None:
    made = chart(line([0, 10], [0, 100]), xaxis={"range": [0, 10], "domain": [0, 0.5]}, yaxis={"range": [0, 100]})
    laid = plot.lay_out(spec.screen(told(made), WIDTH, HEIGHT), "en")
    assert notes.place(laid, "paper", 1, "x") == 660
    assert notes.place(laid, "x domain", 1, "x") == 360
    assert notes.place(laid, "x", 5, "x") == 210
    assert notes.place(laid, "y domain", 1, "y") == 10


def test_a_note_hangs_where_its_anchor_says() -> None:
    usual = {"x": 5, "y": 50, "text": "word", "showarrow": False, "font": {"size": 10}}
    notes_ = [usual | {"xanchor": side, "xshift": shift} for side, shift in (("left", 6), ("center", 0), ("right", -6))]
    found = [x for text, x, _ in picture(chart(line([0], [0]), annotations=notes_, **RANGES)).words() if text == "word"]
    # a clear border of two pixels, and whole pixels, as plotly has them
    assert found == pytest.approx([360 + 6 + 2, 360, 360 - 6 - 2], abs=1.5)


def test_an_arrow_points_at_its_place() -> None:
    told_ = {"x": 8, "y": 50, "ax": 2, "ay": 50, "axref": "x", "ayref": "y", "text": "", "showarrow": True,
             "arrowhead": 2, "arrowwidth": 2, "arrowsize": 1, "arrowcolor": "#FF0000"}  # fmt: skip
    found = picture(chart(line([0], [0]), annotations=[told_], **RANGES))
    shaft, head = points(found.paths(RED)[0])[0], points(found.paths("fill:#FF0000")[0])[0]
    assert shaft[0] == (180, 160) and shaft[1][1] == 160
    assert max(head) == (pytest.approx(540), 160)


def test_a_legend_stands_below_from_the_left() -> None:
    two = [line([0], [0], name=name, showlegend=True) for name in ("first", "second")]
    words = {text: (x, y) for text, x, y in picture(chart(*two, showlegend=True, **RANGES)).words()}
    assert words["first"][0] == pytest.approx(60 + 40) and words["second"][0] > words["first"][0]
    assert words["first"][1] == words["second"][1] > 310


def test_what_no_still_picture_knows_is_told_by_name() -> None:
    with pytest.raises(UnknownTraceError, match="'pie'"):
        picture(chart(go.Pie(values=[1, 2]), **RANGES))
    with pytest.raises(UnknownFillError, match="'tonexty'"):
        picture(chart(line([0, 1, 2], [0, 1, 0], fill="tonexty"), **RANGES))
    with pytest.raises(symbols.UnknownSymbolError, match="'star-diamond'"):
        picture(chart(line([5], [5], mode="markers", marker={"symbol": "star-diamond"}), **RANGES))


BOX = Box(0, 0, 600, 300)


@given(st.lists(st.tuples(st.floats(-50, 650), st.floats(-50, 350)), min_size=2, max_size=60))
def test_a_thinned_line_stays_where_it_was(corners: list[tuple[float, float]]) -> None:
    """No corner that is left out lies farther than a sixth of a pixel from the line; none is new."""
    whole = np.array(corners)
    kept = thin._straightened(whole)
    assert (kept[[0, -1]] == whole[[0, -1]]).all()
    assert {tuple(one) for one in kept.tolist()} <= {tuple(one) for one in whole.tolist()}
    for corner in whole:
        stretches = zip(kept[:-1], kept[1:], strict=True)
        assert min(float(thin._distance(corner[None], first, last)[0]) for first, last in stretches) <= 0.15 + 1e-9


def test_a_long_series_is_thinned_to_what_the_width_shows() -> None:
    x = np.linspace(0, 600, 50_000)
    y = 150 + 100 * np.sin(x / 3) + 20 * np.sin(x * 40)
    kept = thin.line(np.column_stack([x, y]), BOX)
    assert len(kept) <= 4 * 1201
    assert kept[:, 1].max() == pytest.approx(y.max(), abs=0.2) and kept[:, 1].min() == pytest.approx(y.min(), abs=0.2)


def test_cutting_what_lies_outside_draws_nothing_across_the_picture() -> None:
    """A ring around a corner: its points lie left, left and above, then above."""
    ring = np.array([[-10, 290], [-10, 100], [-10, -5], [-5, -10], [100, -10], [590, -10]], dtype=float)
    kept = thin.line(ring, BOX)
    assert all(math.isclose(a[0], b[0]) or math.isclose(a[1], b[1]) or max(a[0] + a[1], b[0] + b[1]) <= 0
               for a, b in zip(kept, kept[1:], strict=False))  # fmt: skip
