"""The entry: `streamlit run app.py`. The frame and its navigation are in ui/main.py."""

import gc

import streamlit as st
from starlette.middleware import Middleware

from indicators.catalog import catalog
from indicators.locales import DEFAULT, messages
from indicators.store import Cache
from ui.chart import LIBRARY
from ui.delivery import compressed, shell
from ui.delivery.middleware import Delivery
from ui.frame import PAGES
from ui.routes import ASSETS, ROUTES

# What every page needs is read before the first visitor comes, and kept out of later collections.
catalog()
messages(DEFAULT)
Cache().metas()
gc.collect()
gc.freeze()

compressed.prepare([ASSETS / LIBRARY, *shell.linked()])
delivery = Middleware(Delivery, pages=PAGES, libraries=(f"/assets/{LIBRARY}",))
app = st.App("ui/main.py", routes=ROUTES, middleware=[delivery])
