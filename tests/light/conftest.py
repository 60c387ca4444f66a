"""A light edition of some pages, written once for all tests; a browser and a server as in tests/browser."""

from __future__ import annotations

import fcntl
import os
import pickle
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
def built(shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every page in two languages; written once for all processes of a test run, which only read it."""
    apart = os.environ.get("PYTEST_XDIST_WORKER")
    above = tmp_path_factory.getbasetemp().parent if apart else tmp_path_factory.getbasetemp()
    told, wanted = above / "light-told.pickle", Wanted(LANGUAGES, tuple(CHOICES), LIVE, workers=2)
    with (above / "light.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(plan, "addresses", few)
                made = site.write(above / "light", wanted, shown, catalog(), lambda done, of: None)
            told.write_bytes(pickle.dumps(made))
    return Built(above / "light", pickle.loads(told.read_bytes()))  # noqa: S301 - written above
