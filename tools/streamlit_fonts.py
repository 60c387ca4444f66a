"""Make the two fonts that stand in for Streamlit's own; to be run after a change of its version.

Of Material Symbols (0.37 MB) only the icons that Streamlit's scripts name are kept; Source Sans (0.17 MB), which the
theme replaces but Streamlit asks for before it knows the theme, becomes a font with a blank only.
"""

from __future__ import annotations

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from streamlit import file_util

STATIC = Path(file_util.get_static_dir()) / "static"
ASSETS = Path(__file__).resolve().parent.parent / "ui" / "assets"
OWN = Path(__file__).resolve().parent.parent / "indicators" / "fonts" / "sans-regular.ttf"
ICON = re.compile(r"material/([a-z0-9_]+)")
WRITTEN = " abcdefghijklmnopqrstuvwxyz0123456789_"  # the characters that names of icons are written with
SENT_BY_PYTHON = {"download", "fullscreen", "fullscreen_exit", "search", "cancel", "help", "warning", "open_in_new"}


def icons_used() -> set[str]:
    """Names of the icons in Streamlit's scripts."""
    scripts = (path.read_text(encoding="utf-8", errors="ignore") for path in (STATIC / "js").glob("*.js"))
    return {name for text in scripts for name in ICON.findall(text)} | SENT_BY_PYTHON


def ligatures(font: TTFont) -> dict[str, str]:
    """Glyph of each icon by the icon's name, which is how texts call it."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable):
            for first, sets in getattr(table, "ligatures", {}).items():
                for one in sets:
                    found["".join(letters.get(part, "?") for part in (first, *one.Component))] = one.LigGlyph
    return found


def write(font: TTFont, glyphs: set[str], name: str) -> None:
    """Store a font with these glyphs only."""
    options = Options(flavor="woff2", layout_features=["*"], layout_closure=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=glyphs)
    subsetter.subset(font)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(ASSETS / name)


def main() -> None:
    """Both fonts."""
    symbols = TTFont(next((STATIC / "media").glob("MaterialSymbols-Rounded.*")), recalcTimestamp=False)
    by_name, wanted = ligatures(symbols), icons_used()
    letters = {glyph for code, glyph in symbols.getBestCmap().items() if chr(code) in WRITTEN}
    write(symbols, letters | {by_name[name] for name in wanted if name in by_name}, "material-symbols.woff2")
    write(TTFont(OWN, recalcTimestamp=False), {"space"}, "blank.woff2")


if __name__ == "__main__":
    main()
