"""The water-quality class of every day: a row a month, a cell a day, section below section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, Chart
from indicators.locales import t
from indicators.locales.formats import date, enumerated, month
from indicators.river import words
from indicators.river.class_limits import ROMAN
from indicators.river.quality import MOST_SECTIONS
from indicators.river.station_readings import DOUBTED
from indicators.river.water_class import WORSE_THAN_V
from indicators.store import Held

# ColorBrewer YlOrBr, six classes: light to dark, safe for colour blindness.
COLOURS = ("#FFFFD4", "#FEE391", "#FEC44F", "#FE9929", "#D95F0E", "#993404")
_DARK, _LIGHT = "#0B0D10", "#FFFFFE"  # on cells, whose colour is the same on light and dark pages: not of the palette
_TEXTS = (_DARK, _DARK, _DARK, _DARK, _DARK, _LIGHT)
ROW = 24  # px
GOOD_CLASS = 3


@dataclass(frozen=True)
class _Cell:
    """A day of a section in its row."""

    row: float
    day: int
    grade: int
    doubted: bool
    told: str


def daily_class(observations: pd.DataFrame) -> pd.DataFrame:
    """Worst class of each day.

    Returns
    -------
    DataFrame
        `date`, `grade` (1 to 5, 6 for worse than V), `n` readings, `doubted` (no reading without doubt
        that day; readings in doubt count only there).
    """
    held = observations[observations["value"].notna()]
    table = pd.DataFrame({"date": held["time_start"].dt.normalize(), "grade": held["value"].astype(int),
                          "doubted": held["flag"].isin(DOUBTED)})  # fmt: skip
    sound = set(table.loc[~table["doubted"], "date"])
    counted = table[~table["doubted"] | ~table["date"].isin(sound)]
    grouped = counted.groupby("date").agg(grade=("grade", "max"), n=("grade", "size"), doubted=("doubted", "all"))
    return grouped.reset_index()


def class_calendar(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Calendar of the published class at up to four sections.

    Parameters
    ----------
    series : sequence of Held
        Water-quality classes of single readings, one series a section.
    """
    series = series[:MOST_SECTIONS]
    tables = [daily_class(held.observations) for held in series]
    figure = figures.plot(
        barmode="overlay", showlegend=True, margin={"l": 84, "r": 24, "t": 8, "b": 60},
        uniformtext={"mode": "hide", "minsize": 8}, meta={"narrow": {"margin": {"l": 64, "r": 8, "t": 8, "b": 96}}},
    )  # fmt: skip
    cells, ticks, rows = _layout(figure, series, tables, catalog, lang)
    for grade in range(1, WORSE_THAN_V + 1):
        _bars(figure, grade, [cell for cell in cells if cell.grade == grade], lang)
    figure.update_layout(legend_y=-34 / (ROW * max(rows, 1)))
    figure.update_xaxes(range=[0.4, 31.6], tickvals=[1, 5, 10, 15, 20, 25, 31], zeroline=False)
    figure.update_yaxes(range=[-rows + 0.5, 0.5], tickvals=list(ticks), ticktext=list(ticks.values()), showgrid=False)
    title = _finding(series, tables, catalog, lang)
    return Chart(
        name=f"class-calendar-{'-'.join(held.meta.place for held in series)}",
        title=title,
        subtitle=t("water.calendar_subtitle", lang, source=naming.source(series[0].meta.source, lang)),
        alt=f"{title}. {t('water.calendar_alt', lang)}",
        plot=figure,
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
        height=max(rows * ROW + 68, 220),
        key=_key(tables, lang),
    )


def class_name(grade: int, lang: str) -> str:
    """`III`, or the words for worse than V."""
    return t("water.worse_than_v", lang) if grade == WORSE_THAN_V else ROMAN[grade - 1]


def _layout(
    figure: go.Figure, series: Sequence[Held], tables: Sequence[pd.DataFrame], catalog: Catalog, lang: str
) -> tuple[list[_Cell], dict[int, str], int]:
    """Cells with their rows, names of the rows, and how many rows there are, headings included."""
    cells: list[_Cell] = []
    ticks: dict[int, str] = {}
    row = 0
    for held, table in zip(series, tables, strict=True):
        name = words.section(held.meta, catalog, lang)
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=-row, text=f"<b>{name}</b>", showarrow=False,
                              font={"color": INK})  # fmt: skip
        for period, part in table.groupby(table["date"].dt.to_period("M")):
            row += 1
            ticks[-row] = month(period.start_time, lang)
            cells += [_cell(-row, found, lang) for found in part.itertuples()]
        row += 1
    return cells, ticks, row


def _cell(row: int, found: object, lang: str) -> _Cell:
    day, grade, n, doubted = found.date, found.grade, found.n, found.doubted  # type: ignore[attr-defined]
    told = t("water.cell", lang, day=date(day, lang), grade=class_name(grade, lang), n=n)
    return _Cell(row, day.day, grade, doubted, told + (f" ({t('water.flag.doubted', lang)})" if doubted else ""))


def _bars(figure: go.Figure, grade: int, cells: Sequence[_Cell], lang: str) -> None:
    """Days of one class: filled, or only outlined where every reading of the day is in doubt."""
    colour = COLOURS[grade - 1]
    days: list[int | None] = [cell.day for cell in cells]
    figure.add_trace(
        go.Bar(
            x=days or [None], y=[0.86] * max(len(cells), 1), base=[cell.row - 0.43 for cell in cells] or None,
            width=0.92, name=class_name(grade, lang), showlegend=True,
            marker={"color": ["rgba(0,0,0,0)" if cell.doubted else colour for cell in cells] or colour,
                    "line": {"color": [colour if cell.doubted else GREY for cell in cells] or GREY, "width": 0.6}},
            text=[">V" if cell.grade == WORSE_THAN_V else ROMAN[cell.grade - 1] for cell in cells], textangle=0,
            textposition="inside", insidetextanchor="middle", textfont={"color": _TEXTS[grade - 1]},
            customdata=[cell.told for cell in cells], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip


def _key(tables: Sequence[pd.DataFrame], lang: str) -> tuple[str, ...]:
    told = [t("water.key.snapshot", lang), t("water.key.worst_of_day", lang)]
    return tuple([*told, t("water.key.outlined", lang)] if any(table["doubted"].any() for table in tables) else told)


def _finding(series: Sequence[Held], tables: Sequence[pd.DataFrame], catalog: Catalog, lang: str) -> str:
    """Days in class III or better, of the days with a sound reading."""
    counts = []
    for held, table in zip(series, tables, strict=True):
        sound = table[~table["doubted"]]
        name = words.section(held.meta, catalog, lang) if len(series) == 1 else words.place_name(held.meta.place, lang)
        good = int((sound["grade"] <= GOOD_CLASS).sum())
        counts.append(t("water.days_of", lang, where=name, k=good, n=len(sound)))
    return t("water.calendar_finding", lang, counts=enumerated(counts, lang))
