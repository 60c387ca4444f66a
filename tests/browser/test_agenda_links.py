"""Every address on the agenda of both meetings brings what it promises: drawn, without a choice it does not know."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from indicators import agenda
from tests.browser.conftest import LAPTOP, Server, visit

LINKS = {link.address: link for items in agenda.meetings().values() for item in items for link in item.links}
SHOWS = ".aoi-card, .aoi-table, .aoi-cards, .aoi-agenda, .aoi-part"


@pytest.mark.parametrize("link", LINKS.values(), ids=list(LINKS))
def test_an_address_of_the_agenda_shows_what_it_names(browser: Any, server: Server, link: agenda.Link) -> None:
    query = link.address.partition("?")[2]
    made = visit(browser, server, link.page, "en", LAPTOP, f"&{query}" if query else "")
    assert made.page.locator(SHOWS).count()
    assert made.page.locator('.aoi-note[role="status"]').all_inner_texts() == []
    assert made.page.locator('[data-testid="stException"], [data-testid="stAlert"]').all_inner_texts() == []
    known = parse_qs(made.page.locator(".aoi-foot").get_attribute("data-choices"), keep_blank_values=True)
    assert {key: values for key, values in link.choices.items() if known.get(key) != values} == {}
    assert made.complaints == []
