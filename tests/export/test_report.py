"""A report as PDF and as slides: everything in it, nothing of it markup, the same bytes every time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn

from indicators.export.documents import report_pdf, report_slides
from indicators.export.documents.report import Report
from indicators.export.made import Made
from tests.export import a_batch
from tests.export.a_batch import CATALOG, FAILED, ICE, NASTY, SEALS

TITLES = {
    "ja": "直：オホーツク海の図集",
    "mn": "Өнөөдөр ба ү",
    "zh": "直：海冰附录",
    "ko": "오호츠크해",
    "ru": "Лёд",
    "en": "Ice",
}


def report(folder: Path, lang: str = "en", **more: Any) -> Report:
    first = a_batch.made(
        folder, lang, ICE, heading=TITLES[lang], text=f"{TITLES[lang]} one.\n\nTwo.", title=TITLES[lang]
    )
    second = a_batch.made(folder, lang, SEALS, chart="seals")
    told = {"title": TITLES[lang], "authors": "A. Author", "lang": lang, "made": [first, second], "folder": folder,
            "catalog": CATALOG, "failed": [replace(FAILED[0], lang=lang)], "inside": "title"}  # fmt: skip
    return Report(**(told | more))


def text_of(content: bytes, tmp_path: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    out = subprocess.run([program, "-layout", str(path), "-"], check=True, capture_output=True, text=True, timeout=30)
    return " ".join(out.stdout.split())


@pytest.mark.parametrize("lang", ["ja", "mn", "zh"])
def test_a_report_is_set_in_the_shipped_fonts_with_its_language_and_no_date(lang: str, tmp_path: Path) -> None:
    told = report(tmp_path, lang)
    content = report_pdf.content(told)
    assert content == report_pdf.content(told)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang).startswith(lang)
        assert str(pdf.docinfo["/Title"]) == TITLES[lang]
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo)
        fonts = {str(one.BaseFont) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one}
    assert fonts
    assert all("AmurOkhotsk" in name for name in fonts), fonts
    assert told.unprintable() == ""
    assert TITLES[lang] in text_of(content, tmp_path)


def test_a_report_has_contents_figures_captions_failures_and_references(tmp_path: Path) -> None:
    said = text_of(report_pdf.content(report(tmp_path)), tmp_path)
    for part in ("A. Author", "Data to 1 May 2026", "Contents", "Ice one. Two.", "Figure 1. Ice [2]", "Figure 2.",
                 "Source: nobody · data to 1 May 2026", "Not made", "did not answer within 20 seconds", "References",
                 "[1] Chernook V.I.", "[2] Fetterer, F."):  # fmt: skip
        assert part in said, part
    assert re.search(r"2 ?/ ?\d", said)


def test_pictures_have_their_text_alternative_and_say_their_words_once(tmp_path: Path) -> None:
    content = report_pdf.content(report(tmp_path, inside="full"))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        alts = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert alts.count("The ice grows and goes.") == 2
    assert "Source: nobody" not in text_of(content, tmp_path)


def test_words_of_a_report_are_never_markup(tmp_path: Path) -> None:
    evil = '#panic("no") #image("/etc/passwd") *b* _u_ $x$ <label> @ref [x] \\ `c`'
    told = report(tmp_path, title=evil, authors=evil)
    told = replace(told, made=[replace(told.made[0], heading=evil, text=NASTY, refusal=evil)])
    said = text_of(report_pdf.content(told), tmp_path)
    assert '#panic("no") #image("/etc/passwd") *b* _u_ $x$ <label> @ref [x]' in said


def test_a_picture_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    told = report(tmp_path)
    (tmp_path / told.made[0].pictures[0].name).unlink()
    with pytest.raises(report_pdf.ReportError, match="Make the figures again"):
        report_pdf.content(told)


@pytest.mark.parametrize(("kind", "shown"), [("pdf", True), ("svg", False)])
def test_a_batch_of_another_format_shows_its_pictures_or_names_them(kind: str, shown: bool, tmp_path: Path) -> None:
    made = a_batch.made(tmp_path, "en", ICE, formats=(kind,))
    said = text_of(report_pdf.content(report(tmp_path, made=[made])), tmp_path)
    assert ("The picture is in the file" not in said) == shown


def test_signs_that_the_shipped_fonts_lack_are_told(tmp_path: Path) -> None:
    assert report(tmp_path, title="Ice ꙮ").unprintable() == "ꙮ"


def slides(told: Report) -> Any:
    return Presentation(io.BytesIO(report_slides.content(told)))


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_slides_are_the_same_every_time(tmp_path: Path) -> None:
    told = report(tmp_path)
    once = report_slides.content(told)
    assert once == report_slides.content(told)
    with zipfile.ZipFile(io.BytesIO(once)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_slides_are_a_cover_one_figure_each_and_the_references(tmp_path: Path) -> None:
    deck = slides(report(tmp_path))
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    cover, first, second, failed, references = deck.slides
    assert cover.shapes.title.text_frame.text == "Ice"
    assert first.shapes.title.text_frame.text == "Ice"
    caption = next(text for text in texts(first) if text.startswith("Figure 1"))
    assert "Source: nobody · data to 1 May 2026" in caption
    notes = first.notes_slide.notes_text_frame.text
    assert "The ice grows and goes." in notes
    assert "/sea_ice?chart=season" in notes
    assert "Figure 2" in " ".join(texts(second))
    assert "did not answer" in " ".join(texts(failed))
    assert "[1] Chernook" in " ".join(texts(references))


def test_a_picture_keeps_its_shape_within_the_slide_and_has_its_text(tmp_path: Path) -> None:
    deck = slides(report(tmp_path))
    (picture,) = [shape for shape in deck.slides[1].shapes if shape.shape_type == 13]
    assert picture.width / picture.height == pytest.approx(170 / 95.6, rel=0.001)
    assert picture._element.nvPicPr.cNvPr.get("descr") == "The ice grows and goes."
    for slide in deck.slides:
        boxes = [shape for shape in slide.shapes if shape.width]
        assert all(box.left >= 0 and box.left + box.width <= deck.slide_width for box in boxes)
        assert all(box.top >= 0 and box.top + box.height <= deck.slide_height for box in boxes)


def test_a_long_caption_stays_whole_and_the_picture_gives_way(tmp_path: Path) -> None:
    told = report(tmp_path)
    lines = tuple(f"Source {number}: {'a long line of terms ' * 12}end" for number in range(6))
    long = replace(told.made[0], figure=replace(told.made[0].figure, caption=lines))
    deck = slides(replace(told, made=[long]))
    slide = deck.slides[1]
    (caption,) = [
        shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text.startswith("Figure 1")
    ]
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert all(line in caption.text_frame.text for line in lines)
    assert picture.top + picture.height <= caption.top
    assert caption.top + caption.height <= deck.slide_height


@pytest.mark.parametrize(("lang", "face", "tag"), [("ja", "Yu Gothic", "ja-JP"), ("zh", "Microsoft YaHei", "zh-CN"),
                                                   ("ko", "Malgun Gothic", "ko-KR")])  # fmt: skip
def test_slides_have_the_face_and_the_tag_of_their_language(lang: str, face: str, tag: str, tmp_path: Path) -> None:
    content = report_slides.content(report(tmp_path, lang))
    deck: Any = Presentation(io.BytesIO(content))
    run = deck.slides[1].shapes.title.text_frame.paragraphs[0].runs[0]._r
    assert run.rPr.get("lang") == tag
    assert run.rPr.find(qn("a:ea")).get("typeface") == face
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        theme = etree.fromstring(parts.read("ppt/theme/theme1.xml"))
    assert {one.get("typeface") for one in theme.iter(qn("a:ea"))} == {face, ""} - {""}


def test_outside_text_never_breaks_a_slide(tmp_path: Path) -> None:
    told = report(tmp_path, title=NASTY)
    made: Made = replace(told.made[0], figure=replace(told.made[0].figure, title=NASTY, alt=NASTY, caption=(NASTY,)))
    deck = slides(replace(told, made=[made]))
    assert deck.slides[1].shapes.title.text_frame.text.startswith('An <b>"outside"</b> text & more')
