"""What the reader chose: widgets whose values live in the address as codes, not as labels.

The address wins on first sight, then the choice made earlier in this visit, then the default.
Streamlit's own binding writes translated labels, which would break links across languages. Of a slide only the
address counts, and there are no widgets: the choice is the slide's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from indicators import addresses
from indicators.locales import DEFAULT, t
from ui import notes
from ui.stage import slide as presented

KEPT = "choices kept across pages"
_WRITTEN = "what this visit wrote into the address"
LONG_LIST = 12
SURE = 0.9  # how alike a word must be to a choice, to be taken for it beside others
BUTTONS_FIT = 20  # characters of all labels that fit a quarter of the row as buttons


def one(
    key: str, label: str, options: Sequence[str], name: Callable[[str], str], lang: str, *, default: str | None = None
) -> str:
    """A choice of one; drawn as buttons when there are few, else as a list."""
    usual = default if default is not None and default in options else options[0]
    widget = f"one:{key}"
    start = _start(key, widget, label, options, name, [usual], lang)[0]
    if presented():
        _keep(key, [start], [usual])
        return start
    _forget_unknown(widget, options)
    if len(options) <= 3 and sum(len(name(item)) + 4 for item in options) <= BUTTONS_FIT:
        chosen = st.segmented_control(label, options, format_func=name, default=start, key=widget, required=True)
    else:
        chosen = st.selectbox(
            label, options, format_func=name, index=list(options).index(start), key=widget,
            filter_mode=_search(options), placeholder=t("pick.some", lang),
        )  # fmt: skip
    value = start if chosen is None else str(chosen)
    _keep(key, [value], [usual])
    return value


def many(
    key: str, label: str, options: Sequence[str], name: Callable[[str], str], lang: str,
    *, default: Sequence[str] = (), most: int | None = None, hint: str = "",
) -> list[str]:  # fmt: skip
    """A choice of several."""
    usual = [item for item in default if item in options]
    widget = f"many:{key}"
    start = _start(key, widget, label, options, name, usual, lang, several=True)[:most]
    if presented():
        _keep(key, start, usual)
        return start
    _forget_unknown(widget, options)
    chosen = st.multiselect(
        label, options, format_func=name, default=start, key=widget, max_selections=most, select_all=False,
        placeholder=hint or t("pick.some", lang), filter_mode=_search(options),
    )  # fmt: skip
    _keep(key, chosen, usual)
    return chosen


def _search(options: Sequence[str]) -> Literal["fuzzy"] | None:
    """Letters narrow a long list; a short one asks for none and so says nothing of its own (`No results`)."""
    return "fuzzy" if len(options) > LONG_LIST else None


def years(key: str, label: str, first: int, last: int, *, default: tuple[int, int] | None = None) -> tuple[int, int]:
    """A period of whole years."""
    usual = default or (first, last)
    if first >= last:
        return first, last
    widget, raw = f"years:{key}:{first}:{last}", _raw(key)
    start = _within(raw, first, last) or usual
    said = f"{start[0]}–{start[1]}"
    _outside(key, widget, label, "–".join(raw), said, [str(part) for part in start])
    low, high = start if presented() else st.slider(label, first, last, start, key=widget)
    _keep(key, [str(low), str(high)], [str(part) for part in usual])
    return low, high


def _within(raw: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """The years of an address as far as they are held, else the nearest that are; None where they are no years."""
    if len(raw) != 2 or not all(part.isdecimal() for part in raw):
        return None
    low, high = sorted(min(max(int(part), first), last) for part in raw)
    return low, high


def on(key: str, label: str, *, default: bool = False) -> bool:
    """A choice of yes or no."""
    raw = _raw(key)
    start = raw[0] == "1" if raw else default
    chosen = start if presented() else st.toggle(label, value=start, key=f"on:{key}")
    _keep(key, ["1" if chosen else "0"], ["1" if default else "0"])
    return chosen


def day(key: str, label: str, first: dt.date, last: dt.date, *, default: dt.date) -> dt.date:
    """A day of a period."""
    raw = _raw(key)
    try:
        asked = dt.date.fromisoformat(raw[0]) if raw else default
    except ValueError:
        asked = default
    start = min(max(asked, first), last)
    _outside(key, f"day:{key}", label, raw[0] if raw else "", start.isoformat(), [start.isoformat()])
    if presented():
        _keep(key, [start.isoformat()], [])
        return start
    chosen = st.date_input(label, start, first, last, key=f"day:{key}", format="YYYY-MM-DD")
    value = chosen if isinstance(chosen, dt.date) else start
    _keep(key, [value.isoformat()], [])
    return value


def words(key: str, label: str, *, hint: str = "", longest: int = 60) -> str:
    """A few words to look for."""
    raw = _raw(key)
    if presented():
        return raw[0][:longest].strip() if raw else ""
    said = st.text_input(label, raw[0][:longest] if raw else "", longest, key=f"words:{key}", placeholder=hint or None)
    chosen = str(said or "").strip()
    _keep(key, [chosen] if chosen else [], [])
    return chosen


def opened(key: str, codes: Sequence[str], known: Sequence[str]) -> None:
    """Keep which parts of a page are unfolded; `known` are all that can be."""
    _keep(key, [code for code in known if code in codes], [])


def asked(key: str) -> list[str]:
    """What the address, else an earlier choice of this visit, names for a key."""
    return [part for part in _raw(key) if part]


def link_query() -> str:
    """All choices of this page, defaults too, as a query string that keeps its meaning."""
    return urlencode(st.session_state.get("page choices", {}), doseq=True)


def drop(keys: Iterable[str]) -> None:
    """Take choices that this page run did not make out of the address: kept for the visit, no part of this link."""
    if not presented():
        for key in set(keys) - set(st.session_state.get("page choices", {})):
            st.query_params.pop(key, None)


def begin(lang: str, explicit_language: bool) -> None:
    """Start collecting the choices of one page run; those of a slide are the address's alone."""
    st.session_state["page choices"] = {"lang": lang} if explicit_language else {}
    st.session_state["page language"] = lang
    if presented():
        st.session_state[KEPT] = {}


