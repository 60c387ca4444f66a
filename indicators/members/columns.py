"""Columns and facts of the template: the one list that the reader, the checks and the template are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A column or a fact. What it is stands in the words under `members.column.NAME` or `members.fact.NAME`."""

    name: str
    needed: bool = False
    one_of: tuple[str, ...] = ()


INTERVALS = ("95% CI", "90% CI", "90% credible interval", "SD", "SE", "range", "lower bound", "upper bound",
             "CL (level not stated)")  # fmt: skip
FREQUENCIES = ("hour", "day", "month", "season", "year", "irregular")
FLAGS = ("good", "provisional", "estimated", "below_detection", "suspect", "stale")
CONFIDENCES = ("measured", "read_in_source", "quoted_secondhand", "derived")
COLUMNS = (
    Asked("indicator", needed=True),
    Asked("place"),
    Asked("place_name"),
    Asked("latitude"),
    Asked("longitude"),
    Asked("region"),
    Asked("countries"),
    Asked("time_start", needed=True),
    Asked("time_end"),
    Asked("value", needed=True),
    Asked("lower"),
    Asked("upper"),
    Asked("interval", one_of=INTERVALS),
    Asked("unit", needed=True),
    Asked("flag", one_of=FLAGS),
    Asked("confidence", one_of=CONFIDENCES),
    Asked("statistic"),
    Asked("method"),
    Asked("area_definition"),
    Asked("frequency", one_of=FREQUENCIES),
    Asked("note"),
)
NAMES = tuple(column.name for column in COLUMNS)

LICENCES = {
    "CC0-1.0": "raw",
    "CC-BY-4.0": "raw",
    "CC-BY-SA-4.0": "raw",
    "CC-BY-NC-4.0": "raw",
    "CC-BY-ND-4.0": "no",
    "charts-only": "no",
    "other": "no",
}
"""Licences of the list, and what they let others do: `raw` values may be downloaded, `no` charts only."""
DISCLOSURES = ("public", "members", "embargo:YYYY-MM-DD")
FACTS = (
    Asked("title", needed=True),
    Asked("short_name"),
    Asked("contributor", needed=True),
    Asked("organisation", needed=True),
    Asked("contact", needed=True),
    Asked("country", needed=True),
    Asked("licence", needed=True, one_of=tuple(LICENCES)),
    Asked("licence_text"),
    Asked("citation", needed=True),
    Asked("doi"),
    Asked("disclosure", needed=True, one_of=DISCLOSURES),
)
FACT_NAMES = tuple(fact.name for fact in FACTS)
EXAMPLE = "EXAMPLE"
"""The beginning of a note or title that marks made-up figures of the template; a file with one is not taken."""
