"""An empty presentation in our look: 16:9, three layouts, the colours of the charts, faces with eastern ones."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Mm

from indicators.export.documents import fixed, office, product
from indicators.figures import ACCENT, DOMAIN_COLOURS, GREY, INK, LINE

WIDE_MM, HIGH_MM, EDGE_MM = 12192000 / 36000, 190.5, 14.0
COVER, LIST, FIGURE = 0, 1, 2
"""Layouts: the title of the deck; a title with text; a title with room for a figure."""
TITLE_MM = (EDGE_MM, 8.0, WIDE_MM - 2 * EDGE_MM, 20.0)
BODY_MM = (EDGE_MM, 32.0, WIDE_MM - 2 * EDGE_MM, 142.0)
Box = tuple[float, float, float, float]
_BOXES: dict[int, dict[int, Box]] = {
    COVER: {0: (EDGE_MM + 8, 58, WIDE_MM - 60, 42), 1: (EDGE_MM + 8, 102, WIDE_MM - 60, 30)},
    LIST: {0: TITLE_MM, 1: BODY_MM},
    FIGURE: {0: TITLE_MM},
}
_KEPT = (0, 1, 5)
"""Layouts of the empty presentation that comes with the library: cover, title with text, title only."""
_COLOURS = {"dk1": INK, "lt1": "#FFFFFF", "dk2": GREY, "lt2": LINE, "accent1": DOMAIN_COLOURS["sea_ice"],
            "accent2": DOMAIN_COLOURS["dissolved_iron"], "accent3": DOMAIN_COLOURS["river"],
            "accent4": DOMAIN_COLOURS["population"], "accent5": ACCENT, "accent6": GREY, "hlink": GREY,
            "folHlink": GREY}  # fmt: skip
_THEME = "/ppt/theme/theme1.xml"


def empty(title: str, authors: str, lang: str) -> Deck:
    """A presentation without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(round(WIDE_MM * 36000)), Mm(HIGH_MM)
    told = deck.core_properties
    told.title, told.author, told.language = title, authors or product.name(), office.tag(lang)
    told.last_modified_by, told.revision = product.name(), 1
    told.created = told.modified = fixed.EPOCH
    _layouts(deck)
    _theme(deck, lang)
    return deck


def place(shape: Any, box: Box) -> None:
    """Put a shape to its place: left, top, width and height in millimetres."""
    shape.left, shape.top, shape.width, shape.height = (Emu(int(Mm(side))) for side in box)


def _layouts(deck: Any) -> None:
    """Only the layouts that are used, without placeholders for dates and footers, in their places."""
    listed = list(deck.slide_layouts)
    for at, layout in enumerate(listed):
        if at not in _KEPT:
            deck.slide_layouts.remove(layout)
    for at, layout in enumerate(deck.slide_layouts):
        _only(layout, _BOXES[at])
    _only(deck.slide_master, {0: TITLE_MM, 1: BODY_MM})
    for shape in deck.slide_master.placeholders:
        for properties in shape._element.iter(qn("a:bodyPr")):
            properties.attrib.update({"lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
    _styles(deck.slide_master._element)


def _only(owner: Any, boxes: dict[int, Box]) -> None:
    for shape in list(owner.placeholders):
        index = shape.placeholder_format.idx
        if index in boxes:
            place(shape, boxes[index])
        else:
            shape._element.getparent().remove(shape._element)


def _styles(master: Any) -> None:
    """Titles to the left, in ink, smaller than the library's; texts without bullets, in grey."""
    for level in master.iter(qn("p:titleStyle")):
        for properties in level.iter(qn("a:lvl1pPr")):
            properties.set("algn", "l")
            properties.find(qn("a:defRPr")).set("sz", "2200")
    for level in master.iter(qn("p:bodyStyle")):
        for properties in level:
            if not properties.tag.endswith("pPr"):
                continue
            properties.attrib.update({"marL": "0", "indent": "0", "algn": "l"})
            for bullet in properties.findall(qn("a:buChar")):
                properties.replace(bullet, etree.SubElement(properties, qn("a:buNone")))
            properties.find(qn("a:defRPr")).set("sz", "1200")


def _theme(deck: Any, lang: str) -> None:
    """Colours and faces of the theme."""
    parts = [rel.target_part for rel in deck.slide_master.part.rels.values()]
    part = next(one for one in parts if str(one.partname) == _THEME)
    root = etree.fromstring(part.blob)
    root.set("name", product.name())
    for name, colour in _COLOURS.items():
        entry = next(root.iter(qn(f"a:{name}")))
        for old in list(entry):
            entry.remove(old)
        etree.SubElement(entry, qn("a:srgbClr"), val=colour[1:])
    for font in ("a:majorFont", "a:minorFont"):
        faces = next(root.iter(qn(font)))
        faces.find(qn("a:latin")).set("typeface", office.LATIN)
        faces.find(qn("a:ea")).set("typeface", office.eastern(lang))
        for entry in faces.findall(qn("a:font")):
            known = {script: code for code, script in office.SCRIPTS.items()}.get(entry.get("script"))
            if known:
                entry.set("typeface", office.eastern(known))
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
