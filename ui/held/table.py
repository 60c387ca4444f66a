"""A row an indicator: newest value, record, how sure, how old, source; its series below it, folded."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from html import escape

from indicators import download_file, naming, status
from indicators.errors import StoreError
from indicators.figures import ACCENT, DOMAIN_COLOURS
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.population import words
from indicators.profile import entries, latest, links
from indicators.profile.entries import Entry
from indicators.profile.latest import Latest, Run
from indicators.series import Meta
from indicators.species import cast
from indicators.store import Held
from ui import pick, tables
from ui.frame import Context
from ui.tables import Html

COLUMNS = ("what", "latest", "when", "record", "sure", "source")
WIDTH, HEIGHT, RIM = 130, 26, 3
MARKS = {"measured": "●", "read_in_source": "●", "quoted_secondhand": "○", "derived": "◇"}
OLD_YEARS = 2  # whole years without a newer value, from which a series without a cadence is told to be old


def table(found: Sequence[Entry], here: Context, now: dt.datetime) -> Html:
    """All indicators of a topic."""
    head = {name: t(f"profile.column.{name}", here.lang) for name in COLUMNS}
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head.values())
    columns = "".join(f'<col class="aoi-{name}">' for name in COLUMNS)
    body, heading = [], ""
    for entry in found:
        if entry.heading != heading:
            heading = entry.heading
            body.append(_heading(entry, here))
        body.append(_entry(entry, head, here, now))
    colgroup = f"<colgroup>{columns}</colgroup><thead><tr>{top}</tr></thead>"
    return Html(f'<table class="aoi-table aoi-held">{colgroup}{"".join(body)}</table>')


def _heading(entry: Entry, here: Context) -> str:
    """A species, with a link to its own page where it has one."""
    species = here.catalog.indicators[entry.indicator].species or ""
    page = tables.link(f"/species?species={species}&lang={here.lang}", t("profile.species", here.lang))
    more = f" <small>{page}</small>" if species in cast.CAST else ""
    cell = f'<td data-head="" colspan="{len(COLUMNS)}">{escape(entry.heading)}{more}</td>'
    return f'<tbody class="aoi-kind"><tr>{cell}</tr></tbody>'


def _entry(entry: Entry, head: dict[str, str], here: Context, now: dt.datetime) -> str:
    meta = entry.newest
    held = read(meta, here)
    one = latest.of(held.observations) if held else None
    cells = {
        "what": _what(entry, here),
        "latest": _value(meta, one, here.lang),
        "when": _when(meta, one, here),
        "record": _record(entry, held, here),
        "sure": _sure(meta, one, here, now),
        "source": Html(f"{_source(entry, here)}<br>{' · '.join(_ways(meta, here))}"),
    }
    more = _series(entry, here) if len(entry.metas) > 1 else ""
    row = "".join(
        f'<td data-head="{"" if name == "what" else escape(head[name], quote=True)}"'
        f"{' class=aoi-name' if name == 'what' else ''}>{part}</td>"
        for name, part in cells.items()
    )
    rest = f'<tr class="aoi-more"><td data-head="" colspan="{len(COLUMNS)}">{more}</td></tr>' if more else ""
    return f'<tbody class="aoi-entry"><tr{" class=aoi-with-more" if more else ""}>{row}</tr>{rest}</tbody>'


def read(meta: Meta, here: Context) -> Held | None:
    """A series; None where its file is broken: the row then says so."""
    try:
        return here.cache.read(meta.id)
    except StoreError:
        return None


def _what(entry: Entry, here: Context) -> Html:
    told = escape(entries.name(entry, here.catalog, here.lang))
    countries = entries.shared(entry.metas)
    if countries:
        every = all(len(meta.countries) > 1 for meta in entry.metas)
        named = enumerated(country_names(countries, here.lang), here.lang)
        key = "profile.shared" if every else "profile.partly_shared"
        told += f"<br><small>⇄ {escape(t(key, here.lang, countries=named))}</small>"
    return Html(told)


def country_names(codes: Sequence[str], lang: str) -> list[str]:
    """Names of countries, by name."""
    return sorted(t(f"country.{code}", lang) for code in codes)


def _value(meta: Meta, one: Latest | None, lang: str) -> Html:
    if one is None:
        return Html(escape(t("profile.no_number", lang)))
    doubt = f" <small>({escape(t(f'pop.flag.{one.flag}', lang))})</small>" if one.flag != "good" else ""
    bounds = latest.interval(one, lang)
    small = f"<br><small>{escape(bounds)}</small>" if bounds else ""
    number_ = f'<span class="aoi-value">{escape(latest.amount(one, lang))}</span>'
    return Html(f"{number_} {escape(unit(meta, lang))}{doubt}{small}")


def told(meta: Meta, one: Latest, lang: str) -> str:
    """An amount with its unit."""
    return f"{latest.amount(one, lang)} {unit(meta, lang)}".strip()


def unit(meta: Meta, lang: str) -> str:
    """The unit of a series; empty where the number stands for itself."""
    return "" if meta.unit in ("", "1", "pH", "class", "statement") else words.unit(meta, lang)


def _when(meta: Meta, one: Latest | None, here: Context) -> Html:
    place = escape(pick.place_name(meta, here))
    return Html(f"{escape(latest.when(one, here.lang))}<br><small>{place}</small>" if one else place)


def _record(entry: Entry, held: Held | None, here: Context) -> Html:
    runs = latest.record(held.observations, held.meta) if held else ()
    values = sum(meta.count for meta in entry.metas)
    counted = t("profile.values" if values != 1 else "profile.one_value", here.lang, n=number(values, here.lang, 0))
    drawn = spark(runs, DOMAIN_COLOURS[here.catalog.indicators[entry.indicator].domain]) if runs else ""
    years = f"{escape(span(entry.metas))}<br>" if values > 1 else ""
    return Html(f"{years}<small>{escape(counted)}</small>{drawn}")


def span(metas: Sequence[Meta]) -> str:
    """First and last year of some series."""
    first = min((meta.first[:4] for meta in metas if meta.first), default="")
    last = max((meta.last[:4] for meta in metas if meta.last), default="")
    return first if first == last else f"{first}–{last}"


def _sure(meta: Meta, one: Latest | None, here: Context, now: dt.datetime) -> Html:
    sure = f"{MARKS[one.confidence]} {t(f'pop.confidence.{one.confidence}', here.lang)}" if one else ""
    return Html("<br>".join(part for part in (f"<small>{escape(sure)}</small>", age(meta, one, here, now)) if part))


def age(meta: Meta, one: Latest | None, here: Context, now: dt.datetime) -> str:
    """Fresh, due or stale where its source has a cadence; else since when nothing newer is held."""
    source, lang = here.catalog.sources[meta.source], here.lang
    if source.cadence_days and meta.last:
        last = dt.datetime.fromisoformat(meta.last).replace(tzinfo=dt.UTC)
        kind = status.age(source, last, now)
        return str(tables.badge(kind, t(f"age.{kind}", lang)))
    if one is None or one.undated or now.year - one.time_end.year < OLD_YEARS:
        return ""
    return f"<small>{escape(t('profile.nothing_since', lang, year=one.time_end.year))}</small>"


def _source(entry: Entry, here: Context) -> str:
    """Source of the newest value, and how many others there are."""
    names = list(dict.fromkeys(naming.source(meta.source, here.lang) for meta in entry.metas))
    others = " " + t("profile.others", here.lang, n=len(names) - 1) if len(names) > 1 else ""
    return f"<small>{escape(names[0] + others)}</small>"


def _ways(meta: Meta, here: Context) -> list[str]:
    """Links to the chart and to the file of a series."""
    return [chart_link(meta, here), csv_link(meta, here)]


def chart_link(meta: Meta, here: Context) -> str:
    """The page that draws a series."""
    return str(tables.link(f"/{links.chart_of(meta, here.catalog)}&lang={here.lang}", t("profile.chart", here.lang)))


def csv_link(meta: Meta, here: Context) -> str:
    """The file of a series, or that its licence forbids it."""
    if download_file.refusal(meta):
        return f"<small>{escape(t('profile.refused', here.lang))}</small>"
    return str(tables.link(f"/data/{meta.id}.csv", "CSV", download=True))


def _series(entry: Entry, here: Context) -> str:
    """Every series of an indicator, folded."""
    places = len({meta.place for meta in entry.metas})
    key = "profile.all_series" if places > 1 else "profile.all_series_here"
    said = t(key, here.lang, n=len(entry.metas), places=places)
    items = "".join(
        f"<li>{_one(meta, here)}</li>" for meta in sorted(entry.metas, key=lambda m: (m.region, m.place, m.id))
    )
    return f"<details><summary>{escape(said)}</summary><ul>{items}</ul></details>"


def _one(meta: Meta, here: Context) -> str:
    held = read(meta, here)
    one = latest.of(held.observations) if held else None
    bounds = latest.interval(one, here.lang) if one else ""
    amount = (
        told(meta, one, here.lang) + (f" ({bounds})" if bounds else "") if one else t("profile.no_number", here.lang)
    )
    mark = f"{MARKS[one.confidence]} " if one else ""
    parts = [
        f"{mark}<b>{escape(amount)}</b>",
        escape(latest.when(one, here.lang)) if one else "",
        escape(pick.place_name(meta, here)),
        escape(t("profile.record", here.lang, years=span([meta]), n=number(meta.count, here.lang, 0))),
        escape(naming.source(meta.source, here.lang)),
        f"⇄ {escape(enumerated(country_names(meta.countries, here.lang), here.lang))}"
        if len(meta.countries) > 1
        else "",
        *_ways(meta, here),
    ]
    return " · ".join(part for part in parts if part)


def spark(runs: Sequence[Run], colour: str) -> str:
    """A small drawing from zero (or the least value below it): lines where values join, dots where not."""
    points = [point for run in runs for point in run]
    xs, ys = zip(*points, strict=True)
    left, wide = min(xs), (max(xs) - min(xs)) or 1
    low = min(0, *ys)
    high = (max(0, *ys) - low) or 1

    def at(point: tuple[float, float]) -> tuple[str, str]:
        x = RIM + (point[0] - left) / wide * (WIDTH - 2 * RIM)
        y = HEIGHT - RIM - (point[1] - low) / high * (HEIGHT - 2 * RIM)
        return f"{x:.1f}", f"{y:.1f}"

    shapes = []
    for run in runs:
        spots = [at(point) for point in run]
        if len(spots) > 1:
            line = " ".join(f"{x},{y}" for x, y in spots)
            shapes.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.3"/>')
        else:
            shapes += [f'<circle cx="{x}" cy="{y}" r="1.6" fill="{colour}"/>' for x, y in spots]
    x, y = at(points[-1])
    shapes.append(f'<circle cx="{x}" cy="{y}" r="2.2" fill="{ACCENT}"/>')
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(shapes)}</svg>'
    return (
        f'<img class="aoi-spark" alt="" src="data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}">'
    )
