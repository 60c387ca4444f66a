"""A broken or missing file of the snapshot takes down its own chart only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indicators.store import Cache
from tests.browser.conftest import LAPTOP, Server, visit

BROKEN, MISSING = "sea_ice_extent.sea_of_okhotsk.masie", "discharge.khabarovsk.roshydromet"


def damaged(shown: Cache, folder: Path) -> Cache:
    """The shown cache with one file cut short and one gone."""
    cache = Cache(folder)
    series = cache.snapshot.path / "series"
    series.mkdir(parents=True)
    for file in (shown.snapshot.path / "series").glob("*.parquet"):
        (series / file.name).symlink_to(file.resolve())
    for series_id in (BROKEN, MISSING):
        cache.snapshot.file(series_id).unlink(missing_ok=True)
    cache.snapshot.file(BROKEN).write_bytes(b"PAR1 and no more")
    return cache


def test_the_other_charts_are_drawn_and_the_sources_page_names_the_file(
    browser: Any, shown: Cache, tmp_path: Path
) -> None:
    cache = damaged(shown, tmp_path / "cache")
    with Server(cache.root, tmp_path) as server:
        for name in ("home", "sea_ice", "river", "dissolved_iron"):
            made = visit(browser, server, name, "en", LAPTOP)
            made.page.wait_for_selector(".aoi-card .main-svg")
            assert made.page.locator('[data-testid="stException"]').count() == 0, name
        told = visit(browser, server, "sources", "en", LAPTOP).page.locator('[data-testid="stAlert"]').all_inner_texts()
    assert len(told) == 1
    assert f"{BROKEN}.parquet" in told[0]
    assert str(tmp_path) not in told[0]
