"""The monitoring calendar: who counted what, where and when; years without a count are grey; what is due next.

"Due" is judged from the past rhythm of the same series, and says that nothing later is held here, not that
nobody counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.coverage import lanes, surveys, words
from indicators.coverage.surveys import Counted, Rhythm, Survey
from indicators.figures import DOMAIN_COLOURS, GREY, INK, LINE, PALE, Chart
from indicators.locales import t
from indicators.locales import told as translated
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import shorten
from indicators.population import words as said
from indicators.population.words import plain
from indicators.store import Held

ROW_PX, NARROW_ROW_PX, TOP, BOTTOM = 22, 36, 8, 34
VIOLET, ACCENT = DOMAIN_COLOURS["population"], "#D1372C"
MOST_ROWS = 3
NARROW_LETTERS = 52


def calendar(
    _: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    listed: Sequence[Counted],
    year: int,
    since: int = 1950,
    **_chosen: object,
) -> Chart:
    """Draw one line a series.

    Parameters
    ----------
    listed : sequence of Counted
        Series of surveys, in the order of the lines.
    year : int
        The present year.
    since : int
        First year shown.
    """
    rhythms = [surveys.rhythm(one) for one in listed]
    names = [_name(one, catalog, lang) for one in listed]
    span = since, max(year, *(rhythm.due or 0 for rhythm in rhythms)) if listed else year
    wide, height = _draw(listed, rhythms, names, span, year, lang, narrow=False)
    small, _small = _draw(listed, rhythms, names, span, year, lang, narrow=True)
    overdue = sum(bool(rhythm.overdue(year)) for rhythm in rhythms)
    none = sum(rhythm.due is None for rhythm in rhythms)
    title = t("coverage.calendar_title", lang, n=len(listed), overdue=overdue, none=none)
    held = [one.held for one in listed]
    return Chart(
        name="monitoring-calendar",
        title=title,
        subtitle=t("coverage.calendar_subtitle", lang, first=span[0], year=year),
        alt=f"{title}. "
        + enumerated((_alt(one, name, lang) for one, name in zip(listed, names, strict=True)), lang, strong=True),
        plot=wide,
        narrow=small,
        key=(t("coverage.calendar_key", lang),),
        caption=captions.caption(held, catalog, lang) if held else (),
        last=captions.last_observation(held),
        height=height,
    )


def narrow_height(lines: int) -> int:
    """Height on a phone, px."""
    return TOP + BOTTOM + lanes.HEAD_PX + lines * NARROW_ROW_PX


def _name(one: Counted, catalog: Catalog, lang: str) -> str:
    meta = one.record.meta
    return f"{said.species(meta, catalog, lang)} · {words.place(meta, lang)} · {said.measure(meta, catalog, lang)}"


def _alt(one: Counted, name: str, lang: str) -> str:
    done = [survey.last for survey in one.surveys]
    return f"{name}: {t('coverage.surveys_n', lang, n=len(done), last=max(done, default='–'))}"


def _draw(
    listed: Sequence[Counted], rhythms: Sequence[Rhythm], names: Sequence[str], span: tuple[int, int], year: int,
    lang: str, *, narrow: bool,
) -> tuple[go.Figure, int]:  # fmt: skip
    step = NARROW_ROW_PX if narrow else ROW_PX
    height = TOP + BOTTOM + lanes.HEAD_PX + step * max(len(listed), 1)
    figure = figures.plot(height=height, margin={"l": 4, "r": 10, "t": TOP, "b": BOTTOM})
    ys = [step * (number_ + (0.72 if narrow else 0.5)) for number_ in range(len(listed))]
    _tracks(figure, listed, ys, span, year)
    _periods(figure, listed, ys, span)
    _done(figure, listed, names, ys, span, lang)
    _due(figure, rhythms, names, ys, year, lang)
    figure.add_shape(type="line", x0=year, x1=year, y0=0, y1=1, yref="y domain",
                     line={"color": GREY, "width": 1, "dash": "dot"})  # fmt: skip
    shown = [plain(_short(name)) for name in names] if narrow else [plain(name) for name in names]
    lanes.names(figure, [y - (14 if narrow else 0) for y in ys], shown, span[0], GREY, narrow=narrow)
    lanes.frame(figure, span, step * max(len(listed), 1), names, narrow=narrow)
    return figure, height


def _short(name: str) -> str:
    return shorten(name, NARROW_LETTERS)


def _tracks(
    figure: go.Figure, listed: Sequence[Counted], ys: Sequence[float], span: tuple[int, int], year: int
) -> None:
    """A pale line over all years, a darker one from the first survey until now: years without a mark are uncounted."""
    for colour, width, since_first in ((LINE, 2, False), (PALE, 3, True)):
        x: list[float | None] = []
        y: list[float | None] = []
        for one, high in zip(listed, ys, strict=True):
            first = min((survey.first for survey in one.surveys), default=year)
            x += [max(first, span[0]) if since_first else span[0], year if since_first else span[1], None]
            y += [high, high, None]
        figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"))


def _periods(figure: go.Figure, listed: Sequence[Counted], ys: Sequence[float], span: tuple[int, int]) -> None:
    """Surveys of several years as a bar."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one, high in zip(listed, ys, strict=True):
        for survey in one.surveys:
            if survey.last > survey.first and survey.last >= span[0]:
                x += [max(survey.first, span[0]), survey.last, None]
                y += [high, high, None]
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": VIOLET, "width": 4}, hoverinfo="skip"))