def _raw(key: str) -> list[str]:
    slide = presented()
    if slide:
        return slide.choices.get(key, [])
    found = st.query_params.get_all(key)
    return found or st.session_state.setdefault(KEPT, {}).get(key, [])


def _start(
    key: str, widget: str, label: str, options: Sequence[str], name: Callable[[str], str], usual: list[str], lang: str,
    *, several: bool = False,
) -> list[str]:  # fmt: skip
    """What a widget begins with; for a value that a link asks for in vain the nearest, which is told.

    Of several values only the nearly same is put in its place: the others are shown as the link has them.
    """
    raw = [part for part in _raw(key) if part]
    known = list(dict.fromkeys(part for part in raw if part in options))
    unknown = [part for part in dict.fromkeys(raw) if part not in options]
    if unknown and widget not in st.session_state and _of_a_link(key):
        names = {code: str(name(code)) for code in options}
        near = [addresses.nearest(part, names, cutoff=SURE if several else 0.6) for part in unknown]
        known = list(dict.fromkeys([*known, *(code for code in near if code)]))
        shown = known or usual
        said = "; ".join(names[code] for code in shown)[:200] or "–"
        asked_for = ", ".join(unknown)[:80]
        notes.tell(key, t("state.in_vain", lang, what=label, value=asked_for, shown=said), shown)
    return known or usual


def _outside(key: str, widget: str, label: str, asked: str, said: str, shown: Sequence[str]) -> None:
    """Tell that the years or the day of a link are not held, and what is shown instead."""
    if asked and asked != said and widget not in st.session_state and _of_a_link(key):
        lang = st.session_state.get("page language", DEFAULT)
        notes.tell(key, t("state.in_vain", lang, what=label, value=asked[:40], shown=said), shown)


def _of_a_link(key: str) -> bool:
    """Whether the address got a choice from a link, not from an earlier choice of this visit."""
    if presented():
        return False
    found = st.query_params.get_all(key)
    return bool(found) and found != st.session_state.get(_WRITTEN, {}).get(key)


def _forget_unknown(widget: str, options: Sequence[str]) -> None:
    """A kept widget value that the options no longer hold would raise: start anew."""
    held = st.session_state.get(widget)
    values = held if isinstance(held, list) else [held] if held is not None else []
    if any(value not in options for value in values):
        del st.session_state[widget]


def _keep(key: str, values: list[str], usual: list[str]) -> None:
    st.session_state.setdefault("page choices", {})[key] = values
    if presented():
        return
    notes.chosen(key, values)
    kept = st.session_state.setdefault(KEPT, {})
    kept.pop(key, None)
    if values != usual:  # a default stays a default when the data, and with them the default, change
        kept[key] = values
    wanted = [] if values == usual else (values or [""])
    st.session_state.setdefault(_WRITTEN, {})[key] = wanted
    if st.query_params.get_all(key) != wanted:
        if wanted:
            st.query_params[key] = wanted
        else:
            st.query_params.pop(key, None)
