"""SVG: a title, a description for screen readers and RDF metadata behind the opening tag; the rest stays as it is."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from indicators.errors import FormatError
from indicators.export.documents import rdf
from indicators.export.documents.marks import Marks
from indicators.export.documents.plain import clean

_ROOT = re.compile(r"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")
_OWN = re.compile(r"\s(?:role|(?:xml:)?lang|aria-(?:hidden|label|labelledby|describedby))=(\"[^\"]*\"|'[^']*')")
_BEFORE = re.compile(r"\s*<(title|desc|metadata)\b[^>]*>.*?</\1>", re.DOTALL)
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
TITLE, DESCRIPTION = "figure-title", "figure-description"


def marked(content: bytes, told: Marks) -> bytes:
    """The same picture with its marks.

    Raises
    ------
    FormatError
        When the bytes are no SVG.
    """
    whole = content.decode("utf-8")
    root = _ROOT.search(whole)
    if root is None or root[1]:
        raise FormatError("not an SVG", "picture", "Draw the figure again.")
    opening = _OWN.sub("", root[0])
    tag = quoteattr(told.tag)
    named = f' lang={tag} xml:lang={tag} role="img" aria-labelledby="{TITLE} {DESCRIPTION}">'
    rest = whole[root.end() :]
    while found := _BEFORE.match(rest):
        rest = rest[found.end() :]
    return f"{_DECLARED}{opening[:-1]}{named}{_words(told)}{rest}".encode()


def _words(told: Marks) -> str:
    return (
        f'<title id="{TITLE}">{escape(clean(told.title))}</title>'
        f'<desc id="{DESCRIPTION}">{escape(clean(told.description))}</desc>'
        f"<metadata>{rdf.text(told)}</metadata>"
    )
