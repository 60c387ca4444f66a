"""The entry: `streamlit run app.py`. The frame and its navigation are in ui/main.py."""

import streamlit as st

from ui.routes import ROUTES

app = st.App("ui/main.py", routes=ROUTES)
