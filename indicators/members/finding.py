"""What is wrong with a member's file, a finding each: where, what, and what to do, in the reader's language.

The words stand under `members.says.CODE` and `members.todo.CODE`. What recurs in many rows is one finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from indicators.locales import t
from indicators.locales.formats import enumerated, number

Level = Literal["error", "warning"]
WARNINGS = frozenset(
    (
        "bom", "encoding.told", "encoding.unsure", "separator", "sheet.hidden", "sheet.other", "days_1904", "hidden",
        "column.unknown", "fact.unknown", "date.reread", "date.formats", "unit.spelled", "mixed", "gap", "far",
        "thousandfold", "future", "swapped", "away", "place.near", "known.series",
        "no_interval_needed", "indicator.case", "more_warnings",
    )
)  # fmt: skip
MOST_OF_A_KIND = 40  # findings of one code and column; further ones are counted
MOST_ROWS_TOLD = 5


@dataclass(frozen=True)
class Finding:
    """One thing to mend (`error`) or to look at (`warning`).

    `row` is the line of the CSV or the row of the sheet, 0 where it is the whole file; `rows` are all rows that
    it holds for, `column` is empty where it is the whole row.
    """

    code: str
    row: int = 0
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[int, ...] = ()

    @property
    def level(self) -> Level:
        """`warning` where the file is taken all the same."""
        return "warning" if self.code in WARNINGS else "error"

    def where(self, lang: str) -> str:
        """Row and column in words; empty for the whole file."""
        parts = []
        listed = self.rows or ((self.row,) if self.row else ())
        if len(listed) == 1:
            parts.append(t("members.where.row", lang, row=listed[0]))
        elif listed:
            told = enumerated([str(one) for one in listed[:MOST_ROWS_TOLD]], lang)
            key = "members.where.more" if len(listed) > MOST_ROWS_TOLD else "members.where.rows"
            parts.append(t(key, lang, rows=told, n=number(len(listed) - MOST_ROWS_TOLD, lang, 0)))
        if self.column:
            parts.append(t("members.where.column", lang, column=self.column))
        return ", ".join(parts)

    def what(self, lang: str) -> str:
        """What is wrong."""
        return t(f"members.says.{self.code}", lang, **self._said())

    def todo(self, lang: str) -> str:
        """What to do about it."""
        return t(f"members.todo.{self.code}", lang, **self._said())

    def sentence(self, lang: str) -> str:
        """All of it on one line."""
        where = self.where(lang)
        return " ".join(f"{where}: {self.what(lang)} {self.todo(lang)}".removeprefix(": ").split())

    def told(self, lang: str) -> dict[str, Any]:
        """For JSON: the code and the words."""
        return {"level": self.level, "code": self.code, "row": self.row, "rows": list(self.rows)[:1000],
                "column": self.column, "what": self.what(lang), "todo": self.todo(lang)}  # fmt: skip

    def _said(self) -> dict[str, str]:
        """What the words are filled in with, harmless: short, of one line, without marks that turn the writing."""
        return {key: plain(str(value)) for key, value in self.values.items()}


def plain(text: str, most: int = 200) -> str:
    """A text of somebody else on one line: no control characters, none that turn the direction of writing."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    kept = " ".join(kept.split())
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def gathered(found: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of their rows, errors first; equal ones together, and not too many of a kind."""
    together: dict[tuple[Any, ...], list[Finding]] = {}
    for one in found:
        key = (one.code, one.column, tuple(sorted((name, str(value)) for name, value in one.values.items())))
        together.setdefault(key, []).append(one)
    joined = [_joined(same) for same in together.values()]
    joined.sort(key=lambda one: (one.level != "error", one.row, one.column))
    counted: dict[tuple[str, str], list[Finding]] = {}
    for one in joined:
        counted.setdefault((one.code, one.column), []).append(one)
    left = {id(one) for same in counted.values() for one in same[:MOST_OF_A_KIND]}
    kept = [one for one in joined if id(one) in left]
    for (_, column), same in counted.items():
        if len(same) > MOST_OF_A_KIND:
            rest = same[MOST_OF_A_KIND:]
            rows = tuple(sorted({row for one in rest for row in one.rows or (one.row,)}))
            code = "more" if same[0].level == "error" else "more_warnings"
            kept.append(Finding(code, rows[0], column, {"n": len(rest)}, rows))
    return kept


def _joined(same: Sequence[Finding]) -> Finding:
    rows = tuple(sorted({row for one in same for row in one.rows or (one.row,) if row}))
    return replace(same[0], row=rows[0] if rows else 0, rows=rows)


def errors(found: Iterable[Finding]) -> list[Finding]:
    """What must be mended before a file is taken."""
    return [one for one in found if one.level == "error"]
