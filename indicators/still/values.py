"""Attributes of plotly that are one value for all points or a list with one for each."""

from __future__ import annotations

from typing import Any


def nth(told: Any, number: int, usual: Any) -> Any:
    """The value for the point of that number; `usual` where none is told."""
    if isinstance(told, list):
        told = told[number] if number < len(told) else None
    return usual if told is None else told
