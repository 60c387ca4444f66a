from __future__ import annotations

import functools
from typing import Any

import pytest

from indicators.catalog import catalog
from indicators.figures import Chart
from indicators.policies import entries, timeline
from tests.policies import held

PARTS = (entries.INSTRUMENT, entries.AREA)


@functools.cache
def drawn(**options: object) -> Chart:
    return timeline.timeline(held.series(*PARTS), catalog(), "en", **options)


def marks(figure: Any) -> dict[str, Any]:
    """Marks by the place of their row; keys and arrows are left out."""
    return {trace.name: trace for trace in figure.data if trace.name not in ("key", "arrow")}


@pytest.mark.parametrize("narrow", [False, True])
def test_every_mark_stands_at_the_year_of_its_row(narrow: bool) -> None:
    chart = drawn()
    found = {name: trace.x[0] for name, trace in marks(chart.narrow if narrow else chart.plot).items()}
    wanted = {
        row["place"]: float(row["time_start"][:4])
        for row in [*held.instruments(), *held.areas()]
        if "Year not stated" not in row["note"]
    }
    assert found == wanted
    assert len(wanted) == 30


def test_what_has_no_year_is_told_and_not_drawn() -> None:
    lacking = [row for row in [*held.instruments(), *held.areas()] if "Year not stated" in row["note"]]
    said = " ".join(drawn().key)
    assert {row["place"] for row in lacking} == {"baengnyeong_artificial_haulout", "lesser_kuril_refuge"}
    assert "Baengnyeong artificial haul-out (Republic of Korea)" in said
    assert "Lesser Kuril refuge (Shikotan and Habomai Islands) (Russia)" in said


def test_a_mark_is_hollow_when_second_hand() -> None:
    confidence = {row["place"]: row["confidence"] for row in [*held.instruments(), *held.areas()]}
    for place, trace in marks(drawn().plot).items():
        assert (trace.marker.color == "#FFFFFF") == (confidence[place] == "quoted_secondhand"), place


def test_an_undated_source_has_an_arrow_to_earlier_years() -> None:
    undated = [row for row in [*held.instruments(), *held.areas()] if row["note"].startswith("No date in the source")]
    chart = drawn()
    arrows = [trace for trace in chart.plot.data if trace.name == "arrow"]
    assert len(arrows) == len(undated) == 4
    at = {trace.y[0]: trace.x[0] for trace in arrows}
    spots = {trace.y[0]: trace.x[0] for trace in marks(chart.plot).values()}
    assert all(x < spots[y] for y, x in at.items())
    texts = [note.text for note in chart.plot.layout.annotations]
    assert any(text.startswith("by 2006") for text in texts)
    assert not any(text.startswith("2006") for text in texts)


def test_a_country_without_an_instrument_says_so() -> None:
    texts = " ".join(note.text.replace("<br>", " ") for note in drawn().plot.layout.annotations)
    assert "<b>Mongolia</b>" in texts
    assert "No instrument or protected area of its own was found here." in texts
    assert "It takes part in what several countries did together" in texts


def test_rows_stand_by_name() -> None:
    groups = list(timeline.grouped(held.read(), catalog(), "en"))
    assert groups == ["CHN", "JPN", "MNG", "KOR", "RUS", timeline.TOGETHER, timeline.OTHER]


def test_bans_are_what_their_names_say() -> None:
    bans = {one.place for one in entries.of(held.read(), *PARTS) if timeline.family(one) == "ban"}
    assert bans == {
        "yangtze_fishing_ban", "korea_whaling_ban", "japan_finless_capture_ban", "russia_cetacean_catch_ban",
        "russia_end_of_educational_captures", "end_of_okhotsk_ice_seal_harvest",
    }  # fmt: skip
    types = {row["type"] for row in [*held.instruments(), *held.areas()]}
    assert types <= timeline.TYPES.keys()


@pytest.mark.parametrize("narrow", [False, True])
def test_names_neither_overlap_nor_leave_the_sheet(narrow: bool) -> None:
    chart = drawn()
    figure = chart.narrow if narrow else chart.plot
    width = timeline.Sheet(narrow=narrow).width
    first, last = figure.layout.xaxis.range
    letter = 6.3 * (11 / 12 if narrow else 1)
    names = [note for note in figure.layout.annotations if note.xref == "x" and note.xanchor in ("left", "right")]
    spans = []
    for note in names:
        lines = note.text.split("<br>")
        at = (note.x - first) / (last - first) * width + note.xshift
        wide = max(map(len, lines)) * letter
        left, right = (at - wide, at) if note.xanchor == "right" else (at, at + wide)
        assert left >= -4 and right <= width + 4, note.text
        half = len(lines) * timeline.LINE / 2
        spans.append((note.y - half, note.y + half))
    spans.sort()
    assert len(spans) == 30
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


def test_a_choice_of_species_keeps_what_covers_it() -> None:
    kept = set(marks(drawn(species="finless_porpoise").plot))
    assert {"japan_finless_capture_ban", "korea_stow_net_escape_devices", "russia_cetacean_catch_ban"} <= kept
    assert not {"erimo_harbour_seal_plan", "russia_red_book_2020", "dalian_spotted_seal_reserve"} & kept


def test_a_choice_without_a_dated_instrument_is_told() -> None:
    assert drawn(chosen=("MNG",), species="killer_whale").title == "No dated instrument is held for this choice"
