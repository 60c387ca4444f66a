"""Logs: one JSON object a line where asked for, and no secret in any of them."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import logs
from indicators.store import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "9f8e7d6c5b4a39281706"  # noqa: S105 - of nobody
SETTINGS = ("IUCN_REDLIST_KEY", "PROTECTED_PLANET_TOKEN", "STREAMLIT_SERVER_COOKIE_SECRET", "AMUR_OKHOTSK_METRICS")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    factory, loggers = logging.getLogRecordFactory(), logging.getLoggerClass()
    yield
    logging.setLogRecordFactory(factory)
    logging.setLoggerClass(loggers)
    logs._secrets.cache_clear()


@pytest.mark.parametrize(
    "line",
    [
        f"GET https://api.example/v4/taxa?token={TOKEN}&page=2 failed",
        f"GET https://api.example/v4/taxa?page=2&api_key={TOKEN}",
        f"GET https://api.example/x?key={TOKEN}",
        f"callback /oauth2callback?code={TOKEN}&state=abc",
        f"headers: {{'Authorization': 'Bearer {TOKEN}', 'Accept': '*/*'}}",
        f"Authorization: Token {TOKEN}",
        f"Authorization: {TOKEN}",
        f"Cookie: _streamlit_user={TOKEN}; other={TOKEN}",
        f"Set-Cookie: aoi={TOKEN}; Path=/",
        f"could not connect to https://reader:{TOKEN}@mirror.example/path",
        f'{{"client_secret": "{TOKEN}", "client_id": "dashboard"}}',
        f"password={TOKEN}",
        f"GET /export/{TOKEN}.zip 404",
        f"/export?job={TOKEN}&lang=ja",
    ],
)
def test_what_stands_where_secrets_stand_is_masked(line: str) -> None:
    assert TOKEN not in logs.clean(line)
    assert logs.MASK in logs.clean(line)


def test_the_value_of_a_secret_setting_is_masked_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "IUCN_REDLIST_KEY",
        "PROTECTED_PLANET_TOKEN",
        "STREAMLIT_SERVER_COOKIE_SECRET",
        "AMUR_OKHOTSK_METRICS",
    ):
        monkeypatch.setenv(name, f"{name}-{TOKEN}")
    logs._secrets.cache_clear()
    for name in (
        "IUCN_REDLIST_KEY",
        "PROTECTED_PLANET_TOKEN",
        "STREAMLIT_SERVER_COOKIE_SECRET",
        "AMUR_OKHOTSK_METRICS",
    ):
        assert TOKEN not in logs.clean(f"a plain {name}-{TOKEN} in a sentence")


def test_a_token_of_the_registry_is_known_by_its_name() -> None:
    from indicators.catalog import catalog

    for source in catalog().sources.values():
        assert not source.token_env or logs._NAMED.search(source.token_env), source.token_env


@pytest.mark.parametrize(
    "line",
    [
        "masie: the file is larger than 20 MB: Check that it is the right file",
        "https://noaadata.apps.nsidc.org/NOAA/G02186/masie.csv?page=2&lang=ja&region=bering_sea",
        "page run",
        "unknown key 'frequency' in data_sources.yaml line 12",
    ],
)
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert logs.clean(line) == line


@given(st.text(max_size=300))
def test_cleaning_never_fails_and_cleans_once_for_all(text: str) -> None:
    assert logs.clean(logs.clean(text)) == logs.clean(text)


def test_every_record_is_cleaned_its_trace_too(caplog: pytest.LogCaptureFixture) -> None:
    logs.begin()
    try:
        raise OSError(f"https://api.example/?token={TOKEN}")
    except OSError:
        logging.getLogger("some.library").exception("asked %s", f"https://api.example/?api_key={TOKEN}")
    logging.getLogger("some.library").warning("%s and %d", "no number")  # a line that cannot be formed
    assert TOKEN not in caplog.text
    assert "Traceback" in caplog.text


def test_a_line_is_one_json_object_that_tells_what_it_is_about() -> None:
    logs.begin()
    with logs.about(page="sea_ice", lang="ja", session="0a1b"):
        record = logging.getLogger("ui").makeRecord(
            "ui", logging.INFO, "f.py", 1, "line one\nline %s", ("two",), None, extra={"milliseconds": 12}
        )
    line = logs.Lines().format(record)
    told = json.loads(line)
    assert "\n" not in line
    assert told.pop("time").endswith("Z")
    assert told == {"level": "info", "logger": "ui", "message": "line one\nline two", "page": "sea_ice", "lang": "ja",
                    "session": "0a1b", "milliseconds": 12}  # fmt: skip


def test_a_command_writes_json_lines_and_its_own_output_stays(tmp_path: Path) -> None:
    """A refresh through a mirror that is not there, with a token in its address."""
    environment = {"PATH": "/usr/bin:/bin", logs.FORM: "json", ENVIRONMENT: str(tmp_path / "cache")}
    mirror = f"http://reader:{TOKEN}@127.0.0.1:9/"
    command = [sys.executable, "-m", "indicators", "refresh", "masie", "--json", "--mirror", mirror]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 1, ended.stderr
    assert json.loads(ended.stdout)["result"] == "failed"
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    (line,) = [one for one in told if one["logger"] == "indicators.labour"]
    assert (line["source"], line["result"], line["level"]) == ("masie", "failed", "warning")
    assert line["milliseconds"] >= 0
    assert TOKEN not in ended.stderr
    work = json.loads((tmp_path / "cache" / "live" / "refresher.json").read_text())
    assert work["sources"]["masie"]["result"] == "failed"
