"""Places on the map: positions as the sources state them, protected areas told as approximate, areas never summed."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.catalog import catalog
from indicators.locales import t
from indicators.map.basemap import Place
from indicators.places_map import KINDS, PROTECTED, STANDS_AT, WINDOWS, measured, places_map, protected, unplaced
from indicators.series import Meta
from indicators.store import Cache, Held

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = Cache(ROOT / "cache")
POLICIES = ROOT / "indicators" / "published" / "population" / "policies.csv"


@pytest.fixture(scope="module")
def metas() -> list[Meta]:
    return [meta for meta, _ in SHIPPED.metas().values()]


@pytest.fixture(scope="module")
def areas(metas: list[Meta]) -> list[Held]:
    return [SHIPPED.read(meta.id) for meta in metas if meta.indicator == PROTECTED]


@pytest.fixture(scope="module")
def marks(metas: list[Meta]) -> dict[str, Place]:
    return {place.slug: place for place in measured(metas, catalog(), "en")}


def test_every_mark_stands_where_its_series_say(marks: dict[str, Place], metas: list[Meta]) -> None:
    stated = {(meta.place, meta.longitude, meta.latitude) for meta in metas}
    assert len(marks) > 50
    assert [place.slug for place in marks.values() if (place.slug, place.longitude, place.latitude) not in stated] == []


@pytest.mark.parametrize(
    ("slug", "kind", "told"),
    [
        ("khabarovsk", "gauge", "Discharge"),
        ("tongjiang", "section", "Permanganate index"),
        ("baengnyeong", "haul_out", "spotted seals"),
        ("matykil_island", "breeding", "Pups of Steller sea lions"),
        ("liaodong_bay", "breeding", "spotted seals"),
    ],
)
def test_a_mark_has_its_kind_and_tells_what_is_measured(
    marks: dict[str, Place], slug: str, kind: str, told: str
) -> None:
    assert marks[slug].kind == kind
    assert told in marks[slug].hover.replace("<br>", " ")


def test_hover_tells_years_and_source(marks: dict[str, Place]) -> None:
    assert f"{t('source.roshydromet')}, " in marks["khabarovsk"].hover.replace("<br>", " ")
    assert "2017" in marks["khabarovsk"].hover


def test_regions_and_models_are_no_places(marks: dict[str, Place], metas: list[Meta]) -> None:
    assert not marks.keys() & catalog().regions.keys()
    gauge = next(meta for meta in metas if meta.source == "roshydromet" and meta.longitude is not None)
    assert measured([replace(gauge, source="glofas")], catalog(), "en") == []


def test_a_protected_area_stands_only_where_its_own_record_names_a_place_of_ours() -> None:
    """Words of the place's name occur in the title, the summary or the species of the published row."""
    with POLICIES.open(encoding="utf-8", newline="") as file:
        rows = {row["place"]: row for row in csv.DictReader(file) if row["indicator"] == PROTECTED}
    words = {"garorim_bay": "Garorim Bay", "shantar_region": "Shantar", "peter_the_great_bay": "Peter the Great Bay",
             "matykil_island": "Matykil", "land_of_the_leopard": "Land of the Leopard"}  # fmt: skip
    assert STANDS_AT.keys() <= rows.keys()
    for area, place in STANDS_AT.items():
        record = " ".join(rows[area][name] for name in ("title", "summary", "species_covered"))
        assert words[place] in record, area


def test_protected_areas_are_hollow_told_as_approximate_and_at_the_place_they_name(
    areas: list[Held], metas: list[Meta]
) -> None:
    at = {(meta.longitude, meta.latitude) for meta in metas if meta.place in STANDS_AT.values()}
    found = protected(areas, metas, "en")
    assert {place.slug for place in found} == STANDS_AT.keys()
    for place in found:
        assert place.hollow
        assert (place.longitude, place.latitude) in at
        assert "Approximate" in place.hover
    assert "643" in next(place for place in found if place.slug == "far_eastern_marine_reserve").hover


def test_the_others_are_listed_with_their_area_as_stated(areas: list[Held], metas: list[Meta]) -> None:
    rows = {row[0]: row for row in unplaced(areas, metas, "en")}
    with POLICIES.open(encoding="utf-8", newline="") as file:
        stated = {row["title"]: row for row in csv.DictReader(file) if row["indicator"] == PROTECTED}
    assert len(rows) == len(areas) - len(STANDS_AT)
    dalian = rows["Dalian Spotted Seal National Nature Reserve"]
    assert dalian[2:4] == ("1992", f"{float(stated[dalian[0]]['area_km2']):,.0f} km²")
    refuge = rows["Lesser Kuril refuge (Shikotan and Habomai Islands)"]
    assert refuge[2:4] == ("", "")  # neither year nor area is stated


def test_no_place_of_ours_means_no_mark(areas: list[Held]) -> None:
    assert protected(areas, [], "en") == []
    assert len(unplaced(areas, [], "en")) == len(areas)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("kinds", [KINDS, ("gauge",), ("mpa", "breeding")])
def test_kinds_can_be_switched(areas: list[Held], metas: list[Meta], kinds: tuple[str, ...], window: str) -> None:
    chart = places_map(areas, catalog(), "en", metas=metas, kinds=kinds, window=window)
    drawn = [one for one in chart.plot.data if one.customdata is not None]
    assert {one.name for one in drawn} == {t(f"map.{kind}") for kind in kinds}
    for one, kind in ((one, kind) for one in drawn for kind in kinds if one.name == t(f"map.{kind}")):
        assert t(f"places_map.count.{kind}", n=len(one.x)) in chart.title


def test_marks_at_one_spot_tell_each_others_words(areas: list[Held], metas: list[Meta]) -> None:
    chart = places_map(areas, catalog(), "en", metas=metas)
    told = [text for one in chart.plot.data if one.customdata is not None for text in one.hovertext]
    both = [text for text in told if "Matykil Island" in text]
    assert len(both) == 2
    assert all("Magadansky" in text and "Pups" in text for text in both)


def test_places_without_a_position_are_counted(areas: list[Held], metas: list[Meta]) -> None:
    """Counted anew: the sections of the Chinese network, and the published figures of a lake with a position."""
    key = " ".join(places_map(areas, catalog(), "en", metas=metas, kinds=("section",)).key)
    sections = {meta.place: meta.latitude for meta in metas if meta.source == "cnemc"}
    sections |= {meta.place: meta.latitude for meta in metas if meta.place.startswith("lake_hulun") and meta.latitude}
    stated = sum(latitude is not None for latitude in sections.values())
    assert f"{stated} of {len(sections)} water sections" in key
