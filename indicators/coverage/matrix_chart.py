"""The coverage picture: a line a country and family (or indicator), a mark a year; grey where nothing is held.

Marks differ by shape and fill, not by colour alone. Global products stand apart below the countries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.catalog import Catalog
from indicators.coverage import lanes, matrix, words
from indicators.coverage.matrix import Cell, Row
from indicators.coverage.record import Record
from indicators.figures import DOMAIN_COLOURS, GREY, INK, LINE, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import wrap
from indicators.store import Held

PAPER = "#FFFFFF"
ROW_PX, HEAD_PX, NOTE_PX, NARROW_ROW_PX = 21, 27, 17, 34
PLOT_PX = {False: 900, True: 330}  # width of the plot, wide and narrow
NOTE_LETTERS = {False: 125, True: 50}
MOST_SERIES = 4
MARK_PX = (3.5, 11.0)
TOP, BOTTOM = 8, 34


@dataclass(frozen=True)
class Line:
    """A line of the picture: the name of a country, a row of marks, or a remark; `y` in pixels from the top."""

    kind: str
    text: str
    y: float
    row: Row | None = None


def picture(
    _: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    records: Sequence[Record],
    domain: str,
    family: str = "",
    countries: tuple[str, ...] = (),
    years: tuple[int, int] = (1990, 2026),
) -> Chart:
    """Who measured what and when.

    Parameters
    ----------
    records : sequence of Record
        Everything held.
    domain, family : str
        One domain; with a family the rows are its indicators.
    countries : tuple of str
        Countries shown; none means all.
    years : tuple of int
        First and last year shown.
    """
    shown = matrix.ordered(countries or catalog.countries)
    mine = matrix.chosen(records, domain, family)
    blocks = plan(records, catalog, lang, domain=domain, family=family, countries=countries)
    every_row = [row for block in blocks for row in block.rows]
    rows = [row for row in every_row if row.country]
    colour = DOMAIN_COLOURS[domain]
    wide, height = _draw(blocks, years, colour, lang, narrow=False)
    small, _small_height = _draw(blocks, years, colour, lang, narrow=True)
    name = words.what(family, lang) if family else t(f"domain.{domain}", lang)
    title = t("coverage.matrix_title", lang, what=name, first=years[0], last=years[1])
    return Chart(
        name=f"coverage-{domain.replace('_', '-')}" + (f"-{family.replace('_', '-')}" if family else ""),
        title=title,
        subtitle=t("coverage.matrix_subtitle", lang),
        alt=f"{title}. {_told(rows, shown, lang)}",
        plot=wide,
        narrow=small,
        caption=(words.sources(mine, catalog, lang),),
        height=height,
        key=_key(every_row, years, lang),
    )


@dataclass(frozen=True)
class Block:
    """A country, or a kind of global product: its name, its rows, and what is not held."""

    name: str
    rows: tuple[Row, ...]
    remark: str = ""


def plan(
    records: Sequence[Record], catalog: Catalog, lang: str, *, domain: str, family: str = "",
    countries: tuple[str, ...] = (),
) -> list[Block]:  # fmt: skip
    """What stands in the picture: the countries, then the global products; see `picture`."""
    shown = matrix.ordered(countries or catalog.countries)
    mine = matrix.chosen(records, domain, family)
    rows = matrix.rows(mine, shown, catalog, by_indicator=bool(family))
    lacking = {} if family else matrix.empty(records, shown, domain)
    blocks = []
    for country in shown:
        held = tuple(row for row in rows if row.country == country)
        remark = _remark(country, held, lacking.get(country), domain, lang)
        blocks.append(Block(words.country(country, lang), held, remark))
    global_rows = matrix.context_rows(mine, catalog, by_indicator=bool(family))
    for context in dict.fromkeys(row.context for row in global_rows):
        held = tuple(row for row in global_rows if row.context == context)
        blocks.append(Block(t(f"coverage.context.{context}", lang), held))
    return blocks


def narrow_height(blocks: Sequence[Block], lang: str) -> int:
    """Height of the picture on a phone, px."""
    return round(_lines(blocks, lang, narrow=True)[1]) + lanes.HEAD_PX + TOP + BOTTOM


def _remark(country: str, rows: Sequence[Row], lacking: Sequence[str] | None, domain: str, lang: str) -> str:
    """What is not held for a country, or why nothing can be."""
    if not matrix.applies(country, domain):
        return t("coverage.no_sea", lang)
    if country == matrix.NO_OKHOTSK and domain in ("sea_ice", "dissolved_iron") and not rows:
        return t(f"coverage.no_okhotsk.{domain}", lang)
    if not rows and not lacking:
        return t("coverage.nothing", lang)
    if not lacking:
        return ""
    return t("coverage.nothing_of", lang, what=enumerated((words.what(name, lang) for name in lacking), lang))


def _lines(blocks: Iterable[Block], lang: str, *, narrow: bool) -> tuple[list[Line], float]:
    """Every line with its height, and the height of all."""
    y, listed = 0.0, []
    for block in blocks:
        listed.append(Line("head", block.name, y + HEAD_PX / 2))
        y += HEAD_PX
        for row in block.rows:
            step = NARROW_ROW_PX if narrow else ROW_PX
            listed.append(Line("row", words.what(row.code, lang), y + (step - 8 if narrow else step / 2), row))
            y += step
        for text in wrap(block.remark, NOTE_LETTERS[narrow]):
            listed.append(Line("note", text, y + NOTE_PX / 2))
            y += NOTE_PX
        y += 6
    return listed, y


def _draw(
    blocks: Sequence[Block], years: tuple[int, int], colour: str, lang: str, *, narrow: bool
) -> tuple[go.Figure, int]:
    lines, high = _lines(blocks, lang, narrow=narrow)
    size = min(max(0.62 * PLOT_PX[narrow] / (years[1] - years[0] + 1), MARK_PX[0]), MARK_PX[1])
    height = round(high) + lanes.HEAD_PX + TOP + BOTTOM
    figure = figures.plot(height=height, margin={"l": 4, "r": 10, "t": TOP, "b": BOTTOM})
    rows = [line for line in lines if line.row is not None]
    heads = [line for line in lines if line.kind == "head"]
    _tracks(figure, rows, years)
    _pooled(figure, rows, years, size, lang)
    for group, drawn in _marks(rows, years).items():
        figure.add_trace(_cells(group, drawn, size, colour, lang))
    _overlays(figure, rows, years, size)
    notes = [line for line in lines if line.kind == "note"]
    lanes.texts(figure, [years[0] - 0.5] * len(notes), [line.y for line in notes], [line.text for line in notes],
                "middle right", GREY, 11)  # fmt: skip
    lift = 15 if narrow else 0
    lanes.names(figure, [line.y - lift for line in rows], [line.text for line in rows], years[0], GREY, narrow=narrow)
    lanes.names(figure, [line.y for line in heads], [f"<b>{line.text}</b>" for line in heads], years[0], INK, 13,
                narrow=narrow)  # fmt: skip
    lanes.frame(figure, years, high, [line.text for line in rows], narrow=narrow, headed=[line.text for line in heads])
    return figure, height


def _tracks(figure: go.Figure, rows: Sequence[Line], years: tuple[int, int]) -> None:
    """A pale line for every row: a year without a mark is a year of which nothing is held."""
    x, y = [], []
    for line in rows:
        x += [years[0] - 0.4, years[1] + 0.4, None]
        y += [line.y, line.y, None]
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": LINE, "width": 2}, hoverinfo="skip"))


def _pooled(figure: go.Figure, rows: Sequence[Line], years: tuple[int, int], size: float, lang: str) -> None:
    """One value for more than five years: a bar below the row's line."""
    x: list[float | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    for line in rows:
        for (first, last), cell in (line.row.pooled if line.row else {}).items():
            if last < years[0] or first > years[1]:
                continue
            low, high = max(first, years[0] - 0.4), min(last, years[1] + 0.4)
            told = _hover(line.text, f"{first}–{last}", cell, lang, t("coverage.pooled", lang))
            x += [low, (low + high) / 2, high, None]
            y += [line.y + size / 2 + 3] * 3 + [None]
            hover += [told] * 3 + [""]
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", line={"color": GREY, "width": 3}, hovertext=hover, hoverinfo="text",
                   name="pooled")
    )  # fmt: skip


