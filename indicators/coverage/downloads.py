"""Every table of the coverage page as CSV, and all of them as one archive.

Codes are those of the registry; works are cited in full. Rows of series whose licence forbids passing their
values on hold no values here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from indicators import download_file
from indicators.catalog import Catalog
from indicators.coverage import joint_survey, matrix, scorecard, surveys
from indicators.coverage.conflicts import Conflict, Said
from indicators.coverage.populations import Population
from indicators.coverage.record import Record
from indicators.coverage.surveys import Counted
from indicators.population.words import link, reference, said
from indicators.published.works import citations

Line = Mapping[str, Any]
_WHEN = (1980, 1, 1, 0, 0, 0)  # of the files in an archive: the same tables give the same bytes


def text(rows: Sequence[Line]) -> str:
    """CSV with a header; missing cells are empty, lists are joined by blanks."""
    buffer = io.StringIO()
    if rows:
        writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(part) for name, part in row.items()} for row in rows)
    return buffer.getvalue()


def _cell(part: Any) -> Any:
    if part is None or (isinstance(part, float) and pd.isna(part)):
        return ""
    if isinstance(part, bool):
        return "yes" if part else "no"
    if isinstance(part, float):
        return repr(round(part, 6))
    if isinstance(part, tuple | list):
        part = " ".join(str(one) for one in part)
    return download_file.harmless(part)


def archive(tables: Mapping[str, Callable[[], list[Line]]], words: str) -> bytes:
    """All tables as one zip, with a file that says what they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        files = {"README.txt": words} | {f"{name}.csv": text(make()) for name, make in tables.items()}
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def years(records: Sequence[Record]) -> list[Line]:
    """One line a country, indicator and year, global products and the open ocean with an empty country."""
    return list(_years(records))


def _years(records: Sequence[Record]) -> Iterator[Line]:
    for one in records:
        for country in ("",) if one.context else one.meta.countries:
            spans = [(str(year), tally) for year, tally in one.years.by_year.items()]
            spans += [(f"{first}-{last}", tally) for (first, last), tally in one.years.pooled.items()]
            for span, tally in spans:
                yield {
                    "country": country, "context": one.context, "domain": one.domain, "family": one.family,
                    "indicator": one.meta.indicator, "place": one.meta.place, "years": span,
                    "pooled": "-" in span, "shared_water": one.shared, "series": one.meta.id,
                    "source": one.meta.source, "observations": tally.n, "measured": tally.measured,
                    "read_in_source": tally.read, "quoted_secondhand": tally.secondhand, "derived": tally.derived,
                    "with_interval": tally.interval, "undated": tally.undated, "flags": tally.flags,
                }  # fmt: skip


def by_indicator(records: Sequence[Record], catalog: Catalog) -> list[Line]:
    """One line a country and indicator."""
    return [
        {
            "country": one.country, "domain": one.domain, "family": one.family, "indicator": one.indicator,
            "series": one.series, "of_them_in_shared_waters": one.shared, "first_year": one.first,
            "latest_year": one.last, "observations": one.observations, "share_with_interval": one.with_interval,
            "share_at_source": one.at_source, "undated": one.undated, "downloadable_series": one.downloadable,
            "sources": one.sources,
        }
        for one in matrix.table(records, catalog.countries, catalog)
    ]  # fmt: skip


def gaps(populations: Sequence[Population], year: int) -> list[Line]:
    """One line a population, or a species and water without estimate."""
    return [
        {
            "species": one.species, "group": one.group, "place": one.place, "region": one.region,
            "countries": one.countries, "estimates": one.n,
            "years": "; ".join(str(a) if a == b else f"{a}-{b}" for a, b in one.estimates),
            "latest_year": one.last, "years_since": one.age(year), "latest_is_year_of_publication": one.undated,
            "any_interval": one.interval, "any_read_in_source": one.at_source, "counted_otherwise_until": one.counted,
            "series": tuple(record.meta.id for record in one.series),
            "other_series": tuple(record.meta.id for record in one.beside), "holder_of_more": one.holder,
            "citations": " | ".join(dict.fromkeys(record.meta.citation_text for record in one.series)),
        }
        for one in populations
    ]  # fmt: skip


def due(listed: Sequence[Counted], year: int) -> list[Line]:
    """One line a series of surveys: when it was done, how often, and when the next is due."""
    rows: list[Line] = []
    for one in listed:
        rhythm, meta = surveys.rhythm(one), one.record.meta
        judged = "yearly figure" if rhythm.stated else "median interval" if rhythm.every else "no rhythm"
        rows.append({
            "series": meta.id, "place": meta.place, "countries": meta.countries, "method": meta.method,
            "surveys": len(one.surveys),
            "years": "; ".join(str(s.first) if s.first == s.last else f"{s.first}-{s.last}" for s in one.surveys),
            "interval_years": rhythm.every, "judged_from": judged, "next_due": rhythm.due,
            "overdue_years": rhythm.overdue(year) if rhythm.due else None, "citations": meta.citation_text,
        })  # fmt: skip
    return rows


def differing(listed: Sequence[Conflict]) -> list[Line]:
    """One line a conflict, both sides; nothing is settled."""
    return [
        {
            "indicator": one.meta.indicator, "place": one.meta.place, "countries": one.meta.countries,
            "noted": one.noted, "words": one.words, **_side("first", one.first), **_side("second", one.second),
        }
        for one in listed
        if not any(download_file.refusal(said.held.meta) for said in (one.first, one.second) if said)
    ]  # fmt: skip


def _side(name: str, one: Said | None) -> Line:
    if one is None:
        return dict.fromkeys(
            f"{name}_{part}" for part in (
                "series", "from", "to", "value", "lower", "upper", "unit", "confidence", "citation", "link", "note",
            )
        )  # fmt: skip
    row, meta = one.row, one.held.meta
    told = {
        "series": meta.id, "from": f"{row.time_start:%Y-%m-%d}", "to": f"{row.time_end:%Y-%m-%d}", "value": row.value,
        "lower": row.lower, "upper": row.upper, "unit": meta.unit, "confidence": row.confidence,
        "citation": reference(row, meta), "link": link(row.citation), "note": said(row.note),
    }  # fmt: skip
    return {f"{name}_{part}": cell for part, cell in told.items()}


def sharing(records: Sequence[Record], catalog: Catalog) -> list[Line]:
    """One line a country, domain, and own or shared waters."""
    return [
        {
            "country": one.country, "domain": one.domain, "waters": "shared" if one.shared else "own",
            "applicable": one.applies, "series": one.series, "latest_year": one.last,
            "share_with_interval": one.with_interval, "share_at_source": one.at_source,
            "share_downloadable": one.downloadable,
        }
        for one in scorecard.scores(records, catalog)
    ]  # fmt: skip


def joint(populations: Sequence[Population], catalog: Catalog, year: int) -> list[Line]:
    """One line a population that one survey of its water would bring up to date."""
    return [
        {
            "water": survey.water, "group": survey.group, "sharing_countries": survey.countries,
            "species": one.species, "place": one.place, "estimates": one.n, "latest_year": one.last,
            "years_since": one.age(year),
        }
        for survey in joint_survey.surveys(populations, catalog, year)
        for one in survey.rows
    ]  # fmt: skip


def readme(today: dt.date, words: Sequence[str]) -> str:
    """What the archive holds, and the works behind the numbers."""
    works = "\n".join(f"{key}: {work.text} {work.doi or work.url}".strip() for key, work in citations().items())
    return "\n".join([*words, f"{today:%Y-%m-%d}", "", works, ""])
