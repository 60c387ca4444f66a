"""Charts of the model: a dashed line beside the gauge's, and dots for what is not settled yet."""

from __future__ import annotations

import json

import pytest

from indicators import bundle, refresh
from indicators.catalog import catalog
from indicators.river import model
from indicators.series import Payload
from indicators.store import Cache, Held
from tests.river import shipped
from tests.river.test_glofas import CELL, GLOFAS, NOW, SERIES, TODAY, answer, around_today


@pytest.fixture
def modelled(cache: Cache) -> Held:
    """Six tenths of the gauge's own values as the model, so that what the chart must say is known."""
    gauge = shipped.held("discharge.khabarovsk.roshydromet")[0].observations.dropna(subset="value")
    past = answer(CELL, gauge["time_start"], (gauge["value"] * 0.6).round(2))
    recent = around_today(4000.0)
    parts = {"a.json": json.dumps(past).encode(), "b.json": json.dumps(recent).encode()}
    outcome = refresh.load(cache, catalog(), GLOFAS, Payload(bundle.pack(parts), "m.zip", NOW, date=TODAY))
    assert not outcome.failed, outcome.sentence
    return cache.read(SERIES)


def test_the_gauge_and_the_model_are_two_lines(modelled: Held) -> None:
    (gauge,) = shipped.held("discharge.khabarovsk.roshydromet")
    chart = model.compared([gauge, modelled], catalog(), "en", year=2013)
    shipped.check(chart)
    solid, dashed = chart.plot.data
    assert (solid.line.dash, dashed.line.dash, dashed.name) == ("solid", "dash", "model")
    assert "the gauge peaked at 46,000 m³/s on 3 Sep, the model at 27,600 m³/s on 3 Sep" in chart.title
    assert "60 % of the gauge's" in chart.key[0] and "48.425° N 135.075° E" in chart.key[1]
    assert max(value for value in dashed.y if value is not None) == 27_600


def test_a_year_without_days_has_a_plain_title(modelled: Held) -> None:
    (gauge,) = shipped.held("discharge.khabarovsk.roshydromet")
    assert model.compared([gauge, modelled], catalog(), "en", year=2020).title.startswith("Gauge and model in 2020")


def test_the_outlook_dots_what_is_not_settled(modelled: Held) -> None:
    chart = model.outlook([modelled], catalog(), "en")
    shipped.check(chart)
    looks = {trace.name: (trace.line.dash, len([y for y in trace.y if y is not None])) for trace in chart.plot.data}
    assert looks["model"] == ("solid", 365 - 120) and looks["model, preliminary"] == ("dot", 120)
    assert looks["forecast"] == ("dot", 10)
    assert "4,000 m³/s on 10 Feb 2026; forecast 4,000 to 4,000 m³/s until 20 Feb 2026" in chart.title
    assert chart.last == TODAY
