"""The sentence follows from the result; known events are told, never looked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from indicators import trend_line
from indicators.catalog import PATH, catalog, load
from indicators.errors import CatalogError
from indicators.river import hydrograph
from indicators.statistics import events, rank, trend, words
from indicators.statistics.one_a_year import Yearly
from tests.statistics.made import held, yearly_points

LANG = "en"
FIRST = 1991


def of(values: Sequence[float], **more: Any) -> Yearly:
    years = np.arange(FIRST, FIRST + len(values))
    return Yearly(years, np.asarray(values, dtype=float), "season_maximum", **more)


def told(values: Yearly, unit: str = "km²") -> str:
    return words.verdict(trend.of(values), values, unit, LANG)


FALLING = [1_000_000 - 4_321.0 * step for step in range(20)]
NOISE = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]


def test_a_significant_trend_has_direction_slope_unit_interval_years_n_p_and_test() -> None:
    bent = [value + (-1) ** step * 3_000 for step, value in enumerate(FALLING)]
    fitted = trend.of(of(bent))
    assert fitted is not None
    assert fitted.slope == pytest.approx(-43_210, rel=0.02)
    sentence = told(of(bent))
    assert sentence.startswith("Decrease of 43,")
    assert " km² per decade (95 % interval −4" in sentence
    assert sentence.endswith(", 1991–2010, n = 20, p < 0.001, Theil–Sen and Mann–Kendall (Hamed–Rao)")
    assert told(of([-value for value in bent])).startswith("Increase of 43,")


def test_slope_and_interval_keep_two_figures_of_the_doubt() -> None:
    fitted = trend.of(of(NOISE))
    assert fitted is not None
    wide = trend.Trend(**(vars(fitted) | {"slope": -43_210.0, "lower": -81_534.0, "upper": -4_321.0, "p": 0.0123,
                                          "significant": True}))  # fmt: skip
    sentence = words.verdict(wide, of(NOISE), "km²", LANG)
    assert "Decrease of 43,000 km² per decade (95 % interval −82,000 to −4,000)" in sentence
    assert "p = 0.012," in sentence


def test_without_significance_no_slope_is_told() -> None:
    sentence = told(of(NOISE))
    assert sentence.startswith("No significant trend 1991–2002, p = 0.")
    assert "n = 12" in sentence and "per decade" not in sentence


def test_few_values_are_estimates() -> None:
    assert told(of(FALLING[:5])) == "5 estimates, not a trend"
    assert told(of(FALLING[:1])) == "One estimate, not a trend"
    assert told(of([])) == "No complete year or season in this period, no trend"


def test_values_of_several_methods_are_estimates_however_many_and_the_reason_is_told() -> None:
    mixed = of(FALLING, one_method=False, why_not=("works",))
    assert told(mixed) == "20 estimates, not a trend (from several works, hence several methods)"
    fitted = trend.fit(mixed.years, mixed.values)
    assert words.verdict(fitted, mixed, "km²", LANG) == told(mixed)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.00017, "< 0.001"),
        (0.001, "= 0.001"),
        (0.0494, "= 0.049"),
        (0.0501, "= 0.0501"),
        (0.0498, "= 0.0498"),
        (0.4567, "= 0.46"),
    ],
)
def test_p_is_told_to_what_it_is_worth(p: float, text: str) -> None:
    assert words.chance(p, LANG) == text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (rank.Rank(1, 1, 48), "lowest of 48"),
        (rank.Rank(2, 2, 48), "2nd lowest of 48"),
        (rank.Rank(2, 3, 48), "2nd to 3rd lowest of 48, tied"),
        (rank.Rank(48, 48, 48), "highest of 48"),
        (rank.Rank(38, 38, 48), "11th highest of 48"),
        (rank.Rank(28, 28, 48), "21st highest of 48"),
        (rank.Rank(47, 48, 48), "1st to 2nd highest of 48, tied"),
    ],
)
def test_a_rank_in_words(place: rank.Rank, text: str) -> None:
    assert words.ranked(place, LANG) == text


def test_days_of_the_season_differ_by_days() -> None:
    later = of([50 + 0.5 * step for step in range(20)])
    assert "Increase of 5 days per decade" in told(later, "day of season (1 = 1 Nov)")


# -- events ------------------------------------------------------------------------------------------------------

INDEX = {"indicator": "sea_ice_extent", "source": "sea_ice_index", "place": "sea_of_okhotsk",
         "region": "sea_of_okhotsk"}  # fmt: skip


def test_a_change_of_sensor_inside_the_years_is_told_with_its_month() -> None:
    series = held(yearly_points({2000: 1.0}), **INDEX)
    values = trend_line.given(series.meta, range(2007, 2027), FALLING, "season_maximum")
    assert values.events == ("sensor_change",)
    assert told(values).endswith("(sensor change Jan 2025 inside the period)")
    before = trend_line.given(series.meta, range(2005, 2025), FALLING, "season_maximum")
    assert before.events == () and "inside the period" not in told(before)


def test_a_change_after_which_all_was_computed_anew_is_no_break() -> None:
    known = catalog().events["sea_ice_index_version_4"]
    assert known.whole and known.start.year == 2025
    series = held(yearly_points({2000: 1.0}), **INDEX)
    assert "sea_ice_index_version_4" in events.of(series.meta)
    assert "sea_ice_index_version_4" not in events.within(series.meta, [2000, 2026])


def test_another_product_is_not_concerned_and_a_derived_series_is() -> None:
    masie = held(yearly_points({2000: 1.0}), **(INDEX | {"source": "masie"}))
    made = held(yearly_points({2000: 1.0}), **(INDEX | {
        "source": "derived", "derived_from": "sea_ice_extent.sea_of_okhotsk.sea_ice_index"}))  # fmt: skip
    assert events.of(masie.meta) == {}
    assert events.within(made.meta, [1980, 2026]) == ("daily_input", "sensor_change")


def test_floods_and_accidents_are_known_and_are_no_breaks() -> None:
    gauge = held(yearly_points({2000: 1.0}))
    assert list(events.of(gauge.meta)) == ["amur_flood_2013"]
    assert events.within(gauge.meta, [1984, 2017]) == ()
    sample = held(yearly_points({2005: 1.0}), indicator="nitrobenzene", region="songhua_basin", place="tonghe")
    assert list(events.of(sample.meta)) == ["songhua_nitrobenzene"]


def test_the_highlighted_year_of_the_river_charts_is_that_of_the_flood() -> None:
    assert catalog().events["amur_flood_2013"].start.year == hydrograph.FLOOD


def test_every_event_has_its_words_and_its_citation() -> None:
    for name, event in catalog().events.items():
        assert words.t(f"event.{name}", LANG)
        assert len(event.citation) > 40


def test_an_event_of_an_unknown_source_is_a_mistake_of_the_registry(tmp_path: Path) -> None:
    text = PATH.read_text(encoding="utf-8")
    wrong = tmp_path / "data_sources.yaml"
    wrong.write_text(text.replace("start: 2025-01-01, sources: [sea_ice_index,", "start: 2025-01-01, sources: [sii,"))
    with pytest.raises(CatalogError, match=r"events\.sensor_change\.sources: unknown source 'sii'"):
        load(wrong)


# -- on a chart --------------------------------------------------------------------------------------------------


def test_the_line_is_drawn_only_where_the_trend_is_significant() -> None:
    with_line, without = go.Figure(), go.Figure()
    sentence = trend_line.mark(with_line, of(FALLING), "km²", LANG, "#000000")
    assert sentence.endswith("; thin dashed line")
    (line,) = with_line.data
    assert (list(line.x), line.line.dash) == ([1991, 2010], "dash")
    assert list(line.y) == pytest.approx([FALLING[0], FALLING[-1]])
    assert "dashed" not in trend_line.mark(without, of(NOISE), "km²", LANG, "#000000")
    assert without.data == ()
    mixed = of(FALLING, one_method=False, why_not=("works",))
    assert "dashed" not in trend_line.mark(without, mixed, "km²", LANG, "#000000") and without.data == ()


def test_several_series_share_one_line_of_words() -> None:
    (line,) = trend_line.several([("East", of(FALLING), "km²"), ("West", of(NOISE), "km²")], LANG)
    assert "East: −43,000 km² per decade" in line and "West: no significant trend 1991–2002, n = 12" in line
    assert trend_line.several([("East", of(FALLING[:4]), "km²")], LANG) == ()
