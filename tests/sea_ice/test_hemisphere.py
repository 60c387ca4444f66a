"""The two hemisphere files that give the region its context: every row where the provider put it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from indicators import __main__ as command_line
from indicators import download_file, fetchers, refresh
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror

NSIDC, OSI = "sea_ice_index_hemisphere", "osi_saf"
SERIES = {name: f"sea_ice_extent.northern_hemisphere.{name}" for name in (NSIDC, OSI)}
CSV = b"""\
Year, Month, Day,     Extent,    Missing, Source Data
YYYY,    MM,  DD, 10^6 sq km, 10^6 sq km, Source data product web sites: http://nsidc.org/data/nsidc-0081.html
1978,    10,  26,     10.231,      0.000, ['/ecs/DP1/PM/NSIDC-0051.001/1978.10.26/nt_19781026_n07_v1.1_n.bin']
1978,    10,  28,  -9999.000,  -9999.000, ['/ecs/DP1/PM/NSIDC-0051.001/1978.10.28/nt_19781028_n07_v1.1_n.bin']
2026,    08,  20,      5.303,      0.090,"['/a/NSIDC-0803_20260820_v2.0.nc', '/a/NSIDC-0803_20260819_v2.0.nc']"
2026,    08,  21,      5.265,      0.000,"['/a/NSIDC-0803_20260820_v2.0.nc', '/a/NSIDC-0803_20260821_v2.0.nc']"
"""
TEXT = b"""\
# FracYear YYYY MM DD SIE[km^2]
# Area: Northern Hemisphere
# Quantity: Sea Ice Extent
# Product: EUMETSAT OSI SAF Sea Ice Index v2p2 (demonstration)
1978.8137 1978 10 25 10305000 OSICDRv3
1986.2438 1986 03 30 -999 MISSING
2025.3178 2025 04 27 13610625 OSIDM1v3
"""


def read(source: str, content: bytes) -> Reading:
    return fetchers.parse(Payload(content, "file", dt.datetime(2026, 8, 22, tzinfo=dt.UTC)), source, catalog())


def rows(reading: Reading) -> list[tuple[str, float, str]]:
    (one,) = reading.series
    frame = one.observations
    days = frame["time_end"].dt.strftime("%Y-%m-%d")
    return list(zip(days, frame["value"].round(3), frame["flag"], strict=True))


def test_nsidc_extents_are_km2_gaps_stay_gaps_and_the_newest_day_is_provisional() -> None:
    assert rows(read(NSIDC, CSV)) == [
        ("1978-10-26", 10_231_000.0, "good"),
        ("2026-08-20", 5_303_000.0, "estimated"),  # 90,000 km² could not be seen
        ("2026-08-21", 5_265_000.0, "provisional"),
    ]


def test_osi_saf_extents_are_km2_and_the_interim_record_is_provisional() -> None:
    reading = read(OSI, TEXT)
    assert rows(reading) == [("1978-10-25", 10_305_000.0, "good"), ("2025-04-27", 13_610_625.0, "provisional")]
    assert reading.series[0].meta == {"product_version": "v2p2"}


@pytest.mark.parametrize(
    ("source", "content", "told"),
    [
        (NSIDC, CSV.replace(b"10^6 sq km, 10^6", b"sq km, 10^6"), "line 2 begins"),
        (NSIDC, CSV.replace(b"    10.231", b"      n/a."), "line 3"),
        (NSIDC, CSV.replace(b"1978,    10,  26", b"1978,    13,  26"), "line 3"),
        (NSIDC, CSV.replace(b"    10.231", b"   -10.231"), "line 3"),
        (OSI, TEXT.replace(b"SIE[km^2]", b"SIE[10^6km^2]"), "line 1 is not"),
        (OSI, TEXT.replace(b"Area: Northern", b"Area: Southern"), "the area is 'Southern Hemisphere'"),
        (OSI, TEXT.replace(b"10305000", b"10305x"), "line 5"),
        (OSI, TEXT.replace(b"1978 10 25", b"1978 10 32"), "line 5"),
        (OSI, TEXT.replace(b"OSI SAF", b"OSI\xff"), "not a text in ASCII"),
    ],
)
def test_what_is_not_as_promised_is_told_with_its_line(source: str, content: bytes, told: str) -> None:
    with pytest.raises(FormatError, match=told.replace("[", r"\[")):
        read(source, content)


@pytest.mark.parametrize(("source", "content"), [(NSIDC, CSV), (OSI, TEXT)])
def test_it_comes_through_a_mirror_and_by_hand(
    source: str, content: bytes, cache: Cache, http: Http, mirror: Mirror, tmp_path: Path
) -> None:
    mirror.serve(catalog().sources[source].url or "", content)
    outcome = refresh.refresh_one(cache, catalog(), source, http)
    assert (outcome.result, outcome.series) == ("updated", 1), outcome.sentence
    file = tmp_path / "by-hand"
    file.write_bytes(content)
    assert command_line.main(["--cache", str(tmp_path / "other"), "load", source, str(file)]) == 0


def test_terms_are_obeyed(cache: Cache) -> None:
    for source, content in ((NSIDC, CSV), (OSI, TEXT)):
        payload = Payload(content, "file", dt.datetime(2026, 8, 22, tzinfo=dt.UTC))
        refresh.load(cache, catalog(), source, payload)
    assert download_file.refusal(cache.read(SERIES[NSIDC]).meta) == ""
    held = cache.read(SERIES[OSI])
    assert "EUMETSAT" in catalog().sources[held.meta.source].credit


def test_a_real_pair_of_editions_differs_in_the_provisional_day_alone(upstream: Path, cache: Cache) -> None:
    folder = upstream / "sea_ice"
    for path in ("nh_daily_2026-08-21/N_seaice_extent_daily_v4.0.csv", "N_seaice_extent_daily_v4.0.csv"):
        payload = Payload.from_file(folder / path, dt.datetime(2026, 8, 22, tzinfo=dt.UTC))
        outcome = refresh.load(cache, catalog(), NSIDC, payload)
    assert outcome.revised == 1
    with (folder / path).open(newline="", encoding="utf-8") as handle:
        by_hand = [(int(r[0]), int(r[1]), int(r[2]), float(r[3])) for r in list(csv.reader(handle))[2:]]
    frame = cache.read(SERIES[NSIDC]).observations
    ours = [(d.year, d.month, d.day, round(v / 1e6, 3)) for d, v in zip(frame["time_end"], frame["value"], strict=True)]
    assert ours == by_hand
    (told,) = [json.loads(p.read_text()) for p in (cache.live.path / "revisions" / NSIDC).glob("*.json")]
    (change,) = told["changes"][SERIES[NSIDC]]
    assert (change["old"], change["new"]) == (5_294_000.0, 5_303_000.0)


def test_the_real_osi_saf_file_row_by_row(upstream: Path) -> None:
    content = (upstream / "sea_ice" / "osisaf_nh_sie_daily.txt").read_bytes()
    by_hand = []
    for line in content.decode().splitlines():
        parts = line.split()
        if not line.startswith("#") and parts[4] != "-999":
            by_hand.append((f"{parts[1]}-{parts[2]}-{parts[3]}", float(parts[4])))
    assert [(day, value) for day, value, _ in rows(read(OSI, content))] == by_hand
    assert len(by_hand) > 16_000
