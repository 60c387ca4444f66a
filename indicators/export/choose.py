"""Which figures an order means: addresses of pages, the charts wanted of each, and what the series drawn must be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from indicators import decks
from indicators.catalog import Catalog
from indicators.export.request import Item, Request, RequestError, Text
from indicators.light import address, plan
from indicators.light.address import Address, Pairs
from indicators.series import Meta

REPORT_DESK = "export"


@dataclass(frozen=True)
class Wanted:
    """An address of a page, the charts wanted of it (empty: all), and what the report says around them."""

    page: str
    choices: Pairs
    charts: tuple[str, ...] = ()
    heading: Text = ""
    text: Text = ""
    size: str = ""

    def address(self, lang: str) -> Address:
        """The address in a language."""
        return Address(self.page, lang, self.choices)

    @property
    def place(self) -> str:
        """The address for a sentence."""
        return f"{self.page}?{urlencode(self.choices)}" if self.choices else self.page


def wanted(request: Request, pickers: plan.Pickers) -> list[Wanted]:
    """The addresses that an order means, in its order.

    Parameters
    ----------
    pickers : callable
        Tells the pickers of a page, for the parts that have an address of their own.

    Raises
    ------
    RequestError
        When there is no such deck.
    """
    listed = [_of_item(item) for item in request.figures]
    if request.deck:
        listed += _of_deck(request.deck)
    whole = [page for page in request.pages if "?" not in page]
    for page in (page for page in request.pages if "?" in page):
        name, _, query = page.partition("?")
        listed.append(Wanted(name, address.choices(name, query)))
    if whole or not listed:
        listed += [Wanted(page, pairs) for page, pairs in _everything(plan.known(whole), pickers)]
    return listed


def _everything(pages: Sequence[str], pickers: plan.Pickers) -> Iterator[plan.Asked]:
    """Every address with figures of its own: of those that say the same, the shortest."""
    said: dict[str, plan.Asked] = {}
    for asked, stem in plan.addresses([page for page in pages if page != REPORT_DESK], pickers).items():
        if stem not in said or len(asked[1]) < len(said[stem][1]):
            said[stem] = asked
    yield from said.values()


def _of_item(item: Item) -> Wanted:
    return Wanted(
        item.page, address.choices(item.page, item.choices), item.charts, item.heading, item.text, item.size
    )  # fmt: skip


def _of_deck(name: str) -> list[Wanted]:
    found = decks.decks()[0]
    if name not in found:
        near = difflib.get_close_matches(name, found, n=1)
        todo = f"Did you mean {near[0]}?" if near else f"One of {', '.join(found)}."
        raise RequestError("no such deck", name, todo)
    return [
        Wanted(slide.page, address.ordered((key, one) for key, values in slide.choices.items() for one in values),
               slide.charts)
        for slide in found[name].slides if slide.charts
    ]  # fmt: skip


@dataclass(frozen=True)
class Sieve:
    """What a figure must show: at least one series that is of all the kinds asked for."""

    indicators: frozenset[str]
    regions: frozenset[str]
    countries: frozenset[str]

    @property
    def open(self) -> bool:
        """Whether everything passes."""
        return not (self.indicators or self.regions or self.countries)

    def passes(self, series: Iterable[str], metas: Mapping[str, Meta]) -> bool:
        """Whether a figure that shows these series is wanted."""
        return self.open or any(self._fits(metas[one]) for one in series if one in metas)

    def _fits(self, meta: Meta) -> bool:
        return (
            (not self.indicators or meta.indicator in self.indicators)
            and (not self.regions or meta.region in self.regions)
            and (not self.countries or bool(self.countries & set(meta.countries)))
        )


def sieve(request: Request, catalog: Catalog, countries: Sequence[str]) -> Sieve:
    """The sieve of an order.

    Raises
    ------
    RequestError
        For an indicator, region or country that there is not, with the nearest.
    """
    known = {
        "indicators": (request.indicators, list(catalog.indicators)),
        "regions": (request.regions, list(catalog.regions)),
        "countries": (tuple(one.upper() for one in request.countries), list(countries)),
    }
    for kind, (asked, names) in known.items():
        for one in asked:
            if one not in names:
                near = difflib.get_close_matches(one, names, n=1, cutoff=0.5)
                raise RequestError(f"no such {_ONE[kind]}", one, f"Did you mean {near[0]}?" if near else _listed(names))
    return Sieve(*(frozenset(asked) for asked, _ in known.values()))


_ONE = {"indicators": "indicator", "regions": "region", "countries": "country"}


def _listed(names: Sequence[str]) -> str:
    return f"One of {', '.join(names)}." if len(names) < 12 else "`list` tells what is held."
