"""Every fault of a provider at every source that can be refreshed: tried and survived.

Survived means: the data shown before stay bit for bit, the reason is on `status` in one sentence, nothing
is left over, good data heal it at once, and what providers do every day is not held up.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from tests.faults import matrix
from tests.faults.samples import samples


def measure() -> Iterator[Figure]:
    """Faults tried and survived, as a table on standard error; the figures are the sums."""
    found: list[matrix.Tried] = []
    start = time.monotonic()
    for sample in samples().values():
        with tempfile.TemporaryDirectory() as folder:
            found += matrix.whole(sample, Path(folder))
        print(matrix.table([one for one in found if one.source == sample.source]).splitlines()[1], file=sys.stderr)
    lost = [f"{one.source}: {one.fault}: {one.wrong}" for one in found if one.wrong]
    sources, kinds = {one.source for one in found}, {one.fault.split(",")[0] for one in found}
    told = f"{len(kinds)} kinds of faults, {len(sources)} sources, {time.monotonic() - start:.0f} s" + "".join(
        f"; {one}" for one in lost
    )
    yield Figure("faults of providers: tried", len(found), "", told=told)
    yield Figure("faults of providers: not survived", len(lost), "", target=0)
