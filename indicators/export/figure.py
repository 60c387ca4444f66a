"""A chart of a page in a language as its card tells it: what the report desk takes from the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicators.light.address import Pairs, file_stem

_OTHER = re.compile(r"[^a-z0-9_.-]+")


@dataclass(frozen=True)
class Figure:
    """A chart and its words.

    Parameters
    ----------
    page, choices, chart : str, pairs, str
        The page, the choices of its address and the key of the chart on it.
    key, caption : tuple of str
        Lines that explain the marks; lines of the caption block (source, terms, dates).
    spec : str
        What `figures.as_json` gives.
    series : tuple of str
        Ids of the series drawn.
    least, narrow_height : int
        Least height of the plot on a wide paper and in a column, pixels; 0: the usual one.
    last, retrieved : str
        Day of the last observation, and when the newest of the data were got (ISO; may be empty).
    held : str
        Day of the newest data that the dashboard held, for the address of the live chart.
    """

    page: str
    choices: Pairs
    chart: str
    lang: str
    title: str
    subtitle: str
    alt: str
    key: tuple[str, ...]
    caption: tuple[str, ...]
    spec: str
    stamp: str
    series: tuple[str, ...]
    least: int
    narrow_height: int
    last: str
    retrieved: str
    held: str

    @property
    def code(self) -> str:
        """A speaking name that stays the same: page, chart and the choices of its address."""
        return file_stem(f"{self.page}.{_OTHER.sub('_', self.chart.lower())}", self.choices)


def of_card(card: Mapping[str, Any], page: str, lang: str, choices: Pairs) -> Figure:
    """The figure of a card that a page drew (ui/chart.py)."""
    desk = card["desk"]
    return Figure(
        page=page, choices=choices, chart=str(card["chart"]), lang=lang, title=card["title"],
        subtitle=card["subtitle"], alt=card["alt"], key=tuple(card["key"]), caption=tuple(card["caption"]),
        spec=card["spec"], stamp=card["stamp"], series=tuple(desk["series"]), least=int(desk["least"]),
        narrow_height=int(card["narrowHeight"]), last=desk["last"], retrieved=card["retrieved"], held=card["held"],
    )  # fmt: skip
