"""Names of our seas in the gazetteer: the recorded shape, the right record of several, nothing guessed."""

from __future__ import annotations

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import __main__ as command_line
from indicators import bundle, download_file, fetchers, observations, refresh
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http
from indicators.errors import FormatError, IndicatorsError
from indicators.map import marine_regions
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror

NOW = dt.datetime(2026, 10, 1, 8, tzinfo=dt.UTC)
SOURCE = catalog().sources["marine_regions"]
NAMES = [name for key in SOURCE.series[0].places.values() for name in key["names"]]


def entry(mrgid: int, name: str, **more: Any) -> dict[str, Any]:
    """A record with the keys of a recorded answer; the numbers are the test's."""
    return {
        "MRGID": mrgid, "gazetteerSource": "A source", "placeType": "IHO Sea Area", "latitude": 53.0,
        "longitude": 150.0, "minLatitude": 43.0, "minLongitude": 135.0, "maxLatitude": 62.0, "maxLongitude": 164.0,
        "precision": 1000000.0, "preferredGazetteerName": name, "preferredGazetteerNameLang": "English",
        "status": "standard", "accepted": mrgid,
    } | more  # fmt: skip


OKHOTSK = entry(901, "Sea of Okhotsk")
JAPAN = entry(902, "Japan Sea", latitude=39.7, longitude=134.6)


def answers(**by_name: list[dict[str, Any]]) -> bytes:
    return bundle.pack({f"{name}.json": json.dumps(found).encode() for name, found in by_name.items()})


def parse(content: bytes, name: str = "marine_regions.zip", registry: Catalog | None = None) -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "marine_regions", registry or catalog())


def test_a_record_becomes_a_series_of_our_region() -> None:
    reading = parse(answers(sea_of_okhotsk=[OKHOTSK], japan_sea=[JAPAN]))
    found = {parsed.declaration.id: parsed.observations for parsed in reading.series}
    assert sorted(found) == [
        "gazetteer_record.sea_of_japan.marine_regions",
        "gazetteer_record.sea_of_okhotsk.marine_regions",
    ]
    row = found["gazetteer_record.sea_of_okhotsk.marine_regions"].iloc[0]
    assert (row["value"], row["name"], row["name_language"]) == (901, "Sea of Okhotsk", "English")
    assert (row["place_type"], row["accepted_mrgid"], row["status"]) == ("IHO Sea Area", "901", "standard")
    assert (row["latitude"], row["longitude"]) == (53.0, 150.0)
    assert f"{row['time_start']:%Y-%m-%d %H:%M}" == "2026-10-01 00:00"
    for series_id, frame in found.items():
        observations.check(frame, series_id, unique=False)
    assert not reading.whole


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (entry(1, "Sea of Okhotsk", placeType="EEZ"), "1 records of another place type or status left out"),
        (entry(2, "Okhotskoye More", status="synonym", accepted=901), "another place type or status"),
        (entry(3, "Sea of Okhotsk", latitude=-53.0), "1 records far from sea_of_okhotsk"),
        (entry(4, "Sea of Okhotsk", latitude=None, longitude=None), "1 records far from sea_of_okhotsk or without"),
    ],
)
def test_another_record_of_the_name_is_left_out_and_told(record: dict[str, Any], told: str) -> None:
    reading = parse(answers(sea_of_okhotsk=[record, OKHOTSK]))
    assert [parsed.observations["value"].tolist() for parsed in reading.series] == [[901.0]]
    assert any(told in notice for notice in reading.notices)
    with pytest.raises(FormatError, match="no record of a sea of ours. Nothing was stored: .*no record of sea_of_okh"):
        parse(answers(sea_of_okhotsk=[record]))


def test_two_names_of_one_sea_give_each_record_once() -> None:
    bohai = entry(7, "Bohai Sea", latitude=38.7, longitude=119.8)
    gulf = entry(8, "Bo Hai", latitude=38.9, longitude=119.9, placeType="Gulf")
    (parsed,) = parse(answers(bohai_sea=[bohai], bo_hai=[gulf, bohai])).series
    assert parsed.observations["value"].tolist() == [7.0, 8.0]


