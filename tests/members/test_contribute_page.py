"""The Contribute page: anybody checks a file, members hand it in, the others are told why they cannot."""

from __future__ import annotations

from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from indicators import audience
from indicators.audience import MEMBERS, SECRETARIAT, Audience
from indicators.members import staging
from indicators.store import ENVIRONMENT, Cache
from tests.members import tables
from ui import who
from ui.contribute import file as contribute_file

PAGE = Path(__file__).resolve().parents[2] / "pages" / "contribute.py"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    held = tables.empty_cache(tmp_path)
    monkeypatch.setenv(ENVIRONMENT, str(held.root))
    return held


def as_(who_: Audience, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "_known", [lambda: who_])
    monkeypatch.setattr(who, "configured", lambda: True)
    monkeypatch.setattr(who, "session", lambda: {"email": "a@institute.example", "email_verified": True})


def opened(content: bytes | None = None, lang: str = "en") -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    page.query_params["lang"] = lang
    if content is not None:
        page.session_state[contribute_file._KEPT] = contribute_file.Brought("mine.csv", content)
    page.run()
    return finished(page) if content is not None else page


def finished(page: AppTest) -> AppTest:
    brought = page.session_state[contribute_file._KEPT]
    wait([job for job in (brought.check, brought.handing) if job], 30)
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    html: list[Any] = [*page.html]
    return " ".join(
        [*(str(node.proto.body) for node in html), *(str(one.value) for one in [*page.warning, *page.success])]
    )


def buttons(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button}


@pytest.mark.usefixtures("cache")
def test_without_a_provider_the_page_says_so_and_has_no_way_to_sign_in() -> None:
    page = opened()
    assert "no identity provider" in said(page)
    assert not buttons(page)


@pytest.mark.usefixtures("cache")
def test_anybody_is_told_every_finding_with_its_row_and_what_to_do() -> None:
    page = opened(
        tables.text(("water_temperature", "khabarovsk", "2024-07-01", "1,5", "°C")).replace("1,5", '"1,5"').encode()
    )
    text = said(page)
    assert f"row {tables.first_row()}, column value" in text
    assert "Write 1.5 if it is a decimal comma" in text
    assert "contribution handed in" not in buttons(page)


def test_a_good_file_is_previewed_and_nothing_of_it_is_stored(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[list[str], list[Any]]] = []
    from ui import chart

    shown = chart._shown
    monkeypatch.setattr(
        chart, "_shown", lambda key, card, more: drawn.append((card["desk"]["series"], more["downloads"]))
    )
    page = opened(tables.text().encode())
    assert "can be handed in" in said(page)
    assert drawn[-1] == (["water_temperature.khabarovsk.member_bureya_water"], [])
    assert list(cache.root.rglob("*.*")) == []
    monkeypatch.setattr(chart, "_shown", shown)


@pytest.mark.usefixtures("cache")
def test_a_finding_is_said_in_the_language_of_the_reader() -> None:
    from indicators.locales import t

    page = opened(b"no table at all", "ja")
    assert t("members.todo.no_header", "ja").split("{", maxsplit=1)[0][:6] in said(page)


def test_a_member_hands_in_and_sees_their_set_waiting(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    as_(MEMBERS, monkeypatch)
    page = opened(tables.text().encode())
    assert "handed in nothing" in said(page)
    page.selectbox(key="contribution disclosure").set_value("embargo").run()
    page.text_input(key="contribution until").set_value("2031-05-01").run()
    page.button(key="contribution handed in").click().run()
    text = said(finished(page))
    (made,) = staging.listed(cache.root)
    assert (made.state, made.by, made.facts.disclosure) == ("staged", "a@institute.example", "embargo:2031-05-01")
    assert made.id in text and "waits for a decision" in text


def test_an_embargo_without_a_day_is_a_finding_and_nothing_is_kept(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_(MEMBERS, monkeypatch)
    page = opened(tables.text().encode())
    page.selectbox(key="contribution disclosure").set_value("embargo").run()
    page.button(key="contribution handed in").click().run()
    assert "does not say who may see" in said(finished(page))
    assert staging.listed(cache.root) == []


def test_somebody_whose_role_ended_meanwhile_hands_in_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    as_(MEMBERS, monkeypatch)
    page = opened(tables.text().encode())
    monkeypatch.setattr(audience, "_known", [])
    page.button(key="contribution handed in").click().run()
    assert staging.listed(cache.root) == []
    assert "not on the list of members" in said(page)


def test_a_member_sees_no_set_of_another(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(tables.text(title="Canary of another"), encoding="utf-8")
    made, _ = staging.hand_in(path, cache, "b@institute.example")
    assert made is not None
    as_(MEMBERS, monkeypatch)
    assert "Canary" not in said(opened())


def test_the_secretariat_publishes_and_withdraws_and_a_member_has_no_button_for_it(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(tables.text(), encoding="utf-8")
    made, _ = staging.hand_in(path, cache, "b@institute.example")
    assert made is not None
    as_(MEMBERS, monkeypatch)
    assert f"publish:{made.id}" not in buttons(opened())
    as_(SECRETARIAT, monkeypatch)
    page = opened()
    assert "person@institute.example" in said(page)
    page.button(key=f"reject:{made.id}").click().run()
    assert "Say why" in said(page) and staging.listed(cache.root)[0].state == "staged"
    page.button(key=f"publish:{made.id}").click().run()
    assert f"{made.id}: published." in said(page)
    assert list(Cache(cache.root, MEMBERS).metas()) == list(made.series)
    page.text_input(key=f"reason of a decision:{made.id}").set_value("asked for").run()
    page.button(key=f"withdraw:{made.id}").click().run()
    assert f"{made.id}: withdrawn." in said(page)
    (left,) = staging.listed(cache.root)
    assert (left.state, left.decided_by, left.reason) == ("withdrawn", "a@institute.example", "asked for")


def test_whoever_is_no_longer_the_secretariat_publishes_nothing(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(tables.text(), encoding="utf-8")
    made, _ = staging.hand_in(path, cache, "b@institute.example")
    assert made is not None
    as_(SECRETARIAT, monkeypatch)
    page = opened()
    as_(MEMBERS, monkeypatch)
    page.button(key=f"publish:{made.id}").click().run()
    assert staging.listed(cache.root)[0].state == "staged"
