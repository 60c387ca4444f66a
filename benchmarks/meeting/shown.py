"""What a tab without a browser keeps of a page: its heading, choices, widgets, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class FaultError(Exception):
    """Something came that should not have."""


@dataclass
class Widget:
    """A widget of the page: its kind, what can be chosen, and what is."""

    kind: str
    page: str
    options: list[str]
    value: Any
    most: int = 0


@dataclass
class Shown:
    """What a finished page run showed."""

    page: str = ""
    heading: str = ""
    choices: dict[str, list[str]] = field(default_factory=dict)
    charts: int = 0
    ended: bool = False
    faults: list[str] = field(default_factory=list)
    widgets: dict[str, Widget] = field(default_factory=dict)
