"""OBIS: every record of a species and area counted once, by year and licence, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from indicators import bundle, download_file, fetchers, refresh, status
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http
from indicators.errors import CatalogError, FormatError
from indicators.population import answers, obis, occurrences
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.population.registry import small

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SEAL, PORPOISE = "occurrence_records_spotted_seal", "occurrence_records_finless_porpoise"
NAME = f"{SEAL}.sea_of_okhotsk.json"
SERIES = f"{SEAL}.sea_of_okhotsk.obis"
BY = "https://creativecommons.org/licenses/by/4.0/"
CASSETTE = "population/obis_wire/test_occurrences_search_multiple_scientific_names.yaml"


def record(number: int, year: Any = 2019, **other: Any) -> dict[str, Any]:
    """A record as OBIS sends it, with the fields that are asked for; the place is off eastern Sakhalin."""
    return {
        "id": f"{number:08d}-29c5-400b-8aee-f045e081e61b",
        "scientificName": "Phoca largha",
        "date_year": year,
        "date_mid": 1571788800000,
        "eventDate": "2019-10-23 15:51:43",
        "license": BY,
        "dataset_id": "8e323d59-ae6c-4b62-840e-8f6eb68e40ed",
        "dropped": False,
        "absence": False,
        "decimalLatitude": 52.5,
        "decimalLongitude": 143.9,
    } | other


def page(*records: dict[str, Any], total: int | None = None) -> bytes:
    return json.dumps({"total": len(records) if total is None else total, "results": records}).encode()


def parse(content: bytes, name: str = NAME, registry: Catalog | None = None) -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "obis", registry or catalog())


def counts(reading: Reading) -> dict[int, float]:
    (parsed,) = reading.series
    return dict(zip(parsed.observations["time_start"].dt.year, parsed.observations["value"], strict=True))


# -- one answer --------------------------------------------------------------------------------------------------


def test_records_are_counted_by_year_and_a_year_without_any_has_no_row() -> None:
    reading = parse(page(record(1), record(2), record(3, 2017)))
    assert counts(reading) == {2017: 1, 2019: 2}
    (parsed,) = reading.series
    assert parsed.observations["time_end"].dt.strftime("%F").tolist() == ["2017-12-31", "2019-12-31"]
    assert set(parsed.observations["flag"]) == {"good"}
    assert "effort, not of abundance" in parsed.declaration.group.method


def test_a_year_counts_its_licences_and_data_sets() -> None:
    other = "d17e4cae-baf5-4f8b-980f-aa6806f070e2"
    reading = parse(page(record(1), record(2, license="CC0_1_0", dataset_id=other), record(3, 2017)))
    (parsed,) = reading.series
    assert parsed.observations["licences"].tolist() == ["CC BY 1", "CC0 1; CC BY 1"]
    assert parsed.observations["datasets"].tolist()[1].split() == ["8e323d59-ae6c-4b62-840e-8f6eb68e40ed", other]
    assert parsed.meta["licence"] == "By record: CC0 1; CC BY 2"
    assert parsed.meta["redistribute"] == "derived"
    assert parsed.meta["area_definition"].endswith("141.94 45.52))")


@pytest.mark.parametrize("licence", [None, "ask the owner"])
def test_one_record_of_unknown_licence_is_counted_but_keeps_the_series_here(cache: Cache, licence: str | None) -> None:
    outcome = refresh.load(cache, catalog(), "obis", Payload(page(record(1), record(2, license=licence)), NAME, NOW))
    assert outcome.result == "updated"
    held = cache.read(SERIES)
    assert held.observations["value"].tolist() == [2]
    assert "does not allow redistribution" in download_file.refusal(held.meta)
    refresh.load(cache, catalog(), "obis", Payload(page(record(1), record(2)), NAME, NOW))
    assert download_file.refusal(cache.read(SERIES).meta) == ""


def test_a_record_that_comes_twice_counts_once() -> None:
    assert counts(parse(page(record(1), record(1), record(2), total=2))) == {2019: 2}


def test_what_cannot_be_counted_is_told() -> None:
    undated = record(4, None, date_mid=None, eventDate=None)
    reading = parse(
        page(record(1), undated, record(2, 2097), record(3, absence=True), record(5, dropped=True), record(6, 1019))
    )
    assert counts(reading) == {2019: 1}
    assert reading.notices == (
        "records without a year, not counted: spotted_seal in sea_of_okhotsk (1)",
        "records of an impossible year, not counted: spotted_seal in sea_of_okhotsk (2)",
        "dropped or absence records, not counted: spotted_seal in sea_of_okhotsk (2)",
    )


def test_the_running_year_is_not_counted() -> None:
    reading = parse(page(record(1, 2026), record(2, 2025), record(3, 2026)))
    assert counts(reading) == {2025: 1}
    assert reading.notices == ("records of the running year, not counted: spotted_seal in sea_of_okhotsk (2)",)
    assert reading.series[0].meta["licence"] == "By record: CC BY 1"


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"date_year": 1986, "date_mid": 522547200000 * 3}, 1986),
        ({"date_year": None, "date_mid": 522547200000}, 1986),  # 24 July 1986, as recorded
        ({"date_mid": -2208988800001}, 1899),  # a millisecond before 1900
        ({"eventDate": "1992-07-19T14:28:00+00:00"}, 1992),
        ({"eventDate": "2008-09-13 22:14:21"}, 2008),
        ({"eventDate": "1953/1955"}, None),
        ({"eventDate": "1953-06/1953-08"}, 1953),
        ({"eventDate": "summer"}, None),
        ({}, None),
    ],
)
def test_the_year_is_taken_from_the_date_where_the_field_did_not_come(fields: dict[str, Any], year: int | None) -> None:
    assert obis.year_of(fields) == year


# -- bad input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (page(record(1), total=2), NAME, r"left out, not all records came: .*1 of 2"),
        (page(record(1, scientificName="Gadus morhua")), NAME, "record 1: a record of 'Gadus morhua'"),
        (page(record(1), record(2, decimalLongitude=-58.75)), NAME, "record 2: a record at .*outside the area"),
        (page({key: part for key, part in record(1).items() if key != "id"}), NAME, "without an id"),
        (page(record(1, decimalLatitude=None)), NAME, "without a position"),
        (page(), NAME, "no record: spotted_seal in sea_of_okhotsk"),
        (b'{"results": []}', NAME, "no count 'total'"),
        (b'{"total": 1, "records": []}', NAME, "no list 'results'.*records, total"),
        (b"<html>", NAME, "not JSON"),
        (page(record(1)), "seals.json", f"does not tell what was asked.*{SEAL}.sea_of_okhotsk.json"),
        (page(record(1)), "occurrence_records_walrus.sea_of_okhotsk.json", "does not tell what was asked"),
    ],
)
def test_another_answer_is_refused_and_nothing_is_stored(
    cache: Cache, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(content, name)
    outcome = refresh.load(cache, catalog(), "obis", Payload(content, name, NOW))
    assert outcome.failed and "\n" not in outcome.sentence
    assert cache.metas() == {}


def test_a_place_that_is_no_polygon_is_a_mistake_of_the_registry() -> None:
    with pytest.raises(CatalogError, match="POLYGON"):
        parse(page(record(1)), registry=small("obis", places={"sea_of_okhotsk": "(14) Sea_of_Okhotsk"}))


# -- OBIS's own count by year -------------------------------------------------------------------------------------


def test_the_count_of_the_service_is_taken_without_licences() -> None:
    content = json.dumps([{"year": 1999, "records": 7, "species": 1, "taxa": 1}, {"year": None, "records": 2}]).encode()
    reading = parse(content, f"{SEAL}.sea_of_okhotsk.statistics.json")
    assert counts(reading) == {1999: 7}
    (parsed,) = reading.series
    assert parsed.meta["redistribute"] == "no"
    assert "too many records" in parsed.observations["note"].tolist()[0]


# -- through the mirror ------------------------------------------------------------------------------------------


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been waited, in seconds."""
    waited: list[float] = []
    monkeypatch.setattr(answers, "PAUSE", waited.append)
    return waited


