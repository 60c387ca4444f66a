"""The frame of every page: language, navigation, footer."""

from pathlib import Path

from ui import frame

ROOT = Path(__file__).resolve().parent.parent

frame.run(ROOT / "pages")
