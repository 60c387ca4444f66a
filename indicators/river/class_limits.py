"""The class limits of GB 3838-2002 as labelled lines over a parameter: upper, lower (oxygen) or a range (pH)."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from indicators.figures import GREY
from indicators.locales.formats import number
from indicators.river.water_class import LEAST, MOST, PH_RANGE

ROMAN = ("I", "II", "III", "IV", "V")


def within_class(values: pd.Series, indicator: str) -> int:
    """How many values keep the limit of class III."""
    inside = values <= MOST[indicator][2] if indicator in MOST else values >= LEAST[indicator][2]
    return int(inside.sum())


def draw(figure: go.Figure, indicator: str, unit: str, values: pd.Series, lang: str) -> str:
    """Class limits within sight; gives the kind of limit drawn, empty for none."""
    low, high = (float(values.min()), float(values.max())) if values.notna().any() else (0.0, 1.0)
    if indicator == "ph":
        for limit in PH_RANGE:
            _limit(figure, limit, number(limit, lang, 1))
        figure.update_yaxes(range=[min(low, PH_RANGE[0]) - 0.3, max(high, PH_RANGE[1]) + 0.3])
        return "ph"
    if indicator in LEAST:
        for name, limit in zip(ROMAN, LEAST[indicator], strict=True):
            _limit(figure, limit, f"{name} ≥ {number(limit, lang, 1)}")
        figure.update_yaxes(range=[min(0.0, low), max(high, max(LEAST[indicator])) * 1.06], title_text=unit)
        return "least"
    figure.update_yaxes(rangemode="normal" if indicator == "water_temperature" else "tozero", title_text=unit)
    if indicator not in MOST:
        return ""
    above = next((limit for limit in MOST[indicator] if limit >= high), None)
    shown = [limit for limit in MOST[indicator] if limit <= high or limit == above]
    for name, limit in zip(ROMAN, shown, strict=False):
        _limit(figure, limit, f"{name} ≤ {number(limit, lang)}")
    figure.update_yaxes(range=[min(0.0, low * 1.05), max(high, *shown) * 1.06])
    return "most"


def _limit(figure: go.Figure, value: float, text: str) -> None:
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=value, y1=value, layer="below",
                     line={"color": GREY, "width": 1, "dash": "dash"})  # fmt: skip
    figure.add_annotation(xref="paper", x=1, xanchor="left", xshift=5, y=value, text=text, showarrow=False,
                          font={"color": GREY})  # fmt: skip
