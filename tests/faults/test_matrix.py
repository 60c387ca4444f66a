"""Faults by sources: every kind of content at every source, every fault of the way at some, a few at all.

All of them at all (`python -m benchmarks faults`) takes minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators import fetchers
from indicators.catalog import catalog
from tests.faults import faults, matrix
from tests.faults.samples import samples

WHOLE = ("masie", "world_bank", "glofas")
"""One file, pages of JSON, an API asked several times."""
SOME = ("truncated", "login page", "redirect to a private address")
SAMPLES = samples()


def test_every_format_with_an_address_has_its_sample() -> None:
    registry = catalog()
    formats = {source.format for source in registry.sources.values() if (source.url or source.urls) and source.series}
    tried = {registry.sources[name].format for name in SAMPLES}
    assert formats & fetchers.MODULES.keys() == tried


def test_every_fault_is_a_fault_of_its_own() -> None:
    kinds = [*faults.TRANSPORT, *faults.SLOW, *faults.HARMLESS, *faults.CONTENT, *faults.PLAUSIBLE]
    assert len(kinds) == len(set(kinds)) > 35


@pytest.mark.parametrize("source", SAMPLES)
def test_the_last_good_data_outlive_every_fault(source: str, tmp_path: Path) -> None:
    found = matrix.whole(SAMPLES[source], tmp_path, () if source in WHOLE else SOME)
    assert len(found) >= (35 if source in WHOLE else 5)
    lost = [(one.fault, one.result, one.told, one.wrong) for one in found if one.wrong]
    assert lost == []


def test_the_table_tells_what_did_not_survive() -> None:
    lost = matrix.Tried("masie", "blank", "updated", "", "data changed")
    found = [matrix.Tried("masie", "404", "failed", "", ""), lost]
    first, last = matrix.table(found).splitlines()[1:]
    assert first.split() == ["masie", "2", "1", "blank:", "data", "changed"] and last.split() == ["all", "2", "1"]
