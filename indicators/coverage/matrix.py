"""Country × family or indicator × year: which series hold something for a year, and how sure it is.

The country is the one whose water or land the place is; who did the work is told by the citation. A place
that several countries share counts for each of them, with a mark. Countries stand in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indicators.catalog import Catalog
from indicators.coverage import families
from indicators.coverage.record import Record
from indicators.years import Tally

SEAS = ("sea_ice",)  # domains of the sea
LANDLOCKED, NO_OKHOTSK = "MNG", "KOR"


@dataclass
class Cell:
    """One year of a row: the series that hold something, and their observations together."""

    tally: Tally = field(default_factory=Tally)
    series: list[Record] = field(default_factory=list)

    @property
    def shared(self) -> bool:
        """Whether it comes from shared waters alone."""
        return all(record.shared for record in self.series)

    @property
    def undated(self) -> bool:
        """Whether all of it is placed at its year of publication."""
        return self.tally.undated == self.tally.n

    def add(self, record: Record, tally: Tally) -> None:
        """Count a series in."""
        self.tally = self.tally + tally
        self.series.append(record)


@dataclass
class Row:
    """One line of the picture.

    `country` is empty for global products, whose `context` says what kind they are. `pooled` are
    periods over five years.
    """

    country: str
    code: str
    context: str = ""
    cells: dict[int, Cell] = field(default_factory=dict)
    pooled: dict[tuple[int, int], Cell] = field(default_factory=dict)
    unknown: int = 0

    def add(self, record: Record) -> None:
        """Count a series in."""
        for year, tally in record.years.by_year.items():
            self.cells.setdefault(year, Cell()).add(record, tally)
        for span, tally in record.years.pooled.items():
            self.pooled.setdefault(span, Cell()).add(record, tally)
        self.unknown += record.years.unknown.n


def ordered(codes: Iterable[str]) -> list[str]:
    """Countries by alphabet of their English names: CHN, JPN, MNG, KOR, RUS."""
    alphabet = ("CHN", "JPN", "MNG", "KOR", "RUS")
    return sorted(codes, key=lambda code: (alphabet.index(code) if code in alphabet else len(alphabet), code))


def chosen(records: Iterable[Record], domain: str, family: str = "") -> list[Record]:
    """The records of a domain, and of one of its families."""
    return [one for one in records if one.domain == domain and family in ("", one.family)]


def rows(records: Iterable[Record], countries: Sequence[str], catalog: Catalog, *, by_indicator: bool) -> list[Row]:
    """Lines of some countries, each family or indicator that holds something.

    Series of global products are left out: `context_rows`.
    """
    found: dict[tuple[str, str], Row] = {}
    for record in records:
        if record.context:
            continue
        code = record.meta.indicator if by_indicator else record.family
        for country in record.meta.countries:
            if country in countries:
                found.setdefault((country, code), Row(country, code)).add(record)
    order = _order(catalog)
    return sorted(found.values(), key=lambda row: (ordered(countries).index(row.country), order[row.code]))


def context_rows(records: Iterable[Record], catalog: Catalog, *, by_indicator: bool) -> list[Row]:
    """Lines of global products: satellites, models, compilations of cruises, records; no country's measuring."""
    found: dict[tuple[str, str], Row] = {}
    for record in records:
        if record.context:
            code = record.meta.indicator if by_indicator else record.family
            found.setdefault((record.context, code), Row("", code, record.context)).add(record)
    order = _order(catalog)
    return sorted(found.values(), key=lambda row: (row.context, order[row.code]))


def _order(catalog: Catalog) -> dict[str, int]:
    """Families and indicators in the order of the registry."""
    listed = [name for names in families.FAMILIES.values() for name in names]
    return {name: place for place, name in enumerate([*listed, *catalog.indicators])}


def empty(records: Iterable[Record], countries: Sequence[str], domain: str) -> dict[str, list[str]]:
    """Families of a domain that are held for some country or product, but nothing of them for a country."""
    everything = chosen(records, domain)
    held = {one.family for one in everything}
    present = {(country, one.family) for one in everything if not one.context for country in one.meta.countries}
    return {
        country: [name for name in families.FAMILIES[domain] if name in held and (country, name) not in present]
        for country in countries
    }


def applies(country: str, domain: str) -> bool:
    """Whether a country can hold anything of a domain: Mongolia has no sea."""
    return not (country == LANDLOCKED and domain in SEAS)


@dataclass(frozen=True)
class Line:
    """One indicator of one country: how many series, since and until when, and how sure.

    `with_interval` and `at_source` are shares of its observations, 0 to 1.
    """

    country: str
    domain: str
    family: str
    indicator: str
    series: int
    shared: int
    first: int | None
    last: int | None
    observations: int
    with_interval: float
    at_source: float
    undated: int
    downloadable: int
    sources: tuple[str, ...]


def table(records: Iterable[Record], countries: Sequence[str], catalog: Catalog) -> list[Line]:
    """Indicator by country, of what was measured in the waters and on the land of each."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if not record.context:
            for country in record.meta.countries:
                found.setdefault((country, record.meta.indicator), []).append(record)
    order = _order(catalog)
    listed = sorted(found, key=lambda pair: (ordered(catalog.countries).index(pair[0]), order[pair[1]]))
    return [_line(pair[0], found[pair]) for pair in listed if pair[0] in countries]


def _line(country: str, held: Sequence[Record]) -> Line:
    total = sum((record.years.total for record in held), Tally())
    firsts = [year for record in held if (year := record.years.first) is not None]
    lasts = [year for record in held if (year := record.years.last) is not None]
    return Line(
        country=country,
        domain=held[0].domain,
        family=held[0].family,
        indicator=held[0].meta.indicator,
        series=len(held),
        shared=sum(record.shared for record in held),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        observations=total.n,
        with_interval=total.interval / total.n if total.n else 0.0,
        at_source=total.at_source / total.n if total.n else 0.0,
        undated=total.undated,
        downloadable=sum(record.downloadable for record in held),
        sources=tuple(dict.fromkeys(record.meta.source for record in held)),
    )
