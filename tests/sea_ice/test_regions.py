"""The polygons of the sub-regions: where they lie, that no water is in two of them, how many cells they have.

Points are judged here by crossing numbers, cells by the provider's own files: nothing of this project's
reduction is used but its polygons.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from indicators.catalog import catalog
from indicators.sea_ice import regions
from tests.sea_ice import independent

Mask = NDArray[np.bool_]
POLYGONS = {name: region.polygon for name, region in catalog().regions.items() if region.polygon}
# Sea cells by the land flags of NSIDC-0051 (1 Feb 2015), and how many of them lie outside Meier's Okhotsk mask.
CELLS = {
    "northern_okhotsk_shelf": (263, 0),
    "shantar_sakhalin_gulf": (183, 0),
    "east_sakhalin_shelf": (141, 0),
    "terpeniya": (25, 0),
    "central_okhotsk_basin": (796, 0),
    "kuril_basin": (439, 33),  # the mask ends some way before the islands
    "southern_okhotsk_hokkaido": (93, 0),
    "tatar_strait": (167, 0),
    "northern_sea_of_japan": (949, 0),
    "peter_the_great_bay_sea": (17, 0),
    "liaodong_bay_sea": (78, 78),  # another sea
}
PLACES = {
    "northern_okhotsk_shelf": [(150.6, 59.2), (143.3, 59.0), (152.0, 58.0)],  # off Magadan, off Okhotsk
    "shantar_sakhalin_gulf": [(136.3, 54.8), (138.5, 55.5), (141.7, 53.8)],
    "east_sakhalin_shelf": [(143.9, 51.8), (143.6, 53.5), (144.9, 49.2)],  # off Nogliki and Okha
    "terpeniya": [(143.4, 49.0), (144.0, 48.7)],  # off Poronaysk
    "central_okhotsk_basin": [(149.0, 53.0), (146.0, 55.5)],
    "kuril_basin": [(148.0, 46.5), (146.2, 44.7), (151.0, 48.0)],
    "southern_okhotsk_hokkaido": [(143.6, 44.5), (144.4, 44.1), (142.5, 45.5)],  # off Mombetsu, Abashiri, Soya
    "tatar_strait": [(140.5, 49.1), (141.7, 47.2), (141.2, 51.4)],  # off Vanino, off Kholmsk
    "northern_sea_of_japan": [(140.5, 44.0), (137.0, 44.5), (135.0, 41.0), (141.5, 45.4)],
    "peter_the_great_bay_sea": [(131.8, 42.9), (132.4, 43.0)],  # off Vladivostok
    "liaodong_bay_sea": [(121.5, 40.5), (120.5, 39.6)],
}
NOWHERE = {
    "Shelikhov Gulf": (157.5, 60.5),
    "Amur Liman": (141.4, 52.7),
    "Aniva Bay": (142.7, 46.4),
    "Nemuro Strait": (145.25, 43.9),
    "Pacific off Urup": (151.0, 45.0),
    "Volcano Bay": (140.7, 42.35),
    "Pacific off Erimo": (143.5, 42.2),
    "Bohai Strait": (120.8, 38.4),
    "off western Kamchatka": (154.5, 55.0),
    "Sea of Japan / East Sea south of 40°N": (135.0, 39.5),
}


def within(longitude: float, latitude: float, corners: tuple[tuple[float, float], ...]) -> bool:
    """Whether a half-line eastwards crosses the polygon's sides an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


LONGITUDE, LATITUDE = independent.centres()
AREA = independent.areas_km2()


@pytest.fixture(scope="module")
def members() -> dict[str, Mask]:
    """Cells of each polygon, land included, by crossing numbers."""
    near = (LATITUDE > 38) & (LATITUDE < 61) & (LONGITUDE > 118) & (LONGITUDE < 155)
    found = {}
    for name, corners in POLYGONS.items():
        cells = np.zeros(LONGITUDE.shape, dtype=bool)
        for row, column in zip(*np.nonzero(near), strict=True):
            cells[row, column] = within(LONGITUDE[row, column], LATITUDE[row, column], corners)
        found[name] = cells
    return found


@pytest.fixture(scope="module")
def sea(upstream: Path) -> Mask:
    """Sea by the land flags of a NASA Team binary."""
    raw = (upstream / "sea_ice/nsidc0051_bin/nt_20150201_f17_v1.1_n.bin").read_bytes()[300:]
    return np.frombuffer(raw, "u1").reshape(448, 304) <= 250


@pytest.fixture(scope="module")
def okhotsk(upstream: Path) -> Mask:
    """Meier's Okhotsk mask."""
    raw = (upstream / "sea_ice/Arctic_region_mask_Meier_AnnGlaciol2007.msk").read_bytes()
    return np.frombuffer(raw, "u1").reshape(448, 304) == 2


