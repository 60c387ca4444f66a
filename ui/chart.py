"""The chart card: a Streamlit component around our own copy of plotly.js (basic bundle, 0.4 MB)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import streamlit as st

from indicators import figures
from indicators.figures import Chart
from indicators.locales import t

HERE = Path(__file__).resolve().parent
LIBRARY = "plotly-basic-4.1.1.min.js"
HTML = """<figure class="aoi-card"><h3></h3><p class="aoi-sub"></p>
<div class="aoi-plot"><div class="aoi-target"></div><div class="aoi-wait"></div></div>
<div class="aoi-key"></div><figcaption class="aoi-caption"></figcaption><div class="aoi-actions"></div></figure>"""
WORDS = ("png", "data", "link", "full", "working", "failed", "copied", "loading", "unreachable")

_mount = st.components.v2.component(
    "aoi_chart",
    html=HTML,
    css=(HERE / "chart.css").read_text(encoding="utf-8"),
    js=(HERE / "chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(chart: Chart, lang: str, *, key: str, downloads: tuple[str, ...] = (), narrow_height: int = 320) -> None:
    """Draw a chart with its words, caption and actions.

    `downloads` are ids of series that may be downloaded from this card.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    base = f"/{base}" if base else ""
    spec = figures.as_json(chart)
    _mount(
        key=key,
        data={
            "title": chart.title,
            "subtitle": chart.subtitle,
            "alt": chart.alt,
            "key": list(chart.key),
            "caption": list(chart.caption),
            "spec": spec,
            "stamp": hashlib.sha1(spec.encode(), usedforsecurity=False).hexdigest()[:12],
            "height": chart.height,
            "narrowHeight": narrow_height,
            "file": chart.file_stem,
            "downloads": list(downloads),
            "words": {word: t(f"chart.{word}", lang) for word in WORDS},
            "dark": figures.DARK,
            "scale": figures.PRINT_SCALE,
            "lang": lang,
            "base": base,
            "library": f"{base}/assets/{LIBRARY}",
        },
    )
