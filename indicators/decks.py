"""Decks: what a presenter steps through, each slide a live chart or two of a page, or a few words.

A deck is a YAML file (`decks/*.yaml`; further folders are named by `AMUR_OKHOTSK_DECKS`). A slide holds no number and
no picture: only which page, which choices and which charts, so that it says what the data say on the day.
"""

from __future__ import annotations

import difflib
import functools
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from indicators.addresses import CHOICES, unknown
from indicators.errors import IndicatorsError
from indicators.locales import DEFAULT, NAMES, has, t

FOLDER = Path(__file__).with_name("decks")
ENVIRONMENT = "AMUR_OKHOTSK_DECKS"
HOME = "home"
MOST_CHARTS = 2
_NAME = re.compile(r"[a-z0-9_-]+")

Text = str | dict[str, str]
"""A key of the words, a sentence, or a sentence by language."""


class DeckError(IndicatorsError):
    """A deck that cannot be read, or a slide that leads nowhere."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Slide(_Strict):
    page: str = HOME
    choices: str = ""
    charts: Annotated[tuple[str, ...], Field(max_length=MOST_CHARTS)] = ()
    headline: Text = ""
    small: Text = ""
    notes: Text = ""


class _Deck(_Strict):
    title: Text
    auto: Annotated[int, Field(ge=0, le=3600)] = 0
    slides: Annotated[tuple[_Slide, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Slide:
    """One slide: the page, its choices by key, the charts of that page, and words.

    Without charts it is a slide of words (a title, the beginning of a part).
    """

    deck: str
    number: int
    page: str
    choices: dict[str, list[str]]
    charts: tuple[str, ...]
    headline: Text
    small: Text
    notes: Text

    @property
    def code(self) -> str:
        """Deck and number, as the address has them (`consortium.3`)."""
        return f"{self.deck}.{self.number}"

    @property
    def query(self) -> dict[str, list[str]]:
        """The query of the slide's address."""
        return self.choices | {"present": [self.code]}

    def address(self, **more: str) -> str:
        """The slide below the root of the site (`sea_ice?region=bering_sea&present=consortium.3`)."""
        return f"{self.page}?{urlencode(self.query | {key: [value] for key, value in more.items()}, doseq=True)}"

    def live(self, **more: str) -> str:
        """The live page with the slide's choices; `chart=` says where on it the chart stands."""
        chart = {"chart": [self.charts[0]]} if self.charts else {}
        query = urlencode(self.choices | chart | {key: [value] for key, value in more.items()}, doseq=True)
        return f"{self.page}?{query}" if query else self.page


@dataclass(frozen=True)
class Deck:
    """A deck: title, seconds after which a slide gives way to the next (0: never), slides."""

    name: str
    title: Text
    auto_seconds: int
    slides: tuple[Slide, ...]


def say(text: Text, lang: str) -> str:
    """A deck's text in a language: by its key, in that language, else in English, else as it stands."""
    if isinstance(text, dict):
        return text.get(lang) or text.get(DEFAULT) or next(iter(text.values()), "")
    return t(text, lang) if text and has(text) else text


def folders() -> tuple[Path, ...]:
    """The shipped decks, then those of this installation."""
    own = [Path(part) for part in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if part]
    return (FOLDER, *own)


def find(code: str) -> Slide | None:
    """The slide of `DECK.N`; a number too large is the last one, None where there is no such deck."""
    name, _, number = code.rpartition(".")
    deck = decks()[0].get(name or code)
    if deck is None:
        return None
    wanted = int(number) if name and number.isdecimal() else 1
    return deck.slides[min(max(wanted, 1), len(deck.slides)) - 1]


def decks() -> tuple[dict[str, Deck], tuple[str, ...]]:
    """The readable decks by name, and a sentence for each that is not."""
    files = [path for folder in folders() for path in sorted(folder.glob("*.yaml"))]
    stamps = tuple((path, path.stat().st_mtime_ns) for path in files)
    return _decks(stamps)


@functools.lru_cache(maxsize=4)
def _decks(stamps: tuple[tuple[Path, int], ...]) -> tuple[dict[str, Deck], tuple[str, ...]]:
    found: dict[str, Deck] = {}
    wrong: list[str] = []
    for path, _ in stamps:
        try:
            if path.stem in found:
                raise DeckError("there is a deck of this name already", str(path), "Give the file another name.")
            found[path.stem] = read(path)
        except DeckError as error:
            wrong.append(error.sentence)
    return found, tuple(wrong)


def read(path: Path) -> Deck:
    """One deck.

    Raises
    ------
    DeckError
        With the file, the slide, and what is wrong with it.
    """
    if not _NAME.fullmatch(path.stem):
        raise DeckError("the name is part of addresses", path.name, "Use a-z, 0-9, _ and - only.")
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DeckError(f"not readable as YAML ({' '.join(str(error).split())})", path.name) from error
    try:
        made = _Deck.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where, key = _place(first["loc"])
        said = f"{key}: {first['msg']}" if key else str(first["msg"])
        raise DeckError(said, f"{path.name}{where}", "See docs/presenting.md.") from error
    slides = tuple(_slide(path, number, one) for number, one in enumerate(made.slides, 1))
    return Deck(path.stem, made.title, made.auto, slides)


def _place(loc: tuple[Any, ...]) -> tuple[str, str]:
    """Slide (counted from 1) and key of an error of the model."""
    slide = f", slide {loc[1] + 1}" if len(loc) > 1 and loc[0] == "slides" else ""
    return slide, ".".join(str(part) for part in (loc[2:] if slide else loc))


def _slide(path: Path, number: int, raw: _Slide) -> Slide:
    where = f"{path.name}, slide {number}"
    if raw.page not in CHOICES:
        raise DeckError(f"unknown page {raw.page!r}", where, _instead(raw.page, list(CHOICES)))
    choices = parse_qs(raw.choices, keep_blank_values=True)
    wrong = [*unknown(raw.page, choices), *(key for key in ("present", "lang", "auto", "chart") if key in choices)]
    if wrong:
        raise DeckError(f"page {raw.page!r} has no choice {wrong[0]!r}", where, _instead(wrong[0], CHOICES[raw.page]))
    if not raw.charts and not raw.headline:
        raise DeckError("neither charts nor a headline", where, "Name one or two charts of the page, or a headline.")
    for text in (raw.headline, raw.small, raw.notes):
        for lang in text if isinstance(text, dict) else ():
            if lang not in NAMES:
                raise DeckError(f"unknown language {lang!r}", where, f"Use one of {', '.join(NAMES)}.")
    return Slide(path.stem, number, raw.page, choices, raw.charts, raw.headline, raw.small, raw.notes)


def _instead(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Use one of {', '.join(sorted(known)) or 'none'}."
