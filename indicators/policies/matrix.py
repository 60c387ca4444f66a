"""Species by country: the class of what the law or an official list says, as a coloured cell with its word.

The colour only repeats the word, and both only repeat the rule of `classes`; the text, its year and its
work are on the cell and in the table. An empty cell is a statement that was not found, not a law that
does not exist.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, LINE, Chart
from indicators.locales import t, told
from indicators.locales.wrapping import room, wrap
from indicators.policies import classes, entries, occurrence
from indicators.policies.classes import INSTRUMENT, NONE, NOT_APPLICABLE
from indicators.policies.entries import Entry
from indicators.policies.sheet import LETTER, LINE_PX, SMALL, Sheet, wrapped
from indicators.population import covering
from indicators.population.words import plain
from indicators.store import Held

OTHER = ""  # the column of states and bodies that are not members
FOLDED = {"western_steller_sea_lion": "steller_sea_lion"}
"""The subspecies of the western Pacific: what is said of it stands in the row of its species, with its scope."""

GROUPS = {
    "pinnipeds": (
        "spotted_seal", "ribbon_seal", "ringed_seal", "bearded_seal", "harbour_seal", "steller_sea_lion",
        "northern_fur_seal", "japanese_sea_lion",
    ),
    "cetaceans": (
        "finless_porpoise", "yangtze_finless_porpoise", "gray_whale", "beluga", "bowhead", "north_pacific_right_whale",
        "killer_whale",
    ),
}  # fmt: skip
"""Rows that are always there, first those the two meetings ask for; species with a statement follow as others."""
OTHERS = "others"
BINDING = ("law", "regulation", "fishery measure")
"""Types of instrument that fill a cell without a statement of its own."""

FILLS = {
    "strict": ("#6A3FA0", "#FFFFFF"),
    "protected": ("rgba(106,63,160,0.45)", INK),
    "limited": ("rgba(106,63,160,0.28)", INK),
    "listed": ("rgba(106,63,160,0.13)", INK),
    "instrument": ("rgba(138,90,0,0.16)", INK),
    "see_text": ("rgba(127,127,127,0.16)", INK),
    "none": ("rgba(0,0,0,0)", GREY),
    "not_applicable": ("rgba(127,127,127,0.10)", GREY),
}
"""Fill and type of a class: one hue, the darker the stricter; amber, grey and blank are no degrees of it."""
ROW_PX, NARROW_ROW_PX = 30, 36
LABELS = 1.55  # width of the names beside the cells, in columns
NARROW_LETTERS, THIRD_LINE_PX = 8.5, 14  # of a word in a cell on a phone
NARROW_BELOW = 1000  # pixels of width that the words of a cell need, all columns together


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: its class, its statements (or instruments), and why there can be none."""

    species: str
    country: str
    code: str
    said: tuple[Entry, ...] = ()
    reason: str = ""


def countries(catalog: Catalog, lang: str, chosen: Sequence[str] = ()) -> list[str]:
    """Columns: the chosen members by name, or all, and other states and bodies."""
    members = sorted(chosen or catalog.countries, key=lambda code: t(f"country.{code}", lang))
    return members if chosen else [*members, OTHER]


@dataclass(frozen=True)
class _Placed:
    """A cell at its column and height; one higher than a row has its year below its word."""

    at: int
    y: float
    cell: Cell
    high: int


def rows(found: Iterable[Entry], lang: str, species: str = "") -> dict[str, list[str]]:
    """Species by group; names of another species' populations (its genus, say) without a statement are left out."""
    told = {FOLDED.get(one.species, one.species) for one in found if one.species}
    law = {FOLDED.get(one.species, one.species) for one in entries.of(found, entries.LAW)}
    fixed = [code for codes in GROUPS.values() for code in codes]
    more = {
        code
        for code in told - set(fixed)
        if code in law or not any(covering.akin(known, code) for known in fixed)
    }  # fmt: skip
    listed = {group: list(codes) for group, codes in GROUPS.items()}
    listed[OTHERS] = sorted(more, key=lambda code: t(f"species.{code}", lang))
    kept = {
        group: [code for code in codes if not species or covering.akin(species, code)]
        for group, codes in listed.items()
    }
    return {group: codes for group, codes in kept.items() if codes}


