"""The chain as a drawing: a box a link with its newest values, arrows with the numbers of their works.

Along the top the way from the mountains to the ocean, below it the way back through the food web to the
people; on a phone one column. The arrows are what works describe; the values beside them prove nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import enumerated
from indicators.store import Held
from indicators.system import layout, words
from indicators.system.boxes import Box, Marks, draw_box, lines_of
from indicators.system.chain import Chain, chain
from indicators.system.evidence import Shown, Value, links
from indicators.system.layout import Step

LABEL = 11  # type of the numbers and of the legend


def diagram(series: Sequence[Held], catalog: Catalog, lang: str, *, year: int) -> Chart:
    """The chain with the newest values held.

    Parameters
    ----------
    series : sequence of Held
        Those of the chain's series that are held; a link without any stays empty and says so.
    year : int
        The present year, from which ages are told.
    """
    made = chain()
    shown = links(made, series)
    lines = _lines(made, shown, lang, year, layout.WIDE_LETTERS, layout.WIDE_LETTERS)
    large = layout.wide(lines)
    wide = _drawn(made, large.boxes, large.steps, large.size, lines, lang, [_legend(lang)])
    lines = _lines(made, shown, lang, year, layout.NARROW_LETTERS, layout.HALF_LETTERS)
    small = layout.narrow(lines)
    narrow = _drawn(made, small.boxes, small.steps, small.size, lines, lang)
    drawn = [value for name, link in made.links.items() for value in shown[name].values[: link.drawn]]
    used = {value.meta.id for value in drawn}
    held = [item for item in series if item.meta.id in used]
    title = _finding(made, shown, lang)
    return Chart(
        name="system-chain",
        title=title,
        subtitle=t("system.chain.subtitle", lang),
        alt=f"{title}. {_alt(made, shown, lang)}",
        plot=wide,
        narrow=narrow,
        caption=captions.caption(held, catalog, lang) or (t("system.chain.nothing", lang),),
        series=tuple(item.meta.id for item in held),
        last=max((value.end for value in drawn if not value.undated), default=None),
        height=large.size[1],
        narrow_height=small.size[1],
        narrow_below=layout.NARROW_BELOW,
        key=(t("system.chain.key", lang), t("system.chain.works", lang, works=_works(made))),
    )


def _lines(
    made: Chain, shown: Mapping[str, Shown], lang: str, year: int, letters: int, half: int
) -> dict[str, list[str]]:
    """Lines of every box, of `letters` characters; `half` for the boxes that stand in pairs on a phone."""
    return {
        name: lines_of(link, shown[name], lang, year, half if name in layout.HALVES else letters)
        for name, link in made.links.items()
    }


def _drawn(
    made: Chain, boxes: Mapping[str, Box], steps: Mapping[str, Sequence[Step]], size: tuple[int, int],
    lines: Mapping[str, Sequence[str]], lang: str, texts: Sequence[dict[str, Any]] = (),
) -> go.Figure:  # fmt: skip
    """An empty plane of `size` pixels with all boxes and arrows, and further `texts`."""
    figure = figures.plot(margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0})
    hidden = {"visible": False, "fixedrange": True, "automargin": False}
    figure.update_layout(
        xaxis={**hidden, "range": [0, size[0]]}, yaxis={**hidden, "range": [size[1], 0]}, hovermode=False,
        meta={"plane": list(size)},
    )  # fmt: skip
    figure.add_trace(go.Scatter(x=[0, size[0]], y=[0, size[1]], mode="markers", marker={"opacity": 0}))
    marks = Marks()
    for number, arrow in enumerate(made.arrows, 1):
        for step in steps[arrow.name]:
            _arrow(marks, step, str(number))
    for name, link in made.links.items():
        title = t(f"system.link.{name}", lang)
        draw_box(marks, boxes[name], figures.DOMAIN_COLOURS[link.domain], title, lines[name])
    figure.update_layout(shapes=marks.shapes, annotations=[*marks.texts, *texts])
    return figure


def _arrow(marks: Marks, step: Step, number: str) -> None:
    """A line through the points of a step with a head at its end; the number stands beside its middle."""
    *before, tail, head = step.points
    path = [*before, tail]
    for (x0, y0), (x1, y1) in zip(path, path[1:], strict=False):
        line = {"color": figures.GREY, "width": 1.6}
        marks.shapes.append({"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line})
    marks.texts.append({
        "x": head[0], "y": head[1], "ax": tail[0], "ay": tail[1], "axref": "x", "ayref": "y", "text": "",
        "showarrow": True, "arrowhead": 2 if step.headed else 0, "arrowwidth": 1.6, "arrowsize": 1.1,
        "arrowcolor": figures.GREY,
    })  # fmt: skip
    if step.label:
        marks.texts.append({
            "x": step.label[0], "y": step.label[1], "text": number, "showarrow": False, "bgcolor": "#FFFFFF",
            "borderpad": 1, "font": {"size": LABEL, "color": figures.GREY},
        })  # fmt: skip


def _legend(lang: str) -> dict[str, Any]:
    """What the marks and numbers mean, in the corner that the chain leaves free."""
    told = [t(f"system.legend.{name}", lang) for name in ("title", "filled", "hollow", "computed", "number", "age")]
    told[0] = f"<b>{told[0]}</b>"
    box = layout.LEGEND
    return {
        "x": box.left, "y": box.top, "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        "text": "<br>".join(line for part in told for line in words.lines(part, 32, 3)),
        "font": {"size": LABEL, "color": figures.GREY},
    }  # fmt: skip


def _finding(made: Chain, shown: Mapping[str, Shown], lang: str) -> str:
    """Which link has the newest value and which the oldest; how many links have none."""
    dated = {name: part.newest for name, part in shown.items() if part.newest and not part.newest.undated}
    if len(dated) < 2:
        return t("system.chain.title", lang, n=len(made.links))
    newest = max(dated, key=lambda name: _end(dated[name]))
    oldest = min(dated, key=lambda name: _end(dated[name]))
    return t(
        "system.chain.finding", lang, n=len(made.links), newest=_inside(newest, lang), new=_end(dated[newest]).year,
        oldest=_inside(oldest, lang), old=_end(dated[oldest]).year,
    )  # fmt: skip


def _end(value: Value | None) -> dt.date:
    return value.end if value else dt.date.min


def _inside(name: str, lang: str) -> str:
    """A link's name as it stands inside a sentence."""
    return t(f"system.inside.{name}", lang)


def _alt(made: Chain, shown: Mapping[str, Shown], lang: str) -> str:
    """The chain in words: each link with its values, in order."""
    told = []
    for name, link in made.links.items():
        values = enumerated((t("system.alt_value", lang, what=words.what(value, lang), value=words.amount(value, lang),
              when=words.when(value, lang))
            for value in shown[name].values[: link.drawn]), lang, strong=True)  # fmt: skip
        told.append(f"{t(f'system.link.{name}', lang)}: {values or t('system.nothing', lang)}")
    return ". ".join(told) + "."


def _works(made: Chain) -> str:
    """`1 Tashiro et al. 2023, Pan et al. 2007; 2 …`."""
    return "; ".join(f"{number} {', '.join(arrow.works.values())}" for number, arrow in enumerate(made.arrows, 1))
