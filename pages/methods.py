"""How every number is made, and what the words mean: told by the registry and the code itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from indicators import addresses
from indicators.locales import t
from indicators.methods import glossary, registry
from indicators.methods.registry import Listing
from indicators.methods.topics import TOPICS
from ui import frame, method_texts, notes, state, tables

here = frame.page("methods")
lang = here.lang
st.html(Path(frame.__file__).with_name("methods.css"))


LISTINGS = {
    "regions": lambda: registry.regions(here.catalog, lang),
    "events": lambda: registry.events(here.catalog, lang),
    "trends": lambda: registry.untested(here.catalog, lang),
    "water_class": lambda: registry.class_limits(lang),
    "iron_units": lambda: registry.units(here.catalog, "dissolved_iron", lang),
    "marks": lambda: registry.marks(lang),
    "confidence": lambda: registry.words_of_doubt(lang),
    "law_classes": lambda: registry.law_classes(lang),
}


@st.cache_data(max_entries=60, show_spinner=False)
def made(code: str, lang: str, term: str, stamp: tuple[int, int]) -> list[str]:
    """The parts of a topic as HTML; made anew when the cache changes: sets of members are sources, too."""
    topic = TOPICS[code]
    parts = [method_texts.passages(topic.passages(), lang)]
    if code == "glossary":
        parts.append(method_texts.glossary(glossary.terms(lang), lang, term))
    if code == "products":
        parts.append(method_texts.products(registry.products(here.catalog, lang), lang))
    listings: Sequence[Listing] = LISTINGS[code]() if code in LISTINGS else ()
    listings = [*listings, *registry.thresholds(topic.values(), lang)]
    return [str(part) for part in (*parts, *(method_texts.listing(one) for one in listings)) if part]


def term_asked_for(code: str) -> str:
    """Slug of the term that a link asks for (`term=`); it belongs to the glossary only."""
    asked = st.query_params.get("term", "")
    if asked and code != "glossary":
        st.query_params.pop("term")
        return ""
    names = {one.slug: one.name for one in glossary.terms(lang)}
    if not asked or asked in names:
        return asked
    near = addresses.nearest(asked, names)
    said = t("methods.topic.glossary", lang)
    notes.tell("term", t("state.in_vain", lang, what=said, value=asked[:80], shown=names.get(near, "–")))
    return near


with st.columns([2, 3])[0]:
    code = state.one("topic", t("methods.pick", lang), list(TOPICS), lambda one: t(f"methods.topic.{one}", lang), lang)
tables.heading(t(f"methods.topic.{code}", lang))
tables.show(f'<p class="aoi-prose">{escape(t(f"methods.topic.{code}.says", lang))}</p>')
for part in made(code, lang, term_asked_for(code), here.cache.stamp()):
    tables.show(part)
