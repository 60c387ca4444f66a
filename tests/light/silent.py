"""A stand-in for the process that runs pages: it answers nothing until nobody can ask any more."""

import sys

for _line in sys.stdin:
    pass
