"""The report desk at work: from an order to a folder with pictures, values, captions and references."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from indicators.catalog import Catalog
from indicators.errors import IndicatorsError
from indicators.export import index, paperwork
from indicators.export.batch import Batch, Order, Tell, laid_out, of_report
from indicators.export.documents import inside
from indicators.export.drawing import MOST_HIGH_MM, Drawing
from indicators.export.made import Failed, Made, Picture
from indicators.export.output import MANIFEST, PARTIAL, Output, OutputError
from indicators.export.readers import Readers
from indicators.export.renderers import PictureError, Pool
from indicators.export.request import Request
from indicators.locales import t
from indicators.store import Cache

LOG = logging.getLogger(__name__)
Token = tuple[int, str]


@dataclass(frozen=True)
class Desk:
    """How a batch is made.

    Parameters
    ----------
    renderer : {'auto', 'browser', 'own'}
    workers : int
        Processes that run pages, and as many that draw.
    address : str
        Public address of the dashboard; empty where none is known.
    report : bool
        Whether PDF and slides of the whole are made too.
    """

    renderer: str = "auto"
    workers: int = 2
    address: str = ""
    report: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a batch."""

    made: tuple[Made, ...]
    failed: tuple[Failed, ...]
    renderer: str
    notes: tuple[str, ...]


@dataclass
class _Open:
    """A figure some of whose pictures are still being drawn."""

    order: Order
    missing: set[str]
    pictures: list[Picture] = field(default_factory=list)
    trouble: str = ""


