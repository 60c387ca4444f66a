"""Who measured what and when, what has not been counted since, and where do two sources differ?"""

import streamlit as st

from indicators.locales import t
from ui import coverage_animals, coverage_conflicts, coverage_matrix, frame, state, tables

SECTIONS = {
    "matrix": coverage_matrix.who_measured,
    "populations": coverage_animals.gaps,
    "calendar": coverage_animals.calendar,
    "conflicts": coverage_conflicts.conflicts,
    "sharing": coverage_matrix.sharing,
    "joint": coverage_animals.joint,
}

here = frame.page("coverage")
with st.container(width=430):
    section = state.one(
        "section", t("pick.part", here.lang), list(SECTIONS), lambda code: t(f"coverage.section.{code}", here.lang),
        here.lang,
    )  # fmt: skip
tables.note(t("coverage.caution", here.lang))
SECTIONS[section](here)
