"""The parts of a species' page in order: head, numbers, threats, ice, status, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from indicators import naming
from indicators.locales import t
from indicators.population import estimates, groups, survey, threats
from indicators.series import Meta
from indicators.species import cast, collect, grounds, habitat, ice, latest, removal, shared_axis
from indicators.species.collect import Dossier
from indicators.species.grounds import Ground
from ui import chart, state, tables
from ui.frame import Context
from ui.species import tables as species_tables
from ui.species import texts

STYLE = Path(__file__).with_name("species.css")
PANEL_HEIGHT = 205  # of one panel on a phone, pixels
ROW_HEIGHT = 52  # of one row of the latest numbers on a phone
AXES = ("own", "log")
PRODUCTS = ("sea_ice_index", "masie")


@dataclass(frozen=True)
class Page:
    """What the reader chose, and what is held of it."""

    here: Context
    found: tuple[Meta, ...]
    chosen: Dossier
    countries: tuple[str, ...]
    region: str

    @property
    def species(self) -> str:
        """Code of the species."""
        return self.chosen.species

    def ways(self, *addresses: tuple[str, str]) -> None:
        """Links to other pages about the same."""
        tables.show(species_tables.ways(addresses, self.here.lang))


def draw(page: Page) -> None:
    """The whole page."""
    here = page.here
    st.html(STYLE)
    told = texts.made(page.species, page.countries, page.region, here.lang, texts.made_of(page.chosen, here), here)
    for sentence in told.broken:
        st.warning(sentence)
    tables.show(told.parts["head"])
    tables.heading(t("species_page.part.numbers", here.lang))
    _numbers(page)
    tables.show(told.parts["numbers"])
    query = "".join(f"&country={code}" for code in page.countries)
    page.ways(
        (f"populations?section=mammals&species={page.species}{query}", "species_page.more_numbers"),
        (f"coverage?section=calendar&species={page.species}{query}", "species_page.more_coverage"),
    )
    tables.heading(t("species_page.part.threats", here.lang))
    _threats(page, told.yearly)
    if told.parts["threats"]:
        tables.show(told.parts["threats"])
    page.ways((f"populations?section=threats&species={page.species}{query}", "species_page.more_threats"))
    tables.heading(t("species_page.part.habitat", here.lang))
    _ice(page, told.surveys)
    tables.show(told.parts["ice"] + told.parts["grounds"])
    page.ways(("sea_ice", "species_page.ice_page"))
    tables.heading(t("species_page.part.status", here.lang))
    tables.show(told.parts["status"])
    page.ways((f"policies?species={page.species}{query}", "species_page.more_policies"))
    tables.heading(t("species_page.part.sources", here.lang))
    tables.show(told.parts["sources"])


def _numbers(page: Page) -> None:
    """The latest numbers side by side, then one family of measures over the years."""
    here = page.here
    beside = collect.side_by_side(page.chosen, here.catalog)
    if beside:
        ids = [meta.id for meta in beside]
        high = ROW_HEIGHT * min(len(ids), latest.MOST_ROWS) + 70
        chart.draw(latest.side_by_side, ids, here.lang, key="latest", narrow_height=high, species=page.species)
    families = list(page.chosen.numbers)
    if not families:
        return
    left, right, _ = st.columns([3, 3, 6])
    with left:
        family = _one("measure", "pop.measure", families, lambda code: t(f"pop.family.{code}", here.lang), here.lang)
    with right:
        start = "log" if page.species in cast.LOG_AT_FIRST else "own"
        axis = _one("axis", "species_page.axis", AXES, lambda code: t(f"species_page.axis.{code}", here.lang),
                    here.lang, default=start)  # fmt: skip
    held = page.chosen.numbers[family]
    shown = _one_unit(held) if axis == "log" else list(held)
    ids = [meta.id for meta in shown[: groups.MOST_PANELS]]
    high = PANEL_HEIGHT * len(ids)
    if axis == "log":
        chart.draw(shared_axis.by_population, ids, here.lang, key="log", narrow_height=high, species=page.species)
    else:
        chart.draw(estimates.by_population, ids, here.lang, key="own", narrow_height=high)
    seals = groups.ice_seal_survey(page.found, here.catalog)
    if page.species in groups.ICE_SEALS and seals and _wanted(seals[0], page):
        chart.draw(survey.ice_seals, [meta.id for meta in seals], here.lang, key="survey", narrow_height=260)


def _threats(page: Page, yearly: Sequence[str]) -> None:
    """Bars by year, and a bycatch beside its limit."""
    lang = page.here.lang
    if yearly:
        ids = list(yearly)[: groups.MOST_PANELS]
        chart.draw(threats.yearly, ids, lang, key="threats", narrow_height=PANEL_HEIGHT * len(ids))
    limited = removal.pair(page.chosen.pressures, page.here.catalog)
    if limited:
        chart.draw(removal.against_limit, [meta.id for meta in limited], lang, key="limit", narrow_height=220)


def _ice(page: Page, surveys: dict[str, tuple[int, ...]]) -> None:
    """One chart a breeding ground on ice, of the product chosen where it is held."""
    here = page.here
    mine = grounds.within(page.species, countries=page.countries, region=page.region)
    iced = [item for item in mine if item.series]
    if not iced:
        return
    held = {meta.id for meta in page.found}
    product = PRODUCTS[0]
    if any(len(item.series) > 1 for item in iced):
        with st.columns([3, 9])[0]:
            product = _one("product", "species_page.ice_product", PRODUCTS,
                           lambda code: naming.source(code, here.lang), here.lang)  # fmt: skip
    for item in iced:
        series = _series(item, product, held)
        name = habitat.name(item.ground, here.lang)
        if not series:
            months = ice.span_of(item.months or (1, 12), here.lang)
            tables.note(t("species_page.ice_missing", here.lang, months=months, series=item.series[0]))
            continue
        chart.draw(ice.by_year, [series], here.lang, key=f"ice {item.ground}", months=item.months, ground=name,
                   surveys=surveys.get(item.ground, ()))  # fmt: skip


def _series(item: Ground, product: str, held: set[str]) -> str:
    """The ground's series of a product, else the first one held; empty when none is."""
    there = [series for series in item.series if series in held]
    return next((series for series in there if series.endswith(f".{product}")), there[0] if there else "")


def _one_unit(found: Sequence[Meta]) -> list[Meta]:
    """Series of the unit that most of them have: one axis holds one unit."""
    units = [meta.unit for meta in found]
    most = max(units, key=units.count)
    return [meta for meta in found if meta.unit == most]


def _wanted(meta: Meta, page: Page) -> bool:
    shared = not page.countries or bool(set(page.countries) & set(meta.countries))
    return shared and page.region in ("", meta.region)


def _one(
    key: str, text: str, options: Sequence[str], name: Callable[[str], str], lang: str, *, default: str = ""
) -> str:
    return state.one(key, t(text, lang), list(options), name, lang, default=default or None)
