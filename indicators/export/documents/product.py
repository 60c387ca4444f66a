"""The name and the version of this product, as they stand in every file that it makes."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from indicators.locales import TAGS, t

CITATION = Path(__file__).resolve().parents[3] / "CITATION.cff"
_NAMES = Path(__file__).with_name("names.yaml")


@functools.cache
def version() -> str:
    """The version in CITATION.cff; before the first release, `development`."""
    told = yaml.safe_load(CITATION.read_text(encoding="utf-8")) if CITATION.exists() else {}
    return str(told.get("version") or "development")


def name(lang: str = "en") -> str:
    """The product in a language."""
    return t("app.title", lang)


def software() -> str:
    """The product and its version, the same in every language."""
    return f"{name()} {version()}"


def tag(lang: str) -> str:
    """What a file says of its language (BCP 47)."""
    return TAGS.get(lang, lang)


@functools.cache
def names() -> dict[str, Any]:
    """Names of metadata standards and addresses of licences (names.yaml)."""
    told: dict[str, Any] = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    return told
