"""The glossary: every term is a word that readers meet, and every language can carry it."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from starlette.requests import Request
from starlette.responses import Response

from indicators.catalog import catalog
from indicators.locales import DEFAULT, languages, messages
from indicators.methods import glossary as terms
from indicators.methods.glossary import Term
from ui import glossary

LONGEST = 260  # characters of a meaning: it is read on a phone, above the page

WORDS = [text for key, text in messages(DEFAULT).items() if not key.startswith("glossary.")]


@pytest.mark.parametrize("term", terms.terms(DEFAULT), ids=lambda term: term.slug)
def test_a_term_occurs_in_the_words_of_the_project(term: Term) -> None:
    for form in term.forms:
        one = Term(term.slug, term.name, term.says, term.source, (form,)).pattern()
        assert any(one.search(text) for text in WORDS), f"nobody reads “{form}”: leave it out"


@pytest.mark.parametrize("term", terms.terms(DEFAULT), ids=lambda term: term.slug)
def test_a_meaning_is_short_and_ends_like_a_sentence(term: Term) -> None:
    assert 20 < len(term.says) <= LONGEST
    assert term.says.endswith((".", ".)"))
    assert not term.source or term.source.endswith(".")


def test_a_form_belongs_to_one_term() -> None:
    forms = [form.lower() for term in terms.terms(DEFAULT) for form in term.forms]
    assert sorted(forms) == sorted(set(forms))


def test_a_form_is_a_whole_word_and_keeps_its_capitals() -> None:
    found = {term.slug: term.pattern() for term in terms.terms(DEFAULT)}
    assert found["extent"].search("Extent, km²") and not found["extent"].search("to some extension")
    assert found["nanomolar"].search("0.5 nM") and not found["nanomolar"].search("NM")
    assert found["pups"].search("non-pups").group() == "non-pups"  # type: ignore[union-attr]


def test_a_source_of_the_registry_is_named_by_its_title() -> None:
    extent = next(term for term in terms.terms(DEFAULT) if term.slug == "extent")
    assert extent.source.startswith(catalog().sources["sea_ice_index"].title)
    assert not any(term.source.startswith("@") for term in terms.terms(DEFAULT))


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_every_term(lang: str) -> None:
    assert {term.slug for term in terms.terms(lang)} == {term.slug for term in terms.terms(DEFAULT)}
    assert all(term.forms and all(term.forms) for term in terms.terms(lang))


# -- on the way to the browser -----------------------------------------------------------------------------------


def asked(name: str, *headers: tuple[bytes, bytes]) -> Response:
    return glossary.answer(Request({"type": "http", "headers": list(headers), "path_params": {"name": name}}))


def test_the_browser_gets_the_terms_once_and_keeps_them() -> None:
    answer = asked(glossary.name(DEFAULT), (b"accept-encoding", b"gzip"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.body) < 10_000
    told = re.match(r"window\.aoiGlossary = (\{.*?\});\n", gzip.decompress(answer.body).decode())
    assert told
    listed = json.loads(told[1])
    assert {one["slug"] for one in listed["terms"]} == {term.slug for term in terms.terms(DEFAULT)}


def test_an_old_edition_is_not_served_as_the_new_one() -> None:
    assert asked("en-000000000000.js").status_code == 404


def test_a_page_run_sends_only_a_line() -> None:
    line = glossary.loader(DEFAULT)
    assert glossary.name(DEFAULT) in line
    assert len(line) < 400
