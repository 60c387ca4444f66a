"""Who measured what and when, what has not been counted since, and where do two sources differ?"""

import streamlit as st

from indicators.locales import t
from ui import frame, state, tables
from ui.coverage import animals as coverage_animals
from ui.coverage import conflicts as coverage_conflicts
from ui.coverage import matrix as coverage_matrix

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
