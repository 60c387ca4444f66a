"""Compilations and GEOTRACES: read as laid out, refused with one sentence, refreshed, loaded, never handed on."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from indicators import bundle, download_file, refresh
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.refresh import refresh_one
from indicators.series import Payload
from indicators.store import ENVIRONMENT, Cache
from tests.dissolved_iron import iron_files as files
from tests.dissolved_iron.iron_files import BERING, OKHOTSK, OYASHIO, of, parsed
from tests.mirror import Mirror
from ui import routes

MEAN = "dissolved_iron_seawater_mean"
TABLE = files.marbl_csv([(*OKHOTSK, 5, 0.2), (*OKHOTSK, 9, 0.4), (*BERING, 20, 1.0), (*BERING, 30, 2.0)])
TEXT = files.marbl_text([(5.0, *OKHOTSK, 5, 0.2), (5.0, *OKHOTSK, 9, 0.4)])
ROWS: list[list[Any]] = [
    [OYASHIO[0], OYASHIO[1], 5, 7, 2003, 0.2, "Author A., 2005"],
    [OYASHIO[0], OYASHIO[1], 9, 7, 2003, 0.4, "Author B., 2006"],
    [OYASHIO[0], OYASHIO[1], 9, 8, 2003, 0.9, "Author B., 2006"],
    [OYASHIO[0], OYASHIO[1], 11, 8, 2003, 1.1, "Author B., 2006"],
    [-176.36, BERING[1], 20, -99, 1999, 1.0, "Author C., 2001"],
    [-176.36, BERING[1], 30, -99, 1999, 2.0, "Author C., 2001"],
]
WORKBOOK = files.tagliabue(ROWS)
EXTRACT = files.geotraces_csv(
    [(155.0, 44.0, 5, "0.1", "1", ""), (155.0, 44.0, 9, "0.3", "2", "0.5"), (155.0, 44.0, 20, "9", "3", "")]
)


# -- the layouts -------------------------------------------------------------------------------------------------


def test_the_workbook_gives_dated_means_with_their_references() -> None:
    reading = parsed("tagliabue", WORKBOOK, "fe.xlsx")
    july, august = of(reading, "oyashio").observations.itertuples()
    assert (f"{july.time_start:%Y-%m-%d}", f"{july.time_end:%Y-%m-%d}") == ("2003-07-01", "2003-07-31")
    assert july.value == pytest.approx(0.3)
    assert july.reference == "Author A., 2005; Author B., 2006"
    assert (august.n, august.reference, august.note) == (2, "Author B., 2006", "")
    (year,) = of(reading, "bering_sea").observations.itertuples()
    assert (f"{year.time_start:%Y-%m-%d}", f"{year.time_end:%Y-%m-%d}") == ("1999-01-01", "1999-12-31")
    assert year.longitude == pytest.approx(-176.36)
    assert year.note == "The source gives the year, but no month."


@pytest.mark.parametrize(
    "headings",
    [
        ("lon", "lat", "Depth (m)", "Month", "Year", "dFe (nM)", "Reference"),
        ("Longitude", "Latitude", "depth", "month", "year", "DFe", "References"),
    ],
)
def test_headings_are_found_by_how_they_begin(headings: tuple[str, ...]) -> None:
    reading = parsed("tagliabue", files.tagliabue(ROWS, headings=headings), "fe.xlsx")
    assert len(of(reading, "oyashio").observations) == 2


def test_words_instead_of_a_concentration_are_counted() -> None:
    rows = [*ROWS, [*ROWS[0][:5], "bdl", "Author A., 2005"], ["", "", "", "", "", "", ""]]
    reading = parsed("tagliabue", files.tagliabue(rows), "fe.xlsx")
    assert reading.notices[0] == "Words instead of a concentration: 1 bottle(s)."
    assert of(reading, "oyashio").observations["n"].tolist() == [2, 2]


def test_an_extract_of_webodv_becomes_nanomolar_and_bad_flags_are_told() -> None:
    reading = parsed("geotraces", EXTRACT, "GP99.csv")
    (row,) = of(reading, "oyashio").observations.itertuples()
    assert row.n == 3  # two of the bottle, one of the fish
    assert row.value == pytest.approx((0.1 + 0.3 + 0.5) / 3 * 1.025)
    assert (f"{row.time_start:%Y-%m-%d}", row.reference) == ("2012-08-01", "GP99, KH99, A. Chemist")
    assert reading.notices[0] == "Left out for the quality flag 3: 1 bottle(s)."


def test_several_extracts_may_come_in_one_zip() -> None:
    other = files.geotraces_csv([(151.36, 48.18, 5, "0.5", "1", ""), (151.36, 48.18, 6, "0.7", "1", "")])
    reading = parsed("geotraces", bundle.pack({"GP98.csv": other, "GP99.csv": EXTRACT}), "extracts.zip")
    assert {one.declaration.place for one in reading.series} == {"sea_of_okhotsk", "oyashio"}


IRON = np.array([[0.1, 0.3, 9.0, files.FILL], [0.5, 0.7, 0.9, 1.1]])
FLAGS = np.array([[49, 50, 52, 57], [49, 49, 49, 54]])


@pytest.mark.parametrize(("number", "turned"), [(88, False), (3, True)])
def test_the_netcdf_is_resolved_by_name_not_by_number(tmp_path: Path, number: int, turned: bool) -> None:
    path = files.geotraces_nc(tmp_path / "idp.nc", IRON, FLAGS, number=number, turned=turned)
    reading = files.parsed_file("geotraces", path)
    (okhotsk,), (oyashio,) = (list(of(reading, p).observations.itertuples()) for p in ("sea_of_okhotsk", "oyashio"))
    assert (okhotsk.n, oyashio.n) == (2, 3)
    assert okhotsk.value == pytest.approx(0.2 * 1.025, rel=1e-6)
    assert oyashio.value == pytest.approx(0.7 * 1.025, rel=1e-6)
    assert (f"{okhotsk.time_start:%Y-%m-%d}", okhotsk.reference) == ("2012-08-01", "GP99")  # day 2429 from 2006
    assert oyashio.note.startswith("No date in the source")
    assert set(reading.notices[:2]) == {
        "Left out for the quality flag bad_value: 1 bottle(s).",
        "Left out for the quality flag value_below_detection: 1 bottle(s).",
    }


def test_an_extract_of_idp2017_by_hand(upstream: Path) -> None:
    """195 values of GP02: 184 flagged good, 10 probably good, 1 questionable; means from plain lists."""
    path = upstream / "iron/GP02w.csv"
    with path.open(newline="", encoding="utf-8-sig") as handle:
        header, *lines = list(csv.reader(handle))
    iron, depth = header.index("Fe_D_CONC_BOTTLE [nmol/kg]"), header.index("DEPTH [m]")
    valued = [line for line in lines if line[iron]]
    assert len(valued) == 195
    assert [sum(line[iron + 2] == flag for line in valued) for flag in "123"] == [184, 10, 1]
    edges = (0, 50, 200, 500, 1000, 2000, 4000, 6000, 11000)
    grouped: dict[tuple[str, float], list[float]] = defaultdict(list)
    for line in valued:
        if line[iron + 2] in "12" and float(line[5]) >= 40 and float(line[4]) < 180:
            top = max(edge for edge in edges if edge <= float(line[depth]))
            grouped[f"{float(line[4]):.1f} {float(line[5]):.1f}", top].append(float(line[iron]) * 1.025)
    wanted = {key: mean(values) for key, values in grouped.items() if len(values) > 1}
    reading = files.parsed_file("geotraces", path)
    found = {
        (f"{row.longitude:.1f} {row.latitude:.1f}", row.depth_top_m): row.value
        for one in reading.series
        for row in one.observations.itertuples()
    }
    assert found == pytest.approx(wanted)
    assert len(found) == 37
    assert "Left out for the quality flag 3: 1 bottle(s)." in reading.notices


# -- bad input ---------------------------------------------------------------------------------------------------

HTML = b"<html><body>Sign in</body></html>"
LINES = TABLE.decode().splitlines(keepends=True)
SHORT = [list(row) for row in ROWS]


def headed(change: Callable[[str], str]) -> bytes:
    """An extract without rows, its header changed; what is changed to nothing is left out."""
    return files.geotraces_csv([], header=[name for name in map(change, files.GEOTRACES) if name])


BAD: list[Any] = [
    ("marbl_dfe", HTML, "a.csv", r"line 1: 1 numbers instead of 6|the last record"),
    ("marbl_dfe", TABLE.replace(b"dFe_obs", b"Fe"), "a.csv", "line 1: no column dFe_obs"),
    ("marbl_dfe", TABLE.replace(b"0.4", b"n/a"), "a.csv", "line 3, column dFe_obs: 'n/a' is not a number"),
    ("marbl_dfe", TABLE.replace(b"0.4", b"inf"), "a.csv", "line 3, column dFe_obs: 'inf' is not a number"),
    ("marbl_dfe", TABLE.replace(b"48.18,9", b"148.18,9"), "a.csv", "line 3: longitude 151.36, latitude 148.18"),
    ("marbl_dfe", "".join(LINES[:-1]).encode() + b"183.64,58.86", "a.csv", "line 5: 2 cells instead of 4"),
    ("marbl_dfe", LINES[0].encode(), "a.csv", "nothing of Compilation"),
    ("marbl_dfe", b"\xff\xfe\x00", "a.csv", "not a text file"),
    ("marbl_dfe", b"".join(TEXT.splitlines(keepends=True)[:-1]), "a.txt", "line 3: the last record has one line"),
    ("marbl_dfe", TEXT.replace(b"53.0000", b"", 1), "a.txt", "line 1: 5 numbers instead of 6"),
    ("marbl_dfe", TEXT.replace(b"0.400000", b"0.4oo000", 1), "a.txt", "line 3: '0.4oo000' is not a number"),
    ("marbl_dfe", files.marbl_text([(5.0, 48.18, 151.36, 5, 0.2)]), "a.txt", "longitude 48.18, latitude 151.36 is no"),
    ("tagliabue", HTML, "fe.xlsx", "not an Excel workbook"),
    ("tagliabue", WORKBOOK[: len(WORKBOOK) // 2], "fe.xlsx", "Excel workbook|not a file of"),
    ("tagliabue", files.tagliabue(ROWS, sheet="Iron"), "fe.xlsx", "no sheet 'Dissolved Iron'"),
    ("tagliabue", files.tagliabue(ROWS, headings=[*files.HEADINGS[:5], "Fe", "Ref"]), "fe.xlsx", "begins with dfe"),
    ("tagliabue", files.tagliabue([["x", *ROWS[0][1:]]]), "fe.xlsx", "row 5, lon: 'x' is not a number"),
    ("tagliabue", files.tagliabue([[OYASHIO[1], 155.0, *ROWS[0][2:]]]), "fe.xlsx", "row 5: longitude 44, latitude 155"),
    ("tagliabue", files.tagliabue([]), "fe.xlsx", "nothing of Compilation"),
    ("geotraces", HTML, "GP99.csv", "no column"),
    ("geotraces", headed(lambda name: name.replace("nmol/kg", "mg/L")), "g.csv", "another unit"),
    ("geotraces", headed(lambda name: name.replace("DEPTH [m]", "")), "g.csv", r"no column DEPTH \[m\]"),
    ("geotraces", headed(lambda name: name.replace("Fe_D_CONC", "Mn_D")), "g.csv", "no column Fe_D_CONC_BOTTLE"),
    ("geotraces", headed(lambda name: name.replace("QV:IODE", "")), "g.csv", "no quality flag"),
    ("geotraces", EXTRACT.replace(b",0.3,,2,", b",0.3,,7x,"), "g.csv", "line 3, Fe_D.*'7x' is no quality flag"),
    ("geotraces", EXTRACT.replace(b",0.3,,2,", b",0.3a,,2,"), "g.csv", "line 3, .*'0.3a' is not a number"),
    ("geotraces", EXTRACT.replace(b",0.3,,2,", b",0.3,2,"), "g.csv", "line 3: 21 cells instead of 22"),
    ("geotraces", b"PK\x03\x04 broken", "g.zip", "broken zip|not a file of"),
    ("geotraces", b"\x89HDF broken", "g.nc", "not a readable netCDF"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "content", "name", "told"), BAD)
def test_a_bad_file_is_refused_with_one_sentence_and_changes_nothing(
    cache: Cache, source: str, content: bytes, name: str, told: str
) -> None:
    good = {"marbl_dfe": (TABLE, "a.csv"), "tagliabue": (WORKBOOK, "fe.xlsx"), "geotraces": (EXTRACT, "g.csv")}[source]
    assert not refresh.load(cache, catalog(), source, Payload(*good, files.WHEN)).failed
    before = {path: path.read_bytes() for path in cache.root.rglob("*.parquet")}
    outcome = refresh.load(cache, catalog(), source, Payload(content, name, files.WHEN))
    assert outcome.failed
    assert "\n" not in outcome.sentence and len(outcome.sentence) < 500
    with pytest.raises(FormatError, match=told):
        parsed(source, content, name)
    assert {path: path.read_bytes() for path in cache.root.rglob("*.parquet")} == before


def spoiled(**change: Any) -> Callable[[Path], Path]:
    return lambda folder: files.geotraces_nc(folder / "idp.nc", **({"iron": IRON, "flags": FLAGS} | change))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (spoiled(units="mg/L"), "idp.nc: Fe_D_CONC_BOTTLE has the unit 'mg/L'"),
        (spoiled(flags=np.where(FLAGS == 50, 99, FLAGS)), "idp.nc: variable var88_qc holds the flag 99"),
        (spoiled(attributes={"flag_meanings": "good_value"}), "var88_qc does not say what its flags mean"),
        (spoiled(positions=[OKHOTSK, (files.FILL, files.FILL)]), "station 2, sample 1: longitude nan"),
    ],
)
def test_a_bad_netcdf_is_refused_naming_file_and_variable(
    tmp_path: Path, make: Callable[[Path], Path], told: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(FormatError, match=told):
        files.parsed_file("geotraces", path)


@given(st.binary(max_size=200), st.sampled_from(["marbl_dfe", "tagliabue", "geotraces"]))
def test_any_bytes_are_read_or_refused(content: bytes, source: str) -> None:
    with pytest.raises(FormatError):
        parsed(source, content, "file")


# -- the ways in, and the licence --------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "body", "rows"), [("marbl_dfe", TABLE, 2), ("tagliabue", WORKBOOK, 3)])
def test_a_compilation_is_refreshed_through_the_mirror(
    cache: Cache, mirror: Mirror, http: Http, source: str, body: bytes, rows: int
) -> None:
    url = str(catalog().sources[source].url)
    mirror.serve(url, body, etag='"v1"')
    outcome = refresh_one(cache, catalog(), source, http)
    assert (outcome.result, outcome.observations) == ("updated", rows)
    assert refresh_one(cache, catalog(), source, http).result == "unchanged"
    mirror.login(url)
    assert refresh_one(cache, catalog(), source, http).failed
    assert len(cache.live.ids()) == outcome.series


def test_table_and_text_lie_beside_each_other(cache: Cache) -> None:
    for content, name in ((TABLE, "a.csv"), (TEXT, "a.txt")):
        assert not refresh.load(cache, catalog(), "marbl_dfe", Payload(content, name, files.WHEN)).failed
    places = {"bering_sea", "sea_of_okhotsk"}
    assert set(cache.live.ids()) == {
        *(f"{MEAN}.{place}.marbl_dfe" for place in places),
        f"{MEAN}_by_month.sea_of_okhotsk.marbl_dfe",
    }


@pytest.mark.parametrize(
    ("source", "content", "name"),
    [("marbl_dfe", TABLE, "dFe.csv"), ("tagliabue", WORKBOOK, "fe.xlsx"), ("geotraces", EXTRACT, "GP99.csv")],
)
def test_a_file_carried_by_hand_is_shown_but_never_handed_on(
    cache: Cache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    content: bytes,
    name: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["--cache", str(cache.root), "load", source, str(path)]) == 0
    ids = cache.live.ids()
    assert main(["--cache", str(cache.root), "show", ids[0]]) == 0
    assert "depth_top_m" in capsys.readouterr().out
    monkeypatch.setenv(ENVIRONMENT, str(cache.root))
    for series_id in ids:
        meta = cache.read(series_id).meta
        assert meta.redistribute == "no"
        assert "does not allow redistribution" in download_file.refusal(meta)
        answer = routes.data(Request({"type": "http", "headers": [], "path_params": {"series_id": series_id}}))
        assert (answer.status_code, bytes(answer.body).decode()) == (403, download_file.refusal(meta))


def test_geotraces_has_no_address() -> None:
    source = catalog().sources["geotraces"]
    assert not source.url and not source.urls
    assert not source.verified
