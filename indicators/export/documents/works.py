"""The works that the figures of a batch rest on, each once: products by the name of their source, papers by their key.

The citation as its provider wants it always stays whole; what is read out of it (authors, year, title) only stands
beside it, and only where it can be read without doubt.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indicators.catalog import Catalog
from indicators.export.documents.marks import PUBLISHED, citations, origins
from indicators.export.documents.plain import line
from indicators.export.made import Made
from indicators.published.works import Citation
from indicators.published.works import citations as published
from indicators.series import Meta

_PAPER = re.compile(r"(?P<authors>[^0-9]+?),? \(?(?P<year>(?:18|19|20)\d\d)[a-z]?\)?\. (?P<title>[^.]{8,}(?:\.|$))")
_YEAR = re.compile(r"(?:\. |\()((?:19|20)\d\d)(?=[.,)])")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_NAME = re.compile(r"(?P<family>\w[\w'’ -]*?) (?P<initials>(?:[A-ZА-Я]\.[- ]?){1,4})")


@dataclass(frozen=True)
class Work:
    """A product or a paper.

    Parameters
    ----------
    text : str
        The citation, whole, with the day of access.
    authors : tuple of str
        `Family, I.`; the provider of a product is one author; empty where they cannot be told apart.
    accessed : str
        Day on which the bytes were got (ISO); empty for papers.
    product : bool
        Whether it is a product of data.
    """

    key: str
    text: str
    title: str
    authors: tuple[str, ...] = ()
    others: bool = False
    year: str = ""
    edition: str = ""
    doi: str = ""
    url: str = ""
    accessed: str = ""
    licence: str = ""
    product: bool = False


def of_batch(made: Iterable[Made], catalog: Catalog) -> tuple[Work, ...]:
    """Every work that figures rest on, by key; of a product got on several days the last."""
    found: dict[str, Work] = {}
    for one in made:
        for work in of_figure(one.metas, catalog):
            known = found.get(work.key)
            if known is None or work.accessed > known.accessed:
                found[work.key] = work
    return tuple(found[key] for key in sorted(found))


def of_figure(metas: Sequence[Meta], catalog: Catalog) -> tuple[Work, ...]:
    """The works of the series drawn, each once, in their order."""
    found: dict[str, Work] = {}
    for meta in metas:
        for text in citations(meta):
            work = _paper(text) or _product(text, meta, catalog)
            found.setdefault(work.key, work)
    return tuple(found.values())


@functools.cache
def _papers() -> dict[str, Citation]:
    """The works of the published figures by their citation."""
    return {one.text: one for one in published().values()}


def _paper(text: str) -> Work | None:
    cited = _papers().get(text)
    return None if cited is None else _read(Work(cited.key, line(text), line(text), doi=cited.doi, url=cited.url))


def _read(work: Work) -> Work:
    """A paper with what its citation tells beyond doubt."""
    match = _PAPER.match(work.text)
    if match is None:
        return work
    names, others = _authors(match["authors"])
    return replace(work, title=match["title"].rstrip("."), year=match["year"], authors=names, others=others)


def _authors(told: str) -> tuple[tuple[str, ...], bool]:
    """Names as `Family, I.`, and whether there are more; the whole as one name where they cannot be told apart."""
    bare = told.strip().removesuffix(".").removesuffix("et al").strip().rstrip(",")
    others = bare != told.strip().rstrip(".,").strip()
    names = [_NAME.fullmatch(part.strip()) for part in re.split(r",| and | & ", bare.rstrip(".") + ".") if part.strip()]
    if names and all(names):
        return tuple(f"{one['family']}, {_apart(one['initials'])}" for one in names if one), others
    return (told.strip(),), False


def _apart(initials: str) -> str:
    return " ".join(re.findall(r"\w\.-?", initials)).replace("- ", "-")


def _product(text: str, meta: Meta, catalog: Catalog) -> Work:
    """A product of one of the sources that bind a series."""
    slug = next((name for name in origins(meta) if _is_of(text, catalog.sources[name].citation)), meta.source)
    source = catalog.sources[slug]
    own = slug == meta.source
    address = next((found for found in _ADDRESS.findall(text) if "doi.org" not in found), "").rstrip(".,;)")
    year = _YEAR.search(text)
    return Work(
        key=slug, text=line(text), title=source.title, authors=(source.provider,), year=year[1] if year else "",
        edition=(meta.product_version if own else "") or source.product_version,
        doi=(meta.doi if own else "") or source.doi, url=address, accessed=meta.retrieved[:10],
        licence=source.licence if slug != PUBLISHED else "", product=True,
    )  # fmt: skip


def _is_of(text: str, template: str) -> bool:
    return text.startswith(template.partition("{accessed}")[0])
