"""IUCN Red List: category, year, citation and link of the latest assessment, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import bundle, download_file, fetchers, refresh
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download import tokens
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.population import answers, iucn, status_table
from indicators.population.tables import Statement
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.population import shipped
from tests.population.registry import small

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TOKEN = "not-a-real-token/42"  # noqa: S105 - made up
BOWHEAD, SEAL = "bowhead_sea_of_okhotsk", "spotted_seal_global"
NAME = f"iucn_category.{SEAL}.json"
SERIES = f"iucn_category.{SEAL}.iucn"
KEPT = {"species", "scope", "category", "legal_status", "migratory_notes", "url"}


def assessment(code: str = "LC", year: str = "2016", **other: Any) -> bytes:
    """An assessment in the layout of the API; the numbers and texts are the test's."""
    answer = {
        "assessment_date": f"{year}-02-01T00:00:00.000Z",
        "year_published": year,
        "latest": True,
        "criteria": None,
        "url": "https://www.iucnredlist.org/species/1/2",
        "citation": f"Somebody {year}. Phoca largha. The IUCN Red List of Threatened Species {year}: e.T1A2.",
        "assessment_id": 2,
        "taxon": {
            "sis_id": 1,
            "scientific_name": "Phoca largha",
            "genus_name": "Phoca",
            "species_name": "largha",
            "subpopulation_name": None,
            "infra_name": None,
        },
        "population_trend": {"description": {"en": "Unknown"}, "code": "3"},
        "red_list_category": {"version": "3.1", "description": {"en": "Least Concern"}, "code": code},
        "supplementary_info": {"population_size": "999999"},
        "threats": [{"code": "11_1", "description": {"en": "Habitat shifting & alteration"}}],
        "habitats": [],
        "documentation": {"range": "A text that may not be passed on."},
    }
    return json.dumps(answer | other).encode()


def taxon(*assessments: dict[str, Any]) -> bytes:
    return json.dumps({"taxon": {"scientific_name": "x"}, "assessments": list(assessments), "params": {}}).encode()


def listed(number: int, year: str, *, latest: bool = True, scope: str = "1") -> dict[str, Any]:
    return {
        "year_published": year,
        "latest": latest,
        "sis_taxon_id": 1,
        "url": f"https://www.iucnredlist.org/species/1/{number}",
        "assessment_id": number,
        "scopes": [{"description": {"en": "Global" if scope == "1" else "Europe"}, "code": scope}],
    }


def parse(content: bytes, name: str = NAME) -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "iucn", catalog())


# -- one assessment ----------------------------------------------------------------------------------------------


def test_category_year_citation_and_link_are_kept_and_nothing_else() -> None:
    (parsed,) = parse(assessment("VU", "2025")).series
    (row,) = parsed.observations.to_dict(orient="records")
    assert (row["value"], row["category"], row["url"]) == (3, "VU", "https://www.iucnredlist.org/species/1/2")
    assert (row["time_start"], row["time_end"]) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))
    assert parsed.meta["citation_text"].startswith("Somebody 2025. Phoca largha.")
    assert set(parsed.observations.columns) - set(parsed.observations.columns[:10]) == KEPT
    told = f"{row} {parsed.meta}"
    assert "999999" not in told and "Habitat" not in told and "passed on" not in told


@pytest.mark.parametrize(
    ("code", "value"), [("LC", 1), ("NT", 2), ("VU", 3), ("EN", 4), ("CR", 5), ("DD", None), ("EX", None), ("NE", None)]
)
def test_the_scale_is_that_of_the_published_categories(cache: Cache, code: str, value: float | None) -> None:
    refresh.load(cache, catalog(), "iucn", Payload(assessment(code), NAME, NOW))
    held = cache.read(SERIES)
    (row,) = held.observations.itertuples()
    assert row.category == code
    assert row.value == value if value else row.value != row.value and code in row.note
    assert held.meta.first == held.meta.last == "2016-12-31T00:00:00"
    published = {(r["category"], r["value"]) for r in shipped.published("status.csv") if r["category"]}
    assert all(iucn.ORDINALS[name] == float(number) for name, number in published if number)


