"""Instruments and protected areas on a line of years, a row a country, each with its name.

A mark stands at the year the source gives. Where the source is undated it stands at the year of
publication with an arrow to the left: the instrument is that old or older. What has no year at all is
told below and stands in the table. The list is what was found, not all there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import GREY, Chart
from indicators.locales import DEFAULT, t, told
from indicators.locales.formats import enumerated
from indicators.locales.wrapping import room
from indicators.policies import entries
from indicators.policies.entries import Entry
from indicators.policies.sheet import LETTER, SMALL, Sheet, wrapped
from indicators.population import words
from indicators.population.words import plain
from indicators.store import Held

FAMILIES = {
    "ban": ("x", "#A3195B"),
    "law": ("square", "#6A3FA0"),
    "area": ("triangle-up", "#8A5A00"),
    "plan": ("diamond", "#0B7A75"),
    "agreement": ("circle", "#1F5FA8"),
    "restoration": ("hexagon", "#57606A"),
}
"""Mark and colour of a family of instruments, the mark alone tells it; in the order of the key."""

TYPES = {
    "law": "law", "regulation": "law", "listing": "law", "fishery measure": "law", "plan": "plan", "MPA": "area",
    "meeting": "agreement", "declaration": "agreement", "recommendation": "agreement", "panel": "agreement",
    "restoration": "restoration",
}  # fmt: skip
"""Family of a type as entered; one whose name speaks of a ban or an end is a ban whatever its type."""
_BAN = (" ban", "ban ", "end of ", "ending ")

TOGETHER, OTHER = "together", "other"
STEP = 10  # years between the lines of the scale
FLIP = 0.42  # share of the width right of which a name stands left of its mark, on a wide plot
LINE, GAP = 15, 7  # pixels of a line of a name, and between two names
ARROW_PX = 23
NARROW_BELOW = 860


def family(one: Entry) -> str:
    """Family of an instrument or area."""
    name = f" {words.named('place', one.place, DEFAULT)} ".lower()
    if one.indicator == entries.INSTRUMENT and any(part in name for part in _BAN):
        return "ban"
    return TYPES.get(one.kind, "law")


def row_of(one: Entry) -> str:
    """Row of an entry: its country, several together, or other states and bodies."""
    return TOGETHER if len(one.countries) > 1 else one.countries[0] if one.countries else OTHER


def grouped(found: Iterable[Entry], catalog: Catalog, lang: str, chosen: Sequence[str] = ()) -> dict[str, list[Entry]]:
    """Entries by row: members by name (a chosen or empty one too), several together, others."""
    members = sorted(chosen or catalog.countries, key=lambda code: t(f"country.{code}", lang))
    listed: dict[str, list[Entry]] = {code: [] for code in (*members, TOGETHER, OTHER)}
    for one in found:
        listed.setdefault(row_of(one), []).append(one)
    return {code: part for code, part in listed.items() if part or code in members}


def timeline(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", chosen: tuple[str, ...] = ()
) -> Chart:
    """Draw instruments and protected areas by year.

    Parameters
    ----------
    series : sequence of Held
        Instruments and protected areas.
    species : str
        Keep those whose words cover a species or its group; "" keeps all.
    chosen : tuple of str
        Countries to keep; none given means all, and other states and bodies.
    """
    found = entries.about(entries.read(series, lang), species, chosen, catalog)
    dated = [one for one in found if one.year is not None]
    lacking = [one for one in found if one.year is None]
    wide, narrow = (_plot(found, catalog, lang, chosen, narrow=small) for small in (False, True))
    first, last = (dated[0].year, dated[-1].year) if dated else (0, 0)
    kind = "nothing" if not dated else "title" if len(dated) > 1 else "title_one"
    title = t(f"policies.timeline.{kind}", lang, n=len(dated), first=first, last=last)
    key = [t("policies.timeline.key", lang)]
    if any(one.basis == entries.PUBLISHED for one in dated):
        key.append(t("policies.timeline.key_published", lang))
    if lacking:
        names = enumerated((f"{one.name} ({entries.states(one, lang)})" for one in lacking), lang, strong=True)
        key.append(t("policies.timeline.lacking", lang, names=names))
    drawn = entries.credited(series, found)
    return Chart(
        name="policies-timeline" + (f"-{species.replace('_', '-')}" if species else ""),
        title=title,
        subtitle=t("policies.timeline.subtitle", lang),
        alt=f"{title}. {t('policies.timeline.alt', lang)}",
        plot=wide.figure,
        narrow=narrow.figure,
        key=tuple(key),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=wide.height,
        narrow_height=narrow.height,
        narrow_below=NARROW_BELOW,
    )


def _plot(found: Sequence[Entry], catalog: Catalog, lang: str, chosen: Sequence[str], *, narrow: bool) -> Sheet:
    sheet = Sheet(narrow=narrow)
    listed = grouped(found, catalog, lang, chosen)
    years = [one.year for part in listed.values() for one in part if one.year is not None] or [2000, 2020]
    span = (min(years) // STEP * STEP - 2.0, max(max(years) + 1.0, min(years) + 10.0))
    _legend(sheet, {family(one) for one in found if one.year is not None}, lang)
    scale_y, top = sheet.take(20), sheet.high
    for code, part in listed.items():
        sheet.heading(plain(_row_name(code, lang)))
        sheet.take(3)
        shown = [one for one in part if one.year is not None]
        if not shown:
            text = t("policies.timeline.empty" if not part else "policies.timeline.undated", lang)
            if code in catalog.countries and any(code in one.countries for one in listed.get(TOGETHER, ())):
                text += " " + t("policies.timeline.see_together", lang)
            lines = wrapped(text, sheet.width - 8, SMALL)
            sheet.write(
                0, sheet.take(len(lines) * LINE + GAP), "<br>".join(lines), xref="paper", colour=GREY, size=SMALL
            )
        for one in shown:
            _event(sheet, one, span, lang)
    for year in range(int(-(-span[0] // STEP)) * STEP, int(span[1]) + 1, STEP):
        sheet.upright(year, top=top)
        sheet.write(year, scale_y, str(year), anchor="center", colour=GREY, size=SMALL)
    sheet.finish(span)
    return sheet


def _row_name(code: str, lang: str) -> str:
    return t(f"policies.timeline.{code}" if code == TOGETHER else
             "status.other" if code == OTHER else f"country.{code}", lang)  # fmt: skip


def _event(sheet: Sheet, one: Entry, span: tuple[float, float], lang: str) -> None:
    """A mark and its name, on the side that has room."""
    year = float(one.year or 0)
    at = (year - span[0]) / (span[1] - span[0])
    left = at > (0.5 if sheet.narrow else FLIP)
    room = (at if left else 1 - at) * sheet.width - 22 - (ARROW_PX if left else 0)
    size = SMALL if sheet.narrow else 12
    lines = [plain(line) for line in wrapped(f"{entries.dated(one, lang)}  {one.name}", room, size)]
    y = sheet.take(len(lines) * LINE + GAP)
    symbol, colour = FAMILIES[family(one)]
    older = ARROW_PX / sheet.width * (span[1] - span[0])
    who = f"{t(f'policies.family.{family(one)}', lang)} · {entries.states(one, lang)}"
    covers = [t("policies.covers", lang, what=told(one.covers, lang))] if one.covers else []
    said = entries.hover(one, lang, who, *covers)
    if one.basis == entries.PUBLISHED:
        sheet.stroke((year - older, y), (year, y), colour, width=1.6)
        sheet.mark(year - older, y, "arrow-left", colour, hollow=False, hover=said, name="arrow")
    hover = f"<b>{plain(one.name)}</b><br>{said}"
    sheet.mark(year, y, symbol, colour, hollow=one.secondhand, hover=hover, name=one.place)
    arrow = ARROW_PX if one.basis == entries.PUBLISHED and left else 0
    sheet.write(year, y, "<br>".join(lines), anchor="right" if left else "left", shift=-10 - arrow if left else 10,
                size=size)  # fmt: skip


def _legend(sheet: Sheet, used: set[str], lang: str) -> None:
    """Marks and their names, in as many rows as they need."""
    size = SMALL if sheet.narrow else 12
    shown = [code for code in FAMILIES if code in used]
    longest = max((room(plain(t(f"policies.family.{code}", lang))) for code in shown), default=1)
    across = max(1, min(2 if sheet.narrow else 6, int(sheet.width / (longest * LETTER + 26))))
    for start in range(0, len(shown), across):
        y = sheet.take(20)
        for at, code in enumerate(shown[start : start + across]):
            symbol, colour = FAMILIES[code]
            x = at / across + 0.012
            sheet.traces.append(
                {"type": "scatter", "x": [x], "y": [y], "xaxis": "x2", "mode": "markers", "hoverinfo": "skip",
                 "showlegend": False, "cliponaxis": False, "name": "key",
                 "marker": {"symbol": symbol, "size": 10, "color": colour}}
            )  # fmt: skip
            sheet.write(x, y, plain(t(f"policies.family.{code}", lang)), xref="x2", size=size, shift=9)
    sheet.figure.update_layout(xaxis2={"range": [0, 1], "overlaying": "x", "visible": False, "fixedrange": True})
    sheet.take(4)
