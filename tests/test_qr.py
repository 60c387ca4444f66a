"""QR codes are made of addresses of this site only, as the reader's browser or the operator names it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indicators import addresses
from ui import qr
from ui.routes import ROUTES


@pytest.fixture
def asked() -> TestClient:
    return TestClient(Starlette(routes=ROUTES), base_url="http://127.0.0.1:8501")


def test_the_code_is_for_the_site_that_the_browser_sees(asked: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(addresses.PUBLIC, raising=False)
    to = {"to": "sea_ice?region=bering_sea&chart=season"}
    behind = asked.get("/qr.svg", params=to, headers={"referer": "http://127.0.0.1:9999/map?present=consortium.3"})
    assert behind.content == qr.svg("http://127.0.0.1:9999/sea_ice?region=bering_sea&chart=season")
    assert behind.headers["content-type"] == "image/svg+xml"
    assert asked.get("/qr.svg", params=to).content == qr.svg(
        "http://127.0.0.1:8501/sea_ice?region=bering_sea&chart=season"
    )
    monkeypatch.setenv(addresses.PUBLIC, "http://127.0.0.1/shared/")
    assert asked.get("/qr.svg", params=to).content == qr.svg(
        "http://127.0.0.1/shared/sea_ice?region=bering_sea&chart=season"
    )


@pytest.mark.parametrize(
    "to", ["//other.example/", "http://127.0.0.1/", "nowhere?x=1", "sea_ice?" + "x" * 1300, "../sea_ice"]
)
def test_other_addresses_get_no_code(asked: TestClient, to: str) -> None:
    assert asked.get("/qr.svg", params={"to": to}).status_code == 404
