"""The agenda of both meetings on the overview: each item leads to its charts."""

from __future__ import annotations

from html import escape

from indicators import agenda
from indicators.agenda import Item, Link
from indicators.locales import t
from ui import present, tables


def show(lang: str) -> None:
    """Draw the decks, then the list of items of every meeting, with links that keep the reader's language."""
    parts = "".join(_meeting(name, items, lang) for name, items in agenda.meetings().items())
    tables.show(present.listed(lang))
    tables.show(f'<h2 class="aoi-part">{escape(t("agenda.title", lang))}</h2><div class="aoi-agenda">{parts}</div>')


def _meeting(name: str, items: tuple[Item, ...], lang: str) -> str:
    rows = "".join(f"<li><span>{escape(t(item.key, lang))}</span>{_links(item, lang)}</li>" for item in items)
    return f"<section><h3>{escape(t(f'agenda.{name}', lang))}</h3><ul>{rows}</ul></section>"


def _links(item: Item, lang: str) -> str:
    return f"<small>{' · '.join(_link(link, lang) for link in item.links)}</small>"


def _link(link: Link, lang: str) -> str:
    address = f"{link.address}{'&' if '?' in link.address else '?'}lang={lang}"
    return f'<a target="_self" href="{escape(address, quote=True)}">{escape(t(link.key, lang))}</a>'
