"""Who looks: the public, a member of the Consortium, or the secretariat; and what each of them may see.

Whoever opens a cache gets what the present audience may see and nothing else. Nobody is more than the public unless
somebody says so: `acting` for a stretch of code (a command, a test), or the function given to `known_by`, which the
pages use to say who has signed in. Nothing here knows how anybody signs in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

EMBARGO = "embargo:"
_EMBARGO = re.compile(rf"{EMBARGO}(\d{{4}}-\d{{2}}-\d{{2}})", re.ASCII)


class Audience(StrEnum):
    """Readers, from the fewest rights to the most."""

    PUBLIC = "public"
    MEMBERS = "members"
    SECRETARIAT = "secretariat"


PUBLIC, MEMBERS, SECRETARIAT = Audience
_acting: ContextVar[Audience | None] = ContextVar("audience", default=None)
_known: list[Callable[[], Audience]] = []


def current() -> Audience:
    """The present audience: the one acted for, else whom the pages know, else the public."""
    acting_for = _acting.get()
    if acting_for is not None:
        return acting_for
    return _known[-1]() if _known else PUBLIC


@contextmanager
def acting(audience: Audience) -> Iterator[None]:
    """Look with somebody's eyes for a stretch of code."""
    before = _acting.set(audience)
    try:
        yield
    finally:
        _acting.reset(before)


def known_by(who: Callable[[], Audience] | None) -> None:
    """Name the function that says who looks; it is asked often, and answers the public where it does not know.

    A new thread acts for nobody, so it is asked there too. None takes the function back.
    """
    _known[:] = [who] if who else []


def visible(disclosure: str, audience: Audience, today: dt.date) -> bool:
    """Whether an audience may see what is disclosed so.

    Parameters
    ----------
    disclosure : str
        `public`, `members`, or `embargo:YYYY-MM-DD`: for the secretariat only before that day, for everybody from
        that day on (UTC). Anything else is for the secretariat only.

    Examples
    --------
    >>> visible("embargo:2026-05-01", PUBLIC, dt.date(2026, 4, 30))
    False
    >>> visible("embargo:2026-05-01", PUBLIC, dt.date(2026, 5, 1))
    True
    """
    if disclosure == "public" or audience is SECRETARIAT:
        return True
    if disclosure == "members":
        return audience is MEMBERS
    until = lifted_on(disclosure)
    return until is not None and today >= until


def lifted_on(disclosure: str) -> dt.date | None:
    """The day on which an embargo ends; None for what is not under one, or under one that nobody can read."""
    told = _EMBARGO.fullmatch(disclosure)
    try:
        return dt.date.fromisoformat(told[1]) if told else None
    except ValueError:
        return None


def today() -> dt.date:
    """The present day, UTC: the one on which embargoes end."""
    return dt.datetime.now(dt.UTC).date()
