"""Nitrobenzene after the chemical accident of November 2005, section below section down the river.

The two countries' limits differ and are drawn at their own sections only. The table starts below
Harbin, so no value in it is called the highest of the river.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import ACCENT, GREY, LINE, Chart
from indicators.locales import t, units
from indicators.locales.formats import date, day_month, number
from indicators.river import published, words
from indicators.store import Held

DOWNSTREAM = (
    "bayangang", "mulan", "mulan_baidu", "tonghe", "dalianhe", "jiamusi_upper", "jiamusi", "fujin", "tongjiang",
    "nizhneleninskoye", "bogorodskoye",
)  # fmt: skip
LIMITS = {"CHN": 0.017, "RUS": 0.2}  # mg/L, as printed with the values; the countries whose sections they hold for
_LEAST, _MOST = 0.0025, 0.9  # ends of the logarithmic axis, mg/L
ROW = 46


def nitrobenzene(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Single samples of each section, mg/L, downstream from top to bottom; "not detected" as a word at the left.

    Parameters
    ----------
    series : sequence of Held
        Concentrations by section, mg/L.
    """
    known = {held.meta.place: held for held in series}
    ordered = [known[place] for place in DOWNSTREAM if place in known]
    ordered += [held for held in series if held.meta.place not in DOWNSTREAM]
    figure = figures.plot(margin={"l": 24, "r": 24, "t": 6, "b": 44},
                          meta={"narrow": {"margin": {"l": 8, "r": 8, "t": 4, "b": 40}}})  # fmt: skip
    for row, held in enumerate(ordered):
        _row(figure, -row, held, lang)
    for country in LIMITS:
        _limit(figure, country, [-row for row, held in enumerate(ordered) if held.meta.countries == (country,)], lang)
    figure.update_yaxes(range=[-len(ordered) + 0.65, 1.15], tickvals=[-row for row in range(len(ordered))],
                        showticklabels=False, gridcolor=LINE)  # fmt: skip
    ticks = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    figure.update_xaxes(type="log", range=[math.log10(_LEAST), math.log10(_MOST)], tickvals=ticks, title_text="mg/L",
                        ticktext=[number(tick, lang) for tick in ticks])  # fmt: skip
    title = _finding(ordered, lang)
    return Chart(
        name="nitrobenzene-2005",
        title=title,
        subtitle=t("water.nitrobenzene_subtitle", lang),
        alt=f"{title}. {t('water.nitrobenzene_alt', lang, n=len(ordered))}",
        plot=figure,
        caption=captions.caption(ordered, catalog, lang),
        series=tuple(held.meta.id for held in ordered),
        last=captions.last_observation(ordered),
        height=len(ordered) * ROW + 110,
        key=_key(ordered, lang),
    )


def _key(ordered: Sequence[Held], lang: str) -> tuple[str, ...]:
    marks = [told for told in published.confidence_key(ordered, lang) if told != t("water.key.quoted_secondhand", lang)]
    hollow = any(_hollow(held.observations).any() for held in ordered)
    return (t("water.key.nitrobenzene", lang), *marks, *([t("water.key.doubtful", lang)] if hollow else []))


def _hollow(frame: pd.DataFrame) -> pd.Series:
    """Values read at second hand, or suspect because their day was not printed."""
    return frame["confidence"].eq("quoted_secondhand") | frame["flag"].eq("suspect")


def _row(figure: go.Figure, row: int, held: Held, lang: str) -> None:
    """A section: its name and days over a line of its own, its samples on the line."""
    frame = held.observations
    name = f"{words.place_name(held.meta.place, lang)} <span style='color:{GREY}'>{_days(held, lang)}</span>"
    figure.add_annotation(x=0, xref="paper", xanchor="left", xshift=2, y=row, yanchor="bottom", yshift=8,
                          text=name, showarrow=False)  # fmt: skip
    absent = frame["flag"].eq("below_detection")
    found = frame[~absent & frame["value"].gt(0)]
    told = [f"{number(value, lang)} {units.unit(held.meta.unit, lang)}" for value in found["value"]]
    looks = found["confidence"].mask(_hollow(found), "quoted_secondhand")
    figure.add_trace(
        go.Scatter(
            x=list(found["value"]), y=[row] * len(found), mode="markers", name=words.place_name(held.meta.place, lang),
            marker=published.marker(looks, "circle", 10), hovertemplate="%{customdata}<extra></extra>",
            customdata=[published.hover(item, said, lang) for item, said in zip(found.itertuples(), told, strict=True)],
        )
    )  # fmt: skip
    for item in frame[absent].itertuples():
        figure.add_trace(
            go.Scatter(
                x=[_LEAST * 1.1], y=[row], mode="markers+text", text=[t("water.not_detected", lang)], name="",
                textposition="middle right", textfont={"color": GREY},
                marker={"symbol": "x-thin", "size": 9, "line": {"color": GREY, "width": 1.5}},
                customdata=[published.hover(item, t("water.not_detected", lang), lang)],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip


def _limit(figure: go.Figure, country: str, rows: Sequence[int], lang: str) -> None:
    """A country's limit: a mark at each of its own sections, named above the first."""
    if not rows:
        return
    limit, first = LIMITS[country], max(rows)
    marks = [y for row in rows for y in (row - 0.25, row + (0.95 if row == first else 0.14), None)]
    figure.add_trace(
        go.Scatter(x=[None if y is None else limit for y in marks], y=marks, mode="lines", hoverinfo="skip", name="",
                   line={"color": ACCENT, "width": 1.5})
    )  # fmt: skip
    left = limit < math.sqrt(_LEAST * _MOST)  # of the middle of the axis: the name then stands to the right
    figure.add_annotation(
        x=math.log10(limit), y=first + 0.95, yanchor="top", xshift=4 if left else -4, showarrow=False,
        text=t(f"water.limit_{country}", lang, value=number(limit, lang)), xanchor="left" if left else "right",
        font={"color": ACCENT},
    )  # fmt: skip


def _days(held: Held, lang: str) -> str:
    first, last = held.observations["time_start"].min(), held.observations["time_end"].max()
    if first == last:
        return day_month(first, lang)
    return f"{day_month(first, lang)} – {day_month(last, lang)}"


def _finding(ordered: Sequence[Held], lang: str) -> str:
    """First and last section with their values: how far the belt went, not how high it rose."""
    first, last = ordered[0], ordered[-1]
    row, end = first.observations.iloc[0], last.observations.iloc[-1]
    if len(ordered) < 2 or end["flag"] != "below_detection":
        return t("water.nitrobenzene_title", lang)
    return t(
        "water.nitrobenzene_finding", lang, first=words.place_name(first.meta.place, lang),
        last=words.place_name(last.meta.place, lang), value=number(row["value"], lang),
        unit=units.unit(first.meta.unit, lang),
        day=day_month(row["time_end"], lang), end=date(end["time_end"], lang),
    )  # fmt: skip
