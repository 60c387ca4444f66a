"""What one edition of a series holds otherwise than an earlier one: rows that came, values that changed or went.

Used by the journal (what a refresh brought) and by the digest (what two editions differ in). A forecast
or a preliminary run that gives way to what followed is neither new nor revised, as in `revision`.
Nothing here knows a provider, a file or a date of retrieval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators import observations

_TIMES = ["time_start", "time_end"]
_NUMBERS = ["value", "lower", "upper"]
_SAME = 1e-9  # relative: two computations of one sum; no provider prints so many digits


@dataclass(frozen=True)
class Revised:
    """One observation with its old and new numbers; `removed` ones have no new, statements have texts instead.

    `work` names the row's citation where one period holds several rows.
    """

    kind: str
    time_start: str
    time_end: str
    old: float | None = None
    new: float | None = None
    old_lower: float | None = None
    old_upper: float | None = None
    new_lower: float | None = None
    new_upper: float | None = None
    old_text: str = ""
    new_text: str = ""
    work: str = ""

    def told(self) -> dict[str, Any]:
        """As it is written: `kind`, the period, `old` and `new`; the rest only where there is any."""
        always = ("kind", "time_start", "time_end", "old", "new")
        return {name: part for name, part in asdict(self).items() if name in always or part not in (None, "")}


@dataclass(frozen=True)
class Difference:
    """Rows after the end of what was held (`later`), rows before it (`within`), and what became of the others."""

    later: pd.DataFrame
    within: pd.DataFrame
    revised: tuple[Revised, ...] = ()

    @property
    def any(self) -> bool:
        """Whether the editions differ at all."""
        return bool(len(self.later) or len(self.within) or self.revised)

    @property
    def came(self) -> pd.DataFrame:
        """All rows that were not there before, in time order."""
        return observations.concat([self.within, self.later]) if len(self.within) else self.later


def difference(before: pd.DataFrame | None, after: pd.DataFrame) -> Difference:
    """Compare two editions of a series.

    Parameters
    ----------
    before, after : DataFrame
        Observations; None for a series that was not held before: all of it is `later`.
    """
    if before is not None and (grown := _grown(before, after)) is not None:
        return Difference(grown, after.iloc[:0])
    new = after[observations.carrying(after)].reset_index(drop=True)
    old = before[observations.carrying(before)].reset_index(drop=True) if before is not None else after.iloc[:0]
    return Difference(new, new.iloc[:0]) if old.empty else _joined(old, new, old["time_end"].max())


def _grown(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame | None:
    """The rows appended, where all that was held stands unchanged at the beginning (the common case, and quick)."""
    count = len(before)
    head, tail = after.iloc[:count], after.iloc[count:]
    if not count or len(head) < count:
        return None
    same = all((head[name].to_numpy() == before[name].to_numpy()).all() for name in _TIMES)
    same = same and np.array_equal(head[_NUMBERS].to_numpy(), before[_NUMBERS].to_numpy(), equal_nan=True)
    if not same or (tail["time_end"] <= before["time_end"].max()).any():
        return None
    if not (head["note"].to_numpy() == before["note"].to_numpy()).all() or not (_texts(head) == _texts(before)).all():
        return None
    return tail[observations.carrying(tail)].reset_index(drop=True) if len(tail) else tail


def _joined(old: pd.DataFrame, new: pd.DataFrame, end: pd.Timestamp) -> Difference:
    """Row by row, by period; by period and work where a period holds several rows."""
    several = bool(old.duplicated(_TIMES).any() or new.duplicated(_TIMES).any())
    keys = [*_TIMES, "citation"] if several else list(_TIMES)
    pairs = _keyed(old, keys).merge(_keyed(new, keys), on=[*keys, "nth"], how="outer", suffixes=("_old", "_new"))
    here, there = pairs["row_old"].notna(), pairs["row_new"].notna()
    settled = ~pairs["passing_old"].eq(True)
    changed = pairs[here & there & settled & _differ(pairs)]
    removed = pairs[here & ~there & settled]
    came = new.iloc[np.sort(pairs.loc[there & ~here, "row_new"].to_numpy().astype(np.int64))]
    after = came["time_end"] > end
    told = [*_revised("changed", changed), *_revised("removed", removed)]
    return Difference(
        came[after].reset_index(drop=True),
        came[~after].reset_index(drop=True),
        tuple(sorted(told, key=lambda one: (one.time_start, one.time_end, one.work))),
    )


def _keyed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return frame[[*keys, *_NUMBERS]].assign(
        nth=frame.groupby(keys).cumcount(),
        text=_texts(frame),
        passing=observations.is_passing(frame),
        row=np.arange(len(frame), dtype=float),
    )


def _differ(pairs: pd.DataFrame) -> pd.Series:
    differs = pairs["text_old"] != pairs["text_new"]
    for name in _NUMBERS:
        one, other = (pairs[f"{name}_{side}"].to_numpy(float) for side in ("old", "new"))
        differs |= ~np.isclose(one, other, rtol=_SAME, atol=0, equal_nan=True)
    return differs


def _texts(frame: pd.DataFrame) -> np.ndarray:
    """Of a row without a number (a statement) its words; of the others nothing: a remark is no value."""
    texts = np.full(len(frame), "", dtype=object)
    bare = np.flatnonzero(frame[_NUMBERS].isna().all(axis=1).to_numpy())
    if bare.size:
        names = ["note", *(name for name in frame.columns if name not in observations.COLUMNS)]
        for place, row in zip(bare, frame[names].iloc[bare].itertuples(index=False), strict=True):
            texts[place] = " · ".join(part for part in row if isinstance(part, str) and part)
    return texts


def _revised(kind: str, pairs: pd.DataFrame) -> Iterator[Revised]:
    """Plain lists throughout: an edition may revise a hundred thousand values."""
    times = [[moment.isoformat() for moment in pairs[name].tolist()] for name in _TIMES]
    numbers = [
        [None if math.isnan(part) else part for part in pairs[f"{name}_{side}"].astype(float).tolist()]
        for name, side in (("value", "old"), ("value", "new"), ("lower", "old"), ("upper", "old"), ("lower", "new"),
                           ("upper", "new"))
    ]  # fmt: skip
    works = pairs["citation"].tolist() if "citation" in pairs else [""] * len(pairs)
    texts = [[part if isinstance(part, str) else "" for part in pairs[f"text_{side}"]] for side in ("old", "new")]
    for row in zip(*times, *numbers, *texts, works, strict=True):
        yield Revised(kind, *row)
