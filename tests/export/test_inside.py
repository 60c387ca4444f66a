"""What a picture file says of itself, read back by programs that had no part in writing it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from indicators.errors import FormatError
from indicators.export.documents import inside
from indicators.export.documents.inside_png import chunks
from indicators.export.documents.marks import Marks
from tests.export import a_batch
from tests.export.a_batch import CATALOG, CONTENT, DAYS, ICE, NASTY, SEALS

FORMATS = tuple(CONTENT)
NAMES = {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
         "svg": "http://www.w3.org/2000/svg", "cc": "http://creativecommons.org/ns#"}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Marks:
    made = a_batch.made(tmp_path, "mn", ICE, title="Өнөөдөр ү: Охотскийн тэнгис")
    return inside.marks(made, CATALOG, 300)


def marked(kind: str, told: Marks) -> bytes:
    return inside.marked(CONTENT[kind](), kind, told)


def exiftool(path: Path) -> dict[str, Any]:
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("exiftool is not installed")
    out = subprocess.run([program, "-json", "-G1", str(path)], check=True, capture_output=True, timeout=30)
    found: dict[str, Any] = json.loads(out.stdout)[0]
    return found


def test_the_marks_are_those_of_the_figure_the_registry_and_the_series(told: Marks) -> None:
    source = CATALOG.sources["sea_ice_index"]
    assert told.source == (f"{source.title}, {source.provider}, version 4, doi:10.7265/a98x-0f50",)
    assert told.citation == (a_batch.meta(ICE).citation_text,)
    assert told.credit == (source.credit,)
    assert (told.data_to, told.retrieved, told.series) == ("2026-05-01", "2026-06-01T00:00:00Z", (ICE,))


def test_a_computed_series_owes_credit_to_its_inputs_and_a_published_one_to_its_works(tmp_path: Path) -> None:
    computed = inside.marks(a_batch.made(tmp_path, "en", DAYS), CATALOG)
    assert computed.credit == (CATALOG.sources["sea_ice_index"].credit,)
    assert any("doi:10.7265/a98x-0f50" in line for line in computed.source)
    published = inside.marks(a_batch.made(tmp_path, "en", SEALS), CATALOG)
    assert any(line.startswith("Chernook V.I.") for line in published.citation)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_picture_with_the_same_marks_is_the_same_file(kind: str, told: Marks) -> None:
    once = marked(kind, told)
    assert once == marked(kind, told)
    assert inside.marked(once, kind, told) == once


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_tells_when_or_by_what_renderer_a_file_was_made(kind: str, told: Marks, tmp_path: Path) -> None:
    path = tmp_path / f"figure.{kind}"
    path.write_bytes(marked(kind, told))
    found = {name: value for name, value in exiftool(path).items() if not name.startswith(("System", "ExifTool"))}
    assert not [name for name in found if re.search(r"Create|CreationDate|ModifyDate|MetadataDate|Producer$", name)]
    assert "a renderer" not in str(found)


def test_exiftool_reads_a_png(told: Marks, tmp_path: Path) -> None:
    path = tmp_path / "figure.png"
    path.write_bytes(marked("png", told))
    found = exiftool(path)
    assert found["PNG:Title-mn"] == found["XMP-dc:Title"] == told.title
    assert found["PNG:Citation"] == told.citation[0]
    assert found["PNG:Source"] == told.source[0]
    assert found["XMP-photoshop:Credit"] == told.credit[0]
    assert found["XMP-dc:Description"] == told.description
    assert (found["PNG:DataTo"], found["XMP-dc:Language"]) == ("2026-05-01", "mn")
    assert found["PNG-pHYs:PixelsPerUnitX"] == round(300 / 0.0254)


def test_exiftool_reads_an_svg(told: Marks, tmp_path: Path) -> None:
    path = tmp_path / "figure.svg"
    path.write_bytes(marked("svg", told))
    found = exiftool(path)
    assert (found["XMP-dc:Title"], found["SVG:Lang"], found["SVG:Role"]) == (told.title, "mn", "img")
    assert found["XMP-dc:Source"] == told.source[0]


def test_pdfinfo_reads_a_pdf(told: Marks, tmp_path: Path) -> None:
    program = shutil.which("pdfinfo")
    if program is None:
        pytest.skip("pdfinfo is not installed")
    path = tmp_path / "figure.pdf"
    path.write_bytes(marked("pdf", told))
    out = subprocess.run([program, str(path)], check=True, capture_output=True, text=True, timeout=30).stdout
    lines = {name: text.strip() for name, _, text in (line.partition(":") for line in out.splitlines())}
    assert (lines["Title"], lines["Subject"], lines["Keywords"]) == (told.title, told.description, ICE)
    assert "CreationDate" not in lines


def test_the_pixels_of_a_png_are_not_packed_anew(told: Marks, tmp_path: Path) -> None:
    before, after = CONTENT["png"](), marked("png", told)
    assert [one for kind, one in chunks(before) if kind == b"IDAT"] == [
        one for kind, one in chunks(after) if kind == b"IDAT"
    ]
    path = tmp_path / "figure.png"
    path.write_bytes(after)
    with Image.open(path) as image:
        image.load()
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)
        assert image.info["Title"] == told.title
        assert image.text["Citation"] == told.citation[0]  # type: ignore[attr-defined]


def test_a_pdf_keeps_its_pages_and_says_its_language(told: Marks, tmp_path: Path) -> None:
    path = tmp_path / "figure.pdf"
    path.write_bytes(marked("pdf", told))
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "mn"
        assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, 200, 100]  # type: ignore[union-attr]
        packet = pdf.Root.Metadata.read_bytes()
    assert told.citation[0] in packet.decode()


def test_an_svg_is_named_for_screen_readers_and_nothing_else_of_it_changes(told: Marks) -> None:
    root = etree.fromstring(marked("svg", told))
    title, description = root.find("svg:title", NAMES), root.find("svg:desc", NAMES)
    assert (title.text, description.text) == (told.title, told.description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert root.get("aria-hidden") is None
    assert marked("svg", told).endswith(b'<rect width="9" height="5"/></svg>')


def test_a_licence_with_an_address_has_it(tmp_path: Path) -> None:
    made = a_batch.made(tmp_path, "en", "population.china.world_bank")
    root = etree.fromstring(inside.marked(a_batch.SVG, "svg", inside.marks(made, CATALOG)))
    found = root.find(".//cc:license", NAMES).get(f"{{{NAMES['rdf']}}}resource")
    assert found == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("kind", FORMATS)
def test_outside_text_never_breaks_a_file(kind: str, told: Marks, tmp_path: Path) -> None:
    nasty = replace(told, title=NASTY, description=NASTY, citation=(NASTY, NASTY), rights=(NASTY,), credit=(NASTY,),
                    source=(NASTY,), live=NASTY)  # fmt: skip
    content = marked(kind, nasty)
    path = tmp_path / f"figure.{kind}"
    path.write_bytes(content)
    if kind == "svg":
        root = etree.fromstring(content)
        assert root.find("svg:title", NAMES).text.startswith('An <b>"outside"</b> text & more ]]>')
    elif kind == "pdf":
        with pikepdf.open(path) as pdf:
            etree.fromstring(pdf.Root.Metadata.read_bytes())
            assert not pdf.get_warnings()
    else:
        with Image.open(path) as image:
            image.verify()
            etree.fromstring(image.info["XML:com.adobe.xmp"].encode())


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_no_picture_is_refused_with_a_sentence(kind: str, told: Marks) -> None:
    with pytest.raises(FormatError, match="Draw the figure again"):
        inside.marked(b"<html>no picture</html>", kind, told)


def test_a_png_that_ends_early_is_refused(told: Marks) -> None:
    with pytest.raises(FormatError, match="ends early"):
        inside.marked(CONTENT["png"]()[:-20], "png", told)
