"""The topics of the methods page: for each the docstrings it shows, and the constants behind its thresholds.

A topic holds no words of its own but its title and one leading sentence (`methods.topic.<code>`); what a
table of the registry adds is made in `indicators.methods.registry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.methods import docstrings
from indicators.methods.docstrings import Passage

Named = tuple[str, str]


@dataclass(frozen=True)
class Topic:
    """Docstrings as (module, name of a function or ""), whole packages, and constants as (module, name)."""

    code: str
    said: tuple[Named, ...] = ()
    packages: tuple[str, ...] = ()
    constants: tuple[Named, ...] = ()

    def passages(self) -> list[Passage]:
        """The docstrings, in order, last those of the modules of the packages."""
        named = [*self.said, *((module, "") for package in self.packages for module in docstrings.modules(package)[1:])]
        return [docstrings.passage(module, name) for module, name in dict.fromkeys(named)]

    def values(self) -> list[tuple[str, Any, str]]:
        """Constants: key of their words, value, and where they stand."""
        return [
            (f"methods.constant.{module.rsplit('.', 1)[1]}.{name.lower()}", docstrings.constant(module, name), module)
            for module, name in self.constants
        ]


_ICE = "indicators.sea_ice"
_IRON = "indicators.dissolved_iron"
_RIVER = "indicators.river"
_ANIMALS = "indicators.population"
_LAW = "indicators.policies"

TOPICS = {
    topic.code: topic
    for topic in (
        Topic("glossary"),
        Topic("products"),
        Topic("regions", said=((f"{_ICE}.regions", ""), (f"{_IRON}.areas", ""))),
        Topic(
            "baselines",
            said=(("indicators.statistics.climatology", ""), (f"{_ICE}.climatology", ""),
                  ("indicators.statistics.anomaly", ""), ("indicators.statistics.at_date", "")),
            constants=(("indicators.statistics.climatology", "BASELINES"),
                       ("indicators.statistics.climatology", "LEAST_SHARE"),
                       ("indicators.statistics.climatology", "PERCENTILES")),
        ),
        Topic(
            "seasons",
            said=(("indicators.statistics.season", ""), (f"{_ICE}.season", ""), (f"{_ICE}.ice_days", ""),
                  (f"{_RIVER}.river_ice", "")),
            constants=((f"{_ICE}.ice_days", "SHARE"), (f"{_ICE}.ice_days", "MOST_DOUBT_DAYS"),
                       (f"{_ICE}.ice_days", "OVER_AFTER_DAYS"), (f"{_ICE}.ice_days", "LEAST_PRESENT")),
        ),
        Topic(
            "trends",
            said=(("indicators.statistics.trend", ""), ("indicators.statistics.yearly", "")),
            packages=("indicators.statistics",),
            constants=(("indicators.statistics.trend", "LEAST"), ("indicators.statistics.trend", "LEVEL")),
        ),
        Topic("events", said=(("indicators.statistics.events", ""),)),
        Topic(
            "ice_thresholds",
            said=((f"{_ICE}.reduction", ""), (f"{_ICE}.slab", ""), (f"{_ICE}.polar", ""), (f"{_ICE}.nasa_team", ""),
                  (f"{_ICE}.cdr_grid", ""), (f"{_ICE}.meier_mask", "")),
            constants=((f"{_ICE}.slab", "THRESHOLD_PERCENT"), (f"{_ICE}.reduction", "LEAST_COVERAGE"),
                       (f"{_ICE}.reduction", "SPURIOUS_BELOW_KM2"), (f"{_ICE}.cdr_grid", "REMOVED_PERCENT")),
        ),
        Topic(
            "water_class",
            said=((f"{_RIVER}.water_class", ""), (f"{_RIVER}.water_class", "water_class")),
        ),
        Topic(
            "iron_units",
            said=((f"{_IRON}.path", ""), (f"{_IRON}.load", ""), (f"{_IRON}.flux", ""), (f"{_IRON}.bottles", "")),
            constants=((f"{_IRON}.path", "IRON_G_PER_MOL"), (f"{_IRON}.path", "SEAWATER_KG_PER_L"),
                       (f"{_IRON}.load", "LEAST_DAYS")),
        ),
        Topic("marks", said=((f"{_ANIMALS}.marks", ""), (f"{_ANIMALS}.effort", ""), (f"{_IRON}.rows", ""))),
        Topic("confidence", said=(("indicators.observations", ""), ("indicators.status", ""))),
        Topic(
            "published",
            said=(("indicators.published.tables", ""), ("indicators.published.rows", ""),
                  ("indicators.revision", "")),
        ),
        Topic("law_classes", said=((f"{_LAW}.classes", ""), (f"{_LAW}.occurrence", ""), (f"{_LAW}.timeline", ""),
                                   (f"{_ANIMALS}.covering", ""))),
        Topic(
            "comparison",
            said=(("indicators.compare.comparable", ""), ("indicators.compare.relative", ""),
                  ("indicators.compare.scatter", ""), ("indicators.compare.tracks", "")),
        ),
        Topic(
            "coverage",
            said=(("indicators.coverage.matrix", ""), ("indicators.coverage.populations", ""),
                  ("indicators.coverage.surveys", ""), ("indicators.coverage.conflicts", ""),
                  ("indicators.coverage.joint_survey", ""), ("indicators.coverage.scorecard", "")),
        ),
    )
}  # fmt: skip
"""By code, in the order of the page; the code is what `?topic=` asks for."""
