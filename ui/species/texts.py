"""The texts of a species' page: made once for a choice, anew when the cache changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from indicators.errors import StoreError
from indicators.locales import faults, t, told
from indicators.locales.formats import enumerated
from indicators.population import groups, marks, status_table, threats, words
from indicators.population.tables import Statement
from indicators.series import Meta
from indicators.species import cast, collect, facts, grounds, habitat, numbers, protection
from indicators.store import Cache, Held
from ui.frame import Context
from ui.made_of import mark
from ui.species import tables as species_tables
from ui.species.tables import bullets, heading, note, paragraph

NO_SEA = ("MNG",)
FEW = 8  # rows of a list that stand open
MANY_DAYS = 366  # from which daily ice makes a yearly series
ICE_SEALS = ("spotted_seal", "ribbon_seal", "ringed_seal", "bearded_seal")
MISSING = {
    "ice_seals_after_2013": ICE_SEALS,
    "ice_seal_harvest": ICE_SEALS,
    "tyuleniy_fur_seals": ("northern_fur_seal",),
    "korean_bycatch_after_2016": ("finless_porpoise",),
}
"""Which entries of the registry's list of missing data concern which species."""


@dataclass
class Texts:
    """HTML by part of the page; sentences about series that cannot be read; what the charts need of values."""

    parts: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    yearly: tuple[str, ...] = ()
    surveys: dict[str, tuple[int, ...]] = field(default_factory=dict)


def made_of(chosen: collect.Dossier, here: Context) -> str:
    """Changes with the series that the texts are made of: those of the species, and ice held for single days."""
    read = (*_wanted(chosen), [*chosen.everywhere], _of_single_days(here))
    return mark(here.cache, sorted({meta.id for metas in read for meta in metas}))


@st.cache_data(max_entries=120, show_spinner=False)
def made(species: str, countries: tuple[str, ...], region: str, lang: str, made_of: str, _here: Context) -> Texts:
    """All texts of a choice; anew when what they are made of changes."""
    metas = [meta for meta, _ in _here.cache.metas().values()]
    chosen = collect.dossier(metas, _here.catalog, species, countries=countries, region=region)
    return _Maker(chosen, countries, region, lang, _here).texts()


