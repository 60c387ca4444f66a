"""Two real replicas behind the nginx of `deploy/`: a browser stays with one, and another takes over when it dies."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indicators import logs
from indicators.store import Cache
from tests.browser.conftest import DRAWN, Server, shown  # noqa: F401 - a fixture
from ui.delivery import guard

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SERIES = "/data/sea_ice_extent.sea_of_okhotsk.masie.csv"


@dataclass
class Site:
    """The proxy and what it wrote about each answer."""

    port: int
    replicas: dict[str, Server]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer

    def who(self, agent: str) -> list[str]:
        """Replicas that answered a browser of this name, in order."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line["replica"].rpartition(", ")[2] for line in lines if line["agent"] == agent and line["replica"]]


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def site(shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: F811
    """Both replicas and the proxy, as shipped but for addresses, and for the browser's name in the log."""
    if NGINX is None:
        pytest.skip("no nginx here (apt-get install nginx-light)")
    room, port = tmp_path_factory.mktemp("proxy"), free()
    with ExitStack() as running:
        patch = running.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "the same for both")
        patch.setenv(logs.FORM, "json")
        patch.setenv(guard.HOSTS, "dash.example")
        one, two = (running.enter_context(Server(shown.root, tmp_path_factory.mktemp("home"))) for _ in range(2))
        replicas = {server.url.removeprefix("http://"): server for server in (one, two)}
        for file in DEPLOY.glob("*.conf"):
            text = file.read_text()
            for name, address in zip(("dashboard-1:8501", "dashboard-2:8501"), replicas, strict=True):
                text = text.replace(name, address)
            text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/dev/stdout", str(room / "log"))
            text = text.replace('"path":', '"agent":"$http_user_agent","path":')
            (room / file.name).write_text(text)
        if os.geteuid() == 0:  # its workers would be somebody who may not enter this folder
            (room / "nginx.conf").write_text("user root;\n" + (room / "nginx.conf").read_text())
        with (room / "errors").open("wb") as errors:
            process = subprocess.Popen([NGINX, "-p", f"{room}/", "-c", str(room / "nginx.conf")], stderr=errors)
        try:
            made = Site(port, replicas, room / "log")
            _wait(made)
            yield made
        finally:
            process.terminate()
            process.wait(10)


def _wait(site: Site) -> None:
    pause = threading.Event()
    for _ in range(100):
        try:
            if site.get("/healthz").status == 200:
                return
        except OSError:
            pause.wait(0.05)
    raise AssertionError("the proxy does not listen")


def test_a_visitor_stays_with_one_replica_and_visitors_are_spread(site: Site) -> None:
    met = set()
    for number in range(16):
        agent = f"visitor {number}"
        first = site.get("/home", User_Agent=agent)
        cookie = re.match(r"aoi_replica=[0-9a-f]{32}", first.getheader("Set-Cookie", ""))
        assert cookie, first.getheaders()
        for path in ("/home?lang=ja", "/assets/access.js", "/_stcore/health"):
            again = site.get(path, User_Agent=f"{agent} again", Cookie=cookie[0])
            assert (again.status, "aoi_replica" in again.getheader("Set-Cookie", "")) == (200, False)
        (mine,) = set(site.who(f"{agent} again"))
        met.add(mine)
    assert met == set(site.replicas)


def test_whoever_refuses_cookies_stays_too(site: Site) -> None:
    for path in ("/home", "/assets/access.js", "/_stcore/health", "/home?lang=ru"):
        assert site.get(path, User_Agent="no cookies").status == 200
    assert len(set(site.who("no cookies"))) == 1


def test_a_made_up_cookie_is_replaced(site: Site) -> None:
    told = site.get("/home", Cookie="aoi_replica=../../etc", User_Agent="made up").getheader("Set-Cookie", "")
    assert re.match(r"aoi_replica=[0-9a-f]{32}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax$", told)
    secure = site.get("/home", X_Forwarded_Proto="https").getheader("Set-Cookie", "")
    assert secure.endswith("; Secure")


def test_a_file_is_whole_and_the_measures_stay_inside(site: Site) -> None:
    answer = site.get(SERIES)
    assert (answer.status, answer.getheader("X-Content-Type-Options")) == (200, "nosniff")
    assert site.get("/metrics").status == 404
    assert "nginx/" not in str(answer.getheader("Server"))


def test_a_foreign_name_is_refused_through_the_proxy_too(site: Site) -> None:
    assert site.get("/home", Host="dash.example").status == 200
    assert site.get("/home", Host="evil.example").status == 400
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13",
               "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    assert site.get("/_stcore/stream", Host="evil.example", **upgrade).status == 400


def test_when_a_replica_dies_the_page_lives_on_with_its_choices(site: Site, browser: Any) -> None:
    """The last test of this file: it takes a replica down."""
    context = browser.new_context(user_agent="meeting", accept_downloads=True)
    page = context.new_page()
    try:
        page.goto(f"{site.url}/sea_ice?lang=ja&region=bering_sea")
        page.wait_for_function(DRAWN, timeout=60_000)
        mine = site.who("meeting")[-1]  # the first answer, before there was a cookie, may be of the other
        title = page.locator(".aoi-card h2").first.inner_text()
        sockets: list[str] = []
        page.on("websocket", lambda socket_: sockets.append(socket_.url))
        begun = time.monotonic()
        site.replicas[mine].process.kill()
        while not sockets and time.monotonic() < begun + 60:
            page.wait_for_timeout(50)
        assert sockets, "the page did not connect again"
        page.wait_for_function(DRAWN, timeout=60_000)
        assert "region=bering_sea" in page.url
        assert page.locator(".aoi-card h2").first.inner_text() == title
        page.reload()  # everything of the page comes from the other replica
        page.wait_for_function(DRAWN, timeout=60_000)
        assert page.locator(".aoi-card h2").first.inner_text() == title
        assert site.who("meeting")[-1] != mine
        with page.expect_download() as file:
            page.evaluate(f"location.href = '{SERIES}'")
        assert file.value.suggested_filename.endswith(".csv")
        lines = [json.loads(line) for server in site.replicas.values() for line in server.said().splitlines()]
        runs = [line for line in lines if line["message"] == "page run"]
        assert {(line["page"], line["lang"]) for line in runs} == {("sea_ice", "ja")}
        assert len({line["session"] for line in runs}) >= 2  # one at each replica
    finally:
        context.close()
