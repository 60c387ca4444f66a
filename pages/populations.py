"""How many there are, what befalls them, and what protects them: one section at a time."""

import streamlit as st

from indicators.locales import t
from indicators.population import estimates, groups, survey
from ui import chart, frame, pick, state

here = frame.page("populations")
found = pick.series(here, "population")
ms = groups.estimates(found, here.catalog, groups.MAMMALS+groups.OTHERS)
sp = state.one("species", "Species", sorted({here.catalog.indicators[m.indicator].species for m in ms}), str, here.lang, default="spotted_seal")
ms=[m for m in ms if here.catalog.indicators[m.indicator].species==sp]
fam = state.one("measure","Measure", sorted({groups.family(m,here.catalog) for m in ms}), str, here.lang)
ms=groups.richest_first([m for m in ms if groups.family(m,here.catalog)==fam])[:12]
chart.draw(estimates.by_population, [m.id for m in ms], here.lang, key="species", narrow_height=200*len(ms))
sv=groups.ice_seal_survey(found, here.catalog)
chart.draw(survey.ice_seals, [m.id for m in sv], here.lang, key="survey", narrow_height=270)
