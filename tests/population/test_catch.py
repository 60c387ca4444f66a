from __future__ import annotations

import plotly.graph_objects as go
import pytest

from indicators.catalog import catalog
from indicators.population import catch, catch_totals, groups
from indicators.series import Meta
from tests.population import shipped

LANG = "en"


def salmon() -> dict[str, list[Meta]]:
    found = [meta for meta in shipped.metas() if groups.is_salmon_catch(meta, catalog())]
    return shipped.by(lambda meta: meta.indicator, found)


def parts(indicator: str) -> list[Meta]:
    return [meta for meta in salmon()[indicator] if meta.place not in catch.WHOLES]


def wholes(indicator: str) -> list[Meta]:
    return [meta for meta in salmon()[indicator] if meta.place in catch.WHOLES]


@pytest.mark.parametrize("indicator", sorted(salmon()))
def test_every_area_and_total_of_the_shipped_cache_is_drawn(indicator: str) -> None:
    every = parts(indicator)
    for start in range(0, len(every), catch.MOST_AREAS):
        made = catch.areas(shipped.read(every[start : start + catch.MOST_AREAS]), catalog(), LANG)
        go.Figure(made.plot.to_dict())
        assert len(made.plot.data) == len(every[start : start + catch.MOST_AREAS])
    made = catch_totals.by_country(shipped.read(wholes(indicator)), catalog(), LANG)
    go.Figure(made.plot.to_dict())
    go.Figure(made.narrow.to_dict())


@pytest.mark.parametrize("whole", catch.WHOLES[:3])
def test_a_total_never_shares_a_plot_with_its_parts(whole: str) -> None:
    listed = [shipped.held("catch_chum.amur_river.npafc"), shipped.held(f"catch_chum.{whole}.npafc")]
    with pytest.raises(ValueError, match="total"):
        catch.areas(listed, catalog(), LANG)


def test_species_and_quantities_never_share_a_plot() -> None:
    listed = [shipped.held("catch_chum.amur_river.npafc"), shipped.held("catch_pacific_salmon.amur_river.npafc")]
    with pytest.raises(ValueError, match="one species"):
        catch.areas(listed, catalog(), LANG)


def test_totals_are_not_made_of_areas() -> None:
    found = [*parts("catch_chum"), *wholes("catch_chum")]
    containing = {meta.place for meta in found if meta.area_definition.startswith(("Country total", "Coast of Russia"))}
    assert containing <= set(catch.WHOLES)
    assert all("part of the total" in meta.area_definition for meta in parts("catch_chum"))


def test_the_amur_catch_is_the_one_of_the_workbook() -> None:
    held = shipped.held("catch_chum.amur_river.npafc")
    made = catch.areas([held], catalog(), LANG)
    (line,) = made.plot.data
    at = dict(zip(line.x, line.y, strict=True))
    assert [round(at[year]) for year in (1975, 2000, 2015)] == [3318, 983, 36700]
    assert "36,700 t in 2015" in made.title
    assert list(line.y) == list(held.observations["value"])


def test_a_gap_stays_open() -> None:
    made = catch.areas([shipped.held("catch_chum.hokkaido_pacific.npafc")], catalog(), LANG)
    line, _ = made.plot.data
    at = dict(zip(line.x, line.y, strict=True))
    assert at[2005] == 101400 and at[2010] is None and at[2013] == 56052
    assert line.connectgaps is False
    assert any("not zero" in text or "not that it was zero" in text for text in made.key)


def test_a_figure_below_the_smallest_one_is_marked() -> None:
    made = catch.areas([shipped.held("catch_pink.honshu_west.npafc")], catalog(), LANG)
    (line,) = made.plot.data
    at = dict(zip(line.x, line.marker.symbol, strict=True))
    assert at[2014] == at[2015] == "triangle-down-open" and at[2013] != "triangle-down-open"
    assert any("below" in text for text in made.key)


def test_areas_differ_in_shape_dash_and_name() -> None:
    made = catch.areas(shipped.read(parts("catch_pink")[:6]), catalog(), LANG)
    assert len({trace.line.dash for trace in made.plot.data}) == len({trace.name for trace in made.plot.data}) == 6
    assert len({trace.marker.symbol[0] for trace in made.plot.data}) == 6
    assert len(made.plot.layout.annotations) == 6


def test_a_release_stands_beside_the_workbook_in_tonnes() -> None:
    ids = ["catch_pacific_salmon.russia.npafc", "catch_pacific_salmon.russia.published"]
    made = catch_totals.by_country([shipped.held(item) for item in ids], catalog(), LANG)
    rows = shipped.rows_of(ids[1])
    assert shipped.values_drawn(made.plot, "second") == pytest.approx([float(row["value"]) * 1000 for row in rows])
    assert any("338.3" in line for line in made.key)
    (released,) = (trace for trace in made.plot.data if trace.name == "second")
    assert "336 thousand t" in released.hovertext[0]
