"""The page of maps as a reader uses it: a real day of ice, layers and dates in the address, what is missing told."""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indicators import refresh
from indicators.catalog import catalog
from indicators.locales import t
from indicators.series import Payload
from indicators.store import Cache
from tests.browser.conftest import LAPTOP, PHONE, Server, visit, wait_until_drawn
from tests.browser.test_pages import choose

DAYS = ("20150201", "20150206")
EXTENT = "736,851"  # km², the check of the Meier mask of 2015-02-01
ICE = "&product=sea_ice_concentration.far_eastern_seas.nasa_team&date=02-01"
# Where an invisible mark of the value on hover stands on the page, one in the thick of the ice.
POINTER = """() => {
    const plot = document.querySelector('.aoi-target'), layout = plot._fullLayout;
    const trace = plot._fullData.findIndex((one) => one.customdata && one.marker?.opacity === 0);
    const values = [...plot._fullData[trace].customdata], at = values.indexOf(Math.max(...values));
    const { x, y } = plot._fullData[trace], box = plot.getBoundingClientRect();
    return [box.left + layout.xaxis._offset + layout.xaxis.c2p(x[at]),
            box.top + layout.yaxis._offset + layout.yaxis.c2p(y[at]), values[at]];
}"""


@pytest.fixture(scope="module")
def with_ice(shown: Cache, upstream: Path, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """What is shipped, and two days of ice loaded by hand."""
    cache = Cache(tmp_path_factory.mktemp("ice"))
    cache.snapshot.path.symlink_to(shown.snapshot.path.resolve(), target_is_directory=True)
    for day in DAYS:
        file = upstream / "sea_ice" / "nsidc0051_bin" / f"nt_{day}_f17_v1.1_n.bin"
        payload = Payload.from_file(file, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
        refresh.take(cache.live, catalog(), "nasa_team", payload)
    return cache


@pytest.fixture(scope="module")
def server(browser: Any, with_ice: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(with_ice.root, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_a_day_of_ice_is_drawn_with_the_products_extent_in_its_title(
    browser: Any, server: Server, size: dict[str, int]
) -> None:
    made = visit(browser, server, "map", "en", size, ICE)
    assert EXTENT in made.page.locator(".aoi-card h2").inner_text()
    assert t("map.disclaimer") in made.page.locator(".aoi-caption").inner_text()
    made.page.wait_for_selector(".aoi-plot .legendtext")
    key = made.page.locator(".aoi-plot .legendtext").all_text_contents()
    assert {"15–40 %", "90–100 %", t("ice_map.edge"), t("ice_map.no_data")} <= set(key)
    assert made.page.locator(".aoi-plot .fills path.js-fill").count() > 5
    assert made.complaints == []
    assert made.foreign() == []


def test_pointing_at_a_cell_tells_its_concentration(browser: Any, server: Server, upstream: Path) -> None:
    made = visit(browser, server, "map", "en", LAPTOP, ICE)
    x, y, value = made.page.evaluate(POINTER)
    made.page.mouse.move(x + 30, y)
    made.page.mouse.move(x, y)
    raw = np.frombuffer((upstream / "sea_ice/nsidc0051_bin/nt_20150201_f17_v1.1_n.bin").read_bytes()[300:], "u1")
    window = raw.reshape(448, 304)[:140, 60:240].astype(float)
    assert value == pytest.approx(window[window <= 250].max() / 2.5, abs=1e-3)
    # The label of the cell passed over on the way may still stand there.
    made.page.wait_for_selector(f'.aoi-plot .hoverlayer .hovertext:has-text("{value:.3g} % ice")')


def test_layers_and_dates_stand_in_the_address_and_survive_a_reload(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "en", LAPTOP)
    choose(made.page, t("map_page.product"), t("source.nasa_team"))
    wait_until_drawn(made.page, server)
    choose(made.page, t("map_page.day"), "1 Feb")
    made.page.wait_for_url("**date=02-01**")
    wait_until_drawn(made.page, server)
    made.page.reload()
    wait_until_drawn(made.page, server)
    assert EXTENT in made.page.locator(".aoi-card h2").inner_text()
    choose(made.page, t("map_page.layer"), t("map_page.layer.iron"))
    made.page.wait_for_url("**layer=iron**")
    wait_until_drawn(made.page, server)
    assert "nM" in made.page.locator(".aoi-card h2").inner_text()
    choose(made.page, t("map_page.layer"), t("map_page.layer.places"))
    made.page.wait_for_url("**layer=places**")
    wait_until_drawn(made.page, server)
    assert "gauges" in made.page.locator(".aoi-card h2").inner_text()
    assert "Dalian Spotted Seal" in made.page.locator(".aoi-table").inner_text()
    assert made.complaints == []


def test_a_missing_normal_is_said_and_the_ice_is_still_there(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "en", LAPTOP, f"{ICE}&view=anomaly")
    said = made.page.locator(".aoi-note").all_inner_texts()
    assert len(said) == 1
    assert "No normal of 1991–2020" in said[0]
    assert EXTENT in made.page.locator(".aoi-card h2").inner_text()


def test_without_any_grid_the_page_says_how_to_get_one(
    browser: Any, shown: Cache, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The shipped series alone, without fields."""
    cache = Cache(tmp_path / "cache")
    cache.snapshot.path.mkdir(parents=True)
    (cache.snapshot.path / "series").symlink_to((shown.snapshot.path / "series").resolve(), target_is_directory=True)
    with Server(cache.root, tmp_path_factory.mktemp("home")) as server:
        made = visit(browser, server, "map", "en", LAPTOP)
        assert t("ice_map.none") in made.page.locator(".aoi-note").inner_text()
        assert made.page.locator(".aoi-card").count() == 0


def test_the_exported_map_is_a_picture_of_3200_pixels(browser: Any, server: Server, tmp_path: Path) -> None:
    made = visit(browser, server, "map", "en", PHONE, ICE)
    with made.page.expect_download() as download:
        made.page.locator(".aoi-card").first.get_by_role("button", name=t("chart.png"), exact=True).click()
    assert download.value.suggested_filename == "ice-map-nasa_team_2015-02-01.png"
    download.value.save_as(tmp_path / "map.png")
    content = (tmp_path / "map.png").read_bytes()
    assert struct.unpack(">II", content[16:24])[0] == 3200
    assert len(content) > 200_000


def test_the_data_behind_the_title_are_offered(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "en", LAPTOP, ICE)
    link = made.page.locator(".aoi-actions a").get_attribute("href")
    assert link.endswith("sea_ice_extent.sea_of_okhotsk.nasa_team.csv")
    answer = made.page.context.request.get(f"{server.url}{link}")
    assert answer.status == 200
    assert "2015-02-01" in answer.text()
    assert json.dumps(answer.headers).count("attachment") == 1
