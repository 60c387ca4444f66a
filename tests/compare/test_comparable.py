"""What may share an axis, on real pairs of the shipped snapshot."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.compare import meaning, names
from indicators.compare.comparable import comparable, share_axis, together
from indicators.locales import t
from indicators.series import Meta
from indicators.store import Cache
from tests.compare.plain import BERING, CHUM, DISCHARGE, MASIE, OKHOTSK, PINK, ROOT, meta

LANG = "en"
CATCH_NUMBER, RUSSIA, SALMON = "catch_number_chum.amur_river.npafc", "catch_chum.russia.npafc", "catch_pacific_salmon"
RIVER_IRON, SEA_IRON = "dissolved_iron_river.middle_amur.published", "dissolved_iron_seawater.kuril_basin.published"


def codes(a: str, b: str, *, barred: bool | None = None) -> set[str]:
    found = comparable(meta(a), meta(b), catalog())
    return {reason.code for reason in found if barred is None or reason.barred is barred}


def every_meta() -> list[Meta]:
    return [one for one, _ in Cache(ROOT / "cache").metas().values()]


def test_two_products_of_one_water_share_an_axis_with_their_definitions_told() -> None:
    assert codes(MASIE, OKHOTSK, barred=True) == set()
    assert {"area", "method", "values"} <= codes(MASIE, OKHOTSK, barred=False)


def test_one_product_over_two_waters_needs_no_telling() -> None:
    assert codes(OKHOTSK, BERING) == set()


def test_iron_in_milligrams_and_in_nanomoles_never_share_an_axis() -> None:
    assert "unit" in codes(RIVER_IRON, SEA_IRON, barred=True)
    listed = [one for one in every_meta() if catalog().indicators[one.indicator].domain == "dissolved_iron"]
    milligrams = [one for one in listed if one.unit == "mg/L"]
    nanomoles = [one for one in listed if one.unit in ("nM", "nmol/kg")]
    assert milligrams
    assert nanomoles
    assert not any(share_axis(a, b, catalog()) for a, b in itertools.product(milligrams, nanomoles))


def test_ionic_dissolved_and_total_dissolvable_iron_never_share_an_axis() -> None:
    """The works say: never add to or compare with the others."""
    fluxes = [one for one in every_meta() if catalog().indicators[one.indicator].measure == "flux"]
    ionic = [one for one in fluxes if "ionic" in one.method]
    unfiltered = [one for one in fluxes if one.indicator.startswith("total_dissolvable")]
    rest = [one for one in fluxes if one not in ionic and one not in unfiltered]
    assert ionic and unfiltered and rest
    for a, b in itertools.chain(
        itertools.product(ionic, rest), itertools.product(ionic, unfiltered), itertools.product(unfiltered, rest)
    ):
        assert not share_axis(a, b, catalog()), (a.id, b.id)
    (reason,) = (one for one in comparable(ionic[0], rest[0], catalog()) if one.code == "fraction")
    told = reason.sentence(LANG, "A", "B")
    assert told == "Other iron: ionic iron (Fe²⁺ + Fe³⁺) and dissolved iron; they are never compared or added."


def test_tonnes_and_thousand_fish_never_share_an_axis() -> None:
    assert {"unit", "quantity"} <= codes(CHUM, CATCH_NUMBER, barred=True)


def test_a_whole_and_its_part_are_told() -> None:
    assert codes(RUSSIA, CHUM, barred=True) == set()
    assert "part" in codes(RUSSIA, CHUM)
    assert "part_of" in codes(CHUM, RUSSIA)
    assert "part" in codes(f"{SALMON}.amur_river.npafc", CHUM)
    assert "part" not in codes(CHUM, PINK)
    assert "part" not in codes("catch_chum.japan.npafc", CHUM)
    korea = "abundance_finless_porpoise.korea_west_coast"
    assert "part" in codes(f"{korea}.published", f"{korea}_inshore.published")


def test_a_sea_holds_its_bays_and_not_the_other_way() -> None:
    bay, sea = meta("sea_ice_extent.kuril_basin.nasa_team"), meta("sea_ice_extent.sea_of_okhotsk.nasa_team")
    assert meaning.contains(sea, bay, catalog())
    assert not meaning.contains(bay, sea, catalog())
    assert not meaning.contains(sea, meta("sea_ice_extent.bering_sea.nasa_team"), catalog())


def test_extent_and_area_of_ice_are_two_quantities() -> None:
    assert "quantity" in codes(OKHOTSK, OKHOTSK.replace("extent", "area"), barred=True)


def test_two_substances_are_two_quantities_and_two_sections_one() -> None:
    tongjiang, fuyuan = "tongjiang.cnemc", "fuyuan.cnemc"
    assert "quantity" in codes(f"ammonia_nitrogen.{tongjiang}", f"total_nitrogen.{tongjiang}", barred=True)
    assert codes(f"ammonia_nitrogen.{tongjiang}", f"ammonia_nitrogen.{fuyuan}") == set()


def test_a_class_shares_no_axis_with_a_concentration() -> None:
    assert codes("water_quality_class.tongjiang.cnemc", "permanganate_index.tongjiang.cnemc", barred=True)
    assert meaning.scale(meta("water_quality_class.tongjiang.cnemc"), catalog()) == "ordinal"


def test_records_of_occurrence_never_share_an_axis_with_abundance() -> None:
    abundance = meta("abundance_finless_porpoise.bohai_sea.published")
    records = replace(
        abundance, id="x", indicator="occurrence_records_finless_porpoise", unit="records", source="obis",
        statistic="count", frequency="year",
    )  # fmt: skip
    for pair in ((records, abundance), (abundance, records)):
        assert {"records", "unit"} <= {reason.code for reason in comparable(*pair, catalog()) if reason.barred}
    alike = replace(records, unit="individuals")  # not even in one unit
    assert "records" in {reason.code for reason in comparable(alike, abundance, catalog()) if reason.barred}


def test_a_monthly_total_a_yearly_total_and_a_long_term_mean_keep_apart() -> None:
    year = meta(CHUM)
    assert "span" in {r.code for r in comparable(year, replace(year, id="x", frequency="month"), catalog()) if r.barred}
    long_term = next(one for one in every_meta() if one.source == "grdc")
    found = comparable(meta(DISCHARGE), replace(long_term, indicator="discharge"), catalog())
    assert "span" in {reason.code for reason in found if reason.barred}


def test_a_legal_status_is_not_drawn_at_all() -> None:
    assert codes("legal_status.gray_whale_russia.published", CHUM) == {"text"}


def test_barred_is_the_same_both_ways_and_never_bars_a_series_from_itself() -> None:
    listed = every_meta()[::29]
    assert len(listed) > 30
    for a, b in itertools.combinations(listed, 2):
        ways = [{r.code for r in comparable(*pair, catalog()) if r.barred} for pair in ((a, b), (b, a))]
        assert ways[0] == ways[1], (a.id, b.id)
    for one in listed:
        assert all(reason.code == "text" for reason in comparable(one, one, catalog())), one.id


def test_what_shares_an_axis_has_one_unit() -> None:
    for a, b in itertools.combinations(every_meta()[::17], 2):
        if share_axis(a, b, catalog()):
            assert a.unit == b.unit


def test_every_reason_has_a_sentence_with_both_names() -> None:
    for a, b in itertools.combinations(every_meta()[::23], 2):
        for reason in comparable(a, b, catalog()):
            told = reason.sentence(LANG, "ONE", "OTHER")
            assert told.endswith(".")
            assert "{" not in told
    told = comparable(meta(CHUM), meta(CATCH_NUMBER), catalog())[0].sentence(LANG, "ONE", "OTHER")
    assert told == t("compare.reason.unit", LANG, a="ONE", b="OTHER", x="t", y="thousand fish")


def test_the_largest_group_is_drawn_and_a_tie_goes_to_the_first() -> None:
    metas = [meta(one) for one in (DISCHARGE, OKHOTSK, CHUM, PINK)]
    drawn, rest = together(metas, catalog())
    assert [one.id for one in drawn] == [CHUM, PINK]
    assert [one.id for one in rest] == [DISCHARGE, OKHOTSK]
    assert [one.id for one in together(metas[:2], catalog())[0]] == [DISCHARGE]


def test_names_tell_the_series_apart_and_no_two_are_alike() -> None:
    listed = every_meta()
    for start in range(0, len(listed) - 6, 37):
        six = listed[start : start + 6]
        told = names.short(six, LANG)
        assert len(set(told.values())) == 6
        assert all(told.values())
    in_list = names.in_list(listed, LANG)
    assert len(set(in_list.values())) == len(listed)
    two = names.short([meta(OKHOTSK), meta(MASIE)], LANG)
    assert two == {OKHOTSK: "Sea Ice Index v4", MASIE: "MASIE-NH v1"}


@pytest.mark.parametrize(
    ("series_id", "scale"),
    [
        (OKHOTSK, "ratio"), (DISCHARGE, "ratio"), (CHUM, "ratio"), ("stage.khabarovsk.roshydromet", "interval"),
        ("water_temperature.khabarovsk.roshydromet", "interval"), ("ph.tongjiang.cnemc", "interval"),
        ("ice_season_first_day.sea_of_okhotsk.derived", "interval"),
        ("ice_season_days.sea_of_okhotsk.derived", "ratio"),
        ("legal_status.gray_whale_russia.published", "text"),
    ],
)  # fmt: skip
def test_a_scale_bears_only_its_arithmetic(series_id: str, scale: str) -> None:
    assert meaning.scale(meta(series_id), catalog()) == scale
