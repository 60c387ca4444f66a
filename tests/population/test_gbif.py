"""GBIF: counts by year of a species that it knows by exactly this name."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from indicators import download_file, fetchers, refresh
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.population import answers, gbif
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.population.registry import small

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SEAL, PORPOISE = "occurrence_records_spotted_seal", "occurrence_records_finless_porpoise"
NAME = f"{SEAL}.yellow_sea.json"
SERIES = f"{SEAL}.yellow_sea.gbif"
WIRE = "population/gbif_wire"


def found(years: dict[Any, int], licences: dict[str, int], count: int | None = None) -> bytes:
    """A search with facets, as GBIF answers it with limit=0."""
    facets = [
        {"field": "YEAR", "counts": [{"name": str(year), "count": number} for year, number in years.items()]},
        {"field": "LICENSE", "counts": [{"name": name, "count": number} for name, number in licences.items()]},
    ]
    total = sum(years.values()) if count is None else count
    answer = {"offset": 0, "limit": 0, "endOfRecords": False, "count": total, "results": [], "facets": facets}
    return json.dumps(answer).encode()


def match(name: str, key: int = 2434806, **other: Any) -> bytes:
    answer = {
        "usageKey": key,
        "scientificName": f"{name} Pallas, 1811",
        "canonicalName": name,
        "rank": "SPECIES",
        "status": "ACCEPTED",
        "confidence": 99,
        "matchType": "EXACT",
        "species": name,
        "speciesKey": key,
        "synonym": False,
    }
    return json.dumps(answer | other).encode()


def parse(content: bytes, name: str = NAME, registry: Catalog | None = None) -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "gbif", registry or catalog())


def counts(reading: Reading) -> dict[int, float]:
    (parsed,) = reading.series
    return dict(zip(parsed.observations["time_start"].dt.year, parsed.observations["value"], strict=True))


# -- one answer --------------------------------------------------------------------------------------------------


def test_the_facet_gives_the_counts_by_year() -> None:
    reading = parse(found({2023: 41, 2015: 7}, {"CC_BY_4_0": 40, "CC0_1_0": 5, "CC_BY_NC_4_0": 3}))
    assert counts(reading) == {2015: 7, 2023: 41}
    (parsed,) = reading.series
    assert parsed.meta["licence"] == "By record: CC0 5; CC BY 40; CC BY-NC 3"
    assert parsed.meta["redistribute"] == "derived"
    assert reading.notices == ()


def test_records_without_a_year_and_without_a_licence_are_told() -> None:
    reading = parse(found({2015: 7}, {"CC_BY_4_0": 6}, count=9))
    (parsed,) = reading.series
    assert counts(reading) == {2015: 7}
    assert parsed.meta["licence"] == "By record: CC BY 6; none stated 3"
    assert parsed.meta["redistribute"] == "no"
    assert reading.notices == ("records without a year, not counted: spotted_seal in yellow_sea (2)",)


@pytest.mark.parametrize("name", ["UNSPECIFIED", "UNSUPPORTED"])
def test_records_of_unknown_licence_are_counted_but_not_passed_on(cache: Cache, name: str) -> None:
    content = found({2015: 7}, {"CC_BY_4_0": 6, name: 1})
    assert refresh.load(cache, catalog(), "gbif", Payload(content, NAME, NOW)).result == "updated"
    held = cache.read(SERIES)
    assert held.observations["value"].tolist() == [7]
    assert "does not allow redistribution" in download_file.refusal(held.meta)


def test_plain_counts_by_year_are_read_without_licences() -> None:
    reading = parse(b'{"2000": 5, "1999": 3}')
    assert counts(reading) == {1999: 3, 2000: 5}
    assert reading.series[0].meta["redistribute"] == "no"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (found({}, {}), "no record: spotted_seal in yellow_sea"),
        (found({}, {"CC_BY_4_0": 4}, count=4), "4 records, but none by year"),
        (found({f"{1000 + n}": 1 for n in range(1000)}, {}), "1000 years came"),
        (found({"MCMXC": 1}, {}), "'MCMXC' is not a year"),
        (b"765", "a count without years"),
        (b"[1, 2]", "neither a search"),
        (b"{}", "neither a search"),
        (b'{"offset": 0, "count": 3, "results": []}', "'offset' is not a year"),
        (b'{"count": 3, "facets": {}}', "no list 'facets'"),
        (b"<!DOCTYPE html>", "not JSON"),
    ],
)
def test_another_answer_is_refused_and_nothing_is_stored(cache: Cache, content: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(content)
    outcome = refresh.load(cache, catalog(), "gbif", Payload(content, NAME, NOW))
    assert outcome.failed and "\n" not in outcome.sentence
    assert cache.metas() == {}


# -- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (match("Phoca largha"), ""),
        (b'{"confidence": 100, "matchType": "NONE", "synonym": false}', "does not know the name"),
        (match("Phoca", matchType="HIGHERRANK", rank="GENUS"), "matches it as HIGHERRANK to Phoca"),
        (match("Phoca lorgha", matchType="FUZZY"), "matches it as FUZZY"),
        (match("Phoca largha", status="SYNONYM", synonym=True, species="Phoca vitulina"), "synonym of Phoca vitulina"),
        (match("Phoca vitulina"), "takes it for Phoca vitulina"),
        (b"[]", "does not know the name"),
    ],
)
def test_only_an_exact_match_stands_for_the_species(answer: bytes, reason: str) -> None:
    told = gbif.mismatch(json.loads(answer), "Phoca largha")
    assert reason in told and bool(told) == bool(reason)


def test_a_recorded_match_is_taken_for_its_own_name_only(upstream: Path) -> None:
    answer = json.loads(body(upstream, "test_name_backbone.yaml"))
    assert gbif.mismatch(answer, "Helianthus annuus") == ""
    assert gbif.mismatch(answer, "Phoca largha") == "GBIF takes it for Helianthus annuus"


# -- through the mirror ------------------------------------------------------------------------------------------


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been waited, in seconds."""
    waited: list[float] = []
    monkeypatch.setattr(answers, "PAUSE", waited.append)
    return waited


