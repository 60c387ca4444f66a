"""A light edition of some pages, written once for all tests; a browser and a server as in tests/browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indicators.addresses import CHOICES
from indicators.catalog import catalog
from indicators.light import plan, site
from indicators.light.address import choices, file_stem
from indicators.light.site import Wanted, Written
from indicators.store import Cache
from tests.browser.conftest import server, shown

__all__ = ["server", "shown"]
LANGUAGES = ("en", "mn")
MORE = (("policies", "show=law"), ("sea_ice", "region=bering_sea"))
LIVE = "http://127.0.0.1:1/live"


@dataclass(frozen=True)
class Built:
    """A written site and what the writer said of it."""

    folder: Path
    told: Written

    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))


def few(pages: tuple[str, ...], _: object) -> dict[plan.Asked, str]:
    """Every page once, and two addresses with choices: the whole plan is the command's."""
    asked = [*((page, "") for page in pages), *MORE]
    listed = [(page, choices(page, query)) for page, query in asked]
    return {one: file_stem(*one) for one in listed}


@pytest.fixture(scope="session")
def built(shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Every page in two languages, by one process."""
    folder = tmp_path_factory.mktemp("light") / "site"
    wanted = Wanted(LANGUAGES, tuple(CHOICES), LIVE, workers=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "addresses", few)
        told = site.write(folder, wanted, shown, catalog(), lambda done, of: None)
    yield Built(folder, told)
