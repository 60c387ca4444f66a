"""Captions as a Word document with the pictures at their size in print, to be copied into a report."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from indicators.catalog import Catalog
from indicators.export.documents import fixed, office, product, works
from indicators.export.documents.blocks import Block, blocks, by_language
from indicators.export.documents.captions_md import paragraphs
from indicators.export.documents.plain import clean, line
from indicators.export.made import Failed, Made
from indicators.figures import GREY, INK
from indicators.locales import NAMES, t
from indicators.locales.formats import enumerated

PAGE_MM, MARGIN_MM = (210, 297), 22
WIDTH_MM, HEIGHT_MM = PAGE_MM[0] - 2 * MARGIN_MM, 190
MOST_PICTURES = 150
"""Pictures in one document; a larger batch names the files instead."""
_SIZES = {"Normal": 10, "Caption": 9, "Heading 1": 16, "Heading 2": 13, "List Bullet": 8.5}


def captions(made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog, folder: Path) -> bytes:
    """The captions of a batch, language by language.

    Parameters
    ----------
    folder : Path
        The folder of the batch, in which its pictures lie.
    """
    document = _document(made[0].figure.lang if made else "en")
    told = blocks(made, catalog)
    with_pictures = len(told) <= MOST_PICTURES
    for place, (lang, mine, lacking) in enumerate(by_language(told, failed)):
        if place:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _say(document.add_paragraph(style="Heading 1"), f"{t('document.captions', lang)} ({NAMES[lang]})", lang)
        for one in mine:
            _figure(document, one, folder if with_pictures else None)
        if lacking:
            _say(document.add_paragraph(style="Heading 2"), t("document.not_made", lang), lang)
        for lack in lacking:
            sentence = t("document.not_made_line", lang, figure=lack.code, reason=line(lack.sentence))
            _say(document.add_paragraph(style="List Bullet"), sentence, lang)
    _references(document, made, catalog)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed.repacked(buffer.getvalue())


def _references(document: Document, made: Sequence[Made], catalog: Catalog) -> None:
    """The works of all figures, once; as their providers want them, so in English or their own language."""
    told = works.of_batch(made, catalog)
    if told:
        lang = made[0].figure.lang
        _say(document.add_paragraph(style="Heading 1"), t("document.references", lang), lang)
    for work in told:
        _say(document.add_paragraph(style="List Bullet"), f"{work.key}: {work.text}", "en")


def _document(lang: str) -> Document:
    """An empty document: A4, our styles, no date of making."""
    document = docx.Document()
    told = document.core_properties
    told.title, told.author, told.language = t("document.captions", lang), product.name(), office.tag(lang)
    told.comments, told.last_modified_by, told.revision = "", product.name(), 1
    told.created = told.modified = fixed.EPOCH
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = office.LATIN, Pt(size)
        style.font.color.rgb = RGBColor.from_string((GREY if name in ("Caption", "List Bullet") else INK)[1:])
        style.font.bold = name.startswith("Heading")
        style.font.italic = False
        _faces(style.element.get_or_add_rPr(), lang)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = name.startswith("Heading")
    return document


def _faces(properties: Any, lang: str) -> None:
    """Faces and language of a style or a run; themes of faces give way."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), office.LATIN)
    fonts.set(qn("w:eastAsia"), office.eastern(lang))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), office.tag(lang))
    tongue.set(qn("w:eastAsia"), office.eastern_tag(lang))
    properties.append(tongue)


def _say(paragraph: Paragraph, text: str, lang: str, *, bold: bool = False) -> Paragraph:
    run = paragraph.add_run(clean(text))
    if bold:
        run.bold = True
    _faces(run._element.get_or_add_rPr(), lang)
    return paragraph


def _figure(document: Document, one: Block, folder: Path | None) -> None:
    if one.made.heading:
        _say(document.add_paragraph(style="Heading 2"), line(one.made.heading), one.lang)
    for part in paragraphs(one.made.text):
        _say(document.add_paragraph(), part, one.lang)
    _picture(document, one, folder)
    caption = document.add_paragraph(style="Caption")
    _say(caption, f"{one.name}. {one.title}", one.lang, bold=True)
    _say(caption, f" {one.subtitle} {' · '.join(one.notes)}", one.lang)
    for extra in one.extras:
        _say(document.add_paragraph(style="List Bullet"), extra, one.lang)


def _picture(document: Document, one: Block, folder: Path | None) -> None:
    shown = one.picture(("png",))
    paragraph = document.add_paragraph()
    if shown is None or folder is None:
        named = enumerated((picture.name for picture in one.made.pictures), "en")
        _say(paragraph, t("document.no_picture", one.lang, file=named), one.lang)
        return
    width, height = shown.millimetres
    scale = min(1, WIDTH_MM / width, HEIGHT_MM / height)
    drawn = paragraph.add_run().add_picture(str(folder / shown.name), Mm(width * scale), Mm(height * scale))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    properties = drawn._inline.docPr
    properties.set("name", one.name)
    properties.set("descr", line(one.made.figure.alt))
    properties.set("title", line(one.made.figure.title))
