from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import pytest

from indicators.catalog import catalog
from indicators.population import threats
from tests.population import shipped

LANG = "en"
LONGEST_DAYS = 400


def days(row: dict[str, str]) -> int:
    return (date.fromisoformat(row["time_end"]) - date.fromisoformat(row["time_start"])).days


def bars(figure: go.Figure) -> list[float]:
    return [y for trace in figure.data if trace.type == "bar" for y in trace.y]


@pytest.mark.parametrize("group", sorted(shipped.pressure_groups()), ids=lambda group: "-".join(group).strip("-"))
def test_every_pressure_of_the_shipped_cache_is_drawn_and_listed(group: tuple[str, str]) -> None:
    found = shipped.read(shipped.pressure_groups()[group])
    yearly = [held for held in found if threats.has_years(held)]
    rows = [row for held in found for row in shipped.rows_of(held.meta.id)]
    listed = threats.sums(found, catalog(), LANG)
    assert len(listed.rows) == sum(1 for row in rows if days(row) > LONGEST_DAYS)
    assert all(len(row) == len(listed.head) for row in listed.rows)
    if yearly:
        made = threats.yearly(yearly, catalog(), LANG)
        go.Figure(made.plot.to_dict())
        go.Figure(made.narrow.to_dict())
        drawn = bars(made.plot) + shipped.values_drawn(made.plot, "second")
        single = [float(row["value"]) for row in rows if row["value"] and days(row) <= LONGEST_DAYS]
        assert sorted(drawn) == pytest.approx(sorted(single))


def test_a_sum_of_years_never_stands_on_the_axis_of_years() -> None:
    found = shipped.read(shipped.pressure_groups()[("deaths", "finless_porpoise")])
    made = threats.yearly([held for held in found if threats.has_years(held)], catalog(), LANG)
    assert 3839 not in bars(made.plot) and 6573 not in bars(made.plot)
    listed = threats.sums(found, catalog(), LANG)
    assert {"3,839", "6,573"} <= {str(row[4]) for row in listed.rows}


def test_the_second_count_of_korean_deaths_is_a_second_mark() -> None:
    found = shipped.read(shipped.pressure_groups()[("deaths", "finless_porpoise")])
    made = threats.yearly([held for held in found if threats.has_years(held)], catalog(), LANG)
    assert bars(made.plot) == [1581, 1491, 1158, 1628, 1260]
    assert shipped.values_drawn(made.plot, "second") == [1233]
    assert "1,158 to 1,628" in made.title
    assert sum("1,233" in line for line in made.key) >= 1


def test_a_quota_is_never_a_bar() -> None:
    found = [
        meta
        for meta in shipped.metas()
        if meta.indicator in ("harvest_steller_sea_lion", "harvest_quota_steller_sea_lion")
    ]
    made = threats.yearly(shipped.read(found), catalog(), LANG)
    assert bars(made.plot) == [520, 540, 464]
    assert shipped.values_drawn(made.plot, "second") == [253, 516, 591, 563]
    assert any("quota" in line for line in made.key)
    alone = threats.yearly(shipped.read(meta for meta in found if "quota" in meta.indicator), catalog(), LANG)
    assert bars(alone.plot) == [] and shipped.values_drawn(alone.plot, "second") == [253, 516, 591, 563]


def test_bars_are_hollow_where_second_hand_and_bounds_are_arrows() -> None:
    held = shipped.held("fishery_damage_seals.hokkaido.published")
    figure = threats.yearly([held], catalog(), LANG).plot
    rows = [row for row in shipped.rows_of(held.meta.id) if row["value"]]
    (bar,) = (trace for trace in figure.data if trace.type == "bar")
    hollow = [colour == "#FFFFFF" for colour in bar.marker.color]
    assert hollow == [row["confidence"] == "quoted_secondhand" for row in rows]
    assert [trace.y[0] for trace in figure.data if trace.name == "lower bound"] == [320, 107]


def test_a_period_holds_for_bars_and_list() -> None:
    found = shipped.read(shipped.pressure_groups()[("deaths", "finless_porpoise")])
    yearly = [held for held in found if threats.has_years(held)]
    assert bars(threats.yearly(yearly, catalog(), LANG, period=(2015, 2016)).plot) == [1628, 1260]
    early = threats.sums(found, catalog(), LANG, period=(1985, 1992))
    assert {str(row[4]) for row in early.rows} == {"67", "8", "9"}


def test_every_row_of_the_list_names_its_work() -> None:
    found = shipped.read(shipped.pressure_groups()[("deaths", "")])
    for row in threats.sums(found, catalog(), LANG).rows:
        assert row[-1].work and (row[-1].link == "" or row[-1].link.startswith("http"))
