"""Whether a new edition of a source is what a provider plausibly gives: compared with what is held, series by series.

A provider corrects some values, adds days and now and then begins a new version. It does not lose years,
multiply everything by a thousand or turn half of a record blank, except by mistake. Nothing is changed
here; what looks like a mistake is told with its figures, and a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators import observations
from indicators.catalog import Catalog, Source
from indicators.series import Meta

Numbers = NDArray[np.float64]
MAY_VANISH = {"hour": 5, "day": 5, "month": 1}
"""Observations that a new edition may lack without a word; of hours and days also one in a hundred."""
FEW = 5
"""Overlapping values below which a series is only judged together with the others of its source."""
FACTOR = 3.0
"""A median ratio of new to held values beyond which (or below its inverse) the unit is likely to be another."""
STEADY = 0.01
"""Relative spread of the ratios below which a smaller factor counts too: corrections are not that even."""
LEAST_STEADY = 0.05
MOVED = 0.25
"""Part of the usual range of a series (5th to 95th percentile) that a value must move to count as rewritten;
of itself it must move by `LEAST_STEADY`, for some series hardly vary."""
MOST_MOVED, MOST_MOVED_SHRINKING = 0.10, 0.50
MOST_BLANK = 0.20
"""Rise of the share of rows without a number that is still taken for gaps."""
LEAST_ROWS = 20
MOST_APART = 10.0
"""How many times beyond everything held the newest values may lie in the middle."""
_ENDS = ("time_start", "time_end")
AHEAD = pd.Timedelta(days=2)
MOST_OUTSIDE_OF_ROUGH = 0.05


Figures = dict[str, float | int | str]


@dataclass(frozen=True)
class Finding:
    """One reason to doubt: the series ("" = the source as a whole), what (`quarantine.<what>`) and its figures."""

    series: str
    what: str
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """A series as held (None: nothing to compare with) and as it came."""

    meta: Meta
    held: pd.DataFrame | None
    new: pd.DataFrame
    unique: bool = True
    shipped: bool = False


@dataclass(frozen=True)
class _Both:
    """Values of the periods that both tell, of all held and of what came after it."""

    pair: Pair
    old: Numbers
    new: Numbers
    later: Numbers
    held: Numbers
    lost: tuple[str, ...]


def judge(
    pairs: Sequence[Pair], gone: Sequence[str], source: Source, catalog: Catalog, now: dt.datetime
) -> list[Finding]:
    """Everything about a new edition that looks like a mistake; empty for a plausible one.

    Parameters
    ----------
    pairs : sequence of Pair
        Every series of the edition with what is held of it.
    gone : sequence of str
        Series held that the edition, which is a whole one, lacks.
    source, catalog : Source, Catalog
        What the registry says of its shape (`update`, `may_shrink`) and of what is possible (`limits`).
    now : datetime
        When the edition was got.
    """
    both = [_both(pair) for pair in pairs if pair.held is not None]
    found: list[Finding] = []
    if source.update == "replace":
        found += [one for item in both if not item.pair.shipped for one in _lost(item, source)]
        found += _withdrawn(gone, len(pairs))
    for item in both:
        found += _factor(item)
        found += [] if any(one.series == item.pair.meta.id for one in found) else _rewritten(item, source)
        found += _level(item)
    found += _factor_of_few([item for item in both if 0 < len(item.old) < FEW])
    found += _blank(pairs, both)
    found += _outside(pairs, source, catalog)
    found += [one for pair in pairs for one in _ahead(pair, now)]
    return found


def _both(pair: Pair) -> _Both:
    assert pair.held is not None  # noqa: S101 - asked by the caller
    held = pair.held[~observations.is_passing(pair.held).to_numpy()]
    fresh = pair.new[~observations.is_passing(pair.new).to_numpy()]
    old_keys, new_keys = _keys(held, unique=pair.unique), _keys(fresh, unique=pair.unique)
    _, at_old, at_new = np.intersect1d(old_keys, new_keys, return_indices=True)
    values, news = held["value"].to_numpy(), fresh["value"].to_numpy()
    last = held["time_end"].max() if len(held) else pd.Timestamp.min
    later = news[(fresh["time_start"] > last).to_numpy()]
    gone = np.setdiff1d(np.flatnonzero(observations.carrying(held).to_numpy()), at_old)
    lost = tuple(f"{moment:%Y-%m-%d}" for moment in held["time_end"].iloc[gone])
    return _Both(pair, values[at_old], news[at_new], later[~np.isnan(later)], values[~np.isnan(values)], lost)


def _keys(frame: pd.DataFrame, *, unique: bool) -> NDArray[np.int64]:
    """One number a period; where a period has several rows, one for each in their order."""
    start, end = (
        frame[name].to_numpy().astype("datetime64[us]").astype("int64") for name in ("time_start", "time_end")
    )
    keys: NDArray[np.int64] = start * np.int64(1_000_003) + end
    return keys if unique else keys * np.int64(1_009) + frame.groupby(list(_ENDS)).cumcount().to_numpy()


def _lost(item: _Both, source: Source) -> Iterator[Finding]:
    frequency, held = item.pair.meta.frequency, len(item.pair.held) if item.pair.held is not None else 0
    allowed = max(MAY_VANISH.get(frequency, 0), held // 100 if frequency in ("hour", "day") else 0)
    if source.may_shrink:
        allowed = max(held // 2, FEW)
    if len(item.lost) > allowed:
        yield Finding(item.pair.meta.id, "lost", {"count": len(item.lost), "held": held, "first": item.lost[0]})


def _withdrawn(gone: Sequence[str], kept: int) -> Iterator[Finding]:
    if len(gone) > max(2, (len(gone) + kept) // 2):
        yield Finding("", "withdrawn", {"count": len(gone), "held": len(gone) + kept})


def _ratios(old: Numbers, new: Numbers) -> Numbers:
    """Of new to held values where both are a number of one sign."""
    with np.errstate(all="ignore"):
        ratios = new / old
    return ratios[np.isfinite(ratios) & (ratios > 0)]


def _factor(item: _Both) -> Iterator[Finding]:
    ratios = _ratios(item.old, item.new)
    if len(ratios) < FEW:
        return
    middle = float(np.median(ratios))
    spread = float(np.median(np.abs(ratios / middle - 1)))
    even = spread < STEADY and abs(middle - 1) > LEAST_STEADY and len(ratios) >= 2 * FEW
    if middle >= FACTOR or middle <= 1 / FACTOR or even:
        yield Finding(item.pair.meta.id, "factor", {"ratio": _short(middle), "count": len(ratios)})


def _factor_of_few(items: Sequence[_Both]) -> Iterator[Finding]:
    """Short series only together: one count that grew threefold is news, all at once are a mistake."""
    ratios = np.concatenate([_ratios(item.old, item.new) for item in items]) if items else np.empty(0)
    if len(ratios) >= 2 and (bool((ratios >= FACTOR).all()) or bool((ratios <= 1 / FACTOR).all())):
        yield Finding("", "factor", {"ratio": _short(float(np.median(ratios))), "count": len(ratios)})


def _rewritten(item: _Both, source: Source) -> Iterator[Finding]:
    told = ~np.isnan(item.old) & ~np.isnan(item.new)
    old, new = item.old[told], item.new[told]
    if len(old) < LEAST_ROWS:
        return
    low, high = np.percentile(item.held, (5, 95))
    moved = int((np.abs(new - old) > np.maximum(MOVED * (high - low), LEAST_STEADY * np.abs(old))).sum())
    if moved > len(old) * (MOST_MOVED_SHRINKING if source.may_shrink else MOST_MOVED):
        yield Finding(item.pair.meta.id, "rewritten", {"count": moved, "compared": len(old)})


def _level(item: _Both) -> Iterator[Finding]:
    """Values after everything held that lie in the middle far beyond it."""
    if len(item.later) < 3 or len(item.held) < LEAST_ROWS:
        return
    middle, least, most = float(np.median(item.later)), float(item.held.min()), float(item.held.max())
    low = float(np.percentile(positive, 1)) if len(positive := item.held[item.held > 0]) else 0.0
    if (most > 0 and middle > MOST_APART * most) or (least > 0 and 0 < middle < low / (10 * MOST_APART)):
        figures: Figures = {
            "median": _short(middle),
            "least": _short(least),
            "most": _short(most),
            "count": len(item.later),
        }
        yield Finding(item.pair.meta.id, "level", figures)


def _blank(pairs: Sequence[Pair], both: Sequence[_Both]) -> Iterator[Finding]:
    """Numbers that turned missing, series by series and of the edition as a whole."""
    named = False
    for item in both:
        blank = int((np.isnan(item.new) & ~np.isnan(item.old)).sum())
        if blank > max(FEW, MOST_BLANK * len(item.old)):
            named = True
            yield Finding(item.pair.meta.id, "missing", {"count": blank, "compared": len(item.old)})
    new, held = _share([pair.new for pair in pairs]), _share([pair.held for pair in pairs if pair.held is not None])
    if not named and both and new[1] >= LEAST_ROWS and new[0] > min(1.0, held[0] + MOST_BLANK + 0.4):
        yield Finding("", "missing", {"count": round(new[0] * new[1]), "compared": new[1]})


def _share(frames: Iterable[pd.DataFrame]) -> tuple[float, int]:
    """Share of rows without a number, and their number."""
    rows, blank = 0, 0
    for frame in frames:
        rows += len(frame)
        blank += int(frame["value"].isna().to_numpy()[~_told_otherwise(frame)].sum())
    return (blank / rows if rows else 0.0), rows


def _told_otherwise(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows with a bound or a statement in place of a value."""
    told: NDArray[np.bool_] = (frame[["lower", "upper"]].notna().any(axis=1) | (frame["note"] != "")).to_numpy()
    return told


