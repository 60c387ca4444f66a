"""A CSV file as rows: which encoding it is in, and what parts its cells.

Four old encodings are told apart by the letters they give: a short table is mostly ASCII, where detectors that
know a hundred encodings guess badly.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from indicators.members.reading import (
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    RefusedError,
    Row,
    Told,
    finding,
)

BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
OLD = (("cp932", "Shift-JIS"), ("gb18030", "GB18030"), ("cp1251", "Windows-1251"), ("cp949", "EUC-KR"))
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE = 20_000


def rows(content: bytes, columns: Sequence[str]) -> tuple[list[Row], list[Told]]:
    """Rows of a table with their line numbers, and remarks about how it is written.

    Parameters
    ----------
    columns : sequence of str
        Names by which the line of column names is known.

    Raises
    ------
    RefusedError
        When it is not text, or larger than what is read.
    """
    text, remarks = decoded(content)
    if "\x00" in text:
        raise RefusedError("not_text")
    separator = parted_by(text, columns)
    if separator != ",":
        remarks.append(finding("separator", separator=SEPARATORS[separator]))
    csv.field_size_limit(MOST_LETTERS * 4)
    found: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 0
    try:
        for cells in reader:
            line, first = reader.line_num, line + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) >= MOST_ROWS:
                raise RefusedError("rows", most=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                raise RefusedError("columns", most=MOST_COLUMNS, row=first)
            if max(map(len, cells)) > MOST_LETTERS:
                raise RefusedError("cell", most=MOST_LETTERS, row=first)
            found.append((first, list(cells)))
    except csv.Error:
        raise RefusedError("quotes", row=line + 1) from None
    return found, remarks


def decoded(content: bytes) -> tuple[str, list[Told]]:
    """The text of a file, and what to tell about its encoding."""
    for mark, codec, name in BOMS:
        if content.startswith(mark):
            try:
                text = content.decode(codec).removeprefix("\ufeff")
            except UnicodeDecodeError:
                raise RefusedError("encoding") from None
            return text, [finding("bom") if name == "UTF-8" else finding("encoding.told", encoding=name)]
    wide = _wide(content)
    if wide:
        try:
            return content.decode(wide), [finding("encoding.told", encoding="UTF-16")]
        except UnicodeDecodeError:
            raise RefusedError("encoding") from None
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _old(content)


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain letters is nought."""
    sample = content[: _SAMPLE - _SAMPLE % 2]
    half = len(sample) // 2 or 1
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if max(even, odd) < 0.3 or min(even, odd) > 0.1:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _old(content: bytes) -> tuple[str, list[Told]]:
    """The old encoding whose letters make most sense."""
    scored: list[tuple[float, str, str]] = []
    for codec, name in OLD:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        scored.append((_sense(text[:_SAMPLE], codec), name, text))
    if not scored:
        raise RefusedError("encoding")
    scored.sort(key=lambda one: -one[0])
    best, name, text = scored[0]
    near = [other for score, other, _ in scored[1:] if score > 0.9 * best]
    if best <= 0.2:
        raise RefusedError("encoding")
    told = finding("encoding.unsure", encoding=name, other=near[0]) if near else finding("encoding.told", encoding=name)
    return text, [told]


def _sense(text: str, codec: str) -> float:
    """How much a text looks like one that people write in an encoding: 0 to 1, over what is not ASCII."""
    weights, before = [], ""
    for sign in text:
        if sign > "\x7f":
            weights.append(_weight(sign, before, codec))
        before = sign
    return sum(weights) / len(weights) if weights else 0.0


def _weight(sign: str, before: str, codec: str) -> float:
    if codec == "cp1251":
        if not "\u0400" <= sign <= "\u045f":
            return 0.3 if sign in "«»№–—°" else 0.0
        shouts = sign.isupper() and before.islower() and before > "\x7f"
        return 0.2 if shouts else 0.9 if "А" <= sign <= "я" else 0.4
    lead = sign.encode(codec)[0]
    if codec == "cp932":
        if "\u3040" <= sign <= "\u30ff":
            return 1.0
        if "\uff61" <= sign <= "\uff9f":
            return 0.05
        return 0.85 if 0x88 <= lead <= 0x97 else 0.25 if lead > 0x97 else 0.4
    if codec == "cp949":
        return 0.9 if 0xB0 <= lead <= 0xC8 and "\uac00" <= sign <= "\ud7a3" else 0.1
    long = len(sign.encode(codec)) > 2
    second = 0 if long else sign.encode(codec)[1]
    if long or second < 0xA1:
        return 0.1
    return 0.8 if 0xB0 <= lead <= 0xD7 else 0.3 if lead > 0xD7 else 0.4


def parted_by(text: str, columns: Sequence[str]) -> str:
    """What parts the cells of the line that names most columns."""
    best, most = ",", 0
    known = set(columns)
    for line in text[:_SAMPLE].splitlines()[:200]:
        for separator in SEPARATORS:
            named = sum(part.strip().strip('"').strip().lower() in known for part in line.split(separator))
            if named > most:
                best, most = separator, named
    return best
