"""The methods page as HTML: passages of docstrings, tables of the registry, products and terms with anchors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from indicators.locales import DEFAULT, t, told
from indicators.methods.docstrings import Passage
from indicators.methods.glossary import Term
from indicators.methods.registry import Listing, Product
from ui import tables
from ui.tables import Html

PRINTED = ("version", "citation")
"""Lines of a product that stay as they are printed."""
_CODE = re.compile(r"`+([^`]+)`+")
_STRESSED = re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,}/\S+)")


def prose(text: str) -> Html:
    """Text with its DOIs as links, names of the code in their own type, and stress."""
    parts, start = [], 0
    for found in _DOI.finditer(text):
        doi = _bare(found[1])
        end = found.start(1) + len(doi)
        parts += [_set(text[start : found.start()]), tables.link(f"https://doi.org/{doi}", text[found.start() : end])]
        start = end
    return Html("".join([*parts, _set(text[start:])]))


def _bare(doi: str) -> str:
    """A DOI without the punctuation of the sentence around it."""
    kept = doi.rstrip(".,;")
    return kept.rstrip(").,;") if kept.endswith(")") and kept.count("(") < kept.count(")") else kept


def _set(text: str) -> str:
    return _STRESSED.sub(r"<em>\1</em>", _CODE.sub(r"<code>\1</code>", escape(text)))


def passages(found: Sequence[Passage], lang: str) -> Html:
    """Docstrings, each with the file that says so."""
    return Html("".join(_passage(one, lang) for one in found))


def _passage(one: Passage, lang: str) -> str:
    parts = [
        f"<ol>{''.join(f'<li{_tag(item, lang)}>{prose(told(item, lang))}</li>' for item in part)}</ol>"
        if isinstance(part, tuple)
        else f"<p{_tag(part, lang)}>{prose(told(part, lang))}</p>"
        for part in one.paragraphs
    ]  # fmt: skip
    where = escape(t("methods.from", lang, where=one.where))
    return f'<section class="aoi-prose">{"".join(parts)}<small><span class="aoi-file">{where}</span></small></section>'


def _tag(text: str, lang: str) -> str:
    """Says that a text is English where a language does not have it."""
    return f' lang="{DEFAULT}"' if lang != DEFAULT and told(text, lang) == text else ""


def listing(one: Listing) -> Html:
    """A table under its heading."""
    heading = f'<h3 class="aoi-listing">{escape(one.title)}</h3>' if one.title else ""
    return Html(heading + tables.table(one.head, one.rows))


def products(found: Sequence[Product], lang: str) -> Html:
    """Every product, folded, by domain; its anchor is `source-<slug>`."""
    parts = []
    for domain, members in groupby(found, key=lambda one: one.domain):
        parts.append(f'<h3 class="aoi-listing">{escape(t(f"domain.{domain}", lang))}</h3>')
        parts += [_product(one, lang) for one in members]
    return Html("".join(parts))


def _product(one: Product, lang: str) -> str:
    printed = {t(f"methods.product.{name}", lang) for name in PRINTED}
    rows = [
        f"<dt>{escape(what)}</dt><dd{f' lang={DEFAULT}' if what in printed else ''}>{prose(text)}</dd>"
        for what, text in one.lines
    ]
    if one.doi:
        address = tables.link(f"https://doi.org/{one.doi}", one.doi)
        rows.insert(0, f"<dt>{escape(t('methods.product.doi', lang))}</dt><dd>{address}</dd>")
    head = f'<span lang="{DEFAULT}">{escape(one.title)} <small>{escape(one.provider)}</small></span>'
    folded = f"<summary>{head}</summary><dl>{''.join(rows)}</dl>"
    return f'<details class="aoi-product" id="source-{one.slug}">{folded}</details>'


def glossary(found: Sequence[Term], lang: str, sought: str = "") -> Html:
    """All terms; the one a link asks for is framed, and the page is moved to it."""
    parts = "".join(_term(one, lang, " data-sought" if one.slug == sought else "") for one in found)
    return Html(f'<dl class="aoi-glossary">{parts}</dl>')


def _term(one: Term, lang: str, mark: str) -> str:
    source = f" <small>{prose(t('methods.term_source', lang, source=one.source))}</small>" if one.source else ""
    said = f"<dt>{escape(one.name)}</dt><dd>{escape(one.says)}{source}</dd>"
    return f'<div id="term-{one.slug}"{mark}>{said}</div>'
