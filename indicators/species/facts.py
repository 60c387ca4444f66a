"""The head of a species' page: one finding made from the data, and a row of key facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.population import words
from indicators.series import Meta
from indicators.species import cast, collect, ice
from indicators.species.collect import Dossier
from indicators.species.grounds import Ground
from indicators.store import Held


@dataclass(frozen=True)
class Fact:
    """A short value under its name, with a remark."""

    name: str
    value: str
    remark: str = ""


def finding(held: Dossier, catalog: Catalog, lang: str) -> str:
    """How many populations are estimated, and when the last estimate was made."""
    found = collect.estimated(held.all_numbers, catalog)
    places = {meta.place for meta in found}
    counted = {meta.place for meta in held.all_numbers} - places
    name = cast.name(held.species, lang)
    if places:
        key = "species_page.finding" if len(places) > 1 else "species_page.finding_one"
        told = t(key, lang, species=name, n=len(places), year=_last(found))
    else:
        told = t("species_page.finding_none", lang, species=name)
    if counted:
        key = "species_page.finding_counted" if len(counted) > 1 else "species_page.finding_counted_one"
        told += " " + t(key, lang, n=len(counted), year=_last(held.all_numbers))
    return told


def facts(held: Dossier, grounds: Sequence[Ground], status: Sequence[Held], catalog: Catalog, lang: str) -> list[Fact]:
    """Populations, latest estimate, latest count, category on the Red List, countries, breeding."""
    found = collect.estimated(held.all_numbers, catalog)
    none = t("species_page.none", lang)
    counts = [meta for meta in held.all_numbers if meta not in found]
    return [
        Fact(t("species_page.fact.populations", lang), str(len({m.place for m in found})), _places(found, lang)),
        Fact(t("species_page.fact.estimate", lang), _last(found) or none),
        Fact(t("species_page.fact.count", lang), _last(counts) or none),
        _category(held.species, status, lang),
        Fact(t("species_page.fact.countries", lang), _countries(held.all_numbers, catalog, lang) or none),
        Fact(t("species_page.fact.breeding", lang), *_breeding(grounds, lang)),
    ]


def _last(found: Sequence[Meta]) -> str:
    return max((meta.last[:4] for meta in found if meta.last), default="")


def _places(found: Sequence[Meta], lang: str) -> str:
    return words.list_of([words.place(meta, lang) for meta in found], lang, 4)


def _countries(found: Sequence[Meta], catalog: Catalog, lang: str) -> str:
    held = {code for meta in found for code in meta.countries}
    return enumerated((t(f"country.{code}", lang) for code in catalog.countries if code in held), lang)


def _category(species: str, status: Sequence[Held], lang: str) -> Fact:
    """The newest category of the species itself; those of its populations are in the table."""
    rows = [
        row
        for held in status
        if held.meta.indicator == "iucn_category"
        for row in held.observations.itertuples()
        if row.species == species or row.species.endswith(f"_{species}")
    ]
    rows = [row for row in rows if row.species == species] or [r for r in rows if not r.species.startswith("yangtze")]
    name = t("species_page.fact.iucn", lang)
    if not rows:
        return Fact(name, t("species_page.none", lang), t("species_page.no_category", lang))
    newest = max(rows, key=lambda row: (not row.note.startswith(words.UNDATED), row.time_end))
    remark = t("species_page.category_of", lang, scope=told(newest.scope, lang), when=words.period(newest, lang))
    return Fact(name, f"{newest.category} · {t(f'status.category.{newest.category}', lang)}", remark)


def _breeding(grounds: Sequence[Ground], lang: str) -> tuple[str, str]:
    breeding = [item for item in grounds if item.use == "breeding"]
    if not breeding:
        return t("species_page.none", lang), t("species_page.no_breeding", lang)
    kinds = dict.fromkeys(item.substrate for item in breeding)
    spans = sorted({item.months for item in breeding if item.months})
    months = [ice.span_of(span, lang) for span in spans]
    value = enumerated((t(f"species_page.substrate.{kind}", lang) for kind in kinds), lang)
    return value[:1].upper() + value[1:], enumerated(months, lang)
