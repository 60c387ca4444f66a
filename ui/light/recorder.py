"""A page script run without a browser, so that a light page never says anything else than the live page.

Streamlit's own test runner runs the script; charts and choices are noted where the page asks for them. It is only
used in a process of its own: the runner puts a stand-in in the place of Streamlit's runtime.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import streamlit as st
from streamlit.testing.v1 import AppTest

from indicators.light.address import Address, Pairs, ordered
from indicators.light.picture import Picture
from indicators.light.record import Chart, File, Fold, Option, Part, Picker, Record, Remark, Text
from indicators.locales import t
from ui import chart, state

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
MOST_OPTIONS, MOST_SEVERAL = 60, 12
STYLE = ROOT / "ui" / "page.css"
_STYLED = re.compile(r"</?style[^>]*>")
_MARK, _END = '<div data-light-chart="', '"></div>'
_REMARKS = ("info", "warning", "error", "success", "caption", "markdown")
_PICKERS = ("selectbox", "multiselect", "button_group", "slider", "select_slider", "toggle", "checkbox", "date_input",
            "text_input")  # fmt: skip


class PageError(Exception):
    """A page script ended with an exception."""


class Notes:
    """What was noted while a page ran: charts by number, choices by the key of their widget, folds by their label."""

    def __init__(self) -> None:
        self.cards: list[dict[str, Any]] = []
        self.choices: dict[str, Picker] = {}
        self.opened: dict[str, bool] = {}


def recorded(address: Address, pictured: Callable[[dict[str, Any], str], Picture], *, unfolded: bool = False) -> Record:
    """Run a page and note what it says.

    Parameters
    ----------
    pictured : callable
        Makes the pictures of a chart card in a language.
    unfolded : bool
        Whether folded parts that are only filled when opened are filled.

    Raises
    ------
    PageError
        When the script fails.
    """
    notes = Notes()
    test = AppTest.from_file(str(ROOT / "pages" / f"{address.page}.py"), default_timeout=PATIENCE_SECONDS)
    for key, value in (("lang", address.lang), *address.choices):
        test.query_params[key] = [*test.query_params.get(key, []), value]
    with _noting(notes, address.lang, unfolded=unfolded):
        test.run()
    if test.exception:
        raise PageError("; ".join(str(one.proto.stack_trace or one.message) for one in test.exception)[:4000])
    made = _Reading(notes, address.lang, pictured)
    made.style([str(node.proto.body) for node in test.html])
    parts = tuple(made.parts(test.main))
    toasts = tuple(str(one.value) for one in test.toast)
    return Record(address.page, address.lang, address.choices, made.styles, parts, toasts)


@contextmanager
def _noting(notes: Notes, lang: str, *, unfolded: bool) -> Iterator[None]:
    """Charts and choices are noted instead of, or beside, being sent to a browser."""

    def shown(key: str, card: dict[str, Any], more: dict[str, Any]) -> None:
        notes.cards.append(card | more)
        st.html(f"{_MARK}{len(notes.cards) - 1}{_END}")

    with ExitStack() as seams:
        seams.enter_context(mock.patch.object(chart, "_shown", shown))
        kinds: dict[str, Callable[..., Picker]] = {"one": _one, "many": _many, "on": partial(_on, lang)}
        for name in ("one", "many", "on", "years", "day", "words"):
            kind = kinds.get(name, _plain)
            noted = _noted(getattr(state, name), name, kind, notes)
            seams.enter_context(mock.patch.object(state, name, noted))
        if unfolded:
            seams.enter_context(mock.patch.object(st, "expander", _unfolding(st.expander, notes)))
        yield


def _unfolding(fold: Callable[..., Any], notes: Notes) -> Callable[..., Any]:
    """Folded parts are opened while the page runs, so that they are filled; how they stood is noted."""

    def opened(label: str, *given: Any, expanded: bool = False, **more: Any) -> Any:
        notes.opened[label] = expanded
        return fold(label, *given, expanded=True, **more)

    return opened


def _noted(function: Callable[..., Any], name: str, kind: Callable[..., Picker], notes: Notes) -> Callable[..., Any]:
    def chosen(key: str, label: str, *given: Any, **more: Any) -> Any:
        before = ordered(
            (one, value) for one in st.query_params for value in st.query_params.get_all(one) if _earlier(one, notes)
        )
        value = function(key, label, *given, **more)
        notes.choices.setdefault(f"{name}:{key}", kind(key, label, value, given, before, str(more.get("hint", ""))))
        return value

    return chosen


def _earlier(key: str, notes: Notes) -> bool:
    return any(one.key == key for one in notes.choices.values())


def _one(key: str, label: str, value: str, given: Sequence[Any], before: Pairs, hint: str) -> Picker:
    options, name = list(given[0]), given[1]
    listed = options if len(options) <= MOST_OPTIONS else []
    made = tuple(Option(name(one), one == value, ordered([*before, (key, str(one))])) for one in listed)
    return Picker(key, label, name(value), made)


def _many(key: str, label: str, value: Sequence[str], given: Sequence[Any], before: Pairs, hint: str) -> Picker:
    options, name = list(given[0]), given[1]
    listed = options if len(options) <= MOST_SEVERAL else []
    made = tuple(Option(name(one), list(value) == [one], ordered([*before, (key, str(one))])) for one in listed)
    return Picker(key, label, " · ".join(name(one) for one in value) or hint, made)


def _plain(key: str, label: str, value: Any, given: Sequence[Any], before: Pairs, hint: str) -> Picker:
    said = "–".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
    return Picker(key, label, said)


def _on(lang: str, key: str, label: str, value: bool, given: Sequence[Any], before: Pairs, hint: str) -> Picker:
    words = {True: t("light.switch_on", lang), False: t("light.switch_off", lang)}
    made = tuple(
        Option(said, one is value, ordered([*before, (key, "1" if one else "0")])) for one, said in words.items()
    )
    return Picker(key, label, words[value], made)


class _Reading:
    """The parts of a page out of the tree that the runner gives."""

    def __init__(self, notes: Notes, lang: str, pictured: Callable[[dict[str, Any], str], Picture]) -> None:
        self.notes, self.lang, self.pictured = notes, lang, pictured
        self.styles: tuple[str, ...] = (STYLE.read_text(encoding="utf-8"),)

    def style(self, bodies: Sequence[str]) -> None:
        """Style sheets that the page sent along; Streamlit keeps them apart from what is shown."""
        for body in bodies:
            if body.lstrip().startswith("<style"):
                self.styles += (_STYLED.sub("", body),)

    def parts(self, block: Any) -> Iterator[Part]:
        for child in block.children.values():
            if not hasattr(child, "children"):
                yield from self.element(child)
            elif child.type == "expander":
                label = str(child.proto.label)
                opened = self.notes.opened.get(label, bool(child.proto.expanded))
                yield Fold(label, opened, tuple(self.parts(child)))
            else:
                yield from self.parts(child)

    def element(self, node: Any) -> Iterator[Part]:
        if node.type == "html":
            yield from self.html(str(node.proto.body))
        elif node.type in _REMARKS:
            yield Remark(node.type, str(node.proto.body))
        elif node.type in _PICKERS:
            widget = str(node.proto.id).split("-", 2)[-1]
            known = ":".join(widget.split(":")[:2])
            if known in self.notes.choices:
                yield self.notes.choices[known]
        elif node.type == "download_button":
            yield File(str(node.proto.label))

    def html(self, body: str) -> Iterator[Part]:
        if body.startswith(_MARK):
            card = self.notes.cards[int(body.removeprefix(_MARK).removesuffix(_END))]
            made = self.pictured(card, self.lang)
            yield Chart(card, made.wide, made.narrow)
        elif not body.lstrip().startswith("<style"):
            yield Text(body)