def two() -> Catalog:
    group = catalog().sources["gbif"].series[0]
    return small("gbif", {name: group.indicators[name] for name in (SEAL, PORPOISE)})


def matching(registry: Catalog, name: str) -> str:
    return answers.filled(registry.sources["gbif"].urls["match"], name=name)


def searching(registry: Catalog, key: int, place: str) -> str:
    source = registry.sources["gbif"]
    return answers.filled(source.urls["search"], key=key, area=source.series[0].places[place])


def test_a_name_is_matched_once_and_counted_in_every_sea(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two()
    mirror.serve(matching(registry, "Phoca largha"), match("Phoca largha", 77))
    mirror.serve(matching(registry, "Neophocaena sunameri"), match("Neophocaena", 9, matchType="HIGHERRANK"))
    for number, place in enumerate(registry.sources["gbif"].series[0].places, start=1):
        mirror.serve(searching(registry, 77, place), found({2000 + number: number}, {"CC0_1_0": number}))
    outcome = refresh.refresh_one(cache, registry, "gbif", http)
    assert (outcome.result, outcome.series, outcome.observations) == ("updated", 3, 3)
    assert outcome.notices == (
        "name not matched, not counted: finless_porpoise (GBIF matches it as HIGHERRANK to Neophocaena Pallas, 1811)",
    )
    assert cache.read(SERIES).observations["value"].tolist() == [2]
    assert len(mirror.asked) == 5 and pauses == [0.5] * 4
    query = parse_qs(urlsplit(mirror.asked[1].address).query)
    assert query["taxonKey"] == ["77"] and query["hasCoordinate"] == ["true"] and query["limit"] == ["0"]
    assert query["facet"] == ["year", "license"] and query["geometry"][0].startswith("POLYGON((")
    assert int(query["facetLimit"][0]) == registry.sources["gbif"].options["facet_limit"]
    assert "Accessed" in cache.read(SERIES).meta.citation_text and "GBIF.org" in cache.read(SERIES).meta.citation_text


def test_no_name_matched_is_a_failure_that_stores_nothing(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two()
    for name in ("Phoca largha", "Neophocaena sunameri"):
        mirror.serve(matching(registry, name), b'{"matchType": "NONE"}')
    outcome = refresh.refresh_one(cache, registry, "gbif", http)
    assert outcome.failed and "GBIF does not know the name" in outcome.sentence
    assert cache.metas() == {}


def test_an_answer_is_loaded_by_hand_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / NAME
    file.write_bytes(found({2015: 7}, {"CC_BY_4_0": 7}))
    folder = str(tmp_path / "cache")
    assert main(["--cache", folder, "load", "gbif", str(file)]) == 0
    assert main(["--cache", folder, "list", "--source", "gbif", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert [(one["id"], one["unit"], one["frequency"]) for one in listed] == [(SERIES, "records", "year")]


# -- the real wire -----------------------------------------------------------------------------------------------


def body(upstream: Path, name: str) -> str:
    recorded = yaml.safe_load((upstream / WIRE / name).read_text(encoding="utf-8"))
    return str(recorded["interactions"][0]["response"]["body"]["string"])


def test_recorded_counts_by_year_are_read_to_the_last_record(upstream: Path) -> None:
    content = body(upstream, "test_count_year.yaml")
    read = counts(parse(content.encode()))
    assert read == {int(year): float(number) for year, number in json.loads(content).items()}
    assert (read[2000], read[1990], len(read)) == (22335684, 12320321, 11)


def test_a_recorded_bare_count_is_refused(upstream: Path) -> None:
    with pytest.raises(FormatError, match="a count without years"):
        parse(body(upstream, "test_count.yaml").encode())
