"""Numbers as providers print them. What is not plainly a number is refused, never guessed."""

from __future__ import annotations

import math
import re
import unicodedata

from indicators.errors import FormatError

_PLAIN = re.compile(r"\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}( \d{3})+(\.\d+)?", re.ASCII)


def visible(cell: object) -> str:
    """Text of a cell without control and invisible characters; blanks of any kind become one."""
    kept = (char for char in str(cell) if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc"))
    return " ".join("".join(kept).split())


def amount(cell: object, where: str) -> float:
    """Read a count or weight, never negative; NaN where the cell is blank.

    Blanks may part thousands. A comma is refused: it parts thousands in some tables and decimals
    in others.

    Raises
    ------
    FormatError
        Naming the cell at `where`.
    """
    if isinstance(cell, bool):
        raise _unreadable(cell, where)
    if isinstance(cell, int | float):
        number = float(cell)
    else:
        text = "" if cell is None else visible(cell)
        if not text:
            return math.nan
        text = text.replace(" ", "") if _GROUPED.fullmatch(text) else text
        number = float(text) if _PLAIN.fullmatch(text) else math.inf
    if not math.isfinite(number) or number < 0:
        raise _unreadable(cell, where)
    return number


def _unreadable(cell: object, where: str) -> FormatError:
    return FormatError(f"{cell!r} is not a number", where, "Get the file again; if it stays, tell the provider.")
