"""Captions as Markdown: every figure of a batch with its number, what stands under it, and what to cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicators.catalog import Catalog
from indicators.export.documents import product, works
from indicators.export.documents.blocks import Block, blocks, by_language
from indicators.export.documents.plain import line
from indicators.export.made import Failed, Made
from indicators.locales import NAMES, t

_SIGNS = re.compile(r"([\\`*\[\]<>#|]|(?<!\w)_|_(?!\w))")


def captions(made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog) -> bytes:
    """The captions of a batch, language by language; what was not made at the end of each."""
    parts: list[str] = []
    for lang, mine, lacking in by_language(blocks(made, catalog), failed):
        parts += [f"# {t('document.captions', lang)} ({NAMES[lang]})", ""]
        for one in mine:
            parts += _figure(one)
        if lacking:
            parts += [f"## {t('document.not_made', lang)}", ""]
            parts += [f"- {_not_made(one)}" for one in lacking]
            parts.append("")
    told = works.of_batch(made, catalog)
    if told:
        parts += [f"# {t('document.references', made[0].figure.lang)}", ""]
        parts += [*(f"- `{work.key}` {escaped(work.text)}" for work in told), ""]
    parts.append(product.software())
    return ("\n".join(parts) + "\n").encode()


def _figure(one: Block) -> list[str]:
    above = []
    if one.made.heading:
        above += [f"## {escaped(one.made.heading)}", ""]
    if one.made.text:
        above += [*(escaped(part) + "\n" for part in paragraphs(one.made.text))]
    said = [f"### {one.name}. {escaped(one.made.figure.title)}", "", escaped(one.subtitle), ""]
    notes = [*(f"{escaped(note)}  " for note in one.notes), ""] if one.notes else []
    return [*above, *said, *notes, *(f"- {escaped(extra)}" for extra in one.extras), ""]


def _not_made(one: Failed) -> str:
    return escaped(t("document.not_made_line", one.lang, figure=one.code, reason=one.sentence))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text of the report file, parted by empty lines."""
    return [line(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _SIGNS.sub(r"\\\1", line(text))
