"""The process that runs pages: `python -m ui.light`. Jobs on standard input, answers on standard output."""

from __future__ import annotations

import argparse
import logging
import os
import sys

GIVES_WAY = 10  # at 19 a reader on a busy machine would wait for minutes


def main() -> int:
    """Answer until nobody can ask any more."""
    parser = argparse.ArgumentParser(prog="python -m ui.light", description=__doc__)
    parser.add_argument("--nice", action="store_true", help="give way to everything else on the machine")
    if parser.parse_args().nice and hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    logging.disable(logging.WARNING)  # Streamlit remarks at every step that no browser is there; errors are told
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not disturb the answers
    from ui.light import jobs

    jobs.listen(sys.stdin, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
