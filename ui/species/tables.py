"""Pieces of the species page as HTML: facts, tables with numbered works, lists and ways onward."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from indicators.locales import t
from indicators.population.tables import Statement, Table
from indicators.species import cast
from indicators.species.facts import Fact
from ui import statements, tables
from ui.tables import Html


def of(made: Table, references: list[Statement], lang: str, *, empty: str) -> Html:
    """A table; `empty` is said where it has no row."""
    if not made.rows:
        return paragraph(empty)
    return Html(f'<div class="aoi-species">{statements.body(made, references, lang)}</div>')


def to_page(code: str, lang: str, text: str = "") -> Html:
    """Name of a species (or a longer text about it), as a link to the page that shows it, where there is one."""
    name, page = escape(text or t(f"species.{code}", lang)), cast.page_of(code)
    if not page:
        return Html(name)
    return Html(f'<a target="_self" href="species?species={page}&amp;lang={escape(lang, quote=True)}">{name}</a>')


def linked(made: Table, lang: str) -> Table:
    """A table whose first column names species, with the names as links to their pages."""
    names = {t(f"species.{code}", lang): code for page in cast.CAST for code in cast.codes(page)}
    rows = tuple(
        (to_page(names[first], lang) if isinstance(first, str) and first in names else first, *rest)
        for first, *rest in made.rows
    )
    return Table(made.head, rows)


def facts(found: Sequence[Fact]) -> Html:
    """Key facts in a row of cards."""
    cards = "".join(
        f"<div><span>{escape(item.name)}</span><b>{escape(item.value)}</b><small>{escape(item.remark)}</small></div>"
        for item in found
    )
    return Html(f'<div class="aoi-facts">{cards}</div>')


def paragraph(text: str) -> Html:
    """A line of text."""
    return Html(f"<p>{escape(text)}</p>") if text else Html("")


def note(text: str) -> Html:
    """A quiet remark; words between backticks are commands."""
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return Html(f'<p class="aoi-note">{told}</p>') if text else Html("")


def folded(summary: str, inside: str) -> Html:
    """Something long under one line that opens it."""
    return Html(f'<details class="aoi-species-more"><summary>{escape(summary)}</summary>{inside}</details>')


def bullets(lines: Iterable[str]) -> Html:
    """Lines as a list."""
    return Html('<ul class="aoi-lines">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")


def heading(text: str) -> Html:
    """A heading below the parts of the page."""
    return Html(f'<h3 class="aoi-small">{escape(text)}</h3>')


def ways(addresses: Sequence[tuple[str, str]], lang: str) -> Html:
    """Links to other pages about the same, in the reader's language."""
    told = " · ".join(
        f'<a target="_self" href="{escape(f"{path}{chr(38) if chr(63) in path else chr(63)}lang={lang}", quote=True)}">'
        f"{escape(t(key, lang))}</a>"
        for path, key in addresses
    )
    return Html(f'<p class="aoi-ways">{told}</p>')


def works(references: Sequence[Statement]) -> Html:
    """The works behind the numbers in brackets."""
    lines = "".join(f"<li>{tables.cited(part.link, part.work)}</li>" for part in references)
    return Html(f'<ol class="aoi-cited">{lines}</ol>')


def missing(rows: Sequence[tuple[str, str, str]], lang: str) -> Html:
    """What is missing, of which countries, and who holds it."""
    head = [t("missing.what", lang), t("pick.country", lang), t("missing.holder", lang)]
    return tables.table(head, rows)
