"""`/healthz`, `/readyz` and `/metrics`: stale is not broken, and the measures are closed unless opened."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indicators import labour, status, watch
from indicators.catalog import catalog
from indicators.refresh import Outcome
from indicators.store import ENVIRONMENT, Cache, Side, State
from tests.mirror import Mirror
from ui import measures
from ui.routes import ROUTES

SHIPPED = Cache(Path(__file__).resolve().parents[2] / "cache").snapshot
SERIES = "sea_ice_extent.sea_of_okhotsk.masie"


@pytest.fixture
def client(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Our routes over a cache of a test."""
    monkeypatch.setenv(ENVIRONMENT, str(cache.root))
    monkeypatch.delenv(measures.SETTING, raising=False)
    return TestClient(Starlette(routes=ROUTES))


@pytest.fixture
def held(cache: Cache) -> Cache:
    """A cache that holds one series of a daily source, as shipped."""
    if not SHIPPED.file(SERIES).is_file():
        pytest.skip("no snapshot is shipped")
    one = SHIPPED.read(SERIES)
    cache.live.write(one.meta, one.observations)
    return cache


def test_without_any_series_it_is_not_ready(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["series"]) == (503, False, 0)


def test_old_data_are_stale_and_ready(client: TestClient, held: Cache) -> None:
    told = client.get("/readyz")
    assert told.status_code == 200
    assert told.json()["stale"] == [{"source": "masie", "last": f"{held.read(SERIES).meta.last[:10]}"}]
    assert told.json()["failed"] == told.json()["broken"] == []


def test_a_broken_file_is_broken_and_the_others_are_ready(client: TestClient, held: Cache) -> None:
    bad = held.live.file("sea_ice_extent.bering_sea.masie")
    bad.write_bytes(b"PAR1 no more")
    told = client.get("/readyz")
    assert told.status_code == 200
    assert "bering_sea" in told.json()["broken"][0]


def test_a_failed_source_is_told_with_its_reason_and_without_secrets(client: TestClient, held: Cache) -> None:
    why = "https://api.example/?token=0123456789abcdef: no answer in time"
    held.live.write_state(State("masie", error=why, error_since="2026-01-01T00:00:00Z", failures=3))
    (failed,) = client.get("/readyz").json()["failed"]
    assert (failed["source"], failed["since"]) == ("masie", "2026-01-01T00:00:00Z")
    assert "no answer in time" in failed["why"]
    assert "0123456789abcdef" not in failed["why"]


@pytest.mark.parametrize(
    ("setting", "header", "status_code"),
    [
        ("", "", 404),
        ("on", "", 200),
        ("short", "Bearer short", 404),
        ("a-token-of-enough-letters", "", 404),
        ("a-token-of-enough-letters", "Bearer another-token-of-letters", 404),
        ("a-token-of-enough-letters", "Bearer a-token-of-enough-letters", 200),
        ("a-token-of-enough-letters", "Bearer ä", 404),
    ],
)
def test_the_measures_are_closed_unless_opened(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, setting: str, header: str, status_code: int
) -> None:
    monkeypatch.setenv(measures.SETTING, setting)
    assert client.get("/metrics", headers={"Authorization": header.encode()}).status_code == status_code


def test_the_measures_are_openmetrics_and_say_what_the_cache_holds(
    client: TestClient, held: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(measures.SETTING, "on")
    measures.begin()
    held.live.write_state(State("osi_saf", checked="2026-02-03T04:05:06Z", error="no", failures=4))
    labour.timed(held, "masie", lambda: Outcome("masie", "updated"))
    labour.looked(held)
    (held.live.path / "quarantine" / "cnemc" / "20260101T000000Z-0").mkdir(parents=True)
    job = held.root / "export" / "abc"
    job.mkdir(parents=True)
    (job / "state.json").write_text(json.dumps({"stage": "done"}))
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    told = {
        (one.name, *sorted(one.labels.values())): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }
    assert told["aoi_series",] == 1
    assert told["aoi_source_state", "failed", "osi_saf"] == 1
    assert told["aoi_source_failures", "osi_saf"] == 4
    assert (
        told["aoi_source_checked_timestamp_seconds", "osi_saf"]
        == dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC).timestamp()
    )
    last = dt.datetime.fromisoformat(held.read(SERIES).meta.last[:10]).replace(tzinfo=dt.UTC)
    assert abs(told["aoi_source_data_age_seconds", "masie"] - (dt.datetime.now(dt.UTC) - last).total_seconds()) < 60
    assert told["aoi_refresh_result", "masie", "updated"] == 1
    assert told["aoi_quarantined", "cnemc"] == 1
    assert told["aoi_export_jobs", "done"] == 1
    assert told["aoi_refresher_looked_timestamp_seconds",] > 1.7e9
    assert told["process_resident_memory_bytes",] > 1e7
    assert any(name[0] == "aoi_build_info" for name in told)


def test_the_refresher_says_that_it_looked(cache: Cache, http: object, mirror: Mirror) -> None:
    assert labour.read(cache) == {"looked": "", "sources": {}}
    watch.watch(cache, catalog(), http, ["masie"], tell=lambda _: None, pause=lambda _: None, rounds=1)  # type: ignore[arg-type]
    told = labour.read(cache)
    assert told["looked"]
    assert told["sources"]["masie"]["result"] == "failed"  # nothing lies on the mirror
    assert told["sources"]["masie"]["seconds"] >= 0


def test_a_damaged_record_of_work_is_begun_anew(cache: Cache) -> None:
    cache.live.path.mkdir(parents=True)
    (cache.live.path / labour.FILE).write_text('{"sources": [')
    labour.looked(cache)
    assert labour.read(cache)["sources"] == {}


def test_a_cache_that_cannot_be_written_does_not_stop_the_refresher(tmp_path: Path) -> None:
    (tmp_path / "live").write_text("a file where a folder should be")
    labour.looked(Cache(tmp_path))


def test_an_age_is_that_of_the_status_verb(held: Cache) -> None:
    """The measure and `status` judge by the same words."""
    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    (one,) = [item for item in status.report(held, catalog(), now) if item.source == "masie"]
    assert one.age == "stale"
    assert replace(one, state="failed").age == "stale"
    assert Side(held.root, "live").ids() == [SERIES]
