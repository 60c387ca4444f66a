from __future__ import annotations

import functools

import pytest

from indicators.catalog import catalog
from indicators.figures import Chart
from indicators.policies import classes, entries, matrix
from indicators.policies.matrix import Cell
from tests.policies import held

LAW = (entries.LAW, entries.CATEGORY, entries.INSTRUMENT)


@functools.cache
def cells(**options: object) -> dict[tuple[str, str], Cell]:
    made = matrix.cells(list(held.read()), catalog(), "en", **options)
    return {(one.species, one.country): one for one in made}


@functools.cache
def drawn() -> Chart:
    return matrix.matrix(held.series(*LAW), catalog(), "en")


def test_every_statement_of_the_table_stands_in_its_cells_and_nowhere_else() -> None:
    wanted = {
        (matrix.FOLDED.get(row["species"], row["species"]), country): row["legal_status"]
        for row in held.statuses()
        for country in (row["countries"].split() or [matrix.OTHER])
    }
    found = {at: part.text for at, one in cells().items() for part in one.said if part.indicator == entries.LAW}
    assert found == wanted


def test_a_cell_without_a_statement_says_why() -> None:
    made = cells()
    assert (made["ribbon_seal", "JPN"].code, made["ribbon_seal", "JPN"].said) == (classes.NONE, ())
    assert made["ribbon_seal", "MNG"].reason == "no_sea"
    assert made["bowhead", "KOR"].reason == "elsewhere"
    ringed = made["ringed_seal", "RUS"]
    assert ringed.code == classes.INSTRUMENT
    assert [part.place for part in ringed.said] == ["end_of_okhotsk_ice_seal_harvest"]


def test_words_on_another_species_do_not_fill_a_cell() -> None:
    """The update of a Red Book that names the killer whale says nothing of belugas."""
    names = {part.place for part in cells()["beluga", "RUS"].said}
    assert names == {"russia_cetacean_catch_ban", "russia_end_of_educational_captures"}
    assert cells()["ribbon_seal", "KOR"].code == classes.NONE  # "marine protected species" does not say which


def test_the_species_the_meetings_ask_for_have_a_row_even_without_a_statement() -> None:
    found = {species for species, _ in cells()}
    assert {"northern_fur_seal", "bearded_seal", "ringed_seal", "bowhead", "beluga", "gray_whale"} <= found
    assert "finless_porpoises" not in found  # the genus is another name of species in the list
    assert all(one.code in classes.CLASSES for one in cells().values())


def test_columns_stand_by_name_and_a_choice_keeps_its_own() -> None:
    assert matrix.countries(catalog(), "en") == ["CHN", "JPN", "MNG", "KOR", "RUS", ""]
    assert matrix.countries(catalog(), "en", ("RUS", "JPN")) == ["JPN", "RUS"]


def test_a_choice_of_species_keeps_its_populations() -> None:
    assert {species for species, _ in cells(species="finless_porpoise")} == {
        "finless_porpoise",
        "yangtze_finless_porpoise",
    }


@pytest.mark.parametrize("narrow", [False, True])
def test_every_cell_is_drawn_once_with_its_word_and_its_work(narrow: bool) -> None:
    chart = drawn()
    figure = chart.narrow if narrow else chart.plot
    bars = [trace for trace in figure.data if trace.type == "bar"]
    spots = [(base, y) for trace in bars for base, y in zip(trace.base, trace.y, strict=True)]
    assert len(spots) == len(set(spots)) == len(cells())
    assert all(text for trace in bars for text in trace.text)  # the colour is never alone
    hovers = "".join(text for trace in bars for text in trace.hovertext).replace("<br>", " ")
    assert "Federal Register 81 FR 74711" in hovers
    assert "National class I protected since 5 February 2021" in hovers


def test_the_title_counts_the_statements_of_the_table() -> None:
    chart = drawn()
    assert chart.title.startswith(f"{len(held.statuses())} statements")
    empty = sum(one.code == classes.NONE and bool(one.country) for one in cells().values())
    assert f"none found in {empty} cells" in chart.title


def test_lines_never_overlap() -> None:
    chart = drawn()
    rows = sorted({y for trace in chart.plot.data if trace.type == "bar" for y in trace.y})
    assert all(after - before >= matrix.ROW_PX for before, after in zip(rows, rows[1:], strict=False))
