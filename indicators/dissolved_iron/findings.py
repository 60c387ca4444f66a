"""Published findings that are neither a concentration nor a flux: shares, ratios, correlations, as rows of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators.dissolved_iron import words
from indicators.locales import has, t, told, units
from indicators.series import Meta
from indicators.store import Held

INDICATORS = (
    "iron_transport_share",
    "intermediate_to_surface_iron_transport_ratio",
    "iron_flux_step_ratio",
    "iron_air_temperature_correlation",
    "permafrost_wetland_iron_r2",
    "complexed_share_of_dissolved_iron",
    "organic_share_of_low_molecular_iron",
    "ferrous_share_of_dissolved_iron",
    "iron_iii_solubility",
    "primary_production",
)
"""In the order of the table: how far the iron reaches, then why it changes, then its forms."""


def chosen(metas: Iterable[Meta]) -> list[Meta]:
    """The series of such findings, in the order of the table."""
    mine = [meta for meta in metas if meta.indicator in INDICATORS]
    return sorted(mine, key=lambda meta: (INDICATORS.index(meta.indicator), meta.id))


def table(series: Sequence[Held], lang: str) -> list[tuple[str, str, str, str, str]]:
    """What, where, value with unit, period and work, remark: one row a value."""
    return [
        (
            t(f"indicator.{held.meta.indicator}", lang),
            words.place(held.meta, lang),
            f"{words.measured(row, lang)} {_unit(held.meta, lang)}".strip(),
            f"{words.period(row, held.meta, lang)} · {words.reference(row, held.meta)}",
            told(row.note, lang),
        )
        for held in series
        for row in held.observations.itertuples()
    ]


def _unit(meta: Meta, lang: str) -> str:
    """The unit in words where it is one: `r`, `ratio` and `factor` say nothing to a reader."""
    key = f"iron.unit_word.{meta.unit}"
    return t(key, lang) if has(key) else units.unit(meta.unit, lang)
