"""The values of a figure as a table: exactly what is drawn, each with the series and the unit it is of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators import download_file
from indicators.catalog import Catalog
from indicators.export.documents import marks
from indicators.export.documents.belonging import Observed, folded, of_series, of_years
from indicators.export.documents.plotted import rows
from indicators.export.documents.traces import Row, Value
from indicators.export.figure import Figure
from indicators.locales import t, told
from indicators.series import Meta
from indicators.store import Held

COLUMNS = ("series", "part", "panel", "label", "year", "date", "x", "y", "lower", "upper", "x_lower", "x_upper",
           "value", "longitude", "latitude", "unit", "text")  # fmt: skip
"""Codes, the same in every language; the metadata sheet and the README say what they mean."""
ALWAYS = ("series", "part", "label", "x", "y", "lower", "upper", "unit", "text")
"""Columns that stand in every file; the others where a figure fills them."""
KEYS = ("id", "indicator", "place", "region", "countries", "unit", "statistic", "frequency", "method",
        "area_definition", "source", "product", "provider", "product_version", "doi", "licence", "redistribute",
        "credit", "edited_notice", "terms_url", "citation", "retrieved", "sha256", "first", "last",
        "derived_from")  # fmt: skip
"""What the metadata sheet tells of each series."""


@dataclass(frozen=True)
class Table:
    """A head of codes, and rows of numbers and texts."""

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def refusal(metas: Sequence[Meta], lang: str) -> str:
    """Why the values of a figure may not be passed on; empty when all of its series may be."""
    return next((why for meta in metas if (why := download_file.refusal(meta, lang))), "")


def table(figure: Figure, metas: Sequence[Meta], held: Sequence[Held] = ()) -> Table:
    """The values drawn.

    Parameters
    ----------
    metas : sequence of Meta
        Series drawn.
    held : sequence of Held
        The same with their observations, as far as they are at hand: they tell which series, and which year of a
        seasonal curve, a value is of. Without them that is only told where the figure itself says it.
    """
    drawn, observed = rows(figure.spec), Observed(held)
    units = {meta.id: meta.unit for meta in metas}
    common = next(iter(units.values())) if len(set(units.values())) == 1 else ""
    ids = of_series(drawn, metas, observed, figure.lang)
    axis = folded(drawn, _hoverformat(figure.spec))
    years = of_years(drawn, axis, observed) if axis else [None] * len(drawn)
    lines = []
    for row, series, year in zip(drawn, ids, years, strict=True):
        cells = _cells(row) | {"series": series, "unit": units.get(series, common), "year": year}
        if axis:
            cells |= {"date": axis.day(row.x, year) if year else None, "x": str(row.x)[5:10]}
        lines.append(cells)
    head = tuple(name for name in COLUMNS if name in ALWAYS or any(line.get(name) not in (None, "") for line in lines))
    return Table(head, tuple(tuple(line.get(name) for name in head) for line in lines))


def _cells(row: Row) -> dict[str, Value]:
    return {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}


def _hoverformat(spec: str) -> str:
    axis = json.loads(spec)["plot"]["layout"].get("xaxis") or {}
    return str(axis.get("hoverformat") or "")


def metadata(metas: Sequence[Meta], catalog: Catalog, lang: str) -> list[dict[str, str]]:
    """What the metadata sheet tells of each series, in the order of `KEYS`; sentences in a language."""
    return [{key: _metadata(meta, catalog, lang)[key] for key in KEYS} for meta in metas]


def _metadata(meta: Meta, catalog: Catalog, lang: str) -> Mapping[str, str]:
    source = catalog.sources[meta.source]
    plain = ("id", "indicator", "place", "region", "unit", "frequency", "source", "product_version", "doi",
             "redistribute", "retrieved", "sha256", "first", "last", "derived_from")  # fmt: skip
    said = ("statistic", "method", "area_definition", "licence")
    return (
        {name: getattr(meta, name) for name in plain}
        | {name: told(getattr(meta, name), lang) for name in said}
        | {"countries": " ".join(meta.countries), "product": source.title, "provider": source.provider}
        | {"credit": "; ".join(marks.credits([meta], catalog)), "edited_notice": source.edited_notice}
        | {"terms_url": source.terms_url, "citation": meta.citation_text}
    )


def meaning(name: str, lang: str) -> str:
    """What a column of the table, or a key of the metadata, is, in a language."""
    return t(f"document.column.{name}", lang)
