"""The registry: a mistake is told with file, key and line; the shipped one is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators import fetchers
from indicators.catalog import Catalog, catalog, load
from indicators.errors import CatalogError

SMALL = """\
countries: [JPN, RUS]
regions:
  sea_of_okhotsk: {kind: sea, countries: [JPN, RUS], definition: "A sea."}
  tatar_strait:
    kind: sea
    parent: sea_of_okhotsk
    definition: A strait.
places:
  abashiri: {region: sea_of_okhotsk, countries: [JPN]}
indicators:
  sea_ice_extent: {domain: sea_ice, unit: km², description: "Ice."}
sources:
  masie:
    domain: sea_ice
    title: MASIE-NH
    provider: NSIDC
    format: masie_csv
    licence: free
    redistribute: raw
    citation: "MASIE. Accessed {accessed}."
    credit: NSIDC
    verified: false
    series:
      - indicators: {sea_ice_extent: null}
        places: {sea_of_okhotsk: (14) Sea_of_Okhotsk}
        statistic: daily analysis
        frequency: day
        method: manual
"""


def read(folder: Path, text: str) -> Catalog:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_registry_becomes_its_declarations(tmp_path: Path) -> None:
    registry = read(tmp_path, SMALL)
    (declared,) = registry.declarations("masie")
    assert declared.id == "sea_ice_extent.sea_of_okhotsk.masie"
    assert declared.place_key == "(14) Sea_of_Okhotsk"
    assert declared.group.frequency == "day"


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        pytest.param("credit: NSIDC", "colour: red", "colour", ["sources.masie.colour"], id="an unknown key"),
        pytest.param("verified: false", "verified: maybe", "verified", ["sources.masie.verified"], id="a wrong type"),
        pytest.param(
            "redistribute: raw", "redistribute: ask", "redistribute", ["sources.masie.redistribute", "'raw'"],
            id="a word that is not allowed",
        ),
        pytest.param("    licence: free\n", "", "masie:", ["sources.masie.licence", "required"], id="a key is missing"),
        pytest.param("[JPN]}", "[USA]}", "abashiri", ["places.abashiri.countries", "'JPN'"], id="an unknown country"),
        pytest.param("  abashiri:", "  Abashiri:", "Abashiri", ["places.Abashiri"], id="an id with a capital"),
        pytest.param(
            "frequency: day", "frequency: weekly", "frequency", ["masie.series.0.frequency"], id="deep in a list"
        ),
        pytest.param(
            "parent: sea_of_okhotsk", "parent: pacific", "parent", ["tatar_strait.parent", "'pacific'"],
            id="an unknown parent",
        ),
        pytest.param(
            "{region: sea_of_okhotsk", "{region: pacific", "{region", ["places.abashiri.region", "'pacific'"],
            id="an unknown region",
        ),
        pytest.param(
            "{sea_ice_extent: null}", "{ice: null}", "{ice:", ["unknown indicator 'ice'", "series.0.indicators.ice"],
            id="an unknown indicator",
        ),
        pytest.param(
            "{sea_of_okhotsk: (", "{okhotsk: (", "{okhotsk:", ["unknown place 'okhotsk'", "series.0.places.okhotsk"],
            id="an unknown place",
        ),
        pytest.param(
            "  abashiri:", "  sea_of_okhotsk:", "  sea_of_okhotsk: {region", ["places.sea_of_okhotsk", "also a region"],
            id="a name for two things",
        ),
        pytest.param(
            "sources:\n", "regions:\nsources:\n", "regions:\nsources", ["'regions'", "twice"], id="twice, at the top"
        ),
        pytest.param("credit: NSIDC", "title: other", "title: other", ["'title'", "twice"], id="twice, in a block"),
        pytest.param(
            "{kind: sea,", "{kind: sea, kind: sea,", "kind: sea, kind", ["'kind'", "twice"], id="twice, in a flow"
        ),
        pytest.param("    provider:", "\tprovider:", "\tprovider", ["YAML"], id="a tab"),
        pytest.param("credit: NSIDC", "credit: *nsidc", "*nsidc", ["YAML", "alias"], id="an alias of nothing"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_key_and_line(tmp_path: Path, old: str, new: str, at: str, told: list[str]) -> None:
    assert SMALL.count(old) == 1
    text = SMALL.replace(old, new)
    line = text[: text.index(at)].count("\n") + 1
    with pytest.raises(CatalogError) as caught:
        read(tmp_path, text)
    sentence = caught.value.sentence
    assert [part for part in ("sources.yaml", f"line {line}", *told) if part not in sentence] == [], sentence
    assert "\n" not in sentence


def test_an_open_quote_is_told_where_the_file_ends(tmp_path: Path) -> None:
    with pytest.raises(
        CatalogError, match=r"not valid YAML: .*sources\.yaml line \d+|sources\.yaml line \d+: not valid"
    ):
        read(tmp_path, SMALL.replace('"A sea."', '"A sea.'))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"- one\n- two\n", id="a list"),
        pytest.param(SMALL.encode("utf-16"), id="not UTF-8"),
        pytest.param(SMALL.replace("free", "free\x00").encode(), id="a control character"),
        pytest.param(SMALL.replace("credit: NSIDC", "terms_read_on: 2026-13-45").encode(), id="a day that is none"),
        pytest.param(SMALL.replace("places:\n", "places:\n  ? [a, b]\n  : c\n", 1).encode(), id="a list as a key"),
    ],
)
def test_whatever_is_broken_is_a_catalog_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match=r"sources\.yaml"):
        load(path)


def test_a_missing_registry_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"nowhere\.yaml"):
        load(tmp_path / "nowhere.yaml")


def test_the_first_mistakes_are_told_and_the_others_counted(tmp_path: Path) -> None:
    wrong = "".join(f"  r{number}: {{kind: hill, definition: x}}\n" for number in range(8))
    with pytest.raises(CatalogError, match="and 3 more"):
        read(tmp_path, SMALL.replace("regions:\n", f"regions:\n{wrong}"))


def test_a_region_holds_the_regions_below_it(tmp_path: Path) -> None:
    registry = read(tmp_path, SMALL)
    assert registry.within("sea_of_okhotsk") == {"sea_of_okhotsk", "tatar_strait"}
    assert registry.within("tatar_strait") == {"tatar_strait"}


def test_a_place_knows_its_region_and_a_region_stands_for_itself(tmp_path: Path) -> None:
    registry = read(tmp_path, SMALL)
    assert registry.where("abashiri").countries == ("JPN",)
    assert registry.where("sea_of_okhotsk").region == "sea_of_okhotsk"
    assert registry.where("sea_of_okhotsk").countries == ("JPN", "RUS")


def test_the_shipped_registry_is_whole() -> None:
    shipped = catalog()
    ids = [declared.id for source in shipped.sources for declared in shipped.declarations(source)]
    assert len(ids) == len(set(ids))
    for name, source in shipped.sources.items():
        assert source.format == "derived" or fetchers.module(source).parse, name
        assert source.citation.strip(), name
        assert source.credit.strip(), name
