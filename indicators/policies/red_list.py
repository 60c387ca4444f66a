"""Category on the IUCN Red List by species and scope, each with its year and where it was read.

Where two sources give a species another category at one scope, both stand side by side and are told.
Data Deficient has no place on the scale from LC to CR, and Extinct stands apart from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import GREY, Chart
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.policies import entries
from indicators.policies.entries import Entry
from indicators.policies.sheet import SMALL, Sheet, wrapped
from indicators.population.words import plain
from indicators.store import Held

CATEGORIES = ("DD", "LC", "NT", "VU", "EN", "CR", "EW", "EX")
RED_LIST = "iucn"  # the source whose categories come from the Red List itself
VIOLET = "#6A3FA0"
NAMES_SHARE, WIDE_NAMES_PX = 0.36, 380
LINE, GAP = 15, 8
NARROW_BELOW = 720


def conflicts(found: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """Entries that give one species another category at one scope (global, or one population)."""
    listed: dict[tuple[str, str], list[Entry]] = {}
    for one in found:
        listed.setdefault((one.species, scope_of(one)), []).append(one)
    return [tuple(part) for part in listed.values() if len({one.category for one in part}) > 1]


def scope_of(one: Entry) -> str:
    """`global`, or the place of a part: two sources of one place speak of the same animals."""
    return "global" if one.scope.lower().startswith("global") else one.place


def red_list(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", chosen: tuple[str, ...] = ()
) -> Chart:
    """Draw categories; parameters as in `timeline.timeline`, a category of all seas stays for any country."""
    found = _kept(entries.read(series, lang), species, chosen, catalog)
    wide, narrow = (_plot(found, lang, narrow=small) for small in (False, True))
    differ = conflicts(found)
    title = t("policies.red_list.title", lang, n=len(found), species=len({one.species for one in found}))
    apart = (
        f"{t(f'species.{part[0].species}', lang)}: " + " / ".join(f"{one.category} ({one.when})" for one in part)
        for part in differ
    )
    kind = "differ" if differ else "agree"
    told = t(f"policies.red_list.{kind}", lang, names=enumerated(apart, lang, strong=True))
    drawn = entries.credited(series, found)
    listed = enumerated((f"{t(f'species.{one.species}', lang)} {one.category}" for one in found), lang, strong=True)
    return Chart(
        name="red-list" + (f"-{species.replace('_', '-')}" if species else ""),
        title=title,
        subtitle=t("policies.red_list.subtitle", lang),
        alt=f"{title}: {listed}",
        plot=wide.figure,
        narrow=narrow.figure,
        key=(t("policies.red_list.key", lang), told),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=wide.height,
        narrow_height=narrow.height,
        narrow_below=NARROW_BELOW,
    )


def kept(found: Sequence[Entry], species: str, chosen: Sequence[str], catalog: Catalog) -> list[Entry]:
    """Categories of a species, and of the chosen countries or of no country in particular."""
    return _kept(entries.of(found, entries.CATEGORY), species, chosen, catalog)


def _kept(found: Sequence[Entry], species: str, chosen: Sequence[str], catalog: Catalog) -> list[Entry]:
    mine = entries.about(found, species, (), catalog)
    return [one for one in mine if not chosen or not one.countries or set(chosen) & set(one.countries)]


def _plot(found: Sequence[Entry], lang: str, *, narrow: bool) -> Sheet:
    sheet = Sheet(narrow=narrow)
    shown = [code for code in CATEGORIES if code in {one.category for one in found} | set(CATEGORIES[1:6])]
    scale_y, top = sheet.take(22), sheet.high
    listed: dict[str, list[Entry]] = {}
    for one in sorted(found, key=lambda part: (t(f"species.{part.species}", lang), scope_of(part), part.year or 0)):
        listed.setdefault(one.species, []).append(one)
    for code, part in listed.items():
        sheet.take(4)
        for one in part:
            _line(sheet, one, shown.index(one.category), lang, first=one is part[0], name=t(f"species.{code}", lang))
        sheet.take(4)
        sheet.rule(sheet.high, "#E3E7EB")
    for at, category in enumerate(shown):
        sheet.upright(at, top=top)
        sheet.write(at, scale_y, category, anchor="center", colour=GREY)
    sheet.finish((-0.5, len(shown) - 0.5 + (1.2 if narrow else 0.8)), domain=[0.0 if narrow else NAMES_SHARE, 1.0])
    return sheet


def _line(sheet: Sheet, one: Entry, at: int, lang: str, *, first: bool, name: str) -> None:
    """The species (once), the scope of this category, and its mark with the year."""
    room = sheet.width - 8 if sheet.narrow else WIDE_NAMES_PX
    names = [plain(name)] if first else []
    scope = [plain(line) for line in wrapped(told(one.scope, lang), room, SMALL)]
    text = "<br>".join([*names, *(f"<span style='color:{GREY};font-size:.92em'>{line}</span>" for line in scope)])
    y = sheet.take((len(names) + len(scope)) * LINE + GAP)
    sheet.write(0, y, text, xref="paper")
    if sheet.narrow:
        y = sheet.take(20)
    itself = [t("status.from_red_list", lang)] if one.source == RED_LIST else []
    category = t(f"status.category.{one.category}", lang)
    hover = entries.hover(one, lang, f"{one.category} · {category}", told(one.scope, lang), *itself)
    hover = f"<b>{plain(name)}</b><br>{hover}"
    sheet.mark(at, y, "circle", VIOLET, hollow=one.secondhand, hover=hover, name=one.category)
    left = sheet.narrow and one.category == CATEGORIES[-1]  # no room beside the last column
    sheet.write(at, y, f"{one.category} {entries.dated(one, lang)}", anchor="right" if left else "left",
                shift=-10 if left else 10, size=SMALL if sheet.narrow else 12)  # fmt: skip
