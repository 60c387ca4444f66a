"""An error is one sentence after the other: what, where, what to do."""

from __future__ import annotations

import pytest

from indicators.errors import IndicatorsError


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (IndicatorsError("no such day", "ice.csv, row 3", "Correct it."), "ice.csv, row 3: no such day. Correct it."),
        (IndicatorsError("no such day.", todo="Correct it."), "no such day. Correct it."),
        (
            IndicatorsError("unknown; did you mean masie?", todo="Run `list`."),
            "unknown; did you mean masie? Run `list`.",
        ),
        (IndicatorsError("two\n lines"), "two lines"),
    ],
)
def test_what_where_and_what_to_do_stand_in_one_line(error: IndicatorsError, told: str) -> None:
    assert error.sentence == str(error) == told
