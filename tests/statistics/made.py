"""Series made for tests: any metadata of the contract, and the days of some years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from indicators import observations
from indicators.series import Meta
from indicators.store import Held

USUAL: dict[str, Any] = dict.fromkeys(Meta.names(), "") | {
    "id": "discharge.khabarovsk.roshydromet", "indicator": "discharge", "place": "khabarovsk",
    "region": "amur_main_stem", "source": "roshydromet", "unit": "m³/s", "statistic": "daily mean",
    "frequency": "day", "countries": ("RUS",), "latitude": None, "longitude": None, "count": 0,
}  # fmt: skip


def held(frame: pd.DataFrame, **changed: Any) -> Held:
    """A series of these observations."""
    span = observations.span(frame)
    told = {"first": span[0].isoformat(), "last": span[1].isoformat()} if span else {}
    return Held(Meta(**(USUAL | told | {"count": len(frame)} | changed)), frame, "snapshot")


def every_day(first: int, last: int, value: Callable[[dt.date], float], **columns: Any) -> pd.DataFrame:
    """A value on every day of some years."""
    days = pd.date_range(f"{first}-01-01", f"{last}-12-31", freq="D")
    return observations.build(days, [value(day.date()) for day in days], citation="roshydromet", **columns)


def yearly_points(values: Mapping[int, float], **columns: Any) -> pd.DataFrame:
    """One value a calendar year, as a published table holds it."""
    starts = [f"{year}-01-01" for year in values]
    ends = [f"{year}-12-31" for year in values]
    columns = {"citation": "a_paper", "confidence": "read_in_source"} | columns
    return observations.build(starts, list(values.values()), time_end=ends, **columns)


def published(frame: pd.DataFrame, **changed: Any) -> Held:
    """A published series of counts."""
    usual = {
        "id": "count_spotted_seal.baengnyeong.published", "indicator": "count_spotted_seal", "place": "baengnyeong",
        "region": "yellow_sea", "source": "published", "unit": "individuals", "statistic": "count",
        "frequency": "irregular",
    }  # fmt: skip
    return held(frame, **(usual | changed))
