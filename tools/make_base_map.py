"""Make the base map's coast, rivers and lakes from Natural Earth.

Run by hand when Natural Earth is updated; the three files it writes are committed::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_base_map.py package/land-50m.json rivers.geojson lakes.geojson

Inputs: Natural Earth 1:50m land in the npm package world-atlas 2.0.2 (ISC licence, M. Bostock);
Natural Earth `ne_10m_rivers_lake_centerlines` (version 2.0.0) and `ne_50m_lakes` as GeoJSON.
Natural Earth is in the public domain; credit: "Made with Natural Earth".

Needs shapely, a development requirement: the program itself only reads the result. Shapes are
clipped and simplified in the projected plane, so the cut edges are straight lines outside every
window of the map. Political borders are in none of the inputs and are never added.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from shapely import box, force_2d, get_parts, line_merge, make_valid, transform, unary_union
from shapely.affinity import translate
from shapely.geometry import MultiLineString, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from indicators.map.projection import EXTENT_KM, forward, inverse  # noqa: E402

TARGET = ROOT / "indicators" / "map"
CREDIT = "Made with Natural Earth (public domain)"
COAST_TOLERANCE_KM, RIVER_TOLERANCE_KM, LAKE_TOLERANCE_KM = 1.6, 1.2, 1.2
SMALLEST_ISLAND_KM2, JOIN_GRID_KM, SPUR_KM = 12.0, 0.2, 2.0

# slug: (name, a place on it as longitude and latitude)
LANDS = {
    "eurasia": ("Eurasia", (125.0, 52.0)),
    "sakhalin": ("Sakhalin", (143.0, 50.5)),
    "hokkaido": ("Hokkaido", (142.8, 43.4)),
    "honshu": ("Honshu", (138.0, 36.0)),
    "kunashir": ("Kunashir / Kunashiri", (145.9, 44.1)),
    "iturup": ("Iturup / Etorofu", (147.9, 45.05)),
    "paramushir": ("Paramushir", (155.8, 50.4)),
    "bering_island": ("Bering Island", (166.2, 55.0)),
}

# Rivers by rank, 1 the largest, whose slug is their name in the source.
PLAIN_RIVERS = {
    1: "shilka zeya",
    2: "onon ingoda hailar selemdzha bikin uda kukhtuy poronay",
    3: "erdao nemor nanweng chaor muling tumnin ishikari kamchatka yalu liao",
}

# slug: (name, rank, names in the source; `?` stands there for an apostrophe lost in its encoding,
# and number 967, called Di'er Songhua, is the lower Nen).
OTHER_RIVERS: dict[str, tuple[str, int, list[str]]] = {
    "amur": ("Amur / Heilong", 1, ["Amur", "Heilong Jiang (Amur)"]),
    "argun": ("Argun' / Ergun", 1, ["Argun? (Ergun)"]),
    "songhua": ("Songhua / Sungari", 1, ["Songhua (Sungari)"]),
    "ussuri": ("Ussuri / Wusuli", 1, ["Ussuri", "Ussuri (Wusuli)"]),
    "nen": ("Nen", 1, ["Nen", "Di?er Songhua #967"]),
    "kherlen": ("Kherlen / Kelulun", 2, ["Herlen (Kerulen)"]),
    "tumen": ("Tumen / Tuman", 2, ["Tumen"]),
    "second_songhua": ("Di'er Songhua", 2, ["Di?er Songhua #646"]),
    "amgun": ("Amgun'", 2, ["Amgun?"]),
    "taoer": ("Tao'er", 3, ["Tao?er"]),
    "songacha": ("Song'acha", 3, ["Song?acha"]),
}

LAKES = {
    "khanka": ("Khanka / Xingkai", "Lake Khanka"),
    "hulun": ("Hulun", "Hulun Nuur"),
    "buir": ("Buir", "Buyr Nuur"),
    "baikal": ("Baikal", "Lake Baikal"),
}


def topojson_polygons(topology: dict[str, Any], name: str) -> Iterator[Polygon]:
    """Decode an object of quantised, delta-coded arcs into polygons in degrees."""
    scale, offset = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + offset for arc in topology["arcs"]]

    def ring(indices: list[int]) -> np.ndarray:
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])

    for geometry in topology["objects"][name]["geometries"]:
        for shell, *holes in geometry["arcs"]:
            yield Polygon(ring(shell), [ring(hole) for hole in holes])


def project(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees to kilometres in the plane of the map."""
    return transform(geometry, lambda p: np.column_stack(forward(p[:, 0], p[:, 1])))


