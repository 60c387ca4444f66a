"""A batch: pages are run, their charts drawn and written; what fails is listed, and the rest goes on.

Pages are run a few ahead of what is drawn, and no figure is kept longer than its files take, so that memory stays the
same for ten figures and for a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from indicators import download_file
from indicators.catalog import Catalog
from indicators.export import choose, request
from indicators.export.choose import Wanted
from indicators.export.drawing import Drawing, Look, drawing
from indicators.export.figure import Figure
from indicators.export.index import Index
from indicators.export.made import Failed, Made
from indicators.export.paper import Paper, paper
from indicators.export.readers import ReadError, Readers
from indicators.export.request import MOST_FIGURES, Request, RequestError
from indicators.locales import t
from indicators.series import Meta

Tell = Callable[[Mapping[str, Any]], None]
Place = tuple[int, int]
"""Number of the address in the order, and of the figure on its page."""


@dataclass
class Order:
    """A figure on its way.

    `place` puts it where the order has it; `looks` are the sizes it is drawn in.
    """

    place: Place
    figure: Figure
    wanted: Wanted
    look: Look
    live: str
    metas: tuple[Meta, ...]
    drawn: dict[str, Drawing] = field(default_factory=dict)


class Batch:
    """The figures of a request, in every language asked for.

    Parameters
    ----------
    readers : Readers
        Who runs pages.
    metas : mapping
        The series held, by id.
    address : str
        Public address of the dashboard; empty where none is known.
    index : Index
        What is known of the addresses from a former order.
    """

    def __init__(
        self, asked: Request, readers: Readers, metas: Mapping[str, Meta], catalog: Catalog, address: str, tell: Tell,
        index: Index | None = None,
    ) -> None:  # fmt: skip
        self.asked, self.readers, self.metas, self.catalog = asked, readers, metas, catalog
        self.address, self.tell = address, tell
        self.index = index or Index(None)
        self.failed: list[Failed] = []
        self.total = 0
        self._first: list[tuple[int, Wanted, list[Figure]]] = []

    def choose(self) -> int:
        """Run the pages of the order once, in its first language; gives how many figures there will be.

        Raises
        ------
        RequestError
            When nothing answers to the order, or too much does.
        """
        listed = choose.wanted(self.asked, self.readers.pickers)
        self._sieve = choose.sieve(self.asked, self.catalog, self.catalog.countries)
        lang = self.asked.languages[0]
        seen: set[tuple[str, str, str]] = set()
        likely = [one for one in listed if self._may_pass(one)]
        read = self.readers.figures(one.address(lang) for one in likely)
        for number, (one, (_, found)) in enumerate(zip(likely, read, strict=True)):
            if not isinstance(found, ReadError):
                self.index.add(one.place, found)
            kept = [figure for figure in self._of(one, found, lang) if self._sieve.passes(figure.series, self.metas)]
            if not one.charts and not self.asked.figures:
                kept = [figure for figure in kept if _new(figure, seen)]
            if kept:
                self._first.append((number, one, kept))
            self.tell({"event": "choose", "done": number + 1, "of": len(likely)})
        self.index.keep()
        self.total = sum(len(kept) for *_, kept in self._first) * len(self.asked.languages) + len(self.failed)
        if not self.total:
            raise RequestError("no figure answers to this order", todo="Ask for less at once, or leave a word out.")
        if self.total > MOST_FIGURES:
            raise RequestError(
                f"{self.total} figures are more than {MOST_FIGURES} at once", todo="Choose fewer pages or languages."
            )
        return self.total

    def _may_pass(self, one: Wanted) -> bool:
        """Whether an address may have a figure that is wanted, by what is known of it."""
        known = self.index.series(one.place)
        return known is None or self._sieve.open or any(self._sieve.passes(series, self.metas) for series in known)

    def orders(self) -> Iterator[Order]:
        """Every figure that may be passed on, language by language; those that may not are listed as failed."""
        first, *others = self.asked.languages
        for number, one, kept in self._first:
            yield from self._orders(number, one, kept)
        for lang in others:
            read = self.readers.figures(one.address(lang) for _, one, _ in self._first)
            for (number, one, kept), (_, found) in zip(self._first, read, strict=True):
                names = [figure.chart for figure in kept]
                wanted = replace(one, charts=tuple(names))
                yield from self._orders(number, one, self._of(wanted, found, lang))
        self._first = []

    def _of(self, one: Wanted, found: list[Figure] | ReadError, lang: str) -> list[Figure]:
        """The charts wanted of a page; a page that fails, and a chart that it has not, are listed."""
        if isinstance(found, ReadError):
            self._fail(Failed(one.place, lang, found.sentence))
            return []
        if not one.charts:
            return found
        by_key = {figure.chart: figure for figure in found}
        for key in one.charts:
            if key not in by_key:
                known = ", ".join(by_key) or "none"
                sentence = f"{one.place}: no chart {key!r} there; the page has: {known}."
                self._fail(Failed(f"{one.place}#{key}", lang, sentence))
        return [by_key[key] for key in one.charts if key in by_key]

    def _orders(self, number: int, one: Wanted, figures: list[Figure]) -> Iterator[Order]:
        for place, figure in enumerate(figures):
            metas = tuple(self.metas[name] for name in figure.series if name in self.metas)
            refused = next((why for meta in metas if (why := download_file.refusal(meta, figure.lang))), "")
            if refused:
                self._fail(Failed(figure.code, figure.lang, refused, refused=True))
                continue
            yield Order((number, place), figure, one, self._look(one), live(figure, self.address), metas)

    def _fail(self, failed: Failed) -> None:
        self.failed.append(failed)

    def _look(self, one: Wanted) -> Look:
        size: Paper = paper(one.size, self.asked.dpi) if one.size else self._paper
        return Look(size, self.asked.theme, self.asked.caption, self.asked.qr)

    @cached_property
    def _paper(self) -> Paper:
        return paper(self.asked.size, self.asked.dpi)


def _new(figure: Figure, seen: set[tuple[str, str, str]]) -> bool:
    """Whether a chart did not come up before: several addresses of a page may show the same one."""
    key = (figure.page, figure.chart, figure.stamp)
    fresh = key not in seen
    seen.add(key)
    return fresh


def laid_out(order: Order) -> Drawing:
    """The drawing of a figure, with the address of its live chart."""
    told = "export.live" if "://" in order.live else "export.live_here"
    line = t(told, order.figure.lang, address=order.live)
    return drawing(order.figure, order.look, order.live if "://" in order.live else "", line)


def live(figure: Figure, address: str) -> str:
    """The address of the live chart: below the public one, else as it stands in the dashboard."""
    query = urlencode([*figure.choices, ("chart", figure.chart), ("lang", figure.lang)])
    return f"{address}/{figure.page}?{query}"


def of_report(order: Order, made: Made) -> Made:
    """A figure with what the report says around it, in its language."""
    lang = order.figure.lang
    first = order.place[1] == 0
    return replace(
        made,
        heading=request.text(order.wanted.heading, lang) if first else "",
        text=request.text(order.wanted.text, lang) if first else "",
    )


__all__ = ["Batch", "Failed", "Order", "Tell", "laid_out", "live", "of_report"]
