"""References: every work once, its citation whole, and files that other programs read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from indicators.export.documents import references, works
from indicators.export.documents.works import Work
from indicators.published.works import citations
from indicators.store import Cache
from tests.export import a_batch
from tests.export.a_batch import CATALOG, DAYS, ICE, NASTY, SEALS


@pytest.fixture
def batch(tmp_path: Path) -> tuple[Work, ...]:
    made = [
        a_batch.made(tmp_path, "ja", *one, chart=f"c{at}") for at, one in enumerate([(ICE, SEALS), (ICE,), (DAYS,)])
    ]
    return works.of_batch(made, CATALOG)


def entries(text: str) -> dict[str, dict[str, str]]:
    """A `.bib` file taken apart by its braces."""
    found: dict[str, dict[str, str]] = {}
    for key, body in re.findall(r"^@\w+\{([^,]+),\n(.*?)\n\}$", text, re.DOTALL | re.MULTILINE):
        found[key] = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.MULTILINE))
    return found


def test_every_work_stands_once_under_the_name_of_its_source_or_its_key(batch: tuple[Work, ...]) -> None:
    assert [work.key for work in batch] == ["chernook_2014", "sea_ice_index"]


def test_every_shipped_series_has_references_whose_citations_are_whole() -> None:
    """A citation is never lost: what a series says is found again, word by word, in its works."""
    for meta, _ in Cache().metas().values():
        found = works.of_figure([meta], CATALOG)
        assert " · ".join(work.text for work in found) == " ".join(meta.citation_text.split()), meta.id
        for work in found:
            assert work.key in citations() or work.key in CATALOG.sources, meta.id


def test_of_a_product_got_twice_the_last_stands_there(tmp_path: Path) -> None:
    first, second = a_batch.made(tmp_path, "en", ICE), a_batch.made(tmp_path, "en", ICE)
    later = replace(
        second.metas[0], retrieved="2030-01-02T00:00:00Z", citation_text=second.metas[0].citation_text + " Later."
    )
    (work,) = works.of_batch([replace(second, metas=(later,)), first], CATALOG)
    assert (work.accessed, work.text) == ("2030-01-02", later.citation_text)


@pytest.mark.parametrize(
    ("key", "authors", "others", "year"),
    [
        ("guan_2015", ("Guan, J.", "Yan, B.", "Zhu, H.", "Wang, L.", "Lu, D.", "Cheng, L."), False, "2015"),
        ("long_2021", ("Long, M. C.",), True, "2021"),
        ("cgtn_2022", (), False, ""),
    ],
)
def test_authors_are_told_apart_only_where_that_is_beyond_doubt(
    key: str, authors: tuple[str, ...], others: bool, year: str
) -> None:
    text = citations()[key].text
    work = works._paper(text)
    assert work is not None
    assert (work.authors, work.others, work.year, work.text) == (authors, others, year, text)


def test_the_bib_file_names_the_work_and_keeps_the_citation_in_full(batch: tuple[Work, ...]) -> None:
    found = entries(references.bib(batch).decode())
    ice, seals = found["sea_ice_index"], found["chernook_2014"]
    meta = a_batch.meta(ICE)
    assert (ice["doi"], ice["version"], ice["urldate"]) == (meta.doi, meta.product_version, meta.retrieved[:10])
    assert ice["note"] == meta.citation_text
    assert ice["addendum"] == f"Licence: {meta.licence}"
    assert ice["author"] == "{National Snow and Ice Data Center}"
    assert seals["author"].startswith("Chernook, V. I. and Grachev, A. I. and")
    assert seals["date"] == "2014"


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_text_breaks_a_bib_file(text: str) -> None:
    told = references.escaped(text)
    assert told.count("{") == told.count("}")
    assert not re.search(r"(?<!\\)[&%$#_]", told)
    assert "\n" not in told


def test_the_ris_file_is_read_back_with_the_same_works(batch: tuple[Work, ...]) -> None:
    content = references.ris(batch).decode()
    read = {one["id"]: one for one in rispy.loads(content)}
    assert read.keys() == {work.key for work in batch}
    assert read["sea_ice_index"]["type_of_reference"] == "DATA"
    assert read["sea_ice_index"]["notes"][0] == a_batch.meta(ICE).citation_text
    assert read["chernook_2014"]["doi"] == "10.26428/1606-9919-2014-179-158-176"
    assert content.startswith("TY  - ")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in content.splitlines() if line)


def test_outside_text_adds_no_line_and_no_entry() -> None:
    work = Work("a_source", f"{NASTY}\nTY  - DATA\r\n}}\n@misc{{evil,", f"{NASTY}\n", (NASTY,), product=True)
    assert list(entries(references.bib([work]).decode())) == ["a_source"]
    assert [one["id"] for one in rispy.loads(references.ris([work]).decode())] == ["a_source"]
