"""World Bank: whole histories only, each value where the provider put it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations
from indicators.catalog import catalog
from indicators.errors import DownloadError, FormatError
from indicators.population import world_bank
from indicators.population.cells import amount, visible
from indicators.series import Payload, Reading
from indicators.store import State

CODES = {"china": "CHN", "japan": "JPN", "mongolia": "MNG", "russia": "RUS", "republic_of_korea": "KOR"}
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def row(code: str, year: int | str, value: Any) -> dict[str, Any]:
    return {
        "indicator": {"id": "SP.POP.TOTL", "value": "Population, total"},
        "country": {"id": code[:2], "value": code},
        "countryiso3code": code,
        "date": str(year),
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


def page(rows: list[dict[str, Any]], number: int = 1, pages: int = 1, total: int | None = None) -> str:
    header = {
        "page": number,
        "pages": pages,
        "per_page": 1000,
        "total": len(rows) if total is None else total,
        "sourceid": "2",
        "lastupdated": "2025-07-01",
    }
    return json.dumps([header, rows])


def five(*years: int) -> list[dict[str, Any]]:
    return [row(code, year, 1000 + year) for code in CODES.values() for year in sorted(years, reverse=True)]


def parse(content: str | bytes, name: str = "world_bank.json") -> Reading:
    raw = content if isinstance(content, bytes) else content.encode()
    return world_bank.parse(Payload(raw, name, NOW), "world_bank", catalog())


def of(reading: Reading, place: str) -> Any:
    return next(part for part in reading.series if part.declaration.place == place).observations


def test_every_country_is_a_series() -> None:
    reading = parse(page(five(2022, 2023)))
    assert {part.declaration.id for part in reading.series} == {f"population.{place}.world_bank" for place in CODES}
    assert of(reading, "mongolia")["value"].tolist() == [3022, 3023]
    assert of(reading, "mongolia")["time_end"].dt.strftime("%F").tolist() == ["2022-12-31", "2023-12-31"]
    assert reading.series[0].meta["product_version"] == "updated 2025-07-01"


def test_null_is_missing_inside_and_left_out_at_the_ends() -> None:
    rows = [one for one in five(2020) if one["countryiso3code"] != "JPN"]
    rows += [
        row("JPN", year, value) for year, value in ((2023, None), (2022, 5), (2021, None), (2020, 4), (2019, None))
    ]
    values = of(parse(page(rows)), "japan")
    assert values["time_start"].dt.year.tolist() == [2020, 2021, 2022]
    assert values["value"].fillna(-1).tolist() == [4, -1, 5]


def test_values_as_text_are_read() -> None:
    assert of(parse(page([one | {"value": str(one["value"])} for one in five(2020)])), "china")["value"].tolist() == [
        3020
    ]


def test_a_status_of_the_provider_is_kept() -> None:
    rows = [one | {"obs_status": "E"} for one in five(2020)]
    assert of(parse(page(rows)), "china")["note"].tolist() == ["Status given by the World Bank: E."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (page([one for one in five(2020) if one["countryiso3code"] not in ("MNG", "RUS")]), r"MNG.*RUS"),
        (page(five(2020), 1, 2, 9), "page 1 of 2: a page is missing"),
        (page(five(2020), total=6), "5 of 6 rows"),
        (page([*five(2020), row("CHN", 2021, "5,1")]), "'5,1' is not a number.*"),
        (page([*five(2020), row("CHN", 2021, -5)]), "CHN 2021: -5 is not a number"),
        (page([*five(2020), row("CHN", "2021Q1", 5)]), "'2021Q1' is not a year"),
        (page([one | {"indicator": {"id": "SP.POP.GROW"}} for one in five(2020)]), "another indicator: SP.POP.GROW"),
        (page([{"date": "2020"}]), "a row without 'indicator'"),
        (page([one | {"value": None} for one in five(2020)]), r"no values for CHN \(china\)"),
        (
            '[{"message":[{"id":"120","key":"Invalid value","value":"The parameter is not valid"}]}]',
            "Invalid value: The",
        ),
        ('<?xml version="1.0"?><wb:countries/>', "XML came instead of JSON"),
        ("[1, 2]", "not a pair of header and rows"),
        ('[{"page":1,"pages":1,"total":0}, null]', "not a pair of header and rows"),
        ("Land,Jahr\nChina,2020\n", "no column Country Name"),
        ("Country Name,Country Code,Year,Value\nChina,CHN,2020,14110", "the last line does not end"),
        ("Country Name,Country Code,Year,Value\nChina,CHN\n", "line 2: not as many fields"),
        ("Country Name,Country Code,Year,Value\nChina,CHN,2020,1411\n", "JPN.*MNG.*RUS.*KOR"),
    ],
)
def test_what_is_not_whole_is_refused(content: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(content)


def test_the_same_year_twice_is_refused() -> None:
    frame = of(parse(page([*five(2020), row("CHN", 2020, 7)])), "china")
    with pytest.raises(FormatError, match="the same period twice"):
        observations.check(frame, "population.china.world_bank")


def test_all_pages_are_fetched_and_joined(canned: Any) -> None:
    source = catalog().sources["world_bank"]
    rows = five(2020, 2021)
    http = canned(
        {f"{source.url}&page=1": page(rows[:6], 1, 2, 10), f"{source.url}&page=2": page(rows[6:], 2, 2, 10)}, '"a"'
    )
    payload = world_bank.fetch("world_bank", source, http, None)
    assert payload is not None and payload.etag == ""
    assert len(of(world_bank.parse(payload, "world_bank", catalog()), "russia")) == 2


def test_one_page_is_asked_for_conditionally(canned: Any) -> None:
    source = catalog().sources["world_bank"]
    http = canned({f"{source.url}&page=1": page(five(2020))}, '"a"')
    payload = world_bank.fetch("world_bank", source, http, None)
    assert payload is not None and payload.etag == '"a"'
    state = State("world_bank", url=payload.url, etag=payload.etag)
    assert world_bank.fetch("world_bank", source, http, state) is None
    assert [etag for _, etag in http.asked] == ["", '"a"']


def test_pages_of_two_editions_are_refused(canned: Any) -> None:
    source = catalog().sources["world_bank"]
    other = page(five(2021), 2, 2, 10).replace("2025-07-01", "2025-07-02")
    http = canned({f"{source.url}&page=1": page(five(2020), 1, 2, 10), f"{source.url}&page=2": other})
    with pytest.raises(DownloadError, match="not of one edition"):
        world_bank.fetch("world_bank", source, http, None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<wb:error/>", "XML came instead of JSON"),
        ('[{"message":[{"key":"Invalid value","value":"no"}]}]', "Invalid value: no"),
        (page([], 1, 51), "51 pages"),
    ],
)
def test_an_answer_without_data_is_refused_while_fetching(canned: Any, content: str, sentence: str) -> None:
    source = catalog().sources["world_bank"]
    with pytest.raises((FormatError, DownloadError), match=sentence):
        world_bank.fetch("world_bank", source, canned({f"{source.url}&page=1": content}), None)


@given(
    st.floats(min_value=0, allow_infinity=False, allow_nan=False),
    st.text("\u200b\u200e\ufeff\x00 \t\u00a0", max_size=4),
)
def test_invisible_characters_round_a_number_do_not_matter(number: float, around: str) -> None:
    assert amount(f"{around}{number!r}{around}", "here") == number


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(" \u00a0\u202f"))
def test_blanks_may_part_thousands(number: int, blank: str) -> None:
    assert amount(f"{number:,}".replace(",", blank), "here") == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_blank_or_refused(text: str) -> None:
    try:
        number = amount(text, "here")
    except FormatError as error:
        assert "here" in error.sentence
    else:
        assert number >= 0 if visible(text) else math.isnan(number)


@pytest.mark.parametrize(
    "cell", ["1,5", "1,500", "12 34", "-1", "1_000", "٣", "inf", "nan", True, math.inf, math.nan, -1]
)
def test_what_is_not_plainly_a_number_is_refused(cell: Any) -> None:
    with pytest.raises(FormatError, match="is not a number"):
        amount(cell, "here")


def test_page_one_of_two_is_refused_with_the_missing_countries(upstream: Path) -> None:
    with pytest.raises(FormatError, match=r"no values for MNG \(mongolia\), RUS \(russia\); .*page 1 of 2"):
        parse((upstream / "population/SP.POP.TOTL.json").read_bytes())


def test_an_answer_for_one_country_is_refused(upstream: Path) -> None:
    with pytest.raises(FormatError) as caught:
        parse((upstream / "population/SP.POP.TOTL_china.json").read_bytes())
    assert all(code in caught.value.sentence for code in ("JPN", "MNG", "RUS", "KOR"))
    assert "CHN" not in caught.value.sentence


def test_the_tidy_table_gives_the_same_numbers_as_a_plain_reading(upstream: Path) -> None:
    path = upstream / "population/population.csv"
    reading = parse(path.read_bytes(), path.name)
    with path.open(newline="", encoding="utf-8") as lines:
        plain = {(one["Country Code"], int(one["Year"])): float(one["Value"]) for one in csv.DictReader(lines)}
    assert plain["CHN", 2024] == 1408975000
    for place, code in CODES.items():
        frame = of(reading, place)
        read = dict(zip(frame["time_start"].dt.year, frame["value"], strict=True))
        assert read == {year: value for (other, year), value in plain.items() if other == code}
