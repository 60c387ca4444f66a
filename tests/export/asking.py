"""A process that draws with a pool and then waits to be ended: `python -m tests.export.asking KIND`."""

import sys
import time

from indicators.export.drawing import Look, drawing
from indicators.export.paper import paper
from indicators.export.renderers import Pool
from tests.export.figures import figure

with Pool(sys.argv[1], workers=1) as pool:
    pool.one(drawing(figure(), Look(paper("60mm"))))
    print(pool._all[0].process.pid, pool._all[0].folder, flush=True)  # type: ignore[union-attr]
    time.sleep(600)
