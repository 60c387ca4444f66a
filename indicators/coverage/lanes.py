"""Years across, one line below the other with its name inside the plot: the frame of the coverage pictures.

Names stand inside the plot, not as ticks, so that the exported image keeps its title at the left edge.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from indicators.figures import GREY, LINE
from indicators.locales import wrapping

_BOLD = 1.25
HEAD_PX = 22  # above the first line, for the years
TICKS = {False: 15, True: 7}  # most years written along the axis, wide and narrow
GAP = 0.8  # years between a name and the first year
LABEL_PX = 11.5
LETTER_PX, PLOT_PX, MOST_SHARE = 5.7, 880, 0.54  # a letter of a name, the plot, the most that names may take


def frame(
    figure: go.Figure, years: tuple[int, int], high: float, named: Sequence[str], *, narrow: bool,
    headed: Sequence[str] = (),
) -> None:  # fmt: skip
    """Set both axes: years from left to right, pixels from the top; the years are written above and below.

    Parameters
    ----------
    years : tuple of int
        First and last year.
    high : float
        Height of all lines, px.
    named : sequence of str
        Names of the lines, which take room on the left except on a phone.
    headed : sequence of str
        Names that are written larger and bold.
    """
    longest = max([*map(wrapping.room, named), *(_BOLD * wrapping.room(name) for name in headed)], default=0)
    share = 0.0 if narrow else min(longest * LETTER_PX / PLOT_PX, MOST_SHARE)
    room = (years[1] - years[0] + 2) * share / (1 - share)
    edge = (years[1] - years[0]) / 30 if narrow else 0.0  # half a year's number
    span = [years[0] - 1 - room - edge, years[1] + 1 + (years[1] - years[0]) / 50]
    ticks = written(years, narrow=narrow)
    figure.update_xaxes(range=span, showgrid=True, gridcolor=LINE, ticks="", showline=False, tickvals=ticks,
                        ticktext=[str(year) for year in ticks])  # fmt: skip
    figure.update_yaxes(range=[high, -HEAD_PX], visible=False)
    texts(figure, ticks, [-HEAD_PX / 2] * len(ticks), [str(year) for year in ticks], "middle center", GREY, 12)


def written(years: tuple[int, int], *, narrow: bool) -> list[int]:
    """The years along the axis, round ones, not too many."""
    span = years[1] - years[0] + 1
    step = next((step for step in (1, 2, 5, 10, 20) if span / step <= TICKS[narrow]), 50)
    return [year for year in range(years[0], years[1] + 1) if year % step == 0]


def texts(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], said: Sequence[str], position: str, colour: str,
    size: float = LABEL_PX,
) -> None:  # fmt: skip
    """Words inside the plot."""
    figure.add_trace(
        go.Scatter(x=list(x), y=list(y), mode="text", text=list(said), textposition=position,
                   textfont={"size": size, "color": colour}, hoverinfo="skip")
    )  # fmt: skip


def names(
    figure: go.Figure, y: Sequence[float], said: Sequence[str], first: int, colour: str, size: float = LABEL_PX,
    *, narrow: bool,
) -> None:  # fmt: skip
    """Names of lines: left of the first year, on a phone over the line from the first year on."""
    place = first - GAP if not narrow else first - 0.6
    most = MOST_SHARE * PLOT_PX / LETTER_PX
    fitted = [one if narrow or one.startswith("<") else wrapping.shorten(one, most) for one in said]
    texts(figure, [place] * len(y), y, fitted, "middle right" if narrow else "middle left", colour, size)