def symbol(cell: Cell) -> str:
    """Shape and fill of a mark: how sure, and how dated, the best of the year is."""
    if cell.undated:
        return "triangle-up-open" if cell.tally.secondhand == cell.tally.n else "triangle-up"
    if cell.tally.at_source:
        return "square"
    return "diamond" if cell.tally.derived else "square-open"


def _inside(line: Line, years: tuple[int, int]) -> list[tuple[int, Cell]]:
    cells = line.row.cells if line.row else {}
    return [(year, cell) for year, cell in sorted(cells.items()) if years[0] <= year <= years[1]]


def _marks(rows: Sequence[Line], years: tuple[int, int]) -> dict[tuple[str, bool], list[tuple[Line, int, Cell]]]:
    """Cells by symbol, and by whether they are a country's or a global product's."""
    found: dict[tuple[str, bool], list[tuple[Line, int, Cell]]] = {}
    for line in rows:
        for year, cell in _inside(line, years):
            own = bool(line.row and line.row.country)
            found.setdefault((symbol(cell), own), []).append((line, year, cell))
    return found


def _cells(
    group: tuple[str, bool], drawn: Sequence[tuple[Line, int, Cell]], size: float, colour: str, lang: str
) -> go.Scatter:
    ink = colour if group[1] else GREY
    return go.Scatter(
        x=[year for _, year, _ in drawn],
        y=[line.y for line, _, _ in drawn],
        mode="markers",
        name=group[0],
        marker={"symbol": group[0], "size": size, "color": ink, "line": {"color": ink, "width": 1.4}},
        hovertext=[_hover(line.text, str(year), cell, lang) for line, year, cell in drawn],
        hoverinfo="text",
    )


