"""The chain as data: links with the series that evidence them, arrows with the works that describe them.

It holds no value and concludes nothing: `chain.yaml` says where to look, `evidence` looks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from indicators.catalog import Catalog, Domain, Slug
from indicators.errors import CatalogError
from indicators.published.works import Citation, citations
from indicators.series import Meta

PATH = Path(__file__).with_name("chain.yaml")
Take = Literal["last", "season_maximum", "annual_mean"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(_Frozen):
    """One value of a link: the ids of series that can give it, the best first.

    `name` is the key of its words (`system.value.<name>`); `layer` is a depth layer in metres.
    """

    name: Slug
    series: Annotated[tuple[str, ...], Field(min_length=1)]
    take: Take = "last"
    layer: tuple[float, float] | None = None


class Counts(_Frozen):
    """Which series belong to a link: all that satisfy every condition that is given.

    `within` are regions with those inside them, `but` regions that are left out again.
    """

    indicators: tuple[Slug, ...] = ()
    species: tuple[Slug, ...] = ()
    places: tuple[Slug, ...] = ()
    within: tuple[Slug, ...] = ()
    but: tuple[Slug, ...] = ()


class Link(_Frozen):
    """A link of the chain; `page` is the address of its charts below the root.

    `works` are keys of works that its remark (`system.note.<name>`) rests on beside those of its values.
    """

    domain: Domain
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]
    counts: Counts
    page: str
    drawn: int = 3
    missing: tuple[Slug, ...] = ()
    works: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The works that its remark rests on, in order."""
        return tuple(citations()[key] for key in self.works)


class Arrow(_Frozen):
    """A step that published works describe; `works` are keys of the citation tables, with short names."""

    name: Slug
    start: Slug = Field(alias="from")
    end: Slug = Field(alias="to")
    works: dict[str, str]

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The works, in order."""
        return tuple(citations()[key] for key in self.works)


class Chain(_Frozen):
    """All links by name, from the mountains to the people, and the arrows between them."""

    links: dict[Slug, Link]
    arrows: tuple[Arrow, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Chain:
        for arrow in self.arrows:
            unknown = {arrow.start, arrow.end} - self.links.keys()
            lacking = set(arrow.works) - citations().keys()
            if unknown or lacking:
                raise ValueError(f"arrow {arrow.name}: unknown {', '.join(sorted(unknown | lacking))}")
        for name, link in self.links.items():
            if strange := set(link.works) - citations().keys():
                raise ValueError(f"link {name}: unknown {', '.join(sorted(strange))}")
        return self

    @property
    def series(self) -> tuple[str, ...]:
        """Every series that a link may show, once, in the order of the chain."""
        slots = (slot for link in self.links.values() for slot in link.slots)
        return tuple(dict.fromkeys(series_id for slot in slots for series_id in slot.series))


def read(path: Path = PATH) -> Chain:
    """Read the chain.

    Raises
    ------
    CatalogError
        With the file and the key of the first mistake.
    """
    try:
        return Chain.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogError(first["msg"], f"{path.name}, {where}", "Correct this entry.") from error


@functools.cache
def chain() -> Chain:
    """The shipped chain, read once."""
    return read()


def belongs(meta: Meta, counts: Counts, catalog: Catalog) -> bool:
    """Whether a series belongs to a link."""
    return _belongs(meta, counts, catalog, _below(counts.within, catalog), _below(counts.but, catalog))


def _below(names: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """Some regions and all below them."""
    return frozenset(region for name in names for region in catalog.within(name))


def _belongs(meta: Meta, counts: Counts, catalog: Catalog, inside: frozenset[str], left_out: frozenset[str]) -> bool:
    indicator = catalog.indicators[meta.indicator]
    return (
        (not counts.indicators or meta.indicator in counts.indicators)
        and (not counts.species or indicator.species in counts.species)
        and (not counts.places or meta.place in counts.places)
        and (not counts.within or meta.region in inside)
        and meta.region not in left_out
    )


def held_series(metas: Iterable[Meta], catalog: Catalog) -> dict[str, int]:
    """Number of held series by link."""
    found, numbers = list(metas), {}
    for name, link in chain().links.items():
        areas = _below(link.counts.within, catalog), _below(link.counts.but, catalog)
        numbers[name] = sum(_belongs(meta, link.counts, catalog, *areas) for meta in found)
    return numbers
