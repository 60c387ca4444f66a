"""An error as a page tells it: the parts that every language has in that language, the others as they are."""

from __future__ import annotations

from indicators.errors import IndicatorsError
from indicators.locales import told


def said(error: IndicatorsError, lang: str) -> str:
    """What is wrong, where and what to do, on one line."""
    return IndicatorsError(told(error.what, lang), error.where, told(error.todo, lang)).sentence
