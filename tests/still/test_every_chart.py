"""Every kind of chart that a page draws, as the page draws it, becomes a still picture that says the same."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from indicators import fonts
from indicators.still import draw, rich
from ui import chart as card

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = (
    "home", "system", "compare", "sea_ice", "sea_ice?part=regions", "sea_ice?part=length",
    "dissolved_iron", "river", "river?part=quality", "river?part=thermal", "river?part=published",
    "populations?section=salmon", "populations?section=people", "species?species=finless_porpoise",
    "species?species=spotted_seal", "compare?view=country&of=KOR", "compare?view=region&of=songhua_basin",
    "compare?mode=overlay&series=permanganate_index.tongjiang.cnemc&series=permanganate_index.baishatan.cnemc",
    "compare?mode=scatter&lag=2&series=discharge.khabarovsk.roshydromet&series=catch_pink.amur_river.npafc",
    "compare?mode=standard&series=discharge.khabarovsk.roshydromet&series=catch_chum.amur_river.npafc",
    "coverage?section=calendar", "coverage?section=matrix", "coverage?section=populations",
    "map?layer=ice&view=anomaly", "map?layer=iron", "map?layer=places&kinds=mpa",
    "policies?show=areas",
    "policies?show=law", "policies?show=red_list", "policies?show=timeline",
)  # fmt: skip
LANGUAGES = ("en", "mn")
LEAST_KINDS = 45
USUAL_BYTES, MOST_BYTES = 25_000, 80_000  # of half the charts, and of a map with ice cells or coasts


@dataclass(frozen=True)
class Card:
    """A chart as it is sent to the browser, and what makes it."""

    builder: str
    lang: str
    data: dict[str, Any]


def walked(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """Every chart of the pages above, made in each of the languages when the page asks for it."""
    found: list[Card] = []
    drawn = card.draw

    def in_each(builder: card.Builder, ids: Sequence[str], lang: str, **more: Any) -> None:
        for other in LANGUAGES:
            monkeypatch.setattr(
                card, "_mount", lambda key, data, lang=other: found.append(Card(card._name(builder), lang, data))
            )
            drawn(builder, ids, other, **more)

    monkeypatch.setattr(card, "draw", in_each)
    for address in ADDRESSES:
        parts = urlsplit(address)
        page = AppTest.from_file(str(ROOT / "pages" / f"{parts.path}.py"), default_timeout=120)
        for key, values in parse_qs(parts.query).items():
            page.query_params[key] = values
        page.run()
        assert not page.exception, (address, page.exception)
    return found


@pytest.fixture(scope="module")
def every() -> Iterator[list[Card]]:
    with pytest.MonkeyPatch.context() as patch:
        yield walked(patch)


@pytest.fixture(params=LANGUAGES)
def cards(every: list[Card], request: pytest.FixtureRequest) -> list[Card]:
    """In one language, at most two of each kind."""
    seen: Counter[str] = Counter()
    kept = []
    for one in every:
        seen[one.builder] += one.lang == request.param
        if one.lang == request.param and seen[one.builder] <= 2:
            kept.append(one)
    return kept


def pictures(one: Card) -> Iterator[tuple[str, str]]:
    """Both pictures of a card."""
    below = one.data["narrowBelow"]
    for width, height in ((max(960, below), one.data["height"]), (360, one.data["narrowHeight"])):
        svg = draw.svg(one.data["spec"], one.lang, width=width, height=height, narrow_below=below)
        yield ("wide" if width > 360 else "narrow"), svg


def said(svg: str) -> str:
    root = ET.fromstring(svg)  # noqa: S314
    return " ".join("".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def labels(layout: dict[str, Any]) -> list[str]:
    """What the layout itself says: notes and titles of axes."""
    axes = [part for key, part in layout.items() if re.fullmatch(r"[xy]axis\d*", key) and part.get("visible", True)]
    told = [str((axis.get("title") or {}).get("text") or "") for axis in axes]
    free = [note["text"] for note in layout.get("annotations", ()) if note.get("xref") == "paper" == note.get("yref")]
    return [rich.plain(text) for text in told + free if text]


def test_every_kind_becomes_two_pictures_that_say_the_same(cards: list[Card]) -> None:
    assert len({one.builder for one in cards}) >= LEAST_KINDS
    sizes = []
    for one in cards:
        for kind, svg in pictures(one):
            text = squeezed(said(svg))
            if kind == "wide":
                sizes.append(len(svg.encode()))
                layout = json.loads(one.data["spec"])["plot"]["layout"]
                missing = [label for label in labels(layout) if squeezed(label) not in text]
                assert missing == [], one.builder
            assert text, (one.builder, kind)
            assert fonts.lacking(text, one.lang) == "", one.builder
            assert len(svg.encode()) <= MOST_BYTES, (one.builder, kind, len(svg))
    assert sorted(sizes)[len(sizes) // 2] <= USUAL_BYTES


def test_every_kind_fits_on_paper_too(cards: list[Card]) -> None:
    """The print form, as SVG: painting every one would take a minute."""
    seen: set[str] = set()
    for one in cards:
        if one.builder in seen:
            continue
        seen.add(one.builder)
        text = squeezed(said(draw.picture(one.data["spec"], one.lang, format="svg").decode()))
        assert squeezed(one.data["title"]) in text, one.builder
