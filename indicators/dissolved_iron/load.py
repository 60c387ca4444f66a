"""Iron load = concentration × discharge: a derived quantity whose assumption stands in every row.

1 mg/L is 1 g/m³, so 1 mg/L × 1 m³/s = 1 g/s = 86.4 kg a day; 1 Gg = 10⁹ g = 1,000 t.

The archive of discharge lacks day 31 of every month. A month counts when at least 27 daily values
are held; its load is the mean discharge times the real number of days. A year counts when all of its
twelve months count. Nothing is filled: a month or year that does not count has no row.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from indicators import observations
from indicators.errors import FormatError

SECONDS_A_DAY = 86_400
GRAMS_A_GIGAGRAM = 1e9
LEAST_DAYS = 27
SOURCE = "derived"


def monthly(inputs: Mapping[str, pd.DataFrame], *, lower: float, upper: float) -> pd.DataFrame:
    """Iron load of each month that counts, Gg a month.

    Parameters
    ----------
    inputs : mapping of str to DataFrame
        `discharge`: daily observations, m³/s. `concentration`: observations with one mean, mg/L.
    lower, upper : float
        Lowest and highest concentration that the cited work states, mg/L.
    """
    return _load(discharge_by_month(inputs["discharge"]), inputs["concentration"], lower, upper)


def yearly(inputs: Mapping[str, pd.DataFrame], *, lower: float, upper: float) -> pd.DataFrame:
    """Iron load of each year whose twelve months count, Gg a year; see `monthly`."""
    return _load(discharge_by_year(inputs["discharge"]), inputs["concentration"], lower, upper)


def discharge_by_month(discharge: pd.DataFrame) -> pd.DataFrame:
    """Mean discharge of each month that counts.

    Returns
    -------
    DataFrame
        `time_start`, `time_end`, `days` (of the calendar), `measured` (days held), `discharge` (m³/s).
    """
    good = discharge[discharge["flag"].ne("suspect") & discharge["value"].notna()]
    month = good["time_start"].dt.to_period("M")
    table = good.groupby(month)["value"].agg(["count", "mean"]).reset_index(names="month")
    table = table[table["count"] >= LEAST_DAYS].reset_index(drop=True)
    return pd.DataFrame(
        {
            "time_start": table["month"].dt.start_time,
            "time_end": table["month"].dt.end_time.dt.normalize(),
            "days": table["month"].dt.days_in_month,
            "measured": table["count"],
            "discharge": table["mean"],
        }
    )


def discharge_by_year(discharge: pd.DataFrame) -> pd.DataFrame:
    """Mean discharge of each year whose months all count, months weighted by their days; columns as by month."""
    months = discharge_by_month(discharge)
    rows = []
    for year, part in months.groupby(months["time_start"].dt.year):
        if len(part) == 12:
            mean = (part["discharge"] * part["days"]).sum() / part["days"].sum()
            first, last = pd.Timestamp(int(str(year)), 1, 1), pd.Timestamp(int(str(year)), 12, 31)
            rows.append((first, last, part["days"].sum(), part["measured"].sum(), mean))
    return pd.DataFrame(rows, columns=["time_start", "time_end", "days", "measured", "discharge"])


def _load(water: pd.DataFrame, concentration: pd.DataFrame, lower: float, upper: float) -> pd.DataFrame:
    mean = single_mean(concentration)
    if not lower <= mean <= upper:
        raise FormatError(
            f"the mean {mean} mg/L lies outside the stated range {lower} to {upper} mg/L",
            "concentration of the iron load",
            "Correct the range in data_sources.yaml.",
        )
    gigagrams = water["discharge"] * water["days"] * SECONDS_A_DAY / GRAMS_A_GIGAGRAM  # for 1 mg/L
    return observations.build(
        water["time_start"],
        gigagrams * mean,
        time_end=water["time_end"],
        lower=gigagrams * lower,
        upper=gigagrams * upper,
        interval="range",
        flag="estimated",
        citation=SOURCE,
        confidence="derived",
        note=[_note(mean, lower, upper, row.measured, row.days) for row in water.itertuples()],
    )


def single_mean(concentration: pd.DataFrame) -> float:
    """The one mean that a concentration series states, mg/L."""
    values = concentration["value"].dropna()
    if len(values) != 1:
        raise FormatError(
            f"{len(values)} values instead of one mean",
            "concentration of the iron load",
            "Name a series with a single mean in data_sources.yaml.",
        )
    return float(values.iloc[0])


def _note(mean: float, lower: float, upper: float, measured: object, days: object) -> str:
    return (
        f"Derived: discharge times one constant concentration, {mean:g} mg/L (stated range {lower:g} to {upper:g}). "
        f"The real concentration varies by season and year. Discharge of {measured} of {days} days."
    )
