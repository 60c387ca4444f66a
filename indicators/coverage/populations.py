"""Populations by the number of abundance estimates held here, and the years since the last one.

An estimate says how many animals there are, by a method: counts at a haul-out, photo-identification, pups,
catch, deaths and occurrence records are no estimates; they are told beside, never mixed in. Numbers stated
without a method, targets of management and reconstructions of the past are told beside too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indicators.catalog import Catalog
from indicators.coverage.record import Record
from indicators.coverage.surveys import Counted
from indicators.population import groups
from indicators.series import Meta

STATED = ("stated_abundance", "managed_number")
RECONSTRUCTED = ("historical_abundance", "prewhaling_abundance")
ESTIMATES = tuple(name for name in groups.FAMILIES["abundance"] if name not in (*STATED, *RECONSTRUCTED))
"""Measures that count as estimates of abundance, of the whole population or of a stated age class."""

KINDS = ("pinnipeds", "cetaceans", "fish", "birds", "cats")
NO_SPECIES = (
    "cetaceans", "fish", "marine_mammals", "pinnipeds", "seals", "protected_marine_species", "pacific_salmon",
)  # fmt: skip
"""Codes that stand for several species together: no population of their own."""
STOCKS = ("chum", "pink", "walleye_pollock")  # counted as catch and biomass: on the salmon and stock charts
NATIONAL = ("country", "province")
ONE_AREA = ("korean_waters",)  # an area of national statistics, not a water of its own
ALIKE = {
    "western_steller_sea_lion": "steller_sea_lion",
    "narrow_ridged_finless_porpoise": "finless_porpoise",
}
"""A population's or an older name, and the species code of its estimates."""
AREA_HOLDERS = {
    "ice_seals_after_2013": (groups.ICE_SEALS, "sea_of_okhotsk"),
    "tyuleniy_fur_seals": (("northern_fur_seal",), "terpeniya"),
    "okhotsk_porpoises": (("dalls_porpoise",), "sea_of_okhotsk"),
}
"""What the registry lists as missing, and the species and water it is about."""
CATEGORIES = (0, 1, 2, 3)
MARKS = ("0", "0_counted", "1", "2", "3")
COUNTS = ("counts", "haulouts", "classes")  # families that count animals without estimating how many there are
OLD_YEARS = 10  # an estimate older than this is called old


@dataclass(frozen=True)
class Population:
    """A species at a place or in a water.

    Attributes
    ----------
    species, group, place, region : str
        Codes of the registry; a water without an estimate stands for itself.
    estimates : tuple of tuple
        First and last year of every estimate, oldest first; one survey counts once, also when it is
        printed under several assumptions or for several age classes.
    first, last : int, optional
        Years of the first and the latest estimate.
    undated : bool
        Whether the latest is placed at its year of publication.
    interval, at_source : bool
        Whether any estimate has an interval; whether any was read in its source.
    series : tuple of Record
        The series of the estimates.
    beside : tuple of Record
        What is held of the species at this place, or for a water without estimate in it, but is no estimate.
    """

    species: str
    group: str
    place: str
    region: str
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    estimates: tuple[tuple[int, int], ...] = ()
    undated: bool = False
    interval: bool = False
    at_source: bool = False
    holder: str = ""
    series: tuple[Record, ...] = ()
    beside: tuple[Record, ...] = field(default=())

    @property
    def n(self) -> int:
        """Number of estimates."""
        return len(self.estimates)

    @property
    def category(self) -> int:
        """0, 1, 2, or 3 for three and more."""
        return min(self.n, CATEGORIES[-1])

    @property
    def last(self) -> int | None:
        """Last year of the latest estimate."""
        return max((end for _, end in self.estimates), default=None)

    @property
    def counted(self) -> int | None:
        """Last year of a count, which is no estimate; None where nothing was counted."""
        lasts = [one.years.last for one in self.beside if one.family in COUNTS]
        return max((year for year in lasts if year is not None), default=None)

    @property
    def kind(self) -> str:
        """Code of its mark: `0`, `0_counted`, `1`, `2` or `3`."""
        return "0_counted" if self.n == 0 and self.counted is not None else str(self.category)

    def age(self, year: int) -> int | None:
        """Whole years since the latest estimate."""
        return None if self.last is None else max(year - self.last, 0)


def species_of(meta: Meta, catalog: Catalog) -> str:
    """Species code of a series, under which its estimates stand."""
    code = catalog.indicators[meta.indicator].species or ""
    return ALIKE.get(code, code)


def is_estimate(record: Record, catalog: Catalog) -> bool:
    """Whether a series holds estimates of abundance."""
    return catalog.indicators[record.meta.indicator].measure in ESTIMATES


def of_animals(records: Iterable[Record], catalog: Catalog) -> list[Record]:
    """Series about a species of animals: no laws, no records of occurrence, no fish stocks."""
    kept = []
    for record in records:
        what = catalog.indicators[record.meta.indicator]
        code = species_of(record.meta, catalog)
        if what.domain == "population" and code and code not in (*NO_SPECIES, *STOCKS) and record.family != "records":
            kept.append(record)
    return kept


def counted(listed: Iterable[Counted], records: Iterable[Record], catalog: Catalog) -> list[Population]:
    """Populations with at least one estimate, a species and place each; `listed` are the series of surveys."""
    beside: dict[tuple[str, str], list[Record]] = {}
    for record in of_animals(records, catalog):
        if not is_estimate(record, catalog):
            beside.setdefault((species_of(record.meta, catalog), record.meta.place), []).append(record)
    found: dict[tuple[str, str], list[Counted]] = {}
    for one in listed:
        key = species_of(one.record.meta, catalog), one.record.meta.place
        if is_estimate(one.record, catalog) and one.surveys and key[0] not in STOCKS:
            found.setdefault(key, []).append(one)
    return [_population(key[0], held, beside.get(key, []), catalog) for key, held in sorted(found.items())]


def _population(code: str, held: Sequence[Counted], beside: Sequence[Record], catalog: Catalog) -> Population:
    surveys = [survey for one in held for survey in one.surveys]
    latest = max(survey.last for survey in surveys)
    meta = held[0].record.meta
    region = catalog.regions[meta.region]
    return Population(
        species=code,
        group=group_of(code, catalog),
        place=meta.place,
        region=meta.region,
        countries=meta.countries,
        latitude=region.latitude if meta.latitude is None else meta.latitude,
        longitude=region.longitude if meta.longitude is None else meta.longitude,
        estimates=tuple(sorted({(survey.first, survey.last) for survey in surveys})),
        undated=all(survey.undated for survey in surveys if survey.last == latest),
        interval=any(survey.interval for survey in surveys),
        at_source=any(survey.at_source for survey in surveys),
        holder=holder(code, meta.region, catalog),
        series=tuple(one.record for one in held),
        beside=tuple(beside),
    )


def group_of(code: str, catalog: Catalog) -> str:
    """Kind of animal of a species."""
    kinds = (item.group for item in catalog.indicators.values() if item.species == code and item.group in KINDS)
    return next(kinds, "")


def holder(code: str, region: str, catalog: Catalog) -> str:
    """Who holds what is missing here, by the registry."""
    for missing in catalog.missing:
        species, water = AREA_HOLDERS.get(missing.what, ((), ""))
        if code in species and region in catalog.within(water):
            return missing.holder
    return ""