def _outside(pairs: Sequence[Pair], source: Source, catalog: Catalog) -> Iterator[Finding]:
    """Values that are not possible; of a feed or of samples a few pass, for a broken sensor is no broken feed."""
    by_indicator: dict[str, list[tuple[Pair, Numbers, int]]] = {}
    for pair in pairs:
        outside = _beyond(pair, catalog)
        by_indicator.setdefault(pair.meta.indicator, []).append((pair, outside, len(pair.new)))
    for found in by_indicator.values():
        count, rows = sum(len(outside) for _, outside, _ in found), sum(length for *_, length in found)
        rough = source.update == "append" or all(pair.meta.frequency == "irregular" for pair, *_ in found)
        if rough and count <= max(2, MOST_OUTSIDE_OF_ROUGH * rows):
            continue
        for pair, outside, _ in found:
            if len(outside):
                worst = float(outside[np.argmax(np.abs(outside))])
                yield Finding(
                    pair.meta.id, "outside", {"count": len(outside), "value": _short(worst), "unit": pair.meta.unit}
                )


def _beyond(pair: Pair, catalog: Catalog) -> Numbers:
    """New values outside what the registry calls possible, without those that the reader doubts already."""
    indicator = catalog.indicators.get(pair.meta.indicator)
    limits = indicator.limits if indicator and indicator.unit == pair.meta.unit else None
    if limits is None:
        return np.empty(0)
    trusted = pair.new[(pair.new["flag"] != "suspect").to_numpy()]
    values = trusted["value"].to_numpy()
    most: float | Numbers = np.inf if limits.most is None else limits.most
    if limits.of_area:
        region = catalog.regions.get(pair.meta.region)
        if "sea_km2" in trusted:  # the region's sea in this very product
            most = pd.to_numeric(trusted["sea_km2"]).fillna(np.inf).to_numpy() * 1.001
        elif region is not None and region.most_sea_km2 is not None:
            most = region.most_sea_km2
    outside = (values < (-np.inf if limits.least is None else limits.least)) | (values > most)
    fresh: Numbers = values[outside]
    if pair.held is not None and len(fresh):
        fresh = fresh[~np.isin(fresh, pair.held["value"].to_numpy())]
    return fresh


def _ahead(pair: Pair, now: dt.datetime) -> Iterator[Finding]:
    limit = pd.Timestamp(now).tz_localize(None) + AHEAD
    late = pair.new["time_start"] > limit
    if not late.any():
        return
    late &= ~observations.is_forecast(pair.new)
    if late.any():
        first = f"{pair.new.loc[late, 'time_start'].min():%Y-%m-%d}"
        yield Finding(pair.meta.id, "future", {"count": int(late.sum()), "first": first})


def _short(number: float) -> float:
    """Three figures: enough to see what happened."""
    return float(f"{number:.3g}")
