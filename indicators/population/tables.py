"""A table as texts: headings and rows, for a page or an exported file to set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """Something said, and beside it in small when and how sure, and the work that says so."""

    text: str
    detail: str
    work: str
    link: str = ""
    secondhand: bool = False


Cell = str | Statement | tuple[Statement, ...]


@dataclass(frozen=True)
class Table:
    """Headings, and rows of as many cells: a text, a statement, or several statements."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
