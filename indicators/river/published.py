"""Published figures of water quality: shares of sections, the basin's category, and any other single series.

Sets of sections and parts of the year differ from figure to figure, so nothing here is joined.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, LINE, PALE, Chart
from indicators.locales import FULL_STOP, t, told, units
from indicators.locales.formats import enumerated, number, period
from indicators.locales.wrapping import wrap
from indicators.river import words
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
ROW = 74  # px of a set's row
CATEGORIES = (1, 2, 3, 4, 5)
LOOKS = {"_quarter": "triangle-up", "_month": "square"}  # by the end of the place; whole years are circles
MARKS = ("read_in_source", "quoted_secondhand", "derived")
_HALF_YEAR = pd.Timedelta(days=200)


def shares(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Share of sections in some classes, a row a set of sections or part of the year.

    Parameters
    ----------
    series : sequence of Held
        One indicator, % of sections; each series is a set of its own.
    """
    ordered = sorted(series, key=lambda held: (held.meta.frequency != "year", _place(held, lang)))
    figure = _share_plot(ordered, lang)
    title = _share_finding(ordered, lang)
    return _chart(
        f"{series[0].meta.indicator}-{series[0].meta.region}", title, ordered, figure, catalog, lang,
        height=len(ordered) * ROW + 46,
        subtitle=f"{words.what(series[0].meta, lang)} · {t('water.shares_subtitle', lang)}",
        alt=f"{title}. {t('water.shares_alt', lang, n=len(ordered))}",
        key=(t("water.key.sets", lang), *confidence_key(ordered, lang)), narrow=_share_plot(ordered, lang, narrow=True),
    )  # fmt: skip


def category(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """The ministry's word for the whole basin: years, quarters and months as marks of their own, not joined."""
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 10, "b": 36}, showlegend=True)
    years = [held for held in series if held.meta.frequency == "year"] or list(series)
    for held in [*years, *(held for held in series if held not in years)]:
        symbol = next((look for stem, look in LOOKS.items() if held.meta.place.endswith(stem)), "circle")
        trace = _points(held, lang, symbol, 9 if symbol != "circle" else 11, text=_category)
        whole = held.meta.frequency == "year"
        name = t("water.whole_years", lang, place=_place(held, lang)) if whole else _place(held, lang)
        trace.update(name=name, showlegend=True)
        figure.add_trace(trace)
    names = [t(f"water.category.{grade}", lang) for grade in CATEGORIES]
    figure.update_yaxes(range=[5.5, 0.5], tickvals=list(CATEGORIES), ticktext=names)
    last = years[0].observations.iloc[-1]
    title = t(
        "water.category_finding", lang, where=words.place_name(years[0].meta.region, lang),
        category=_category(float(last["value"]), lang), period=period(last["time_start"], last["time_end"], lang),
    )  # fmt: skip
    return _chart(
        f"category-{series[0].meta.region}", title, series, figure, catalog, lang, height=330,
        subtitle=t("water.category_subtitle", lang), alt=f"{title}. {t('water.category_alt', lang)}",
        key=(t("water.key.category", lang), *confidence_key(series, lang)),
    )  # fmt: skip