def test_the_agenda_has_its_eleven_sub_regions() -> None:
    assert POLYGONS.keys() == CELLS.keys()
    for name in POLYGONS:
        region = catalog().regions[name]
        assert region.kind == "sea" and region.countries and region.parent, name
        assert "whose centres lie inside" in region.definition, name
        assert region.longitude and region.latitude and within(region.longitude, region.latitude, region.polygon), name


@pytest.mark.parametrize(("name", "spot"), [(name, spot) for name, spots in PLACES.items() for spot in spots])
def test_a_known_water_lies_in_its_own_sub_region_only(name: str, spot: tuple[float, float]) -> None:
    assert [one for one, corners in POLYGONS.items() if within(*spot, corners)] == [name]


@pytest.mark.parametrize("name", NOWHERE)
def test_waters_that_were_not_named_lie_in_none(name: str) -> None:
    assert not [one for one, corners in POLYGONS.items() if within(*NOWHERE[name], corners)]


def test_no_two_polygons_share_water_and_none_crosses_itself(members: dict[str, Mask]) -> None:
    shapes = {name: shapely.Polygon(corners) for name, corners in POLYGONS.items()}
    assert all(shape.is_valid for shape in shapes.values())
    for one, other in itertools.combinations(shapes, 2):
        assert shapes[one].intersection(shapes[other]).area < 1e-9, (one, other)
        assert not (members[one] & members[other]).any(), (one, other)


def test_neighbours_meet_without_a_gap(members: dict[str, Mask]) -> None:
    """A cell between two neighbours that belongs to neither would be lost to both."""
    shapes = {name: shapely.Polygon(corners) for name, corners in POLYGONS.items()}
    for one, other in (
        ("east_sakhalin_shelf", "central_okhotsk_basin"),
        ("central_okhotsk_basin", "kuril_basin"),
        ("southern_okhotsk_hokkaido", "kuril_basin"),
        ("tatar_strait", "northern_sea_of_japan"),
        ("peter_the_great_bay_sea", "northern_sea_of_japan"),
    ):
        assert shapes[one].intersection(shapes[other]).length > 0.5, (one, other)


def test_cells_are_those_that_the_reduction_takes(members: dict[str, Mask]) -> None:
    for name, cells in members.items():
        assert np.array_equal(regions.cells(name, POLYGONS[name]), cells), name


def test_sea_cells_and_the_exceptions_to_the_okhotsk_mask(members: dict[str, Mask], sea: Mask, okhotsk: Mask) -> None:
    counted = {name: (int((cells & sea).sum()), int((cells & sea & ~okhotsk).sum())) for name, cells in members.items()}
    assert counted == CELLS


def test_the_sub_regions_cover_seven_tenths_of_the_okhotsk_mask(members: dict[str, Mask], okhotsk: Mask) -> None:
    every = np.logical_or.reduce(list(members.values()))
    assert AREA[okhotsk].sum() == pytest.approx(2_207_760, abs=1)
    assert AREA[every & okhotsk].sum() / AREA[okhotsk].sum() == pytest.approx(0.7008, abs=5e-4)


def test_the_thresholds_rest_on_the_sea_of_the_record(members: dict[str, Mask], upstream: Path) -> None:
    """`area_km2` of the derived season series is the ocean of Version 6, or of Meier's mask for the Sea Ice Index."""
    with netCDF4.Dataset(upstream / "sea_ice/sic_psn25_19850130_n07_v06r00.nc") as file:
        ocean = np.asarray(file["cdr_supplementary/surface_type_mask"][0]) == 50
    mask = (upstream / "sea_ice/Arctic_region_mask_Meier_AnnGlaciol2007.msk").read_bytes()
    meier = np.frombuffer(mask, "u1").reshape(448, 304)
    expected = {name: AREA[cells & ocean].sum() for name, cells in members.items()}
    expected |= {"sea_of_okhotsk": AREA[meier == 2].sum(), "bering_sea": AREA[meier == 3].sum()}
    declared = {
        one.place: one.place_key["area_km2"] for one in catalog().declarations("derived") if one.indicator == "ice_days"
    }
    assert declared == {name: pytest.approx(area, abs=0.6) for name, area in expected.items()}


def test_the_documented_table_is_true(members: dict[str, Mask], sea: Mask, okhotsk: Mask) -> None:
    text = (Path(__file__).parents[2] / "docs" / "sub_regions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (\d+) \| ([\d,]+) \| (\d+) \|$", text, re.MULTILINE)
    told = {name: (int(cells), int(area.replace(",", "")), int(outside)) for name, cells, area, outside in rows}
    assert told == {
        name: (
            int((cells & sea).sum()),
            pytest.approx(AREA[cells & sea].sum(), abs=0.6),
            int((cells & sea & ~okhotsk).sum()),
        )
        for name, cells in members.items()
    }
