"""What is known of one species: all populations, how sure, what threatens them, where they breed, who protects them?"""

from __future__ import annotations

import streamlit as st

from indicators.locales import t
from indicators.population import words
from indicators.species import cast, collect
from ui import frame, pick, state
from ui.species import page as species_page

ALL = "all"

here = frame.page("species")
found = tuple(pick.series(here, ""))
row = st.columns([4, 4, 4])
with row[0]:
    species = state.one("species", t("pop.species", here.lang), cast.CAST,
                        lambda code: cast.name(code, here.lang), here.lang)  # fmt: skip
everything = collect.dossier(found, here.catalog, species)
with row[1]:
    countries = tuple(pick.countries(here))
with row[2]:
    named = {code: words.named("region", code, here.lang) for code in collect.regions(everything)}
    options = [ALL, *sorted(named, key=named.__getitem__)]
    named |= {ALL: t("pick.all", here.lang)}
    region = state.one("region", t("pick.region", here.lang), options, named.__getitem__, here.lang, default=ALL)
region = "" if region == ALL else region
chosen = collect.dossier(found, here.catalog, species, countries=countries, region=region)
species_page.draw(species_page.Page(here, found, chosen, countries, region))
