"""Every shipped river series can be drawn, and the plots say what they must."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from indicators.catalog import catalog
from indicators.figures import Chart
from indicators.river import accident, annual, class_calendar, hydrograph, published, quality, river_ice, thermal
from indicators.series import Meta
from tests.river.shipped import check, held, river

RIVER = river()
PUBLISHED = [meta for meta in RIVER if meta.source == "published"]
OWN = ("nitrobenzene", "share_sections_i_iii", "share_sections_worse_v", "basin_water_quality_category")


def of(*indicators: str, source: str = "") -> list[Meta]:
    return [meta for meta in RIVER if meta.indicator in indicators and source in ("", meta.source)]


def draw(builder: Callable[..., Chart], metas: list[Meta], **options: Any) -> Chart:
    chart = builder(held(*(meta.id for meta in metas)), catalog(), "en", **options)
    check(chart)
    return chart


class TestDischarge:
    @pytest.mark.parametrize("meta", of("discharge", "stage", source="roshydromet"), ids=lambda meta: meta.id)
    @pytest.mark.parametrize("years", [(2013,), (), (1984, 2008, 1900)])
    def test_every_gauge_through_the_year(self, meta: Meta, years: tuple[int, ...]) -> None:
        chart = draw(hydrograph.hydrograph, [meta], highlight=years)
        drawn = {trace.name for trace in chart.plot.data if trace.name.isdigit()}
        assert drawn == {str(year) for year in years} & {str(year) for year in range(1984, 2018)} - (
            {"2008"} if meta.id == "discharge.komsomolsk.roshydromet" else set()
        )
        assert any("inferred" in line for line in chart.key)
        assert any("31st" in line for line in chart.key) == (meta.indicator == "discharge")

    def test_all_gauges_by_year_with_the_catalogue_beside_them(self) -> None:
        gauges, means = of("discharge", source="roshydromet"), of("discharge_long_term_mean")
        chart = draw(annual.annual_discharge, [*gauges, *means])
        dashed = [trace for trace in chart.plot.data if trace.line.dash == "dash"]
        assert len(dashed) == 3  # the Bureya post has no catalogue entry of its own
        assert {trace.yaxis for trace in dashed} < {trace.yaxis or "y" for trace in chart.plot.data}
        assert all(not trace.connectgaps for trace in chart.plot.data if trace.mode == "lines+markers")

    def test_one_gauge_without_the_catalogue(self) -> None:
        chart = draw(annual.annual_discharge, of("discharge", source="roshydromet")[:1])
        assert not any("GRDC" in line for line in chart.key)


class TestTemperatureAndIce:
    @pytest.mark.parametrize("meta", of("water_temperature", source="roshydromet"), ids=lambda meta: meta.id)
    @pytest.mark.parametrize("years", [(2013, 1999), ()])
    def test_water_temperature(self, meta: Meta, years: tuple[int, ...]) -> None:
        draw(thermal.water_temperature, [meta], highlight=years)

    @pytest.mark.parametrize("meta", of("river_ice_thickness", "snow_on_river_ice"), ids=lambda meta: meta.id)
    def test_ice_and_snow(self, meta: Meta) -> None:
        for years in ((2013, 2017), (), (1994,)):
            draw(river_ice.winter_curve, [meta], highlight=years)
        draw(river_ice.winter_most, [meta])


class TestQuality:
    @pytest.mark.parametrize("indicator", quality.PARAMETERS)
    def test_every_parameter_at_the_richest_and_at_the_poorest_sections(self, indicator: str) -> None:
        metas = sorted(of(indicator, source="cnemc"), key=lambda meta: -meta.count)
        for part in (metas[:4], metas[:1], metas[-4:], metas[-1:]):
            chart = draw(quality.parameter, part)
            assert chart.key[0] == "Snapshot of automatic stations, not the official monthly mean."

    @pytest.mark.parametrize("first", range(0, len(of("permanganate_index")), 4))
    def test_every_section(self, first: int) -> None:
        draw(quality.parameter, of("permanganate_index")[first : first + 4])
        draw(class_calendar.class_calendar, of("water_quality_class")[first : first + 4])

    def test_more_than_four_sections_are_never_drawn(self) -> None:
        chart = draw(quality.parameter, of("ph", source="cnemc")[:6])
        assert len(chart.series) == quality.MOST_SECTIONS

    @pytest.mark.parametrize(
        ("indicator", "texts"),
        [
            ("permanganate_index", ["I ≤ 2", "II ≤ 4", "III ≤ 6", "IV ≤ 10", "V ≤ 15"]),
            ("dissolved_oxygen", ["I ≥ 7.5", "II ≥ 6", "III ≥ 5", "IV ≥ 3", "V ≥ 2"]),
            ("ph", ["6", "9"]),
            ("total_nitrogen", []),
            ("turbidity", []),
        ],
    )
    def test_limits_are_drawn_where_the_standard_has_them(self, indicator: str, texts: list[str]) -> None:
        chart = draw(quality.parameter, [meta for meta in of(indicator) if meta.place == "tongjiang"])
        assert [note.text for note in chart.plot.layout.annotations] == texts
        assert len(chart.plot.layout.shapes) == len(texts)

    def test_readings_in_doubt_are_hollow_and_joined_with_nothing(self) -> None:
        stale = [meta for meta in of("dissolved_oxygen") if meta.place in ("sanchakou", "tongjiang")]
        chart = draw(quality.parameter, stale)
        (hollow,) = [trace for trace in chart.plot.data if trace.name == ""]
        assert hollow.mode == "markers"
        assert hollow.marker.color == "rgba(0,0,0,0)"
        assert any(line.startswith("Hollow") for line in chart.key)


class TestPublished:
    def test_the_category_of_the_basin_is_not_joined(self) -> None:
        chart = draw(published.category, of("basin_water_quality_category"))
        assert {trace.mode for trace in chart.plot.data} == {"markers"}

    @pytest.mark.parametrize("indicator", ["share_sections_i_iii", "share_sections_worse_v"])
    @pytest.mark.parametrize("regions", [("heilongjiang", "jilin", "songhua_basin"), ("china",)])
    def test_shares_have_a_row_a_set(self, indicator: str, regions: tuple[str, ...]) -> None:
        metas = [meta for meta in of(indicator) if meta.region in regions]
        chart = draw(published.shares, metas)
        assert len(chart.plot.layout.annotations) == len(metas)
        lines = [trace for trace in chart.plot.data if trace.mode == "lines"]
        assert all(trace.y[number] is None for trace in lines for number in range(2, len(trace.y), 3))

    @pytest.mark.parametrize(
        "meta", [meta for meta in PUBLISHED if meta.indicator not in OWN], ids=lambda meta: meta.id
    )
    def test_any_other_series_as_it_stands(self, meta: Meta) -> None:
        draw(published.values, [meta])


class TestAccident:
    def test_each_limit_stands_at_its_own_countrys_sections_only(self) -> None:
        chart = draw(accident.nitrobenzene, of("nitrobenzene"))
        limits = {t.x[0]: [y for y in t.y if y is not None] for t in chart.plot.data if t.mode == "lines"}
        assert set(limits) == {0.017, 0.2}
        rows = {limit: [round(-y - 0.25) for y in marks[::2]] for limit, marks in limits.items()}
        assert rows == {0.017: list(range(9)), 0.2: [9, 10]}  # nine sections on the Songhua, two on the Amur
        assert [note.text for note in chart.plot.layout.annotations if note.text.startswith("limit")] == [
            "limit in China 0.017",
            "limit in Russia 0.2",
        ]

    def test_nothing_is_called_the_maximum_and_zero_is_not_detected(self) -> None:
        chart = draw(accident.nitrobenzene, of("nitrobenzene"))
        assert "max" not in f"{chart.title} {chart.alt}".lower()
        assert "highest" not in f"{chart.title} {chart.alt}".lower()
        assert all(x > 0 for trace in chart.plot.data for x in trace.x if x is not None)
        assert [trace.text[0] for trace in chart.plot.data if trace.mode == "markers+text"] == ["not detected"]

    def test_some_sections_alone(self) -> None:
        draw(accident.nitrobenzene, [meta for meta in of("nitrobenzene") if meta.region == "songhua_basin"])
        draw(accident.nitrobenzene, [meta for meta in of("nitrobenzene") if meta.region == "amur_main_stem"])
