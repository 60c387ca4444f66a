from __future__ import annotations

import math

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalog import catalog
from indicators.figures import as_json, printed
from indicators.population import estimates, groups, labels, marks, panels, survey, words
from tests.population import shipped

LANG = "en"


def chart(*ids: str, **options: object):
    return estimates.by_population([shipped.held(item) for item in ids], catalog(), LANG, **options)


@pytest.mark.parametrize("group", sorted(shipped.estimate_groups()), ids="-".join)
def test_every_species_and_measure_of_the_shipped_cache_is_drawn(group: tuple[str, str]) -> None:
    found = groups.richest_first(shipped.estimate_groups()[group])
    made = estimates.by_population(shipped.read(found), catalog(), LANG)
    for figure in (made.plot, made.narrow):
        again = go.Figure(figure.to_dict())  # every property is checked anew
        assert len([name for name in again.layout if name.startswith("xaxis")]) >= len(found)
    assert printed(made)["height"] >= 900
    assert as_json(made).startswith('{"plot":')
    assert made.title and made.alt.startswith(made.title) and made.caption
    assert len(found) <= groups.MOST_PANELS


@pytest.mark.parametrize("group", sorted(shipped.estimate_groups()), ids="-".join)
def test_the_numbers_drawn_are_those_of_the_published_table(group: tuple[str, str]) -> None:
    for meta in shipped.estimate_groups()[group]:
        figure = estimates.by_population([shipped.held(meta.id)], catalog(), LANG).plot
        rows = shipped.rows_of(meta.id)
        drawn = sorted(values for values in shipped.values_drawn(figure, "values"))
        expected = [
            float(row["value"]) if row["value"] else sum(ends) / len(ends)
            for row in rows
            for ends in [[float(row[name]) for name in ("lower", "upper") if row[name]]]
        ]
        assert drawn == pytest.approx(sorted(expected))
        around = [row for row in rows if row["value"] and row["lower"] and row["upper"]]
        ends = {float(row[name]) for row in around for name in ("lower", "upper")}
        assert set(shipped.values_drawn(figure, "interval")) == ends
        bare = [row for row in rows if not row["value"] and row["lower"] and row["upper"]]
        spans = {float(row[name]) for row in bare for name in ("lower", "upper")}
        assert set(shipped.values_drawn(figure, "range")) == spans


def test_a_bound_is_an_arrow_a_range_a_bar_and_neither_has_a_visible_mark() -> None:
    held = shipped.made_up(
        {"year": 2000, "upper": 1000, "interval": "upper bound"},
        {"year": 2005, "lower": 500, "interval": "lower bound"},
        {"year": 2010, "lower": 20, "upper": 30, "interval": "range"},
    )
    made = estimates.by_population([held], catalog(), LANG)
    arrows = {trace.name: trace for trace in made.plot.data if "bound" in (trace.name or "")}
    assert arrows["upper bound"].y[0] == 1000 and arrows["upper bound"].y[1] < 1000
    assert arrows["lower bound"].y[0] == 500 and arrows["lower bound"].y[1] > 500
    assert shipped.values_drawn(made.plot, "range") == [20, 30]
    (values,) = (trace for trace in made.plot.data if trace.name == "values")
    assert set(values.marker.color) == {"rgba(0,0,0,0)"} == set(values.marker.line.color)
    assert set(values.text) <= {"≤ 1,000", "≥ 500", "20–30", ""}
    assert "arrow" in made.key[0] and "range" in made.key[0]


def test_filled_is_read_hollow_is_quoted_and_a_diamond_is_computed() -> None:
    held = shipped.made_up(
        {"year": 2000, "value": 1.0},
        {"year": 2001, "value": 2.0, "confidence": "quoted_secondhand"},
        {"year": 2002, "value": 3.0, "confidence": "derived"},
        {"year": 2003, "value": 4.0, "flag": "suspect"},
        {"year": 2004, "value": 5.0, "flag": "provisional"},
    )
    made = estimates.by_population([held], catalog(), LANG)
    (values,) = (trace for trace in made.plot.data if trace.name == "values")
    assert list(values.marker.symbol) == ["circle", "circle", "diamond", "circle-x-open", "circle-open-dot"]
    assert [colour == marks.PAPER for colour in values.marker.color] == [False, True, False, False, False]
    for word in ("read", "second-hand", "computed", "doubtful", "provisional"):
        assert word in made.key[0]


