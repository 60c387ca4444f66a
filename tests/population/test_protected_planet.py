"""Protected Planet: areas as stated, never added; the token is sent and never seen."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from indicators import download_file, fetchers, refresh, status
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http, Limits
from indicators.errors import FormatError
from indicators.population import answers
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.population.registry import small

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TOKEN = "s3cret/with+signs="  # noqa: S105 - made up
NAME = "marine_protected_area.republic_of_korea.json"
SERIES = "marine_protected_area.republic_of_korea.protected_planet"
SEARCH = "https://api.protectedplanet.net/v3/protected_areas/search?country=KOR&marine=true&with_geometry=false"


def area(number: int, **other: Any) -> dict[str, Any]:
    """An area with the keys that public code reads; name and numbers are the test's."""
    return {
        "id": number,
        "name": f"Area {number}",
        "original_name": f"Area {number}",
        "wdpa_id": number,
        "marine": True,
        "reported_marine_area": "12.5",
        "reported_area": "20.0",
        "countries": [{"name": "Republic of Korea", "iso_3": "KOR", "id": "KOR"}],
        "designation": {"id": 1, "name": "Marine Protected Area"},
        "legal_status": {"id": 1, "name": "Designated"},
        "legal_status_updated_at": "01/01/2003",
        "links": {"protected_planet": f"http://protectedplanet.net/{number}"},
    } | other


def page(*areas: dict[str, Any]) -> bytes:
    return json.dumps({"protected_areas": list(areas)}).encode()


def parse(content: bytes, name: str = NAME) -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "protected_planet", catalog())


# -- one page ----------------------------------------------------------------------------------------------------


def test_an_area_is_a_row_with_its_area_as_stated() -> None:
    (parsed,) = parse(page(area(5), area(2, legal_status_updated_at="01/01/1999"), area(7))).series
    frame = parsed.observations
    assert frame["wdpa_id"].tolist() == ["2", "5", "7"]
    assert frame["value"].tolist() == [20, 20, 20]
    assert frame["marine_area_km2"].tolist() == [12.5, 12.5, 12.5]
    assert frame["time_start"].dt.year.tolist() == [1999, 2003, 2003]
    assert not parsed.unique


def test_fields_that_a_user_may_not_see_are_missing_not_zero() -> None:
    (parsed,) = parse(page({"id": 5, "name": "Area 5"})).series
    (row,) = parsed.observations.itertuples()
    assert row.value != row.value and row.marine_area_km2 != row.marine_area_km2
    assert row.time_start.date() == row.time_end.date() == NOW.date()
    assert "No date in the source" in row.note and "area is not stated" in row.note


def test_an_area_on_two_pages_is_there_once() -> None:
    (parsed,) = parse(page(area(5), area(5))).series
    assert len(parsed.observations) == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b'{"sites": []}', NAME, "no list 'protected_areas'.*sites"),
        (page({"wdpaid": 4, "NAME": "x"}), NAME, "area 1: an area without name or number.*NAME, wdpaid"),
        (page(area(1, reported_area="much")), NAME, "area 1, reported_area: 'much' is not a number"),
        (page(), NAME, "no protected area"),
        (b'{"error": "Unauthorized"}', NAME, "no list 'protected_areas'"),
        (page(area(1)), "marine_protected_area.mongolia.json", "does not tell what was asked"),
    ],
)
def test_another_answer_is_refused_and_nothing_is_stored(
    cache: Cache, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(content, name)
    outcome = refresh.load(cache, catalog(), "protected_planet", Payload(content, name, NOW))
    assert outcome.failed and "\n" not in outcome.sentence
    assert cache.metas() == {}


def test_it_may_not_be_downloaded(cache: Cache) -> None:
    refresh.load(cache, catalog(), "protected_planet", Payload(page(area(5)), NAME, NOW))
    assert "does not allow redistribution" in download_file.refusal(cache.read(SERIES).meta)


def test_a_page_is_loaded_by_hand_without_a_token(tmp_path: Path) -> None:
    file, folder = tmp_path / NAME, str(tmp_path / "cache")
    file.write_bytes(page(area(5)))
    assert main(["--cache", folder, "load", "protected_planet", str(file)]) == 0
    assert list(Cache(folder).metas()) == [SERIES]


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
    monkeypatch.setenv(catalog().sources["protected_planet"].token_env, TOKEN)
    return TOKEN


def korea(**options: Any) -> Catalog:
    return small("protected_planet", places={"republic_of_korea": "KOR"}, **options)


def asking(number: int, size: int) -> str:
    return f"{SEARCH}&page={number}&per_page={size}&token={quote(TOKEN, safe='')}"


def seen(text: object) -> bool:
    """Whether the token, in any form it travels in, is in a text."""
    return any(form in str(text) for form in (TOKEN, quote(TOKEN, safe=""), quote(TOKEN)))


def test_pages_are_read_until_one_is_not_full(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    mirror.serve(asking(1, 2), page(area(1), area(2)))
    mirror.serve(asking(2, 2), page(area(3)))
    outcome = refresh.refresh_one(cache, korea(page_size=2), "protected_planet", http)
    assert (outcome.result, outcome.series, outcome.observations) == ("updated", 1, 3)
    assert [parse_qs(urlsplit(one.address).query)["token"] for one in mirror.asked] == [[token], [token]]
    assert pauses == [1.0]
    state = cache.live.state("protected_planet")
    assert state is not None and not seen(state)
    stored = [item.read_bytes().decode("latin-1") for item in cache.root.rglob("*") if item.is_file()]
    assert stored and not any(map(seen, stored))


def test_pages_without_end_are_given_up(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float], token: str
) -> None:
    for number in (1, 2, 3):
        mirror.serve(asking(number, 1), page(area(number)))
    outcome = refresh.refresh_one(cache, korea(page_size=1, most_pages=2), "protected_planet", http)
    assert outcome.failed and "more than 2 pages" in outcome.sentence
    assert len(mirror.asked) == 2 and cache.metas() == {}


FAULTS = ("refused", "failing", "elsewhere", "page", "cut", "silent", "no_server")


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_the_token_is_not_told(
    cache: Cache,
    mirror: Mirror,
    pauses: list[float],
    token: str,
    fault: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    http = Http(mirror=mirror.url, limits=Limits(2, 0.2, 1, retries=1, backoff_seconds=0))
    address, body = asking(1, 25), page(area(1))
    if fault == "refused":
        mirror.fail(address, 401)
    elif fault == "failing":
        mirror.fail(address, 503)
    elif fault == "elsewhere":
        mirror.redirect(address, f"https://login.example/?token={token}")
    elif fault == "page":
        mirror.login(address)
    elif fault == "cut":
        mirror.truncate(address, body)
    elif fault == "silent":
        mirror.hang(address)
    else:
        http = Http(mirror="http://127.0.0.1:9", limits=Limits(2, 0.2, 1, retries=1, backoff_seconds=0))
    outcome = refresh.refresh_one(cache, korea(), "protected_planet", http)
    assert outcome.failed and "api.protectedplanet.net" in outcome.sentence
    printed = capfd.readouterr()
    told = [outcome, cache.live.state("protected_planet"), printed.out, printed.err, caplog.text]
    told += [record.__dict__ for record in caplog.records]
    told += status.report(cache, catalog(), NOW)
    assert [one for one in told if seen(one)] == []
    if fault in ("silent", "no_server", "failing"):
        assert any(record.name.startswith("urllib3") for record in caplog.records)  # the log was there to be masked
    if fault == "elsewhere":
        assert "token=***" in outcome.sentence
