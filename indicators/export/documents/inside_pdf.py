"""PDF: document information, an XMP packet and the language; no date and no id but that of the content."""

from __future__ import annotations

import io

import pikepdf

from indicators.errors import FormatError
from indicators.export.documents import product, rdf
from indicators.export.documents.marks import Marks

_FIRST = {"Title": "Title", "Description": "Subject", "Series": "Keywords", "Software": "Creator"}
"""What the format itself has a place for; the rest stands beside it under its own name."""


def marked(content: bytes, told: Marks) -> bytes:
    """The same pages with their marks.

    Raises
    ------
    FormatError
        When the bytes are no PDF.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _marked(pdf, told)
    except pikepdf.PdfError as error:
        raise FormatError("not a PDF", "picture", "Draw the figure again.") from error


def _marked(pdf: pikepdf.Pdf, told: Marks) -> bytes:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for name, text in told.pairs():
        pdf.docinfo[f"/{_FIRST.get(name, name.replace(' ', ''))}"] = pikepdf.String(text)
    pdf.docinfo["/Author"] = pikepdf.String(product.name())
    pdf.Root["/Metadata"] = pikepdf.Stream(pdf, rdf.packet(told), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root["/Lang"] = pikepdf.String(told.tag)
    pdf.Root["/ViewerPreferences"] = pikepdf.Dictionary(DisplayDocTitle=True)
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A PDF as bytes that depend on its content only."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()