class _Maker:
    """One page in the making: the series it reads and the works it meets."""

    def __init__(
        self, chosen: collect.Dossier, countries: Sequence[str], region: str, lang: str, here: Context
    ) -> None:
        self.chosen, self.countries, self.region = chosen, tuple(countries), region
        self.lang, self.catalog = lang, here.catalog
        self.references: list[Statement] = []
        self.told = Texts()
        self.grounds = grounds.within(chosen.species, countries=countries, region=region)
        self.numbers, self.pressures, self.status, self.areas, self.instruments = (
            self._read(metas, here.cache) for metas in _wanted(chosen)
        )
        self.ice_days = _single_days(here)

    def texts(self) -> Texts:
        """Every part, in the order of the page: works are numbered as they are met."""
        makers = {"head": self._head, "numbers": self._numbers, "threats": self._threats, "grounds": self._grounds,
                  "ice": self._ice, "status": self._status, "sources": self._sources}  # fmt: skip
        for name, make in makers.items():
            self.told.parts[name] = "".join(make())
        self.told.yearly = tuple(held.meta.id for held in self.pressures if threats.has_years(held))
        self.told.surveys = self._surveys()
        return self.told

    def _head(self) -> Iterable[str]:
        said = facts.finding(self.chosen, self.catalog, self.lang)
        latin = cast.LATIN[self.chosen.species]
        yield f'<p class="aoi-finding">{paragraph(said)[3:-4]} <span class="aoi-latin" lang="la">{latin}</span></p>'
        yield species_tables.facts(
            facts.facts(self.chosen, grounds.of(self.chosen.species), self.status, self.catalog, self.lang)
        )

    def _numbers(self) -> Iterable[str]:
        yield heading(t("species_page.numbers_title", self.lang))
        yield note(t("species_page.numbers_note", self.lang))
        verdicts = {held.meta.id: numbers.verdict(held, self.lang) for held in self.numbers}
        tested = numbers.tested(self.numbers, verdicts, self.catalog, self.lang)
        if tested:
            yield bullets(tested)
        leading = {meta.id for meta in self.chosen.numbers.get("abundance", self.chosen.all_numbers)}
        first = [held for held in self.numbers if held.meta.id in leading]
        more = [held for held in self.numbers if held.meta.id not in leading]
        made = numbers.table(first, verdicts, self.catalog, self.lang)
        yield species_tables.of(made, self.references, self.lang, empty=self._nothing(self._elsewhere()))
        if more:
            made = numbers.table(more, verdicts, self.catalog, self.lang)
            table = species_tables.of(made, self.references, self.lang, empty="")
            yield species_tables.folded(t("species_page.more_rows", self.lang, n=len(more)), table)
        yield heading(t("species_page.without_title", self.lang))
        lacking = collect.without_estimate(self.chosen, self.catalog, [item.ground for item in self.grounds])
        names = dict.fromkeys(habitat.name(place, self.lang) for place in lacking)
        told = t("species_page.without", self.lang, places=enumerated(names, self.lang, strong=True)) if names else ""
        yield paragraph(told or t("species_page.without_none", self.lang))

    def _threats(self) -> Iterable[str]:
        if not self.pressures:
            yield paragraph(t("species_page.no_pressures", self.lang))
            yield paragraph(t("species_page.no_pressures_who", self.lang))
        listed = threats.sums(self.pressures, self.catalog, self.lang)
        if listed.rows:
            table = species_tables.of(listed, self.references, self.lang, empty="")
            title, rows = t("threat.sums", self.lang), len(listed.rows)
            summary = t("species_page.more_sums", self.lang, n=rows)
            yield heading(title) + (species_tables.folded(summary, table) if rows > FEW else table)
        on_take = protection.on_take(self.instruments, self.chosen.species, self.catalog)
        if on_take:
            yield heading(t("species_page.measures_title", self.lang))
            yield bullets(protection.sentence(held, row, self.lang) for held, row in on_take)

    def _grounds(self) -> Iterable[str]:
        yield heading(t("species_page.grounds_title", self.lang))
        here = not grounds.of(self.chosen.species)
        empty = t("species_page.grounds_none" if here else "species_page.grounds_elsewhere", self.lang)
        yield species_tables.of(habitat.table(self.grounds, self.lang), self.references, self.lang, empty=empty)

    def _ice(self) -> Iterable[str]:
        if any(item.series for item in self.grounds):
            yield note(t("species_page.ice_single_days", self.lang, **self.ice_days) if self.ice_days else "")
            return
        elsewhere = [item.ground for item in grounds.of(self.chosen.species) if item.series]
        if elsewhere:
            names = enumerated((habitat.name(place, self.lang) for place in elsewhere), self.lang)
            yield paragraph(t("species_page.ice_elsewhere", self.lang, places=names))
            return
        kinds = {item.substrate for item in grounds.of(self.chosen.species) if item.use == "breeding"}
        porpoise = self.chosen.species == "finless_porpoise"
        key = "porpoise" if porpoise else "land" if kinds == {"land"} else "water"
        yield paragraph(t(f"species_page.no_ice.{key}", self.lang))

    def _status(self) -> Iterable[str]:
        species, countries = self.chosen.species, self.countries
        made = status_table.species_by_country(
            self.status, self.catalog, self.lang, species=species, countries=countries
        )
        yield species_tables.of(made, self.references, self.lang, empty=t("species_page.no_status", self.lang))
        yield note(self._unsaid())
        yield heading(t("species_page.areas_title", self.lang)) + note(t("species_page.areas_note", self.lang))
        areas = protection.naming(self.areas, species)
        made = status_table.protected_areas(areas, self.catalog, self.lang, countries=countries)
        yield species_tables.of(made, self.references, self.lang, empty=t("species_page.no_areas", self.lang))
        yield heading(t("species_page.instruments_title", self.lang)) + note(t("species_page.kind_note", self.lang))
        made = status_table.instruments(self.instruments, self.catalog, self.lang, species=species, countries=countries)
        yield species_tables.of(made, self.references, self.lang, empty=t("species_page.no_instruments", self.lang))

    def _unsaid(self) -> str:
        """Countries of which no legal status is held, and those that it cannot concern."""
        said = {
            code
            for held in self.status
            if held.meta.indicator == "legal_status"
            and any(status_table.akin(self.chosen.species, one) for one in held.observations["species"])
            for code in held.meta.countries
        }
        asked = self.countries or self.catalog.countries
        open_ones = [code for code in asked if code not in said and code not in NO_SEA]
        told = [t("species_page.unsaid", self.lang, countries=self._states(open_ones))] if open_ones else []
        told += [t("species_page.not_applicable", self.lang, countries=self._states(NO_SEA))]
        return " ".join(told)

    def _sources(self) -> Iterable[str]:
        yield heading(t("species_page.differences_title", self.lang))
        rows = ((held, row) for held in (*self.numbers, *self.pressures) for row in held.observations.itertuples())
        differ = list(dict.fromkeys(line for held, row in rows for line in words.conflicts(row, held, self.lang)))
        yield bullets(differ) if differ else paragraph(t("species_page.no_differences", self.lang))
        yield heading(t("species_page.missing_title", self.lang))
        lacking = [
            (t(f"missing.{item.what}", self.lang), self._states(item.countries), told(item.holder, self.lang))
            for item in self.catalog.missing
            if self.chosen.species in MISSING.get(item.what, ())
            and (not self.countries or set(self.countries) & set(item.countries))
        ]
        nothing = paragraph(t("species_page.no_missing", self.lang))
        yield species_tables.missing(lacking, self.lang) if lacking else nothing
        yield heading(t("species_page.works_title", self.lang))
        yield species_tables.works(self.references)

    def _nothing(self, elsewhere: Sequence[Meta]) -> str:
        if self.countries == ("MNG",):
            return t("species_page.nothing_mongolia", self.lang)
        if not self.countries and not self.region:
            return t("species_page.nothing_at_all", self.lang)
        places = enumerated(dict.fromkeys(words.place(meta, self.lang) for meta in elsewhere), self.lang, strong=True)
        return t("species_page.nothing_here", self.lang, places=places or t("species_page.none", self.lang))

    def _states(self, codes: Iterable[str]) -> str:
        return enumerated((t(f"country.{code}", self.lang) for code in codes), self.lang)

    def _elsewhere(self) -> list[Meta]:
        return groups.estimates(self.chosen.everywhere, self.catalog, groups.MAMMALS)

    def _surveys(self) -> dict[str, tuple[int, ...]]:
        """Years in which a place was estimated, by place."""
        found: dict[str, set[int]] = {}
        estimated = {meta.id for meta in collect.estimated(self.chosen.all_numbers, self.catalog)}
        for held in self.numbers:
            if held.meta.id in estimated:
                years = {point.since for point in marks.points(held, self.catalog, self.lang) if not point.long}
                found.setdefault(held.meta.place, set()).update(years)
        return {place: tuple(sorted(years)) for place, years in found.items()}

    def _read(self, metas: Iterable[Meta], cache: Cache) -> list[Held]:
        held = []
        for meta in metas:
            try:
                held.append(cache.read(meta.id))
            except StoreError as error:
                self.told.broken.append(faults.said(error, self.lang))
        return held


def _wanted(chosen: collect.Dossier) -> Sequence[Sequence[Meta]]:
    """What the texts read: numbers, pressures, status, areas, instruments."""
    return (chosen.all_numbers, chosen.pressures, chosen.status, chosen.areas, chosen.instruments)


def _of_single_days(here: Context) -> list[Meta]:
    """Ice of bays and shelves that is held for single days only."""
    return [
        meta
        for meta, _ in here.cache.metas().values()
        if meta.indicator == "sea_ice_extent" and meta.frequency == "day" and meta.count < MANY_DAYS
        and here.catalog.regions.get(meta.place) is not None and here.catalog.regions[meta.place].polygon
    ]  # fmt: skip


def _single_days(here: Context) -> dict[str, str]:
    """Bays and shelves whose ice is held for single days only, and these days."""
    grids = _of_single_days(here)
    if not grids:
        return {}
    named = dict.fromkeys(words.place(meta, here.lang) for meta in sorted(grids, key=lambda m: m.place))
    return {
        "places": enumerated(named, here.lang),
        "days": enumerated(sorted({meta.last[:10] for meta in grids}), here.lang),
    }
