"""GRDC station catalogue: long-term means with their record spans."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import fetchers, observations
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.series import Payload, Reading, describe

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
HEADER = """
grdc_no wmo_reg sub_reg river station country lat long area altitude d_start d_end d_yrs d_miss
m_start m_end m_yrs m_miss t_start t_end t_yrs lta_discharge r_volume_yr r_height_yr
"""
KHABAROVSK = """
2906700 2 2906 AMUR_RIVER KHABAROVSK RU 48.43 135.05 1630000 -999 - - - -
- - - - 1896 1987 92 8206.747 1 1
"""
NIMELEN = """
2906880 2 2906 NIMELEN NEMILEN RU 52.56 136.5 -999 -999 - - - -
- - - - 1980 1990 11 114.881 1 1
"""


def table(*rows: str) -> bytes:
    lines = ["\t".join(HEADER.split()), *("\t".join(row.split()).replace("_", " ") for row in rows)]
    return "\n".join(lines).encode("latin-1")


def read(content: bytes) -> Reading:
    return fetchers.parse(Payload(content, "grdc_2022_10701.txt", NOW), "grdc", catalog())


def changed(row: str, **cells: str) -> str:
    return " ".join(cells.get(name, cell) for name, cell in zip(HEADER.split(), row.split(), strict=True))


def test_a_mean_stands_for_its_whole_record() -> None:
    reading = read(table(KHABAROVSK))
    (parsed,) = reading.series
    observations.check(parsed.observations, parsed.declaration.id)
    row = parsed.observations.iloc[0]
    assert parsed.declaration.id == "discharge_long_term_mean.khabarovsk.grdc"
    assert (row["value"], row["flag"], row["confidence"]) == (8206.747, "good", "read_in_source")
    assert (row["time_start"], row["time_end"]) == (pd.Timestamp("1896-01-01"), pd.Timestamp("1987-12-31"))
    assert "AMUR RIVER at KHABAROVSK, catchment 1,630,000 km²" in row["note"]
    assert "does not say that every year counts" in row["note"]
    assert "2906900" in reading.notices[0]


def test_no_area_is_said_and_no_mean_is_no_row() -> None:
    reading = read(table(NIMELEN, changed(KHABAROVSK, lta_discharge="n.a.")))
    (parsed,) = reading.series
    assert "catchment area not given" in parsed.observations["note"].iloc[0]
    assert "2906700" in reading.notices[0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (table(KHABAROVSK).replace(b"lta_discharge", b"mean_flow"), "lta_discharge"),
        (table(KHABAROVSK, KHABAROVSK), "2 rows"),
        (table(changed(KHABAROVSK, lta_discharge="8,2")), "8,2"),
        (table(changed(KHABAROVSK, t_end="1890")), "impossible"),
        (table(changed(KHABAROVSK, grdc_no="1")), "nothing of"),
    ],
)
def test_what_is_not_the_catalogue_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        read(content)


@given(st.floats(0, 3e5), st.integers(1800, 2020), st.integers(0, 150))
def test_every_mean_and_span_comes_through_unchanged(mean: float, first: int, years: int) -> None:
    row = changed(KHABAROVSK, lta_discharge=repr(mean), t_start=str(first), t_end=str(first + years))
    frame = read(table(row)).series[0].observations
    assert frame["value"].iloc[0] == mean
    assert (frame["time_start"].dt.year.iloc[0], frame["time_end"].dt.year.iloc[0]) == (first, first + years)


def test_the_whole_catalogue(upstream: Path) -> None:
    path = upstream / "river" / "grdc" / "grdc_2022_10701.txt"
    with path.open(encoding="latin-1", newline="") as handle:
        rows = {row["grdc_no"]: row for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)}
    assert len(rows) == 10701
    reading = read(path.read_bytes())
    assert (len(reading.series), reading.notices) == (26, ())
    for parsed in reading.series:
        row, frame = rows[str(parsed.declaration.place_key)], parsed.observations
        meta = describe(catalog(), parsed, Payload(b"x", path.name, NOW))
        assert frame["value"].tolist() == [float(row["lta_discharge"])]
        assert [frame["time_start"].dt.year[0], frame["time_end"].dt.year[0]] == [
            int(row["t_start"]),
            int(row["t_end"]),
        ]
        assert (meta.latitude, meta.longitude) == pytest.approx((float(row["lat"]), float(row["long"])), abs=1e-4)
        assert {"CN": "CHN", "MN": "MNG", "RU": "RUS", "JP": "JPN", "KR": "KOR"}[row["country"]] in meta.countries
