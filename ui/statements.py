"""Tables of statements: texts with their small print, and the works they were read in as numbered links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from indicators.locales import t
from indicators.population.tables import Cell, Statement, Table
from ui import tables
from ui.tables import Html


def body(made: Table, references: list[Statement], lang: str) -> Html:
    """The table; works become numbers that `works` resolves."""
    rows = [[cell(part, references) for part in line] for line in made.rows]
    return tables.table(made.head, rows) if rows else Html(f"<p>{escape(t('status.none', lang))}</p>")


def cell(part: Cell, references: list[Statement]) -> Html:
    """A text, or statements with their small print."""
    if isinstance(part, str):
        return Html(tables.cell(part))
    if isinstance(part, tuple):
        return Html("<br>".join(cell(statement, references) for statement in part) or "–")
    if all(part.work != other.work for other in references):
        references.append(part)
    number = next(at for at, other in enumerate(references, 1) if other.work == part.work)
    small = " ".join(text for text in (escape(part.detail), tables.link(part.link, f"[{number}]")) if text)
    return Html("<br>".join(text for text in (escape(part.text), f"<small>{small}</small>") if text))


def works(references: Sequence[Statement], lang: str) -> Html:
    """The works behind the numbers."""
    listed = "".join(f"<li>{tables.cited(part.link, part.work)}</li>" for part in references)
    return Html(f'<h3 class="aoi-small">{escape(t("pop.works", lang))}</h3><ol class="aoi-cited">{listed}</ol>')
