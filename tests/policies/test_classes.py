from __future__ import annotations

import doctest

import pytest

from indicators.catalog import catalog
from indicators.policies import classes, occurrence
from tests.policies import held
from tests.population import shipped

# Read off the words of each row by a person, apart from the rule.
BY_HAND = {
    "legal_status.spotted_seal_china.published": "strict",
    "legal_status.yangtze_finless_porpoise_china.published": "strict",
    "legal_status.spotted_seal_republic_of_korea.published": "strict",
    "legal_status.finless_porpoise_china.published": "protected",
    "legal_status.finless_porpoise_republic_of_korea.published": "protected",
    "legal_status.finless_porpoise_japan.published": "protected",
    "legal_status.steller_sea_lion_japan.published": "limited",
    "legal_status.harbour_seal_japan.published": "listed",
    "legal_status.western_steller_sea_lion_russia.published": "listed",
    "legal_status.gray_whale_russia.published": "listed",
    "legal_status.killer_whale_russia.published": "listed",
    "legal_status.spotted_seal_southern_dps_usa.published": "listed",
    "legal_status.beluga_sakhalin_amur_usa.published": "listed",
    "legal_status.japanese_sea_lion_republic_of_korea_and_japan.published": "see_text",
    "legal_status.marine_mammals_russia.published": "see_text",
}


def test_the_rule_gives_every_row_the_class_a_person_gave_it() -> None:
    found = {row["series"]: classes.of_text(row["legal_status"]) for row in held.statuses()}
    assert found == BY_HAND


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("National class II protected (class I before).", "protected"),  # earlier times in parentheses do not count
        ("Endangered class II.", "listed"),
        ("Hunting prohibited; quota of 20 for research.", "limited"),
        ("Three species are protected.", "see_text"),
        ("Something else is said.", "see_text"),
        ("", "see_text"),
    ],
)
def test_the_first_rule_that_fits_counts(text: str, code: str) -> None:
    assert classes.of_text(text) == code


def test_of_several_statements_the_strictest_counts() -> None:
    assert classes.strictest(["listed", "protected", "see_text"]) == "protected"
    assert classes.strictest([]) == "none"


def test_the_examples_of_the_rule_are_true() -> None:
    assert doctest.testmod(classes).failed == 0


# -- where no statement can be expected ---------------------------------------------------------------------------


def test_only_a_country_without_a_sea_has_no_sea_mammals() -> None:
    for code in catalog().countries:
        assert occurrence.reason("spotted_seal", code, catalog()) == ("no_sea" if code == "MNG" else "")
    assert occurrence.reason("white_naped_crane", "MNG", catalog()) == ""


def test_a_population_of_one_water_is_not_expected_elsewhere() -> None:
    elsewhere = {
        species: {code for code in catalog().countries if occurrence.reason(species, code, catalog()) == "elsewhere"}
        for species in occurrence.RANGES
    }
    assert elsewhere["bowhead"] == {"CHN", "KOR"}  # Mongolia has no sea, which is said first
    assert elsewhere["yangtze_finless_porpoise"] == {"JPN", "KOR", "RUS"}
    assert elsewhere["amur_leopard"] == {"JPN", "KOR", "MNG"}


def test_nothing_is_ruled_out_for_other_states() -> None:
    assert all(occurrence.reason(species, "", catalog()) == "" for species in ("bowhead", "spotted_seal"))


def test_every_count_of_a_population_of_one_water_lies_there() -> None:
    """A range that leaves out a country where animals were counted would be wrong."""
    for species in occurrence.RANGES:
        counted = [
            meta for meta in shipped.metas() if shipped.species_of(meta) == species and meta.source == "published"
        ]
        allowed = set(occurrence.sharing(species, catalog()))
        assert counted, species
        assert {code for meta in counted for code in meta.countries} <= allowed, species
