"""Captions and the manifest: numbered by language, whole, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from indicators.export.documents import captions_docx, captions_md, manifest
from indicators.export.made import Made
from tests.export import a_batch
from tests.export.a_batch import CATALOG, FAILED, ICE, NASTY, SEALS


@pytest.fixture
def made(tmp_path: Path) -> list[Made]:
    first = a_batch.made(tmp_path, "en", ICE, heading="Ice", text="One.\n\nTwo.", data=("data/season.csv",))
    second = a_batch.made(tmp_path, "en", SEALS, chart="seals", refusal="The licence says no.")
    third = a_batch.made(tmp_path, "ja", ICE, title="直の氷")
    return [first, second, third]


def test_figures_are_numbered_anew_in_each_language_in_the_order_of_the_batch(made: list[Made]) -> None:
    told = captions_md.captions(made, FAILED, CATALOG).decode()
    heads = [line for line in told.splitlines() if line.startswith("### ")]
    assert heads == ["### Figure 1. The ice of 2026", "### Figure 2. The ice of 2026", heads[2]]
    assert heads[2].endswith("直の氷")
    assert "1" in heads[2]


def test_a_caption_says_everything_and_what_was_not_made_stands_at_the_end(made: list[Made]) -> None:
    english = captions_md.captions(made, FAILED, CATALOG).decode().split("日本語")[0]
    for part in ("## Ice", "One.\n\nTwo.", "● read at source", "Source: nobody · data to 1 May 2026", "sea_ice_index",
                 "/sea_ice?chart=season", "figures/sea_ice.season_en.png", "data/season.csv", "The ice grows and goes.",
                 "Values not passed on: The licence says no."):  # fmt: skip
        assert part in english
    assert english.index("did not answer within 20 seconds") > english.index("Figure 2")


def test_the_references_stand_below_in_full(made: list[Made]) -> None:
    told = captions_md.captions(made, (), CATALOG).decode()
    assert f"- `sea_ice_index` {a_batch.meta(ICE).citation_text}" in told


def test_outside_text_is_no_markup(tmp_path: Path) -> None:
    told = captions_md.captions([a_batch.made(tmp_path, "en", title=NASTY)], (), CATALOG).decode()
    assert r"\<b\>" in told
    assert r"\*bold\*" in told
    assert "<b>" not in told


def test_the_document_is_the_same_every_time(made: list[Made], tmp_path: Path) -> None:
    once = captions_docx.captions(made, FAILED, CATALOG, tmp_path)
    assert once == captions_docx.captions(made, FAILED, CATALOG, tmp_path)
    with zipfile.ZipFile(io.BytesIO(once)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01" in parts.read("docProps/core.xml")


def test_the_document_has_pictures_with_their_texts_at_the_width_of_the_page(made: list[Made], tmp_path: Path) -> None:
    read: Any = docx.Document(io.BytesIO(captions_docx.captions(made, FAILED, CATALOG, tmp_path)))
    assert len(read.inline_shapes) == 3
    first = read.inline_shapes[0]
    assert first.width.mm == pytest.approx(captions_docx.WIDTH_MM, abs=0.1)
    assert first.width / first.height == pytest.approx(170 / 95.6, rel=0.001)
    assert first._inline.docPr.get("descr") == "The ice grows and goes."
    captions = [one.text for one in read.paragraphs if one.style.name == "Caption"]
    assert captions[0].startswith("Figure 1. The ice of 2026. Extent, km²")
    assert "data to 1 May 2026" in captions[0]


def test_each_language_has_its_own_face_and_tag(made: list[Made], tmp_path: Path) -> None:
    read: Any = docx.Document(io.BytesIO(captions_docx.captions(made, (), CATALOG, tmp_path)))
    (run,) = [
        run for one in read.paragraphs for run in one.runs if "直の氷" in run.text and one.style.name == "Caption"
    ]
    properties = run._element.rPr
    assert properties.rFonts.get(qn("w:eastAsia")) == "Yu Gothic"
    tongue = properties.find(qn("w:lang"))
    assert (tongue.get(qn("w:val")), tongue.get(qn("w:eastAsia"))) == ("ja-JP", "ja-JP")


def test_a_batch_without_png_names_the_files(tmp_path: Path) -> None:
    made = a_batch.made(tmp_path, "en", ICE, formats=("svg",))
    read: Any = docx.Document(io.BytesIO(captions_docx.captions([made], (), CATALOG, tmp_path)))
    assert len(read.inline_shapes) == 0
    assert any("figures/sea_ice.season_en.svg" in one.text for one in read.paragraphs)


def test_outside_text_never_breaks_the_document(tmp_path: Path) -> None:
    made = a_batch.made(tmp_path, "en", title=NASTY, heading=NASTY, text=NASTY, refusal=NASTY)
    content = captions_docx.captions([made], (), CATALOG, tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        text = "".join(etree.fromstring(parts.read("word/document.xml")).itertext())
    assert 'An <b>"outside"</b> text & more ]]>' in text


def test_the_manifest_tells_series_files_and_what_was_not_made(made: list[Made]) -> None:
    content = manifest.manifest({"languages": ["en", "ja"]}, made, FAILED, CATALOG, complete=False,
                                others={"captions_en.md": b"text"})  # fmt: skip
    told = json.loads(content)
    meta = a_batch.meta(ICE)
    assert (told["complete"], told["asked"]) == (False, {"languages": ["en", "ja"]})
    first = told["figures"][0]
    assert (first["figure"], first["lang"], first["live"]) == ("sea_ice.season", "en", "/sea_ice?chart=season")
    series = first["series"][0]
    assert (series["id"], series["sha256"], series["product_version"]) == (ICE, meta.sha256, meta.product_version)
    assert (series["licence"], series["citation"]) == (meta.licence, meta.citation_text)
    files = {one["name"]: one for one in told["files"]}
    assert files["captions_en.md"]["sha256"] == hashlib.sha256(b"text").hexdigest()
    assert files["figures/sea_ice.season_en.png"]["dots"] == [32, 18]
    assert list(files) == sorted(files)
    assert told["failed"][0]["sentence"] == FAILED[0].sentence


def test_the_manifest_is_the_same_every_time_and_knows_no_hour(made: list[Made]) -> None:
    def once() -> bytes:
        return manifest.manifest({}, made, FAILED, CATALOG, complete=True)

    assert once() == once()
    again = replace(made[0], figure=replace(made[0].figure, stamp="another"))
    assert manifest.manifest({}, [again, *made[1:]], FAILED, CATALOG, complete=True) == once()


def test_the_manifest_has_the_form_that_the_documents_describe(made: list[Made]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="checks the form of the manifest")
    schema = json.loads((Path(__file__).resolve().parents[2] / "docs" / "manifest.schema.json").read_text("utf-8"))
    told = json.loads(manifest.manifest({}, made, FAILED, CATALOG, complete=True, others={"captions_en.md": b"text"}))
    jsonschema.Draft202012Validator(schema).validate(told)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(told | {"made": "today"})


def test_no_page_imports_what_writes_documents() -> None:
    root = Path(__file__).resolve().parents[2]
    pages = [path for folder in ("ui", "pages") for path in (root / folder).rglob("*.py")]
    assert pages
    writers = ("indicators.export.documents", "indicators.export.paperwork", "indicators.export.run", "import docx")
    wrong = [path.name for path in pages for one in writers if one in path.read_text(encoding="utf-8")]
    assert wrong == []
