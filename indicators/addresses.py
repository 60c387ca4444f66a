"""The addresses of this dashboard: its pages, the choices that each page reads from an address, and what is nearest.

Links, decks and pages are checked against the same table; a test holds it together with the pages' own calls.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping

CHOICES: dict[str, frozenset[str]] = {
    page: frozenset(keys.split())
    for page, keys in {
        "home": "",
        "system": "panels post ice catch people span",
        "map": "layer product year date window view compilation depth kinds around",
        "sea_ice": "part region country series base seasons period month sub day",
        "dissolved_iron": "area country stations bottles iron_month by period",
        "river": "part region country gauge years period parameter sections share published model archive "
        "archive_stations mlit_quality mlit_quality_stations mlit_quality_hourly mlit_quality_hourly_stations",
        "populations": "section species measure region country threat salmon quantity areas totals years",
        "species": "species country region measure axis product",
        "compare": "view of topic find order subject region country series mode step base norm lag period",
        "coverage": "section domain family group counting species country years",
        "policies": "show species country",
        "since": "from from_day to to_day country",
        "export": "what pages indicators regions country address deck languages size mm dpi format theme caption "
        "values code report",
        "sources": "domain open",
        "methods": "topic term",
        "contribute": "",
    }.items()
}
"""Keys of the query by page, in the order of the menu."""

OF_ALL = frozenset({"lang", "chart", "data", "present", "auto", "job", "embed", "embed_options"})
"""Keys that every page understands, the last two Streamlit's own; none of them is a choice of a page.

`job` is an order of figures under way: what it shows changes by itself, so no light page and no slide has it.
"""


PUBLIC = "AMUR_OKHOTSK_ADDRESS"


def public() -> str:
    """The address that the operator names, without the slash at its end; empty where none is named."""
    return os.environ.get(PUBLIC, "").strip().rstrip("/")


_NUMBER = re.compile(r"-?\d{1,9}")


def unknown(page: str, keys: Iterable[str]) -> list[str]:
    """Keys of an address that its page does not read."""
    return [key for key in dict.fromkeys(keys) if key not in CHOICES.get(page, frozenset()) | OF_ALL]


def nearest(word: str, names: Mapping[str, str], *, cutoff: float = 0.6) -> str:
    """The code that a word means most likely, by codes and their names; empty when none is near.

    `cutoff` (0 to 1) is how alike they must be, as `difflib` measures it.

    Examples
    --------
    >>> nearest("sea_of_okhotks", {"bering_sea": "Bering Sea", "sea_of_okhotsk": "Sea of Okhotsk"})
    'sea_of_okhotsk'
    >>> nearest("Bering sea", {"bering_sea": "Bering Sea", "sea_of_okhotsk": "Sea of Okhotsk"})
    'bering_sea'
    >>> nearest("2031", {"2025": "2025", "2026": "2026"})
    '2026'
    """
    numbers = {code: int(code) for code in names if _NUMBER.fullmatch(code)}
    if numbers and _NUMBER.fullmatch(word):
        return min(numbers, key=lambda code: abs(numbers[code] - int(word)))
    plain: dict[str, str] = {}
    for code, name in names.items():
        plain.setdefault(_plain(code), code)
        plain.setdefault(_plain(name), code)
    if not _plain(word):
        return ""
    found = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=cutoff)
    return plain[found[0]] if found else ""


def _plain(text: str) -> str:
    """Letters and digits of a text, in small."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
