"""Every address on the agenda of both meetings brings what it promises: shown, without a choice it does not know.

Each is run as the server runs it; in a browser is drawn one of each page, the one with the most choices. (Every
part of every page is drawn in `test_every_part`.)
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from indicators import agenda
from tests.browser.conftest import LAPTOP, ROOT, Server, visit

LINKS = {link.address: link for items in agenda.meetings().values() for item in items for link in item.links}
FULLEST = {link.page: link for link in sorted(LINKS.values(), key=lambda link: len(link.choices))}
SHOWS = ".aoi-card, .aoi-table, .aoi-cards, .aoi-agenda, .aoi-part"
BROUGHT = ("aoi-table", "aoi-cards", "aoi-agenda", "aoi-part")


@pytest.mark.parametrize("link", LINKS.values(), ids=list(LINKS))
def test_an_address_of_the_agenda_takes_every_choice_in_it(link: agenda.Link) -> None:
    page = AppTest.from_file(str(ROOT / "pages" / f"{link.page}.py"), default_timeout=60)
    for key, values in link.choices.items():
        page.query_params[key] = values
    page.run()
    assert [told.value for told in (*page.exception, *page.error, *page.warning)] == []
    written = [one.proto.body for one in page.get("html")]
    assert [one for one in written if 'class="aoi-note"' in one and 'role="status"' in one] == []
    assert page.get("bidi_component") or [one for one in written if any(name in one for name in BROUGHT)]
    chosen = page.session_state["page choices"]
    assert {key: chosen.get(key) for key in link.choices} == link.choices


@pytest.mark.parametrize("link", FULLEST.values(), ids=list(FULLEST))
def test_an_address_of_the_agenda_is_drawn(browser: Any, server: Server, link: agenda.Link) -> None:
    query = link.address.partition("?")[2]
    made = visit(browser, server, link.page, "en", LAPTOP, f"&{query}" if query else "")
    assert made.page.locator(SHOWS).count()
    assert made.page.locator('.aoi-note[role="status"]').all_inner_texts() == []
    assert made.page.locator('[data-testid="stException"], [data-testid="stAlert"]').all_inner_texts() == []
    known = parse_qs(made.page.locator(".aoi-foot").get_attribute("data-choices"), keep_blank_values=True)
    assert {key: values for key, values in link.choices.items() if known.get(key) != values} == {}
    assert made.complaints == []
