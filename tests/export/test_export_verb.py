"""`export` as a person or the page starts it, on the shipped data: a folder, its list, the same bytes again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from indicators.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
REPORT = """
title: {en: Ice, ja: 海氷}
languages: [ja]
size: column
formats: [svg, pdf]
figures:
  - {page: sea_ice, choices: region=sea_of_okhotsk, charts: [maximum, none], heading: {ja: 海氷}}
"""


class Made:
    def __init__(self, folder: Path, code: int, events: list[dict[str, Any]]) -> None:
        self.folder, self.code, self.events = folder, code, events
        self.manifest = json.loads((folder / "manifest.json").read_text())

    def files(self) -> dict[str, str]:
        return {path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(self.folder.rglob("*")) if path.is_file()}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("export")
    (folder / "annex.yaml").write_text(REPORT)
    words = ["export", str(folder / "out"), "--report", str(folder / "annex.yaml"), "--renderer", "own",
             "--workers", "1", "--zip", str(folder / "all.zip"), "--progress", "json"]  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        said: list[str] = []
        patched.setattr("builtins.print", lambda *parts, **more: said.append(" ".join(map(str, parts))))
        code = main(words)
    return Made(folder / "out", code, [json.loads(line) for line in said if line.startswith("{")])


def test_every_step_is_told_and_what_is_missing_ends_with_1(made: Made) -> None:
    kinds = [event["event"] for event in made.events]
    assert kinds[0] == "choose"
    assert kinds[-1] == "end"
    assert kinds.count("begin") == 1
    (end,) = made.events[-1:]
    assert (end["figures"], end["failed"], end["complete"]) == (1, 1, False)
    assert [(one["done"], one["of"]) for one in made.events if one["event"] in ("figure", "failed")][-1] == (2, 2)
    assert made.code == 1


def test_the_folder_holds_everything_and_lists_it(made: Made) -> None:
    found = made.files()
    stem = "sea_ice.maximum--region-sea_of_okhotsk"
    for name in (f"figures/{stem}_column_ja.png", f"figures/{stem}_column_ja.svg", f"figures/{stem}_column_ja.pdf",
                 f"data/{stem}_ja.csv", f"data/{stem}_ja.xlsx", "captions_ja.md", "captions_ja.docx", "references.bib",
                 "references.ris", "report_ja.pdf", "report_ja.pptx", "data/README_ja.txt"):  # fmt: skip
        assert name in found, name
    listed = {one["name"]: one["sha256"] for one in made.manifest["files"]}
    assert listed == {name: digest for name, digest in found.items() if name != "manifest.json"}
    assert made.manifest["complete"] is True
    assert "INCOMPLETE.txt" not in found


def test_what_is_not_there_is_told_with_what_is(made: Made) -> None:
    told = " ".join(one["sentence"] for one in made.manifest["failed"])
    assert "no chart 'none' there; the page has: season, maximum" in told
    assert "no chart 'none' there" in (made.folder / "captions_ja.md").read_text()


def test_the_zip_is_the_folder(made: Made) -> None:
    with zipfile.ZipFile(made.folder.parent / "all.zip") as whole:
        assert {name: hashlib.sha256(whole.read(name)).hexdigest() for name in whole.namelist()} == made.files()


def test_the_same_order_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    words = ["export", str(tmp_path / "again"), "--report", str(made.folder.parent / "annex.yaml"), "--renderer", "own",
             "--workers", "2", "--progress", "json"]  # fmt: skip
    assert main(words) == 1
    assert Made(tmp_path / "again", 1, []).files() == made.files()


def test_the_shipped_report_file_is_understood() -> None:
    from indicators.export.request import of_file

    asked = of_file(ROOT / "docs" / "reports" / "consortium.yaml")
    assert len(asked.figures) == 4


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Say which figures"),
        (["--page", "seaice"], 1, "did you mean sea_ice"),
        (["--deck", "nothing"], 1, "no such deck"),
        (["--page", "map", "--address", "example.org"], 1, "not an address"),
        (["--report", "nowhere.yaml"], 1, "nowhere.yaml: No such file"),
    ],
)
def test_an_order_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["export", str(tmp_path / "out"), *words]) == code
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
    assert not (tmp_path / "out").exists()
