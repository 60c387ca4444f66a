"""The pickers that several pages share: series, region, country."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.locales import has, label, t
from indicators.series import Meta
from ui import state
from ui.frame import Context


def series(here: Context, domain: str, *, frequencies: Sequence[str] = (), sources: Sequence[str] = ()) -> list[Meta]:
    """Metadata of the held series of a domain ("": of all)."""
    return [
        meta
        for meta, _ in here.cache.metas().values()
        if domain in ("", here.catalog.indicators[meta.indicator].domain)
        and (not frequencies or meta.frequency in frequencies)
        and (not sources or meta.source in sources)
    ]


def region(here: Context, found: Sequence[Meta], *, default: str = "") -> str:
    """One of the regions that the series cover."""
    regions = sorted({meta.region for meta in found}, key=lambda code: (code != default, name("region", code, here)))
    return state.one("region", t("pick.region", here.lang), regions, lambda c: name("region", c, here), here.lang)


def countries(here: Context, found: Sequence[Meta] | None = None) -> list[str]:
    """Countries to keep: all five, or those that `found` covers; none chosen means all."""
    every = here.catalog.countries
    held = [code for code in every if found is None or any(code in meta.countries for meta in found)]
    label = t("pick.country", here.lang)
    return state.many(
        "country", label, held, lambda c: t(f"country.{c}", here.lang), here.lang, hint=t("pick.all", here.lang)
    )


def kept(found: Sequence[Meta], chosen: Sequence[str]) -> list[Meta]:
    """The series of the chosen countries; all when none is chosen."""
    return [meta for meta in found if not chosen or set(chosen) & set(meta.countries)]


def one_series(here: Context, found: Sequence[Meta], *, default: str = "", key: str = "series") -> str:
    """One series, by indicator, place and product."""
    labels = {meta.id: series_name(meta, here) for meta in found}
    ids = sorted(labels, key=lambda item: (item != default, labels[item]))
    return state.one(key, t("pick.series", here.lang), ids, lambda item: labels[item], here.lang, default=default)


def series_name(meta: Meta, here: Context) -> str:
    """A series as a reader sees it: indicator, place, product."""
    place = "" if meta.place == meta.region else f" · {place_name(meta, here)}"
    return f"{label(f'indicator.{meta.indicator}', here.lang)}{place} · {label(f'source.{meta.source}', here.lang)}"


def name(kind: str, code: str, here: Context) -> str:
    """Name of a region or place; a place may be a region."""
    key = f"{kind}.{code}"
    return label(key if has(key) else f"region.{code}", here.lang)


def place_name(meta: Meta, here: Context) -> str:
    """Name of a series' place: ours, or the provider's where we have none."""
    return meta.place_name or name("place", meta.place, here)


def span(found: Sequence[Meta], series_id: str) -> tuple[int, int]:
    """First and last year of a series."""
    meta = next(item for item in found if item.id == series_id)
    return int(meta.first[:4]), int(meta.last[:4])


def dashed(code: str) -> str:
    """`1991-2020` with a true dash."""
    return code.replace("-", "–")
