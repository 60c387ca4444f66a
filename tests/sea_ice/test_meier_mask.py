"""The region mask: a provider's file is checked against the cells shipped with the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indicators import fetchers, refresh
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.sea_ice import regions
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests import provider_grids as provider
from tests.mirror import Mirror
from tests.sea_ice import independent
from tests.sea_ice.grids import DAY, WHEN

OKHOTSK = "sea_region_area.sea_of_okhotsk.meier_mask"


def mask() -> bytes:
    """The mask's layout: other ocean 1, Okhotsk 2, Bering 3, land 20."""
    codes = np.where(np.arange(448)[:, None] < 300, 1, 20) * np.ones((448, 304), int)
    for code, region in ((2, "sea_of_okhotsk"), (3, "bering_sea")):
        codes[regions.mask(region)] = code
    return codes.astype("u1").tobytes()


def as_text(content: bytes) -> bytes:
    rows = np.frombuffer(content, "u1").reshape(448, 304)
    return "\n".join(" ".join(f"{code:.1f}" for code in row) for row in rows).encode()


def read(content: bytes, name: str = "mask.msk") -> Reading:
    return fetchers.parse(Payload(content, name, WHEN), "meier_mask", catalog())


def areas(reading: Reading) -> dict[str, float]:
    return {one.declaration.id: float(one.observations["value"].iloc[0]) for one in reading.series}


@pytest.mark.parametrize("form", [bytes, lambda content: bytes(300) + content, as_text])
def test_every_form_of_the_mask_gives_the_areas(form: Callable[[bytes], bytes]) -> None:
    reading = read(form(mask()))
    assert areas(reading)[OKHOTSK] == pytest.approx(2_207_760, abs=1)
    assert reading.notices == (
        "sea_of_okhotsk: equal to the 4279 cells used here",
        "bering_sea: equal to the 3938 cells used here",
    )


def test_cells_that_differ_are_counted() -> None:
    content = bytearray(mask())
    row, column = np.argwhere(regions.mask("sea_of_okhotsk"))[0]
    content[row * 304 + column] = 1
    reading = read(bytes(content))
    assert reading.notices[0] == "sea_of_okhotsk: 1 cells differ from the 4279 used here, which series keep"
    assert areas(reading)[OKHOTSK] == pytest.approx(2_207_760 - independent.areas_km2()[row, column], abs=1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (mask()[:-7], "136185 bytes are neither 136192 cells"),
        (b"1.0 " * 100, "100 numbers instead of 136192"),
        (np.frombuffer(mask(), "u1").reshape(448, 304)[::-1].tobytes(), "code 2 shares only 0% of its cells"),
        (provider.nasa_team(DAY, provider.even(100)), "an unknown code 100 in 136192 cells"),
    ],
)
def test_another_file_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(content)
    assert caught.value.sentence.startswith("mask.msk: ")
    assert told in caught.value.sentence


def test_a_refresh_gets_the_mask_and_asks_again_politely(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(str(catalog().sources["meier_mask"].url), mask(), etag='"one"')
    assert refresh.refresh_one(cache, catalog(), "meier_mask", http).series == 2
    assert refresh.refresh_one(cache, catalog(), "meier_mask", http).result == "unchanged"
    assert cache.read(OKHOTSK).observations["confidence"].to_list() == ["derived"]


@pytest.mark.parametrize("ending", ["msk", "txt"])
def test_the_real_mask_is_the_one_used_here(upstream: Path, ending: str) -> None:
    path = upstream / "sea_ice" / f"Arctic_region_mask_Meier_AnnGlaciol2007.{ending}"
    reading = read(path.read_bytes(), path.name)
    for code, region in ((2, "sea_of_okhotsk"), (3, "bering_sea")):
        cells = independent.region(upstream, code)
        assert areas(reading)[f"sea_region_area.{region}.meier_mask"] == pytest.approx(
            independent.areas_km2()[cells].sum(), rel=1e-7
        )
        np.testing.assert_array_equal(regions.mask(region), cells)
    assert [notice.split(": ")[1] for notice in reading.notices] == [
        "equal to the 4279 cells used here",
        "equal to the 3938 cells used here",
    ]


def test_the_shipped_cells_are_runs_within_the_grid() -> None:
    shipped = json.loads(Path(regions.__file__).with_name("meier_mask.json").read_text(encoding="utf-8"))
    for region, runs in shipped.items():
        assert regions.mask(region).sum() == sum(length for *_, length in runs)
