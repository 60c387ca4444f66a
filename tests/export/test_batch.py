"""Which figures a batch makes, in which order; what fails is listed and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from indicators.catalog import catalog
from indicators.export import batch
from indicators.export.batch import Batch
from indicators.export.figure import Figure
from indicators.export.index import Index
from indicators.export.readers import ReadError
from indicators.export.request import RequestError, of_parts
from indicators.light.address import Address
from indicators.series import Meta
from indicators.store import Cache
from tests.export.figures import figure

ICE = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"


class Pages:
    """Stands for the processes that run pages: two charts on every page, the first the same everywhere."""

    def __init__(self, broken: str = "", short: str = "") -> None:
        self.broken, self.short, self.asked = broken, short, list[Address]()

    def figures(self, asked: Iterable[Address]) -> Iterator[tuple[Address, list[Figure] | ReadError]]:
        for one in asked:
            self.asked.append(one)
            if one.page == self.broken:
                yield one, ReadError("the page could not be made", one.page)
                continue
            made = [figure(one.page, key, one.lang, one.choices, stamp=key if key == "season" else str(one))
                    for key in ("season", "maximum")]  # fmt: skip
            yield one, made[:1] if one.lang == self.short else made

    def pickers(self, page: str, query: str) -> list[dict[str, Any]]:
        return []


def metas() -> dict[str, Meta]:
    return {ICE: Cache().metas()[ICE][0]}


def made(
    readers: Pages, held: dict[str, Meta] | None = None, address: str = "", **asked: Any
) -> tuple[Batch, list[Any]]:
    whole = Batch(of_parts(asked), readers, held or metas(), catalog(), address, lambda event: None)  # type: ignore[arg-type]
    whole.choose()
    return whole, list(whole.orders())


def codes(orders: list[Any]) -> list[str]:
    return [f"{one.figure.lang}:{one.figure.code}" for one in orders]


def test_languages_come_one_after_another_in_the_order_asked_for() -> None:
    _, orders = made(Pages(), figures=[{"page": "sea_ice"}, {"page": "map", "charts": ["maximum"]}],
                     languages=["ja", "en"])  # fmt: skip
    names = ["sea_ice.season", "sea_ice.maximum", "map.maximum"]
    assert codes(orders) == [f"{lang}:{name}" for lang in ("ja", "en") for name in names]


def test_a_chart_that_several_addresses_show_alike_comes_once() -> None:
    _, orders = made(Pages(), pages=["sea_ice?region=bering_sea", "sea_ice?part=length"])
    assert codes(orders) == [
        "en:sea_ice.season--region-bering_sea", "en:sea_ice.maximum--region-bering_sea",
        "en:sea_ice.maximum--part-length",
    ]  # fmt: skip


def test_a_page_that_fails_and_a_chart_that_is_not_there_are_listed() -> None:
    whole, orders = made(
        Pages(broken="map"), figures=[{"page": "sea_ice", "charts": ["season", "sesaon"]}, {"page": "map"}]
    )
    assert codes(orders) == ["en:sea_ice.season"]
    assert [one.sentence for one in whole.failed] == [
        "sea_ice: no chart 'sesaon' there; the page has: season, maximum.",
        "map: the page could not be made",
    ]


def test_a_chart_that_one_language_lacks_fails_in_that_language_only() -> None:
    whole, orders = made(Pages(short="ja"), figures=[{"page": "sea_ice"}], languages=["en", "ja"])
    assert codes(orders) == ["en:sea_ice.season", "en:sea_ice.maximum", "ja:sea_ice.season"]
    assert [(one.lang, one.code) for one in whole.failed] == [("ja", "sea_ice#maximum")]


@pytest.mark.parametrize(
    "change", [{"redistribute": "no"}, {"disclosure": "members"}, {"disclosure": "embargo:2030-01-01"}]
)
def test_a_figure_whose_series_may_not_be_passed_on_is_refused_with_the_sentence(change: dict[str, str]) -> None:
    whole, orders = made(Pages(), {ICE: replace(metas()[ICE], **change)}, figures=[{"page": "sea_ice"}])
    assert orders == []
    assert all(ICE in one.sentence for one in whole.failed)
    assert len(whole.failed) == 2


def test_nothing_and_too_much_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RequestError, match="no figure answers"):
        made(Pages(), regions=["bering_sea"], pages=["sea_ice"])
    monkeypatch.setattr(batch, "MOST_FIGURES", 3)
    with pytest.raises(RequestError, match="4 figures are more than 3 at once"):
        made(Pages(), figures=[{"page": "sea_ice"}], languages=["en", "ja"])


def test_the_live_address_leads_to_the_very_chart_in_its_language() -> None:
    _, (one, _) = made(Pages(), address="https://i.example.org", languages=["ja"],
                       figures=[{"page": "sea_ice", "choices": "region=bering_sea"}])  # fmt: skip
    split = urlsplit(one.live)
    assert (split.netloc, split.path) == ("i.example.org", "/sea_ice")
    assert dict(parse_qsl(split.query)) == {"region": "bering_sea", "chart": "season", "lang": "ja"}
    assert one.live.replace("&", "&amp;") in batch.laid_out(one).told.replace("<br>", "")


def test_an_item_may_have_a_size_of_its_own() -> None:
    _, orders = made(Pages(), figures=[{"page": "sea_ice", "size": "column"}, {"page": "map"}])
    assert [one.look.paper.name for one in orders] == ["column", "column", "page", "page"]


def test_what_the_report_says_stands_at_the_first_figure_of_an_item() -> None:
    _, orders = made(Pages(), languages=["ja"], figures=[{"page": "sea_ice", "heading": {"en": "Ice", "ja": "氷"}}])
    from indicators.export.made import Made

    told = [batch.of_report(one, Made(one.figure, (), ())).heading for one in orders]
    assert told == ["氷", ""]


def test_a_second_order_reads_only_the_pages_that_can_answer(tmp_path: Path) -> None:
    for first in (True, False):
        readers = Pages()
        request = of_parts({"pages": ["sea_ice"], "regions": ["bering_sea"]})
        whole = Batch(request, readers, metas(), catalog(), "", lambda event: None, Index(tmp_path / "figures.json"))  # type: ignore[arg-type]
        with pytest.raises(RequestError, match="no figure answers"):
            whole.choose()
        assert bool(readers.asked) == first
