"""The page: every section runs, its choices are in the address, and what a link asks for in vain is told."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.coverage.shipped import ROOT

SECTIONS = ("matrix", "populations", "calendar", "conflicts", "sharing", "joint")


def page(**choices: str | list[str]) -> AppTest:
    tried = AppTest.from_file(str(ROOT / "pages" / "coverage.py"), default_timeout=120)
    for key, value in choices.items():
        tried.query_params[key] = value
    return tried.run()


def words(tried: AppTest) -> str:
    """Everything on the page but the charts, without its tags."""
    return re.sub(r"<[^>]+>", " ", " ".join(str(part.proto.body) for part in tried.main if part.type == "html"))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_runs(section: str) -> None:
    tried = page(section=section)
    assert not tried.exception
    assert [part.value for part in tried.warning] == []
    assert "not what a country measures" in words(tried)


@pytest.mark.parametrize(
    "choices",
    [
        {"section": "matrix", "domain": "sea_ice"},
        {"section": "matrix", "domain": "river", "family": "flow", "country": ["MNG"]},
        {"section": "matrix", "domain": "population", "family": "abundance", "years": ["1950", "2000"]},
        {"section": "populations", "group": "cetaceans", "country": ["KOR"]},
        {"section": "populations", "country": ["MNG"]},
        {"section": "calendar", "species": "steller_sea_lion", "counting": "counts"},
        {"section": "conflicts", "country": ["MNG"]},
        {"section": "joint", "group": "pinnipeds", "country": ["JPN"]},
    ],
)
def test_every_view_is_a_link(choices: dict[str, str | list[str]]) -> None:
    tried = page(**choices)
    assert not tried.exception
    assert [part.value for part in tried.warning] == []
    usual = {"section": "matrix", "domain": "population", "counting": "abundance"}  # leave the address
    for key, value in choices.items():
        if value != usual.get(key):
            kept = tried.query_params[key]
            assert (kept if isinstance(kept, list) else [kept]) == (value if isinstance(value, list) else [value])


def test_a_link_to_what_is_not_here_is_told() -> None:
    tried = page(section="tomorrow")
    assert not tried.exception
    assert any("“tomorrow”" in part.proto.body for part in tried.get("html"))


def test_the_tables_tell_the_anchors() -> None:
    conflicts = words(page(section="conflicts"))
    for number in ("1,158", "1,233", "391", "410", "338,303", "336.1"):
        assert number in conflicts, number
    assert "Sea Ice Index" in conflicts
    joint = " ".join(words(page(section="joint", group="pinnipeds")).split())
    assert "Ribbon seal, Sea of Okhotsk (2013)" in joint
    sharing = words(page(section="sharing"))
    order = [sharing.index(name) for name in ("China", "Japan", "Mongolia", "Republic of Korea", "Russia")]
    assert order == sorted(order)
    assert "Mongolia has no sea" in sharing
