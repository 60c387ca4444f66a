"""What may be asked of the report desk, by a file or by words; every mistake is a sentence with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indicators.catalog import catalog
from indicators.errors import IndicatorsError
from indicators.export import choose, request
from indicators.export.request import RequestError, of_file, of_parts, of_text, to_yaml
from tests.export.figures import figure

REPORT = """
title: {en: Ice and iron, ja: 氷と鉄}
languages: [ja, en]
size: column
formats: [png, svg]
figures:
  - page: sea_ice
    choices: region=bering_sea
    charts: [season]
    heading: Ice
  - {page: map}
"""


def test_a_report_file_and_its_request_are_the_same() -> None:
    asked = of_text(REPORT.encode(), "annex.yaml")
    assert asked.languages == ("ja", "en")
    assert asked.figures[0].charts == ("season",)
    assert of_text(to_yaml(asked).encode(), "again") == asked
    assert request.text(asked.title, "ja") == "氷と鉄"
    assert request.text(asked.title, "mn") == "Ice and iron"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("figures: [{page: seaice}]", "figures.0.page: no page 'seaice'; did you mean sea_ice"),
        ("figures: [{page: sea_ice, choices: 'regoin=x'}]", "figures.0.choices: sea_ice: no such choice: regoin"),
        ("languages: [en, xx]", "languages: no language 'xx'"),
        ("size: huge", "size: 'huge' is no size"),
        ("formats: [gif]", "formats"),
        ("fromats: [png]", "fromats: Extra inputs are not permitted. Keys are:"),
        ("theme: pink", "theme"),
        ("[1, 2]", "not a report file"),
        ("title: [", "no YAML"),
        ("dpi: 9999\nsize: page", "9999 dots per inch"),
        ("formats: []", "formats"),
        ("pages: ['sea_ice?nothing=1']", "no such choice: nothing"),
    ],
)
def test_a_mistake_is_told_with_its_place(told: str, said: str) -> None:
    with pytest.raises(IndicatorsError) as error:
        of_text(told.encode(), "annex.yaml")
    assert said in str(error.value)


def test_a_file_that_is_too_large_missing_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="larger than 500 kB"):
        of_text(b"#" * 600_000, "annex.yaml")
    with pytest.raises(RequestError, match="No such file"):
        of_file(tmp_path / "none.yaml")
    with pytest.raises(RequestError, match="no YAML"):
        of_text(b"\xff\xfe\x00", "annex.yaml")


def test_yaml_cannot_make_objects() -> None:
    with pytest.raises(RequestError, match="no YAML"):
        of_text(b"title: !!python/object/apply:os.system ['true']", "annex.yaml")


def none(page: str, query: str) -> list[dict[str, Any]]:
    return []


def test_a_page_alone_means_its_parts_and_a_page_with_choices_that_address_only() -> None:
    whole = choose.wanted(of_parts({"pages": ["map"]}), none)
    assert whole[0].place == "map"
    assert len(whole) > 1
    assert {one.page for one in whole} == {"map"}
    (one,) = choose.wanted(of_parts({"pages": ["sea_ice?region=bering_sea"]}), none)
    assert one.place == "sea_ice?region=bering_sea"


def test_a_deck_gives_the_charts_of_its_slides_in_order() -> None:
    listed = choose.wanted(of_parts({"deck": "consortium"}), none)
    assert listed[0].charts == ("season",)
    assert all(one.charts for one in listed)
    with pytest.raises(RequestError, match="Did you mean consortium"):
        choose.wanted(of_parts({"deck": "consorteum"}), none)


def test_a_figure_passes_when_one_series_is_of_every_kind_asked_for() -> None:
    from indicators.store import Cache

    metas = {name: meta for name, (meta, _) in Cache().metas().items()}
    countries = catalog().countries

    def passes(**asked: Any) -> bool:
        return choose.sieve(of_parts(asked), catalog(), countries).passes(figure().series, metas)

    assert passes()
    assert passes(indicators=["sea_ice_extent"], regions=["sea_of_okhotsk"])
    assert not passes(indicators=["sea_ice_extent"], regions=["bering_sea"])
    assert not passes(countries=["MNG"])
    assert passes(countries=["jpn"])
    with pytest.raises(RequestError, match="Did you mean bering_sea"):
        passes(regions=["bering"])


def test_a_file_nested_too_deeply_is_told_and_never_built() -> None:
    for told in (b"[" * 100_000, b"title: " + b"{a: " * 50 + b"1" + b"}" * 50):
        with pytest.raises(RequestError, match="no YAML"):
            of_text(told, "annex.yaml")
