"""The way the CNEMC feed wants to be asked, against a provider on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from indicators import fetchers
from indicators.catalog import catalog
from indicators.download.http import Http, Limits
from indicators.errors import DownloadError, FormatError
from indicators.river.cnemc_feed import LABELS


def feed(*sections: str, **changed: Any) -> bytes:
    rows = [["黑龙江省", "松花江流域", section, "05-08 12:00", *["--"] * 12, "正常"] for section in sections]
    answer = {"result": 1, "total": 1, "records": len(rows), "thead": list(LABELS), "tbody": rows}
    return json.dumps(answer | changed, ensure_ascii=False).encode()


class Provider(BaseHTTPRequestHandler):
    """The feed as recorded: `-1` until the page and the list of basins were asked; two pages of rows."""

    asked: list[tuple[str, str, dict[str, list[str]], str]]
    pages: list[bytes]
    status = 200

    def do_GET(self) -> None:
        self._answer(b"<!DOCTYPE html><html></html>", {}, self.status)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        actions = [before[2].get("action", ["GET"])[0] for before in self.asked]
        if form["action"] == ["getArea_RiverDic"]:
            self._answer(b'{"result": 1}', form)
        elif actions[:2] != ["GET", "getArea_RiverDic"]:
            self._answer(b"-1", form)
        else:
            self._answer(self.pages[int(form["PageIndex"][0]) - 1], form)

    def _answer(self, content: bytes, form: dict[str, list[str]], status: int = 200) -> None:
        self.asked.append((self.command, self.path, form, self.headers.get("Referer", "")))
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def provider() -> Iterator[tuple[type[Provider], Http]]:
    handler = type("Recorded", (Provider,), {"asked": [], "pages": [feed("同江")]})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler, Http(f"http://127.0.0.1:{server.server_port}", Limits(retries=0))
    server.shutdown()
    server.server_close()


class TestFetch:
    def test_it_is_asked_the_way_its_own_page_asks(self, provider: tuple[type[Provider], Http]) -> None:
        handler, http = provider
        payload = fetchers.fetch("cnemc", catalog(), http, None)
        assert payload is not None
        assert [asked[0] for asked in handler.asked] == ["GET", "POST", "POST"]
        assert all(asked[1].startswith("/szzdjc.cnemc.cn:8070/GJZ/") for asked in handler.asked)
        form = {name: values[0] for name, values in handler.asked[2][2].items()}
        assert form == {
            "action": "getRealDatas",
            "AreaID": "",
            "RiverID": "",
            "MNName": "",
            "PageIndex": "1",
            "PageSize": "2000",
        }
        assert handler.asked[2][3].endswith("/GJZ/Business/Publish/RealDatas.html")
        assert json.loads(payload.content)["tbody"][0][2] == "同江"
        assert payload.url.endswith("/GJZ/Ajax/Publish.ashx")

    def test_further_pages_are_followed_while_rows_are_missing(self, provider: tuple[type[Provider], Http]) -> None:
        handler, http = provider
        handler.pages = [feed("同江", total=3, records=2), feed("圈河", total=3, records=2)]
        payload = fetchers.fetch("cnemc", catalog(), http, None)
        assert payload is not None
        assert [line[2] for line in json.loads(payload.content)["tbody"]] == ["同江", "圈河"]

    def test_a_provider_that_repeats_its_page_is_left_alone(self, provider: tuple[type[Provider], Http]) -> None:
        handler, http = provider
        handler.pages = [feed("同江", total=2, records=100)] * 2
        payload = fetchers.fetch("cnemc", catalog(), http, None)
        assert payload is not None
        assert len(json.loads(payload.content)["tbody"]) == 1

    def test_a_page_that_is_not_there_is_an_error_and_nothing_more_is_asked(
        self, provider: tuple[type[Provider], Http]
    ) -> None:
        handler, http = provider
        handler.status = 404
        with pytest.raises(DownloadError, match=r"Main\.html.*404"):
            fetchers.fetch("cnemc", catalog(), http, None)
        assert len(handler.asked) == 1

    @pytest.mark.parametrize(("page", "told"), [(b"-1", "-1"), (b'{"result": -2}', "result -2")])
    def test_a_refusal_is_an_error(self, provider: tuple[type[Provider], Http], page: bytes, told: str) -> None:
        handler, http = provider
        handler.pages = [page]
        with pytest.raises((DownloadError, FormatError), match=told):
            fetchers.fetch("cnemc", catalog(), http, None)
