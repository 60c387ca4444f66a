"""Make docs/templates and the tables of docs/contributing_data.md: `python -m tools.make_templates`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from indicators.catalog import shipped
from indicators.members import templates

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER, GUIDE = DOCS / "templates", DOCS / "contributing_data.md"
_MADE = re.compile(r"<!-- made by .*? -->.*<!-- to here -->", re.DOTALL)


def main() -> int:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in templates.files(shipped()).items():
        (FOLDER / name).write_bytes(content)
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(_MADE.sub(lambda _: templates.guide(), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