def test_one_answer_is_read_by_the_name_it_was_asked_for_or_by_our_region() -> None:
    content = json.dumps([JAPAN]).encode()
    for name in ("Japan Sea.json", "japan_sea.json", "folder/sea_of_japan.json"):
        (parsed,) = parse(content, name).series
        assert parsed.declaration.place == "sea_of_japan"
    with pytest.raises(FormatError, match=r"answer\.json: the file's name does not tell .* Known: .*japan_sea\.json"):
        parse(content, "answer.json")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html>", "not the JSON of the gazetteer"),
        (b'["Sea of Okhotsk"]', "record 1: 'Sea of Okhotsk' is not a record"),
        (json.dumps([OKHOTSK, OKHOTSK | {"MRGID": "901"}]), "record 2, MRGID: '901' is not an identifier"),
        (json.dumps([OKHOTSK | {"MRGID": True}]), "MRGID: True is not an identifier"),
        (json.dumps([OKHOTSK | {"accepted": None}]), "accepted: None is not an identifier"),
        (json.dumps([OKHOTSK | {"placeType": 5}]), "placeType: 5 is not a text"),
        (json.dumps([{"MRGID": 1}]), "preferredGazetteerName: None is not a text"),
        (json.dumps([OKHOTSK | {"latitude": "53"}]), "latitude: '53' is not in degrees"),
        (json.dumps([OKHOTSK | {"longitude": 200}]), "longitude: 200 is not in degrees"),
    ],
)
def test_another_shape_is_refused_with_record_and_key(content: bytes | str, told: str) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FormatError, match=told) as caught:
        parse(bundle.pack({"sea_of_okhotsk.json": raw}))
    assert caught.value.where.startswith("sea_of_okhotsk.json")


@given(st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5).map(
    lambda told: json.dumps(told).encode()
))  # fmt: skip
@settings(max_examples=60)
def test_any_answer_is_read_or_refused_in_one_sentence(content: bytes) -> None:
    try:
        parse(content, "sea_of_okhotsk.json")
    except IndicatorsError as error:
        assert "\n" not in error.sentence


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_the_distance_is_the_great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    """Independent: the angle between two unit vectors."""

    def unit(lat: float, lon: float) -> tuple[float, float, float]:
        north, east = math.radians(lat), math.radians(lon)
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    one, other = unit(lat1, lon1), unit(lat2, lon2)
    cross = math.dist(one, other)
    record = next(marine_regions.records(Payload(json.dumps(entry(1, "x", latitude=lat1, longitude=lon1)).encode(),
                                                 "x", NOW)))  # fmt: skip
    expected = math.degrees(2 * math.asin(min(1.0, cross / 2)))
    assert math.isclose(marine_regions._angle(record, lat2, lon2), expected, abs_tol=1e-5)


def wire(upstream: Path) -> dict[str, Any]:
    folder = upstream / "population" / "marineregions_wire"
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def test_recorded_answers_are_read_to_the_last_record(upstream: Path) -> None:
    """The recorded answers are of Belgium and France: their shape is what counts."""
    recorded = wire(upstream)
    assert len(recorded) == 4
    for name, told in recorded.items():
        read = list(marine_regions.records(Payload(json.dumps(told).encode(), name, NOW)))
        expected = told if isinstance(told, list) else [told]
        assert [(one.mrgid, one.accepted, one.place_type) for one in read] == [
            (item["MRGID"], item["accepted"], item["placeType"]) for item in expected
        ]
        assert [one.latitude for one in read] == [item["latitude"] for item in expected]


def test_of_a_recorded_answer_the_accepted_record_of_the_wanted_type_is_taken(upstream: Path) -> None:
    """Belgium in the place of a sea: a nation of that name and two synonyms."""
    several = next(told for told in wire(upstream).values() if isinstance(told, list) and len(told) == 3)
    group = SOURCE.series[0].model_copy(
        update={"places": {"sea_of_japan": {"names": ["Belgium"], "types": ["Nation"]}}}
    )
    near = SOURCE.model_copy(update={"series": (group,), "options": {"most_degrees": 180}})
    registry = catalog().model_copy(update={"sources": catalog().sources | {"marine_regions": near}})
    (parsed,) = parse(json.dumps(several).encode(), "belgium.json", registry).series
    assert parsed.observations["value"].tolist() == [14.0]
    assert parsed.observations["name"].tolist() == ["Belgium"]


