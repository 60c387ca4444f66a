"""Bycatch beside its limit: both are rows of the published table, of one place and one work."""

from __future__ import annotations

from collections.abc import Callable

from indicators.catalog import catalog
from indicators.series import Meta
from indicators.species import cast, collect, removal
from indicators.store import Held
from tests.species.published_rows import published

Read = Callable[[str], Held]
LIMIT = "potential_biological_removal_finless_porpoise.ariake_tachibana.published"
TAKEN = "bycatch_finless_porpoise.ariake_tachibana.published"


def rows(series: str) -> list[dict[str, str]]:
    return [row for row in published() if row["series"] == series]


def test_the_limit_stands_at_the_value_of_its_row(held: Read) -> None:
    (limit,) = rows(LIMIT)
    made = removal.against_limit([held(TAKEN), held(LIMIT)], catalog(), "en")
    (line,) = made.plot.layout.shapes
    assert line.x0 == line.x1 == float(limit["value"]) == 27
    assert "potential biological removal 27" in made.title
    assert made.series == (TAKEN, LIMIT)
    assert "10.3354/esr00526" in made.caption[0]


def test_the_bycatch_is_that_of_its_rows_with_their_intervals(held: Read) -> None:
    made = removal.against_limit([held(TAKEN), held(LIMIT)], catalog(), "en")
    points = next(trace for trace in made.plot.data if trace.name == "values")
    bars = next(trace for trace in made.plot.data if trace.name == "interval")
    assert list(points.x) == [float(row["value"]) for row in rows(TAKEN)]
    ends = [float(row[part]) for row in rows(TAKEN) for part in ("lower", "upper")]
    assert [part for part in bars.x if part is not None] == ends
    assert "238–270" in made.title
    assert "two rows of one estimate, not a trend" in " ".join(made.key)


def test_limit_and_bycatch_are_of_one_work_and_place() -> None:
    (limit,) = rows(LIMIT)
    for row in rows(TAKEN):
        assert (row["citation"], row["place"]) == (limit["citation"], limit["place"])
        assert f"(PBR): {limit['value']} a year" in row["note"]


def test_only_a_bycatch_with_a_limit_of_its_place_makes_a_pair(metas: tuple[Meta, ...]) -> None:
    for species in cast.CAST:
        pair = removal.pair(collect.dossier(metas, catalog(), species).pressures, catalog())
        if species == "finless_porpoise":
            assert pair is not None and (pair[0].id, pair[1].id) == (TAKEN, LIMIT)
        else:
            assert pair is None
    without = [meta for meta in metas if meta.id != TAKEN]
    assert removal.pair(without, catalog()) is None
