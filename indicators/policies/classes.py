"""The class of a statement of law, by a rule that anybody can apply to its words.

The words of the source are the truth; the class only colours them. The first rule that fits counts.
What stands in parentheses is left out, since it tells of earlier times ("class II before"). Where no
rule fits, or the words speak of several species at once, the class says so and the reader sees the text.

1. *see text*: the words tell of an extinct species, or count several species.
2. *strictly protected*: the first class (class I) of a national list.
3. *take limited*: a limit or quota of culling, removal, take, catch or harvest is named.
4. *protected*: called protected or a natural monument, or its capture is prohibited.
5. *listed*: named in a Red Book, a Red List or a law on endangered species, which tells how threatened
   it is, and not here what is forbidden.

A class says nothing of how well a law is kept, and countries are not compared by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

STRICT, PROTECTED, LIMITED, LISTED = "strict", "protected", "limited", "listed"
INSTRUMENT, SEE_TEXT, NONE, NOT_APPLICABLE = "instrument", "see_text", "none", "not_applicable"
CLASSES = (STRICT, PROTECTED, LIMITED, LISTED, INSTRUMENT, SEE_TEXT, NONE, NOT_APPLICABLE)
"""From the strictest to nothing; `instrument`, `none` and `not_applicable` are cells without a statement."""

_COUNTED = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
_RULES = (
    (SEE_TEXT, re.compile(rf"\bextinct\b|\b{_COUNTED}\b[^.;]*\b(?:species|pinnipeds|cetaceans|mammals)\b", re.I)),
    (STRICT, re.compile(r"\bclass I\b")),
    (LIMITED, re.compile(r"\b(?:culling|removal|take|catch|harvest) limit\b|\bquota\b", re.I)),
    (PROTECTED, re.compile(r"\bprotected\b|\bnatural monument\b|\b(?:capture|catch|take|hunting) prohibited\b", re.I)),
    (LISTED, re.compile(r"\bred (?:book|list)\b|\bthreatened\b|\bendangered\b|\bdepleted\b", re.I)),
)
_PARENTHESES = re.compile(r"\([^()]*\)")


def of_text(text: str) -> str:
    """Class of one statement of law.

    Examples
    --------
    >>> of_text("National class I protected since 5 February 2021 (class II before).")
    'strict'
    >>> of_text("Capture prohibited under the Fisheries Resource Protection Act.")
    'protected'
    """
    said = _PARENTHESES.sub(" ", text)
    return next((name for name, rule in _RULES if rule.search(said)), SEE_TEXT)


def strictest(found: Iterable[str]) -> str:
    """The first of several classes in the order of `CLASSES`; `none` for no class."""
    return min(found, key=CLASSES.index, default=NONE)
