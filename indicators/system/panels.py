"""What stands in each panel of the common time axis: which series, and their values with years and doubt.

Yearly values come from `indicators.statistics.yearly`, published ones as they stand with their period. A
derived load has no verdict of its own: it follows the discharge it is made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indicators.catalog import Catalog
from indicators.figures import DOMAIN_COLOURS
from indicators.locales import has, t, units
from indicators.population import marks
from indicators.statistics import events, trend, yearly
from indicators.statistics import words as told
from indicators.statistics.one_a_year import Yearly
from indicators.store import Held

PANELS = ("discharge", "concentration", "load", "ice", "chum", "pink", "sturgeon", "people")
USUAL = PANELS[:6]
GAUGES = ("khabarovsk", "komsomolsk", "bogorodskoye")
ICE = {
    "extent": "sea_ice_extent.sea_of_okhotsk.sea_ice_index",
    "days": "ice_season_days.sea_of_okhotsk.derived",
    "jma": "sea_ice_area_season_maximum.sea_of_okhotsk.published",
}
CATCHES = ("catch", "catch_number")
PEOPLE = ("heilongjiang", "jilin", "hokkaido", "khabarovsk_krai", "sakhalin_oblast", "amur_oblast", "primorsky_krai")
"""By country: China, Japan, Russia."""
DOMAINS = {"discharge": "river", "concentration": "dissolved_iron", "load": "dissolved_iron", "ice": "sea_ice"}
LOAD = "iron_load.khabarovsk.derived"
CONCENTRATIONS = ("middle_amur", "amur_midstream", "songhua_river")
FLUXES = ("amur_midstream", "upper_middle_amur", "lower_songhua", "lower_ussuri")
STURGEONS = (
    "abundance_kaluga.amur_estuary.published",
    "abundance_aged_2_plus_kaluga.lower_amur.published",
    "abundance_older_than_1_year_kaluga.lower_amur_and_estuary.published",
    "abundance_aged_2_plus_amur_sturgeon.lower_amur.published",
    "abundance_older_than_1_year_amur_sturgeon.lower_amur_and_estuary.published",
)


@dataclass(frozen=True)
class Choice:
    """Which variant each panel shows."""

    gauge: str = GAUGES[0]
    ice: str = "extent"
    catch: str = "catch"
    people: str = "khabarovsk_krai"


@dataclass(frozen=True)
class Track:
    """One series of a panel: yearly values on a line, or points with a period.

    `line` holds year and value, one a year, gaps left out; `points` what a work printed.
    """

    held: Held
    line: tuple[tuple[int, float], ...] = ()
    points: tuple[marks.Point, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Panel:
    """A panel: heading, unit, colour, tracks, and what may be said of the change of its yearly series.

    `band` holds year, lower and upper end of a derived series, `events` time, name, and whether the verdict
    names it.
    """

    name: str
    heading: str
    unit: str
    colour: str
    tracks: tuple[Track, ...]
    verdict: str = ""
    band: tuple[tuple[float, float, float], ...] = field(default=())
    events: tuple[tuple[float, str, bool], ...] = field(default=())

    @property
    def years(self) -> frozenset[int]:
        """Years with a yearly value."""
        return frozenset(year for track in self.tracks for year, _ in track.line)


def series_of(name: str, choice: Choice) -> tuple[str, ...]:
    """Ids of the series of a panel."""
    return {
        "discharge": (f"discharge.{choice.gauge}.roshydromet",),
        "concentration": tuple(f"dissolved_iron_river.{place}.published" for place in CONCENTRATIONS),
        "load": (LOAD, *(f"dissolved_iron_flux.{place}.published" for place in FLUXES)),
        "ice": (ICE[choice.ice],),
        "chum": (f"{choice.catch}_chum.amur_river.npafc",),
        "pink": (f"{choice.catch}_pink.amur_river.npafc",),
        "sturgeon": STURGEONS,
        "people": (f"population.{choice.people}.published",),
    }[name]


def panel(
    name: str, choice: Choice, by_id: Mapping[str, Held], catalog: Catalog, lang: str, period: tuple[int, int] | None
) -> Panel | None:
    """One panel from the series held; None where none of them is."""
    held = [by_id[series_id] for series_id in series_of(name, choice) if series_id in by_id]
    if not held:
        return None
    if name in ("concentration", "sturgeon", "people"):
        return _of_points(name, held, choice, catalog, lang, period)
    first = held[0]
    if name == "load" and first.meta.id != LOAD:
        return _of_points(name, held, choice, catalog, lang, period)
    found = yearly.of(first, period=period)
    line = tuple((int(year), float(value)) for year, value in zip(found.years, found.values, strict=True))
    points = tuple(
        Track(one, points=tuple(marks.points(one, catalog, lang, period=period)), label=_label(one, lang))
        for one in held[1:]
    )
    verdict = t("system.aligned.load_verdict", lang) if name == "load" else _verdict(found, first, lang)
    return Panel(
        name=name,
        heading=_heading(name, choice, lang),
        unit=units.unit(first.meta.unit, lang),
        colour=DOMAIN_COLOURS[DOMAINS.get(name, "population")],
        tracks=(Track(first, line=line), *points),
        verdict=verdict,
        band=_band(first, period) if name == "load" else (),
        events=_events(first, found, lang),
    )


def _of_points(
    name: str, held: Sequence[Held], choice: Choice, catalog: Catalog, lang: str, period: tuple[int, int] | None
) -> Panel:
    tracks = tuple(
        Track(one, points=tuple(marks.points(one, catalog, lang, period=period)), label=_label(one, lang))
        for one in held
    )
    count = sum(len(track.points) for track in tracks)
    key = "system.aligned.one_point" if count == 1 else "system.aligned.points"
    verdict = t(key, lang, n=count) if count else t("system.aligned.no_points", lang)
    if len(held) == 1 and count:
        verdict = _verdict(yearly.of(held[0], period=period), held[0], lang)
    return Panel(
        name=name,
        heading=_heading(name, choice, lang),
        unit=units.unit(held[0].meta.unit, lang),
        colour=DOMAIN_COLOURS[DOMAINS.get(name, "population")],
        tracks=tracks,
        verdict=verdict,
    )


def _verdict(found: Yearly, held: Held, lang: str) -> str:
    """The sentence of the statistics module on the yearly values of the period."""
    fitted = trend.of(found)
    return told.verdict(fitted, found, held.meta.unit, lang)


def _band(held: Held, period: tuple[int, int] | None) -> tuple[tuple[float, float, float], ...]:
    """Year, lower and upper end of a derived series."""
    rows = marks.inside(held.observations, period).dropna(subset=["lower", "upper"])
    return tuple((float(row.time_start.year), float(row.lower), float(row.upper)) for row in rows.itertuples())


def _events(held: Held, found: Yearly, lang: str) -> tuple[tuple[float, str, bool], ...]:
    """Known events of the registry within the years drawn.

    Each with its time (a whole number is the middle of a year), its name, and whether the verdict names it.
    """
    if not found.n:
        return ()
    listed = events.of(held.meta)
    first, last = int(found.years[0]), int(found.years[-1])
    return tuple(
        (
            event.start.year + (event.start.timetuple().tm_yday - 1) / 365.25 - 0.5,
            t(f"event.{name}", lang),
            event.kind in events.BREAKS,
        )
        for name, event in listed.items()
        if first <= event.start.year <= last and not event.whole
    )


def _heading(name: str, choice: Choice, lang: str) -> str:
    variant = {"discharge": f"place.{choice.gauge}", "ice": f"system.ice.{choice.ice}",
               "people": f"region.{choice.people}"}.get(name)  # fmt: skip
    return t(f"system.panel.{name}", lang, which=t(variant, lang) if variant else "")


def _label(held: Held, lang: str) -> str:
    """Short name of a series of points, beside its last mark; empty where the heading says it."""
    key = f"system.label.{held.meta.indicator}.{held.meta.place}"
    return t(key, lang) if has(key) else ""
