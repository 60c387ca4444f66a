"""Observations of a track as the marks of the population charts: filled, hollow, arrow for a bound, bar for a range.

The meaning of a mark is that of `indicators.population.marks`; only the words beside it fit any domain. A long
run of plain measured values is drawn as a line instead and has no marks.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from indicators.compare import names
from indicators.compare.tracks import Track
from indicators.locales import has, t
from indicators.locales import told as translated
from indicators.locales.formats import number
from indicators.population import words
from indicators.population.marks import Point

MOST = 400  # marks of a series; a longer one is a line

_PLAIN = ("good", "provisional", "suspect", "stale")  # what a line tells by itself
_KNOWN = ("measured", "derived")


def told(track: Track) -> bool:
    """Whether a track's values must be told apart: second-hand, bounded, ranged, doubtful, or in a published table."""
    rows = track.rows
    if len(rows) > MOST:
        return False
    plain = rows["flag"].isin(_PLAIN) & rows["confidence"].isin(_KNOWN) & rows["value"].notna()
    return track.meta.source == "published" or not plain.all() or bool(rows["interval"].ne("").any())


def points(track: Track, lang: str) -> list[Point]:
    """The marks of a track, oldest first."""
    found = [_point(row, track, lang) for row in track.rows.itertuples()]
    return sorted(found, key=lambda point: (point.x, point.y))


def _point(row: Any, track: Track, lang: str) -> Point:
    at = row.x
    half = max(0.0, (row.time_end + pd.Timedelta(days=1) - row.time_start).days / 365.25 / 2)
    return Point(
        x=at,
        first=at - half,
        last=at + half,
        since=row.time_start.year,
        until=row.time_end.year,
        value=row.value,
        lower=row.lower,
        upper=row.upper,
        flag=row.flag,
        confidence=row.confidence,
        method=words.method_note(row.note) if track.meta.source == "published" else "",
        label=words.amount(row, lang),
        hover=_hover(row, track, lang),
    )


def _hover(row: Any, track: Track, lang: str) -> str:
    """What, where, how much, when, how sure, who says so."""
    meta = track.meta
    marks = [t(f"pop.confidence.{row.confidence}", lang)]
    if row.flag != "good":
        marks.append(t(f"pop.flag.{row.flag}", lang))
    lines = [f"<b>{words.plain(names.whole(meta, lang))}</b>"]
    lines.append(f"<b>{words.plain(full(row, lang))} {words.plain(names.unit(meta, lang))}</b>")
    lines += [words.plain(words.period(row, lang)), words.plain(" · ".join(marks))]
    lines += words.lines(translated(words.said(row.note), lang), words.HOVER_WIDTH)
    lines += words.lines(t("pop.source", lang, source=words.reference(row, meta)), words.HOVER_WIDTH)
    return "<br>".join(lines)


def full(row: Any, lang: str) -> str:
    """The amount with its interval."""
    if not row.interval or pd.isna(row.value):
        return words.amount(row, lang)
    key = f"pop.interval.{re.sub(r'[^a-z0-9]+', '_', row.interval.lower()).strip('_')}"
    kind = t(key, lang) if has(key) else row.interval
    return f"{words.amount(row, lang)} ({kind} {number(row.lower, lang)}–{number(row.upper, lang)})"
