"""The marks as RDF in the words of Dublin Core and XMP: one description for PNG, SVG and PDF."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from indicators.export.documents import product
from indicators.export.documents.marks import Marks
from indicators.export.documents.plain import clean

_ID = "W5M0MpCehiHzreSzNTczkc9d"
"""The constant that begins every XMP packet (XMP specification, part 1, 7.3.2)."""


def description(told: Marks) -> etree._Element:
    """An `rdf:RDF` element."""
    spaces = {name: str(address) for name, address in product.names()["namespaces"].items()}
    tongue = f"{{{product.names()['xml']}}}lang"
    root = etree.Element(f"{{{spaces['rdf']}}}RDF", nsmap=spaces)
    about = etree.SubElement(root, f"{{{spaces['rdf']}}}Description", {f"{{{spaces['rdf']}}}about": ""})

    def named(name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"{{{spaces[prefix]}}}{local}"

    def listed(name: str, kind: str, texts: Iterable[str], lang: str = "") -> None:
        texts = [text for text in texts if text]
        if texts:
            inner = etree.SubElement(etree.SubElement(about, named(name)), named(f"rdf:{kind}"))
            for text in texts:
                item = etree.SubElement(inner, named("rdf:li"), {tongue: lang} if lang else {})
                item.text = clean(text)

    def plain(name: str, text: str) -> None:
        if text:
            etree.SubElement(about, named(name)).text = clean(text)

    def by_language(name: str, text: str) -> None:
        if text:
            listed(name, "Alt", [text], "x-default")
            own = about[-1][0]
            etree.SubElement(own, named("rdf:li"), {tongue: told.tag}).text = clean(text)

    by_language("dc:title", told.title)
    by_language("dc:description", told.description)
    by_language("Iptc4xmpCore:AltTextAccessibility", told.description)
    by_language("dc:rights", "\n".join(told.rights))
    listed("dc:language", "Bag", [told.tag])
    plain("dc:source", "\n".join(told.source))
    listed("dc:subject", "Bag", told.series)
    plain("photoshop:Credit", "\n".join(told.credit))
    plain("photoshop:Source", "\n".join(told.source))
    plain("dcterms:bibliographicCitation", "\n".join(told.citation))
    plain("dcterms:temporal", f"end={told.data_to}" if told.data_to else "")
    plain("dcterms:modified", told.retrieved)
    plain("dc:identifier", told.live)
    plain("xmp:CreatorTool", told.software)
    for address in told.licence_addresses:
        etree.SubElement(about, named("cc:license"), {named("rdf:resource"): address})
    by_language("xmpRights:UsageTerms", "\n".join(told.rights))
    return root


def text(told: Marks) -> str:
    """The element as XML."""
    return str(etree.tostring(description(told), encoding="unicode", pretty_print=True))


def packet(told: Marks) -> bytes:
    """An XMP packet: the element between its marks, UTF-8."""
    whole = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n{text(told)}</x:xmpmeta>'
    return f'<?xpacket begin="\ufeff" id="{_ID}"?>\n{whole}\n<?xpacket end="r"?>'.encode()
