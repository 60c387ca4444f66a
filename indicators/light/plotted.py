"""The values that a chart shows, as tables: what a pointer over the live chart would say, point by point.

Lines become one table with a column each, newest first; single marks become a list. Both are bounded: the whole
series are a download away.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import numpy as np

from indicators.locales import t
from indicators.locales.formats import date, day_month, number
from indicators.locales.wrapping import room

MOST_ROWS, MOST_COLUMNS = 40, 8
WRAPPED = 36
"""Letters of a line that may have been broken because the pointer's box is narrow."""
_STOPS = (".", "。", "!", "?", ";", ")", "）")
_FIELD = re.compile(r"%\{(x|y|text|hovertext|customdata)(?:\[\d+\])?(?::([^}]*))?\}")
_EXTRA = re.compile(r"<extra>(.*?)</extra>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"[ \t\r\n]+")  # not the hard blank that parts thousands
_BREAK = re.compile(r"<br\s*/?>")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTHLY_DAYS = (1, 15)  # of a daily curve


@dataclass(frozen=True)
class Values:
    """A table: its head, its rows, and how many rows there would be."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int


def tables(spec: str, lang: str, fallback: str = "") -> list[Values]:
    """The values of a chart card's `spec`.

    Parameters
    ----------
    fallback : str
        Head of a column whose line has no name of its own.
    """
    plot = json.loads(spec)["plot"]
    shown = [trace for trace in plot["data"] if trace.get("hoverinfo") not in ("skip", "none")]
    lines = [trace for trace in shown if "%{y" in _template(trace) and "text}" not in _template(trace)]
    marks = [trace for trace in shown if trace not in lines]
    found = [_columns(lines, plot["layout"], lang, fallback), _listed(marks, plot["layout"], lang)]
    return [one for one in found if one.rows]


def _template(trace: Mapping[str, Any]) -> str:
    told = trace.get("hovertemplate") or ""
    return str(told[0] if isinstance(told, list) and told else told or "")


def array(part: Any) -> list[Any]:
    """An array of a plot's JSON, also where it is packed."""
    if isinstance(part, Mapping) and "bdata" in part:
        return list(np.frombuffer(base64.b64decode(part["bdata"]), dtype=np.dtype(part["dtype"])).tolist())
    return list(part) if isinstance(part, list) else []


def _columns(lines: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], lang: str, fallback: str) -> Values:
    lines = lines[-MOST_COLUMNS:]
    heads = [_plain(_head(trace) or _axis_title(trace, layout) or fallback) for trace in lines]
    cells: dict[Any, dict[int, str]] = {}
    for place, trace in enumerate(lines):
        for at, x, y in _points(trace):
            if y is not None:
                cells.setdefault(x, {})[place] = _said(trace, at, None, y, lang)
    keys = sorted(cells, key=lambda x: (str(type(x)), x), reverse=True)
    kept = _fewer(keys)[:MOST_ROWS]
    rows = [(_x(x, lines, layout, lang), *(cells[x].get(place, "") for place in range(len(lines)))) for x in kept]
    return Values((_x_title(lines, layout, lang), *heads), tuple(rows), len(keys))


def _fewer(keys: list[Any]) -> list[Any]:
    """Of a daily curve the last day and two days of each month."""
    days = all(isinstance(x, str) and _DAY.match(x) for x in keys)
    if not days or len(keys) <= MOST_ROWS:
        return keys
    return [x for at, x in enumerate(keys) if at == 0 or int(x[8:10]) in _MONTHLY_DAYS]


def _listed(marks: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], lang: str) -> Values:
    said: dict[tuple[str, str], None] = {}
    for trace in marks:
        for at, x, y in _points(trace):
            text = _said(trace, at, x, y, lang)
            first, *rest = [part for one in _BREAK.split(text) if (part := _plain(one))] or [""]
            if first:
                said.setdefault((first, joined(rest)))
    rows = tuple(said)[:MOST_ROWS]
    if rows and not any(rest for _, rest in rows):
        return Values((t("light.what", lang),), tuple((first,) for first, _ in rows), len(said))
    return Values((t("light.what", lang), t("light.value", lang)), rows, len(said))


def joined(lines: Sequence[str]) -> str:
    """The lines of a pointer's box as running text; a long line without a stop goes on in the next."""
    told = ""
    for line in lines:
        last = told.rpartition(" · ")[2]
        goes_on = room(last) > WRAPPED and not last.endswith(_STOPS)
        told += (" " if room(told[-1]) < 2 else "") + line if goes_on else f" · {line}" if told else line
    return told


