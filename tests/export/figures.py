"""Figures made up for tests: a line over years, with every word that a card has."""

from __future__ import annotations

import json
from typing import Any

from indicators.export.figure import Figure
from indicators.light.address import Pairs

LAYOUT: dict[str, Any] = {
    "font": {"family": "'Noto Sans', sans-serif", "size": 13, "color": "#1B1F24"},
    "margin": {"l": 64, "r": 24, "t": 12, "b": 40},
    "showlegend": True,
    "xaxis": {"range": [2000, 2010], "tickfont": {"size": 12, "color": "#57606A"}},
    "yaxis": {"range": [0, 10], "tickfont": {"size": 12, "color": "#57606A"}},
}


def line(name: str = "Extent", colour: str = "#1F5FA8", **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "name": name, "x": [2000, 2010], "y": [2, 8],
            "line": {"color": colour, "width": 2}, "hovertext": ["a", "b"], **more}  # fmt: skip


def figure(
    page: str = "sea_ice", chart: str = "season", lang: str = "en", choices: Pairs = (), *,
    series: tuple[str, ...] = ("sea_ice_extent.sea_of_okhotsk.sea_ice_index",), layout: dict[str, Any] | None = None,
    traces: list[dict[str, Any]] | None = None, title: str = "The ice of 2026", stamp: str = "one",
    narrow: dict[str, Any] | None = None, least: int = 440, narrow_height: int = 320,
) -> Figure:  # fmt: skip
    plot = {"data": traces or [line()], "layout": LAYOUT | (layout or {})}
    return Figure(
        page=page, choices=choices, chart=chart, lang=lang, title=title, subtitle="Extent, km², Sea Ice Index v4",
        alt="The ice grows and goes.", key=("● read at source",), caption=("Source: nobody · data to 1 May 2026",),
        spec=json.dumps({"plot": plot, "narrow": narrow, "print": {}}), stamp=stamp, series=series, least=least,
        narrow_height=narrow_height, last="2026-05-01", retrieved="2026-06-01T00:00:00Z", held="2026-06-01",
    )  # fmt: skip
