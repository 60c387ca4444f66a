"""Each link from a profile leads to a page that takes every choice in it: nothing asked for in vain."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalog import catalog
from indicators.profile import links
from indicators.store import Cache
from tests.profile import walk

METAS = [meta for meta, _ in Cache(walk.ROOT / "cache").metas().values()]


def samples() -> dict[str, str]:
    """A link for every page and set of choices, of the first series that has it."""
    found: dict[str, str] = {}
    for meta in METAS:
        link = links.chart_of(meta, catalog())
        address = urlsplit(link)
        query = parse_qs(address.query)
        kind = " ".join([address.path, *query.get("part", query.get("section", [])), *sorted(query)])
        if link:
            found.setdefault(f"{kind} {meta.source}", link)
    return found


def test_every_series_leads_somewhere() -> None:
    assert all(urlsplit(links.chart_of(meta, catalog())).path for meta in METAS)


def test_there_are_many_kinds_of_links() -> None:
    pages = {urlsplit(link).path for link in samples().values()}
    assert pages == {"sea_ice", "dissolved_iron", "river", "populations", "compare"} and len(samples()) > 20


@pytest.mark.parametrize("kind", sorted(samples()))
def test_a_link_is_taken_at_its_word(kind: str) -> None:
    address = urlsplit(samples()[kind])
    page = AppTest.from_file(str(walk.ROOT / "pages" / f"{address.path}.py"), default_timeout=60)
    asked = parse_qs(address.query)
    for key, values in asked.items():
        page.query_params[key] = values
    page.run()
    assert not page.exception, page.exception
    assert [one for one in page.get("html") if "which is not known here" in one.proto.body] == []
    chosen = page.session_state["page choices"]
    assert {key: chosen.get(key) for key in asked} == asked