def asking(registry: Catalog, indicator: str = SEAL, place: str = "sea_of_okhotsk") -> str:
    source = registry.sources["obis"]
    group = source.series[0]
    return answers.filled(
        source.urls["records"],
        name=group.indicators[indicator],
        area=group.places[place],
        size=source.options["page_size"],
    )


def two(**options: Any) -> Catalog:
    shipped = catalog().sources["obis"].series[0]
    return small(
        "obis",
        {name: shipped.indicators[name] for name in (SEAL, PORPOISE)},
        {"sea_of_okhotsk": shipped.places["sea_of_okhotsk"]},
        **options,
    )


def test_pages_are_asked_for_after_the_last_id_with_a_pause(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two(page_size=2)
    records = [record(number, 2000 + number) for number in range(5)]
    first = asking(registry)
    mirror.serve(first, page(*records[:2], total=5))
    mirror.serve(f"{first}&after={records[1]['id']}", page(*records[2:4], total=5))
    mirror.serve(f"{first}&after={records[3]['id']}", page(records[4], total=5))
    mirror.serve(asking(registry, PORPOISE), page())
    outcome = refresh.refresh_one(cache, registry, "obis", http)
    assert (outcome.result, outcome.series, outcome.observations) == ("updated", 1, 5)
    assert outcome.notices == ("no record: finless_porpoise in sea_of_okhotsk",)
    assert len(mirror.asked) == 4 and pauses == [1.0, 1.0, 1.0]
    query = parse_qs(urlsplit(mirror.asked[0].address).query)
    assert query["scientificname"] == ["Phoca largha"] and query["geometry"][0].startswith("POLYGON((141.94 45.52,")
    assert "id" in query["fields"][0].split(",")
    assert refresh.refresh_one(cache, registry, "obis", http).result == "unchanged"


def test_too_many_records_are_counted_by_the_service(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two(page_size=2, most_pages=2)
    mirror.serve(asking(registry), page(record(1), record(2), total=5))
    years = answers.filled(
        registry.sources["obis"].urls["years"],
        name="Phoca largha",
        area=registry.sources["obis"].series[0].places["sea_of_okhotsk"],
    )
    mirror.serve(years, b'[{"year": 2001, "records": 5, "species": 1, "taxa": 1}]')
    mirror.serve(asking(registry, PORPOISE), page())
    outcome = refresh.refresh_one(cache, registry, "obis", http)
    assert outcome.result == "updated"
    assert any("counted by OBIS itself, licences not read: spotted_seal" in one for one in outcome.notices)
    assert cache.read(SERIES).meta.redistribute == "no"
    assert len(mirror.asked) == 3  # no second page was asked for in vain


def test_a_name_that_the_service_refuses_leaves_the_others(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two()
    mirror.serve(asking(registry), page(record(1)))
    mirror.fail(asking(registry, PORPOISE), 400)
    outcome = refresh.refresh_one(cache, registry, "obis", http)
    assert (outcome.result, outcome.series) == ("updated", 1)
    assert outcome.notices == (
        "refused by OBIS: finless_porpoise in sea_of_okhotsk (the provider answered 400 Bad Request)",
    )


def test_a_service_in_trouble_leaves_what_is_held(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    registry = two()
    mirror.serve(asking(registry), page(record(1)))
    mirror.serve(asking(registry, PORPOISE), page())
    refresh.refresh_one(cache, registry, "obis", http)
    mirror.serve(asking(registry), page(record(1), record(2)))
    mirror.fail(asking(registry, PORPOISE), 500)
    outcome = refresh.refresh_one(cache, registry, "obis", http)
    assert outcome.failed and "500" in outcome.sentence
    assert cache.read(SERIES).observations["value"].tolist() == [1]


def test_a_page_and_a_bundle_are_loaded_by_hand_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = tmp_path / NAME
    one.write_bytes(page(record(1), record(2)))
    whole = tmp_path / "obis.zip"
    parts = {NAME: page(record(1), total=2), f"{SEAL}.sea_of_okhotsk.2.json": page(record(3, 2020), total=2)}
    whole.write_bytes(bundle.pack(parts))
    folder = str(tmp_path / "cache")
    assert main(["--cache", folder, "load", "obis", str(one)]) == 0
    assert main(["--cache", folder, "show", SERIES]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.split("\n", 1)[1])))
    assert [(row["time_start"], row["value"]) for row in rows] == [("2019-01-01", "2.0")]
    assert main(["--cache", folder, "load", "obis", str(whole)]) == 0
    assert Cache(folder).read(SERIES).observations["value"].tolist() == [1, 1]
    assert status.report(Cache(folder), catalog(), NOW)  # an archive: it does not age


# -- the real wire -----------------------------------------------------------------------------------------------


def recorded(upstream: Path) -> bytes:
    interactions = yaml.safe_load((upstream / CASSETTE).read_text(encoding="utf-8"))["interactions"]
    return gzip.decompress(interactions[3]["response"]["body"]["string"])


COD = {SEAL: "Gadus morhua"}
ATLANTIC = {"sea_of_okhotsk": "POLYGON((-75 35,25 35,25 75,-75 75,-75 35))"}


def test_a_recorded_answer_is_a_page_of_many_and_is_not_counted(upstream: Path) -> None:
    with pytest.raises(FormatError, match="a record of 'Mola mola'"):
        parse(recorded(upstream), registry=small("obis", COD, ATLANTIC))
    cod = json.loads(recorded(upstream))
    cod["results"] = [one for one in cod["results"] if one["scientificName"] == "Gadus morhua"]
    with pytest.raises(FormatError, match="97 of 1916129"):
        parse(json.dumps(cod).encode(), registry=small("obis", COD, ATLANTIC))


@pytest.mark.parametrize(("name", "number"), [("Gadus morhua", 97), ("Mola mola", 3)])
def test_the_records_of_a_recorded_answer_are_counted_as_by_hand(upstream: Path, name: str, number: int) -> None:
    answer = json.loads(recorded(upstream))
    mine = [one for one in answer["results"] if one["scientificName"] == name]
    assert len(mine) == number
    reading = parse(
        json.dumps({"total": number, "results": mine}).encode(), registry=small("obis", {SEAL: name}, ATLANTIC)
    )
    assert counts(reading) == Counter(int(one["eventDate"][:4]) for one in mine)
    (parsed,) = reading.series
    assert len({one for cell in parsed.observations["datasets"] for one in cell.split()}) == len(
        {one["dataset_id"] for one in mine}
    )
    assert parsed.meta["redistribute"] == "no"


def test_the_year_of_a_recorded_record_is_that_of_its_date(upstream: Path) -> None:
    for one in json.loads(recorded(upstream))["results"]:
        assert obis.year_of({"date_mid": one["date_mid"]}) == one["date_year"] == int(one["eventDate"][:4])


# -- the areas ---------------------------------------------------------------------------------------------------


def test_the_polygons_hold_the_places_of_their_sea_and_no_other() -> None:
    shapely = pytest.importorskip("shapely", reason="shapely is not installed")
    seas = {name: shapely.from_wkt(wkt) for name, wkt in catalog().sources["obis"].series[0].places.items()}
    places = {
        "sea_of_okhotsk": [(144.63, 48.5), (150.8, 59.4), (137.5, 55.0), (144.4, 44.1), (143.4, 52.8), (141.3, 52.9),
                           (163.0, 61.8), (148.0, 45.0), (146.75, 43.8), (153.2, 48.1), (156.3, 50.75)],
        "yellow_sea": [(124.7, 37.95), (121.3, 40.6), (120.4, 36.05), (121.4, 37.6), (126.3, 34.8)],
        "sea_of_japan": [(131.9, 42.9), (138.9, 38.0), (129.5, 35.5), (141.6, 45.3), (141.2, 46.25), (140.9, 51.4)],
        "": [(139.8, 35.5), (158.9, 53.0), (143.25, 41.93), (133.3, 34.2), (166.5, 55.0), (122.5, 31.0)],
    }  # fmt: skip
    for sea, spots in places.items():
        for spot in spots:
            assert [name for name, shape in seas.items() if shape.contains(shapely.Point(spot))] == [sea] * bool(sea)
    for name, shape in seas.items():
        assert shape.is_valid and shape.exterior.is_ccw, name  # GBIF takes the other way for the rest of the globe
        assert all(shape.intersection(other).area == 0 for key, other in seas.items() if key != name)
        group = catalog().sources["obis"].series[0]
        (declared,) = (one for one in catalog().declarations("obis") if one.id == f"{SEAL}.{name}.obis")
        assert occurrences.bounds(declared) == shape.bounds, group
