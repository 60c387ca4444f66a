"""A table as texts: headings and rows, for a page or an exported file to set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Headings, and rows of as many cells; a cell is plain text, or `Cell` where it has parts."""

    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Statement:
    """One thing said of something: the text, and small beside it when, how sure and by whom."""

    text: str
    detail: str
    link: str = ""
    secondhand: bool = False
