"""Nobody sees what they may not, on any route; `python -m benchmarks disclosure` walks all of them."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from benchmarks import disclosure
from indicators import audience
from indicators.audience import MEMBERS, PUBLIC, SECRETARIAT, Audience, acting, current, known_by, visible

DAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("public", "public members secretariat"),
        ("members", "members secretariat"),
        ("embargo:2026-05-01", "public members secretariat"),
        ("embargo:2026-05-02", "secretariat"),
        ("embargo:tomorrow", "secretariat"),
        ("embargo:2026-02-30", "secretariat"),
        ("", "secretariat"),
        ("Public", "secretariat"),
    ],
)
def test_who_may_see_what(told: str, who: str) -> None:
    assert " ".join(one for one in Audience if visible(told, one, DAY)) == who


def test_nobody_is_more_than_the_public_unless_somebody_says_so() -> None:
    assert current() is PUBLIC
    with acting(SECRETARIAT):
        assert current() is SECRETARIAT
        other: list[Audience] = []
        thread = threading.Thread(target=lambda: other.append(current()))
        thread.start()
        thread.join()
        assert other == [PUBLIC]
    assert current() is PUBLIC
    known_by(lambda: MEMBERS)
    try:
        assert current() is MEMBERS
        with acting(PUBLIC):
            assert current() is PUBLIC
    finally:
        known_by(None)
    assert audience.current() is PUBLIC


def test_no_route_shows_a_role_what_it_may_not_see() -> None:
    rows = disclosure.walked(quick=True, seconds=240)
    assert [(row["route"], row["role"], row["leaks"]) for row in rows if row["leaks"]] == []
    assert [(row["route"], row["failed"]) for row in rows if row["failed"]] == []
    seen = {(row["role"], kind) for row in rows for kind in row["seen"]}
    assert ("secretariat", "embargo ahead") in seen and ("members", "members") in seen  # or the walk finds nothing
    shown = {row["route"] for row in rows if "public" in row["seen"]}
    assert {"page dissolved_iron", "page compare", "page sources", "page coverage", "/data/ID.csv", "show"} <= shown