def values(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """One published series as it stands: values, ranges as bars, nothing joined."""
    (held,) = series
    figure = figures.plot()
    figure.add_trace(_points(held, lang, "circle", 9))
    figure.update_yaxes(rangemode="tozero", title_text=units.unit(held.meta.unit, lang))
    _year_axis(figure, series, narrow=True)
    title = t("water.values_title", lang, what=t(f"indicator.{held.meta.indicator}", lang), where=_place(held, lang))
    return _chart(
        f"values-{held.meta.id}", title, series, figure, catalog, lang, height=340,
        subtitle=f"{words.subtitle(held.meta, lang)} · {t('water.values_subtitle', lang, n=len(held.observations))}",
        alt=f"{title}. {_ends(held, lang)}", key=confidence_key(series, lang),
    )  # fmt: skip


def _ends(held: Held, lang: str) -> str:
    """First and last of the values of a series, in words."""
    unit = units.unit(held.meta.unit, lang)
    rows = held.observations.dropna(subset="value")
    ends = [
        f"{period(row.time_start, row.time_end, lang)}: {number(row.value, lang)} {unit}" for row in rows.itertuples()
    ]
    return enumerated(ends if len(ends) < 2 else (ends[0], ends[-1]), lang, strong=True) + FULL_STOP.get(lang, ".")


def confidence_key(series: Sequence[Held], lang: str) -> tuple[str, ...]:
    """What the marks mean, of those that occur."""
    found = set(pd.concat([held.observations["confidence"] for held in series]))
    return tuple(t(f"water.key.{name}", lang) for name in MARKS if name in found)


def hover(row: object, value: str, lang: str) -> str:
    """Period, value and note of a published figure, wrapped for a hover box."""
    when = period(row.time_start, row.time_end, lang)  # type: ignore[attr-defined]
    return "<br>".join([f"<b>{when}: {value}</b>", *wrap(told(str(row.note), lang), 70)])  # type: ignore[attr-defined]


def marker(confidence: pd.Series, symbol: str, size: int) -> dict[str, object]:
    """Filled where read in the source, hollow where second-hand, a tall diamond where computed."""
    return {
        "size": size,
        "symbol": ["diamond-tall" if name == "derived" else symbol for name in confidence],
        "color": ["rgba(0,0,0,0)" if name == "quoted_secondhand" else TEAL for name in confidence],
        "line": {"color": TEAL, "width": 1.5},
    }


def _share_plot(ordered: Sequence[Held], lang: str, *, narrow: bool = False) -> go.Figure:
    """The rows of the sets; on a phone figures stand above their mark, without the sign."""
    figure = figures.plot(margin={"l": 16, "r": 22 if narrow else 42, "t": 6, "b": 34})
    for row, held in enumerate(ordered):
        _share_row(figure, row, held, lang, narrow)
    figure.update_yaxes(range=[-len(ordered) + 0.84, 1.0], visible=False, showgrid=False)
    _year_axis(figure, ordered, narrow)
    return figure


def _year_axis(figure: go.Figure, series: Sequence[Held], narrow: bool = False) -> None:
    """Years below the axis, as many as there is room for."""
    years = max(int(held.meta.last[:4]) for held in series) - min(int(held.meta.first[:4]) for held in series)
    figure.update_xaxes(type="date", tickformat="%Y", dtick=f"M{12 * max(1, round(years / (5 if narrow else 12)))}")


def _share_row(figure: go.Figure, row: int, held: Held, lang: str, narrow: bool) -> None:
    """A set's figures as stems from its own base line, 100 % being 0.5 of the row."""
    frame = held.observations.dropna(subset="value")
    middle = frame["time_start"] + (frame["time_end"] - frame["time_start"]) / 2
    along = list(middle.dt.strftime("%Y-%m-%d"))
    height = [-row + 0.5 * value / 100 for value in frame["value"]]
    stems_x = [x for at in along for x in (at, at, None)]
    stems_y = [y for top in height for y in (-row, top, None)]
    told = [f"{number(value, lang, 1)} %" for value in frame["value"]]
    near = middle.diff().lt(_HALF_YEAR)
    pairs = list(zip(near, near.shift(-1, fill_value=False), strict=True))
    alone = "top center" if narrow else "middle right"
    side = ["middle left" if after else "middle right" if before else alone for before, after in pairs]
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=-row, y1=-row, line={"color": LINE, "width": 1})
    figure.add_trace(go.Scatter(x=stems_x, y=stems_y, mode="lines", line={"color": PALE, "width": 3}, hoverinfo="skip"))
    figure.add_trace(
        go.Scatter(
            x=along, y=height, mode="markers+text", textposition=side, name=_place(held, lang), cliponaxis=False,
            text=[part.removesuffix(" %") for part in told] if narrow else told,
            textfont={"size": 11, "color": INK} if narrow else {"color": INK},
            marker=marker(frame["confidence"], "circle", 8),
            customdata=[hover(item, text, lang) for item, text in zip(frame.itertuples(), told, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_annotation(x=0, xref="paper", xanchor="left", y=-row + 0.88, showarrow=False, text=_place(held, lang),
                          font={"color": GREY, "size": 11} if narrow else {"color": GREY})  # fmt: skip


def _points(held: Held, lang: str, symbol: str, size: int, text: object = None) -> go.Scatter:
    frame = held.observations[held.observations[["value", "lower", "upper"]].notna().any(axis=1)]
    middle = frame["time_start"] + (frame["time_end"] - frame["time_start"]) / 2
    centre = frame["value"].fillna(frame[["lower", "upper"]].mean(axis=1))
    told = [
        text(value, lang) if callable(text) else f"{number(value, lang)} {units.unit(held.meta.unit, lang)}"
        for value in centre
    ]
    return go.Scatter(
        x=list(middle.dt.strftime("%Y-%m-%d")), y=list(centre), mode="markers", name="",
        marker=marker(frame["confidence"], symbol, size),
        error_y={"type": "data", "symmetric": False, "array": list((frame["upper"] - centre).fillna(0)),
                 "arrayminus": list((centre - frame["lower"]).fillna(0)), "color": PALE, "width": 0, "thickness": 3},
        customdata=[hover(row, said, lang) for row, said in zip(frame.itertuples(), told, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _category(value: float, lang: str) -> str:
    return t(f"water.category.{int(value)}", lang)


def _place(held: Held, lang: str) -> str:
    return words.place_name(held.meta.place, lang)


def _share_finding(ordered: Sequence[Held], lang: str) -> str:
    """The latest figure of the first set, nothing about a change."""
    held = ordered[0]
    row = held.observations.dropna(subset="value").iloc[-1]
    return t("water.shares_finding", lang, what=t(f"indicator.{held.meta.indicator}", lang), where=_place(held, lang),
             value=number(row["value"], lang, 1), period=period(row["time_start"], row["time_end"], lang))  # fmt: skip


def _chart(
    name: str, title: str, series: Sequence[Held], figure: go.Figure, catalog: Catalog, lang: str,
    *, height: int, subtitle: str, alt: str, key: tuple[str, ...], narrow: go.Figure | None = None,
) -> Chart:  # fmt: skip
    return Chart(
        name=name, title=title, subtitle=subtitle, alt=alt, plot=figure, narrow=narrow, height=height, key=key,
        caption=captions.caption(series, catalog, lang), series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
    )  # fmt: skip
