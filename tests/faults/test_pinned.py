"""The one provider that is not verified is held to its certificate: a real TLS server on loopback that changes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import ssl
from pathlib import Path

import pytest

from indicators import refresh
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download import guarded
from indicators.download.http import Http
from indicators.download.pinned import Pin
from indicators.errors import DownloadError
from indicators.store import Cache
from tests.faults import faults, samples
from tests.mirror import Mirror

NAME = "cnemc"


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine counts as the open internet."""
    monkeypatch.setattr(guarded, "is_open", lambda address: address == "127.0.0.1")


def server(folder: Path) -> tuple[Mirror, str]:
    """A provider with a certificate that nobody signed, and the certificate's SHA-256."""
    folder.mkdir()
    made = Mirror(faults.untrusted(folder))
    samples.cnemc(made, samples.days(dt.date(2026, 2, 1), 8, 2.0))
    pem = (folder / "certificate.pem").read_text()
    return made, hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def at(address: str, *named: str) -> Catalog:
    """The registry with the provider at an address, and with certificates that it names."""
    before = catalog()
    source = before.sources[NAME]
    urls = {key: url.replace("https://", f"{address}/") for key, url in source.urls.items()}
    moved = source.model_copy(update={"urls": urls, "url": urls["data"], "certificates": named})
    return before.model_copy(update={"sources": {**before.sources, NAME: moved}})


def test_the_first_certificate_is_remembered_and_another_one_refused(cache: Cache, tmp_path: Path) -> None:
    first, shown = server(tmp_path / "first")
    with first:
        assert refresh.refresh_one(cache, at(first.url), NAME, Http()).result == "updated"
    held = cache.live.state(NAME)
    assert held is not None and held.certificate == shown
    other, another = server(tmp_path / "other")
    with other:
        outcome = refresh.refresh_one(cache, at(other.url), NAME, Http())
        assert outcome.result == "failed"
        assert another in outcome.sentence and held.retrieved[:10] in outcome.sentence
        assert other.asked == []  # nothing was sent to it, and nothing of it read
        assert cache.live.state(NAME).certificate == shown  # type: ignore[union-attr]
        http = Http()
        http.new_certificate = True
        assert refresh.refresh_one(cache, at(other.url), NAME, http).result == "unchanged"
        assert cache.live.state(NAME).certificate == another  # type: ignore[union-attr]
        assert refresh.refresh_one(cache, at(other.url), NAME, Http()).result == "unchanged"


def test_what_the_registry_names_is_all_that_counts(cache: Cache, tmp_path: Path) -> None:
    provider, shown = server(tmp_path / "first")
    with provider:
        wrong = at(provider.url, "0" * 64)
        http = Http()
        http.new_certificate = True
        outcome = refresh.refresh_one(cache, wrong, NAME, http)
        assert (outcome.result, provider.asked) == ("failed", [])
        assert "the registry names" in outcome.sentence
        assert refresh.refresh_one(cache, at(provider.url, "0" * 64, shown), NAME, Http()).result == "updated"


def test_a_file_by_hand_leaves_what_is_remembered(cache: Cache, tmp_path: Path) -> None:
    provider, shown = server(tmp_path / "first")
    with provider:
        refresh.refresh_one(cache, at(provider.url), NAME, Http())
        held = cache.live.state(NAME)
        assert held is not None
    with Mirror() as plain:
        samples.cnemc(plain, samples.days(dt.date(2026, 2, 1), 2, 2.0))
        body = next(reply.body for address, reply in plain.replies.items() if address.endswith("Publish.ashx"))
    file = tmp_path / "2026-02-10.json"
    file.write_bytes(body)
    assert main(["--cache", str(cache.root), "load", NAME, str(file), "--force"]) == 0
    after = json.loads((cache.live.path / "sources" / f"{NAME}.json").read_text())
    assert after["certificate"] == shown


def test_within_one_refresh_the_certificate_must_not_change() -> None:
    pin = Pin()
    pin.look("host", b"one")
    pin.look("host", b"one")
    with pytest.raises(DownloadError, match="is not the one that was seen until a moment ago"):
        pin.look("host", b"two")


@pytest.mark.parametrize("given", [[], ["cnemc", "masie"], ["cnemc", "--watch"]])
def test_another_certificate_is_let_in_for_one_source_and_once(given: list[str], tmp_path: Path) -> None:
    assert main(["--cache", str(tmp_path), "refresh", *given, "--new-certificate"]) == 2


def test_dates_are_told_of_the_day_that_data_last_came() -> None:
    day = dt.date(2026, 2, 1).isoformat()
    with pytest.raises(DownloadError, match=f"was seen until {day}"):
        Pin(remembered="a", since=f"{day}T00:00:00Z").look("host", b"two")
