"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def upstream() -> Path:
    """Folder of whole provider files, which are too large or not free to be kept in the repository."""
    folder = ROOT.parent / "shared" / "upstream"
    if not folder.is_dir():
        pytest.skip("the folder of provider files is not beside the repository")
    return folder
