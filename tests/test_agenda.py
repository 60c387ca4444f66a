"""The agenda of both meetings: each item has its charts, has words, and stands in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators import agenda
from indicators.locales import has, t
from ui.frame import PAGES

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
ITEMS = [item for items in agenda.meetings().values() for item in items]
SESSIONS, POINTS = 5, 10  # of the expert meeting of 2025; of the declaration of 2009 with its appendix


def test_both_meetings_are_there_whole() -> None:
    assert {name: len(items) for name, items in agenda.meetings().items()} == {
        "neampan": SESSIONS,
        "consortium": POINTS,
    }


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_an_item_has_words_and_charts_on_pages_that_exist(item: agenda.Item) -> None:
    assert has(item.key)
    assert item.links
    assert [link.page for link in item.links if link.page not in PAGES] == []
    assert [link.key for link in item.links if not has(link.key)] == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_the_readme_lists_the_item_with_every_address(item: agenda.Item) -> None:
    row = next((line for line in README.splitlines() if line.startswith(f"| {t(item.key)} |")), "")
    assert [link.address for link in item.links if f"`/{link.address}`" not in row] == []
