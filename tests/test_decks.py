"""Decks: each slide leads to charts that are there; a mistake is told with its file and slide."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from indicators import addresses, decks
from indicators.decks import Deck, DeckError, Slide
from indicators.locales import has
from indicators.store import ENVIRONMENT
from ui import chart, stage
from ui.frame import PAGES

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {path.stem: decks.read(path) for path in sorted(decks.FOLDER.glob("*.yaml"))}
CHARTED = list({(s.page, str(s.choices), s.charts): s for d in SHIPPED.values() for s in d.slides if s.charts}.values())
POINTS = ("sharing", "monitoring", "discussion", "network", "meetings")
SESSIONS = ("policies", "cetaceans", "pinnipeds", "learning", "pathways")


def deck(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_deck_for_each_meeting_is_shipped_and_names_every_point() -> None:
    assert set(SHIPPED) == {"consortium", "neampan"}
    assert [name for name, one in SHIPPED.items() if not 12 <= len(one.slides) <= 20] == []
    told = {name: [slide.headline for slide in one.slides if slide.headline] for name, one in SHIPPED.items()}
    assert [point for point in POINTS if f"agenda.consortium.{point}" not in told["consortium"]] == []
    assert [session for session in SESSIONS if f"agenda.neampan.{session}" not in told["neampan"]] == []


@pytest.mark.parametrize("one", SHIPPED.values(), ids=list(SHIPPED))
def test_shipped_decks_have_their_words_in_every_language(one: Deck) -> None:
    texts = [one.title, *(text for slide in one.slides for text in (slide.headline, slide.small, slide.notes))]
    assert [text for text in texts if text and not (isinstance(text, str) and has(text))] == []
    assert [slide.code for slide in one.slides if not slide.notes] == []


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    snapshot = ROOT / "cache" / "snapshot"
    if not any(snapshot.glob("series/*.parquet")):
        pytest.skip("no snapshot is shipped with this copy")
    cache = tmp_path_factory.mktemp("shipped")
    (cache / "snapshot").symlink_to(snapshot, target_is_directory=True)
    return cache


@pytest.mark.parametrize("slide", CHARTED, ids=lambda slide: slide.code)
def test_the_page_of_a_slide_has_its_charts_and_knows_its_choices(
    slide: Slide, monkeypatch: pytest.MonkeyPatch, shipped: Path
) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(shipped))
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(chart, "_mount", lambda key, data: drawn.setdefault(key, data))
    page = AppTest.from_file(str(ROOT / "pages" / f"{slide.page}.py"), default_timeout=60)
    page.session_state[stage.SLIDE] = slide
    page.run()
    assert [error.message for error in page.exception] == []
    assert set(drawn) == set(slide.charts)
    chosen = page.session_state["page choices"]
    assert {key: values for key, values in slide.choices.items() if chosen.get(key) != values} == {}


def test_an_address_leads_to_the_slide_and_from_it_to_the_live_page() -> None:
    slide = decks.find("consortium.3")
    assert slide is not None
    assert slide.address(lang="ja") == "sea_ice?region=sea_of_okhotsk&present=consortium.3&lang=ja"
    assert slide.live() == "sea_ice?region=sea_of_okhotsk&chart=season"
    first, last = decks.find("consortium"), decks.find("consortium.999")
    assert first is not None
    assert last is not None
    assert (first.number, last.number) == (1, len(SHIPPED["consortium"].slides))
    assert decks.find("nobodys.1") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: [", "own.yaml: not readable as YAML"),
        ("title: A\nslides: []", "own.yaml: slides"),
        ("title: A\nslides: [{page: see_ice, charts: [season]}]", "own.yaml, slide 1: unknown page 'see_ice'"),
        ("title: A\nslides: [{headline: B}, {page: sea_ice, choices: regoin=x, charts: [season]}]",
         "own.yaml, slide 2: page 'sea_ice' has no choice 'regoin'. Did you mean 'region'?"),
        ("title: A\nslides: [{page: sea_ice, choices: lang=ja, charts: [season]}]", "slide 1: page 'sea_ice' has no"),
        ("title: A\nslides: [{page: sea_ice, charts: [a, b, c]}]", "own.yaml, slide 1: charts"),
        ("title: A\nslides: [{page: sea_ice}]", "own.yaml, slide 1: neither charts nor a headline"),
        ("title: A\nslides: [{headline: {xx: A}}]", "own.yaml, slide 1: unknown language 'xx'"),
        ("title: A\nslides: [{headline: A, picture: b.png}]", "own.yaml, slide 1: picture"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_slide(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DeckError) as error:
        decks.read(deck(tmp_path, text))
    assert told in error.value.sentence


def test_own_decks_stand_beside_the_shipped_ones_and_a_broken_one_takes_down_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck(tmp_path, "title: {en: Ours, ja: 私たち}\nslides: [{headline: Hello}]")
    deck(tmp_path, "title: A\nslides: 3", "broken.yaml")
    deck(tmp_path, "title: A\nslides: [{headline: B}]", "consortium.yaml")
    monkeypatch.setenv(decks.ENVIRONMENT, str(tmp_path))
    found, wrong = decks.decks()
    assert set(found) == {*SHIPPED, "own"}
    assert [decks.say(found["own"].title, lang) for lang in ("ja", "ru")] == ["私たち", "Ours"]
    assert decks.say(found["own"].slides[0].headline, "ja") == "Hello"
    assert len(wrong) == 2
    assert any("broken.yaml" in sentence for sentence in wrong)
    assert any("already" in sentence for sentence in wrong)


def test_the_table_of_choices_holds_every_page_and_every_key_that_the_pages_read() -> None:
    assert tuple(addresses.CHOICES) == PAGES
    known = set().union(*addresses.CHOICES.values())
    read = {key for folder in ("pages", "ui") for path in (ROOT / folder).glob("*.py") for key in keys_read(path)}
    assert len(read) > 30
    assert sorted(read - known) == []
    assert addresses.OF_ALL & known == set()


def keys_read(path: Path) -> set[str]:
    """Keys that a module names as the first word of a picker, or as `key=` of one."""
    pickers = {"one", "many", "years", "on", "day", "words", "asked", "_one", "several", "pick_window"}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("state.") in pickers and node.args:
            found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("sea_of_okhotks", "okhotsk"), ("Sea of Okhotsk", "okhotsk"), ("bering", "bering_sea"), ("zzz", ""), ("", "")],
)
def test_the_nearest_choice_is_found_by_code_or_name(word: str, nearest: str) -> None:
    names = {"okhotsk": "Sea of Okhotsk", "bering_sea": "Bering Sea"}
    assert addresses.nearest(word, names) == nearest