def _overlays(figure: go.Figure, rows: Sequence[Line], years: tuple[int, int], size: float) -> None:
    """An upright line where a value has an interval; a dot where all comes from shared waters."""
    cells = [(line, year, cell) for line in rows for year, cell in _inside(line, years)]
    with_interval = [(year, line.y) for line, year, cell in cells if cell.tally.interval]
    shared = [(year, line.y, symbol(cell)) for line, year, cell in cells if line.row and line.row.country
              and cell.shared]  # fmt: skip
    figure.add_trace(
        go.Scatter(x=[x for x, _ in with_interval], y=[y for _, y in with_interval], mode="markers", name="interval",
                   marker={"symbol": "line-ns-open", "color": INK, "size": size + 7, "line": {"width": 1.2}},
                   hoverinfo="skip")
    )  # fmt: skip
    dots = [PAPER if not shape.endswith("open") else INK for *_, shape in shared]
    figure.add_trace(
        go.Scatter(x=[x for x, *_ in shared], y=[y for _, y, _ in shared], mode="markers", name="shared",
                   marker={"symbol": "circle", "size": max(size * 0.38, 2.2), "color": dots}, hoverinfo="skip")
    )  # fmt: skip


def _hover(row: str, when: str, cell: Cell, lang: str, more: str = "") -> str:
    """Series, sources, and how sure."""
    tally, several = cell.tally, len(cell.series)
    parts = [t(f"coverage.sure.{name}", lang, n=number(count, lang, 0)) for name, count in _counted(cell).items()]
    told = [f"<b>{row}, {when}</b>", " · ".join(parts)]
    if more:
        told.insert(1, more)
    if tally.flags:
        told.append(
            t("coverage.flags", lang, flags=enumerated((t(f"pop.flag.{flag}", lang) for flag in tally.flags), lang))
        )
    told += [words.series(record.meta, lang) + _shared(record, lang) for record in cell.series[:MOST_SERIES]]
    if several > MOST_SERIES:
        told.append(t("coverage.more_series", lang, n=several - MOST_SERIES))
    return "<br>".join(told)


def _shared(record: Record, lang: str) -> str:
    return f" ({t('coverage.shared', lang)})" if record.shared else ""


def _counted(cell: Cell) -> dict[str, int]:
    tally = cell.tally
    every: dict[str, Any] = {
        "measured": tally.measured, "read_in_source": tally.read, "quoted_secondhand": tally.secondhand,
        "derived": tally.derived, "interval": tally.interval, "undated": tally.undated,
    }  # fmt: skip
    return {name: count for name, count in every.items() if count}


def _key(rows: Sequence[Row], years: tuple[int, int], lang: str) -> tuple[str, ...]:
    """What the marks mean, of those that occur."""
    cells = [(row, cell) for row in rows for year, cell in row.cells.items() if years[0] <= year <= years[1]]
    shapes = {symbol(cell) for _, cell in cells}
    occurs = {
        "filled": "square" in shapes,
        "open": "square-open" in shapes,
        "derived": "diamond" in shapes,
        "undated": bool({"triangle-up", "triangle-up-open"} & shapes),
        "interval": any(cell.tally.interval for _, cell in cells),
        "shared": any(row.country and cell.shared for row, cell in cells),
        "pooled": any(first <= years[1] and last >= years[0] for row in rows for first, last in row.pooled),
        "grey": True,
    }
    return (" · ".join(t(f"coverage.key.{name}", lang) for name, there in occurs.items() if there),)


def _told(rows: Sequence[Row], shown: Sequence[str], lang: str) -> str:
    """Latest year of every row, in words."""
    told = []
    for country in shown:
        mine = [row for row in rows if row.country == country and row.cells]
        listed = enumerated((f"{words.what(row.code, lang)} {max(row.cells)}" for row in mine), lang)
        told.append(t("coverage.alt", lang, country=words.country(country, lang),
                      rows=listed or t("coverage.nothing", lang)))  # fmt: skip
    return " ".join(told)
