"""How coverage is put into words: rows, series, sources and shares, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators import naming
from indicators.catalog import Catalog
from indicators.coverage.record import Record
from indicators.locales import has, label, t
from indicators.locales.formats import enumerated, number
from indicators.population.words import plain
from indicators.series import Meta


def country(code: str, lang: str) -> str:
    """Name of a country."""
    return t(f"country.{code}", lang)


def countries(codes: Iterable[str], lang: str) -> str:
    """Names of countries in a row; a place of none of the five says so."""
    return enumerated((country(code, lang) for code in codes), lang) or t("coverage.no_country", lang)


def what(code: str, lang: str) -> str:
    """Name of a family or an indicator."""
    key = f"coverage.family.{code}"
    return t(key, lang) if has(key) else label(f"indicator.{code}", lang)


def place(meta: Meta, lang: str) -> str:
    """Name of a series' place: ours, else the provider's, else the region's."""
    if meta.place_name:
        return meta.place_name
    return label(f"place.{meta.place}" if has(f"place.{meta.place}") else f"region.{meta.place}", lang)


def region(code: str, lang: str) -> str:
    """Name of a region."""
    return label(f"region.{code}", lang)


def source(meta: Meta, lang: str) -> str:
    """Name of a series' source."""
    return naming.source(meta.source, lang)


def series(meta: Meta, lang: str) -> str:
    """A series in a few words, safe for a chart: indicator, place, source."""
    return plain(f"{label(f'indicator.{meta.indicator}', lang)} · {place(meta, lang)} · {source(meta, lang)}")


def sources(records: Sequence[Record], catalog: Catalog, lang: str) -> str:
    """Caption line: the sources of some records, and how many series."""
    titles = dict.fromkeys(catalog.sources[record.meta.source].title for record in records)
    named = t("caption.source", lang, source=enumerated(titles, lang, strong=True))
    return f"{named} · {t('coverage.series_n', lang, n=number(len(records), lang, 0))}"


def share(part: float, lang: str) -> str:
    """A share, 0 to 1, in per cent."""
    return f"{number(100 * part, lang, 0)} %"
