"""What is wrong with the sheet of a language: missing, stale or broken rows, one finding each."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indicators.locales.sheet import MACHINE, OF_DATA, Row, key_of

TERM = "term."
HTML_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class Finding:
    """One row to mend: its key, what is wrong (`missing`, `stale`, `unknown` ...), and what to do."""

    key: str
    kind: str
    told: str


def wanted(english: Mapping[str, str], sentences: Mapping[str, str]) -> dict[str, str]:
    """Everything a language has to say: key -> English."""
    return dict(english) | {key_of(text): text for text in sentences}


def findings(rows: Sequence[Row], wanted: Mapping[str, str]) -> Iterator[Finding]:
    """Every fault of a sheet against the English of today."""
    held = {row.key: row for row in rows}
    for key, english in wanted.items():
        row = held.get(key)
        if english.strip() and (row is None or not row.text):
            yield Finding(key, "missing", f"no text for: {english}")
        elif row is not None and row.text:
            yield from _of_english(row, english)
    for key in held.keys() - wanted.keys():
        if not key.startswith(OF_DATA):  # a sentence of data that this installation does not hold just now
            yield Finding(key, "unknown", "English has no such key; remove the row")
    yield from _terms(rows)


def of_row(row: Row, wanted: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with one row by itself; a row without a text is still to be done, not wrong."""
    if row.key not in wanted:
        yield Finding(row.key, "unknown", "English has no such key; remove the row")
    elif row.text:
        yield from _of_english(row, wanted[row.key])


def _of_english(row: Row, english: str) -> Iterator[Finding]:
    if row.english != english.strip():
        yield Finding(row.key, "stale", f"made of “{row.english}”, English is now: {english}")
    else:
        yield from _broken(row)


def filled(text: str) -> list[str]:
    """Names of the places that a text fills in, sorted."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def _broken(row: Row) -> Iterator[Finding]:
    if not row.review:
        yield Finding(row.key, "review", f"say who has read it, or {MACHINE}")
    if row.of_data:
        return
    try:
        own = filled(row.text)
    except ValueError as error:
        yield Finding(row.key, "braces", str(error))
        return
    if own != filled(row.english):
        yield Finding(row.key, "braces", f"fills in {own}, English fills in {filled(row.english)}")
    if sorted(HTML_TAG.findall(row.text)) != sorted(HTML_TAG.findall(row.english)):
        yield Finding(row.key, "tags", "other HTML tags than in English")


def _terms(rows: Sequence[Row]) -> Iterator[Finding]:
    """Texts whose English uses a term of the field and whose own words use none of its forms."""
    terms = [(_pattern(row.english), [form.strip().lower() for form in row.text.split("|")], row)
             for row in rows if row.key.startswith(TERM) and row.text]  # fmt: skip
    for row in rows:
        if row.key.startswith(TERM) or not row.text:
            continue
        lower = row.text.lower()
        for pattern, forms, term in terms:
            if pattern.search(row.english) and not any(form in lower for form in forms):
                yield Finding(
                    row.key, "term", f"“{term.english}” is {' or '.join(forms)} here; the text is: {row.text}"
                )


def _pattern(english: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form.strip()) for form in english.split("|"))
    return re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)
