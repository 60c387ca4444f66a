"""What is new, revised or newly out of date between two meetings, dates or editions of the data?"""

import datetime as dt

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.locales import faults
from indicators.since import digest, edition
from indicators.since.digest import Digest
from indicators.store import now
from ui import frame
from ui.since import pick as since_pick
from ui.since import view as since_view

PARTS = (since_view.by_indicator, since_view.revised, since_view.stale, since_view.series)

here = frame.page("since")


@st.cache_data(max_entries=40, show_spinner=False)
def made(
    stamp: tuple[int, int], editions: tuple[str, ...], start: str, end: str, today: dt.date, _here: frame.Context
) -> Digest:
    """The digest; made anew when the cache changes and every day."""
    return digest.make(_here.cache, _here.catalog, start, end, now())


def draw() -> None:
    """Draw the page of the chosen ends and countries."""
    today = now().date()
    start, end, chosen = since_pick.choices(here, today)
    editions = tuple(edition.names(here.cache))
    try:
        found = made(here.cache.stamp(), editions, start, end, today, here).of(chosen)
    except IndicatorsError as error:
        st.warning(faults.said(error, here.lang))
        return
    if found.found:
        since_view.numbers(found, here)
        since_view.remarks(found, here)
        since_view.files(found, here)
        since_view.by_country(found, here, chosen)
        for part in PARTS:
            part(found, here)
    else:
        since_view.nothing(found, here)
        since_view.remarks(found, here)


draw()
