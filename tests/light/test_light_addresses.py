"""Addresses and links: only what is ours, and nothing becomes a path as it came."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.addresses import CHOICES
from indicators.light import address
from indicators.light.address import Address, AddressError, checked, file_stem
from indicators.light.links import Served, Site, rewritten
from indicators.locales import NAMES


@pytest.mark.parametrize(
    ("page", "lang", "query"),
    [
        ("../etc", "en", ""),
        ("home", "xx", ""),
        ("home", "../en", ""),
        ("sea_ice", "en", "colour=red"),
        ("sea_ice", "en", "region=" + "a" * 4000),
        ("sea_ice", "en", "&".join(["seasons=1"] * 100)),
        ("sea_ice", "en", "region=%ff%fe"),
        ("sea_ice", "en", "region=a%00b"),
    ],
)
def test_an_address_that_is_none_of_ours_is_refused(page: str, lang: str, query: str) -> None:
    with pytest.raises(AddressError):
        checked(page, lang, query)


def test_the_order_of_keys_and_what_every_page_understands_make_no_other_page() -> None:
    one = checked("sea_ice", "ja", "region=bering_sea&lang=ru&base=1981-2010&embed=true&present=consortium.1")
    other = checked("sea_ice", "ja", "base=1981-2010&region=bering_sea")
    assert one == other
    assert one.digest == other.digest


def test_the_order_of_several_series_is_kept() -> None:
    assert checked("compare", "en", "series=b&series=a").choices == (("series", "b"), ("series", "a"))


@given(st.sampled_from(sorted(CHOICES)), st.lists(st.tuples(st.text(max_size=8), st.text(max_size=40)), max_size=6))
def test_a_file_name_is_made_of_letters_of_ours(page: str, pairs: list[tuple[str, str]]) -> None:
    stem = file_stem(page, tuple(pairs))
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]*", stem)
    assert ".." not in stem.replace("...", "..") or "/" not in stem
    assert len(stem) <= address.LONGEST_NAME + 10
    assert stem.startswith(page)


@given(st.text(max_size=200))
def test_any_query_is_read_or_refused(query: str) -> None:
    try:
        asked = checked("sea_ice", "en", query)
    except AddressError:
        return
    assert {key for key, _ in asked.choices} <= CHOICES["sea_ice"]
    assert re.fullmatch(r"[0-9a-f]{20}", asked.digest)


HERE = Address("sea_ice", "ko", (("region", "bering_sea"),))


def test_a_served_page_links_to_its_own_kind() -> None:
    links = Served(HERE)
    told = rewritten('<p><a href="river?part=quality&amp;lang=ko" target="_self">w</a></p>', links)
    assert told == '<p><a href="river?part=quality">w</a></p>'
    assert links.language("mn") == "../mn/sea_ice?region=bering_sea"
    assert links.live("sea_ice", HERE.choices) == "../../sea_ice?lang=ko&region=bering_sea"
    assert (
        rewritten('<a href="/data/x.y.z.csv" download>CSV</a>', links)
        == '<a href="../../data/x.y.z.csv" download="">CSV</a>'
    )


def test_a_page_on_disk_links_to_files_that_are_there_else_to_the_live_page_else_nowhere() -> None:
    files = {("river", (("part", "quality"),)): "river--part-quality"}
    link = '<a class="b" href="river?part={}">w</a>'
    with_live = Site(HERE, "x", files, ("ko",), frozenset(), "https://doi.org/live")
    alone = Site(HERE, "x", files, ("ko",))
    assert rewritten(link.format("quality"), alone) == '<a href="river--part-quality.html" class="b">w</a>'
    assert rewritten(link.format("thermal"), alone) == '<span class="b">w</span>'
    assert 'href="https://doi.org/live/river?lang=ko&amp;part=thermal"' in rewritten(link.format("thermal"), with_live)
    assert alone.language("ru") == ""


def test_a_slide_is_for_the_live_page() -> None:
    told = rewritten('<a href="home?present=consortium.1&amp;lang=ko">slides</a>', Served(HERE))
    assert 'href="../../home?lang=ko&amp;present=consortium.1"' in told


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//evil", "../../etc/passwd", "data:text/html,x", "nowhere?x=1"]
)
def test_a_link_to_anything_else_is_plain_text(href: str) -> None:
    assert rewritten(f'<a href="{href}">w</a>', Served(HERE)) == "<span>w</span>"


def test_outside_links_stay_and_keep_no_referrer() -> None:
    told = rewritten('<a href="https://doi.org/10.1/x" rel="noopener noreferrer">w</a>', Served(HERE))
    assert told == '<a href="https://doi.org/10.1/x" rel="noopener noreferrer">w</a>'


def test_every_language_of_a_page_has_an_address() -> None:
    assert {checked("home", lang).lang for lang in NAMES} == set(NAMES)
