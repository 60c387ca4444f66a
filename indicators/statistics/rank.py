"""Where one value stands among all: "n of N", equal values told as ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Rank:
    """Places of a value among `of` values; `first` and `last` differ where others equal it.

    Counted from the lowest; `from_highest` counts from the other end.
    """

    first: int
    last: int
    of: int

    @property
    def tied(self) -> bool:
        """Whether another value is equal."""
        return self.first != self.last

    @property
    def from_highest(self) -> tuple[int, int]:
        """The same places counted from the highest."""
        return self.of + 1 - self.last, self.of + 1 - self.first

    @property
    def nearer(self) -> tuple[str, int, int]:
        """`lowest` or `highest`, whichever end is nearer (the lowest in the middle), and the places from there."""
        high = self.from_highest
        return ("lowest", self.first, self.last) if self.first <= high[0] else ("highest", *high)


def of(value: float, among: ArrayLike) -> Rank:
    """Rank of a value among values that contain it.

    Parameters
    ----------
    value : float
    among : array_like of float
        All values, `value` itself too; NaN is left out.

    Raises
    ------
    ValueError
        When `value` is not one of them.
    """
    known = np.asarray(among, dtype=float)
    known = known[np.isfinite(known)]
    below, equal = int((known < value).sum()), int((known == value).sum())
    if not equal:
        raise ValueError(f"{value} is not among the values that it is ranked with")
    return Rank(below + 1, below + equal, int(known.size))


def averaged(group: NDArray[np.int_]) -> NDArray[np.float64]:
    """Ranks from 1 of values given as the number of their group: 0 the lowest, ties the mean of their ranks."""
    size = np.bincount(group)
    ranks: NDArray[np.float64] = np.cumsum(size) - (size - 1) / 2
    return ranks[group]
