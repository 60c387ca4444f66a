"""Laying a new vintage over the held one: what the provider appended, changed, filled or removed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators import observations
from indicators.errors import OlderEditionError

_KEY = ["time_start", "time_end", "_nth"]
_NUMBERS = ["value", "lower", "upper"]


@dataclass(frozen=True)
class Change:
    """One observation that a new vintage treats otherwise than the held one."""

    kind: str
    time_start: str
    time_end: str
    old: float | None
    new: float | None


def merge(held: pd.DataFrame, new: pd.DataFrame, update: str) -> tuple[pd.DataFrame, list[Change]]:
    """Combine a held frame with a new vintage.

    Parameters
    ----------
    held, new : DataFrame
        Observations of one series.
    update : {'replace', 'append'}
        Whether the new vintage is the whole history or one more piece of it.

    Returns
    -------
    DataFrame, list of Change
        The frame to store, and the changes within the period that was already held
        (rows after its end are growth, not revision).
    """
    old, fresh = _keyed(held), _keyed(new)
    both = old.merge(fresh, on=_KEY, how="outer", suffixes=("_old", "_new"), indicator=True, sort=True)
    changes = _changes(both, held["time_end"].max() if len(held) else pd.NaT, update)
    if update == "replace":
        return new, changes
    kept = old.merge(fresh[_KEY], on=_KEY, how="left", indicator=True)
    kept = kept[kept["_merge"] == "left_only"][list(held.columns)]
    return (observations.concat([kept, new]) if len(kept) else new), changes


def require_not_older(held_last: pd.Timestamp | None, new_last: pd.Timestamp | None, source: str, name: str) -> None:
    """Refuse an edition that ends before the data already held."""
    if held_last is not None and new_last is not None and new_last < held_last:
        raise OlderEditionError(
            f"this edition ends on {new_last:%Y-%m-%d}, the held one on {held_last:%Y-%m-%d}; nothing was changed",
            f"{source}, {name}",
            "Load an edition that is at least as recent, or use an empty cache (--cache DIR).",
        )


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(_nth=frame.groupby(["time_start", "time_end"]).cumcount())


def _changes(both: pd.DataFrame, held_end: pd.Timestamp, update: str) -> list[Change]:
    differ = pd.Series(False, index=both.index)
    for name in _NUMBERS:
        old, new = both[f"{name}_old"].to_numpy(float), both[f"{name}_new"].to_numpy(float)
        differ |= ~((old == new) | (np.isnan(old) & np.isnan(new)))
    kinds = pd.Series("", index=both.index)
    kinds[(both["_merge"] == "both") & differ] = "changed"
    if update == "replace":
        kinds[both["_merge"] == "left_only"] = "removed"
        kinds[(both["_merge"] == "right_only") & (both["time_end"] <= held_end)] = "filled"
    told = both[kinds.ne("")]
    return [
        Change(kinds[row.Index], f"{row.time_start.isoformat()}", f"{row.time_end.isoformat()}",
               _number(row.value_old), _number(row.value_new))
        for row in told.itertuples()
    ]  # fmt: skip


def _number(part: float) -> float | None:
    return None if pd.isna(part) else float(part)
