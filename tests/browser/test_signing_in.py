"""Signing in through a provider on loopback: each sees what they may, on the page and under /data/ID.csv."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import disclosure_once
from tests.browser.conftest import LAPTOP, Server, first_visit, wait_until_drawn

identity = pytest.importorskip("tests.identity")
ROLES = """
members: {emails: [member@institute.example]}
secretariat: {emails: [office@consortium.example]}
"""


@pytest.fixture(scope="module")
def signed(
    browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Any, dict[str, list[str]]]]:
    folder: Path = tmp_path_factory.mktemp("signed")
    series = disclosure_once.filled(folder)
    home = folder / "home"
    (home / ".streamlit").mkdir(parents=True)
    (home / "roles.yaml").write_text(ROLES, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with identity.Provider() as provider, pytest.MonkeyPatch.context() as patch:
        told = home / ".streamlit" / "secrets.toml"
        told.write_text(provider.secrets(f"http://127.0.0.1:{port}"), encoding="utf-8")
        patch.setenv("AMUR_OKHOTSK_ROLES", str(home / "roles.yaml"))
        with Server(folder / "cache", home, port) as server:
            yield server, provider, series


SEEN = {
    "nobody": {"public", "embargo over"},
    "member": {"public", "embargo over", "members"},
    "secretariat": {"public", "embargo over", "members", "embargo ahead"},
}
PERSONS = {
    "nobody": {"sub": "1", "email": "stranger@elsewhere.example", "email_verified": True},
    "member": {"sub": "2", "email": "member@institute.example", "email_verified": True},
    "secretariat": {"sub": "3", "email": "office@consortium.example", "email_verified": True},
}


@pytest.mark.parametrize("role", list(PERSONS))
def test_each_sees_what_they_may_once_signed_in_and_nothing_more_once_signed_out(
    role: str, browser: Any, signed: tuple[Server, Any, dict[str, list[str]]]
) -> None:
    server, provider, series = signed
    provider.person = PERSONS[role]
    page = first_visit(browser, server, "contribute", "en", LAPTOP).page
    try:
        assert _downloads(page, server, series) == SEEN["nobody"]
        page.get_by_role("button", name="Sign in").first.click()
        page.wait_for_selector("text=Signed in: " + PERSONS[role]["email"])
        assert _downloads(page, server, series) == SEEN[role]
        page.goto(f"{server.url}/sources?lang=en")
        wait_until_drawn(page, server)
        text = page.locator("body").inner_text()
        assert {kind for kind, word in disclosure_once.WORDS.items() if word in text} == SEEN[role]
        page.goto(f"{server.url}/contribute?lang=en")
        wait_until_drawn(page, server)
        text = page.locator("body").inner_text()
        assert ("not on the list of members" in text) is (role == "nobody")
        assert ("Sets that you have handed in" in text) is (role != "nobody")
        assert ("Sets that were handed in" in text) is (role == "secretariat")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_selector("text=Sign in")
        assert _downloads(page, server, series) == SEEN["nobody"]
    finally:
        page.context.close()


@pytest.mark.parametrize("wrong", [{"aud": "another dashboard"}, {"nonce": "of another"}, {"exp": 1}])
def test_an_id_token_that_is_not_for_this_sign_in_signs_nobody_in(
    wrong: dict[str, Any], browser: Any, signed: tuple[Server, Any, dict[str, list[str]]]
) -> None:
    server, provider, series = signed
    provider.person = PERSONS["secretariat"] | wrong
    page = first_visit(browser, server, "contribute", "en", LAPTOP).page
    try:
        with page.expect_response(lambda answer: "/oauth2callback" in answer.url):
            page.get_by_role("button", name="Sign in").first.click()
        page.wait_for_selector(".aoi-foot")
        assert page.get_by_text("Signed in: ").count() == 0
        assert _downloads(page, server, series) == SEEN["nobody"]
    finally:
        page.context.close()


def _downloads(page: Any, server: Server, series: dict[str, list[str]]) -> set[str]:
    """Kinds of sets whose series the browser gets as files."""
    return {kind for kind, ids in series.items() if page.request.get(f"{server.url}/data/{ids[0]}.csv").ok}


def test_a_member_checks_a_workbook_sees_it_on_the_charts_and_hands_it_in(
    browser: Any, signed: tuple[Server, Any, dict[str, list[str]]], tmp_path: Path
) -> None:
    from tests.members import tables

    server, provider, _ = signed
    provider.person = PERSONS["member"]
    (tmp_path / "mine.xlsx").write_bytes(tables.workbook())
    page = first_visit(browser, server, "contribute", "en", LAPTOP).page
    try:
        page.get_by_role("button", name="Sign in").first.click()
        page.wait_for_selector("text=Signed in: ")
        page.goto(f"{server.url}/contribute?lang=en")
        wait_until_drawn(page, server)
        page.locator("input[type=file]").set_input_files(tmp_path / "mine.xlsx")
        page.wait_for_selector("text=The file can be handed in.")
        page.wait_for_selector(".aoi-card .main-svg")
        page.get_by_role("button", name="Hand in").click()
        page.wait_for_selector("text=The secretariat decides; until then nobody else sees it.")
    finally:
        page.context.close()
    kept = list((server.log.parent.parent / "cache" / "members" / "staging").glob("bureya_water-*"))
    assert len(kept) == 1