def cell(species: str, country: str, found: Sequence[Entry], catalog: Catalog) -> Cell:
    """The cell of a species in a country ("" for other states and bodies)."""
    said = tuple(
        one
        for one in entries.of(found, entries.LAW)
        if FOLDED.get(one.species, one.species) == species
        and (country in one.countries if country else not one.countries)
    )
    if said:
        return Cell(species, country, classes.strictest(classes.of_text(one.text) for one in said), said)
    reason = occurrence.reason(species, country, catalog)
    if reason:
        return Cell(species, country, NOT_APPLICABLE, reason=reason)
    wider = tuple(
        one
        for one in entries.of(found, entries.INSTRUMENT)
        if country and country in one.countries and one.kind in BINDING
        and covering.speaks_of(one.covers, species, catalog, wide=False)
    )  # fmt: skip
    return Cell(species, country, INSTRUMENT if wider else NONE, wider)


def cells(
    found: Sequence[Entry], catalog: Catalog, lang: str, *, species: str = "", chosen: Sequence[str] = ()
) -> list[Cell]:
    """All cells, species by species."""
    listed = [code for codes in rows(found, lang, species).values() for code in codes]
    return [cell(code, country, found, catalog) for code in listed for country in countries(catalog, lang, chosen)]


def matrix(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", chosen: tuple[str, ...] = ()
) -> Chart:
    """Draw the matrix.

    Parameters
    ----------
    series : sequence of Held
        Legal statuses, categories and instruments.
    species : str
        Keep one species and its populations; "" keeps all.
    chosen : tuple of str
        Countries to keep; none given means all, and other states and bodies.
    """
    found = entries.read(series, lang)
    made = cells(found, catalog, lang, species=species, chosen=chosen)
    told = len({part.series for one in made if one.code != INSTRUMENT for part in one.said})
    open_cells = sum(one.code == NONE and bool(one.country) for one in made)
    key = "title_none" if not told else "title" if open_cells else "title_full"
    title = t(f"policies.matrix.{key}", lang, told=told, none=open_cells)
    wide, narrow = (_plot(found, catalog, lang, species, chosen, narrow=small) for small in (False, True))
    drawn = entries.credited(series, (one for part in made for one in part.said))
    used = {one.code for one in made}
    return Chart(
        name="policies-law" + (f"-{species.replace('_', '-')}" if species else ""),
        title=title,
        subtitle=t("policies.matrix.subtitle", lang),
        alt=t("policies.matrix.alt", lang, told=told, none=open_cells),
        plot=wide.figure,
        narrow=narrow.figure,
        key=(*(t(f"policies.class.{code}.key", lang) for code in classes.CLASSES if code in used),
             t("policies.matrix.key", lang)),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=wide.height,
        narrow_height=narrow.height,
        narrow_below=NARROW_BELOW,
    )  # fmt: skip


def _plot(
    found: Sequence[Entry], catalog: Catalog, lang: str, species: str, chosen: Sequence[str], *, narrow: bool
) -> Sheet:
    sheet = Sheet(narrow=narrow)
    columns = countries(catalog, lang, chosen)
    start = 0.0 if narrow else -LABELS
    _columns(sheet, columns, lang, start)
    bars: dict[str, list[_Placed]] = {}
    room_px = sheet.width / (len(columns) - start)
    for group, codes in rows(found, lang, species).items():
        sheet.heading(plain(t(f"policies.group.{group}", lang)))
        for code in codes:
            made = [cell(code, country, found, catalog) for country in columns]
            name = [plain(t(f"species.{code}", lang))]
            if narrow:
                sheet.write(0, sheet.take(LINE_PX) + 2, name[0], xref="paper")
            else:
                name = [plain(line) for line in wrapped(t(f"species.{code}", lang), LABELS * room_px - 8)]
            long = any(room(_short(one, lang, "  ")) * LETTER > room_px - 16 for one in made)
            high = NARROW_ROW_PX if long or len(name) > 1 else ROW_PX
            if narrow:
                high = THIRD_LINE_PX * max(2, *(len(_stacked(one, lang)) for one in made)) + 8
            y = sheet.take(high)
            if not narrow:
                sheet.write(start, y, "<br>".join(name))
            for at, one in enumerate(made):
                bars.setdefault(one.code, []).append(_Placed(at, y, one, high=high))
    for code in classes.CLASSES:
        if code in bars:
            sheet.traces.append(_bars(code, bars[code], lang, narrow=narrow))
    sheet.finish((start, len(columns)))
    sheet.figure.update_layout(barmode="overlay", bargap=0)
    return sheet


