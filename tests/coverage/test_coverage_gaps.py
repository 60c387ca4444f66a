"""Populations with and without estimates: against the tables, read with the csv module, and against what is known."""

from __future__ import annotations

from indicators.catalog import catalog
from indicators.coverage import gap_map, populations, uncounted
from indicators.coverage.populations import ESTIMATES, Population
from indicators.figures import Chart
from indicators.map.places import MARKS
from tests.coverage.shipped import CACHE, YEAR, measure_of, population, published, species_of
from tests.coverage.shipped import populations as shipped


def test_estimates_are_the_distinct_periods_of_the_tables() -> None:
    """Species, place and period of every abundance row, without our code."""
    expected: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in published("population"):
        kind = measure_of(row)
        if (kind == "abundance" or kind.startswith("abundance_")) and "Year not stated" not in row["note"]:
            key = species_of(row), row["place"]
            expected.setdefault(key, set()).add((row["time_start"], row["time_end"]))
    found = {(one.species, one.place): one.n for one in shipped() if one.n}
    assert len(expected) > 40
    assert found == {key: len(periods) for key, periods in expected.items()}


def test_anchor_populations_have_the_estimates_known_of_them() -> None:
    ribbon = population("ribbon_seal", "sea_of_okhotsk")
    assert (ribbon.n, ribbon.last, ribbon.age(YEAR), ribbon.interval) == (1, 2013, 13, True)
    assert "VNIRO" in ribbon.holder
    yangtze = population("yangtze_finless_porpoise", "yangtze_range")
    assert (yangtze.n, yangtze.category, yangtze.last) == (6, 3, 2025)
    bohai = population("finless_porpoise", "bohai_sea")  # three rows under three detection probabilities
    assert (bohai.n, bohai.last) == (1, 2016)
    korea = population("finless_porpoise", "korea_west_coast")
    assert (korea.n, korea.at_source) == (3, True)
    whale = population("gray_whale", "northeast_sakhalin")  # two age classes, five years
    assert whale.n == 5
    assert population("beluga", "sakhalin_bay_amur_estuary").undated


def test_counts_catch_and_records_are_never_estimates() -> None:
    assert all(name.startswith("abundance") for name in ESTIMATES)
    for one in shipped():
        measures = {catalog().indicators[record.meta.indicator].measure for record in one.series}
        assert measures <= set(ESTIMATES)
        assert all(record.family != "records" for record in one.beside)
    seal = population("spotted_seal", "liaodong_bay")
    assert [catalog().indicators[record.meta.indicator].measure for record in seal.beside] == ["stated_abundance"]
    assert seal.last == 1979  # the numbers stated in 2021 and 2022 came without a method


def test_populations_and_subspecies_are_kept_apart() -> None:
    porpoises = {(one.species, one.place) for one in shipped() if "finless" in one.species and one.n}
    assert ("yangtze_finless_porpoise", "poyang_lake") in porpoises
    assert ("finless_porpoise", "poyang_lake") not in porpoises
    assert ("finless_porpoise", "ise_mikawa_bays") in porpoises


def test_species_listed_for_a_water_without_an_estimate_are_told() -> None:
    empty = {(one.species, one.region): one for one in shipped() if not one.n}
    assert {("finless_porpoise", "kyushu_coast"), ("killer_whale", "sea_of_okhotsk"),
            ("northern_fur_seal", "terpeniya"), ("spotted_seal", "hokkaido")} <= empty.keys()  # fmt: skip
    assert empty["spotted_seal", "hokkaido"].kind == "0_counted"
    assert empty["killer_whale", "sea_of_okhotsk"].kind == "0"
    assert "Kuzin" in empty["northern_fur_seal", "terpeniya"].holder
    counted = {(row["region"], measure_of(row)) for row in published("population") if species_of(row) == "harbour_seal"}
    assert ("hokkaido", "count") in counted
    assert not any(region == "hokkaido" and measure == "abundance" for region, measure in counted)
    assert ("harbour_seal", "hokkaido") in empty


def test_a_water_is_not_empty_where_an_estimate_covers_it() -> None:
    empty = {(one.species, one.region) for one in shipped() if not one.n}
    assert ("spotted_seal", "hokkaido_okhotsk_coast") not in empty  # part of the Sea of Okhotsk, counted in 2013
    assert ("finless_porpoise", "korean_waters") not in empty  # the west coast is counted
    assert ("ringed_seal", "sea_of_okhotsk") not in empty
    for one in shipped():
        if not one.n:
            inside = catalog().within(one.region)
            assert not [other for other in shipped() if other.n and other.species == one.species
                        and other.region in inside]  # fmt: skip


def test_an_extinct_species_is_no_gap() -> None:
    assert uncounted.extinct(uncounted.listings(CACHE)) == {"japanese_sea_lion"}
    assert all(one.species != "japanese_sea_lion" for one in shipped())
    assert all(one.species not in populations.NO_SPECIES for one in shipped())


def draw(mine: tuple[Population, ...], group: str = "") -> Chart:
    return gap_map.gap_map([], catalog(), "en", populations=mine, year=YEAR, group=group)


def test_every_population_is_on_the_map_or_named_below_it() -> None:
    chart = draw(shipped(), "cetaceans")
    mine = [one for one in shipped() if one.group == "cetaceans"]
    assert chart.title.startswith(f"{len(mine)} populations: {sum(one.n == 0 for one in mine)} without")
    marks = [slug for trace in chart.plot.data if trace.customdata is not None for slug in trace.customdata]
    outside = [one for one in mine if gap_map.name(one, "en") in " ".join(chart.key)]
    assert len(marks) == len(set(marks)) == len(mine) - len(outside)
    assert any(one.place == "yangtze_range" for one in outside)


def test_the_shape_of_a_mark_tells_the_number_and_its_words_the_year() -> None:
    chart = draw(shipped(), "pinnipeds")
    shapes = {
        slug: (symbol, hover)
        for trace in chart.plot.data if trace.customdata is not None
        for slug, symbol, hover in zip(trace.customdata, trace.marker.symbol, trace.hovertext, strict=True)
    }  # fmt: skip
    assert shapes["ribbon_seal.sea_of_okhotsk"][0] == MARKS["gap_1"][0]
    assert "13 years" in shapes["ribbon_seal.sea_of_okhotsk"][1]
    assert shapes["ribbon_seal.western_bering_sea"][0] == MARKS["gap_2"][0]
    assert shapes["spotted_seal.yellow_sea_population"][0] == f"{MARKS['gap_3'][0]}-open"  # second-hand only
    assert len({MARKS[f"gap_{kind}"][0] for kind in populations.MARKS}) == len(populations.MARKS)


def test_marks_of_one_place_stand_apart() -> None:
    places = [gap_map.place(one, spot, YEAR, "en").spot for one, spot in gap_map._placed(shipped())[0]]
    assert len({(round(x), round(y)) for x, y in places}) == len(places)
