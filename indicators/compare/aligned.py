"""The values of a comparison as a file: exactly what is plotted, a row a value, each with its citation.

Series that may not be redistributed or are not public are left out, and the file says so. Nothing is
rounded, and nothing is there that is not on the chart.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators import download_file
from indicators.catalog import Catalog
from indicators.compare import meaning, relative
from indicators.compare.comparable import together
from indicators.compare.relative_plot import gathered, parted
from indicators.compare.scatter import pairs
from indicators.compare.tracks import POINTS, Track, tracks
from indicators.published.works import citations
from indicators.series import Meta
from indicators.store import Held

Years = tuple[int, int]
MODES = ("multiples", "overlay", "index", "standard", "scatter")
COLUMNS = (
    "series", "indicator", "place", "source", "time_start", "time_end", "year", "plotted", "plotted_unit", "value",
    "lower", "upper", "interval", "unit", "how", "flag", "confidence", "note", "citation", "citation_text", "doi",
    "licence", "product_version", "retrieved",
)  # fmt: skip


def table(
    series: Sequence[Held], catalog: Catalog, mode: str, *, step: str = "year", years: Years | None = None,
    base: int = 0, norm: str = relative.OVERLAP, lag: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Plotted values of a comparison, columns `COLUMNS` and for pairs `pair` (the year of the first).

    `plotted` is the number on the axis (missing for a bound or range, whose ends are `lower` and `upper`).
    """
    if mode in ("multiples", "overlay"):
        shown = _shared(series, catalog) if mode == "overlay" else list(series)
        shown = [held for held in shown if meaning.scale(held.meta, catalog) != "text"]
        made, _ = tracks(shown, catalog, step, years) if shown else ([], None)
        parts = [_rows(one, one.rows["value"].to_numpy(), one.meta.unit) for one in made if not one.empty]
    elif mode == "scatter":
        parts = _paired(series, catalog, lag, years)
    else:
        found, _ = gathered(series, catalog, years)
        parts = [_rows(one.track, one.values, unit) for one, unit in _relative(found, catalog, mode, base, norm)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def left_out(series: Sequence[Held]) -> list[Meta]:
    """Series whose licence or disclosure keeps them out of a file."""
    return [held.meta for held in series if download_file.refusal(held.meta)]


def csv_text(plotted: pd.DataFrame, withheld: Sequence[Meta]) -> str:
    """The table without the series that are withheld, which stand on top as remarks."""
    kept = plotted[~plotted["series"].isin([meta.id for meta in withheld])]
    top = [f"# left out, {download_file.refusal(meta)}" for meta in withheld]
    buffer = io.StringIO()
    texts = [name for name in kept.columns if kept[name].dtype.kind not in "fiM"]
    kept = kept.assign(**{name: kept[name].map(download_file.harmless) for name in texts})
    kept.to_csv(buffer, index=False, date_format="%Y-%m-%dT%H:%M:%S", lineterminator="\n")
    return "".join(f"{line}\n" for line in top) + buffer.getvalue()


def _shared(series: Sequence[Held], catalog: Catalog) -> list[Held]:
    kept = {meta.id for meta in together([held.meta for held in series], catalog)[0]}
    return [held for held in series if held.meta.id in kept]


def _relative(
    found: Sequence[Track], catalog: Catalog, mode: str, base: int, norm: str
) -> list[tuple[relative.Relative, str]]:
    if mode == "index":
        at = base or relative.usual_base(found) or 0
        made, _ = parted([relative.indexed(one, at, catalog) for one in found])
        return [(one, f"percent of {at}") for one in made]
    over = relative.reference(found, norm)
    made, _ = parted([relative.standardised(one, over, overlap=norm == relative.OVERLAP) for one in found])
    told = f"standard deviations from the mean of {min(over, default=0)}-{max(over, default=0)}"
    return [(one, told) for one in made]


def _paired(series: Sequence[Held], catalog: Catalog, lag: int, years: Years | None) -> list[pd.DataFrame]:
    """Rows of both series of a scatter, pair by pair; none where one of them is withheld."""
    found, _ = gathered(series[:2], catalog, years)
    if len(found) < 2 or left_out([one.held for one in found]):
        return []
    made = pairs(found[0], found[1], lag)
    parts = []
    for one, shift in ((found[0], 0), (found[1], lag)):
        rows = one.rows.set_index(one.rows["x"].astype(int)).loc[made.years + shift].reset_index(drop=True)
        whole = _rows(Track(one.held, one.what, rows), rows["value"].to_numpy(), one.meta.unit)
        parts.append(whole.assign(pair=made.years))
    return parts


def _rows(one: Track, plotted: np.ndarray, unit: str) -> pd.DataFrame:
    """Rows of a track with the columns of the file."""
    meta, rows = one.meta, one.rows
    works = citations()
    works_of = [works.get(key) for key in rows["citation"]]
    yearly = one.what == POINTS or (rows["x"] == rows["x"].round()).all()
    made = {
        "series": meta.id, "indicator": meta.indicator, "place": meta.place, "source": meta.source,
        "time_start": rows["time_start"], "time_end": rows["time_end"],
        "year": rows["x"].round().astype(int) if yearly else rows["time_end"].dt.year,
        "plotted": plotted, "plotted_unit": unit, "value": rows["value"], "lower": rows["lower"],
        "upper": rows["upper"], "interval": rows["interval"], "unit": meta.unit, "how": one.what,
        "flag": rows["flag"], "confidence": rows["confidence"], "note": rows["note"], "citation": rows["citation"],
        "citation_text": [work.text if work else meta.citation_text for work in works_of],
        "doi": [work.doi if work else meta.doi for work in works_of],
        "licence": meta.licence, "product_version": meta.product_version, "retrieved": meta.retrieved,
    }  # fmt: skip
    return pd.DataFrame(made, columns=list(COLUMNS), index=rows.index)
