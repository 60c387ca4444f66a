"""What office documents need to know of a language: its faces and its tags.

Only faces that office programs and free ones bring along or replace by one of the same widths: nothing is embedded.
"""

from __future__ import annotations

LATIN = "Arial"
_EASTERN = {"ja": "Yu Gothic", "zh": "Microsoft YaHei", "ko": "Malgun Gothic"}
_TAGS = {"en": "en-GB", "zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR", "mn": "mn-MN", "ru": "ru-RU"}
SCRIPTS = {"ja": "Jpan", "zh": "Hans", "ko": "Hang"}
"""Scripts of a theme's faces (ISO 15924)."""


def eastern(lang: str) -> str:
    """The face for ideographs and hangul in a text of a language: each has its own forms of shared ideographs."""
    return _EASTERN.get(lang, _EASTERN["ja"])


def tag(lang: str) -> str:
    """Language and country, as office programs name languages."""
    return _TAGS.get(lang, _TAGS["en"])


def eastern_tag(lang: str) -> str:
    """The language of eastern letters in a text of a language."""
    return _TAGS[lang] if lang in _EASTERN else _TAGS["ja"]
