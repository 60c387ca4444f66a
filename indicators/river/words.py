"""Words that several river charts share: where a gauge stands, what a subtitle says, what a key must warn of."""

from __future__ import annotations

from collections.abc import Sequence

from indicators import naming
from indicators.catalog import Catalog
from indicators.locales import has, t, told, units
from indicators.locales.formats import enumerated
from indicators.series import Meta
from indicators.store import Held


def where(meta: Meta, catalog: Catalog, lang: str) -> str:
    """`Amur / Heilong at Khabarovsk`; the place alone where its position on the river is not known.

    A river that a place's name adds for distinction, `Hongo (Abashiri)`, is not told twice.
    """
    place = catalog.where(meta.place)
    if not place.river or place.latitude is None:
        return place_name(meta.place, lang)
    river = t(f"river.{place.river}", lang)
    name = place_name(meta.place, lang)
    plain, _, added = name.removesuffix(")").rpartition(" (")
    return t("water.at", lang, river=river, place=plain if plain and added in river else name)


def section(meta: Meta, catalog: Catalog, lang: str) -> str:
    """A section with its river: `Tongjiang (Songhua / Sungari)`."""
    river = catalog.where(meta.place).river
    name = place_name(meta.place, lang)
    return t("water.section", lang, place=name, river=t(f"river.{river}", lang)) if river else name


def place_name(place: str, lang: str) -> str:
    """Name of a place, or of the region that stands for it."""
    return naming.place(place, lang)


def what(meta: Meta, lang: str) -> str:
    """The indicator's name and unit; no unit where it has none (pH)."""
    name = t(f"indicator.{meta.indicator}", lang)
    return name if meta.unit in ("", "1", "pH", "class") else f"{name}, {units.unit(meta.unit, lang)}"


def subtitle(meta: Meta, lang: str, *more: str) -> str:
    """Indicator, unit, source, statistic and period, and what else a chart must say."""
    statistic = f"water.statistic.{meta.statistic.replace(' ', '_').replace('-', '_')}"
    parts = [what(meta, lang), naming.source(meta.source, lang)]
    parts += [t(statistic, lang) if has(statistic) else told(meta.statistic, lang)]
    parts += [meta.first[:4] if meta.first[:4] == meta.last[:4] else f"{meta.first[:4]}–{meta.last[:4]}"]
    return " · ".join([*parts, *(part for part in more if part)])


def inferred_names(held: Sequence[Held], catalog: Catalog, lang: str) -> tuple[str, ...]:
    """That the archive's posts carry numbers only, with the numbers of those drawn."""
    posts = {}
    for item in held:
        for group in catalog.sources[item.meta.source].series if item.meta.source == "roshydromet" else ():
            if item.meta.indicator in group.indicators and item.meta.place in group.places:
                posts[str(group.places[item.meta.place])] = place_name(item.meta.place, lang)
    if not posts:
        return ()
    named = enumerated((name if post in name else f"{post} {name}" for post, name in posts.items()), lang)
    return (t("water.inferred", lang, posts=named),)
