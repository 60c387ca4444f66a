"""Licences of occurrence records: free text in many spellings, put into a few classes and counted.

What the table does not know counts as unknown, and nothing with unknown licences is ever passed on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

CC0, CC_BY, CC_BY_SA, CC_BY_NC, OGL = "CC0", "CC BY", "CC BY-SA", "CC BY-NC", "Open Government Licence"
OTHER, NONE = "other", "none stated"
KNOWN = (CC0, CC_BY, CC_BY_SA, CC_BY_NC, OGL)
CLASSES = (*KNOWN, OTHER, NONE)

_SPELLINGS = (
    (CC0, r"publicdomain/zero|\bcc ?(0|zero)\b|waived all rights|public domain dedication"),
    (OTHER, r"\bby (nc )?nd\b|no ?deriv|\bby nc sa\b|noncommercial sharealike"),
    (CC_BY_NC, r"\bby nc\b|attribution non ?commercial"),
    (CC_BY_SA, r"\bby sa\b|attribution share ?alike"),
    (CC_BY, r"\bcc by\b|licenses/by\b|creative commons attribution"),
    (OGL, r"open government licen[cs]e"),
)
"""Class and pattern, the first that fits counts; texts are in small letters, `-` and `_` being blanks."""

_TOLD = re.compile(rf"({'|'.join(map(re.escape, CLASSES))}) (\d+)")


def class_of(text: str | None) -> str:
    """Class of a licence text.

    Parameters
    ----------
    text : str or None
        An address, a code (`CC_BY_4_0`) or a sentence.
    """
    plain = " ".join(re.sub(r"[-_\s]+", " ", text or "").lower().split())
    if plain in ("", "unspecified", "na", "n/a", "null", "none"):
        return NONE
    return next((name for name, pattern in _SPELLINGS if re.search(pattern, plain)), OTHER)


def told(counts: Mapping[str, int]) -> str:
    """`CC0 12; CC BY 3`: numbers of records by class, in the order of `CLASSES`."""
    return "; ".join(f"{name} {counts[name]}" for name in CLASSES if counts.get(name))


def read(text: str) -> Counter[str]:
    """Read the numbers that `told` wrote, from the text alone or within a sentence."""
    return Counter({name: int(count) for name, count in _TOLD.findall(text)})


def redistribute(counts: Mapping[str, int]) -> Literal["derived", "no"]:
    """Whether counts of such records may be passed on: only where the licence of each record is known."""
    return "no" if counts.get(OTHER) or counts.get(NONE) else "derived"
