"""What the reader chose: widgets whose values live in the address as codes, not as labels.

The address wins on first sight, then the choice made earlier in this visit, then the default.
Streamlit's own binding writes translated labels, which would break links across languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from indicators.locales import t

_KEPT = "choices kept across pages"
BUTTONS_FIT = 20  # characters of all labels that fit a quarter of the row as buttons


def one(
    key: str, label: str, options: Sequence[str], name: Callable[[str], str], lang: str, *, default: str | None = None
) -> str:
    """A choice of one; drawn as buttons when there are few, else as a list."""
    usual = default if default is not None and default in options else options[0]
    widget = f"one:{key}"
    start = _start(key, widget, options, [usual], lang)[0]
    _forget_unknown(widget, options)
    if len(options) <= 3 and sum(len(name(item)) + 4 for item in options) <= BUTTONS_FIT:
        chosen = st.segmented_control(label, options, format_func=name, default=start, key=widget, required=True)
    else:
        chosen = st.selectbox(label, options, format_func=name, index=list(options).index(start), key=widget)
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
    start = _start(key, widget, options, usual, lang)[:most]
    _forget_unknown(widget, options)
    chosen = st.multiselect(
        label, options, format_func=name, default=start, key=widget, max_selections=most, placeholder=hint or None
    )
    _keep(key, chosen, usual)
    return chosen


def years(key: str, label: str, first: int, last: int, *, default: tuple[int, int] | None = None) -> tuple[int, int]:
    """A period of whole years."""
    usual = default or (first, last)
    if first >= last:
        return first, last
    raw = [int(part) for part in _raw(key) if part.isdigit()]
    start = (max(first, min(raw)), min(last, max(raw))) if len(raw) == 2 else usual
    start = start if start[0] <= start[1] else usual
    low, high = st.slider(label, first, last, start, key=f"years:{key}:{first}:{last}")
    _keep(key, [str(low), str(high)], [str(part) for part in usual])
    return low, high


def on(key: str, label: str, *, default: bool = False) -> bool:
    """A choice of yes or no."""
    raw = _raw(key)
    chosen = st.toggle(label, value=raw[0] == "1" if raw else default, key=f"on:{key}")
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
    chosen = st.date_input(label, start, first, last, key=f"day:{key}", format="YYYY-MM-DD")
    value = chosen if isinstance(chosen, dt.date) else start
    _keep(key, [value.isoformat()], [])
    return value


def words(key: str, label: str, *, hint: str = "", longest: int = 60) -> str:
    """A few words to look for."""
    raw = _raw(key)
    said = st.text_input(label, raw[0][:longest] if raw else "", longest, key=f"words:{key}", placeholder=hint or None)
    chosen = str(said or "").strip()
    _keep(key, [chosen] if chosen else [], [])
    return chosen


def asked(key: str) -> list[str]:
    """What the address, else an earlier choice of this visit, names for a key."""
    return [part for part in _raw(key) if part]


def link_query() -> str:
    """All choices of this page, defaults too, as a query string that keeps its meaning."""
    return urlencode(st.session_state.get("page choices", {}), doseq=True)


def begin(lang: str, explicit_language: bool) -> None:
    """Start collecting the choices of one page run."""
    st.session_state["page choices"] = {"lang": lang} if explicit_language else {}


def _raw(key: str) -> list[str]:
    found = st.query_params.get_all(key)
    return found or st.session_state.setdefault(_KEPT, {}).get(key, [])


def _start(key: str, widget: str, options: Sequence[str], usual: list[str], lang: str) -> list[str]:
    """What a widget begins with; a value that a link asked for in vain is told once."""
    raw = [part for part in _raw(key) if part]
    known = list(dict.fromkeys(part for part in raw if part in options))
    unknown = [part for part in st.query_params.get_all(key) if part and part not in options]
    if unknown and widget not in st.session_state:
        st.toast(t("state.unknown", lang, value=", ".join(unknown)[:80]))
    return known or usual


def _forget_unknown(widget: str, options: Sequence[str]) -> None:
    """A kept widget value that the options no longer hold would raise: start anew."""
    held = st.session_state.get(widget)
    values = held if isinstance(held, list) else [held] if held is not None else []
    if any(value not in options for value in values):
        del st.session_state[widget]


def _keep(key: str, values: list[str], usual: list[str]) -> None:
    kept = st.session_state.setdefault(_KEPT, {})
    kept.pop(key, None)
    if values != usual:  # a default stays a default when the data, and with them the default, change
        kept[key] = values
    st.session_state.setdefault("page choices", {})[key] = values
    wanted = [] if values == usual else (values or [""])
    if st.query_params.get_all(key) != wanted:
        if wanted:
            st.query_params[key] = wanted
        else:
            st.query_params.pop(key, None)