def _points(trace: Mapping[str, Any]) -> Iterator[tuple[int, Any, Any]]:
    xs, ys = array(trace.get("x")), array(trace.get("y"))
    for at, (x, y) in enumerate(zip(xs, ys, strict=False)):
        if x is not None and not (isinstance(x, float) and math.isnan(x)):
            yield at, x, None if isinstance(y, float) and math.isnan(y) else y


def _said(trace: Mapping[str, Any], at: int, x: Any, y: Any, lang: str) -> str:
    """What the pointer says at a point; `x` None leaves it out, for a table has it in its first column."""
    hover = _at(trace.get("hovertext"), at)
    template = str(_at(trace.get("hovertemplate"), at) or "")
    if not template:
        return str(hover or _at(trace.get("text"), at) or "") if trace.get("hoverinfo") == "text" or hover else ""
    if x is None:
        template = re.sub(r"^%\{x[^}]*\}:?\s*", "", template)
    given = {"x": x, "y": y, "text": _at(trace.get("text"), at), "hovertext": hover,
             "customdata": _at(trace.get("customdata"), at)}  # fmt: skip

    def filled(found: re.Match[str]) -> str:
        value = given[found[1]]
        return formatted(value, found[2] or "", lang) if isinstance(value, int | float) else str(value or "")

    told = _FIELD.sub(filled, _EXTRA.sub("", template))
    return _plain(_BREAK.sub(" · ", told)) if x is None else told


def formatted(value: float, pattern: str, lang: str) -> str:
    """A number in one of the d3 formats that our charts use (`,.0f`, `,.5~r`, `.2f`), in a language."""
    if not pattern:
        return str(int(value)) if float(value).is_integer() else f"{value:g}"
    digits = int(found[1]) if (found := re.search(r"\.(\d+)", pattern)) else 0
    if pattern.endswith("r"):  # significant figures
        whole = math.floor(math.log10(abs(value))) + 1 if value else 1
        digits = max(0, digits - whole)
    return number(value, lang, digits)


def _at(part: Any, at: int) -> Any:
    if isinstance(part, str):
        return part
    listed = array(part)
    return listed[at] if at < len(listed) else None


def _head(trace: Mapping[str, Any]) -> str:
    extra = _EXTRA.search(_template(trace))
    return str(trace.get("name") or (extra[1] if extra else ""))


def _axis(layout: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = layout.get(name) or {}
    return found if isinstance(found, Mapping) else {}


def _axis_title(trace: Mapping[str, Any], layout: Mapping[str, Any]) -> str:
    axis = _axis(layout, str(trace.get("yaxis", "y")).replace("y", "yaxis", 1))
    return str((axis.get("title") or {}).get("text") or "")


def _x_title(lines: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], lang: str) -> str:
    told = str((_axis(layout, "xaxis").get("title") or {}).get("text") or "")
    days = any(isinstance(x, str) for trace in lines for x in array(trace.get("x"))[:1])
    return _plain(told) or t("light.day" if days else "light.year", lang)


def _x(x: Any, lines: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], lang: str) -> str:
    if isinstance(x, str) and _DAY.match(x):
        day = dt.date.fromisoformat(x[:10])
        pattern = str(_axis(layout, "xaxis").get("hoverformat") or "%Y")
        return date(day, lang) if "%Y" in pattern or "%y" in pattern else day_month(day, lang)
    return formatted(x, "", lang) if isinstance(x, int | float) else str(x)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", unescape(_TAG.sub("", _BREAK.sub(" ", str(text))))).strip()


def html(found: Values, lang: str, *, files: bool = True) -> str:
    """A table as HTML, with how much of it is shown; `files` says whether the whole can be downloaded."""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in found.head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(one)}</td>" for one in row[1:])}</tr>'
        for row in found.rows
    )
    some = len(found.rows) < found.of
    key = "light.some" if files else "light.some_only"
    said = t(key, lang, n=number(len(found.rows), lang, 0), of=number(found.of, lang, 0)) if some else ""
    caption = f"<caption>{escape(said)}</caption>" if said else ""
    kind = "values short" if len(found.head) > 2 else "values"
    return f'<table class="{kind}">{caption}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
