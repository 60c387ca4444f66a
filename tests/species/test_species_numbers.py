"""The numbers on a species' page are those of the published table, with their bounds, and none is added to another."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from indicators.catalog import catalog
from indicators.population.marks import PAPER
from indicators.population.tables import Statement
from indicators.series import Meta
from indicators.species import cast, collect, facts, grounds, latest, numbers, shared_axis
from indicators.store import Held
from tests.species.published_rows import latest_rows, published

Read = Callable[[str], Held]
ESTIMATE = "abundance_"  # what the indicators of estimates begin with


def own(species: str) -> set[str]:
    """Series of a species by the names in the table: those of its subspecies and joint counts too."""
    endings = tuple(f"_{code}" for code in cast.codes(species))
    texts = ("iucn_", "legal_", "policy_", "protected_")
    return {row["series"] for row in published() if row["indicator"].endswith(endings)
            and not row["indicator"].startswith(texts)}  # fmt: skip


def said(text: str) -> str:
    """A number of the table as English writes it."""
    return f"{float(text):,.0f}" if float(text) >= 100 else f"{float(text):.3g}"


@pytest.mark.parametrize("species", cast.CAST)
def test_every_series_of_the_table_is_on_its_page_once(species: str, metas: tuple[Meta, ...]) -> None:
    shown = [meta.id for meta in collect.dossier(metas, catalog(), species).everywhere]
    assert len(shown) == len(set(shown))
    # a series of every kind of animal that bears the name, but no other species' ("harbour_porpoise")
    wanted = {one for one in own(species) if catalog().indicators[one.split(".")[0]].species in cast.codes(species)}
    assert set(shown) == wanted
    assert wanted


@pytest.mark.parametrize("species", cast.CAST)
def test_the_table_shows_the_latest_number_with_its_bounds_and_its_work(
    species: str, metas: tuple[Meta, ...], held: Read
) -> None:
    found = [held(meta.id) for meta in collect.dossier(metas, catalog(), species).all_numbers]
    verdicts = {item.meta.id: numbers.verdict(item, "en") for item in found}
    made = numbers.table(found, verdicts, catalog(), "en")
    assert len(made.rows) == len(found)
    for item, line in zip(found, made.rows, strict=True):
        for row in latest_rows(item.meta.id):
            parts = [row["value"], *((row["lower"], row["upper"]) if row["interval"] else ())]
            for part in filter(None, parts):
                assert said(part) in line[1], (item.meta.id, part, line[1])
        source = line[4]
        assert isinstance(source, Statement) and source.work
        assert source.secondhand == (latest_rows(item.meta.id)[-1]["confidence"] == "quoted_secondhand")


def test_a_trend_is_named_only_with_its_test(metas: tuple[Meta, ...], held: Read) -> None:
    for species in cast.CAST:
        for meta in collect.dossier(metas, catalog(), species).all_numbers:
            judged = numbers.verdict(held(meta.id), "en")
            years = {row["time_start"][:4] for row in published() if row["series"] == meta.id and row["value"]}
            assert ("p =" in judged.told or "p <" in judged.told) == judged.tested
            if len(years) < 10:
                assert not judged.tested
                assert "not a trend" in judged.told or judged.told == "one value"


def test_one_survey_under_three_assumptions_is_no_series_of_three(held: Read) -> None:
    judged = numbers.verdict(held("abundance_finless_porpoise.bohai_sea.published"), "en")
    assert judged.told == "3 values of one period, not a trend"


@pytest.mark.parametrize("species", [one for one in cast.CAST if one != "northern_fur_seal"])
def test_side_by_side_draws_the_latest_values_of_the_table(species: str, metas: tuple[Meta, ...], held: Read) -> None:
    beside = collect.side_by_side(collect.dossier(metas, catalog(), species), catalog())
    drawn = [held(meta.id) for meta in beside]
    chart = latest.side_by_side(drawn, catalog(), "en", species=species)
    marks = next(trace for trace in chart.plot.data if trace.name == "values")
    shown = sorted(x for x, line in zip(marks.x, marks.marker.line.color, strict=True) if "rgba" not in line)
    rows = [row for item in drawn for row in latest_rows(item.meta.id)]
    assert shown == pytest.approx(sorted(float(row["value"]) for row in rows if row["value"]))
    assert len(chart.series) == min(len(drawn), latest.MOST_ROWS)
    arrows = [trace.name for trace in chart.plot.data if "bound" in str(trace.name)]
    assert sorted(arrows) == sorted(row["interval"] for row in rows if "bound" in row["interval"])
    for row in rows:
        if row["value"]:
            assert said(row["value"]) in chart.alt


def test_a_bound_points_where_the_number_may_lie(held: Read) -> None:
    lower = held("stated_abundance_spotted_seal.liaodong_bay.published")  # more than 2,000
    upper = held("abundance_spotted_seal.bohai_yellow_sea_china.published")  # fewer than 1,000
    chart = latest.side_by_side([lower, upper], catalog(), "en", species="spotted_seal")
    tips = {trace.name: trace.x for trace in chart.plot.data if "bound" in str(trace.name)}
    assert tips["lower bound"][0] == 2000 < tips["lower bound"][1]
    assert tips["upper bound"][0] == 1000 > tips["upper bound"][1]
    assert "≥ 2,000" in chart.alt and "≤ 1,000" in chart.alt


def test_a_second_hand_number_is_hollow(held: Read) -> None:
    chart = latest.side_by_side([held("abundance_yangtze_finless_porpoise.yangtze_range.published"),
                                 held("abundance_finless_porpoise.seto_inland_sea.published")], catalog(), "en",
                                species="finless_porpoise")  # fmt: skip
    marks = next(trace for trace in chart.plot.data if trace.name == "values")
    fills = dict(zip(marks.x, marks.marker.color, strict=True))
    assert fills[1426] == PAPER
    assert fills[7572] != PAPER


def test_numbers_side_by_side_are_ordered_by_size_and_say_that_they_do_not_compare(
    metas: tuple[Meta, ...], held: Read
) -> None:
    beside = collect.side_by_side(collect.dossier(metas, catalog(), "spotted_seal"), catalog())
    chart = latest.side_by_side([held(meta.id) for meta in beside], catalog(), "en", species="spotted_seal")
    assert "not to be compared or added" in chart.title
    assert len(chart.series) >= 4  # the same species, four numbers, and more
    regions = {held(one).meta.region for one in chart.series}
    assert {"sea_of_okhotsk", "western_bering_sea", "bohai_sea", "yellow_sea", "sea_of_japan"} <= regions


@pytest.mark.parametrize("low, high", [(2.0, 5.0), (2.0, 2.4), (3.1, 4.0), (0.0, 1.0)])
def test_ticks_are_inside_the_axis_and_enough(low: float, high: float) -> None:
    steps = latest.ticks(low, high)
    assert steps == sorted(steps)
    assert all(low <= math.log10(step) <= high + 1e-6 for step in steps)
    assert len(steps) >= (1 if high - low < 0.5 else 2)


def test_the_shared_axis_stands_every_number_at_its_power_of_ten(metas: tuple[Meta, ...], held: Read) -> None:
    found = collect.dossier(metas, catalog(), "finless_porpoise").numbers["abundance"]
    drawn = [held(meta.id) for meta in found]
    chart = shared_axis.by_population(drawn, catalog(), "en", species="finless_porpoise")
    rows = [row for row in published() if row["series"] in {meta.id for meta in found}]
    ends = [float(row[part]) for row in rows for part in ("value", "lower", "upper") if row[part]]
    floor = math.floor(math.log10(min(ends)))
    shown = sorted(10 ** (y + floor) for trace in chart.plot.data if trace.name == "values"
                   for y, line in zip(trace.y, trace.marker.line.color, strict=True) if "rgba" not in line)  # fmt: skip
    assert shown == pytest.approx(sorted(float(row["value"]) for row in rows if row["value"]))
    axes = [axis for name, axis in chart.plot.layout.to_plotly_json().items() if name.startswith("yaxis")]
    assert len(axes) == len(drawn)
    assert len({tuple(axis["range"]) for axis in axes}) == 1
    assert axes[0]["ticktext"][0] == f"{10**floor:,}"


def test_the_shared_axis_leaves_out_zero_and_tells_an_empty_period(held: Read) -> None:
    item = held("abundance_finless_porpoise.ise_mikawa_bays.published")
    zero = item.observations.assign(value=[0.0, *item.observations["value"][1:]])
    chart = shared_axis.by_population([Held(item.meta, zero, "live")], catalog(), "en", species="finless_porpoise")
    values = next(trace for trace in chart.plot.data if trace.name == "values")
    assert len(values.y) == 2
    none = shared_axis.by_population([item], catalog(), "en", species="finless_porpoise", period=(1950, 1960))
    assert none.title == "No value in these years."


@pytest.mark.parametrize("species", cast.CAST)
def test_the_finding_counts_places_and_the_latest_year(species: str, metas: tuple[Meta, ...]) -> None:
    chosen = collect.dossier(metas, catalog(), species)
    told = facts.finding(chosen, catalog(), "en")
    rows = [row for row in published() if row["series"] in own(species) and row["indicator"].startswith(ESTIMATE)]
    places = {row["place"] for row in rows}
    if not places:
        assert "no estimate of any population" in told
        return
    assert ("one population" if len(places) == 1 else f"{len(places)} populations") in told
    assert f"the latest of {max(row['time_end'][:4] for row in rows)}" in told


def test_places_without_an_estimate_are_named(metas: tuple[Meta, ...]) -> None:
    chosen = collect.dossier(metas, catalog(), "finless_porpoise")
    assert {"ariake_tachibana", "omura_bay"} <= set(collect.without_estimate(chosen, catalog()))
    assert "seto_inland_sea" not in collect.without_estimate(chosen, catalog())
    beluga = collect.dossier(metas, catalog(), "beluga")
    lacking = collect.without_estimate(beluga, catalog(), [one.ground for one in grounds.of("beluga")])
    assert "shelikhov_gulf" in lacking


def test_a_country_and_a_region_keep_their_waters_only(metas: tuple[Meta, ...]) -> None:
    korea = collect.dossier(metas, catalog(), "spotted_seal", countries=["KOR"])
    assert korea.all_numbers
    assert all("KOR" in meta.countries for meta in (*korea.all_numbers, *korea.pressures))
    bohai = collect.dossier(metas, catalog(), "spotted_seal", region="bohai_sea")
    assert {meta.region for meta in bohai.all_numbers} == {"bohai_sea"}
    assert collect.dossier(metas, catalog(), "spotted_seal", countries=["MNG"]).all_numbers == ()
    assert korea.everywhere == bohai.everywhere
    lacking = collect.without_estimate(korea, catalog())
    assert "baengnyeong" in lacking and "rebun" not in lacking


def test_the_key_facts_name_the_category_with_its_year(metas: tuple[Meta, ...], held: Read) -> None:
    for species in cast.CAST:
        chosen = collect.dossier(metas, catalog(), species)
        made = facts.facts(chosen, grounds.of(species), [held(m.id) for m in chosen.status], catalog(), "en")
        assert len(made) == 6 and all(item.value for item in made)
        category = next(item for item in made if item.name == "IUCN Red List")
        rows = [row for row in published("status.csv") if row["category"]
                and (row["species"] == species or row["species"].endswith(f"_{species}"))]  # fmt: skip
        if rows:
            assert any(category.value.startswith(row["category"]) and row["time_start"][:4] in category.remark
                       for row in rows), species  # fmt: skip
        else:
            assert category.value == "none held"


def test_scientific_names_are_those_of_the_registry() -> None:
    listed = catalog().sources["iucn"].series[0].places
    known = {one["species"]: f"{one['genus_name']} {one['species_name']}" for one in listed.values()}
    for species, latin in cast.LATIN.items():
        registered = known.get(species) or known.get(f"narrow_ridged_{species}")
        if registered:
            assert latin.startswith(registered)