def land_polygons(topology: dict[str, Any]) -> list[Polygon]:
    """Clip and simplify the land in the projected plane (km)."""
    # The half of the globe that can be projected without touching the antipode.
    half = box(30, 0, 250, 84)
    parts = []
    for polygon in topojson_polygons(topology, "land"):
        eastward = 360.0 if polygon.bounds[2] < -20 else 0.0  # the Americas, 190 degrees east
        parts.append(make_valid(translate(polygon, eastward)).intersection(half))
    # A hair of overlap closes the seam at 180 degrees.
    whole = unary_union([part.buffer(1e-6) for part in parts])
    clipped = make_valid(project(whole)).intersection(box(*np.array(EXTENT_KM)[[0, 2, 1, 3]]))
    simple = make_valid(clipped.simplify(COAST_TOLERANCE_KM))
    return [part for part in get_parts(simple) if part.area > SMALLEST_ISLAND_KM2]


def degrees(points: Iterable[tuple[float, ...]]) -> dict[str, list[float]]:
    """Projected points as longitude and latitude arrays of three decimals (100 m)."""
    x, y = np.array(list(points))[:, :2].T
    longitude, latitude = inverse(x, y)
    return {"longitude": longitude.round(3).tolist(), "latitude": latitude.round(3).tolist()}


def coast_features(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """One ring per land mass, the largest first; small islands are named by their position."""
    features = []
    for polygon in sorted(land_polygons(topology), key=lambda p: -p.area):
        (longitude,), (latitude,) = degrees(polygon.representative_point().coords).values()
        slug, name = f"land_{longitude:.2f}e_{latitude:.2f}n".replace(".", "_"), ""
        for known, (known_name, place) in LANDS.items():
            if polygon.contains(project(Point(place))):
                slug, name = known, known_name
        features.append({"slug": slug, "name": name, **degrees(polygon.exterior.coords)})
    return features


def joined(pieces: list[BaseGeometry]) -> list[BaseGeometry]:
    """Pieces of a river as few lines as possible, the longest first; spurs of a junction go."""
    noded = line_merge(unary_union(pieces, grid_size=JOIN_GRID_KM))
    kept = [line for line in get_parts(noded) if line.length > SPUR_KM]
    simple = line_merge(MultiLineString(kept)).simplify(RIVER_TOLERANCE_KM)
    return sorted(get_parts(simple), key=lambda line: -line.length)


def river_features(collection: dict[str, Any]) -> list[dict[str, Any]]:
    """One feature per river, its pieces and its lake centre lines joined."""
    pieces: dict[str, list[BaseGeometry]] = {}
    for feature in collection["features"]:
        known, geometry = feature["properties"], force_2d(project(shape(feature["geometry"])))
        for key in (known["name"], f"{known['name']} #{known['rivernum']}"):
            pieces.setdefault(key, []).append(geometry)
    plain = {
        slug: (slug.title(), rank, [slug.title()]) for rank, slugs in PLAIN_RIVERS.items() for slug in slugs.split()
    }
    features = []
    for slug, (name, rank, keys) in (OTHER_RIVERS | plain).items():
        lines = joined([piece for key in keys for piece in pieces[key]])
        parts = [degrees(line.coords) for line in lines]
        features.append({"slug": slug, "name": name, "rank": rank, "lines": parts})
    return features


def lake_features(collection: dict[str, Any]) -> list[dict[str, Any]]:
    """The shore of each named lake, islands left out."""
    shores = {f["properties"]["name"]: shape(f["geometry"]) for f in collection["features"]}
    features = []
    for slug, (name, key) in LAKES.items():
        shore = max(get_parts(project(shores[key])), key=lambda part: part.area)
        ring = degrees(shore.exterior.simplify(LAKE_TOLERANCE_KM).coords)
        features.append({"slug": slug, "name": name, **ring})
    return features


def write(name: str, source: str, features: list[dict[str, Any]]) -> None:
    """One feature a line, so that a change of one is seen in a comparison."""
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    head = json.dumps({"credit": CREDIT, "source": source})[:-1]
    path = TARGET / f"{name}.json"
    path.write_text(f'{head}, "features": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {len(features)} features, {path.stat().st_size} bytes")


def main() -> None:
    """Read the three inputs named on the command line and write the three products."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("land-50m.json", "rivers.geojson", "lakes.geojson"):
        parser.add_argument(name, type=Path)
    paths = vars(parser.parse_args()).values()
    land, rivers, lakes = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    write("coast", "Natural Earth 1:50m land, by world-atlas 2.0.2 (ISC)", coast_features(land))
    write("rivers", "Natural Earth 1:10m rivers and lake centre lines", river_features(rivers))
    write("lakes", "Natural Earth 1:50m lakes", lake_features(lakes))


if __name__ == "__main__":
    main()
