"""Readings of automatic stations by time and by day; those in doubt stand apart and count for nothing."""

from __future__ import annotations

import pandas as pd

GAP_DAYS = 3  # a line is not drawn across more days than these without a value
DOUBTED = ("suspect", "stale")


def readings(observations: pd.DataFrame) -> pd.DataFrame:
    """Readings without doubt: `when`, `value` and `n` = 1."""
    good = observations[~observations["flag"].isin(DOUBTED) & observations["value"].notna()]
    return pd.DataFrame({"when": good["time_start"], "value": good["value"], "n": 1}).sort_values("when")


def daily_means(observations: pd.DataFrame) -> pd.DataFrame:
    """Mean of the day's readings without doubt.

    Returns
    -------
    DataFrame
        `when` (the day), `value` (unit of the series), `n` readings.
    """
    good = readings(observations)
    by_day = good.groupby(good["when"].dt.normalize())["value"].agg(["mean", "count"])
    return pd.DataFrame({"when": by_day.index, "value": by_day["mean"], "n": by_day["count"]}).reset_index(drop=True)


def broken(part: pd.DataFrame, days: int = GAP_DAYS) -> tuple[list[str], list[float | None]]:
    """Times and values for a line that stays open across more than some days."""
    along: list[str] = []
    values: list[float | None] = []
    before = None
    for row in part.itertuples():
        if before is not None and row.when - before > pd.Timedelta(days=days):
            along.append(f"{before + pd.Timedelta(days=1):%Y-%m-%d %H:%M}")
            values.append(None)
        along.append(f"{row.when:%Y-%m-%d %H:%M}")
        values.append(float(f"{row.value:.5g}"))
        before = row.when
    return along, values


def doubtful(observations: pd.DataFrame) -> pd.DataFrame:
    """Observations whose value is suspect or stale."""
    return observations[observations["flag"].isin(DOUBTED) & observations["value"].notna()]
