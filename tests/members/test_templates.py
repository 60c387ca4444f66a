"""Templates and guide are what the code says, and whoever fills one in is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indicators.catalog import shipped
from indicators.locales import english
from indicators.members import checks, templates
from indicators.members.columns import COLUMNS, FACTS
from indicators.members.finding import WARNINGS

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "indicators" / "members").rglob("*.py"))
USED = re.compile(r'(?:Finding|finding|wrong|RefusedError|NotADate|NotANumber|_refused)\(\s*"([a-z_0-9.]+)"')
DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_files_are_those_that_the_tool_makes() -> None:
    made = templates.files(shipped())
    held = {path.name: path.read_bytes() for path in (DOCS / "templates").iterdir()}
    assert sorted(held) == sorted(made)
    assert [name for name in made if held[name] != made[name]] == [], "run: python -m tools.make_templates"
    assert templates.guide() in (DOCS / "contributing_data.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [f"example_{domain}.{kind}" for domain in templates.EXAMPLES for kind in ("csv", "xlsx")]
)
def test_an_example_has_no_fault_but_that_it_is_one(name: str) -> None:
    found = checks.of_file(DOCS / "templates" / name, shipped())
    assert {one.code for one in found.findings} == {"example"}
    assert not found.takeable and len(found.drafts) == 1


def test_there_is_an_example_for_each_domain() -> None:
    assert set(templates.EXAMPLES) == {one.domain for one in shipped().indicators.values()} - {"map"}


def test_every_finding_has_words_for_what_and_for_what_to_do() -> None:
    said = {key.removeprefix("members.says.") for key in english() if key.startswith("members.says.")}
    todo = {key.removeprefix("members.todo.") for key in english() if key.startswith("members.todo.")}
    assert said == todo and said >= WARNINGS
    used = {found for path in CODE for found in USED.findall(path.read_text(encoding="utf-8"))}
    assert {"macros", "fact.missing", "number.comma", "gap"} <= used <= said
    for asked, family in [*((one, "column") for one in COLUMNS), *((one, "fact") for one in FACTS)]:
        assert english()[f"members.{family}.{asked.name}"]
