"""Figures ordered on the page: a report file from the disk, progress, one ZIP; another order cancelled."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.locales import t
from indicators.store import Cache
from tests.browser.conftest import LAPTOP, PHONE, Server, first_visit, visit

SECONDS = 90_000  # ms, for a busy machine: what is waited for takes about ten
REPORT = """languages: [mn]
size: column
dpi: 72
data: false
figures:
- page: sea_ice
  choices: region=bering_sea
  charts: [season]
"""


@pytest.fixture(scope="module")
def cache(shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """The shipped data in a folder of their own, where orders may lie."""
    made = Cache(tmp_path_factory.mktemp("orders"))
    made.snapshot.path.symlink_to(shown.snapshot.path.resolve(), target_is_directory=True)
    return made


@pytest.fixture(scope="module")
def server(browser: Any, cache: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a machine where the program that draws finds no browser: one for a test is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        running = Server(cache.root, tmp_path_factory.mktemp("home"))
    with running:
        yield running


def button(page: Any, key: str) -> Any:
    return page.get_by_role("button", name=t(f"export_page.{key}"), exact=True)


def test_a_report_file_becomes_one_zip(browser: Any, server: Server, tmp_path: Path) -> None:
    made = visit(browser, server, "export", "en", PHONE, "&what=file")
    page = made.page
    (tmp_path / "faulty.yaml").write_text("size: huge")
    page.locator(".aoi-file input").set_input_files(tmp_path / "faulty.yaml")
    page.get_by_text("“huge” is no size").wait_for(timeout=SECONDS)
    (tmp_path / "annex.yaml").write_text(REPORT)
    page.locator(".aoi-file input").set_input_files(tmp_path / "annex.yaml")
    page.get_by_text(t("export_page.at_most", n="1", languages="1")).wait_for(timeout=SECONDS)
    button(page, "make").click()
    page.wait_for_selector(f'progress[aria-label="{t("export_page.progress")}"]', timeout=SECONDS)
    assert button(page, "make").is_disabled()
    job = re.search(r"job=([0-9a-f]{32})", page.url)
    assert job
    page.reload()  # the address finds it again
    link = page.locator("a.aoi-zip")
    link.wait_for(timeout=SECONDS)
    assert button(page, "cancel").count() == 0
    with page.expect_download() as waiting:
        link.click()
    assert re.fullmatch(r"amur-okhotsk-figures-sea_ice-mn-\d{4}-\d\d-\d\d\.zip", waiting.value.suggested_filename)
    path = tmp_path / "figures.zip"
    waiting.value.save_as(path)
    with zipfile.ZipFile(path) as whole:
        names = whole.namelist()
        (picture,) = (name for name in names if name.endswith(".png"))
        assert whole.read(picture).startswith(b"\x89PNG")
        assert json.loads(whole.read("manifest.json"))
    assert "mn" in picture and "sea_ice" in picture
    assert made.complaints == []
    assert made.foreign() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_order_is_cancelled_and_nothing_of_it_stays(browser: Any, server: Server, cache: Cache) -> None:
    made = visit(browser, server, "export", "en", LAPTOP, "&what=all")
    page = made.page
    button(page, "make").click()
    page.wait_for_selector("progress", timeout=SECONDS)
    page.wait_for_url(re.compile("job="))
    job = page.url.rpartition("job=")[2][:32]
    visited = first_visit(browser, server, "sea_ice", "en", LAPTOP)  # others are served all the while
    visited.page.context.close()
    button(page, "cancel").click()
    page.get_by_text(t("export_page.stage.cancelled")).wait_for(timeout=SECONDS)
    page.wait_for_selector("progress", state="detached")
    assert not button(page, "make").is_disabled()
    left = {path.name for path in (cache.root / "export" / job).iterdir()}
    assert left == {"report.yaml", "state.json", "log.txt", "lock", "cancel"}
    button(page, "another").click()
    page.get_by_text(t("export_page.stage.cancelled")).wait_for(state="detached")
    assert "job=" not in page.url
    assert made.complaints == []
