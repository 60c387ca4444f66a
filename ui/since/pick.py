"""The two ends of a digest on the page: a meeting, a kept edition, the shipped snapshot, or a day of one's choice.

An address may also give a date itself (`?from=2025-09-11`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import streamlit as st

from indicators.errors import StoreError
from indicators.locales import label, t
from indicators.locales.formats import date
from indicators.since import edition, words
from indicators.since.moments import MomentError, end_of, last_meeting
from ui import pick, state
from ui.frame import Context

DAY, NOW, SNAPSHOT = "day", "now", "snapshot"
FIRST = dt.date(2000, 1, 1)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def choices(here: Context, today: dt.date) -> tuple[str, str, list[str]]:
    """The words of both ends, as `indicators.since.moments` knows them, and the countries to keep."""
    kept = edition.names(here.cache)
    start_box, end_box, more_box = st.columns([3, 2, 2])
    with start_box:
        start = _one("from", [*_meetings(here, kept, today), *_held(here, kept), DAY], here, today,
                     default=last_meeting(here.catalog, _moment(today)))  # fmt: skip
    with end_box:
        others = [one for one in kept if one != start]
        later = [] if start in kept or start == SNAPSHOT else [*_later(here, start, kept, today), DAY]
        end = _one("to", [NOW, *others, *later], here, today, default=NOW)
    with more_box:
        chosen = pick.countries(here)
    return start, end, chosen


def _one(key: str, options: Sequence[str], here: Context, today: dt.date, *, default: str) -> str:
    _date_of_the_address(key)
    named = {code: _name(code, here, today) for code in options}
    code = state.one(key, t(f"since.{key}", here.lang), list(named), named.__getitem__, here.lang, default=default)
    if code != DAY:
        return code
    usual = today - dt.timedelta(days=365) if key == "from" else today
    return state.day(f"{key}_day", t(f"since.{key}_day", here.lang), FIRST, today, default=usual).isoformat()


def _date_of_the_address(key: str) -> None:
    """A date in the address is the day of one's choice."""
    raw = st.query_params.get(key, "")
    if _DATE.fullmatch(raw):
        try:
            st.query_params[f"{key}_day"] = f"{end_of(raw):%Y-%m-%d}"
        except MomentError:
            return
        st.query_params[key] = DAY


def _meetings(here: Context, kept: Sequence[str], today: dt.date) -> list[str]:
    """Meetings before today, the last first."""
    past = [(item.date, name) for name, item in here.catalog.meetings.items() if end_of(item.date) < _moment(today)]
    return [name for _, name in sorted(past, reverse=True) if name not in kept]


def _later(here: Context, start: str, kept: Sequence[str], today: dt.date) -> list[str]:
    """Meetings after the one that the digest begins with."""
    meetings = here.catalog.meetings
    since = end_of(meetings[start].date if start in meetings else start)
    return [name for name in _meetings(here, kept, today) if end_of(meetings[name].date) > since]


def _held(here: Context, kept: Sequence[str]) -> list[str]:
    return [*kept, *([SNAPSHOT] if here.cache.snapshot.ids() else [])]


def _name(code: str, here: Context, today: dt.date) -> str:
    lang = here.lang
    if code == DAY:
        return t("since.a_day", lang)
    if code == NOW:
        return t("since.now", lang, date=date(today, lang))
    if code in edition.names(here.cache):
        return _kept(code, here)
    if code == SNAPSHOT:
        return t("since.pick_snapshot", lang)
    stated = words.stated(here.catalog.meetings[code].date, lang)
    return t("since.pick_meeting", lang, name=label(f"meeting.{code}", lang), date=stated)


def _kept(code: str, here: Context) -> str:
    try:
        day = date(edition.kept_on(here.cache, code), here.lang)
    except StoreError:
        return code
    name = label(f"meeting.{code}", here.lang) if code in here.catalog.meetings else code
    return t("since.pick_edition", here.lang, name=name, date=day)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