def _done(
    figure: go.Figure, listed: Sequence[Counted], names: Sequence[str], ys: Sequence[float], span: tuple[int, int],
    lang: str,
) -> None:  # fmt: skip
    """A mark a survey: filled read at its source, hollow second-hand, a triangle without date."""
    found: dict[str, list[tuple[float, float, str]]] = {}
    whiskers: list[tuple[float, float]] = []
    for one, name, high in zip(listed, names, ys, strict=True):
        for survey in one.surveys:
            middle = (max(survey.first, span[0]) + survey.last) / 2
            if survey.last < span[0]:
                continue
            found.setdefault(_symbol(survey), []).append((middle, high, _hover(survey, one, name, lang)))
            if survey.interval:
                whiskers.append((middle, high))
    for symbol, drawn in found.items():
        figure.add_trace(
            go.Scatter(x=[x for x, *_ in drawn], y=[y for _, y, _ in drawn], mode="markers", name=symbol,
                       marker={"symbol": symbol, "size": 9, "color": VIOLET, "line": {"color": VIOLET, "width": 1.4}},
                       hovertext=[text for *_, text in drawn], hoverinfo="text")
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(x=[x for x, _ in whiskers], y=[y for _, y in whiskers], mode="markers", name="interval",
                   marker={"symbol": "line-ns-open", "color": INK, "size": 17, "line": {"color": INK, "width": 1.2}},
                   hoverinfo="skip")
    )  # fmt: skip


def _symbol(survey: Survey) -> str:
    shape = "triangle-up" if survey.undated else "circle"
    return shape if survey.at_source else f"{shape}-open"


def _due(
    figure: go.Figure, rhythms: Sequence[Rhythm], names: Sequence[str], ys: Sequence[float], year: int, lang: str
) -> None:
    """An open pointer at the year when the next is due, in the accent where that has passed."""
    for late, colour in ((False, GREY), (True, ACCENT)):
        drawn = [(rhythm, name, y) for rhythm, name, y in zip(rhythms, names, ys, strict=True)
                 if rhythm.due is not None and bool(rhythm.overdue(year)) == late]  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[rhythm.due for rhythm, *_ in drawn],
                y=[y for *_, y in drawn],
                mode="markers",
                name="overdue" if late else "due",
                marker={"symbol": "triangle-right-open", "size": 11, "color": colour, "line": {"width": 1.8}},
                hovertext=[f"<b>{plain(name)}</b><br>{due_words(rhythm, year, lang)}" for rhythm, name, _ in drawn],
                hoverinfo="text",
            )
        )


def every_words(rhythm: Rhythm, lang: str) -> str:
    """How often, and what that is judged from."""
    if rhythm.every is None:
        return t("coverage.no_rhythm", lang)
    if rhythm.stated:
        return t("coverage.yearly", lang)
    return t("coverage.every", lang, years=number(rhythm.every, lang, 1))


def due_words(rhythm: Rhythm, year: int, lang: str) -> str:
    """When the next is due, and plainly whether that has passed."""
    if rhythm.due is None:
        return t("coverage.no_rhythm", lang)
    return t("coverage.overdue" if rhythm.overdue(year) else "coverage.due", lang, due=rhythm.due)


def _hover(survey: Survey, one: Counted, name: str, lang: str) -> str:
    """What was counted, how many, and who says so."""
    told = [f"<b>{plain(name)}</b>"]
    for row in survey.rows[:MOST_ROWS]:
        told.append(plain(f"{said.period(row, lang)}: {said.full(row, lang)} {said.unit(one.record.meta, lang)}"))
        told += said.lines(t("pop.source", lang, source=said.reference(row, one.record.meta)), said.HOVER_WIDTH)
    if len(survey.rows) > MOST_ROWS:
        told.append(t("coverage.more_values", lang, n=len(survey.rows) - MOST_ROWS))
    told += said.lines(t("pop.method", lang, method=translated(one.record.meta.method, lang)), said.HOVER_WIDTH)
    return "<br>".join(told)
