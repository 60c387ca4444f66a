"""A report: the figures of a batch in one language, with what stands around them; written as PDF or as slides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indicators import fonts
from indicators.catalog import Catalog
from indicators.export.documents import product, works
from indicators.export.documents.blocks import Block, blocks
from indicators.export.documents.plain import line
from indicators.export.documents.works import Work
from indicators.export.drawing import Caption
from indicators.export.made import Failed, Made
from indicators.locales import t
from indicators.locales.formats import date as said_date


@dataclass(frozen=True)
class Report:
    """What a report is made of.

    Parameters
    ----------
    made : sequence of Made
        Figures in their order; those of other languages are left out.
    folder : Path
        The folder of the batch, in which the pictures lie.
    references : sequence of Work
        Works in the order of their numbers (`works.of_batch`).
    inside : {'full', 'title', 'none'}
        What stands inside the pictures already and is not said a second time below them.
    """

    title: str
    authors: str
    lang: str
    made: Sequence[Made]
    folder: Path
    catalog: Catalog
    failed: Sequence[Failed] = ()
    references: Sequence[Work] = ()
    inside: Caption = "full"

    @cached_property
    def blocks(self) -> list[Block]:
        """The figures with their numbers."""
        return blocks((one for one in self.made if one.figure.lang == self.lang), self.catalog)

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The works that these figures rest on, in the order of their numbers."""
        used = {key for one in self.blocks for key in one.keys}
        listed = self.references or works.of_batch(self.made, self.catalog)
        return tuple(work for work in listed if work.key in used)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each work, from 1."""
        return {work.key: number for number, work in enumerate(self.works, start=1)}

    @property
    def lacking(self) -> tuple[Failed, ...]:
        """Figures of this language that were not made."""
        return tuple(one for one in self.failed if one.lang == self.lang)

    @property
    def heading(self) -> str:
        """The title, or the one of reports without."""
        return line(self.title) or t("document.untitled", self.lang)

    @property
    def data_to(self) -> str:
        """Until when the data reach, as a sentence; empty where no figure has a date."""
        days = [one.made.figure.last[:10] for one in self.blocks if one.made.figure.last]
        if not days:
            return ""
        return t("document.data_to", self.lang, date=said_date(dt.date.fromisoformat(max(days)), self.lang))

    @property
    def imprint(self) -> tuple[str, ...]:
        """Lines of the title page below the authors."""
        made_with = t("document.made_with", self.lang, product=product.name(self.lang), version=product.version())
        return tuple(one for one in (self.data_to, made_with, t("document.terms", self.lang)) if one)

    def cited(self, one: Block) -> str:
        """Numbers of the works of a figure, in brackets; empty where it has none."""
        numbers = sorted(self.numbers[key] for key in one.keys if key in self.numbers)
        return f"[{', '.join(str(number) for number in numbers)}]" if numbers else ""

    def unprintable(self) -> str:
        """Characters of the words of the report that the shipped fonts lack."""
        said = [self.heading, self.authors, *(f"{one.made.heading}{one.made.text}" for one in self.blocks)]
        return fonts.lacking("".join(said), self.lang)