class Run:
    """One batch.

    Parameters
    ----------
    output : Output
        The folder, not yet taken.
    tell : callable
        Told every step: what `--progress json` prints.
    """

    def __init__(
        self, asked: Request, output: Output, cache: Cache, catalog: Catalog, desk: Desk, tell: Tell
    ) -> None:  # fmt: skip
        self.asked, self.output, self.cache, self.catalog = asked, output, cache, catalog
        self.desk, self.tell = desk, tell
        self.open: dict[int, _Open] = {}
        self.made: list[tuple[tuple[int, int, int], Made]] = []
        self.notes: list[str] = []
        self.told = 0

    def go(self) -> Result:
        """Make everything.

        Raises
        ------
        IndicatorsError
            When the order cannot be made at all, or the folder takes no more: it then says that it is not complete.
        """
        with Readers(self.cache.root, self.desk.workers) as readers:
            metas = {name: meta for name, (meta, _) in self.cache.metas().items()}
            self.batch = Batch(self.asked, readers, metas, self.catalog, self.desk.address, self.tell,
                               index.of(self.cache))  # fmt: skip
            total = self.batch.choose()
            self.output.open(t("export.incomplete", self.asked.languages[0], manifest=MANIFEST))
            try:
                with Pool(self.desk.renderer, workers=self.desk.workers) as pool:
                    return self._drawn(pool, total)
            except (OutputError, KeyboardInterrupt):
                self.output.broken_off(self._manifest(complete=False))
                raise

    def _drawn(self, pool: Pool, total: int) -> Result:
        self.tell({"event": "begin", "figures": total, "renderer": pool.kind, "note": pool.reason})
        self.notes += [pool.reason] if pool.reason else []
        for token, result in pool.draw(self._drawings()):
            self._take(token, result)
        self._tell_failed()
        made, failed = self._made(), tuple(self.batch.failed)
        self.notes += paperwork.unprintable(self.asked) if self.desk.report else []
        paperwork.write(self.output, self.asked, made, failed, self.catalog, report=self.desk.report)
        self.output.close(self._manifest(complete=True))
        return Result(made, failed, pool.kind, tuple(self.notes))

    def _made(self) -> tuple[Made, ...]:
        return tuple(one for _, one in sorted(self.made, key=lambda pair: pair[0]))

    def _manifest(self, *, complete: bool) -> bytes:
        return paperwork.manifest(
            self.output, self.asked, self._made(), self.batch.failed, self.catalog, complete=complete
        )  # fmt: skip

    def _drawings(self) -> Iterator[tuple[Token, Drawing, str]]:
        for number, order in enumerate(self.batch.orders()):
            try:
                drawn = laid_out(order)
            except (KeyError, TypeError, ValueError) as error:
                self._failed(order, f"{order.figure.code}: cannot be laid out ({type(error).__name__}: {error})")
                continue
            self._remark(order, drawn)
            self.open[number] = _Open(order, set(self.asked.formats))
            for format_ in self.asked.formats:
                order.drawn[format_] = drawn
                yield (number, format_), drawn, format_

    def _remark(self, order: Order, drawn: Drawing) -> None:
        if not order.look.paper.height_mm and drawn.millimetres[1] > MOST_HIGH_MM + 1:
            self.notes.append(
                f"{order.figure.code}: {drawn.millimetres[1]:.0f} mm high in this size, more than an A4 page; "
                "a wider size is lower."
            )

    def _take(self, token: Token, result: bytes | PictureError) -> None:
        number, format_ = token
        one = self.open[number]
        one.missing.discard(format_)
        if isinstance(result, PictureError):
            one.trouble = result.sentence
        else:
            one.pictures.append(self._picture(one.order, format_, result))
        if not one.missing:
            del self.open[number]
            self._close(one)

    def _picture(self, order: Order, format_: str, content: bytes) -> Picture:
        drawn, figure, paper = order.drawn[format_], order.figure, order.look.paper
        marks = inside.marks(Made(figure, order.metas, (), live=order.live), self.catalog, drawn.dpi)
        content = inside.marked(content, format_, marks)
        theme = "" if order.look.theme == "light" else f"_{order.look.theme}"
        name = f"figures/{figure.code}_{paper.name}_{figure.lang}{theme}.{format_}"
        digest = self.output.write(name, content)
        return Picture(
            name, format_, digest, len(content), paper.name, order.look.theme, drawn.dpi, drawn.dots, drawn.millimetres
        )

    def _close(self, one: _Open) -> None:
        """Everything of a figure is drawn: its values, and what the lists will say of it."""
        if one.trouble:
            self._failed(one.order, one.trouble)
        if not one.pictures:
            return
        figure = one.order.figure
        listed = sorted(one.pictures, key=lambda picture: self.asked.formats.index(picture.format))
        made = Made(figure, one.order.metas, tuple(listed), live=one.order.live)
        if self.asked.data:
            made = self._with_values(made)
        made = of_report(one.order, replace(made, figure=replace(figure, spec="")))
        self.made.append(((self.asked.languages.index(figure.lang), *one.order.place), made))
        self._tell_one({"event": "figure", "code": figure.code, "lang": figure.lang,
                        "files": [picture.name for picture in listed]})  # fmt: skip

    def _with_values(self, made: Made) -> Made:
        """The figure with the files of its values; where these cannot be made, with the sentence why."""
        try:
            files, refusal = paperwork.of_values(made, self.cache, self.catalog)
        except Exception as error:
            LOG.exception("values of %s", made.figure.code)
            sentence = f"{made.figure.code}: its values could not be written ({type(error).__name__})."
            self.batch.failed.append(Failed(made.figure.code, made.figure.lang, sentence))
            return made
        for name, content in files.items():
            self.output.write(name, content)
        return replace(made, data=tuple(files), refusal=refusal)

    def _failed(self, order: Order, sentence: str) -> None:
        self.batch.failed.append(Failed(order.figure.code, order.figure.lang, sentence))

    def _tell_one(self, event: Mapping[str, Any]) -> None:
        self._tell_failed()
        self.tell({**event, "done": self._done, "of": self.batch.total})

    def _tell_failed(self) -> None:
        for failed in self.batch.failed[self.told :]:
            self.told += 1
            self.tell({"event": "failed", "code": failed.code, "lang": failed.lang, "sentence": failed.sentence,
                       "refused": failed.refused, "done": self._done, "of": self.batch.total})  # fmt: skip

    @property
    def _done(self) -> int:
        return len(self.made) + len(self.batch.failed)


__all__ = ["PARTIAL", "Desk", "IndicatorsError", "Result", "Run"]
