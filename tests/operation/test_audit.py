"""The audit never says that all is well when nothing was looked up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.audit import NOTHING_CHECKED, judged

GOOD: dict[str, Any] = {"name": "numpy", "version": "2.4.6", "vulns": []}
FOUND = {"id": "PYSEC-2018-28", "fix_versions": ["2.20"]}
BAD: dict[str, Any] = {"name": "requests", "version": "2.0", "vulns": [FOUND]}
SKIPPED: dict[str, Any] = {"name": "pytest", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([GOOD], 0, "1 packages checked, 0 advisories"),
        ([GOOD, BAD], 1, "requests 2.0: PYSEC-2018-28, mended in 2.20"),
        ([GOOD, SKIPPED], 0, "not looked up: pytest"),
        ([SKIPPED], NOTHING_CHECKED, ""),
        ([], NOTHING_CHECKED, ""),
    ],
)
def test_what_was_found_and_what_was_not_looked_up(packages: list[dict[str, Any]], status: int, said: str) -> None:
    got, lines = judged(json.dumps({"dependencies": packages}))
    assert got == status
    assert said in "\n".join(lines)


@pytest.mark.parametrize("told", ["", "Traceback (most recent call last)", "[]", "null"])
def test_no_answer_is_no_clean_bill(told: str) -> None:
    assert judged(told) == (NOTHING_CHECKED, [])
