"""A report as slides: a cover, one figure a slide with its words in the notes, and the references."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from indicators.export.documents import fixed, office
from indicators.export.documents.blocks import Block
from indicators.export.documents.plain import clean, line
from indicators.export.documents.report import Report
from indicators.export.documents.report_pdf import notes
from indicators.export.documents.slide_template import (
    COVER,
    EDGE_MM,
    FIGURE,
    HIGH_MM,
    LIST,
    WIDE_MM,
    Box,
    empty,
    place,
)
from indicators.figures import ACCENT, GREY, INK
from indicators.locales import t
from indicators.locales.formats import enumerated
from indicators.locales.wrapping import room, wrap
from indicators.store import written_aside

PICTURE_TOP_MM, GAP_MM, FOOT_MM = 30.0, 2.0, 6.0
CAPTION_WIDTH_MM, MOST_CAPTION_MM = WIDE_MM - 2 * EDGE_MM - 16, 46.0
NUMBER_MM = (WIDE_MM - EDGE_MM - 14, 177.0, 14.0, 7.0)
_TITLES = ((74, 22.0), (100, 19.0), (150, 16.0))
"""Room of a title in Latin letters up to which a size does, points; longer ones take the last."""
_MOST_ON_LIST, _LINE = 30, 165
"""Lines of references on a slide, and Latin letters of a line."""
_CAPTION_POINTS, _LIST_POINTS = (9.0, 8.0, 7.0, 6.0), 10.0
POINT_MM = 25.4 / 72
_LETTER, _LINE_HEIGHT = 0.5, 1.2
"""Width of an average Latin letter, and height of a line, in sizes of the type."""


def write(path: Path, report: Report) -> None:
    """Write the report."""
    with written_aside(path, ours=False) as aside:
        aside.write_bytes(content(report))


def content(report: Report) -> bytes:
    """The report as a presentation, the same bytes for the same batch."""
    deck: Any = empty(report.heading, line(report.authors), report.lang)
    _cover(deck, report)
    for one in report.blocks:
        _figure(deck, one, report)
    if report.lacking:
        told = [t("document.not_made_line", report.lang, figure=one.code, reason=line(one.sentence))
                for one in report.lacking]  # fmt: skip
        _lists(deck, t("document.not_made", report.lang), told, report.lang, report.lang)
    cited = [f"[{number}] {work.text}" for number, work in enumerate(report.works, start=1)]
    _lists(deck, t("document.references", report.lang), cited, report.lang, "en")
    buffer = io.BytesIO()
    deck.save(buffer)
    return fixed.repacked(buffer.getvalue())


def _cover(deck: Any, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[COVER])
    bar = slide.shapes.add_shape(1, Mm(EDGE_MM), Mm(60), Mm(1.6), Mm(72))
    bar.fill.solid()
    bar.fill.fore_color.rgb = _colour(ACCENT)
    bar.line.fill.background()
    _hidden(bar)
    _say(slide.shapes.title.text_frame, [report.heading], report.lang, 32, INK, bold=True)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    under = [line(report.authors)] if report.authors.strip() else []
    _say(slide.placeholders[1].text_frame, [*under, report.data_to], report.lang, 16, GREY)
    foot = slide.shapes.add_textbox(0, 0, 0, 0)
    place(foot, (EDGE_MM + 8, 160, WIDE_MM - 60, 22))
    _say(foot.text_frame, report.imprint[1:] if report.data_to else report.imprint, report.lang, 10, GREY)


def _figure(deck: Any, one: Block, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[FIGURE])
    title = line(one.made.figure.title)
    size = next((points for most, points in _TITLES if room(title) <= most), _TITLES[-1][1])
    _say(slide.shapes.title.text_frame, [title], report.lang, size, INK, bold=True)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    texts, points, below = _under(one, report)
    _picture(slide, one, report, below[1] - GAP_MM)
    caption = slide.shapes.add_textbox(0, 0, 0, 0)
    place(caption, below)
    _say(caption.text_frame, texts, report.lang, points, GREY)
    _number(slide, report.lang)
    said = [f"{one.name}. {one.title}", one.subtitle, line(one.made.figure.alt), *one.notes, *one.extras[:2]]
    _say(slide.notes_slide.notes_text_frame, [part for part in said if part], report.lang)


def _under(one: Block, report: Report) -> tuple[list[str], float, Box]:
    """The caption of a slide, the size of its type and its place: whole, so that no licence is ever cut off."""
    texts = [f"{one.name} {report.cited(one)}".strip(), *notes(one, report)]
    for points in _CAPTION_POINTS:
        line_mm = _LINE_HEIGHT * points * POINT_MM
        lines = sum(len(wrap(text, CAPTION_WIDTH_MM / (_LETTER * points * POINT_MM))) for text in texts)
        if lines * line_mm <= MOST_CAPTION_MM:
            break
    height = lines * line_mm + len(texts) * POINT_MM
    return texts, points, (EDGE_MM, HIGH_MM - FOOT_MM - height, CAPTION_WIDTH_MM, height)


def _picture(slide: Any, one: Block, report: Report, bottom: float) -> None:
    shown = one.picture(("png",))
    left, top, wide, high = EDGE_MM, PICTURE_TOP_MM, WIDE_MM - 2 * EDGE_MM, bottom - PICTURE_TOP_MM
    if shown is None:
        box = slide.shapes.add_textbox(0, 0, 0, 0)
        place(box, (left, top, wide, high))
        named = enumerated((one.name for one in one.made.pictures), "en")
        _say(box.text_frame, [t("document.no_picture", report.lang, file=named)], report.lang, 14, GREY)
        return
    width, height = shown.millimetres
    scale = min(wide / width, high / height)
    width, height = width * scale, height * scale
    drawn = slide.shapes.add_picture(str(report.folder / shown.name), 0, 0)
    place(drawn, (left + (wide - width) / 2, top + (high - height) / 2, width, height))
    told = drawn._element.nvPicPr.cNvPr
    told.set("name", one.name)
    told.set("descr", line(one.made.figure.alt))


def _lists(deck: Any, title: str, texts: Sequence[str], lang: str, of: str) -> None:
    """Texts as a list, on as many slides as they need."""
    for part in _parts(texts):
        slide = deck.slides.add_slide(deck.slide_layouts[LIST])
        _say(slide.shapes.title.text_frame, [title], lang, 22, INK, bold=True)
        _say(slide.placeholders[1].text_frame, part, of, _LIST_POINTS, GREY, after=4)
        _number(slide, lang)


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    filled = 0
    for text in texts:
        needed = len(wrap(text, _LINE)) + 1
        if part and filled + needed > _MOST_ON_LIST:
            yield part
            part, filled = [], 0
        part.append(text)
        filled += needed
    if part:
        yield part


def _say(
    frame: Any, texts: Sequence[str], lang: str, points: float = 0, colour: str = "", *,
    bold: bool = False, after: float = 1,
) -> None:  # fmt: skip
    """Paragraphs with size, colour, faces and language."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = clean(text)
        if points:
            run.font.size = Pt(points)
        if colour:
            run.font.color.rgb = _colour(colour)
        run.font.bold = bold
        properties = run._r.get_or_add_rPr()
        properties.set("lang", office.tag(lang))
        properties.set("altLang", office.eastern_tag(lang))
        eastern = etree.SubElement(properties, qn("a:ea"))
        eastern.set("typeface", office.eastern(lang))


def _colour(told: str) -> RGBColor:
    return RGBColor(*(int(told[at : at + 2], 16) for at in (1, 3, 5)))  # type: ignore[no-untyped-call]


def _number(slide: Any, lang: str) -> None:
    """The number of the slide, kept right when slides are moved."""
    box = slide.shapes.add_textbox(0, 0, 0, 0)
    place(box, NUMBER_MM)
    paragraph = box.text_frame.paragraphs[0]._p
    field = etree.SubElement(paragraph, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    etree.SubElement(field, qn("a:rPr"), lang=office.tag(lang), sz="900")
    slides = slide.part.package.presentation_part.presentation.slides
    etree.SubElement(field, qn("a:t")).text = str(slides.index(slide) + 1)
    properties = paragraph.get_or_add_pPr()
    properties.set("algn", "r")


def _hidden(shape: Any) -> None:
    """Mark a shape as an ornament, which screen readers pass over."""
    shape._element.nvSpPr.cNvPr.set("descr", "")
    shape._element.nvSpPr.cNvPr.set("name", "line")
