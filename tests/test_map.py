"""The map: the projection against closed forms, the shapes, labels that never overlap."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.map import shapes
from indicators.map.basemap import Place, base_map, base_maps
from indicators.map.labels import SIDES, Label, Labels, text_size_px
from indicators.map.projection import (
    CENTRE,
    EXTENT_KM,
    RADIUS_KM,
    WINDOWS_KM,
    Sheet,
    forward,
    inverse,
)

FOLDER = Path(__file__).resolve().parents[1] / "indicators" / "map"
SIZES = [(1100, 640), (800, 500), (360, 320)]
PLACES = [
    Place("khabarovsk", "Khabarovsk", 135.07, 48.48, "gauge"),
    Place("fuyuan", "Fuyuan", 134.29, 48.36, "section", hollow=True),
    Place("nikolayevsk", "Nikolayevsk-on-Amur", 140.73, 53.14, "gauge"),
    Place("tyuleniy", "Tyuleniy / Kaihyo", 144.73, 48.49, "haul_out", hover="Tyuleniy: 2019"),
    Place("east_sakhalin", "East Sakhalin shelf", 144.5, 52.0, "region"),
]


def test_the_centre_is_the_origin() -> None:
    assert np.allclose(forward(*CENTRE), 0, atol=1e-9)
    assert np.allclose(inverse(0, 0), CENTRE, atol=1e-12)


def test_snyders_numerical_example() -> None:
    """Snyder 1987, p. 332: sphere of radius 3, centre 40°N 100°W, point 20°S 100°E."""
    x, y = forward(100, -20, centre=(-100, 40), radius_km=3)
    assert (round(float(x), 7), round(float(y), 7)) == (-4.2339303, 4.0257775)


@pytest.mark.parametrize("degrees", [0.5, 10, 25])
def test_distance_along_the_central_meridian(degrees: float) -> None:
    """A point c degrees from the centre is projected 2 R sin(c/2) away."""
    x, y = forward(CENTRE[0], CENTRE[1] + degrees)
    assert x == pytest.approx(0, abs=1e-9)
    assert y == pytest.approx(2 * RADIUS_KM * np.sin(np.radians(degrees) / 2), rel=1e-12)


@given(st.floats(95, 200), st.floats(20, 80))
def test_areas_are_kept(longitude: float, latitude: float) -> None:
    """The Jacobian of the projection is the area of a unit of longitude and latitude."""
    step = 1e-3
    east = np.subtract(forward(longitude + step, latitude), forward(longitude - step, latitude))
    north = np.subtract(forward(longitude, latitude + step), forward(longitude, latitude - step))
    area = (east[0] * north[1] - east[1] * north[0]) / (2 * np.radians(step)) ** 2
    assert area == pytest.approx(RADIUS_KM**2 * np.cos(np.radians(latitude)), rel=1e-6)


@given(st.floats(60, 220), st.floats(-30, 89))
def test_the_inverse_undoes_the_projection(longitude: float, latitude: float) -> None:
    assert np.allclose(inverse(*forward(longitude, latitude)), (longitude, latitude), atol=1e-8)


def test_where_there_is_no_place_there_is_no_number() -> None:
    assert np.isnan(forward(CENTRE[0] + 180, -CENTRE[1])).all()
    assert np.isnan(inverse(0, 2.001 * RADIUS_KM)).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("window", WINDOWS_KM)
def test_a_sheet_shows_its_whole_window_and_no_cut_edge(window: str, size: tuple[int, int]) -> None:
    sheet = Sheet.fit(window, *size)
    left, right, bottom, top = WINDOWS_KM[window]
    assert EXTENT_KM[0] < sheet.left <= left < right <= sheet.right < EXTENT_KM[1]
    assert EXTENT_KM[2] < sheet.bottom <= bottom < top <= sheet.top < EXTENT_KM[3]
    assert (sheet.right - sheet.left) / size[0] == pytest.approx(sheet.km_per_px)
    assert (sheet.top - sheet.bottom) / size[1] == pytest.approx(sheet.km_per_px)


def test_an_unknown_window_is_told_the_known_ones() -> None:
    with pytest.raises(ValueError, match="region, amur, wide"):
        Sheet.fit("moon", 100, 100)


def test_the_files_are_small_and_slugs_are_unique() -> None:
    paths = [FOLDER / f"{layer}.json" for layer in ("coast", "rivers", "lakes")]
    assert sum(path.stat().st_size for path in paths) < 120_000
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        slugs = [feature["slug"] for feature in content["features"]]
        assert len(slugs) == len(set(slugs))
        assert "?" not in "".join(feature["name"] for feature in content["features"])
        assert "Natural Earth" in content["credit"]


def test_the_amur_runs_from_its_two_sources_to_the_sea() -> None:
    rivers = {shape.slug: shape for shape in shapes("rivers")}
    amur = np.column_stack([rivers["amur"].x, rivers["amur"].y])
    assert not np.isnan(amur).any()
    confluence, mouth = np.column_stack(forward([121.44, 140.75], [53.33, 53.1]))
    ends = amur[[0, -1]]
    for place in (confluence, mouth):
        assert np.hypot(*(ends - place).T).min() < 15
    for source in ("shilka", "argun"):
        line = np.column_stack([rivers[source].x, rivers[source].y])
        assert np.hypot(*(line - confluence).T).min() < 15


@pytest.mark.parametrize(
    ("slug", "longitude", "latitude"),
    [("sakhalin", 143, 50.5), ("hokkaido", 142.8, 43.4), ("iturup", 147.9, 45.05)],
)
def test_islands_are_in_their_place_and_keep_their_area(slug: str, longitude: float, latitude: float) -> None:
    """The area in the plane is the area on the sphere, R² times the integral of sin(lat) dlon."""
    shape = next(shape for shape in shapes("coast") if shape.slug == slug)
    in_plane = np.sum(shape.x[:-1] * np.diff(shape.y) - shape.y[:-1] * np.diff(shape.x)) / 2
    lon, lat = (np.radians(degrees) for degrees in inverse(shape.x, shape.y))
    sines = (np.sin(lat[1:]) + np.sin(lat[:-1])) / 2
    assert in_plane == pytest.approx(-(RADIUS_KM**2) * np.sum(sines * np.diff(lon)), rel=2e-3)
    x, y = forward(longitude, latitude)
    assert shape.x.min() < x < shape.x.max()
    assert shape.y.min() < y < shape.y.max()


def _box_px(label: Label, size_px: float, mark_px: float, sheet: Sheet) -> tuple[float, ...]:
    width, height = text_size_px(label.text, size_px)
    right, up = SIDES.get(label.position, (0, 0))
    gap = mark_px / 2 / 0.8 + 1 if right or up else 0
    x = label.x / sheet.km_per_px + right * (gap + width / 2)
    y = label.y / sheet.km_per_px + up * (gap + height / 2)
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(st.lists(st.tuples(st.floats(-2000, 1300), st.floats(-1200, 1200)), max_size=25))
def test_labels_never_overlap_nor_leave_the_sheet(spots: list[tuple[float, float]]) -> None:
    sheet = Sheet.fit("region", 700, 500)
    labels = Labels(sheet, np.empty((0, 2)))
    for spot in spots:
        labels.mark(*spot, 9)
    placed = [labels.beside(*spot, "Aniva / Аниванский", 12, 9) for spot in spots]
    placed += [labels.along(spots[::3], "アムール川", 11), labels.on(spots[::4], "Sea of X", 14)]
    sizes = [12] * len(spots) + [11, 14]
    boxes = [_box_px(p, s, 9, sheet) for p, s in zip(placed, sizes, strict=True) if p]
    assert not any(_overlap(a, b) for a, b in itertools.combinations(boxes, 2))
    for left, bottom, right, top in boxes:
        assert sheet.left < left * sheet.km_per_px < right * sheet.km_per_px < sheet.right
        assert sheet.bottom < bottom * sheet.km_per_px < top * sheet.km_per_px < sheet.top


@pytest.mark.parametrize("window", WINDOWS_KM)
@pytest.mark.parametrize("size", SIZES)
def test_the_figure_is_plain_scatter_with_equal_axes(window: str, size: tuple[int, int]) -> None:
    figure = base_map("en", window=window, places=PLACES, width_px=size[0], height_px=size[1])
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert len(figure.data) <= 8 + len({place.kind for place in PLACES})
    assert figure.layout.xaxis.scaleanchor == "y"
    assert (figure.layout.xaxis.visible, figure.layout.yaxis.visible) == (False, False)
    assert len(figure.to_json()) < 90_000


def test_every_place_keeps_its_hover_where_its_label_is_dropped() -> None:
    crowd = [Place(f"p{i}", "A long name here", 140 + i / 50, 50, "gauge") for i in range(12)]
    figure = base_map("en", places=[*PLACES, *crowd], width_px=360, height_px=320)
    marks = [trace for trace in figure.data if trace.customdata is not None]
    slugs = [slug for trace in marks for slug in trace.customdata]
    assert sorted(slugs) == sorted(place.slug for place in [*PLACES, *crowd])
    assert all(text for trace in marks for text in trace.hovertext)
    assert any(text == "" for trace in marks for text in trace.text)
    assert "Tyuleniy: 2019" in [text for trace in marks for text in trace.hovertext]


def test_a_phone_has_fewer_names() -> None:
    def names(width_px: int, height_px: int) -> int:
        figure = base_map("en", width_px=width_px, height_px=height_px)
        return sum(len(t.text) for t in figure.data if t.mode == "text")

    assert names(360, 320) < names(1100, 640)


def test_hollow_marks_tell_second_hand_places() -> None:
    section = next(t for t in base_map("en", places=PLACES).data if "fuyuan" in (t.customdata or ()))
    assert list(section.marker.symbol) == ["square-open"]


def test_sizes_of_a_map_share_land_rivers_and_lakes() -> None:
    wide, narrow = base_maps("en", [(1180, 600), (360, 480)], window="okhotsk")
    assert [one.to_json() for one in wide.data[:5]] == [one.to_json() for one in narrow.data[:5]]
    assert wide.layout.xaxis.range != narrow.layout.xaxis.range


@pytest.mark.parametrize("window", WINDOWS_KM)
def test_land_that_cannot_be_seen_is_not_sent_and_what_is_seen_stays(window: str) -> None:
    """Spots on a lattice over the sheet are on land or not, whichever way the land is drawn."""
    sheet = Sheet.fit(window, 1180, 600)
    land = base_map("en", window=window, width_px=1180, height_px=600).data[0]
    whole = np.column_stack([np.concatenate([np.append(axis, np.nan) for axis in axes]) for axes in (
        [shape.x for shape in shapes("coast")], [shape.y for shape in shapes("coast")])])  # fmt: skip
    assert len(land.x) <= len(whole)
    for x in np.linspace(sheet.left, sheet.right, 14)[1:-1]:
        for y in np.linspace(sheet.bottom, sheet.top, 9)[1:-1]:
            assert _crossings(np.column_stack([land.x, land.y]), x, y) == _crossings(whole, x, y), (x, y)


def _crossings(ring: np.ndarray, x: float, y: float) -> bool:
    """Whether a ray eastwards crosses the rings an odd number of times."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    across = (y0 > y) != (y1 > y)
    with np.errstate(invalid="ignore", divide="ignore"):
        at = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    return bool((across & (at > x) & ~np.isnan(at)).sum() % 2)


def test_names_keep_off_the_marks_that_they_are_told_of() -> None:
    def seas(clear: list[tuple[float, float]]) -> dict[str, tuple[float, float]]:
        figure = base_maps("en", [(1180, 600)], clear=clear)[0]
        texts = next(one for one in figure.data if one.mode == "text" and "Sea of Okhotsk" in one.text)
        return {text: (x, y) for text, x, y in zip(texts.text, texts.x, texts.y, strict=True)}

    first = seas([])["Sea of Okhotsk"]
    assert seas([first])["Sea of Okhotsk"] != first


def test_what_is_drawn_under_the_land_gives_names_a_rim() -> None:
    ice = go.Scatter(x=[0, 100, 100], y=[0, 0, 100], fill="toself", name="ice", showlegend=True)
    plain, rimmed = (base_map("en", under=under).data for under in ([], [ice]))
    assert rimmed[0].name == "ice"
    assert not any(one.textfont.shadow for one in plain if one.mode == "text")
    assert all(one.textfont.shadow for one in rimmed if one.mode == "text")