def _columns(sheet: Sheet, columns: Sequence[str], lang: str, start: float) -> None:
    """Names of the countries above their cells, broken where they must be."""
    room = sheet.width / (len(columns) - start) - 6
    size = SMALL if sheet.narrow else 12
    names = [wrapped(t(f"country.{code}" if code else "status.other", lang), room, size) for code in columns]
    deep = max(len(lines) for lines in names)
    sheet.take(deep * 15 + 6)
    for at, lines in enumerate(names):
        sheet.write(at + 0.5, sheet.high - 2, "<br>".join(map(plain, lines)), anchor="center", size=size,
                    colour=GREY, yanchor="bottom")  # fmt: skip


def _bars(code: str, placed: Sequence[_Placed], lang: str, *, narrow: bool) -> dict[str, object]:
    fill, ink = FILLS[code]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [one.at + 0.03 for one in placed],
        "x": [0.94] * len(placed),
        "y": [one.y for one in placed],
        "width": [one.high - 4 for one in placed],
        "text": [
            "<br>".join(_stacked(one.cell, lang))
            if narrow
            else _short(one.cell, lang, "<br>" if one.high > ROW_PX else "  ")
            for one in placed
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"color": ink} | ({"size": 11} if narrow else {}),
        "hovertext": [_hover(one.cell, lang) for one in placed],
        "hoverinfo": "text",
        "name": code,
        "showlegend": False,
        "marker": {"color": fill, "line": {"color": LINE, "width": 1 if code == NONE else 0}},
    }


def _short(one: Cell, lang: str, break_: str) -> str:
    """The word of a cell, and the year with its mark: filled read in the source, hollow second-hand."""
    if one.reason or not one.said:
        return _word(one, lang)
    last = one.said[-1]
    return f"{_word(one, lang)}{break_}{'○' if last.secondhand else '●'} {entries.dated(last, lang)}"


def _stacked(one: Cell, lang: str) -> list[str]:
    """The same for a phone, in lines: a long word broken, `≤` in place of `by`."""
    word = _word(one, lang)
    lines = math.ceil(room(word) / NARROW_LETTERS)
    made = [word] if lines == 1 else wrap(word, max(NARROW_LETTERS - 1, room(word) / lines + 1))[:3]
    if one.reason or not one.said:
        return made
    last = one.said[-1]
    by = last.year is not None and last.basis != entries.STATED
    return [*made, f"{'○' if last.secondhand else '●'} {f'≤ {last.year}' if by else entries.dated(last, lang)}"]


def _word(one: Cell, lang: str) -> str:
    return t(f"policies.reason.{one.reason}" if one.reason else f"policies.class.{one.code}.short", lang)


def _hover(one: Cell, lang: str) -> str:
    where = t(f"country.{one.country}" if one.country else "status.other", lang)
    head = f"<b>{plain(t(f'species.{one.species}', lang))}, {plain(where)}</b>"
    named = f"<b>{plain(t(f'policies.class.{one.code}', lang))}</b>"
    if one.reason:
        return f"{head}<br>{named}: {plain(t(f'policies.reason.{one.reason}.says', lang))}"
    said = [entries.hover(part, lang, told(part.scope, lang) or part.name) for part in one.said[:3]]
    return "<br>".join([head, named, *said])
