"""Addresses of light pages: a page, a language and choices; checked, put in one order, and named as files.

Nothing of an address ever becomes a path as it came: file names are made of letters of ours and a digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from indicators.addresses import CHOICES, OF_ALL
from indicators.errors import IndicatorsError
from indicators.locales import NAMES

Pairs = tuple[tuple[str, str], ...]
LONGEST_QUERY, MOST_PAIRS, LONGEST_NAME = 3000, 60, 96
_PLAIN = re.compile(r"[^a-z0-9_.-]+")


class AddressError(IndicatorsError):
    """An address that no light page has; `page` is the page it would belong to, where that is one of ours."""

    def __init__(self, what: str, page: str = "") -> None:
        self.page = page
        super().__init__(what)


@dataclass(frozen=True)
class Address:
    """A page in a language with choices."""

    page: str
    lang: str
    choices: Pairs = ()

    @property
    def query(self) -> str:
        """The choices as a query."""
        return urlencode(self.choices)

    @property
    def digest(self) -> str:
        """A short name for the choices, the same whatever the order of their keys."""
        return hashlib.sha256(self.query.encode()).hexdigest()[:20]


def checked(page: str, lang: str, query: str = "") -> Address:
    """The address asked for.

    Raises
    ------
    AddressError
        When the page, the language or a key of the query is none of ours.
    """
    if page not in CHOICES:
        raise AddressError("no such page")
    if lang not in NAMES:
        raise AddressError("no such language", page)
    return Address(page, lang, choices(page, query))


def choices(page: str, query: str) -> Pairs:
    """The choices of a query in one order; what every page understands (`lang` ...) is left out.

    Raises
    ------
    AddressError
        When the query is too long or has a key that the page does not read.
    """
    if len(query) > LONGEST_QUERY:
        raise AddressError("the address is too long", page)
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PAIRS, errors="strict")
    except ValueError:
        raise AddressError("the address cannot be read", page) from None
    unknown = [key for key, _ in pairs if key not in CHOICES[page] | OF_ALL]
    if unknown:
        raise AddressError(f"no such choice: {unknown[0][:40]}", page)
    if any(not value.isprintable() for _, value in pairs):
        raise AddressError("the address cannot be read", page)
    return ordered((key, value) for key, value in pairs if key not in OF_ALL)


def ordered(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Choices by key; values of one key stay in their order."""
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def file_stem(page: str, pairs: Pairs) -> str:
    """A speaking name: `sea_ice`, `sea_ice--region-bering_sea`; a long one ends in a digest.

    Examples
    --------
    >>> file_stem("sea_ice", (("region", "bering_sea"),))
    'sea_ice--region-bering_sea'
    """
    told = "--".join([page, *(f"{key}-{value}" for key, value in pairs)]).lower()
    plain = _PLAIN.sub("_", told)
    if plain == told and len(told) <= LONGEST_NAME:
        return told
    digest = hashlib.sha256(urlencode(pairs).encode()).hexdigest()[:8]
    return f"{plain[:LONGEST_NAME].rstrip('-_.')}--{digest}"
