"""Sources that want a token: skipped without one, asked with it, and the token is nobody's to see."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from indicators import fetchers, refresh, status, watch
from indicators.__main__ import main
from indicators.catalog import Source, catalog, load
from indicators.download import tokens
from indicators.download.http import Http
from indicators.errors import CatalogError, DownloadError, FormatError
from indicators.store import Cache, now
from tests.mirror import Mirror

WANTING = [name for name, source in catalog().sources.items() if source.token_env]
SECRET = "abcd/efgh+12"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def _no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WANTING:
        monkeypatch.delenv(catalog().sources[name].token_env, raising=False)


def source(name: str) -> Source:
    return catalog().sources[name]


def test_two_sources_want_a_token() -> None:
    assert {"iucn", "protected_planet"} <= set(WANTING)
    assert all(source(name).terms_url and source(name).redistribute == "no" for name in ("iucn", "protected_planet"))


@pytest.mark.parametrize("name", WANTING)
def test_without_its_token_a_source_has_no_address(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fetchers.has_address(source(name))
    monkeypatch.setenv(source(name).token_env, "  ")
    assert not fetchers.has_address(source(name))
    monkeypatch.setenv(source(name).token_env, SECRET)
    assert fetchers.has_address(source(name))
    assert tokens.of(source(name)) == SECRET


@pytest.mark.parametrize("name", WANTING)
def test_named_without_its_token_it_says_which_variable_to_set(
    name: str, cache: Cache, mirror: Mirror, http: Http
) -> None:
    outcome = refresh.refresh_one(cache, catalog(), name, http)
    assert outcome.failed and source(name).token_env in outcome.sentence and "\n" not in outcome.sentence
    assert mirror.asked == []
    told = {one.source: one.state for one in status.report(cache, catalog(), now())}
    assert told[name] == "never"  # nobody was asked: there is no attempt to remember


def test_a_refresh_of_everything_passes_over_them(
    cache: Cache, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def only_noted(_cache: Any, _registry: Any, name: str, _http: Any) -> refresh.Outcome:
        asked.append(name)
        return refresh.Outcome(name, "unchanged")

    monkeypatch.setattr(refresh, "refresh_one", only_noted)
    assert main(["--cache", str(cache.root), "--mirror", mirror.url, "refresh"]) == 0
    assert {"obis", "gbif"} <= set(asked) and not set(WANTING) & set(asked)
    assert not any(name in "".join(capsys.readouterr()) for name in WANTING)


def test_on_the_command_line_it_is_one_sentence_and_a_failure(
    cache: Cache, mirror: Mirror, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--cache", str(cache.root), "--mirror", mirror.url, "refresh", "iucn"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("iucn: failed: ") and "IUCN_REDLIST_KEY" in line
    assert main(["--cache", str(cache.root), "status", "--json"]) == 0
    told = {one["source"]: one for one in json.loads(capsys.readouterr().out)}
    assert (told["iucn"]["state"], told["iucn"]["error"]) == ("never", "")


def test_whoever_watches_is_told_once_and_it_is_not_asked_for(
    cache: Cache, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watched: list[str] = []
    monkeypatch.setattr(watch, "watch", lambda _cache, _registry, _http, names, *, tell: watched.extend(names))
    assert main(["--cache", str(cache.root), "refresh", "--watch", "iucn", "masie"]) == 0
    assert watched == ["masie"]
    assert capsys.readouterr().err.count("IUCN_REDLIST_KEY") == 1


@pytest.mark.parametrize("wrong", ["short", "two words here", "schlüssel-mit-ü"])
def test_what_is_no_token_is_told_without_showing_it(
    wrong: str, cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(source("iucn").token_env, wrong)
    outcome = refresh.refresh_one(cache, catalog(), "iucn", http)
    assert outcome.failed and "IUCN_REDLIST_KEY" in outcome.sentence and wrong not in outcome.sentence
    assert mirror.asked == []


@pytest.mark.parametrize("kind", [FormatError, DownloadError, ValueError, OSError])
def test_an_error_is_masked_whatever_it_is(kind: type[Exception]) -> None:
    def fail() -> None:
        raise kind(f"https://x.example/?token={SECRET} and abcd%2Fefgh%2B12")

    with pytest.raises((FormatError, DownloadError)) as caught:
        tokens.hidden(SECRET, fail)
    assert str(caught.value).count("***") == 2
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert "efgh" not in repr(caught.value)


def test_an_error_keeps_its_kind_and_status() -> None:
    def fail() -> None:
        raise DownloadError("answered 404", f"https://x.example/{SECRET}", "Try again.", status=404)

    with pytest.raises(DownloadError) as caught:
        tokens.hidden(SECRET, fail)
    assert (caught.value.status, caught.value.where) == (404, "https://x.example/***")


def test_the_library_s_log_is_masked_only_while_a_token_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("urllib3.connectionpool")
    tokens.hidden(SECRET, lambda: log.warning("Retrying after %s: %s", "a fault", f"/v3?token={SECRET}"))
    assert caplog.messages == ["Retrying after a fault: /v3?token=***"]
    log.warning("Retrying %s", "later")
    assert caplog.messages[1] == "Retrying later" and log.filters == []


def test_a_variable_s_name_is_checked(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "data_sources.yaml").read_text(encoding="utf-8")
    path = tmp_path / "data_sources.yaml"
    path.write_text(text.replace("token_env: IUCN_REDLIST_KEY", "token_env: my key"), encoding="utf-8")
    with pytest.raises(CatalogError, match="iucn.token_env"):
        load(path)


def test_a_source_without_a_token_is_asked_as_ever() -> None:
    assert tokens.held(source("masie")) and tokens.of(source("masie")) == ""
    assert tokens.hidden("", lambda: dt.date(2026, 1, 1)) == dt.date(2026, 1, 1)


@pytest.mark.parametrize("name", WANTING)
def test_the_sources_page_says_that_a_token_is_needed(name: str, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMUR_OKHOTSK_CACHE", str(cache.root))
    monkeypatch.setenv(source(name).token_env, SECRET)
    page = AppTest.from_file(str(Path(__file__).parents[1] / "pages" / "sources.py"), default_timeout=60)
    page.session_state[f"source:{name}"] = True  # unfold its card
    page.run()
    assert not page.exception
    told = " ".join(str(getattr(part, "proto", part)) for part in page.main)
    assert f"token of your own in the environment variable {source(name).token_env}" in told
    assert source(name).licence in told and source(name).terms_url in told
    assert "Values may not be passed on" in told and SECRET not in told
