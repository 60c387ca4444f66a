"""The sentences that come with the data: of the registry, of the series held and of their observations.

Only sentences of ours. Citations, titles of works and products, names of organisations, licences and the credit
that a provider asks for stay as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from indicators import fields
from indicators.catalog import Catalog
from indicators.errors import ON_PAGES, StoreError
from indicators.locales.sentences import parted
from indicators.methods.topics import TOPICS
from indicators.species.grounds import grounds
from indicators.store import Cache

OF_SERIES = ("statistic", "method", "area_definition")
OF_ROWS = ("note", "legal_status", "migratory_notes", "species_covered", "scope", "summary", "title", "type")
"""Columns of an observation frame that hold sentences of ours."""


def sentences(catalog: Catalog, cache: Cache) -> dict[str, str]:
    """English sentence -> where it was first met (`places.khabarovsk.note`, `note of ID`)."""
    found: dict[str, str] = {}
    for text, where in (*_registry(catalog), *_held(cache), *_maps(cache), *_grounds(), *_methods(), *_errors()):
        for part in parted(text)[0]:
            if any(letter.isalpha() for letter in part):
                found.setdefault(part, where)
    return found


def _registry(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for slug, region in catalog.regions.items():
        yield region.definition, f"regions.{slug}.definition"
    for slug, place in catalog.places.items():
        yield place.note, f"places.{slug}.note"
    for slug, indicator in catalog.indicators.items():
        yield indicator.description, f"indicators.{slug}.description"
    for slug, source in catalog.sources.items():
        yield source.note, f"sources.{slug}.note"
        yield source.licence, f"sources.{slug}.licence"
        for group in (*source.series, *source.fields):
            for part in OF_SERIES:
                yield getattr(group, part), f"sources.{slug}.{part}"
    for slug, event in catalog.events.items():
        yield event.citation, f"events.{slug}.citation"
    for slug, untested in catalog.untested.items():
        yield untested.citation, f"untested.{slug}.citation"
    for one in catalog.missing:
        yield one.holder, f"missing.{one.what}.holder"


def _errors() -> Iterator[tuple[str, str]]:
    for text in ON_PAGES:
        yield text, "indicators/errors.py"


def _held(cache: Cache) -> Iterator[tuple[str, str]]:
    for meta, _ in cache.metas().values():
        for part in OF_SERIES:
            yield getattr(meta, part), f"{part} of {meta.id}"
        try:
            rows = cache.read(meta.id).observations
        except StoreError:
            continue
        for column in (name for name in OF_ROWS if name in rows.columns):
            for text in rows[column].dropna().unique():
                yield str(text), f"{column} of {meta.id}"


def _maps(cache: Cache) -> Iterator[tuple[str, str]]:
    for meta, _ in fields.metas(cache).values():
        for part in OF_SERIES:
            yield getattr(meta, part), f"{part} of {meta.id}"
        for text in fields.times(cache, meta.id)["note"].dropna().unique():
            yield str(text), f"note of {meta.id}"


def _grounds() -> Iterator[tuple[str, str]]:
    for one in grounds():
        yield one.note, f"grounds.{one.species}.{one.ground}.note"


def _methods() -> Iterator[tuple[str, str]]:
    for topic in TOPICS.values():
        for passage in topic.passages():
            for part in passage.paragraphs:
                for text in part if isinstance(part, tuple) else (part,):
                    yield text, passage.where
