"""Tables of the methods page, made from the registry, the catalogue of words and constants of the code.

A region, source, event, flag or key of a chart that is added somewhere appears here by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indicators import naming, observations
from indicators.catalog import Catalog, SeriesGroup, Source
from indicators.locales import DEFAULT, has, label, messages, t, told
from indicators.locales.formats import date, enumerated, number, stop
from indicators.locales.units import unit as say_unit
from indicators.methods import docstrings
from indicators.policies.classes import CLASSES

WATER = "indicators.river.water_class"
ROMAN = ("I", "II", "III", "IV", "V")
_KEY = re.compile(r"^mark\.|\.key[._]")
_MOST_CORNERS = 24


@dataclass(frozen=True)
class Listing:
    """A table: heading (may be empty), column names and rows of texts."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Product:
    """A source as told on the page: name, provider, and lines of (what, text)."""

    slug: str
    domain: str
    title: str
    provider: str
    doi: str
    lines: tuple[tuple[str, str], ...]


def regions(catalog: Catalog, lang: str) -> list[Listing]:
    """Every region by its kind: name, who shares it, what it is part of, definition, corners of its polygon."""
    kinds = dict.fromkeys(region.kind for region in catalog.regions.values())
    head = _head(("region", "shared", "part_of", "definition", "corners"), lang)
    made = []
    for kind in kinds:
        rows = [
            (
                t(f"region.{slug}", lang) if has(f"region.{slug}") else slug,
                enumerated(sorted(t(f"country.{code}", lang) for code in region.countries), lang) or "–",
                label(f"region.{region.parent}", lang) if region.parent else "–",
                told(region.definition, lang),
                _corners(region.polygon, lang),
            )
            for slug, region in catalog.regions.items()
            if region.kind == kind
        ]
        made.append(Listing(label(f"methods.kind.{kind}", lang), head, tuple(sorted(rows))))
    return made


def products(catalog: Catalog, lang: str) -> list[Product]:
    """Every source with its edition, DOI, licence, citation, and the definition of each of its series."""
    found = [_product(slug, source, lang) for slug, source in catalog.sources.items()]
    return sorted(found, key=lambda one: (one.domain, one.title))


def thresholds(values: Sequence[tuple[str, object, str]], lang: str) -> list[Listing]:
    """Constants that decide something, with the file they stand in."""
    rows = tuple(
        (label(key, lang), _shown(value, lang), module.replace(".", "/") + ".py") for key, value, module in values
    )
    return [Listing(t("methods.thresholds", lang), _head(("what", "value", "where"), lang), rows)] if rows else []


def class_limits(lang: str) -> list[Listing]:
    """Limits of the classes of GB 3838-2002 as the code applies them."""
    most, least = docstrings.constant(WATER, "MOST"), docstrings.constant(WATER, "LEAST")
    rows = [_limits(slug, "≤", limits, lang) for slug, limits in most.items()]
    rows += [_limits(slug, "≥", limits, lang) for slug, limits in least.items()]
    low, high = docstrings.constant(WATER, "PH_RANGE")
    rows.append((label("indicator.ph", lang), *[f"{number(low, lang)}–{number(high, lang)}"] * len(ROMAN)))
    head = (t("methods.column.parameter", lang), *(t("methods.class", lang, n=name) for name in ROMAN))
    return [Listing(t("methods.limits", lang), head, tuple(rows))]


def units(catalog: Catalog, domain: str, lang: str) -> list[Listing]:
    """Units of a domain, and what is given in each: a unit has its own axis."""
    found: dict[str, list[str]] = {}
    for source in catalog.sources.values():
        for group in source.series:
            for slug in group.indicators:
                indicator = catalog.indicators[slug]
                if indicator.domain == domain:
                    found.setdefault(group.unit or indicator.unit, []).append(label(f"indicator.{slug}", lang))
    for slug, indicator in catalog.indicators.items():
        if indicator.domain == domain:
            found.setdefault(indicator.unit, []).append(label(f"indicator.{slug}", lang))
    rows = tuple(
        (say_unit(unit, lang), enumerated(sorted(set(names)), lang, strong=True))
        for unit, names in sorted(found.items())
    )
    return [Listing(t("methods.units", lang), _head(("unit", "what"), lang), rows)]


def events(catalog: Catalog, lang: str) -> list[Listing]:
    """Known events, which alone are marked in series."""
    rows = tuple(
        (label(f"event.{slug}", lang), label(f"methods.event.{event.kind}", lang),
         " – ".join(date(day, lang) for day in (event.start, event.end) if day), told(event.citation, lang))
        for slug, event in sorted(catalog.events.items(), key=lambda item: item[1].start)
    )  # fmt: skip
    return [Listing(t("methods.events", lang), _head(("what", "kind", "when", "source"), lang), rows)]


