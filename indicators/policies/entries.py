"""One thing that a source says of protection, with its year, its work and how sure it is.

The rows of the policy series as plain values, for the charts, the tables and the files of the page.
Nothing is judged here, and no area is ever added to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indicators import download_file
from indicators.locales import has, t, told
from indicators.locales.formats import enumerated
from indicators.population import covering, words
from indicators.series import Meta
from indicators.store import Held

LAW, CATEGORY, INSTRUMENT, AREA = "legal_status", "iucn_category", "policy_instrument", "protected_area"
INDICATORS = (LAW, CATEGORY, INSTRUMENT, AREA)
SOURCE = "published"  # whose protected areas have a name of ours; those of a database are only counted

STATED, PUBLISHED, UNKNOWN = "stated", "published", "unknown"
"""What the year of an entry is: said by the source, that of the publication (which came later), or not known."""

_LOCATOR = re.compile(r"\[([^\[\]]*)\]$")


@dataclass(frozen=True)
class Entry:
    """A statement, category, instrument or area, in the reader's language where it is not a quotation.

    Attributes
    ----------
    series, indicator, place : str
        Where the row stands.
    name : str
        Of an instrument or area; the place of a status.
    species, scope, category, text : str
        Of a status: the species' code, what the statement is about, letters, and the words of the source.
    countries : tuple of str
        ISO 3166 codes; none for bodies and states other than ours.
    year : int or None
        None where nobody states one.
    basis : str
        `stated`, `published` or `unknown`.
    when : str
        The year in words.
    kind, covers, summary, remarks : str
        Of an instrument or area: type as entered, what it covers, summary, and notes of the one who entered it.
    area_km2 : float
        As stated; NaN where it is not.
    confidence, work, link, locator : str
        How sure, where it was read, its address, and the spot in it.
    refusal : str
        Why it may not be passed on as a file; empty when it may.
    """

    series: str
    indicator: str
    place: str
    name: str
    species: str
    scope: str
    category: str
    text: str
    countries: tuple[str, ...]
    year: int | None
    basis: str
    when: str
    kind: str
    covers: str
    summary: str
    remarks: str
    area_km2: float
    confidence: str
    work: str
    link: str
    locator: str
    refusal: str
    source: str

    @property
    def secondhand(self) -> bool:
        """Whether it was not read at its source."""
        return self.confidence == "quoted_secondhand"


def wanted(metas: Iterable[Meta]) -> list[Meta]:
    """The series that entries are made of."""
    return [
        meta
        for meta in metas
        if meta.indicator in INDICATORS and (meta.indicator != AREA or meta.source == SOURCE)
    ]  # fmt: skip


def read(series: Iterable[Held], lang: str) -> list[Entry]:
    """Every row as an entry, by year; those without one come last."""
    found = [_entry(row, held, lang) for held in series for row in held.observations.itertuples()]
    return sorted(found, key=lambda one: (one.year is None, one.year or 0, one.series))


def of(found: Iterable[Entry], *indicators: str) -> list[Entry]:
    """Entries of some indicators."""
    return [one for one in found if one.indicator in indicators]


def about(found: Iterable[Entry], species: str, countries: Sequence[str], catalog: Any) -> list[Entry]:
    """Entries that concern a species ("" for all) and one of some countries (none given: all)."""
    return [
        one
        for one in found
        if (not countries or set(countries) & set(one.countries))
        and (
            not species
            or (covering.akin(species, one.species) if one.species
                else covering.speaks_of(one.covers, species, catalog))
        )
    ]  # fmt: skip


def credited(series: Iterable[Held], drawn: Iterable[Entry]) -> list[Held]:
    """The series of the entries drawn, for the caption: a year that nobody states is no last date."""
    basis = {one.series: one.basis for one in drawn}
    return [
        replace(held, meta=replace(held.meta, last="")) if basis[held.meta.id] == UNKNOWN else held
        for held in series
        if held.meta.id in basis
    ]


def kind_name(kind: str, lang: str) -> str:
    """Name of a type of instrument; as entered where we have none."""
    key = f"status.kind.{kind.replace(' ', '_')}"
    return t(key, lang) if has(key) else told(kind, lang)


def dated(one: Entry, lang: str) -> str:
    """`2021`, `by 2006` where the source is undated, or that no year is known."""
    if one.year is None:
        return t("policies.no_year", lang)
    return str(one.year) if one.basis == STATED else t("policies.by_year", lang, year=one.year)


def states(one: Entry, lang: str) -> str:
    """Names of the countries, or that it is another state or body."""
    return enumerated(sorted(t(f"country.{code}", lang) for code in one.countries), lang) or t("status.other", lang)


def hover(one: Entry, lang: str, *first: str) -> str:
    """What a chart tells of an entry: lines of its own, then year, confidence, remarks and work."""
    made = [words.plain(line) for line in first]
    made += words.lines(told(one.text or one.summary, lang), words.HOVER_WIDTH)
    made.append(words.plain(f"{one.when} · {t(f'pop.confidence.{one.confidence}', lang)}"))
    made += words.lines(told(one.remarks, lang), words.HOVER_WIDTH)
    made += words.lines(t("pop.source", lang, source=one.work), words.HOVER_WIDTH)
    return "<br>".join(made)


def _entry(row: Any, held: Held, lang: str) -> Entry:
    meta = held.meta
    undated, unknown = row.note.startswith(words.UNDATED), words.YEAR_UNKNOWN in row.note
    spot = _LOCATOR.search(row.note)
    return Entry(
        series=meta.id,
        indicator=meta.indicator,
        place=meta.place,
        name=words.place(meta, lang),
        species=_text(row, "species"),
        scope=_text(row, "scope"),
        category=_text(row, "category"),
        text=_text(row, "legal_status"),
        countries=tuple(meta.countries),
        year=None if unknown else int(row.time_start.year),
        basis=UNKNOWN if unknown else PUBLISHED if undated else STATED,
        when=words.period(row, lang),
        kind=_text(row, "type"),
        covers=_text(row, "species_covered"),
        summary=_text(row, "summary"),
        remarks=_remarks(row.note),
        area_km2=float(getattr(row, "area_km2", float("nan"))),
        confidence=row.confidence,
        work=words.reference(row, meta),
        link=words.link(row.citation) or _text(row, "url"),
        locator=spot[1] if spot else "",
        refusal=download_file.refusal(meta),
        source=meta.source,
    )


def _text(row: Any, column: str) -> str:
    part = getattr(row, column, "")
    return part if isinstance(part, str) else ""


def _remarks(note: str) -> str:
    """A note without what the year already says."""
    said = words.said(note)
    for known in ("No date in the source; placed at its year of publication.", "Year not stated."):
        said = said.replace(known, "")
    return " ".join(said.split())
