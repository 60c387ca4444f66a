"""What runs in the process that opens a member's file: limits, encodings, workbooks. It loads nothing heavy.

Never imported by the process of the dashboard but for its constants.
"""

from __future__ import annotations

from typing import Any

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
MOST_LETTERS = 2_000  # of one cell
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 250
MOST_PARTS = 500
MOST_FINDINGS = 200  # of one kind, as far as the reader tells them

Cell = str | float | bool | None | dict[str, str]
"""A cell: text, number, yes or no, nothing, or `{"d": "2024-05-01T00:00:00"}` for a date cell."""
Row = tuple[int, list[Cell]]
Told = dict[str, Any]


class RefusedError(Exception):
    """A file that is not opened. `code` is that of the finding, `values` what its words are filled in with."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def finding(code: str, row: int = 0, column: str = "", **values: Any) -> Told:
    """A finding as it is handed over."""
    return {"code": code, "row": row, "column": column, "values": values}
