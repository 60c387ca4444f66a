"""The policy series as shipped, and the rows of the tables they were made of, read apart from our code."""

from __future__ import annotations

import functools

from indicators.policies import entries
from indicators.policies.entries import Entry
from indicators.store import Held
from tests.population import shipped


@functools.cache
def series(*indicators: str) -> tuple[Held, ...]:
    found = entries.wanted(shipped.metas())
    return tuple(shipped.held(meta.id) for meta in found if not indicators or meta.indicator in indicators)


@functools.cache
def read() -> tuple[Entry, ...]:
    return tuple(entries.read(series(), "en"))


def statuses() -> list[dict[str, str]]:
    return [row for row in shipped.published("status.csv") if row["legal_status"]]


def categories() -> list[dict[str, str]]:
    return [row for row in shipped.published("status.csv") if row["category"]]


def areas() -> list[dict[str, str]]:
    return [row for row in shipped.published("policies.csv") if row["series"].startswith("protected_area.")]


def instruments() -> list[dict[str, str]]:
    return [row for row in shipped.published("policies.csv") if row["series"].startswith("policy_instrument.")]
