"""What every answer tells a browser, and whom the server answers."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from ui import frame
from ui.delivery import guard, policy
from ui.delivery.guard import Guard

SCRIPT = "document.title='ours'"


def server() -> TestClient:
    """The guard in front of pages, files, a websocket and what Streamlit has of its own."""

    def page(_: object) -> Response:
        return HTMLResponse(f"<script>{SCRIPT}</script>")

    def file(_: object) -> Response:
        return PlainTextResponse("1,2")

    def unchanged(_: object) -> Response:
        return Response(status_code=304)

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()

    routes = [Route("/home", page), Route("/light/en/home", page), Route("/data/x.csv", file),
              Route("/kept", unchanged), Route("/light/en/kept", unchanged), Route("/unknown", unchanged),
              Route("/_stcore/{rest:path}", file), WebSocketRoute("/stream", stream)]  # fmt: skip
    app = Guard(Starlette(routes=routes), ("home", "kept"), lambda: policy.checksums([SCRIPT]))
    return TestClient(app, base_url="http://dash.example")


def rules(answer: Response) -> dict[str, list[str]]:
    told = (rule.split() for rule in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in told}


@pytest.mark.parametrize("path", ["/home", "/light/en/home", "/data/x.csv", "/healthz", "/nowhere"])
def test_every_answer_says_what_a_browser_may_do(path: str) -> None:
    answer = server().get(path)
    for name, value in policy.SAFE:
        assert answer.headers[name] == value
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert rules(answer)["frame-ancestors"] == ["'self'"]
    assert rules(answer)["default-src"] in (["'self'"], ["'none'"])


def test_a_page_may_ask_no_other_host_and_run_no_script_but_ours() -> None:
    told = rules(server().get("/home"))
    ours = {"'self'", "'none'", "data:", "blob:", "'unsafe-inline'", "'wasm-unsafe-eval'",
            "ws://dash.example", "wss://dash.example"}  # fmt: skip
    assert {one for values in told.values() for one in values if not one.startswith("'sha256-")} <= ours
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(told["script-src"])
    assert policy.checksums([SCRIPT])[0] in told["script-src"]
    assert told["base-uri"] == told["object-src"] == ["'none'"]


def test_a_light_page_and_a_file_run_nothing() -> None:
    for path in ("/light/en/home", "/data/x.csv"):
        told = rules(server().get(path))
        assert told["default-src"] == ["'none'"]
        assert "script-src" not in told
    assert "sandbox" in rules(server().get("/data/x.csv"))


def test_not_modified_says_the_same_as_the_answer_that_the_browser_keeps() -> None:
    """A browser takes the headers of a 304 for those of the page it kept."""
    client = server()
    for kept, whole in (("/kept", "/home"), ("/light/en/kept", "/light/en/home")):
        assert (
            client.get(kept).headers["Content-Security-Policy"] == client.get(whole).headers["Content-Security-Policy"]
        )
    assert "Content-Security-Policy" not in client.get("/unknown").headers


@pytest.mark.parametrize("host", ["dash.example; script-src *", "a b", "x'y", "dash.example:99999999", ""])
def test_a_strange_host_says_nothing_in_the_policy(host: str) -> None:
    told = policy.page((), host)
    assert "connect-src 'self';" in told
    assert "script-src *" not in told


def test_checksums_are_of_the_scripts_that_the_pages_write() -> None:
    assert policy.inline("<p><script>a()</script></p><script src='x'></script><script>\nb\n</script>") == [
        "a()",
        "\nb\n",
    ]
    assert policy.checksums(["alert('Hello, world.');"]) == (
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",  # the example of the specification
    )
    assert len(frame.scripts()) == len(set(frame.scripts())) == 7  # six languages, and a place in a deck given up
    assert not [one for one in frame.scripts() if "</" in one]


def test_pages_may_be_shown_in_a_frame_by_those_named_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(policy.EMBED, "https://consortium.example, javascript:x, *, 'unsafe', https://b.example:8443")
    answer = server().get("/home")
    assert rules(answer)["frame-ancestors"] == ["'self'", "https://consortium.example", "https://b.example:8443"]
    assert "X-Frame-Options" not in answer.headers
    assert rules(server().get("/light/en/home"))["frame-ancestors"][1] == "https://consortium.example"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("dash.example", 200),
        ("DASH.example:8501", 200),
        ("a.institute.example", 200),
        ("127.0.0.1:8501", 200),
        ("[::1]:8501", 200),
        ("localhost", 200),
        ("evil.example", 400),
        ("dash.example.evil.example", 400),
        ("institute.example", 400),
    ],
)
def test_other_names_are_refused(monkeypatch: pytest.MonkeyPatch, host: str, status: int) -> None:
    monkeypatch.setenv(guard.HOSTS, "dash.example, *.institute.example")
    client = server()
    assert client.get("/home", headers={"Host": host}).status_code == status
    if status == 200:
        with client.websocket_connect("/stream", headers={"Host": host}) as socket:
            assert socket.receive_text() == "hello"
    else:
        with pytest.raises(Exception) as refused, client.websocket_connect("/stream", headers={"Host": host}):
            pass
        assert "400" in repr(refused.value) or getattr(refused.value, "status_code", 0) == 400


def test_without_names_every_name_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(guard.HOSTS, raising=False)
    assert server().get("/home", headers={"Host": "anything.example"}).status_code == 200


def test_a_name_that_cannot_be_meant_ends_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.HOSTS, "https://dash.example")
    with pytest.raises(ValueError, match=r"AMUR_OKHOTSK_HOSTS.*https://dash.example"):
        server()


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"])
def test_streamlits_own_ways_in_are_closed(path: str) -> None:
    assert server().get(path).status_code == 404
    assert server().get("/_stcore/health").status_code == 200


def test_the_sign_of_life_needs_neither_thread_nor_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise AssertionError("it used the disk or a thread")

    monkeypatch.setattr("starlette.concurrency.run_in_threadpool", busy)
    monkeypatch.setattr("pathlib.Path.stat", busy)
    monkeypatch.setattr("builtins.open", busy)
    assert (answer := server().get("/healthz")).text == "ok\n"
    assert re.match(r"no-store", answer.headers["Cache-Control"])
