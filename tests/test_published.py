"""Published tables: a mistake is named with file, line and column; nothing is changed on the way in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations
from indicators.catalog import Catalog, Indicator, catalog
from indicators.errors import FormatError
from indicators.published import rows, tables, works
from indicators.series import Meta, Payload, Reading, describe

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CITATIONS = 'key,text,doi,url\nlee_2001,"Lee, A. 2001. Seals.",10.1234/abc,\nkim_2002,Kim 2002. Seals again.,,https://example.org/\n'
ROW = {
    "series": "abundance_test_seal.test_bay.published",
    "indicator": "abundance_test_seal",
    "place": "test_bay",
    "region": "sea_of_okhotsk",
    "countries": "JPN RUS",
    "latitude": "50.5",
    "longitude": "143",
    "unit": "individuals",
    "statistic": "estimate",
    "frequency": "irregular",
    "method": "aerial survey",
    "area_definition": "the bay",
    "time_start": "2001-05-01",
    "time_end": "2001-05-31",
    "value": "1200",
    "lower": "900",
    "upper": "1500",
    "interval": "95% CI",
    "flag": "good",
    "citation": "lee_2001",
    "locator": "Table 3",
    "confidence": "read_in_source",
    "note": "Seals on the ice.",
}
BOUND = {"value": "", "lower": "2000", "upper": "", "interval": "lower bound"}


def table(*changes: dict[str, str]) -> str:
    """A CSV of one row a change."""
    text = io.StringIO()
    full = [ROW | change for change in changes]
    writer = csv.DictWriter(
        text, list(dict.fromkeys(name for row in full for name in row)), restval="", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(full)
    return text.getvalue()


@pytest.fixture
def registry() -> Catalog:
    """The shipped registry with one more indicator."""
    added = Indicator(domain="population", unit="individuals", description="Seals.")
    return catalog().model_copy(update={"indicators": catalog().indicators | {"abundance_test_seal": added}})


@pytest.fixture
def read(tmp_path: Path, registry: Catalog) -> Any:
    """Write tables (path to text) beside their works, collect and parse them."""

    def run(*changes: dict[str, str], files: dict[str, str] | None = None) -> Reading:
        shipped = {"population/citations.csv": CITATIONS, "population/observations.csv": table(*changes or ({},))}
        for name, text in (shipped | (files or {})).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return tables.parse(tables.collect(tmp_path, "published.json"), "published", registry)

    return run


def test_a_row_arrives_as_it_stands(read: Any) -> None:
    (series,) = read().series
    assert series.declaration.id == "abundance_test_seal.test_bay.published"
    (row,) = series.observations.to_dict("records")
    assert (row["value"], row["lower"], row["upper"], row["interval"]) == (1200, 900, 1500, "95% CI")
    assert (f"{row['time_start']:%F}", f"{row['time_end']:%F}") == ("2001-05-01", "2001-05-31")
    assert row["note"] == "Seals on the ice. [Table 3]"
    assert (row["citation"], row["confidence"], row["flag"]) == ("lee_2001", "read_in_source", "good")
    observations.check(series.observations, series.declaration.id, unique=series.unique)


def test_metadata_come_from_the_rows_and_the_works(read: Any, registry: Catalog) -> None:
    (series,) = read({}, {"citation": "kim_2002", "time_end": "2001-05-31"}, {}).series
    meta: Meta = describe(registry, series, Payload(b"x", "published.json", NOW))
    assert (meta.region, meta.countries, meta.latitude, meta.longitude) == ("sea_of_okhotsk", ("JPN", "RUS"), 50.5, 143)
    assert meta.citation_text == "Lee, A. 2001. Seals. · Kim 2002. Seals again."
    assert (meta.unit, meta.statistic, meta.frequency, meta.doi) == ("individuals", "estimate", "irregular", "")
    assert describe(registry, read().series[0], Payload(b"x", "p", NOW)).doi == "10.1234/abc"


def test_a_period_may_hold_several_rows_and_a_bound_has_no_value(read: Any) -> None:
    (series,) = read({"time_start": "2002-01-01", "time_end": "2002-12-31"}, BOUND, {}).series
    assert not series.unique
    assert series.observations["value"].isna().tolist() == [True, False, False]
    assert series.observations["time_start"].is_monotonic_increasing
    observations.check(series.observations, series.declaration.id, unique=False)


def test_further_columns_are_kept(read: Any) -> None:
    extra = {"depth_top_m": "5", "depth_bottom_m": "", "category": "LC"}
    frame = read(extra).series[0].observations
    assert list(frame.columns) == [*observations.COLUMNS, *extra]
    assert frame["depth_top_m"].tolist() == [5.0] and frame["depth_bottom_m"].isna().all()
    assert frame["category"].tolist() == ["LC"]


def test_a_statement_needs_no_number(read: Any) -> None:
    nothing = {"value": "", "lower": "", "upper": "", "interval": ""}
    status = table(
        nothing | {"series": "abundance_test_seal.law.published", "place": "law", "legal_status": "protected"}
    )
    reading = read(files={"population/status.csv": status})
    assert [part.declaration.place for part in reading.series] == ["law", "test_bay"]


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"flag": "fine"}, "flag", "'fine': Input should be 'good'"),
        ({"confidence": "sure"}, "confidence", "'sure'"),
        ({"frequency": "yearly"}, "frequency", "'yearly'"),
        ({"interval": "99% CI"}, "interval", "'99% CI'"),
        ({"countries": "RUS USA"}, "countries", "'USA'"),
        ({"place": "Test Bay"}, "place", "'Test Bay'"),
        ({"time_start": "2001"}, "time_start", "'2001' is not a date"),
        ({"time_end": "2001-02-30"}, "time_end", "day is out of range for month|must be in range"),
        ({"time_end": "2001-04-30"}, "time_end", "ends before it starts"),
        ({"value": "1,200"}, "value", "'1,200' is not a plain number"),
        ({"value": "ca. 1200"}, "value", "is not a plain number"),
        ({"value": "1e999"}, "value", "finite number"),
        ({"latitude": "95"}, "latitude", "less than or equal to 90"),
        ({"lower": "1600", "value": ""}, "lower", "1600.0 lies above upper 1500.0"),
        ({"lower": "1300"}, "lower", "1300.0 lies above value 1200.0"),
        ({"upper": "1100"}, "upper", "1100.0 lies below value 1200.0"),
        ({"interval": ""}, "interval", "'' with lower 900.0 and upper 1500.0"),
        ({"lower": "", "upper": ""}, "interval", "'95% CI' with lower None"),
        (BOUND | {"value": "2500"}, "interval", "stands with another number"),
        ({"value": "", "lower": "", "upper": "", "interval": ""}, "value", "neither a value nor a bound"),
        ({"citation": "nobody_1999"}, "citation", "unknown citation 'nobody_1999'. Add the key to citations.csv"),
        ({"citation": ""}, "citation", "at least 1 character"),
        ({"region": "atlantis"}, "region", "unknown region 'atlantis'. Add it to data_sources.yaml"),
        ({"series": "a.b.published"}, "series", "'a.b.published' instead of 'abundance_test_seal.test_bay.published'"),
        ({"depth_top_m": "5 m"}, "depth_top_m", "'5 m' is not a plain number"),
        ({"unit": "pups"}, "unit", "'pups', but 'individuals' in population/observations.csv line 2"),
        ({"longitude": "140"}, "longitude", "140.0, but 143.0 in"),
    ],
)
def test_a_mistake_is_named_with_its_place(read: Any, change: dict[str, str], column: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence) as caught:
        read({}, change)
    assert caught.value.where == f"population/observations.csv line 3, column {column}"
    assert caught.value.todo


def test_an_unknown_indicator_is_named(read: Any) -> None:
    other = {"indicator": "weight", "series": "weight.test_bay.published"}
    with pytest.raises(
        FormatError, match="line 3, column indicator: unknown indicator 'weight'. Add it to data_sources"
    ):
        read({}, other)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (table({}).replace(",locator", ",page"), "line 1: no column locator. The columns are series,indicator"),
        (table({}).replace(",note", ",note,note"), "line 1: a column stands twice"),
        (table({}) + "a,b\n", "line 3: 2 fields instead of 23"),
        (table({}) + 'a,"b" c\n', "line 3: not CSV"),
        (table({"note": "two\nlines"}, {"flag": "x"}), "line 4, column flag"),
    ],
)
def test_a_broken_table_is_named(read: Any, text: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=f"population/observations.csv {sentence}"):
        read(files={"population/observations.csv": text})


def test_a_series_in_two_tables_is_named(read: Any) -> None:
    with pytest.raises(FormatError, match="also stands in population/observations.csv line 2"):
        read(files={"river/observations.csv": table({}), "river/citations.csv": CITATIONS})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("key,text\n", "line 1: the header is key,text"),
        ("key,text,doi,url\na,b\n", "line 2: 2 fields instead of 4"),
        ("key,text,doi,url\na b,text,,\n", "line 2, column key: 'a b'"),
        ("key,text,doi,url\na,,,\n", "line 2, column text: ''"),
        ("key,text,doi,url\na,text,https://doi.org/10.1/x,\n", "line 2, column doi: .*Write the bare DOI"),
        ("key,text,doi,url\na,text,,www.example.org\n", "line 2, column url"),
        ("key,text,doi,url\na,text,,\na,text,,\n", "line 3, column key: the key 'a' stands twice"),
    ],
)
def test_a_mistake_among_the_works_is_named(text: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=f"river/citations.csv {sentence}"):
        works.read(text, "river/citations.csv")


def test_a_key_stands_for_one_work_in_all_domains() -> None:
    other = CITATIONS.replace("Seals.", "Whales.")
    with pytest.raises(FormatError, match="'lee_2001' stands for another work in a/citations.csv"):
        works.join({"a/citations.csv": CITATIONS, "b/citations.csv": other})


def test_the_same_tables_are_the_same_bytes(read: Any, tmp_path: Path) -> None:
    read()
    first, again = (tables.collect(tmp_path, "published.json") for _ in range(2))
    assert first.sha256 == again.sha256
    (tmp_path / "population/citations.csv").write_text(CITATIONS.replace("2001.", "2001a."), encoding="utf-8")
    assert tables.collect(tmp_path, "published.json").sha256 != first.sha256


def test_a_single_table_by_hand_cites_shipped_works(registry: Catalog) -> None:
    key = next(iter(works.citations()))
    payload = Payload(table({"citation": key}).encode("utf-8-sig"), "observations.csv", NOW)
    assert len(tables.parse(payload, "published", registry).series) == 1
    unknown = Payload(table({}).encode(), "observations.csv", NOW)
    with pytest.raises(FormatError, match="observations.csv line 2, column citation: unknown citation 'lee_2001'"):
        tables.parse(unknown, "published", registry)


def test_no_tables_and_other_encodings_are_told_of(tmp_path: Path, registry: Catalog) -> None:
    with pytest.raises(FormatError, match="no published tables"):
        tables.collect(tmp_path, "published.json")
    with pytest.raises(FormatError, match="not UTF-8"):
        tables.parse(Payload("é".encode("latin-1"), "observations.csv", NOW), "published", registry)


def test_the_words_are_those_of_the_contract() -> None:
    assert get_args(rows.Flag) == observations.FLAGS
    assert get_args(rows.Confidence) == observations.CONFIDENCES


@given(st.one_of(st.text(max_size=8), st.floats(allow_nan=False, allow_infinity=False).map(repr)))
def test_a_cell_is_a_number_empty_or_refused(cell: str) -> None:
    try:
        number = rows.plain_number(cell)
    except ValueError:
        assert not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell)
    else:
        assert number is None if cell == "" else number == float(cell)


def test_the_shipped_tables_are_whole() -> None:
    payload = tables.fetch("published", catalog().sources["published"], None, None)  # type: ignore[arg-type]
    reading = tables.parse(payload, "published", catalog())
    ids = [part.declaration.id for part in reading.series]
    assert len(ids) == len(set(ids)) > 0
    for part in reading.series:
        observations.check(part.observations, part.declaration.id, unique=part.unique)
        assert set(part.observations["citation"]) <= set(works.citations())
        assert part.meta["citation_text"]