class TestRefresh:
    def offer(self, mirror: Mirror, *found: tuple[str, list[dict[str, Any]]]) -> None:
        known = dict(found)
        for name in NAMES:
            url = SOURCE.urls["records"].replace("{name}", quote(name))
            if name in known:
                mirror.serve(url, json.dumps(known[name]).encode())
            else:
                mirror.fail(url, 404)

    def test_every_name_is_asked_for_and_an_unknown_one_is_told(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        self.offer(mirror, ("Sea of Okhotsk", [OKHOTSK]), ("Japan Sea", [JAPAN]))
        outcome = refresh.refresh_one(cache, catalog(), "marine_regions", http)
        assert not outcome.failed, outcome.sentence
        assert len(mirror.asked) == len(NAMES)
        assert "Peter%20the%20Great%20Bay" in " ".join(asked.address for asked in mirror.asked)
        assert sorted(cache.metas()) == [
            "gazetteer_record.sea_of_japan.marine_regions",
            "gazetteer_record.sea_of_okhotsk.marine_regions",
        ]
        assert "tatar_strait.json: no record of tatar_strait" in outcome.notices
        assert refresh.refresh_one(cache, catalog(), "marine_regions", http).result == "unchanged"

    def test_a_record_that_is_gone_is_withdrawn(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        self.offer(mirror, ("Sea of Okhotsk", [OKHOTSK]), ("Japan Sea", [JAPAN]))
        refresh.refresh_one(cache, catalog(), "marine_regions", http)
        self.offer(mirror, ("Sea of Okhotsk", [OKHOTSK]))
        refresh.refresh_one(cache, catalog(), "marine_regions", http)
        assert list(cache.metas()) == ["gazetteer_record.sea_of_okhotsk.marine_regions"]

    @pytest.mark.parametrize("trouble", ["login", "fail"])
    def test_a_gazetteer_in_trouble_leaves_what_is_held(
        self, mirror: Mirror, http: Http, cache: Cache, trouble: str
    ) -> None:
        self.offer(mirror, ("Sea of Okhotsk", [OKHOTSK]))
        refresh.refresh_one(cache, catalog(), "marine_regions", http)
        url = SOURCE.urls["records"].replace("{name}", quote("Bering Sea"))
        mirror.login(url) if trouble == "login" else mirror.fail(url, 500)
        assert refresh.refresh_one(cache, catalog(), "marine_regions", http).failed
        assert list(cache.metas()) == ["gazetteer_record.sea_of_okhotsk.marine_regions"]


def test_an_answer_is_loaded_and_shown_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "japan_sea.json"
    path.write_text(json.dumps([JAPAN]), encoding="utf-8")
    place = ["--cache", str(tmp_path / "cache")]
    assert command_line.main([*place, "load", "marine_regions", str(path)]) == 0
    assert command_line.main([*place, "show", "gazetteer_record.sea_of_japan.marine_regions"]) == 0
    assert "902" in capsys.readouterr().out
    path.write_text("[]", encoding="utf-8")
    assert command_line.main([*place, "load", "marine_regions", str(path)]) == 1
    assert "no record of sea_of_japan" in capsys.readouterr().err


def test_what_is_held_cites_the_institute_and_is_no_raw_copy(cache: Cache) -> None:
    refresh.load(cache, catalog(), "marine_regions", Payload(answers(sea_of_okhotsk=[OKHOTSK]), "a.zip", NOW))
    held = cache.read("gazetteer_record.sea_of_okhotsk.marine_regions")
    assert held.meta.redistribute == "derived"
    assert held.meta.citation_text.startswith("Flanders Marine Institute")
    told = download_file.csv_text(held, catalog())
    assert "# redistribute: derived" in told and "gazetteerSource" not in told
