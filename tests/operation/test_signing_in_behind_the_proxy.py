"""Signing in through the proxy: one replica lets a member in, both know them, and the one that is left still does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks import disclosure_once
from benchmarks.meeting import site as proxied
from benchmarks.server import free_port

identity = pytest.importorskip("tests.identity")
MEMBER = {"sub": "2", "email": "member@institute.example", "email_verified": True}
STICKS = "aoi_replica"


@dataclass
class Meeting:
    """The site, the provider, a series that only members get, and a number for every visitor."""

    site: proxied.Site
    provider: Any
    series: str
    visitors: int = 0

    def answers(self, page: Any) -> dict[int, int]:
        """Status of the members' file by replica, for this browser's cookies without the one that sticks."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies() if one["name"] != STICKS)
        found: dict[int, int] = {}
        for _ in range(40):
            if len(found) == len(self.site.replicas):
                break
            self.visitors += 1
            headers = {"Cookie": f"{cookies}; {STICKS}={self.visitors:032x}"}
            asked = page.context.request.get(f"{self.site.url}/data/{self.series}.csv", headers=headers)
            found[self.replica()] = asked.status
        return found

    def replica(self) -> int:
        """Port of the replica that answered last."""
        return int(str([*self.site.answers()][-1]["replica"]).rpartition(":")[2])


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    if proxied.NGINX is None:
        pytest.skip("no nginx here (apt-get install nginx-light)")
    room: Path = tmp_path_factory.mktemp("signed")
    series = disclosure_once.filled(room)["members"][0]
    (room / ".streamlit").mkdir()
    (room / "roles.yaml").write_text("members: {emails: [member@institute.example]}\n", encoding="utf-8")
    port = free_port()
    with identity.Provider() as provider, pytest.MonkeyPatch.context() as patch:
        told = provider.secrets(f"http://127.0.0.1:{port}")
        (room / ".streamlit" / "secrets.toml").write_text(told, encoding="utf-8")
        patch.setenv("AMUR_OKHOTSK_ROLES", str(room / "roles.yaml"))
        provider.person = MEMBER
        with proxied.running(room, port=port) as site:
            yield Meeting(site, provider, series)


def test_a_member_signs_in_through_the_proxy_and_stays_signed_in_when_that_replica_dies(
    meeting: Meeting, browser: Any
) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    try:
        assert meeting.answers(page) == {replica.port: 404 for replica in meeting.site.replicas}
        page.goto(f"{meeting.site.url}/sources?lang=en")
        page.get_by_role("button", name="Sign in").first.click()
        page.wait_for_selector("text=Signed in: member@institute.example")
        assert meeting.answers(page) == {replica.port: 200 for replica in meeting.site.replicas}
        assert page.request.get(f"{meeting.site.url}/home").ok
        mine = meeting.replica()
        (dies,) = (replica for replica in meeting.site.replicas if replica.port == mine)
        dies.kill()
        page.reload()
        page.wait_for_selector("text=Signed in: member@institute.example")
        assert page.request.get(f"{meeting.site.url}/data/{meeting.series}.csv").ok
        assert meeting.replica() != mine
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_selector("text=Sign in")
        assert not page.request.get(f"{meeting.site.url}/data/{meeting.series}.csv").ok
    finally:
        page.context.close()
