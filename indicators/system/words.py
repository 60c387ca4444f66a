"""How a value of the chain is put into words: mark, number with its interval, what, period, age, work."""

from __future__ import annotations

from indicators.catalog import Catalog
from indicators.locales import has, label, t, units
from indicators.locales.formats import date, month, month_name, number
from indicators.locales.formats import period as dated
from indicators.locales.wrapping import shorten, wrap
from indicators.published.works import citations
from indicators.system.evidence import Value, is_number

FILLED, HOLLOW, COMPUTED = "●", "○", "◆"


def mark(value: Value) -> str:
    """Filled = as the source has it, hollow = second-hand, diamond = computed."""
    if value.hollow:
        return HOLLOW
    return COMPUTED if value.kind == "derived" else FILLED


def amount(value: Value, lang: str) -> str:
    """`7,533 m³/s`, `≈ 9,000 km²`, `2.3–6.6 Gg/yr`, `< 250 individuals`; the interval stands apart."""
    unit_key = f"system.unit.{value.meta.unit}"
    unit = t(unit_key, lang) if has(unit_key) else units.unit(value.meta.unit, lang)
    about = "≈ " if value.flag == "estimated" else ""
    low, high = number(value.lower, lang), number(value.upper, lang)
    if is_number(value.value):
        told = number(value.value, lang)
    elif not is_number(value.upper):
        told = f"> {low}"
    else:
        told = f"{low}–{high}" if is_number(value.lower) else f"< {high}"
    return f"{about}{told} {unit}".strip()


def interval(value: Value, lang: str) -> str:
    """`95 % CI 118,392–316,995`; empty without one, or where the interval is the value itself."""
    if not is_number(value.value) or not (is_number(value.lower) and is_number(value.upper)):
        return ""
    key = f"pop.interval.{value.interval.lower().replace(' ', '_').replace('%', '')}"
    word = t(key, lang) if has(key) else value.interval
    return f"{word} {number(value.lower, lang)}–{number(value.upper, lang)}".strip()


def what(value: Value, lang: str) -> str:
    """What the value is, short: `iron in soil water`."""
    return t(f"system.value.{value.name}", lang, place=place(value, lang))


def place(value: Value, lang: str) -> str:
    """Where it was measured: our name, the provider's, or the region's."""
    key = f"place.{value.meta.place}"
    return value.meta.place_name or label(key if has(key) else f"region.{value.meta.place}", lang)


def when(value: Value, lang: str) -> str:
    """The period the value stands for; where the work gives no date, the year it was published."""
    if value.undated and value.meta.frequency == "month":
        return t("system.month_undated", lang, month=month_name(value.start.month, lang), year=value.year)
    if value.undated:
        return t("system.undated", lang, year=value.year)
    if value.take == "season_maximum":
        return date(value.end, lang)
    if value.meta.frequency == "season" or value.meta.indicator.startswith("ice_season"):
        return t("system.season", lang, season=value.year)
    if value.start != value.end and (value.start.year, value.start.month) == (value.end.year, value.end.month):
        return month(value.end, lang)
    return dated(value.start, value.end, lang)


def age(value: Value, lang: str, year: int) -> str:
    """`9 years ago`; empty for the present year and the last, and without a date."""
    years = year - value.year
    return "" if years < 2 or value.undated else t("system.years_ago", lang, n=years)


def since(value: Value, lang: str, year: int) -> str:
    """That the series ends there; empty for a value of this year or the last, and without a date."""
    years = year - value.year
    return "" if years < 2 or value.undated else t("system.since", lang, year=value.year, n=years)


def kind(value: Value, lang: str) -> str:
    """What kind of evidence it is."""
    return t(f"system.kind.{value.kind}", lang)


def work(value: Value, catalog: Catalog) -> tuple[str, str]:
    """The work or product that a value is from, in full, and its address: a DOI before a page."""
    found = citations().get(value.citation)
    if found:
        return found.text, f"https://doi.org/{found.doi}" if found.doi else found.url
    source = catalog.sources[value.meta.source]
    doi = value.meta.doi or source.doi
    return value.meta.citation_text, f"https://doi.org/{doi}" if doi else source.terms_url


def lines(text: str, width: int, most: int) -> list[str]:
    """A text broken at `width` characters into at most `most` lines; the rest becomes an ellipsis."""
    found = wrap(text, width)
    if len(found) <= most:
        return found
    return [*found[: most - 1], shorten(" ".join(found[most - 1 :]), width, placeholder=" …")]
