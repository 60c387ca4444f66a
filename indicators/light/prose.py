"""The little Markdown that pages use: paragraphs, stress, code and links."""

from __future__ import annotations

import re
from html import escape

_STRONG = re.compile(r"\*\*([^*\s][^*]*)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ICON = re.compile(r":material/\w+:|:[a-z]+\[(.*?)\]")
_PLAIN = re.compile(r"\\([\\`*_{}\[\]()#+\-.!$:~<>|])")


def paragraphs(text: str) -> str:
    """Markdown as HTML, escaped."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{_line(part)}</p>" for part in parts)


def _line(text: str) -> str:
    told = _ICON.sub(lambda found: found[1] or "", text)
    kept = escape(told)
    kept = _PLAIN.sub(lambda found: f"&#{ord(found[1])};", kept)
    kept = _CODE.sub(r"<code>\1</code>", kept)
    kept = _LINK.sub(r'<a href="\2">\1</a>', kept)
    kept = _STRONG.sub(r"<b>\1</b>", kept)
    return _EMPHASIS.sub(r"<em>\1</em>", kept).strip()
