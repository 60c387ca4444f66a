"""Who is what: the operator's list, and what counts of a sign-in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from streamlit import auth_util
from streamlit.runtime.secrets import AttrDict
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from indicators.audience import MEMBERS, PUBLIC, SECRETARIAT
from indicators.members import roles
from ui import who

SECRET = "a secret of the tests, thirty-two letters and more"  # noqa: S105 - of the tests
ORIGIN = "https://dash.example"
LIST = """
secretariat: {emails: [Office@Consortium.example], claims: {groups: [office]}}
members: {emails: [one@institute.example]}
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "roles.yaml"
    made.write_text(LIST, encoding="utf-8")
    monkeypatch.setenv(roles.ENVIRONMENT, str(made))
    return made


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    auth = {
        "redirect_uri": f"{ORIGIN}/oauth2callback",
        "cookie_secret": SECRET,
        "client_id": "a",
        "client_secret": "b",
        "server_metadata_url": "https://id.example/.well-known/openid-configuration",
    }

    class Secrets:
        @staticmethod
        def load_if_toml_exists() -> bool:
            return True

        @staticmethod
        def get(_name: str, _other: object = None) -> AttrDict:
            return AttrDict(auth)

    monkeypatch.setattr(auth_util, "secrets_singleton", Secrets)
    return auth


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"email": "one@institute.example", "email_verified": True}, MEMBERS),
        ({"email": "ONE@institute.example", "email_verified": True}, MEMBERS),
        ({"email": "office@consortium.example", "email_verified": True}, SECRETARIAT),
        ({"email": "one@institute.example", "email_verified": False}, PUBLIC),
        ({"email": "one@institute.example", "email_verified": "true"}, PUBLIC),
        ({"email": "one@institute.example"}, PUBLIC),
        ({"email": "other@institute.example", "email_verified": True}, PUBLIC),
        ({"email": "ſ@x.example", "email_verified": True}, PUBLIC),
        ({"email": "one@institute.example\u2028", "email_verified": True}, PUBLIC),
        ({"email": ["one@institute.example"], "email_verified": True}, PUBLIC),
        ({"groups": ["guests", "office"]}, SECRETARIAT),
        ({"groups": "office"}, SECRETARIAT),
        ({"groups": ["guests"]}, PUBLIC),
        ({"groups": {"office": True}}, PUBLIC),
        ({}, PUBLIC),
    ],
)
def test_what_the_provider_says_decides_with_the_list(told: dict[str, Any], expected: str) -> None:
    assert roles.of(told) == expected


def test_an_address_of_look_alike_letters_is_nobodys(path: Path) -> None:
    path.write_text("members: {emails: [kim@institute.example]}", encoding="utf-8")
    assert roles.of({"email": "kim@institute.example", "email_verified": True}) is MEMBERS
    assert roles.of({"email": "\u212aim@institute.example", "email_verified": True}) is PUBLIC  # the sign of kelvin


@pytest.mark.parametrize(
    "text",
    [
        "members: [one@institute.example]",
        "members: {emails: one@institute.example}",
        "members: {emails: ['*@institute.example ', one]}",
        "members: {emails: [one@institute.example], admins: []}",
        "member: {emails: [one@institute.example]}",
        "members: {emails: [one@institute.example]",
        "members: !!python/object/apply:os.system ['true']",
        "members: {emails: [one@institute.example], claims: {groups: ['']}}",
        "\0",
    ],
)
def test_a_list_that_is_not_as_it_should_be_makes_nobody_anything(
    text: str, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_text(text, encoding="utf-8")
    assert roles.of({"email": "one@institute.example", "email_verified": True, "groups": [""]}) is PUBLIC
    assert "nobody is a member" in caplog.text


def test_a_line_taken_out_counts_at_once_and_a_list_that_is_gone_too(path: Path) -> None:
    me = {"email": "one@institute.example", "email_verified": True}
    assert roles.of(me) is MEMBERS
    path.write_text("members: {emails: [two@institute.example]}", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert roles.of(me) is PUBLIC
    path.unlink()
    assert roles.of(me) is PUBLIC


def cookie(secret: str = SECRET, *, name: str = "_streamlit_user", **told: Any) -> dict[str, str]:
    """A cookie as Streamlit makes it when somebody has signed in."""
    content = {"origin": ORIGIN, "is_logged_in": True, "provider": "default", "email": "one@institute.example",
               "email_verified": True} | told  # fmt: skip
    return {"_streamlit_user": create_signed_value(secret, name, json.dumps(content)).decode()}


def request(cookies: dict[str, str], **headers: str) -> Request:
    told = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), **headers}
    listed = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in told.items()]
    return Request({"type": "http", "method": "GET", "path": "/data/x.csv", "headers": listed, "query_string": b""})


@pytest.mark.usefixtures("path", "provider")
def test_a_request_with_the_signed_cookie_is_the_members() -> None:
    assert who.asking(request(cookie())) is MEMBERS
    assert who.asking(request({})) is PUBLIC


@pytest.mark.usefixtures("path", "provider")
@pytest.mark.parametrize(
    "cookies",
    [
        cookie("another secret of thirty-two letters and some"),
        cookie(name="_streamlit_user_tokens"),
        cookie(origin="https://elsewhere.example"),
        cookie(is_logged_in=False),
        cookie(is_logged_in="yes"),
        cookie(provider="guests"),
        {"_streamlit_user": "e30.a.b"},
        {"_streamlit_user": cookie()["_streamlit_user"][:-2]},
        {"_streamlit_user": "é"},
        {"_streamlit_user": create_signed_value(SECRET, "_streamlit_user", "[1]").decode()},
        {"_streamlit_user": create_signed_value(SECRET, "_streamlit_user", "no json").decode()},
        {"_streamlit_user": create_signed_value(SECRET, "_streamlit_user", "chunks-3").decode()},
    ],
)
def test_a_cookie_that_is_not_ours_makes_nobody_anything(cookies: dict[str, str]) -> None:
    assert who.asking(request(cookies)) is PUBLIC


@pytest.mark.usefixtures("path", "provider")
def test_a_request_that_another_site_starts_is_the_publics() -> None:
    assert who.asking(request(cookie(), sec_fetch_site="cross-site")) is PUBLIC


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("change", [{"cookie_secret": "short"}, {"client_id": ""}, {"server_metadata_url": None}])
def test_half_a_configuration_is_none(provider: dict[str, Any], change: dict[str, Any]) -> None:
    assert who.configured()
    provider.update(change)
    for name in [name for name, value in change.items() if not value]:
        del provider[name]
    assert not who.configured()
    assert who.asking(request(cookie(str(provider["cookie_secret"])))) is PUBLIC
