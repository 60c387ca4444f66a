"""The page that Chromium draws on: our own plotly.js and fonts, and no address beyond this machine."""

from __future__ import annotations

from pathlib import Path

from indicators.export.renderers import faces

_ROOT = Path(__file__).resolve().parents[3]
LIBRARY = _ROOT / "ui" / "assets" / "plotly-basic-4.1.1.min.js"
"""The very library that readers get."""
_SCRIPT = Path(__file__).with_name("page.js")
_STYLE = "html,body,#paper{margin:0;padding:0}body{background:#fff}#paper svg{display:block}text{text-rendering:geometricPrecision}"  # noqa: E501


def written(folder: Path) -> Path:
    """Write the page."""
    path = folder / "page.html"
    path.write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>figures</title><style>{faces.whole()}{_STYLE}</style>'
        f'<style id="size"></style><script src="{LIBRARY.as_uri()}"></script>'
        f'<script src="{_SCRIPT.as_uri()}"></script></head><body><div id="paper"></div></body></html>',
        encoding="utf-8",
    )
    return path