def test_three_values_of_one_method_share_a_line_and_two_do_not() -> None:
    rows = [{"year": year, "value": float(year), "note": f"CV 0.{year}. [abstract]"} for year in (2000, 2004, 2009)]
    points = marks.points(shipped.made_up(*rows), catalog(), LANG)
    assert [len(run) for run in marks.runs(points, yearly=False)] == [3]
    assert marks.runs(points[:2], yearly=False) == []


@pytest.mark.parametrize(
    "change",
    [
        {"note": "Counted from a drone."},
        {"confidence": "quoted_secondhand"},
        {"flag": "suspect"},
        {"value": float("nan"), "lower": 5.0, "interval": "lower bound"},
        {"note": "Methods and coverage of the surveys differ."},
    ],
    ids=["method", "second-hand", "suspect", "bound", "caution"],
)
def test_a_value_of_another_kind_breaks_the_line(change: dict[str, object]) -> None:
    rows = [{"year": year, "value": 7.0} for year in range(2000, 2005)]
    rows[2] |= change
    assert marks.runs(marks.points(shipped.made_up(*rows), catalog(), LANG), yearly=False) == []


def test_values_that_all_carry_a_caution_are_never_joined() -> None:
    rows = [{"year": year, "value": 7.0, "note": "Compiled; not a trend."} for year in range(2000, 2005)]
    assert marks.runs(marks.points(shipped.made_up(*rows), catalog(), LANG), yearly=False) == []


def test_yearly_figures_are_not_joined_over_a_missing_year() -> None:
    rows = [{"year": year, "value": 7.0} for year in (2000, 2001, 2002, 2004, 2005)]
    points = marks.points(shipped.made_up(*rows), catalog(), LANG)
    assert [[p.since for p in run] for run in marks.runs(points, yearly=True)] == [[2000, 2001, 2002]]
    assert [len(run) for run in marks.runs(points, yearly=False)] == [5]


@pytest.mark.parametrize(
    ("series", "joined"),
    [
        ("count_steller_sea_lion.kuril_five_rookeries.published", 11),
        ("abundance_finless_porpoise.ise_mikawa_bays.published", 3),
        ("maximum_count_spotted_seal.liao_river_estuary_panjin.published", 3),
        ("abundance_finless_porpoise.bohai_sea.published", 0),
        ("abundance_finless_porpoise.korea_west_coast.published", 0),
        ("abundance_yangtze_finless_porpoise.yangtze_main_stem.published", 0),
        ("abundance_yangtze_finless_porpoise.yangtze_range.published", 0),
        ("abundance_aged_1_plus_gray_whale.northeast_sakhalin.published", 0),
        ("catalogue_size_gray_whale.northeast_sakhalin.published", 0),
        ("photo_id_spotted_seal.baengnyeong.published", 0),
        ("island_maximum_count_spotted_seal.baengnyeong.published", 0),
        ("abundance_steller_sea_lion.asian_coast.published", 0),
        ("abundance_amur_tiger.russian_far_east.published", 0),
    ],
)
def test_lines_of_shipped_series(series: str, joined: int) -> None:
    made = chart(series)
    assert len(shipped.values_drawn(made.plot, "line")) == joined
    assert ("not a trend" in made.alt) == (joined == 0)


def test_each_panel_starts_at_zero_and_all_share_the_years() -> None:
    found = shipped.estimate_groups()[("steller_sea_lion", "counts")]
    layout = estimates.by_population(shipped.read(found), catalog(), LANG).plot.layout
    axes = [layout[name] for name in layout if name.startswith("yaxis")]
    assert len(axes) == len(found) and all(axis.range[0] == 0 for axis in axes)
    assert len({tuple(layout[name].range) for name in layout if name.startswith("xaxis")}) == 1


def test_the_finding_is_made_only_from_values_counted_in_one_way() -> None:
    found = shipped.estimate_groups()[("steller_sea_lion", "counts")]
    title = estimates.by_population(shipped.read(found), catalog(), LANG).title
    assert title == "Steller sea lion, Five Kuril rookeries: 7,050 individuals in 1961, 2,085 in 2000"
    modelled = shipped.estimate_groups()[("walleye_pollock", "stock")]
    assert "values in" in estimates.by_population(shipped.read(modelled), catalog(), LANG).title


