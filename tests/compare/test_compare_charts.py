"""The charts of a comparison, against the shipped values read and computed by another path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from indicators import figures
from indicators.catalog import catalog
from indicators.compare import relative, relative_plot, tracks
from indicators.compare.multiples import multiples
from indicators.compare.overlay import overlay
from indicators.compare.relative import Refusal
from indicators.compare.scatter import associated, pairs, scatter
from indicators.compare.tracks import POINTS, Track, track
from indicators.figures import Chart
from indicators.store import Cache, Held
from tests.compare import plain
from tests.compare.plain import BERING, CHUM, DISCHARGE, MASIE, OKHOTSK, PINK, held, series

LANG = "en"
PORPOISES = tuple(
    f"abundance_finless_porpoise.{place}.published"
    for place in ("bohai_sea", "ise_mikawa_bays", "korea_west_coast", "korea_west_coast_inshore")
)
TEMPERATURE, STAGE = "water_temperature.khabarovsk.roshydromet", "stage.khabarovsk.roshydromet"


def drawn(chart: Chart, name: str, mode: str = "lines+markers") -> dict[float, float]:
    """Values of the trace of a name, by x; gaps left out."""
    (trace,) = [one for one in chart.plot.data if one.name == name and one.mode == mode and one.x[0] is not None]
    return {x: y for x, y in zip(trace.x, trace.y, strict=True) if y is not None}


def said(chart: Chart) -> str:
    return "\n".join(chart.key)


def same(got: dict[Any, float], wanted: dict[Any, float], digits: float = 6e-5) -> None:
    """The chart sends five significant figures to the browser."""
    assert sorted(got) == sorted(wanted)
    assert all(got[at] == pytest.approx(wanted[at], rel=digits) for at in wanted)


def points(series_id: str) -> Track:
    return track(held(series_id), catalog(), POINTS)


def test_an_overlay_holds_the_maximum_of_every_whole_season_of_each_product() -> None:
    chart = overlay(series(OKHOTSK, BERING, MASIE), catalog(), LANG)
    for name, series_id, first in (
        ("Sea of Okhotsk (Sea Ice Index v4)", OKHOTSK, 1979),
        ("Sea of Okhotsk (MASIE-NH v1)", MASIE, 2006),
    ):
        wanted = {float(year): value for year, value in plain.season_maxima(series_id).items() if year >= first}
        same(drawn(chart, name), wanted)
    assert chart.plot.layout.yaxis.range[0] == 0
    assert "MASIE region polygon" in said(chart)
    assert "Meier" in said(chart)
    assert "sensor change" in said(chart)


def test_an_overlay_leaves_out_what_has_another_unit_and_says_why() -> None:
    chart = overlay(series(DISCHARGE, CHUM, PINK), catalog(), LANG)
    assert chart.series == (CHUM, PINK)
    assert chart.plot.layout.yaxis.title.text == "t"
    assert "Not drawn: Discharge, Khabarovsk" in said(chart)
    assert "m³/s" in said(chart)
    same(drawn(chart, "Catch of chum salmon"), {float(y): v for y, v in plain.yearly_values(CHUM).items()})


def test_a_total_over_its_parts_is_called_the_whole() -> None:
    chart = overlay(series("catch_chum.russia.npafc", CHUM), catalog(), LANG)
    assert any(str(trace.name).endswith(", the whole") for trace in chart.plot.data)
    assert "contains" in said(chart)


def test_side_by_side_each_series_has_its_own_axis_and_all_one_time() -> None:
    chart = multiples(series(DISCHARGE, OKHOTSK, CHUM), catalog(), LANG)
    layout = chart.plot.layout
    assert layout.xaxis.range == layout.xaxis2.range == layout.xaxis3.range
    assert layout.yaxis.range != layout.yaxis2.range
    assert {trace.yaxis for trace in chart.plot.data} == {None, "y2", "y3"}
    wanted = {float(year): value for year, value in plain.annual_means(DISCHARGE).items()}
    same(drawn(chart, "Discharge, Khabarovsk"), wanted)
    domains = [axis.domain for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3)]
    assert all(above[0] > below[1] for above, below in zip(domains, domains[1:], strict=False))


def test_monthly_means_need_enough_days_and_the_rest_is_told() -> None:
    made = track(held(OKHOTSK), catalog(), "month")
    wanted = plain.monthly_means(OKHOTSK)
    got = {(row.time_start.year, row.time_start.month): row.value for row in made.rows.itertuples()}
    same(got, wanted, 1e-9)
    assert (1987, 12) not in got  # the sensor failed
    assert made.left_out >= 3
    chart = overlay([held(OKHOTSK)], catalog(), LANG, step="month")
    assert f"{made.left_out}" in said(chart)


def test_every_value_of_a_long_series_is_cut_to_what_a_screen_shows_and_told() -> None:
    chart = overlay(series(OKHOTSK, BERING), catalog(), LANG, step="each")
    sent = sum(len(trace.x) for trace in chart.plot.data)
    assert sent <= tracks.MOST_ROWS + 100
    assert "Only from 20" in said(chart)
    days, values, _ = plain.columns(OKHOTSK)
    sure, tail = [one for one in chart.plot.data if one.name == "Sea of Okhotsk" and one.mode == "lines"]
    assert tail.line.dash == "dot"
    assert (tail.x[0], tail.x[-1][:10]) == (sure.x[-1], str(days[-1]))
    assert list(tail.y) == pytest.approx(values[-2:], rel=6e-5)
    early = overlay(series(OKHOTSK), catalog(), LANG, step="each", years=(1980, 1981))
    assert "Only from" not in said(early)
    assert len(early.plot.data[0].x) == 731


def test_a_line_stays_open_where_values_are_missing() -> None:
    komsomolsk = "discharge.komsomolsk.roshydromet"  # 2008 and 2009 are not in the archive
    chart = multiples(series(komsomolsk), catalog(), LANG)
    (line,) = chart.plot.data
    assert 2008.0 not in line.x
    at = list(line.x).index(2007.0)
    assert line.y[at + 1] is None
    assert line.connectgaps is False


def test_published_marks_tell_how_sure_they_are() -> None:
    chart = multiples(series(*PORPOISES), catalog(), LANG)
    marks = [one for one in chart.plot.data if one.mode == "markers"]
    fills = [fill for one in marks for fill in one.marker.color]
    assert "#FFFFFF" in fills  # second-hand
    arrows = [one for one in chart.plot.data if one.mode == "lines+markers" and "triangle-down" in one.marker.symbol]
    assert len(arrows) == 1  # at most 17,000 in 2016
    assert arrows[0].y[0] == 17_000
    assert arrows[0].y[1] < 17_000
    for name in ("second-hand", "arrow", "interval"):
        assert name in said(chart)
    assert "not a trend" in "".join(note.text for note in chart.plot.layout.annotations)


def test_a_range_is_a_bar_and_never_a_point() -> None:
    chart = multiples(series("dissolved_iron_seawater.bering_sea.published"), catalog(), LANG)
    bars = [one for one in chart.plot.data if one.opacity == 0.5]
    rows = held("dissolved_iron_seawater.bering_sea.published").observations
    assert sorted(y for y in bars[0].y if y is not None) == sorted([*rows["lower"], *rows["upper"]])
    (marks,) = [one for one in chart.plot.data if one.mode == "markers"]
    assert set(marks.marker.color) == {"rgba(0,0,0,0)"}


def test_an_index_is_the_share_of_the_base_year() -> None:
    chart = relative_plot.index(series(DISCHARGE, OKHOTSK, CHUM), catalog(), LANG, base=1990)
    for name, values in (
        ("Discharge, Khabarovsk", plain.annual_means(DISCHARGE)),
        ("Sea-ice extent, Sea of Okhotsk", plain.season_maxima(OKHOTSK)),
        ("Catch of chum salmon, Amur River basin (catch area)", plain.yearly_values(CHUM)),
    ):
        same(drawn(chart, name), {float(year): value / values[1990] * 100 for year, value in values.items()})
        assert drawn(chart, name)[1990.0] == 100
    share = plain.yearly_values(CHUM)[2015] / plain.yearly_values(CHUM)[1990] * 100
    assert f"{share:,.0f}" in chart.title


def test_without_a_base_year_the_first_that_all_have_is_taken() -> None:
    chart = relative_plot.index(series(DISCHARGE, OKHOTSK, CHUM), catalog(), LANG)
    assert "1984 = 100" in chart.title


def test_what_has_no_true_zero_is_not_indexed_but_standardised() -> None:
    chart = relative_plot.index(series(DISCHARGE, TEMPERATURE, STAGE), catalog(), LANG, base=1990)
    assert chart.series == (DISCHARGE,)
    assert said(chart).count("no true zero") == 2
    other = relative_plot.standard(series(DISCHARGE, TEMPERATURE, STAGE), catalog(), LANG)
    assert other.series == (DISCHARGE, TEMPERATURE, STAGE)


@pytest.mark.parametrize(("base", "code"), [(1950, "no_base"), (1984, "zero_base")])
def test_a_base_year_needs_a_value_above_zero(base: int, code: str) -> None:
    rows = held(CHUM).observations.copy()
    rows.loc[rows["time_end"].dt.year == 1984, "value"] = 0.0
    made = relative.numbers(replace(held(CHUM), observations=rows), catalog())
    assert isinstance(made, Track)
    refused = relative.indexed(made, base, catalog())
    assert isinstance(refused, Refusal)
    assert refused.code == code
    chart = relative_plot.index([replace(held(CHUM), observations=rows)], catalog(), LANG, base=base)
    assert str(base) in said(chart)
    assert not chart.plot.data


@pytest.mark.parametrize("norm", relative.NORMS)
def test_standardised_values_are_those_of_numpy(norm: str) -> None:
    chart = relative_plot.standard(series(DISCHARGE, OKHOTSK), catalog(), LANG, norm=norm)
    values = {
        "Discharge, Khabarovsk": plain.annual_means(DISCHARGE),
        "Sea-ice extent, Sea of Okhotsk": plain.season_maxima(OKHOTSK),
    }
    shared = sorted(set.intersection(*(set(one) for one in values.values())))
    first, last = (shared[0], shared[-1]) if norm == "overlap" else (int(norm[:4]), int(norm[5:]))
    for name, own in values.items():
        inside = np.array([own[year] for year in range(first, last + 1) if year in own])
        wanted = {float(year): (value - inside.mean()) / inside.std(ddof=1) for year, value in own.items()}
        got = drawn(chart, name)
        assert sorted(got) == sorted(wanted)
        assert all(got[at] == pytest.approx(wanted[at], rel=1e-4, abs=1e-4) for at in wanted)


def test_too_few_common_years_are_refused_with_their_number() -> None:
    chart = relative_plot.standard(series(CHUM, OKHOTSK), catalog(), LANG, years=(2008, 2020))
    assert "Only 8 years" in said(chart)
    assert not chart.plot.data
    baseline = relative_plot.standard([held(MASIE)], catalog(), LANG, norm="1991-2020")
    assert "four fifths" in said(baseline)


@pytest.mark.parametrize("lag", [-10, -3, 0, 1, 4, 10])
def test_a_scatter_pairs_only_years_that_both_have(lag: int) -> None:
    ice, chum = plain.season_maxima(OKHOTSK), plain.yearly_values(CHUM)
    years = [year for year in sorted(ice) if year + lag in chum]
    made = pairs(points(OKHOTSK), points(CHUM), lag)
    assert made.years.tolist() == years
    x, y = [ice[year] for year in years], [chum[year + lag] for year in years]
    assert made.of_x == pytest.approx(x)
    assert made.of_y == pytest.approx(y)
    found = associated(made)
    assert found is not None
    assert found.n == len(years)
    assert found.pearson == pytest.approx(stats.pearsonr(x, y).statistic)
    assert found.spearman == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.n_effective <= found.n
    chart = scatter(series(OKHOTSK, CHUM), catalog(), LANG, lag=lag)
    assert f"n = {len(years)}" in chart.title
    (trace,) = chart.plot.data
    assert len(trace.x) == len(years)
    assert str(years[0]) in trace.hovertext[0]
    for note in ("looked through", "no cause", "effectively"):
        assert note in said(chart)


def test_a_lag_beyond_ten_years_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10"):
        pairs(points(OKHOTSK), points(CHUM), 11)


def test_below_ten_pairs_nothing_is_judged() -> None:
    chart = scatter(series(OKHOTSK, CHUM), catalog(), LANG, years=(2009, 2015))
    assert chart.title.endswith("n = 7, too few to judge")
    assert "Pearson" not in said(chart)
    assert len(chart.plot.data[0].x) == 7


def test_a_scatter_needs_two_series_with_years_in_common() -> None:
    assert "Choose two series" in said(scatter(series(OKHOTSK), catalog(), LANG))
    early = replace(held(CHUM), observations=held(CHUM).observations.iloc[:5])
    chart = scatter([early, held(MASIE)], catalog(), LANG)
    assert "No year in common" in said(chart)
    assert "1971–1975" in said(chart)
    third = scatter(series(OKHOTSK, CHUM, PINK), catalog(), LANG)
    assert "the first two" in said(third)
    assert third.series == (OKHOTSK, CHUM)


def test_classes_words_and_bounds_are_neither_indexed_nor_paired() -> None:
    ids = ("water_quality_class.tongjiang.cnemc", "legal_status.gray_whale_russia.published",
           "dissolved_iron_seawater.bering_sea.published")  # fmt: skip
    for one, word in zip(ids, ("order but no distances", "not numbers", "bounds or ranges only"), strict=True):
        for chart in (
            relative_plot.index([held(one)], catalog(), LANG),
            relative_plot.standard([held(one)], catalog(), LANG),
            scatter([held(one), held(CHUM)], catalog(), LANG),
        ):
            assert word in said(chart)
            assert one not in chart.series


def test_records_of_occurrence_are_neither_indexed_nor_paired() -> None:
    base = held(CHUM)
    meta = replace(base.meta, id="r", indicator="occurrence_records_spotted_seal", unit="records")
    made = relative.numbers(replace(base, meta=meta), catalog())
    assert isinstance(made, Refusal)
    assert made.code == "records"


def test_nothing_in_the_period_is_said() -> None:
    for chart in (
        overlay(series(CHUM), catalog(), LANG, years=(1900, 1910)),
        multiples(series(CHUM), catalog(), LANG, years=(1900, 1910)),
        relative_plot.index(series(CHUM), catalog(), LANG, years=(1900, 1910)),
        scatter(series(CHUM, PINK), catalog(), LANG, years=(1900, 1910)),
    ):
        assert not chart.plot.data
        assert chart.key
        assert chart.title == "Nothing to draw with these choices"


def test_second_hand_points_stay_hollow_in_an_index() -> None:
    river = "abundance_finless_porpoise.yangtze_river.published"
    ids = [one for one in Cache(plain.ROOT / "cache").metas() if one.startswith("abundance_") and "yangtze" in one]
    own: Held = held(river if river in ids else ids[0])
    assert own.observations["confidence"].eq("quoted_secondhand").any()
    chart = relative_plot.index([own], catalog(), LANG)
    colours = [fill for one in chart.plot.data if one.mode == "markers" for fill in one.marker.color]
    assert "#FFFFFF" in colours
    assert "second-hand" in said(chart)


def test_a_value_of_several_years_and_an_irregular_one_stand_where_they_belong() -> None:
    rows = pd.DataFrame({"time_start": [pd.Timestamp(2001, 1, 1)], "time_end": [pd.Timestamp(2003, 12, 31)]})
    base = held(PORPOISES[1])
    observations = base.observations.iloc[:1].assign(**{name: rows[name].to_numpy() for name in rows})
    made = track(replace(base, observations=observations), catalog(), "year")
    assert made.rows["x"].iloc[0] == pytest.approx(2002.0, abs=0.01)
    assert made.named_years.iloc[0].tolist() == [2001, 2003]


@pytest.mark.parametrize("step", ["year", "each"])
def test_every_kind_of_series_of_the_shipped_cache_is_drawn(step: str) -> None:
    kinds: dict[tuple[str, ...], str] = {}
    for meta, _ in Cache(plain.ROOT / "cache").metas().values():
        kind = meta.frequency, meta.unit, meta.statistic
        kinds.setdefault((meta.source, *kind) if step == "year" else kind, meta.id)
    ids = sorted(kinds.values())
    assert len(ids) > 60
    for start in range(0, len(ids), 6):
        chart = multiples([held(one) for one in ids[start : start + 6]], catalog(), LANG, step=step)
        figures.as_json(chart)
        assert chart.title
        assert chart.series or chart.key


def test_a_provisional_end_is_dotted_and_doubtful_values_stand_apart() -> None:
    rows = held(OKHOTSK).observations.tail(60).reset_index(drop=True)
    rows.loc[55:, "flag"] = "provisional"
    rows.loc[20, "flag"] = "suspect"
    chart = overlay([replace(held(OKHOTSK), observations=rows)], catalog(), LANG, step="each")
    solid, dotted, doubted = chart.plot.data[:3]
    assert dotted.line.dash == "dot"
    assert len(dotted.x) == 6  # it begins at the last sure value
    assert dotted.x[0] == solid.x[-1]
    assert len(solid.x) == 54
    assert doubted.marker.symbol == "circle-x-open"
    assert len(doubted.x) == 1
    for word in ("provisional", "doubtful"):
        assert word in said(chart)


def test_readings_now_and_then_are_never_joined() -> None:
    ids = ("permanganate_index.neerkeqi.cnemc", "permanganate_index.tongjiang.cnemc")
    chart = overlay(series(*ids), catalog(), LANG, step="each")
    assert all(one.mode == "markers" for one in chart.plot.data)
    assert "all have" not in chart.title
