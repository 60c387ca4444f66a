"""The house rules that a reader of the code relies on."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from indicators import commands, observations, status, store
from indicators.download import http as download
from indicators.series import Meta
from ui.frame import PAGES

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = ("sea_ice", "dissolved_iron", "river", "population")
ABOVE = ("compare", "profile", "system", "coverage", "species", "policies", "methods", "since")
"""Rooms that lay the domains side by side."""
FOLDERS = ("indicators", "ui", "pages")
PYTHON = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")) + [ROOT / "app.py"]
WEB = sorted(
    path for ending in ("*.js", "*.css") for path in (ROOT / "ui").rglob(ending) if path.parent.name != "assets"
)
ADDRESS = re.compile(
    r"https?://(?!127\.0\.0\.1|(?:dx\.)?doi\.org|www\.w3\.org/2000/svg)[a-z0-9_-]+(?:\.[a-z0-9_-]+)+[^\s\"'`<>)]*"
)
OPENS_NETCDF = re.compile(
    r"\b(?:import netCDF4|from netCDF4|import h5netcdf|open_dataset|open_mfdataset|load_dataset)\b"
)
MOST_LINES = 400


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Dotted names of everything a module imports, also inside its functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno}: imports are absolute here"
            found |= {f"{node.module}.{item.name}" for item in node.names}
    return found


def reaches(path: Path, *packages: str) -> list[str]:
    """Imports of a module that lead into one of the packages."""
    return sorted(one for one in imports(path) if any(f"{one}.".startswith(f"{package}.") for package in packages))


def below(folder: str) -> list[Path]:
    return [path for path in PYTHON if name(path).startswith(f"{folder}/")]


def test_there_is_something_to_look_at() -> None:
    assert len(below("indicators")) > 20
    assert len(below("ui")) > 3
    assert len(below("pages")) >= 6


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("indicators", ("ui", "pages", "app", "streamlit")),
        ("ui", ("pages", "app")),
        ("pages", ("pages", "app")),
    ],
)
def test_imports_go_one_way(folder: str, forbidden: tuple[str, ...]) -> None:
    wrong = {name(path): found for path in below(folder) if (found := reaches(path, *forbidden))}
    assert wrong == {}


def test_a_domain_never_imports_another_domain() -> None:
    wrong = {
        name(path): found
        for own in DOMAINS
        for path in below(f"indicators/{own}")
        if (found := reaches(path, *(f"indicators.{other}" for other in DOMAINS if other != own)))
    }
    assert wrong == {}


def test_statistics_know_no_domain_and_no_domain_knows_what_lies_above_it() -> None:
    above = [f"indicators.{room}" for room in ABOVE]
    domains = [f"indicators.{domain}" for domain in DOMAINS]
    wrong = {name(path): found for path in below("indicators/statistics") if (found := reaches(path, *domains, *above))}
    for own in DOMAINS:
        wrong |= {name(path): found for path in below(f"indicators/{own}") if (found := reaches(path, *above))}
    assert wrong == {}


def test_a_room_above_the_domains_is_the_last_before_the_screen() -> None:
    """Only the command line may ask one from within `indicators`; such a room asks at most its peers."""
    core = [path for path in (ROOT / "indicators").glob("*.py") if path.stem not in ("__main__", "commands")]
    wrong = {name(path): found for path in core if (found := reaches(path, *(f"indicators.{room}" for room in ABOVE)))}
    assert wrong == {}


def test_pages_neither_fetch_nor_read_grids() -> None:
    forbidden = (
        "requests",
        "urllib3",
        "xarray",
        "netCDF4",
        "indicators.download",
        "indicators.fetchers",
        "indicators.refresh",
    )
    wrong = {name(path): found for path in below("ui") + below("pages") if (found := reaches(path, *forbidden))}
    assert wrong == {}


def test_code_holds_no_address() -> None:
    """Addresses belong to data_sources.yaml; a DOI, this machine and a namespace are no provider."""
    wrong = [
        f"{name(path)}:{number}: {found.group()}"
        for path in PYTHON + WEB
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for found in ADDRESS.finditer(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_one_module_at_most_opens_netcdf() -> None:
    """The library under netCDF4 is not thread-safe: whoever opens a file must own the lock."""
    owners = [name(path) for path in PYTHON if OPENS_NETCDF.search(path.read_text(encoding="utf-8"))]
    assert len(owners) <= 1, owners


def test_files_stay_readable() -> None:
    written = PYTHON + WEB + sorted((ROOT / "tools").glob("*.py"))
    long = {
        name(path): lines for path in written if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in PYTHON if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_the_contract_tells_what_the_code_does() -> None:
    """docs/contracts.md names every verb, column, metadata key, word and address that others rely on."""
    told = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")))
    verbs = {words[0] for one in told if (words := one.split()) and re.fullmatch(r"[a-z]+", words[0])}
    assert sorted(commands.VERBS.keys() - verbs) == []
    words = {*observations.COLUMNS, *observations.FLAGS, *observations.CONFIDENCES, *Meta.names()}
    words |= {*commands.LISTED, *commands.TOLD, *get_args(status.Judgement)}
    words |= {store.ENVIRONMENT, download.ENVIRONMENT, *(f"/{page}" for page in PAGES)}
    assert sorted(words - told) == []