def test_conflicts_stand_under_the_chart() -> None:
    made = chart("photo_id_spotted_seal.baengnyeong.published")
    assert any("391" in line and "410" in line for line in made.key)
    assert not any(
        "410" in line for line in chart("photo_id_spotted_seal.baengnyeong.published", period=(2018, 2023)).key
    )


def test_a_period_keeps_its_values_only_and_an_empty_one_is_told() -> None:
    series = "count_steller_sea_lion.kuril_five_rookeries.published"
    assert shipped.values_drawn(chart(series, period=(1980, 1982)).plot, "values") == [3279, 3158, 2419]
    empty = chart(series, period=(1970, 1972))
    assert empty.title == "No value in these years." and empty.series == ()


def test_a_hover_tells_everything_and_neutralises_markup() -> None:
    note = 'Tom & Jerry <b>counted</b> "<1,000" %{x} & more than 2 < 3'
    held = shipped.made_up({"value": 12.0, "lower": 10.0, "upper": 15.0, "interval": "95% CI", "note": note})
    (point,) = marks.points(held, catalog(), LANG)
    for part in (
        "12",
        "95 % CI 10–15",
        "2000",
        "Aerial line-transect survey",
        "Fisheries Oceanography",
        "read in the source",
    ):
        assert part in point.hover.replace("<br>", " ")
    assert "Tom &amp; Jerry &lt;b&gt;counted&lt;/b&gt;" in point.hover
    assert set(words.re.findall(r"<[^>]*>", point.hover)) == {"<b>", "</b>", "<br>"}
    figure = estimates.by_population([held], catalog(), LANG).plot
    assert all(trace.hovertemplate is None for trace in figure.data)  # %{x} stays text


@given(st.text(max_size=60))
def test_plain_text_holds_no_tag(text: str) -> None:
    told = words.plain(text)
    assert "<" not in told and ">" not in told
    assert told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_labels_never_cover_each_other_or_a_mark() -> None:
    rows = [{"year": 2020 + n % 2, "value": 100.0 + n} for n in range(6)]
    points = marks.points(shipped.made_up(*rows), catalog(), LANG)
    plot = labels.Plot((1930.0, 2025.0), 130.0, (240.0, 130.0))
    placed = labels.place(points, plot)
    boxes = [labels._text(point.label, plot.spot(point), where) for point, where in placed.items()]
    assert placed and len(placed) < len(points)
    assert not any(a.touches(b) for n, a in enumerate(boxes) for b in boxes[:n])
    seven = marks.points(shipped.made_up(*rows, {"year": 1990, "value": 5.0}), catalog(), LANG)
    assert labels.place(seven, plot) == {}


@given(st.floats(min_value=1e-3, max_value=1e10))
def test_ticks_are_round_and_few(top: float) -> None:
    marked = panels.ticks(top)
    assert marked[0] == 0 and 2 <= len(marked) <= 5 and marked[-1] <= top * 1.000001


@given(st.integers(1, 40))
def test_a_grid_holds_all_panels(count: int) -> None:
    assert 1 <= panels.columns_for(count) <= 4


def test_the_ice_seal_survey_shows_four_species_with_their_intervals() -> None:
    found = groups.ice_seal_survey(shipped.metas(), catalog())
    made = survey.ice_seals(shipped.read(found), catalog(), LANG)
    rows = [
        row for row in shipped.published() if row["citation"] == "chernook_2014" and row["place"] == "sea_of_okhotsk"
    ]
    assert len(rows) == 4
    points = made.plot.data[1]
    assert list(points.x) == sorted((float(row["value"]) for row in rows), reverse=True)
    ends = {float(row[name]) for row in rows for name in ("lower", "upper")}
    assert {x for x in made.plot.data[0].x if x is not None} == ends
    assert "Ribbon seal 181,179" in made.title and "118,392–316,995" in made.title
    assert made.plot.layout.xaxis.range[0] == 0
    go.Figure(made.narrow.to_dict())


def test_x_counts_years_from_their_middle() -> None:
    held = shipped.held("abundance_ribbon_seal.sea_of_okhotsk.published")
    (point,) = marks.points(held, catalog(), LANG)
    assert math.isclose(point.x, 2012.85, abs_tol=0.01)
    (whole,) = marks.points(shipped.made_up({"year": 2013, "value": 1.0}), catalog(), LANG)
    assert math.isclose(whole.x, 2013.0) and (whole.since, whole.until) == (2013, 2013)
