"""Cards of the overview: light HTML with an inline sparkline, no chart library needed."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from html import escape

import streamlit as st

from indicators.catalog import Catalog
from indicators.figures import DOMAIN_COLOURS
from indicators.headline import Headline, headlines
from indicators.locales import t
from indicators.store import Cache
from ui import tables

PAGES = {"sea_ice": "sea_ice", "dissolved_iron": "dissolved_iron", "river": "river", "population": "populations"}
WIDTH, HEIGHT = 240, 44


@st.cache_data(max_entries=24, show_spinner=False)
def latest(stamp: tuple[int, int], lang: str, now: dt.datetime, _cache: Cache, _catalog: Catalog) -> str:
    """Cards of all domains; made anew when the cache changes and every hour (ages move on)."""
    return cards(headlines(_cache, _catalog, lang, now), lang)


def cards(found: Sequence[Headline], lang: str) -> str:
    """All cards, each a link to its page in the reader's language."""
    body = "".join(_card(item, lang) for item in found)
    return f'<nav class="aoi-cards" aria-label="{escape(t("home.cards", lang), quote=True)}">{body}</nav>'


def _card(item: Headline, lang: str) -> str:
    mark = tables.badge(item.age, t(f"age.{item.age}" if item.age != "never" else "state.never", lang))
    snapshot = f" {tables.badge('snapshot', t('home.snapshot', lang))}" if item.snapshot else ""
    colour = DOMAIN_COLOURS[item.domain]
    name = escape(t(f"domain.{item.domain}", lang))
    return (
        f'<a href="{PAGES[item.domain]}?lang={lang}" target="_self">'
        f'<span class="aoi-row"><span class="aoi-domain">{name}</span>'
        f"<span>{mark}{snapshot}</span></span>"
        f'<span class="aoi-value">{escape(item.value)}</span>'
        f'<span class="aoi-what">{escape(item.what)} · {escape(item.when)}</span>'
        f'<span class="aoi-change">{escape(item.change)}</span>{_spark(item, colour)}</a>'
    )


def _spark(item: Headline, colour: str) -> str:
    if len(item.spark) < 2:
        return ""
    xs, ys = zip(*item.spark, strict=True)
    width, top = (max(xs) - min(xs)) or 1, max(ys) or 1
    points = [((x - min(xs)) / width * (WIDTH - 8) + 4, HEIGHT - 4 - y / top * (HEIGHT - 8)) for x, y in item.spark]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3" fill="#D1372C"/>'
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>{last}</svg>'
    )
    coded = base64.b64encode(drawing.encode()).decode()
    return f'<img class="aoi-spark" alt="" src="data:image/svg+xml;base64,{coded}">'
