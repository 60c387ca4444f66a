"""Which of the CNEMC release's rows count: normal operation only, corrections, repeats, stale ones.

Gathers the readings of one payload and says in plain sentences what was left out or doubted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from indicators.river import cnemc_feed as feed
from indicators.river.cnemc_rows import NORMAL, STALE_AFTER_DAYS, STATUS_WORDS, Cell, cell, days_old, moment

_NAMED_AT_MOST = 20
_Key = tuple[str, dt.datetime]


@dataclass(frozen=True)
class _Measured:
    """The cells of one normal row, by indicator; `stale` where the release repeats an old one."""

    cells: dict[str, Cell]
    stale: bool


@dataclass
class Readings:
    """Readings of one payload by section and time, filled row by row in the order they came.

    `columns` maps indicator slugs to the labels of the release.
    """

    columns: dict[str, str]
    sections: dict[str, dict[dt.datetime, _Measured]] = field(default_factory=lambda: defaultdict(dict))
    statuses: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    untimed: int = 0
    corrected: list[_Key] = field(default_factory=list)
    questioned: list[_Key] = field(default_factory=list)

    def add(self, row: feed.Row) -> None:
        """Take one row of the basin into account."""
        section, status = row.text(feed.SECTION), row.text(feed.STATUS)
        self.statuses[status] += 1
        self.seen[section] += 1
        when = moment(row.text(feed.TIME), row.snapshot.date)
        if when is None:
            self.untimed += status == NORMAL
        elif status == NORMAL:
            self._keep(section, when, self._measured(row, when))
        elif when in self.sections[section]:
            self._question(section, when)

    def of(self, section: str, indicator: str) -> dict[dt.datetime, Cell]:
        """Values of one indicator at one section, by time."""
        held = self.sections.get(section, {})
        return {when: found.cells[indicator] for when, found in held.items() if indicator in found.cells}

    def _measured(self, row: feed.Row, when: dt.datetime) -> _Measured:
        cells = {name: found for name, label in self.columns.items() if (found := cell(row.cells[label], label))}
        age = days_old(when, row.snapshot.date)
        stale = row.snapshot.exact and age > STALE_AFTER_DAYS
        if stale:
            told = f"Measured {age} days before the release of {row.snapshot.date} that repeats it."
            cells = {name: _doubted(found, "stale", told) for name, found in cells.items()}
        return _Measured(cells, stale)

    def _keep(self, section: str, when: dt.datetime, new: _Measured) -> None:
        """Of two rows that differ the later one is the provider's correction, unless it only got old."""
        before = self.sections[section].get(when)
        if before is not None:
            if new.stale:
                return
            if not before.stale and not _same(before.cells, new.cells):
                self.corrected.append((section, when))
        self.sections[section][when] = new

    def _question(self, section: str, when: dt.datetime) -> None:
        told = "A later row of the provider gives this time as not in normal operation."
        held = self.sections[section][when]
        cells = {name: _doubted(found, "suspect", told) for name, found in held.cells.items()}
        self.sections[section][when] = replace(held, cells=cells)
        self.questioned.append((section, when))

    def notices(self, known: set[str]) -> list[str]:
        """What an operator should know: statuses, sections the registry lacks, doubts."""
        told = []
        off = {STATUS_WORDS.get(name, name or "no status"): n for name, n in self.statuses.most_common()}
        off.pop(STATUS_WORDS[NORMAL], None)
        if off:
            rows = self.statuses.total()
            counted = "sections" if rows == len(self.seen) else "rows"
            parts = ", ".join(f"{word} {number}" for word, number in off.items())
            told.append(f"{sum(off.values())} of {rows} {counted} not in normal operation: {parts}")
        corrected, questioned = ([_name(key) for key in keys] for keys in (self.corrected, self.questioned))
        for what, names in (
            ("sections not in the registry", sorted(self.seen.keys() - known)),
            ("repeated with other values, the last ones kept", corrected),
            ("later given as not in normal operation, flagged suspect", questioned),
        ):
            if names:
                told.append(f"{what} ({len(names)}): {_some(names)}")
        if self.untimed:
            told.append(f"rows in normal operation without a readable time left out: {self.untimed}")
        return told


def _same(one: dict[str, Cell], other: dict[str, Cell]) -> bool:
    return one.keys() == other.keys() and all(one[name].same(other[name]) for name in one)


def _doubted(found: Cell, flag: str, told: str) -> Cell:
    if told in found.note:
        return found
    return replace(found, flag="suspect" if found.flag == "suspect" else flag, note=f"{found.note} {told}".strip())


def _name(key: _Key) -> str:
    return f"{key[0]} {key[1]:%Y-%m-%d %H:%M}"


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
