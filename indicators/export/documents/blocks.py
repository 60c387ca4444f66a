"""What is said around each figure, in its language and with its number: one telling for every kind of document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.export.documents import works
from indicators.export.documents.plain import line
from indicators.export.made import Failed, Made, Picture
from indicators.locales import t
from indicators.locales.formats import ended, enumerated

SHOWN = ("png", "pdf")
"""Formats of a picture that a document can show, the first choice in front; an SVG keeps its words as text in faces
that no document has."""


@dataclass(frozen=True)
class Block:
    """A figure of a document.

    Parameters
    ----------
    number : int
        Its number in its language, from 1.
    caption : str
        Number, title and what is said under it, as one paragraph.
    keys : tuple of str
        Keys of the works it rests on.
    """

    number: int
    made: Made
    keys: tuple[str, ...]

    @property
    def lang(self) -> str:
        """Its language."""
        return self.made.figure.lang

    @property
    def name(self) -> str:
        """`Figure 3`."""
        return t("document.figure", self.lang, n=self.number)

    @property
    def title(self) -> str:
        """The title as a sentence."""
        return ended(line(self.made.figure.title), self.lang)

    @property
    def subtitle(self) -> str:
        """The subtitle as a sentence."""
        return ended(line(self.made.figure.subtitle), self.lang)

    @property
    def notes(self) -> tuple[str, ...]:
        """The key to the marks, and source, licence and dates."""
        return tuple(line(one) for one in (*self.made.figure.key, *self.made.figure.caption))

    @property
    def extras(self) -> tuple[str, ...]:
        """What only whoever writes the report needs: what to cite, address, files, text alternative, refusal."""
        figure, lang = self.made.figure, self.lang
        files = [one.name for one in self.made.pictures] + list(self.made.data)
        told = [
            t("document.cited", lang, keys=", ".join(self.keys)) if self.keys else "",
            t("document.live", lang, address=self.made.live) if self.made.live else "",
            t("document.files", lang, files=enumerated(files, lang)) if files else "",
            t("document.alt", lang, text=line(figure.alt)) if figure.alt else "",
            t("document.not_passed_on", lang, reason=line(self.made.refusal)) if self.made.refusal else "",
        ]
        return tuple(one for one in told if one)

    def picture(self, formats: Sequence[str] = SHOWN) -> Picture | None:
        """The picture to show, in the first format that there is."""
        found = (one for kind in formats for one in self.made.pictures if one.format == kind)
        return next(found, None)


def blocks(made: Iterable[Made], catalog: Catalog) -> list[Block]:
    """Figures with their numbers, which begin anew in each language; in the order of the batch."""
    count: dict[str, int] = {}
    told = []
    for one in made:
        lang = one.figure.lang
        count[lang] = count.get(lang, 0) + 1
        keys = tuple(work.key for work in works.of_figure(one.metas, catalog))
        told.append(Block(count[lang], one, keys))
    return told


def by_language(told: Sequence[Block], failed: Sequence[Failed]) -> Iterator[tuple[str, list[Block], list[Failed]]]:
    """Figures, and what was not made, language by language in the order of the batch."""
    for lang in dict.fromkeys([*(one.lang for one in told), *(one.lang for one in failed)]):
        mine, lacking = [one for one in told if one.lang == lang], [one for one in failed if one.lang == lang]
        yield lang, mine, lacking
