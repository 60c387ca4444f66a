"""The entry: `streamlit run app.py`. The frame and its navigation are in ui/main.py."""

import gc

import streamlit as st

from indicators.catalog import catalog
from indicators.locales import DEFAULT, messages
from indicators.store import Cache
from ui.routes import ROUTES

# What every page needs is read before the first visitor comes, and kept out of later collections.
catalog()
messages(DEFAULT)
Cache().metas()
gc.collect()
gc.freeze()

app = st.App("ui/main.py", routes=ROUTES)
