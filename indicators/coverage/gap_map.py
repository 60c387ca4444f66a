"""Populations on the map: the shape of a mark tells the number of estimates, its label the latest year.

Positions are those of places and waters in the registry and the tables, about a degree exact; marks of one
place stand beside each other.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from indicators.catalog import Catalog
from indicators.coverage import words
from indicators.coverage.populations import MARKS, Population
from indicators.figures import FONT, INK, Chart
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.locales.wrapping import wrap
from indicators.map.basemap import Place, base_maps
from indicators.map.projection import WINDOWS_KM, forward, inverse
from indicators.population.words import plain
from indicators.store import Held

WINDOW = "wide"
SIZES = {"wide": (1180, 700), "narrow": (360, 430)}
STEP_KM = 100.0  # between marks of one place
TOGETHER_KM = 110.0  # marks nearer than this stand in one column
MOST_LINES = 5


def gap_map(
    _: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    populations: Sequence[Population],
    year: int,
    group: str = "",
    **_chosen: object,
) -> Chart:
    """Draw the populations of one kind of animal, or of all.

    Parameters
    ----------
    populations : sequence of Population
        With and without estimates.
    year : int
        The present year, from which ages are reckoned.
    group : str
        Kind of animal; empty for all.
    """
    mine = [one for one in populations if group in ("", one.group)]
    inside, outside = _placed(mine)
    places = [place(one, spot, year, lang) for one, spot in inside]
    order = {f"gap_{kind}": number for number, kind in enumerate(MARKS)}
    places.sort(key=lambda one: (order[one.kind], one.hollow, one.slug))
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)", font_color=INK)
        for drawn in base_maps(lang, list(SIZES.values()), window=WINDOW, places=places)
    )
    records = [record for one in mine for record in (*one.series, *one.beside)]
    title = finding(mine, lang)
    key = [t("coverage.gap_key", lang)]
    if outside:
        key.append(t("coverage.gap_outside", lang, names=enumerated((name(one, lang) for one in outside), lang)))
    return Chart(
        name=f"population-gaps-{group}" if group else "population-gaps",
        title=title,
        subtitle=t("coverage.gap_subtitle", lang, year=year),
        alt=f"{title}. {t('coverage.gap_alt', lang, n=len(places))}",
        plot=wide,
        narrow=narrow,
        key=tuple(key),
        caption=(words.sources(records, catalog, lang), t("map.credit", lang), t("map.disclaimer", lang)),
        last=_last(records),
        height=SIZES["wide"][1],
    )


def finding(mine: Sequence[Population], lang: str) -> str:
    """How many populations have no, one, two, three and more estimates."""
    counts = [sum(one.category == number for one in mine) for number in range(4)]
    return t("coverage.gap_title", lang, n=len(mine), none=counts[0], one=counts[1], two=counts[2], more=counts[3])


def name(one: Population, lang: str) -> str:
    """Species and place."""
    species = t(f"species.{one.species}", lang)
    return f"{species}, {place_name(one, lang)}"


def place_name(one: Population, lang: str) -> str:
    """Place of a population, or its water."""
    return words.place(one.series[0].meta, lang) if one.series else words.region(one.region, lang)


def place(one: Population, spot: tuple[float, float], year: int, lang: str) -> Place:
    """The mark of a population."""
    longitude, latitude = spot
    species = t(f"species.{one.species}", lang)
    when = str(one.last) if one.last else (str(one.counted) if one.counted else "")
    label = f"{species} {when}".strip()
    hollow = bool(one.estimates) and not one.at_source
    hover = "<br>".join(_hover(one, year, lang))
    return Place(f"{one.species}.{one.place}", label, longitude, latitude, f"gap_{one.kind}", hover, hollow=hollow)


def age(one: Population, year: int, lang: str) -> str:
    """`13 years`, or that there is no estimate."""
    years = one.age(year)
    if years is None:
        return t("coverage.no_estimate", lang)
    return t("coverage.year", lang) if years == 1 else t("coverage.years", lang, n=years)


def _hover(one: Population, year: int, lang: str) -> list[str]:
    made = [f"<b>{plain(name(one, lang))}</b>", words.countries(one.countries, lang)]
    if one.estimates:
        listed = enumerated((str(a) if a == b else f"{a}–{b}" for a, b in one.estimates), lang)
        made.append(t("coverage.estimates_in", lang, n=one.n, years=listed))
        made.append(t("coverage.since_last", lang, age=age(one, year, lang)))
    else:
        made.append(t("coverage.none_held", lang))
    if one.undated:
        made.append(t("coverage.undated", lang))
    if one.beside:
        made.append(t("coverage.beside", lang))
        listed_beside = dict.fromkeys(words.series(record.meta, lang) for record in one.beside)
        made += list(listed_beside)[:MOST_LINES]
    if one.holder:
        made += wrap(t("coverage.holder", lang, holder=plain(told(one.holder, lang))), 58)
    return made


def _placed(mine: Sequence[Population]) -> tuple[list[tuple[Population, tuple[float, float]]], list[Population]]:
    """Populations with the position of their mark, and those outside the map."""
    columns: list[tuple[float, float, list[Population]]] = []
    outside = []
    left, right, bottom, top = WINDOWS_KM[WINDOW]
    known = {one.place: (one.longitude, one.latitude) for one in mine if one.estimates}
    for one in mine:
        longitude, latitude = known.get(one.place, (one.longitude, one.latitude))
        if latitude is None or longitude is None:
            outside.append(one)
            continue
        x, y = (float(part) for part in forward(longitude, latitude))
        if left < x < right and bottom < y < top:
            _join(columns, x, y, one)
        else:
            outside.append(one)
    inside = []
    for x, y, held in columns:
        for number, one in enumerate(held):
            inside.append((one, _beside(x, y, number, len(held))))
    return inside, outside


def _join(columns: list[tuple[float, float, list[Population]]], x: float, y: float, one: Population) -> None:
    """Put a population into the column that stands near, else begin one."""
    near = (column for column in columns if math.hypot(column[0] - x, column[1] - y) < TOGETHER_KM)
    column = next(near, None)
    if column is None:
        columns.append((x, y, [one]))
    else:
        column[2].append(one)


def _beside(x: float, y: float, number: int, many: int) -> tuple[float, float]:
    """Longitude and latitude of the n-th of several marks of one place."""
    longitude, latitude = inverse(x, y - (number - (many - 1) / 2) * STEP_KM)
    return float(longitude), float(latitude)


def _last(records: Sequence[object]) -> dt.date | None:
    lasts = [record.meta.last[:10] for record in records if record.meta.last]  # type: ignore[attr-defined]
    return dt.date.fromisoformat(max(lasts)) if lasts else None
