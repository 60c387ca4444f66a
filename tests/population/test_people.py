from __future__ import annotations

import plotly.graph_objects as go

from indicators.catalog import catalog
from indicators.population import groups, people
from tests.population import shipped

LANG = "en"


def found(bank: bool):
    listed = [meta for meta in shipped.metas() if catalog().indicators[meta.indicator].group == groups.PEOPLE]
    return shipped.read(meta for meta in listed if (meta.source == "world_bank") == bank)


def test_five_countries_have_a_panel_each() -> None:
    made = people.countries(found(True), catalog(), LANG)
    assert sorted(held.meta.place for held in found(True)) == sorted(
        ("china", "japan", "mongolia", "republic_of_korea", "russia")
    )
    axes = [made.plot.layout[name] for name in made.plot.layout if name.startswith("yaxis")]
    assert len(axes) == 5 and len({axis.range[1] for axis in axes}) == 5 and all(axis.range[0] == 0 for axis in axes)
    drawn = [trace for trace in made.plot.data if trace.name == "values"]
    for trace, held in zip(drawn, found(True), strict=True):
        assert list(trace.y) == list(held.observations["value"])


def test_provinces_show_the_published_numbers_and_what_is_second_hand() -> None:
    series = found(False)
    made = people.provinces(series, catalog(), LANG)
    go.Figure(made.plot.to_dict())
    go.Figure(made.narrow.to_dict())
    for held, trace in zip(series, (t for t in made.plot.data if t.name == "values"), strict=True):
        rows = shipped.rows_of(held.meta.id)
        assert list(trace.y) == [float(row["value"]) for row in rows]
        hollow = [row["confidence"] == "quoted_secondhand" for row in rows]
        assert [colour == "#FFFFFF" for colour in trace.marker.color] == hollow


def test_censuses_and_estimates_are_not_joined() -> None:
    khabarovsk = shipped.held("population.khabarovsk_krai.published")
    figure = people.provinces([khabarovsk], catalog(), LANG).plot
    assert shipped.values_drawn(figure, "line") == [1824506, 1436570, 1343869]


def test_a_short_axis_does_not_change_the_values() -> None:
    made = people.countries([shipped.held("population.china.world_bank")], catalog(), LANG)
    axis = made.plot.layout.yaxis
    assert [round(float(value) / 1e6) for value in axis.tickvals] == [
        int(text.replace(",", "")) for text in axis.ticktext
    ]
    assert "million people" in made.plot.layout.annotations[0].text
