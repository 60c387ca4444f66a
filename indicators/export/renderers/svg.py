"""An SVG that stands alone: the letters it uses inside, in millimetres, and right where no Noto font is installed.

Programs that know no `@font-face` (Inkscape) take the fonts by their names where they are installed.
"""

from __future__ import annotations

import html
import re

from indicators.export.renderers import faces
from indicators.export.renderers.job import Job

_HEAD = re.compile(r"<svg\b[^>]*>")
_OWN = re.compile(r'\s(?:width|height|viewBox|style|preserveAspectRatio|aria-hidden)="[^"]*"')
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r'\s+([\w:.-]+="[^"]*")')
_ELEMENT = re.compile(r'(<[A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"]*")+)')
_BOLD = re.compile(r"font-weight\s*[:=]\s*[\"']?(?:bold|[6-9]00)")
_ITALIC = re.compile(r"font-style\s*[:=]\s*[\"']?italic")


def whole(drawn: str, job: Job) -> bytes:
    """The file of a drawn figure."""
    head = _HEAD.search(drawn)
    if head is None:
        raise ValueError("no <svg> element")
    bold, italic = bool(_BOLD.search(drawn)), bool(_ITALIC.search(drawn))
    style = faces.embedded(words(drawn), job.lang, bold=bold, italic=italic)
    width, height = (f"{side:.4f}".rstrip("0").rstrip(".") for side in job.millimetres)
    opened = _OWN.sub("", head[0])[:-1].rstrip("/")
    size = f' width="{width}mm" height="{height}mm" viewBox="0 0 {job.width} {job.height}" preserveAspectRatio="none">'
    rest = _ELEMENT.sub(_ordered, drawn[head.end() :])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}{size}<style>{style}</style>{rest}\n'.encode()


def _ordered(element: re.Match[str]) -> str:
    """Attributes by their names: plotly sets those of a legend in one order or another, as it measured it before."""
    return " ".join([element[1], *sorted(_ATTRIBUTE.findall(element[2]))])


def words(drawn: str) -> str:
    """Every character that may be shown, each once."""
    return "".join(sorted(set(html.unescape(_TAG.sub("", _STYLE.sub("", drawn))))))
