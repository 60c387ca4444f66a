"""Makes indicators/sea_ice/meier_mask.json from NSIDC's region mask: the runs of cells of our seas.

Usage: python tools/make_region_mask.py Arctic_region_mask_Meier_AnnGlaciol2007.msk

The mask (Meier, Stroeve & Fetterer 2007, Annals of Glaciology 46, doi:10.3189/172756407782871170) is
448 x 304 bytes on the 25 km grid, with or without a header of 300 bytes; 2 is the Sea of Okhotsk
with the Tatar Strait and the northern Sea of Japan / East Sea, 3 the Bering Sea, 20 and 21 land.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

CODES = {"sea_of_okhotsk": 2, "bering_sea": 3}
SHAPE = (448, 304)
TARGET = Path(__file__).resolve().parent.parent / "indicators" / "sea_ice" / "meier_mask.json"


def main(path: str) -> None:
    """Write the runs (row, first column, count) of each of our regions."""
    content = np.fromfile(path, np.uint8)
    mask = content[content.size - SHAPE[0] * SHAPE[1] :].reshape(SHAPE)
    regions = {name: _runs(mask == code) for name, code in CODES.items()}
    lines = ",\n".join(f' "{name}": {json.dumps(runs, separators=(",", ":"))}' for name, runs in regions.items())
    TARGET.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def _runs(inside: np.ndarray) -> list[list[int]]:
    padded = np.pad(inside, ((0, 0), (1, 1))).astype(np.int8)
    runs = []
    for row, steps in enumerate(np.diff(padded, axis=1)):
        starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
        runs += [[row, int(start), int(end - start)] for start, end in zip(starts, ends, strict=True)]
    return runs


if __name__ == "__main__":
    main(sys.argv[1])
