"""Units as a language says them: words such as `days` are translated, symbols such as `km²` stay."""

from __future__ import annotations

import functools
import re

from indicators.locales import has, t

_ASIDE = (("²", "2"), ("³", "3"), ("%", "percent"), ("µ", "u"))
FAMILIES = ("unit", "pop.unit")
"""Beginnings of the keys under which units stand, in the order in which they are looked up."""


def unit(written: str, lang: str) -> str:
    """A unit as the series writes it, in a language."""
    key = key_of(written)
    return t(key, lang) if key else written


@functools.cache
def key_of(written: str) -> str:
    """Key of a unit's words; empty for a symbol."""
    slug = written.lower()
    for sign, word in _ASIDE:
        slug = slug.replace(sign, word)
    slug = re.sub(r"[^a-z0-9]+", "_", slug).strip("_")
    return next((key for family in FAMILIES if has(key := f"{family}.{slug}")), "")
