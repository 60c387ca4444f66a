"""Hourly discharge of one gauge: its last two months, provisional values dotted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import date, number
from indicators.river import words
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
SHOWN_DAYS = 62
_HOUR = "%Y-%m-%d %H:%M"


def recent(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """The last 62 days held, hour by hour; missing hours stay open.

    Parameters
    ----------
    series : sequence of one Held
        Hourly discharge (m³/s), times of the gauge's own clock.
    """
    (held,) = series
    frame = held.observations.dropna(subset="value")
    frame = frame[frame["time_end"] > frame["time_end"].max() - pd.Timedelta(days=SHOWN_DAYS)]
    provisional = frame["flag"].eq("provisional")
    figure = figures.plot(hovermode="x unified", showlegend=bool(provisional.any()))
    for part, name, dash in (
        (frame[~provisional], "hours.checked", "solid"),
        (frame[provisional], "hours.provisional", "dot"),
    ):
        if len(part):
            figure.add_trace(_line(part, t(name, lang), dash))
    figure.update_xaxes(type="date", hoverformat="%-d %b %Y, %H:%M")
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.1f")
    top = frame.loc[frame["value"].idxmax()]
    title = t("hours.finding", lang, where=words.where(held.meta, catalog, lang), unit=held.meta.unit,
              value=number(float(top["value"]), lang, 1), day=date(top["time_end"], lang))  # fmt: skip
    return Chart(
        name=f"hours-{held.meta.place}",
        title=title,
        subtitle=words.subtitle(held.meta, lang),
        alt=f"{title}. {t('hours.alt', lang, n=number(len(frame), lang, 0))}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=320,
        key=(t("hours.key", lang),),
    )


def _line(part: pd.DataFrame, name: str, dash: str) -> go.Scatter:
    values = part.set_index("time_end")["value"].asfreq("h")
    return go.Scatter(
        x=[f"{hour:{_HOUR}}" for hour in values.index],
        y=[None if value != value else float(value) for value in values],
        mode="lines", connectgaps=False, name=name, line={"color": TEAL, "width": 1.8, "dash": dash},
        hovertemplate="%{y:,.2f}",
    )  # fmt: skip
