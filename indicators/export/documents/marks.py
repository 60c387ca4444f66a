"""What a picture file says of itself, gathered from the figure, the registry and the series drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.export.documents import product
from indicators.export.documents.plain import clean
from indicators.export.made import Made
from indicators.locales import told
from indicators.series import Meta

PUBLISHED = "published"
"""The source whose every value has a work of its own."""


@dataclass(frozen=True)
class Marks:
    """The words inside a file.

    Parameters
    ----------
    description : str
        The text alternative.
    source, citation, rights, credit : tuple of str
        A line a source: product with version and DOI; how to cite it; licence; required credit or notice of editing.
    data_to, retrieved : str
        Day of the last observation, and when the newest of the data were got (ISO; may be empty).
    dpi : int
        Dots per inch of a PNG; 0: not said.
    """

    title: str
    subtitle: str
    description: str
    lang: str
    source: tuple[str, ...] = ()
    citation: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    data_to: str = ""
    retrieved: str = ""
    live: str = ""
    series: tuple[str, ...] = ()
    code: str = ""
    dpi: int = 0

    @property
    def tag(self) -> str:
        """Language as BCP 47 has it."""
        return product.tag(self.lang)

    @property
    def software(self) -> str:
        """The product and its version."""
        return product.software()

    @property
    def licence_addresses(self) -> tuple[str, ...]:
        """Addresses of those licences that have one."""
        known = product.names()["licences"]
        return tuple(dict.fromkeys(known[name] for name in known for text in self.rights if text.startswith(name)))

    def pairs(self) -> list[tuple[str, str]]:
        """Name and text of everything that is said, in one order, without what is empty."""
        listed = [
            ("Title", self.title), ("Subtitle", self.subtitle), ("Description", self.description),
            ("Source", "\n".join(self.source)), ("Citation", "\n".join(self.citation)),
            ("Copyright", "\n".join(self.rights)), ("Credit", "\n".join(self.credit)), ("Language", self.tag),
            ("Data to", self.data_to), ("Retrieved", self.retrieved), ("URL", self.live),
            ("Series", " ".join(self.series)), ("Figure", self.code), ("Software", self.software),
        ]  # fmt: skip
        return [(name, clean(text)) for name, text in listed if text]


def marks(made: Made, catalog: Catalog, dpi: int = 0) -> Marks:
    """The marks of a figure."""
    figure, metas = made.figure, made.metas
    return Marks(
        title=figure.title, subtitle=figure.subtitle, description=figure.alt, lang=figure.lang,
        source=sources(metas, catalog), citation=once(part for meta in metas for part in citations(meta)),
        rights=once(told(meta.licence, figure.lang) for meta in metas), credit=credits(metas, catalog),
        data_to=figure.last[:10], retrieved=figure.retrieved, live=made.live,
        series=tuple(meta.id for meta in metas) or figure.series, code=figure.code, dpi=dpi,
    )  # fmt: skip


def sources(metas: Iterable[Meta], catalog: Catalog) -> tuple[str, ...]:
    """A line a product: title, provider, version, DOI. Of published values the works stand in the citation."""
    return once(line for meta in metas for line in _products(meta, catalog))


def _products(meta: Meta, catalog: Catalog) -> list[str]:
    own = catalog.sources[meta.source]
    if meta.source == PUBLISHED:
        return [f"{own.title}, {own.provider}"]
    edition, doi = meta.product_version or own.product_version, meta.doi or own.doi
    named = [(own.title, own.provider, edition, doi)]
    if meta.derived_from:
        given = [catalog.sources[name] for name in origins(meta)]
        named += [(one.title, one.provider, one.product_version, one.doi) for one in given]
    return [", ".join(part for part in (title, provider, _edition(edition), _doi(doi)) if part)
            for title, provider, edition, doi in named]  # fmt: skip


def _edition(told: str) -> str:
    return f"version {told}" if told else ""


def _doi(doi: str) -> str:
    return f"doi:{doi}" if doi else ""


def origins(meta: Meta) -> tuple[str, ...]:
    """Sources whose terms bind a series: its own, or of a computed one those of its inputs."""
    inputs = tuple(dict.fromkeys(one.rsplit(".", 1)[-1] for one in meta.derived_from.split()))
    return inputs or (meta.source,)


def citations(meta: Meta) -> list[str]:
    """The works to be cited for a series, each by itself."""
    return [part for part in meta.citation_text.split(" · ") if part]


def credits(metas: Iterable[Meta], catalog: Catalog) -> tuple[str, ...]:  # noqa: A001 - the registry's own word
    """Credit lines and notices of editing that the sources of some series require."""
    named = dict.fromkeys(name for meta in metas for name in origins(meta))
    return once(text for name in named for text in (catalog.sources[name].credit, catalog.sources[name].edited_notice))


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in order, without empty ones."""
    return tuple(dict.fromkeys(text for text in texts if text))
