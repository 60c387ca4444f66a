"""Licences of records: every spelling finds its class, and what is not known is never passed on."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from indicators.population import licences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://creativecommons.org/publicdomain/zero/1.0/legalcode", "CC0"),
        ("CC0_1_0", "CC0"),
        ("CC0 1.0", "CC0"),
        ("cc-zero", "CC0"),
        (
            "To the extent possible under law, the publisher has waived all rights to these data and has dedicated "
            "them to the Public Domain (CC0 1.0). Users may copy, modify, distribute and use the work",
            "CC0",
        ),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode", "CC BY"),
        ("CC_BY_4_0", "CC BY"),
        ("CC-BY", "CC BY"),
        ("This work is licensed under a Creative Commons Attribution (CC-BY) 4.0 License.", "CC BY"),
        ("http://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC BY-NC"),
        ("CC_BY_NC_4_0", "CC BY-NC"),
        (
            "This work is licensed under a Creative Commons Attribution Non Commercial (CC-BY-NC) 4.0 License.",
            "CC BY-NC",
        ),
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA"),
        ("http://data.gc.ca/eng/open-government-licence-canada", "Open Government Licence"),
        (
            "http://data.gc.ca/eng/open-government-licence-canada & http://www.canadensys.net/norms",
            "Open Government Licence",
        ),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "other"),
        ("CC BY-ND 4.0", "other"),
        ("Creative Commons Attribution-NoDerivs", "other"),
        ("CC BY-NC-SA 4.0", "other"),
        ("Data may be used after asking the owner", "other"),
        ("UNSUPPORTED", "other"),
        ("UNSPECIFIED", "none stated"),
        ("", "none stated"),
        (" \n", "none stated"),
        (None, "none stated"),
    ],
)
def test_a_spelling_finds_its_class(text: str | None, expected: str) -> None:
    assert licences.class_of(text) == expected


def test_the_spellings_of_a_recorded_answer_are_all_known(upstream: Path) -> None:
    cassette = "population/obis_wire/test_occurrences_search_multiple_scientific_names.yaml"
    recorded = yaml.safe_load((upstream / cassette).read_text(encoding="utf-8"))["interactions"][3]["response"]
    records = json.loads(gzip.decompress(recorded["body"]["string"]))["results"]
    spelled = Counter(record.get("license") for record in records)
    assert len(spelled) == 8  # none among them
    found = {text: licences.class_of(text) for text in spelled}
    assert "other" not in found.values()
    assert [text for text, name in found.items() if name == "none stated"] == [None]
    # 44 cod and 2 sunfish carry none; 17 + 7 the Canadian licence; 15 + 6 + 2 + 1 CC BY; 6 CC0: counted by hand.
    counts: Counter[str] = Counter()
    for text, number in spelled.items():
        counts[found[text]] += number
    assert counts == {"none stated": 46, "Open Government Licence": 24, "CC BY": 24, "CC0": 6}


@given(st.dictionaries(st.sampled_from(licences.CLASSES), st.integers(1, 10**9)))
def test_what_is_told_can_be_read_again(counts: dict[str, int]) -> None:
    assert licences.read(f"By record: {licences.told(counts)}") == counts


@given(st.text(max_size=40))
def test_any_text_has_a_class(text: str) -> None:
    assert licences.class_of(text) in licences.CLASSES


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"CC0": 3, "CC BY-NC": 1}, "derived"),
        ({"CC0": 300, "none stated": 1}, "no"),
        ({"other": 1}, "no"),
        ({"CC BY": 2, "other": 0}, "derived"),
    ],
)
def test_one_unknown_licence_keeps_the_series_here(counts: dict[str, int], expected: str) -> None:
    assert licences.redistribute(counts) == expected
