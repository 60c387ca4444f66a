"""What every reader of concentration grids gives: days or months of a crop, in the file's own integers.

Nothing is unpacked: a concentration stays the count the provider packed, and whatever is not a
number is a count above `highest`. Nothing here knows a file format.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

THRESHOLD_PERCENT = 15
"""Least concentration of a cell that counts as ice-covered, the convention of all NSIDC products."""


@dataclass(frozen=True)
class Slab:
    """A few hundred times of one file.

    Attributes
    ----------
    times : DatetimeIndex
        Day, or first day of the month, at midnight; as many as `raw` has planes.
    raw : uint8, (times, rows, columns)
        Counts of the file, rows from the top of the sheet downwards.
    rows, columns : slice
        Where the crop lies in the full grid of 448 x 304 cells.
    sea : bool, (rows, columns)
        Cells that are sea in this product; the others are land, coast or lake.
    highest : int
        Count that stands for 100 %. On a sea cell everything above it means no data.
    variable, version, platform : str
        As the file names them; empty where it does not.
    removed : bool, (times, rows, columns), optional
        Sea cells without ice where the file's own unfiltered fields show much of it; None where the
        file holds no such fields.
    """

    times: pd.DatetimeIndex
    raw: NDArray[np.uint8]
    rows: slice
    columns: slice
    sea: NDArray[np.bool_]
    highest: int
    variable: str
    version: str = ""
    platform: str = ""
    removed: NDArray[np.bool_] | None = None

    @property
    def scale(self) -> float:
        """Percent of one count."""
        return 100 / self.highest

    @property
    def threshold(self) -> int:
        """Least count of at least 15 %: 15 of 100, 38 of 250.

        Counts are compared, since unpacked numbers differ in the last bit at the threshold.
        """
        return -(-THRESHOLD_PERCENT * self.highest // 100)

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Times without a single number."""
        return np.asarray((self.raw > self.highest).all(axis=(1, 2)))
