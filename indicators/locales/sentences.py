"""Where one sentence of a note ends: a language holds each sentence once, whichever notes it stands in."""

from __future__ import annotations

import re

_PLACE_IN_SOURCE = re.compile(r"\s*(\[[^\]]*\])$")
_ABBREVIATED = r"(?<! al\.)(?<! [Nn]o\.)(?<!Art\.)(?<!Res\.)(?<![( ][A-Z]\.)"  # of names, numbers and journals
_END = re.compile(rf"(?<=[.!?]){_ABBREVIATED}\s+(?=[A-Z“(0-9])")


def parted(text: str) -> tuple[list[str], str]:
    """Sentences of a note, and where in its source the value was read (`[Tab. 3]`; said as the source is printed)."""
    found = _PLACE_IN_SOURCE.search(text)
    body = text[: found.start()] if found else text
    return [part for part in _END.split(body.strip()) if part], found[1] if found else ""


def joined(parts: list[str], place: str, lang: str) -> str:
    """Sentences as one text again; Japanese and Chinese put no blank between them."""
    between = "" if lang in ("ja", "zh") else " "
    body = between.join(parts)
    return f"{body} {place}".strip() if place else body
