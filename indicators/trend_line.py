"""A trend on a chart: the sentence of its test and, where it is significant, a thin dashed line.

No line is drawn without a significant test, and none beyond the years that it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from indicators.locales import t
from indicators.locales.formats import enumerated
from indicators.series import Meta
from indicators.statistics import trend, words, yearly
from indicators.statistics.one_a_year import Yearly

Named = tuple[str, Yearly, str]  # of a series: its name, yearly values and their unit


def given(meta: Meta, years: ArrayLike, values: ArrayLike, what: str) -> Yearly:
    """Yearly values that a chart has made of a series already, with the known breaks inside them."""
    when, known = np.asarray(years, dtype=int), np.asarray(values, dtype=float)
    there = np.isfinite(known)
    return yearly.with_events(meta, Yearly(when[there], known[there], what))


def mark(figure: go.Figure, values: Yearly, unit: str, lang: str, colour: str, **axes: Any) -> str:
    """Draw the Theil-Sen line of a significant trend; gives the sentence for under the plot.

    Parameters
    ----------
    values : Yearly
        The years shown.
    axes : Any
        `xaxis` and `yaxis` of a panel.
    """
    fitted = trend.of(values)
    told = words.verdict(fitted, values, unit, lang)
    if fitted is None or not fitted.significant:
        return told
    figure.add_trace(line(fitted, colour) | axes)
    return t("trend.drawn", lang, told=told)


def line(fitted: trend.Trend, colour: str) -> dict[str, Any]:
    """The line over its own years as a trace."""
    ends = [fitted.first, fitted.last]
    return {
        "type": "scatter", "mode": "lines", "x": ends, "y": [fitted.at(year) for year in ends], "hoverinfo": "skip",
        "line": {"color": colour, "width": 1.2, "dash": "dash"}, "showlegend": False, "name": "",
    }  # fmt: skip


def several(series: Sequence[Named], lang: str) -> tuple[str, ...]:
    """One line under the plot for several series, in the order drawn; nothing where none has a trend to test."""
    fits = [(name, trend.of(values), values, unit) for name, values, unit in series]
    if not any(fitted for _, fitted, *_ in fits):
        return ()
    told = [f"{name}: {words.short(fitted, values, unit, lang)}" for name, fitted, values, unit in fits]
    return (t("trend.several", lang, told=enumerated(told, lang, strong=True)),)
