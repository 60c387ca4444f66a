"""A series as a file for a reader: CSV with its metadata on top; refused where the licence says so."""

from __future__ import annotations

import io
import re

from indicators import audience
from indicators.catalog import Catalog
from indicators.locales import DEFAULT, t, told
from indicators.series import Meta
from indicators.store import Held

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CELL = re.compile(r"([,;]\s*\"?\s*)(?=[=+@]|-(?!\d+(?:[.,;\s]|$)))")


def refusal(meta: Meta, lang: str = DEFAULT) -> str:
    """Why a series may not be downloaded; empty when it may."""
    if meta.redistribute == "no":
        return t("refusal.licence", lang, series=meta.id, licence=told(meta.licence, lang))
    if not audience.visible(meta.disclosure, audience.current(), audience.today()):
        return t("refusal.disclosure", lang, series=meta.id)
    return ""


def name(held: Held) -> str:
    """File name: the series and the date of its last observation."""
    return f"{held.meta.id}_{held.meta.last[:10]}.csv" if held.meta.last else f"{held.meta.id}.csv"


def csv_text(held: Held, catalog: Catalog) -> str:
    """Metadata as `# key: value` lines, then the observations, full precision, ISO dates."""
    meta = held.meta
    top = [(field, getattr(meta, field)) for field in Meta.names() if field != "years"]  # the rows tell it themselves
    source = catalog.sources[meta.source]
    top += [("credit", source.credit), ("edited_notice", source.edited_notice)]
    top += [("origin", held.origin), ("terms_url", source.terms_url)]
    lines = [
        remark(key, " ".join(value) if isinstance(value, tuple) else str(value)) for key, value in top if value != ""
    ]
    frame = held.observations.copy()
    for column in frame.columns:
        if frame[column].dtype.kind not in "fM":
            frame[column] = frame[column].map(harmless)
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False, date_format="%Y-%m-%dT%H:%M:%S", lineterminator="\n")
    return "\n".join(lines) + "\n" + buffer.getvalue()


def remark(key: str, value: str) -> str:
    """A line of metadata on top of a file.

    A spreadsheet cuts it at its separators: what would then begin as a formula gets an apostrophe.
    """
    return _CELL.sub(r"\1'", f"# {key}: {' '.join(value.split())}")


def harmless(text: object) -> object:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text