def test_it_may_not_be_downloaded(cache: Cache) -> None:
    refresh.load(cache, catalog(), "iucn", Payload(assessment(), NAME, NOW))
    assert "does not allow redistribution" in download_file.refusal(cache.read(SERIES).meta)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (assessment("R"), NAME, "red_list_category: 'R' is no category"),
        (assessment(red_list_category=None), NAME, "None is no category"),
        (assessment(year="soon"), NAME, "year_published: 'soon' is not a year"),
        (assessment(citation=" "), NAME, "without its citation"),
        (assessment(), f"iucn_category.{BOWHEAD}.json", "an assessment of 'Phoca largha'"),
        (b"[]", NAME, "None is no category"),
        (b'{"error": "Unauthorized"}', NAME, "no category"),
        (taxon(), f"iucn_category.{SEAL}.taxon.json", "no assessment is in it"),
        (assessment(), "assessment.json", "does not tell what was asked"),
    ],
)
def test_another_answer_is_refused_and_nothing_is_stored(
    cache: Cache, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(content, name)
    outcome = refresh.load(cache, catalog(), "iucn", Payload(content, name, NOW))
    assert outcome.failed and "\n" not in outcome.sentence
    assert cache.metas() == {}


def test_the_latest_assessment_is_taken_and_the_global_one_of_several() -> None:
    answer = json.loads(
        taxon(listed(1, "2025", scope="2"), listed(2, "2016"), listed(3, "2008", latest=False), listed(4, "2015"))
    )
    assert iucn.latest_of(answer, "here")["assessment_id"] == 2
    with pytest.raises(FormatError, match="no latest assessment"):
        iucn.latest_of(json.loads(taxon(listed(3, "2008", latest=False))), "here")


# -- through the mirror, with a token ----------------------------------------------------------------------------


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been waited, in seconds."""
    waited: list[float] = []
    monkeypatch.setattr(answers, "PAUSE", waited.append)
    return waited


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A token in the environment."""
    monkeypatch.setenv(catalog().sources["iucn"].token_env, TOKEN)
    return TOKEN


def two() -> Catalog:
    places = catalog().sources["iucn"].series[0].places
    return small("iucn", places={name: places[name] for name in (SEAL, BOWHEAD)})


HOST = "https://api.iucnredlist.org/api/v4"
SEAL_TAXON = f"{HOST}/taxa/scientific_name?genus_name=Phoca&species_name=largha"
BOWHEAD_TAXON = (
    f"{HOST}/taxa/scientific_name?genus_name=Balaena&species_name=mysticetus"
    "&subpopulation_name=Okhotsk%20Sea%20subpopulation"
)


def test_two_steps_a_taxon_with_the_bare_token_in_the_header(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    mirror.serve(SEAL_TAXON, taxon(listed(1, "2008", latest=False), listed(2, "2016")))
    mirror.serve(f"{HOST}/assessment/2", assessment())
    mirror.serve(BOWHEAD_TAXON, taxon(listed(9, "2018")))
    whale = {"genus_name": "Balaena", "species_name": "mysticetus", "subpopulation_name": "Okhotsk Sea subpopulation"}
    mirror.serve(f"{HOST}/assessment/9", assessment("EN", "2018", taxon=whale))
    outcome = refresh.refresh_one(cache, two(), "iucn", http)
    assert (outcome.result, outcome.series, outcome.notices) == ("updated", 2, ())
    assert [one.headers["Authorization"] for one in mirror.asked] == [token] * 4
    assert not any(token in one.address for one in mirror.asked)
    assert len(pauses) == 3 and min(pauses) >= 0.5
    assert cache.read(f"iucn_category.{BOWHEAD}.iucn").observations["category"].tolist() == ["EN"]
    stored = [item.read_bytes() for item in cache.root.rglob("*") if item.is_file()]
    assert stored and not any(token.encode() in content for content in stored)


def test_a_subpopulation_that_is_not_on_the_list_is_told_and_left_out(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    mirror.serve(SEAL_TAXON, taxon(listed(2, "2016")))
    mirror.serve(f"{HOST}/assessment/2", assessment())
    mirror.fail(BOWHEAD_TAXON, 404)
    outcome = refresh.refresh_one(cache, two(), "iucn", http)
    assert (outcome.result, outcome.series) == ("updated", 1)
    assert outcome.notices == (f"{BOWHEAD}: not found on the Red List (the provider answered 404 Not Found)",)


def test_a_token_that_is_refused_fails_without_being_told(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    mirror.fail(SEAL_TAXON, 401)
    outcome = refresh.refresh_one(cache, two(), "iucn", http)
    assert outcome.failed and "401" in outcome.sentence and token not in outcome.sentence
    assert len(mirror.asked) == 1


def test_a_request_that_comes_too_soon_is_repeated(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    mirror.fail(SEAL_TAXON, 429)
    outcome = refresh.refresh_one(cache, two(), "iucn", http)
    assert outcome.failed and "429" in outcome.sentence
    assert len(mirror.asked) == 1 + http.limits.retries


def test_an_assessment_is_loaded_by_hand_without_a_token(tmp_path: Path) -> None:
    file, folder = tmp_path / NAME, str(tmp_path / "cache")
    file.write_bytes(assessment())
    assert not tokens.held(catalog().sources["iucn"])
    assert main(["--cache", folder, "load", "iucn", str(file)]) == 0
    assert list(Cache(folder).metas()) == [SERIES]


# -- on the page -------------------------------------------------------------------------------------------------


def test_a_category_that_differs_stands_beside_the_published_one(cache: Cache) -> None:
    parts = {NAME: assessment("NT", "2025")}
    refresh.load(cache, catalog(), "iucn", Payload(bundle.pack(parts), "iucn.zip", NOW))
    published = [meta for meta in shipped.metas() if meta.indicator in status_table.INDICATORS["matrix"]]
    table = status_table.species_by_country(
        [*shipped.read(published), cache.read(SERIES)], catalog(), "en", species="spotted_seal"
    )
    (row,) = (one for one in table.rows if one[0] == "Spotted seal")
    told = [one for one in row[1] if isinstance(one, Statement)]
    assert [(one.text[:2], one.detail) for one in told if "NEAMPAN" not in one.detail] == [
        ("LC", "Global, 2016"),
        ("NT", "Global, 2025 · from the Red List"),
    ]
    assert told[-1].link == "https://www.iucnredlist.org/species/1/2"
    assert told[-1].work.startswith("Somebody 2025.")
