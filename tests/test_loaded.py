"""What the server never holds in memory: libraries for grids, archives and pictures belong to other processes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRINTS = re.compile(r"^\s*(?:import|from)\s+(?:matplotlib|indicators\.still\.painting)", re.MULTILINE)
# Everything that the server imports, every page run once, and what the pictures of a page are asked of.
CODE = """
import importlib, pathlib, sys
import app
for part in ("ui", "pages"):
    for path in sorted(pathlib.Path(part).glob("*.py")):
        if (part, path.stem) != ("ui", "main"):  # runs the frame; it imports nothing that the others do not
            importlib.import_module(f"{part}.{path.stem}")
import indicators.fetchers, indicators.still.draw
print(*sorted(sys.modules))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Names of all modules, of a process of its own."""
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_pages_were_loaded(loaded: set[str]) -> None:
    assert {"ui.chart", "pages.sea_ice", "indicators.still.draw"} <= loaded


@pytest.mark.parametrize("library", ["dask", "distributed", "indicators.archive.job", "matplotlib", "PIL.Image"])
def test_no_page_ever_loads(loaded: set[str], library: str) -> None:
    assert library not in loaded


def test_one_place_paints_pictures() -> None:
    allowed = {ROOT / "indicators" / "still" / name for name in ("painting.py", "draw.py")}
    files = [path for folder in ("indicators", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    assert {path for path in [*files, ROOT / "app.py"] if PRINTS.search(path.read_text("utf-8"))} <= allowed
