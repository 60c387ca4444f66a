"""The shipped river series, and what a chart must be: valid, told in words, and traced."""

from __future__ import annotations

import json

import plotly.graph_objects as go

from indicators import figures
from indicators.catalog import catalog
from indicators.figures import Chart
from indicators.series import Meta
from indicators.store import ROOT, Cache, Held

CACHE = Cache(ROOT)


def river() -> list[Meta]:
    """Metadata of every shipped river series."""
    found = (CACHE.snapshot.meta(series_id) for series_id in CACHE.snapshot.ids())
    return [meta for meta in found if catalog().indicators[meta.indicator].domain == "river"]


def held(*ids: str) -> list[Held]:
    """Shipped series by id."""
    return [CACHE.snapshot.read(series_id) for series_id in ids]


def check(chart: Chart) -> None:
    """Plotly accepts the plots, every word is there, every series drawn has its caption."""
    for plot in (chart.plot, chart.narrow):
        if plot is not None:
            go.Figure(json.loads(plot.to_json()))
            assert {trace.type for trace in plot.data} <= {"scatter", "bar"}
    json.loads(figures.as_json(chart))
    assert chart.title and chart.subtitle and chart.alt and chart.caption and chart.key
    told = " ".join([chart.title, chart.subtitle, chart.alt, *chart.key])
    assert "nan" not in told.lower().split() and "{" not in told
    assert chart.series and chart.last is not None and 120 <= chart.height <= 1600
