"""Charts of relative values: indexed to a base year, or standardised; those left out are told with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from indicators import captions
from indicators.catalog import Catalog
from indicators.compare import axes, labels, lines, names, notes, relative
from indicators.compare.findings import MOST_NAMED, common, nothing, period
from indicators.compare.overlay import HEIGHT, ends, style
from indicators.compare.relative import OVERLAP, Refusal, Relative
from indicators.compare.tracks import Track
from indicators.figures import GREY, Chart
from indicators.locales import t
from indicators.locales.formats import number, signed
from indicators.store import Held

Years = tuple[int, int]


def index(series: Sequence[Held], catalog: Catalog, lang: str, *, base: int = 0, years: Years | None = None) -> Chart:
    """Yearly values as percent of the base year's; 0 takes the first year that all have."""
    named = names.short([held.meta for held in series], lang)
    found, refused = gathered(series, catalog, years)
    at = base or relative.usual_base(found) or 0
    made, more = parted([relative.indexed(one, at, catalog) for one in found])
    refused = [*refused, *more]
    if not made:
        return nothing("index", [sentence(one, named, lang) for one in refused], lang)
    named |= names.short([one.track.meta for one in made], lang)
    title = _finding(made, named, lang, "index", lambda value: number(value, lang), base=at)
    key = [t("compare.index_key", lang, base=at)]
    key += [
        t("compare.base_value", lang, series=named[one.track.meta.id], year=at, value=number(one.base, lang),
          unit=names.unit(one.track.meta, lang))
        for one in made
    ]  # fmt: skip
    subtitle = _subtitle(made, t("compare.index_subtitle", lang, base=at, period=_period(made)), lang)
    return _chart("index", made, refused, named, catalog, lang, title, subtitle, key, level=100.0)


def standard(
    series: Sequence[Held], catalog: Catalog, lang: str, *, norm: str = OVERLAP, years: Years | None = None
) -> Chart:
    """Yearly values in standard deviations from their mean over the overlap or a baseline."""
    named = names.short([held.meta for held in series], lang)
    found, refused = gathered(series, catalog, years)
    over = relative.reference(found, norm)
    made, more = parted([relative.standardised(one, over, overlap=norm == OVERLAP) for one in found])
    refused = [*refused, *more]
    if not made:
        return nothing("standard", [sentence(one, named, lang) for one in refused], lang)
    named |= names.short([one.track.meta for one in made], lang)
    title = _finding(made, named, lang, "standard", lambda value: signed(value, lang, 1))
    told = f"{min(over)}–{max(over)}"
    key = [t("compare.standard_key", lang, period=told)]
    key += [
        t("compare.standard_value", lang, series=named[one.track.meta.id], mean=number(one.base, lang),
          sd=number(one.sd, lang), unit=names.unit(one.track.meta, lang), n=one.n)
        for one in made
    ]  # fmt: skip
    subtitle = _subtitle(made, t("compare.standard_subtitle", lang, norm=told, period=_period(made)), lang)
    return _chart("standard", made, refused, named, catalog, lang, title, subtitle, key, level=0.0)


def gathered(series: Sequence[Held], catalog: Catalog, years: Years | None = None) -> tuple[list[Track], list[Refusal]]:
    """Yearly tracks of the series that have them, and why the others have none."""
    every = [relative.numbers(held, catalog, years) for held in series]
    return [one for one in every if isinstance(one, Track)], [one for one in every if isinstance(one, Refusal)]


def parted(every: Sequence[Relative | Refusal]) -> tuple[list[Relative], list[Refusal]]:
    """What was made, and what was refused."""
    return [one for one in every if isinstance(one, Relative)], [one for one in every if isinstance(one, Refusal)]


def sentence(one: Refusal, named: notes.Names, lang: str) -> str:
    """Why a series is left out."""
    facts = {"year": one.year, "n": one.n, "first": one.first, "last": one.last}
    return t("compare.not_drawn", lang, series=named[one.series], why=t(f"compare.refusal.{one.code}", lang, **facts))


def _chart(
    name: str, made: Sequence[Relative], refused: Sequence[Refusal], named: notes.Names, catalog: Catalog, lang: str,
    title: str, subtitle: str, key: Sequence[str], *, level: float,
) -> Chart:  # fmt: skip
    drawn = [relative.as_track(one) for one in made]
    held = [one.held for one in drawn]
    values = [*axes.extent(drawn), level]
    span = axes.around(values, zero=level > 0)
    styles = [style(place, named[one.meta.id]) for place, one in enumerate(drawn)]
    figure = labels.figure(styles, lines_below=len(drawn))
    figure.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=level, y1=level, line={"color": GREY, "width": 1})
    for one, own in zip(drawn, styles, strict=True):
        figure.add_traces(_traces(one, own, span, lang))
    figure.update_xaxes(**axes.along(drawn, dates=False, pixels=labels.PLOT_WIDTH, lang=lang))
    figure.update_yaxes(**axes.upright(span, 5, lang))
    labels.at_ends(figure, [(own, ends(one)) for own, one in zip(styles, drawn, strict=True)], span)
    labels.narrow(figure, axes.along(drawn, dates=False, pixels=labels.NARROW_WIDTH, lang=lang), len(drawn))
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {subtitle}.",
        plot=figure,
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=HEIGHT,
        key=(*[sentence(one, named, lang) for one in refused], *key, *notes.how(drawn, named, None, catalog, lang),
             *notes.marks_key(drawn, lang, shapes=False)),
    )  # fmt: skip


def _traces(one: Track, own: lines.Style, span: axes.Span, lang: str) -> list[dict[str, Any]]:
    """Traces whose hover tells the relative value and not the unit of the series."""
    made = lines.of(one, own, span, lang, dates=False)
    for trace in made:
        if trace.get("mode") != "lines" and trace.get("hoverinfo") != "skip":
            trace.pop("hovertext", None)
            trace.pop("hoverinfo", None)
            trace["hovertemplate"] = "%{x:.0f}: %{y:,.4~r}<extra>" + trace["name"] + "</extra>"
    return made


def _finding(
    made: Sequence[Relative], named: notes.Names, lang: str, form: str, said: Callable[[float], str], **facts: Any
) -> str:
    """The values of the last year that all have, or each one's latest; of many the lowest and the highest."""
    drawn = [relative.as_track(one) for one in made]
    shared = common(drawn)
    last = [(one, (one.rows[one.rows["x"] == shared[-1]] if shared else one.rows).iloc[-1]) for one in drawn]
    when = t("compare.in", lang, year=shared[-1]) if shared else t("compare.latest_values", lang)
    if len(drawn) > MOST_NAMED:
        values = [float(row["value"]) for _, row in last]
        ends = {"low": said(min(values)), "high": said(max(values))}
        return t(f"compare.{form}_range", lang, when=when, n=len(drawn), **ends, **facts)
    told = []
    for one, row in last:
        value = said(float(row["value"]))
        dated = value if shared else t("compare.in_year", lang, value=value, year=int(row["x"]))
        told.append(t("compare.one_value_of", lang, series=named[one.meta.id], value=dated))
    return t(f"compare.{form}_title", lang, when=when, values=names.several(told, lang), **facts)


def _period(made: Sequence[Relative]) -> str:
    return period([one.track for one in made])


def _subtitle(made: Sequence[Relative], told: str, lang: str) -> str:
    place = names.shared([one.track.meta for one in made], lang)
    return f"{place} · {told}" if place else told
