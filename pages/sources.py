"""Where every number comes from, how fresh it is, how to cite it, and what is missing."""

import streamlit as st

from indicators import status
from indicators.locales import t
from indicators.store import now
from ui import frame, pick, sea_names, source_card, state, tables

here = frame.page("sources")
found = pick.series(here, "")
told = status.report(here.cache, here.catalog, now())
tables.show(source_card.summary(found, told, here))
broken = here.cache.broken()
if broken:
    st.warning(t("sources.broken", here.lang) + " " + " ".join(broken[:10]))
tables.show(source_card.overview(told, here))

domains = ["", "sea_ice", "dissolved_iron", "river", "population", "map"]
domain = state.one(
    "domain", t("sources.filter", here.lang), domains, lambda d: source_card.domain_name(d, here), here.lang
)
unfolded = []
for item in told:
    mine = [meta for meta in found if meta.source == item.source and source_card.belongs(meta, domain, here)]
    if mine or not domain or here.catalog.sources[item.source].domain == domain:
        unfolded += [item.source] if source_card.show(item, mine, here) else []
state.opened(source_card.OPEN, unfolded, [item.source for item in told])

if domain in ("", "map"):
    sea_names.show(here)
if any(domain in ("", item.domain) for item in here.catalog.missing):
    tables.heading(t("missing.title", here.lang))
    tables.show(source_card.missing(domain, here))
