"""The chain: its series and works exist, its values are those of the tables, a missing one takes only its link down."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from pathlib import Path

import pytest
import yaml

from indicators import figures
from indicators.catalog import catalog
from indicators.errors import CatalogError
from indicators.locales import messages
from indicators.store import Held
from indicators.system import boxes, drawing, evidence, layout, words
from indicators.system.chain import PATH, chain, held_series, read
from indicators.system.evidence import Value
from tests.system import raw
from ui.frame import PAGES

CAUSAL = re.compile(
    r"\b(caus(e|es|ed|ing)|because|leads? to|led to|drives?|driven|due to|results? (in|from)|thanks to|owing to|"
    r"triggers?|explains?|therefore|hence)\b",
    re.IGNORECASE,
)
DENIAL = "no cause is claimed"
STEPS = 8  # of the issue: forest and wetland … seals, porpoises, sea eagles and people


def value_of(name: str, held: list[Held]) -> Value:
    found = [value for part in evidence.links(chain(), held).values() for value in part.values if value.name == name]
    assert len(found) == 1
    return found[0]


# -- what is declared ------------------------------------------------------------------------------------------------


def test_every_series_of_the_chain_is_shipped() -> None:
    assert set(chain().series) - raw.shipped_ids() == set()


def test_the_chain_runs_from_the_forest_to_the_people_and_hangs_together() -> None:
    links = list(chain().links)
    assert len(links) >= STEPS and links[0] == "forest_wetland" and links[-1] == "people"
    reached = {"forest_wetland"}
    for arrow in chain().arrows:
        assert arrow.start in reached, f"{arrow.name} starts where no arrow has led yet"
        reached.add(arrow.end)
    assert reached == set(links)


def test_every_arrow_has_a_work_and_every_work_stands_in_a_table() -> None:
    raw_chain = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    cited = {key for arrow in raw_chain["arrows"] for key in arrow["works"]}
    cited |= {key for link in raw_chain["links"].values() for key in link.get("works", ())}
    assert cited - raw.works().keys() == set()
    for arrow in chain().arrows:
        assert [work.text for work in arrow.cited] == [raw.works()[key]["text"] for key in arrow.works]


def test_short_names_of_works_agree_with_their_references() -> None:
    for arrow in chain().arrows:
        for key, short in arrow.works.items():
            text = raw.works()[key]["text"]
            assert short.split(" et al.")[0].split(" 2")[0].replace("–", "-") in text, (key, short)
            assert all(year in text for year in re.findall(r"\b(?:19|20)\d\d\b", short)), (key, short)


def test_a_link_leads_to_a_page_and_names_what_is_missing() -> None:
    missing = {item.what for item in catalog().missing}
    for name, link in chain().links.items():
        assert link.page.partition("?")[0] in PAGES, name
        assert set(link.missing) <= missing, name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("tashiro_2023:", "nobody_1999:", "nobody_1999"), ("to: river,", "to: lake,", "lake"),
     ("take: annual_mean", "take: guess", "take")],
)  # fmt: skip
def test_a_mistake_in_the_chain_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "chain.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=told):
        read(tmp_path / "chain.yaml")


def test_the_pages_own_words_claim_no_cause() -> None:
    own = {key: text for key, text in messages("en").items()
           if key.startswith(("system.", "page.system")) and not key.startswith("system.arrow.")}  # fmt: skip
    assert len(own) > 100
    assert {key: text for key, text in own.items() if CAUSAL.search(text.replace(DENIAL, ""))} == {}
    assert CAUSAL.search("The ice causes the bloom") and CAUSAL.search("fewer fish because of warm water")


# -- values ----------------------------------------------------------------------------------------------------------


def test_published_values_are_those_of_the_newest_row_of_their_table(held: list[Held]) -> None:
    seen = 0
    for part in evidence.links(chain(), held).values():
        for value in part.values:
            rows = raw.published().get(value.meta.id)
            if not rows or value.take != "last":
                continue
            slot = next(s for s in chain().links[part.link].slots if s.name == value.name)
            if slot.layer:
                rows = [row for row in rows if (float(row["depth_top_m"]), float(row["depth_bottom_m"])) == slot.layer]
            newest = max(row["time_end"] for row in rows)
            (row,) = [row for row in rows if row["time_end"] == newest]
            for name in ("value", "lower", "upper"):
                number = getattr(value, name)
                assert number == float(row[name]) if row[name] else math.isnan(number), (value.meta.id, name)
            assert (value.end.isoformat(), value.confidence, value.citation) == (
                newest, row["confidence"], row["citation"],
            )  # fmt: skip
            assert value.hollow == (row["confidence"] == "quoted_secondhand")
            assert value.undated == row["note"].startswith("No date in the source")
            seen += 1
    assert seen >= 30


def test_the_ice_is_the_largest_extent_of_the_last_complete_season(held: list[Held]) -> None:
    value = value_of("ice_maximum", held)
    maxima = raw.season_maxima(value.meta.id)
    largest, day = maxima[max(maxima)]
    assert value.value == pytest.approx(largest, abs=0) and value.end == day
    assert words.amount(value, "en") == f"{largest:,.0f} km²"


def test_the_discharge_is_the_mean_of_the_last_complete_year(held: list[Held]) -> None:
    value = value_of("discharge", held)
    means = raw.annual_means(value.meta.id)
    assert value.year == max(means) == 2017
    assert value.value == pytest.approx(means[2017], rel=1e-12)
    assert words.when(value, "en") == "2017" and words.age(value, "en", 2026) == "9 years ago"


def test_the_catch_is_the_last_of_the_workbook(held: list[Held]) -> None:
    for name in ("chum", "pink"):
        value = value_of(name, held)
        day, tonnes = max(raw.values(value.meta.id))
        assert (value.end, value.value) == (day, tonnes)


def test_kinds_of_evidence_and_marks_are_told_apart(held: list[Held]) -> None:
    kinds = {name: value_of(name, held).kind for name in ("discharge", "soil_water", "river_load", "pollock_model")}
    assert kinds == {"discharge": "measured", "soil_water": "published", "river_load": "derived",
                     "pollock_model": "model"}  # fmt: skip
    marks = {name: words.mark(value_of(name, held)) for name in ("discharge", "wetland", "river_load", "pollock_model")}
    assert marks == {"discharge": "●", "wetland": "○", "river_load": "◆", "pollock_model": "○"}


def test_words_of_a_value_tell_range_interval_and_age(held: list[Held]) -> None:
    assert words.amount(value_of("shelf_iron", held), "en") == "2.3–6.6 Gg/yr"
    assert words.interval(value_of("shelf_iron", held), "en") == ""
    assert words.interval(value_of("ribbon_seals", held), "en") == "95 % CI 118,392–316,995"
    assert words.since(value_of("groundwater", held), "en", 2026) == "nothing after 2007 in this series (19 years)"
    assert words.when(value_of("primary_production", held), "en") == "published 2015, undated"
    assert words.since(value_of("primary_production", held), "en", 2026) == ""
    assert words.since(value_of("ice_maximum", held), "en", 2026) == ""


def test_the_number_of_series_of_a_link_is_counted_by_indicator_and_water() -> None:
    metas = [meta for meta, _ in raw_metas()]
    counts = held_series(metas, catalog())
    assert counts["plankton"] == sum(meta.indicator == "primary_production" for meta in metas) == 1
    people = [meta for meta in metas if meta.indicator == "population"]
    assert counts["people"] == len(people)
    assert counts["salmon"] == sum(
        meta.place == "amur_river" and meta.indicator.endswith(("_chum", "_pink")) for meta in metas
    )


def raw_metas() -> list[tuple[evidence.Meta, str]]:
    from indicators.store import ROOT, Cache

    return [(meta, str(origin)) for meta, origin in Cache(ROOT).metas().values()]


def test_a_missing_series_takes_only_its_own_value_down(held: list[Held]) -> None:
    whole = evidence.links(chain(), held)
    gone = "primary_production.southwest_okhotsk_off_hokkaido.published"
    rest = evidence.links(chain(), [item for item in held if item.meta.id != gone])
    assert rest["plankton"].values == () and rest["plankton"].lacking == ("primary_production",)
    others = [name for name in whole if name != "plankton"]
    assert [repr(rest[name]) for name in others] == [repr(whole[name]) for name in others]  # NaN equals nothing
    made = drawing.diagram([item for item in held if item.meta.id != gone], catalog(), "en", year=2026)
    assert "Plankton: No value is held" in made.alt and "Ribbon seals" in made.alt


def test_the_next_series_in_the_order_of_preference_stands_in(held: list[Held]) -> None:
    first = value_of("discharge", held).meta.id
    value = value_of("discharge", [item for item in held if item.meta.id != first])
    assert value.meta.place == "bogorodskoye" and words.what(value, "en") == "Mean discharge, Bogorodskoye"
    assert value.value == pytest.approx(raw.annual_means(value.meta.id)[value.year])


def test_nothing_held_is_drawn_and_told(held: list[Held]) -> None:
    made = drawing.diagram([], catalog(), "en", year=2026)
    assert made.alt.count("No value is held") == len(chain().links)
    assert made.caption and made.last is None
    assert json.loads(figures.as_json(made))


# -- the drawing -----------------------------------------------------------------------------------------------------


def test_the_drawing_tells_every_link_and_traces_every_series(held: list[Held]) -> None:
    made = drawing.diagram(held, catalog(), "en", year=2026)
    assert made.alt.startswith(made.title)
    drawn = [value for name, link in chain().links.items()
             for value in evidence.links(chain(), held)[name].values[: link.drawn]]  # fmt: skip
    for value in drawn:
        assert words.amount(value, "en") in made.alt
    assert set(made.series) == {value.meta.id for value in drawn}
    assert made.last == max(value.end for value in drawn if not value.undated)
    assert {trace.type for plot in (made.plot, made.narrow) if plot for trace in plot.data} == {"scatter"}
    spec = json.loads(figures.as_json(made))
    for plot in (spec["plot"], spec["narrow"]):
        told = " ".join(note.get("text", "") for note in plot["layout"]["annotations"])
        assert all(words.amount(value, "en") in told for value in drawn)
        heads = [note for note in plot["layout"]["annotations"] if note.get("arrowhead") == 2]
        assert len(heads) >= len(chain().arrows)


def test_the_finding_names_the_newest_and_the_oldest_link(held: list[Held]) -> None:
    made = drawing.diagram(held, catalog(), "en", year=2026)
    newest = {name: max((v.end for v in part.values if not v.undated), default=dt.date.min)
              for name, part in evidence.links(chain(), held).items()}  # fmt: skip
    dated = {name: end for name, end in newest.items() if end > dt.date.min}
    assert f"{min(dated.values()).year} (" in made.title and made.title.endswith("2026 (shelf and sea ice)")
    assert min(dated, key=dated.__getitem__) == "forest_wetland" and "(forest and wetland)" in made.title


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_text_fits_its_box_and_no_boxes_touch(held: list[Held], width: str) -> None:
    shown = evidence.links(chain(), held)
    halves = layout.WIDE_LETTERS if width == "wide" else layout.HALF_LETTERS
    full = layout.WIDE_LETTERS if width == "wide" else layout.NARROW_LETTERS
    lines = {name: boxes.lines_of(link, shown[name], "en", 2026, halves if name in layout.HALVES else full)
             for name, link in chain().links.items()}  # fmt: skip
    placed = layout.WIDE if width == "wide" else layout.narrow(lines).boxes
    size = layout.WIDE_SIZE if width == "wide" else layout.narrow(lines).size
    for name, box in placed.items():
        assert boxes.height(len(lines[name])) <= box.bottom - box.top + 4, name
        assert box.left >= 0 and box.top >= 0 and box.right <= size[0] and box.bottom <= size[1], name
        for line in lines[name]:
            letters = len(re.sub(r"<[^>]+>", "", line))
            assert letters * 5.9 <= box.right - box.left - boxes.SIDE, (name, line)
        for other, rest in placed.items():
            apart = box.right <= rest.left or rest.right <= box.left or box.bottom <= rest.top or rest.bottom <= box.top
            assert name == other or apart, (name, other)


def test_in_a_file_words_and_boxes_grow_alike(held: list[Held]) -> None:
    made = drawing.diagram(held, catalog(), "en", year=2026)
    printed = figures.printed(made)
    margin = printed["margin"]
    high = (printed["height"] - margin["t"] - margin["b"]) / made.height
    wide = (printed["width"] - margin["l"] - margin["r"]) / layout.WIDE_SIZE[0]
    sizes = [note.font.size for note in made.plot.layout.annotations if note.text]
    larger = [note["font"]["size"] for note in printed["annotations"] if note["text"]]
    assert high == pytest.approx(wide, rel=0.01)
    assert all(big / small <= high * 1.06 for small, big in zip(sizes, larger, strict=False))
    assert high > 1.2
    assert printed["width"] * figures.PRINT_SCALE == 3200
