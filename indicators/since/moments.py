"""The two ends of a digest: a meeting, a date, or an edition of the cache, by the word a reader gives."""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indicators.catalog import Catalog
from indicators.errors import IndicatorsError
from indicators.since import edition
from indicators.since.edition import Edition
from indicators.store import Cache

Kind = Literal["now", "snapshot", "edition", "meeting", "date"]
NOW = "now"
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2")


class MomentError(IndicatorsError):
    """A meeting, date or edition that is not known, or two that do not go together."""


@dataclass(frozen=True)
class Moment:
    """One end of a digest.

    `at` is the last second of a day, a month or a year that is known no closer; `stated` is the date as
    it was given (`2011`). `edition` is what was held, where that is known; `name` is what it is called.
    `meeting` is the meeting's id.
    """

    code: str
    kind: Kind
    at: dt.datetime
    stated: str
    edition: Edition | None = None
    meeting: str = ""
    name: str = ""

    @property
    def day(self) -> str:
        """The ISO day."""
        return f"{self.at:%Y-%m-%d}"


def moment(code: str, cache: Cache, catalog: Catalog, today: dt.datetime, stack: ExitStack) -> Moment:
    """The moment that a word stands for: `now`, `snapshot`, an edition kept, a meeting, a date, or a path.

    Parameters
    ----------
    stack : ExitStack
        Keeps what was unpacked of an archive until it is closed.

    Raises
    ------
    MomentError
        When the word is none of them, with near ones.
    """
    if code == NOW:
        return Moment(code, "now", today, f"{today:%Y-%m-%d}", edition.present(cache, today))
    meeting = code if code in catalog.meetings else ""
    if code == "snapshot":
        return _held(code, "snapshot", edition.shipped(cache))
    if code in edition.names(cache):
        return _held(code, "edition", edition.kept(cache, code), meeting)
    if meeting:
        stated = catalog.meetings[code].date
        return Moment(code, "meeting", end_of(stated), stated, meeting=code)
    if _DATE.fullmatch(code):
        return Moment(code, "date", end_of(code), code)
    path = Path(code).expanduser()
    if code and (path.exists() or "/" in code or code.endswith(_ARCHIVES)):
        return _held(code, "edition", stack.enter_context(edition.opened(path)))
    raise MomentError(*_unknown(code, cache, catalog))


def last_meeting(catalog: Catalog, today: dt.datetime) -> str:
    """Id of the last meeting before today; the empty text where there was none."""
    past = [(end_of(item.date), name) for name, item in catalog.meetings.items()]
    return max(((at, name) for at, name in past if at < today), default=(today, ""))[1]


def require_in_order(start: Moment, end: Moment) -> None:
    """Refuse two ends that cannot be compared.

    Raises
    ------
    MomentError
        When the first is later than the second, or an edition meets a mere date.
    """
    if start.at > end.at:
        raise MomentError(
            f"the first ({start.day}) is later than the second ({end.day})",
            f"{start.code} and {end.code}",
            "Give the earlier one first.",
        )
    if start.edition and not end.edition:
        raise MomentError(
            "what was held on a mere date is not known, so an edition cannot be compared with it",
            f"{start.code} and {end.code}",
            "Compare it with another edition or with `now`, or begin with a date.",
        )


def _held(code: str, kind: Kind, found: Edition, meeting: str = "") -> Moment:
    return Moment(code, kind, found.at, f"{found.at:%Y-%m-%d}", found, meeting, found.name)


def end_of(stated: str) -> dt.datetime:
    """The last second of a year, a month or a day (`2011`, `2011-11`, `2011-11-05`), UTC.

    Raises
    ------
    MomentError
        When it is no date.
    """
    found = _DATE.fullmatch(stated)
    try:
        year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
        month = month or 12
        return dt.datetime(year, month, day or calendar.monthrange(year, month)[1], 23, 59, 59, tzinfo=dt.UTC)
    except ValueError:
        raise MomentError("not a date", stated, "Write it as 2025-09-11, 2025-09 or 2025.") from None


def _unknown(code: str, cache: Cache, catalog: Catalog) -> tuple[str, str, str]:
    known = [NOW, "snapshot", *edition.names(cache), *catalog.meetings]
    near = difflib.get_close_matches(code, known, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"known are {', '.join(known)}."
    return "no meeting, date or edition of this name", repr(code), f"{hint[0].upper()}{hint[1:]} A date is 2025-09-11."
