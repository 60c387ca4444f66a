"""Protected areas with the area as stated, one mark each on a logarithmic scale; never added.

They overlap, some hold land, and each is as its own source states it. What states no area says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, Chart
from indicators.locales import DEFAULT, t, told
from indicators.locales.formats import enumerated, number
from indicators.policies import entries
from indicators.policies.entries import Entry
from indicators.policies.sheet import SMALL, Sheet, wrapped
from indicators.population import words
from indicators.population.words import plain
from indicators.store import Held

BROWN = "#8A5A00"
NAMES_SHARE, WIDE_NAMES_PX = 0.43, 450
LINE, GAP = 15, 9
NARROW_BELOW = 720


def grouped(found: Sequence[Entry], lang: str) -> Mapping[str, list[Entry]]:
    """Areas by country by name; within a country the oldest first, those without a year last."""
    listed: dict[str, list[Entry]] = {}
    for one in sorted(found, key=lambda part: entries.states(part, lang)):
        listed.setdefault(entries.states(one, lang), []).append(one)
    return listed


def areas(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", chosen: tuple[str, ...] = ()
) -> Chart:
    """Draw protected areas; parameters as in `timeline.timeline`."""
    found = entries.about(entries.read(series, lang), species, chosen, catalog)
    stated = [one for one in found if not math.isnan(one.area_km2)]
    wide, narrow = (_plot(found, lang, narrow=small) for small in (False, True))
    drawn = entries.credited(series, found)
    title = t("policies.areas.title", lang, n=len(found), stated=len(stated))
    listed = enumerated((f"{one.name} {_area(one, lang)}" for one in found), lang, strong=True)
    return Chart(
        name="protected-areas" + (f"-{species.replace('_', '-')}" if species else ""),
        title=title,
        subtitle=t("policies.areas.subtitle", lang),
        alt=f"{title}: {listed}",
        plot=wide.figure,
        narrow=narrow.figure,
        key=(t("policies.areas.key", lang),),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=wide.height,
        narrow_height=narrow.height,
        narrow_below=NARROW_BELOW,
    )


def _area(one: Entry, lang: str) -> str:
    known = not math.isnan(one.area_km2)
    return f"{number(one.area_km2, lang)} km²" if known else t("status.area_unknown", lang)


def _plot(found: Sequence[Entry], lang: str, *, narrow: bool) -> Sheet:
    sheet = Sheet(narrow=narrow)
    known = [one.area_km2 for one in found if not math.isnan(one.area_km2)] or [1.0, 1000.0]
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    scale_y, top = sheet.take(22), sheet.high
    start = 0.0 if narrow else NAMES_SHARE
    for state, part in grouped(found, lang).items():
        sheet.heading(plain(state))
        sheet.take(3)
        for one in part:
            _line(sheet, one, lang, start, low)
    for power in range(low, high + 1):
        sheet.upright(power, top=top)
        last = power == high
        text = number(10.0**power, lang) + (" km²" if last else "")
        sheet.write(power, scale_y, text, anchor="right" if last else "center", size=SMALL, colour=GREY,
                    shift=14 if last else 0)  # fmt: skip
    sheet.finish((low - 0.12, high + (0.85 if narrow else 0.5)), domain=[start, 1.0])
    return sheet


def _line(sheet: Sheet, one: Entry, lang: str, start: float, low: int) -> None:
    """The name, below it what it covers, and the mark with the area as stated."""
    dated = "" if one.year is None else f", {one.year}"
    room = sheet.width - 8 if sheet.narrow else WIDE_NAMES_PX
    names = [plain(line) for line in wrapped(f"{one.name}{dated}", room, 12)]
    covers = [plain(line) for line in wrapped(t("policies.covers", lang, what=told(one.covers, lang)), room, SMALL)]
    text = "<br>".join([*names, *(f"<span style='color:{GREY};font-size:.92em'>{line}</span>" for line in covers)])
    height = (len(names) + len(covers)) * LINE + GAP
    y = sheet.take(height)
    sheet.write(0, y, text, xref="paper")
    if sheet.narrow:
        y = sheet.take(20)
    hover = f"<b>{plain(one.name)}</b><br>{entries.hover(one, lang, _area(one, lang))}"
    if math.isnan(one.area_km2):
        sheet.write(low, y, _area(one, lang), colour=GREY)
        sheet.mark(low, y, "circle", "rgba(0,0,0,0)", hollow=False, hover=hover, name="unstated")
        return
    x = math.log10(one.area_km2)
    sheet.mark(x, y, "circle", BROWN, hollow=one.secondhand, hover=hover, name="area")
    sheet.write(x, y, _area(one, lang), shift=10, colour=INK)


SHARE = "protected_share"  # what the registry calls the share of a country's sea that is protected
_SHARE = re.compile(r"\d\s*(?:%|per cent|percent)[^.;]*\b(?:sea|ocean|marine|waters)\b|\b30\s*(?:x|×|by)\s*30\b", re.I)


def stated_shares(found: Sequence[Entry]) -> list[Entry]:
    """Entries whose source states a share of the sea that is protected; a share is never computed here."""
    return [one for one in found if _SHARE.search(f"{one.summary} {one.remarks} {_english(one)}")]


def _english(one: Entry) -> str:
    return words.named("place", one.place, DEFAULT)
