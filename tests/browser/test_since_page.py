"""The page "Since the last meeting": counts, old and new values, files to take along, empty state, odd links."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators import refresh
from indicators.catalog import catalog
from indicators.locales import t
from indicators.series import Payload
from indicators.since import edition
from indicators.store import Cache
from tests import provider_files as files
from tests.browser.conftest import LAPTOP, PHONE, Server, visit

DAYS = [dt.date(2025, 8, 1) + dt.timedelta(days=number) for number in range(60)]
EXTENTS = {day: 1000.0 + number for number, day in enumerate(DAYS)}
CHANGED = {DAYS[4]: 7000.0, DAYS[9]: 8000.0}


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """MASIE to August, kept as an edition; then to 29 September with two days changed."""
    cache = Cache(tmp_path_factory.mktemp("since"))
    august = {day: value for day, value in EXTENTS.items() if day.month == 8}
    for extents, when in ((august, "2025-09-01"), (EXTENTS | CHANGED, "2025-09-30")):
        retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
        refresh.load(cache, catalog(), "masie", Payload(files.masie_csv(extents), "masie.csv", retrieved))
        if extents is august:
            edition.keep(cache, "august")
    return cache


@pytest.fixture(scope="module")
def server(browser: Any, revised: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(revised.root, tmp_path_factory.mktemp("home")) as running:
        yield running


def tiles(page: Any) -> list[str]:
    return [str(text) for text in page.locator(".aoi-tile strong").all_inner_texts()]


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_since_the_last_meeting_the_five_numbers_and_both_values(
    browser: Any, server: Server, size: dict[str, int]
) -> None:
    made = visit(browser, server, "since", "en", size)
    assert tiles(made.page) == ["0", "87", "54", "2", "0"]
    rows = made.page.locator("details.aoi-revised")
    assert rows.count() == 1
    rows.locator("summary").click()
    told = [cell.replace("\n", " ") for cell in rows.locator("tbody tr").all_inner_texts()]
    assert ["1,004" in row and "7,000" in row for row in told] == [True, False]
    assert ["1,009" in row and "8,000" in row for row in told] == [False, True]
    assert made.complaints == []
    assert made.foreign() == []
    assert made.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_an_edition_and_a_date_in_the_address_are_understood(browser: Any, server: Server) -> None:
    kept = visit(browser, server, "since", "en", LAPTOP, "&from=august")
    assert tiles(kept.page)[1] == "87"
    assert t("since.note.editions") in kept.page.locator(".aoi-note").all_inner_texts()
    dated = visit(browser, server, "since", "en", LAPTOP, "&from=2025-09-20&to=2025-09-25")
    assert tiles(dated.page)[2] == "15"
    assert "from=day&" in dated.page.url and "from_day=2025-09-20" in dated.page.url


def test_a_country_without_a_share_in_the_sea_is_told_so(browser: Any, server: Server) -> None:
    made = visit(browser, server, "since", "en", LAPTOP, "&country=MNG")
    assert tiles(made.page) == []
    assert any("Nothing came in from" in text for text in made.page.locator(".aoi-note").all_inner_texts())


def test_an_unknown_end_falls_back_and_says_so(browser: Any, server: Server) -> None:
    made = visit(browser, server, "since", "en", LAPTOP, "&from=neampan_2031")
    assert "neampan_2031" in made.page.locator('.aoi-note[role="status"]').first.inner_text()
    assert tiles(made.page)[1] == "87"


def test_ends_in_the_wrong_order_are_one_sentence(browser: Any, server: Server) -> None:
    made = visit(browser, server, "since", "en", LAPTOP, "&from=2025-09-20&to=2025-09-10")
    (told,) = made.page.locator('[data-testid="stAlert"]').all_inner_texts()
    assert "Give the earlier one first" in told


def test_the_digest_can_be_taken_along(browser: Any, server: Server, tmp_path: Path) -> None:
    made = visit(browser, server, "since", "en", LAPTOP, "&from=august")
    contents = {}
    for kind in ("json", "markdown", "csv"):
        with made.page.expect_download() as waiting:
            made.page.get_by_role("button", name=t(f"since.download.{kind}")).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        contents[path.name] = path.read_text(encoding="utf-8")
    assert set(contents) == {"since-august-now.json", "since-august-now.md", "since-august-now.csv"}
    assert json.loads(contents["since-august-now.json"])["totals"]["revised"] == 2
    assert "| 5 Aug 2025 | 1,004 | 7,000 | +5,996 |" in contents["since-august-now.md"]
    assert contents["since-august-now.csv"].count("changed") == 2