def untested(catalog: Catalog, lang: str) -> list[Listing]:
    """Series that are not put to a test of trend, and why."""
    rows = tuple(
        (enumerated((*(label(f"indicator.{one}", lang) for one in rule.indicators),
                    *(naming.source(one, lang) for one in rule.sources if one != "published"),
                    *(label(f"place.{one}" if one in catalog.places else f"region.{one}", lang)
                      for one in rule.places)), lang, strong=True),
         t(f"trend.why.{rule.reason}", lang), told(rule.citation, lang))
        for rule in catalog.untested.values()
    )  # fmt: skip
    return [Listing(t("methods.untested", lang), _head(("what", "meaning", "source"), lang), rows)]


def words_of_doubt(lang: str) -> list[Listing]:
    """The words for how sure a value is, and for its state."""
    sure = tuple((label(f"pop.confidence.{code}", lang), t(f"methods.confidence.{code}", lang), code)
                 for code in observations.CONFIDENCES)  # fmt: skip
    state = tuple((label(f"pop.flag.{code}", lang), t(f"methods.flag.{code}", lang), code)
                  for code in observations.FLAGS)  # fmt: skip
    head = _head(("word", "meaning", "in_files"), lang)
    return [
        Listing(t("methods.confidences", lang), head, sure),
        Listing(t("methods.flags", lang), head, state),
    ]


def marks(lang: str) -> list[Listing]:
    """What the keys of the charts say, by the part of the dashboard; those with numbers in them are on the charts."""
    found: dict[str, dict[str, None]] = {}
    for key in messages(DEFAULT):
        text = t(key, lang) if _KEY.search(key) and "{" not in messages(DEFAULT)[key] else ""
        if text and not key.endswith("_alt"):
            found.setdefault(key.split(".")[0], {})[text] = None
    head = _head(("key",), lang)
    return [
        Listing(label(f"methods.part.{part}", lang), head, tuple((text,) for text in texts))
        for part, texts in sorted(found.items())
    ]


def law_classes(lang: str) -> list[Listing]:
    """The classes of a statement of law, from the strictest to nothing."""
    rows = tuple((t(f"policies.class.{code}", lang), t(f"policies.class.{code}.key", lang)) for code in CLASSES)
    return [Listing(t("methods.classes", lang), _head(("word", "meaning"), lang), rows)]


def _product(slug: str, source: Source, lang: str) -> Product:
    version = source.product_version
    lines = [
        ("version", version),
        ("citation", source.citation),
        (
            "licence",
            f"{told(source.licence, lang)}{stop(lang)}{t(f'sources.redistribute.{source.redistribute}', lang)}",
        ),
        ("state", t("sources.verified" if source.verified else "sources.unverified", lang)),
        ("note", told(source.note, lang)),
    ]
    for group in (*source.series, *source.fields):
        lines += _group(group, lang)
    listed = tuple((t(f"methods.product.{what}", lang), text) for what, text in dict.fromkeys(lines) if text)
    return Product(slug, source.domain, source.title, source.provider, source.doi, listed)


def _group(group: SeriesGroup, lang: str) -> list[tuple[str, str]]:
    """What the series of a group are: indicators, statistic and method; and their area."""
    names = enumerated((label(f"indicator.{slug}", lang) for slug in group.indicators), lang)
    parts = (names, told(group.statistic, lang), told(group.method, lang))
    said = stop(lang).join(part.rstrip(".。") for part in parts if part)
    return [("method", said), ("area", told(group.area_definition, lang))]


def _limits(slug: str, sign: str, limits: Sequence[float], lang: str) -> tuple[str, ...]:
    return (f"{label(f'indicator.{slug}', lang)}, mg/L", *(f"{sign} {number(limit, lang)}" for limit in limits))


def _corners(polygon: Sequence[tuple[float, float]], lang: str) -> str:
    """Corners of a polygon, degrees east and north; empty where there is none."""
    shown = enumerated(
        (f"{number(x, lang, 2)} E {number(y, lang, 2)} N" for x, y in polygon[:_MOST_CORNERS]), lang, strong=True
    )
    return shown + (" …" if len(polygon) > _MOST_CORNERS else "") if polygon else "–"


def _shown(value: object, lang: str) -> str:
    if isinstance(value, dict):
        return enumerated((str(key).replace("-", "–") for key in value), lang)
    if isinstance(value, tuple | list):
        return enumerated((_shown(part, lang) for part in value), lang)
    return number(float(value), lang, 4) if isinstance(value, int | float) else str(value)


def _head(names: Sequence[str], lang: str) -> tuple[str, ...]:
    return tuple(t(f"methods.column.{name}", lang) for name in names)
