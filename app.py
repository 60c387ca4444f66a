"""The entry: `streamlit run app.py`. The frame and its navigation are in ui/main.py."""

import functools
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from indicators import audience, logs

logs.begin()  # before anything is imported that writes a line

from indicators.catalog import catalog
from indicators.locales import DEFAULT, messages
from indicators.store import Cache
from ui import measures, who
from ui.chart import LIBRARY
from ui.delivery import compressed, policy, shell
from ui.delivery.guard import Guard
from ui.delivery.middleware import Delivery
from ui.frame import PAGES, scripts
from ui.qr import base_path
from ui.routes import ASSETS, ROUTES

measures.begin()
audience.known_by(who.present)
# What every page needs is read before the first visitor comes, and kept out of later collections.
catalog()
messages(DEFAULT)
Cache().metas()
gc.collect()
gc.freeze()

compressed.prepare([ASSETS / LIBRARY, *shell.linked()])


@functools.cache
def allowed() -> tuple[str, ...]:
    """Checksums of the scripts that live pages hold: those of the first answer, and of the frame."""
    first = policy.inline(shell.page(DEFAULT, "", base_path(), ()))
    return policy.checksums((*first, *scripts()))


@asynccontextmanager
async def beginning(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The web server has set up its own logs by now."""
    logs.begin()
    yield {}


guard = Middleware(Guard, pages=PAGES, scripts=allowed)
delivery = Middleware(Delivery, pages=PAGES, libraries=(f"/assets/{LIBRARY}",))
app = st.App("ui/main.py", routes=ROUTES, middleware=[guard, delivery], lifespan=beginning)
