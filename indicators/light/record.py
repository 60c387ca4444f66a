"""What a page said when it ran: its parts in order, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from indicators.light.address import Pairs


@dataclass(frozen=True)
class Text:
    """HTML of ours."""

    html: str


@dataclass(frozen=True)
class Remark:
    """A sentence in a box (`info`, `warning` ...) or in small print (`caption`), as Markdown."""

    tone: str
    text: str


@dataclass(frozen=True)
class Option:
    """A value of a picker: its name, whether it is chosen, and the choices of the address that chooses it."""

    name: str
    chosen: bool
    choices: Pairs | None


@dataclass(frozen=True)
class Picker:
    """A choice: its key in the address, its label, what is chosen in words, and what else there is."""

    key: str
    label: str
    said: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart card as the browser would get it, and its pictures."""

    card: dict[str, Any]
    wide: str
    narrow: str


@dataclass(frozen=True)
class File:
    """A file that the live page offers."""

    label: str


@dataclass(frozen=True)
class Fold:
    """A part that can be folded, and what is in it."""

    title: str
    opened: bool
    parts: tuple[Part, ...]


Part = Text | Remark | Picker | Chart | File | Fold


@dataclass(frozen=True)
class Record:
    """A page: whose choices, its parts, its styles, and remarks on what its address asked for in vain."""

    page: str
    lang: str
    choices: Pairs
    styles: tuple[str, ...]
    parts: tuple[Part, ...]
    toasts: tuple[str, ...] = field(default=())
