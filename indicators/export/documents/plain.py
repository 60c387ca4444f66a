"""Outside text made fit for any file: a title or a citation never breaks the document that it stands in."""

from __future__ import annotations

import re
from html import unescape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped: control characters and halves of characters."""
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not the hard blank that parts thousands


def clean(text: object) -> str:
    """A text without characters that no XML can hold."""
    return _NOT_XML.sub("", str(text))


def line(text: object) -> str:
    """A text on one line."""
    return _BLANKS.sub(" ", clean(text)).strip()


def bare(text: object) -> str:
    """A label of a plot without its tags, on one line."""
    return line(unescape(_TAG.sub("", _BREAK.sub(" ", str(text)))))
