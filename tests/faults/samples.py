"""What each provider gives, in its own format, for rows that a test chooses: the numbers are the test's."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

from indicators.catalog import Catalog, catalog
from indicators.population import answers
from tests import provider_files as files
from tests import provider_grids
from tests.dissolved_iron import iron_files
from tests.mirror import Mirror, Reply
from tests.population import test_gbif, test_iucn, test_npafc, test_obis, test_protected_planet, test_world_bank
from tests.river import gemstat_archive, test_cnemc, test_glofas, test_mlit, test_mlit_quality, test_roshydromet
from tests.sea_ice import test_cdr_fetch, test_jma, test_meier_mask
from tests.sea_ice.grids import sea
from tests.test_marine_regions import JAPAN, NAMES, OKHOTSK

Rows = list[tuple[dt.date, float | None]]
"""Period and value; None is a blank."""
EVERY = frozenset({"grown", "revised", "shrunken", "thousand", "blank", "twice", "ahead"})
NOW = dt.datetime(2026, 2, 10, 6, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Sample:
    """A source that can be refreshed: rows it holds at first, and how its provider gives them.

    `contents` are the changes of content that its format can carry.
    """

    source: str
    rows: Rows
    put: Callable[[Mirror, Rows], None]
    registry: Catalog = field(default_factory=catalog)
    contents: frozenset[str] = EVERY


class Listed(Mapping[Any, Any]):
    """Pairs that look like a mapping to who writes them, keys given twice included."""

    def __init__(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        self.pairs = list(pairs)

    def __getitem__(self, key: Any) -> Any:
        return dict(self.pairs)[key]

    def __iter__(self) -> Iterator[Any]:
        return iter([key for key, _ in self.pairs])

    def __len__(self) -> int:
        return len(self.pairs)

    def items(self) -> Any:
        return self.pairs


def url(source: str) -> str:
    return catalog().sources[source].url or ""


def serve(mirror: Mirror, address: str, body: bytes) -> None:
    """With an ETag of its own, as good servers do."""
    mirror.serve(address, body, etag=f'"{crc32(body):08x}"')


def winter(years: Sequence[int], days: int = 60) -> Rows:
    dates = [dt.date(year, 1, 1) + dt.timedelta(days=day) for year in years for day in range(days)]
    return [(day, 400_000.0 + 5000 * (number % days)) for number, day in enumerate(dates)]


def yearly(first: int, last: int, value: float = 100.0) -> Rows:
    return [(dt.date(year, 1, 1), value + 7 * (year % 10)) for year in range(first, last + 1)]


def blank(value: float | None, word: Any = "") -> Any:
    return word if value is None else value


# -- sea ice -----------------------------------------------------------------------------------------------------


def masie(mirror: Mirror, rows: Rows) -> None:
    serve(mirror, url("masie"), files.masie_csv(Listed((day, blank(value, float("nan"))) for day, value in rows)))


def daily(mirror: Mirror, rows: Rows) -> None:
    years = sorted({day.year for day, _ in rows})
    sheet = list(files.daily_sheet(years, {day: value for day, value in rows if value is not None}))
    if len({day for day, _ in rows}) < len(rows):
        sheet.insert(20, sheet[19])
    serve(mirror, url("sea_ice_index"), files.sea_ice_index(sheet))


def monthly(mirror: Mirror, rows: Rows) -> None:
    by_year: dict[int, dict[int, float]] = {}
    for day, value in rows:
        by_year.setdefault(day.year, {}).update({} if value is None else {day.month: value})
    sheet = list(files.monthly_sheet(by_year))
    sheet += sheet[-1:] if len({day for day, _ in rows}) < len(rows) else []
    serve(mirror, url("sea_ice_index_monthly"), files.sea_ice_index(sheet))


def hemisphere(mirror: Mirror, rows: Rows) -> None:
    head = "Year, Month, Day,     Extent,    Missing, Source Data\nYYYY,    MM,  DD, 10^6 sq km, 10^6 sq km, Source\n"
    lines = [f"{day:%Y,    %m,  %d}, {blank(value, -9999.0):10.3f},      0.000, ['/a/x.nc']\n"
             for day, value in scaled(rows)]  # fmt: skip
    serve(mirror, url("sea_ice_index_hemisphere"), (head + "".join(lines)).encode())


def scaled(rows: Rows) -> Rows:
    return [(day, None if value is None else value / 1e6) for day, value in rows]


def osi_saf(mirror: Mirror, rows: Rows) -> None:
    head = "# FracYear YYYY MM DD SIE[km^2]\n# Area: Northern Hemisphere\n# Quantity: Sea Ice Extent\n# Product: v2p2\n"
    lines = [f"{day:%Y}.5000 {day:%Y %m %d} {blank(value, -999):.0f} {'MISSING' if value is None else 'OSICDRv3'}\n"
             for day, value in rows]  # fmt: skip
    serve(mirror, url("osi_saf"), (head + "".join(lines)).encode())


def jma(mirror: Mirror, rows: Rows) -> None:
    areas = Listed((day.year, f"{value:.2f}" if value is not None else "") for day, value in rows)
    serve(mirror, url("jma"), test_jma.text(areas).encode())


def meier_mask(mirror: Mirror, rows: Rows) -> None:
    serve(mirror, url("meier_mask"), test_meier_mask.mask())


@cache
def grid(day: dt.date, empty: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        ice = None if empty else provider_grids.noise(1)
        return provider_grids.v6(Path(folder) / "day.nc", {day: ice}, sea()).read_bytes()


def cdr(mirror: Mirror, rows: Rows) -> None:
    template = catalog().sources["cdr"].urls["folder"]
    for year in {day.year for day, _ in rows} | {NOW.year - 1, NOW.year}:
        folder = template.format(year=year)
        mirror.serve(folder, test_cdr_fetch.listing(test_cdr_fetch.daily(day) for day, _ in rows if day.year == year))
    for day, value in rows:
        folder = template.format(year=day.year)
        mirror.serve(folder + test_cdr_fetch.daily(day), grid(day, value is None))


# -- rivers ------------------------------------------------------------------------------------------------------


def cnemc(mirror: Mirror, rows: Rows) -> None:
    """A row a section, at noon of the day that its number among the rows tells."""
    urls = catalog().sources["cnemc"].urls
    found = [test_cnemc.row(time=f"{day:%m-%d} {12 - 4 * (number % 3):02d}:00",
                            cod="--" if value is None else test_cnemc.old(f"{value}", f"{value}"))
             for number, (day, value) in enumerate(rows)]  # fmt: skip
    mirror.serve(urls["page"], b"<!DOCTYPE html><html></html>")
    mirror.serve(urls["data"], test_cnemc.feed(*found))


def roshydromet(mirror: Mirror, rows: Rows) -> None:
    lines = [f"{day},{blank(value)},5013\n" for day, value in rows]
    body = ("date,consumption,station_id\n" + "".join(lines)).encode()
    serve(mirror, url("roshydromet"), test_roshydromet.zipped(**{"05013_disch_d": body}))


def glofas_registry() -> Catalog:
    source = catalog().sources["glofas"]
    (group,) = source.series
    places = {name: group.places[name] for name in ("khabarovsk",)}
    options = source.options | {"first_day": "2024-01-01"}
    changed = {"series": (group.model_copy(update={"places": places}),), "options": options}
    return catalog().model_copy(update={"sources": catalog().sources | {"glofas": source.model_copy(update=changed)}})


def glofas(mirror: Mirror, rows: Rows) -> None:
    value = rows[0][1]
    river = test_glofas.Provider(mirror, {(48.475, 135.075): 9000.0 if value is None else value})
    mirror.otherwise = lambda address: river.get(address, Reply(status=404)) if "start_date" in address else None


def mlit_registry() -> Catalog:
    source = catalog().sources["mlit"]
    groups = tuple(one.model_copy(update={"places": {"abashiri_hongo": test_mlit.HONGO}}) for one in source.series)
    changed = source.model_copy(update={"series": groups, "options": source.options | {"first_year": 2025}})
    return catalog().model_copy(update={"sources": catalog().sources | {"mlit": changed}})


def mlit(mirror: Mirror, rows: Rows) -> None:
    offer = partial(test_mlit.offer, mirror)
    cells = {dt.datetime(day.year, day.month, day.day): ("", "$") if value is None else (f"{value:.2f}", "")
             for day, value in rows}  # fmt: skip
    offer(7, test_mlit.HONGO, "20250131", "20251231", test_mlit.daily(2025, cells))
    offer(7, test_mlit.HONGO, "20260131", "20261231", None)
    for month, last in (("01", "31"), ("02", "28")):
        offer(6, test_mlit.HONGO, f"2026{month}01", f"2026{month}{last}", None)


def mlit_quality(mirror: Mirror, rows: Rows) -> None:
    station = test_mlit_quality.ONE
    for year in (2024, 2025, 2026):
        for items in ("01", "02"):
            lines = [f"{day:%Y/%m/%d},10:15,流心,7.4,0.8,3.2,12,{blank(value)},98,330,,0.95,0.031"
                     for day, value in rows if day.year == year]  # fmt: skip
            body = test_mlit_quality.laboratory(*lines, station=station) if items == "02" and lines else None
            page = test_mlit_quality.page("mlit_quality", station, f"{year}0101", f"{year}1231", items)
            test_mlit_quality.offer(mirror, page, body)


def gemstat(mirror: Mirror, rows: Rows) -> None:
    samples = [gemstat_archive.sample("RUS00032", "O2-Dis", f"{day}", blank(value)) for day, value in rows]
    body, source = gemstat_archive.archive(samples), catalog().sources["gemstat"]
    mark = f"md5:{crc32(body):x}"
    mirror.serve(source.urls["record"], gemstat_archive.record(mark))
    mirror.put(source.urls["archive"], Reply(body, etag=f'"{mark}"', ranges=True))


# -- populations, iron, names ------------------------------------------------------------------------------------


def world_bank(mirror: Mirror, rows: Rows) -> None:
    codes = test_world_bank.CODES.values()
    told = [test_world_bank.row(code, day.year, value) for code in codes for day, value in rows]
    serve(mirror, url("world_bank") + "&page=1", test_world_bank.page(told).encode())


def npafc(mirror: Mirror, rows: Rows) -> None:
    mirror.serve(url("npafc"), test_npafc.PAGE.encode())
    head: list[list[Any]] = [test_npafc.TITLE, [*test_npafc.HEADER, *(day.year for day, _ in rows)]]
    cells = [test_npafc.chum(measure, *(blank(value) for _, value in rows))
             for measure in (test_npafc.TONNES, test_npafc.NUMBER)]  # fmt: skip
    serve(mirror, test_npafc.NEWEST, test_npafc.workbook([*head, *cells]))


def gbif(mirror: Mirror, rows: Rows) -> None:
    registry = test_gbif.two()
    mirror.serve(test_gbif.matching(registry, "Phoca largha"), test_gbif.match("Phoca largha", 77))
    mirror.serve(test_gbif.matching(registry, "Neophocaena sunameri"), b'{"matchType": "NONE"}')
    counts = Listed((day.year, int(value or 0)) for day, value in rows)
    total = sum(number for _, number in counts.items())
    for place in registry.sources["gbif"].series[0].places:
        mirror.serve(test_gbif.searching(registry, 77, place), test_gbif.found(counts, {"CC0_1_0": total}, total))  # type: ignore[arg-type]


def obis(mirror: Mirror, rows: Rows) -> None:
    registry = test_obis.two(page_size=2, most_pages=1)
    source = registry.sources["obis"]
    group = source.series[0]
    total = sum(int(value or 0) for _, value in rows)
    mirror.serve(test_obis.asking(registry), test_obis.page(test_obis.record(1), test_obis.record(2), total=total))
    place = {"name": group.indicators[test_obis.SEAL], "area": group.places["sea_of_okhotsk"]}
    told = [{"year": day.year, "records": int(value or 0), "species": 1, "taxa": 1} for day, value in rows]
    mirror.serve(answers.filled(source.urls["years"], **place), json.dumps(told).encode())
    mirror.serve(test_obis.asking(registry, test_obis.PORPOISE), test_obis.page())


def iucn(mirror: Mirror, rows: Rows) -> None:
    (day, _), *_ = rows
    mirror.serve(test_iucn.SEAL_TAXON, test_iucn.taxon(test_iucn.listed(2, str(day.year))))
    mirror.serve(f"{test_iucn.HOST}/assessment/2", test_iucn.assessment(year=str(day.year)))
    mirror.fail(test_iucn.BOWHEAD_TAXON, 404)


def protected_planet(mirror: Mirror, rows: Rows) -> None:
    area, dated = test_protected_planet.area, "legal_status_updated_at"
    areas = [area(1 + number, reported_area=blank(value), **{dated: f"{day:%d/%m/%Y}"})
             for number, (day, value) in enumerate(rows)]  # fmt: skip
    mirror.serve(test_protected_planet.asking(1, 50), test_protected_planet.page(*areas))


def marine_regions(mirror: Mirror, rows: Rows) -> None:
    known = {"Sea of Okhotsk": [OKHOTSK], "Japan Sea": [JAPAN]}
    for name in NAMES:
        address = catalog().sources["marine_regions"].urls["records"].replace("{name}", quote(name))
        if name in known:
            mirror.serve(address, json.dumps(known[name]).encode())
        else:
            mirror.fail(address, 404)


def marbl_dfe(mirror: Mirror, rows: Rows) -> None:
    places = (iron_files.OKHOTSK, iron_files.BERING)
    bottles = [(*place, float(day.day), value) for place in places for day, value in rows if value is not None]
    serve(mirror, url("marbl_dfe"), iron_files.marbl_csv(bottles))


def tagliabue(mirror: Mirror, rows: Rows) -> None:
    told = [[*iron_files.OYASHIO, depth, day.month, day.year, blank(value), "Author A., 2005"]
            for day, value in rows for depth in (5, 9)]  # fmt: skip
    serve(mirror, url("tagliabue"), iron_files.tagliabue(told))


def months(first: int, years: int, value: float) -> Rows:
    return [(dt.date(first + year, month, 1), value + month) for year in range(years) for month in range(1, 13)]


def days(first: dt.date, number: int, value: float) -> Rows:
    return [(first + dt.timedelta(days=one), value + one % 7) for one in range(number)]


def samples() -> dict[str, Sample]:
    """Every source that has an address, one a format."""
    table = [
        Sample("masie", winter((2025, 2026), 40), masie),
        Sample("sea_ice_index", winter((2025, 2026), 40), daily),
        Sample("sea_ice_index_monthly", months(2020, 6, 500_000.0), monthly),
        Sample("sea_ice_index_hemisphere", days(dt.date(2026, 1, 1), 40, 13_000_000), hemisphere),
        Sample("osi_saf", days(dt.date(2026, 1, 1), 40, 13_000_000), osi_saf),
        Sample("jma", yearly(1980, 2025, 60.0), jma),
        Sample("meier_mask", yearly(2000, 2000), meier_mask, contents=frozenset()),
        Sample("cdr", days(dt.date(2026, 1, 8), 2, 1.0), cdr, contents=frozenset({"grown"})),
        Sample("cnemc", days(dt.date(2026, 2, 1), 8, 2.0), cnemc, contents=EVERY - {"ahead", "grown", "twice"}),
        Sample("roshydromet", days(dt.date(1984, 1, 1), 80, 1300.0), roshydromet),
        Sample("glofas", days(dt.date(2026, 1, 1), 1, 9000.0), glofas, glofas_registry(), frozenset({"thousand"})),
        Sample("mlit", days(dt.date(2025, 1, 1), 60, 20.0), mlit, mlit_registry(), EVERY - {"ahead", "twice"}),
        Sample("mlit_quality", days(dt.date(2025, 1, 1), 30, 9.0), mlit_quality,
               test_mlit_quality.registry(test_mlit_quality.ONE, first_year=2024), EVERY - {"ahead"}),
        Sample("gemstat", days(dt.date(1984, 1, 1), 30, 9.0), gemstat),
        Sample("world_bank", yearly(1980, 2024, 1e8), world_bank),
        Sample("npafc", yearly(1990, 2023, 500.0), npafc, test_npafc.amur_only()),
        Sample("gbif", yearly(1980, 2024, 20.0), gbif, test_gbif.two(), EVERY - {"blank", "revised", "ahead", "twice"}),
        Sample("obis", yearly(1980, 2024, 20.0), obis, test_obis.two(page_size=2, most_pages=1),
               EVERY - {"blank", "revised", "ahead", "twice"}),
        Sample("iucn", yearly(2016, 2016), iucn, test_iucn.two(), frozenset()),
        Sample("protected_planet", yearly(1990, 2020, 20.0), protected_planet,
               test_protected_planet.korea(page_size=50), EVERY - {"twice"}),
        Sample("marine_regions", yearly(2000, 2000), marine_regions, contents=frozenset()),
        Sample("marbl_dfe", days(dt.date(2000, 1, 1), 20, 1.0), marbl_dfe, contents=frozenset({"thousand"})),
        Sample("tagliabue", months(2000, 3, 0.5), tagliabue, contents=EVERY - {"twice", "blank"}),
    ]  # fmt: skip
    return {one.source: one for one in table}
