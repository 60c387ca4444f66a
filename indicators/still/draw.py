"""The two things other rooms ask for: a chart's plot as SVG for a page, and a chart as a file for print."""

from __future__ import annotations

from typing import Literal

from indicators import figures
from indicators.still import as_svg
from indicators.still.compose import compose
from indicators.still.spec import NARROW, paper, screen

Format = Literal["png", "svg", "pdf"]


def svg(
    told: str, lang: str, *, width: float, height: float, dark: bool | Literal["css"] = "css",
    narrow_below: float = NARROW, label: str = "",
) -> str:  # fmt: skip
    """The plot as a screen of that width shows it: without title and caption, on a clear ground.

    Parameters
    ----------
    told : str
        What `figures.as_json` gives.
    width, height : float
        Pixels; below `narrow_below` the chart's own narrow plot is drawn.
    dark : bool or 'css'
        Colours of a light page, of a dark one, or both, chosen by the reader's browser.
    label : str
        A text for screen readers; without one the picture is hidden from them.

    Returns
    -------
    str
        An `<svg>` element whose names begin with a stem of its own.
    """
    scene = compose(screen(told, width, height, narrow_below), lang)
    return as_svg.write(scene, figures.DARK if dark else None, only_dark=dark is True, label=label)


def picture(
    told: str, lang: str, *, format: Format = "png", scale: float = figures.PRINT_SCALE,  # noqa: A002
    dots: tuple[int, int] | None = None,
) -> bytes:  # fmt: skip
    """The chart as a file, with title, subtitle and caption inside, on white paper.

    Parameters
    ----------
    scale : float
        Pixels of a PNG to one of the description's; the other formats have no pixels.
    dots : tuple of int, optional
        Width and height of a PNG, where they are fixed.

    Returns
    -------
    bytes
        The same for the same chart: no date, no name of the machine.
    """
    scene = compose(paper(told), lang)
    if format == "svg":
        return as_svg.write(scene).encode()
    from indicators.still import painting  # matplotlib: memory that a page never needs

    if format == "pdf":
        return painting.paint_pdf(scene)
    return painting.paint_png(scene, dots or (round(scene.width * scale), round(scene.height * scale)))
