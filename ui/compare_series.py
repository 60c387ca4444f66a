"""Series beside each other: the pickers, the chart of the chosen form, and its values as a file."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators import download_file
from indicators.compare import aligned, choice, meaning, names, relative, relative_plot, tracks
from indicators.compare.comparable import together
from indicators.compare.multiples import NARROW_PANEL, multiples
from indicators.compare.overlay import overlay
from indicators.compare.scatter import LARGEST_LAG, scatter
from indicators.locales import label, t
from indicators.locales.formats import enumerated
from indicators.series import Meta
from ui import chart, pick, stage, state, tables
from ui.frame import Context

ALL = "all"
MOST = choice.MOST
MODES = aligned.MODES
LAGS = [str(lag) for lag in range(-LARGEST_LAG, LARGEST_LAG + 1)]
AUTO = "auto"
BUILDERS: dict[str, Any] = {
    "multiples": multiples, "overlay": overlay, "index": relative_plot.index, "standard": relative_plot.standard,
    "scatter": scatter,
}  # fmt: skip


def draw(here: Context, _: Sequence[DeltaGenerator] = ()) -> None:
    """Draw the view."""
    found = {meta.id: meta for meta in pick.series(here, "")}
    if not found:
        tables.note(t("compare.none_held", here.lang))
        return
    ids = _chosen(here, found)
    if not ids:
        tables.note(t("compare.none_chosen", here.lang))
        return
    metas = [found[series_id] for series_id in ids]
    row = st.columns([3, 3, 3])
    with row[0]:
        mode = state.one("mode", t("compare.mode", here.lang), MODES, lambda m: t(f"compare.mode.{m}", here.lang),
                         here.lang)  # fmt: skip
    options = _options(here, metas, mode, row)
    chart.draw(
        BUILDERS[mode], ids, here.lang, key=f"compare-{mode}",
        narrow_height=len(ids) * NARROW_PANEL + 30 if mode == "multiples" else 310 + 24 * len(ids), **options,
    )  # fmt: skip
    _fair(here, metas, mode)
    _file(here, metas, mode, options)


def _chosen(here: Context, found: dict[str, Meta]) -> list[str]:
    """The series, from a list that the filters shorten; what a link asked for in vain is told."""
    lang = here.lang
    asked = st.query_params.get_all("series") if not stage.slide() else []
    row = st.columns([2, 3, 3, 3])
    with row[0]:
        domains = [ALL, *dict.fromkeys(here.catalog.indicators[meta.indicator].domain for meta in found.values())]
        domain = state.one(
            "subject", t("compare.domain", lang), domains, lambda d: t(f"compare.domain.{d}", lang), lang
        )
    mine = [m for m in found.values() if domain in (ALL, here.catalog.indicators[m.indicator].domain)]
    with row[2]:
        area = _area(here, mine)
    mine = [m for m in mine if area == ALL or m.region in here.catalog.within(area)]
    with row[3]:
        mine = pick.kept(mine, pick.countries(here))
    with row[1]:
        topic = _topic(here, mine)
    mine = [m for m in mine if topic in (ALL, m.indicator)]
    known = [one for one in dict.fromkeys(asked) if one in found]
    usual = [one for one in choice.USUAL if one in found]
    kept = [one for one in st.session_state.get("many:series") or state.asked("series") if one in found] or usual
    labels = names.in_list([found[one] for one in dict.fromkeys([*kept, *usual, *(meta.id for meta in mine)])], lang)
    listed = sorted((meta.id for meta in mine), key=labels.__getitem__)
    options = list(dict.fromkeys([*kept, *listed]))
    if "many:series" not in st.session_state and not stage.slide():
        _tell(here, asked, known)
    return state.many(
        "series", t("compare.pick", lang, most=MOST), options, labels.__getitem__, lang, default=usual, most=MOST,
        hint=t("compare.pick_hint", lang, n=len(options)),
    )  # fmt: skip


def _area(here: Context, mine: Sequence[Meta]) -> str:
    """A region or all; a region stands for those below it too."""
    held = {meta.region for meta in mine}
    regions = sorted(
        (code for code in here.catalog.regions if here.catalog.within(code) & held),
        key=lambda code: pick.name("region", code, here),
    )
    every = t("compare.region.all", here.lang)
    return state.one(
        "region", t("pick.region", here.lang), [ALL, *regions],
        lambda code: every if code == ALL else pick.name("region", code, here), here.lang,
    )  # fmt: skip


def _topic(here: Context, mine: Sequence[Meta]) -> str:
    """An indicator or all."""
    every = t("compare.topic.all", here.lang)
    named = {code: label(f"indicator.{code}", here.lang) for code in {meta.indicator for meta in mine}}
    codes = sorted(named, key=named.__getitem__)
    return state.one(
        "topic", t("compare.topic", here.lang), [ALL, *codes], lambda code: named.get(code, every), here.lang
    )


def _tell(here: Context, asked: Sequence[str], known: Sequence[str]) -> None:
    """What a link asked for and does not get."""
    twice = sorted({one for one in asked if asked.count(one) > 1})
    told = []
    if twice:
        told.append(t("compare.twice", here.lang, series=enumerated(twice, here.lang)[:200]))
    if len(known) > MOST:
        told.append(t("compare.too_many", here.lang, n=len(known), most=MOST))
    for line in told:
        tables.note(line)


def _options(here: Context, metas: Sequence[Meta], mode: str, row: Sequence[Any]) -> dict[str, Any]:
    """What the chosen form needs: a step, a base year, a baseline or a lag; and the years."""
    lang = here.lang
    made: dict[str, Any] = {}
    with row[1]:
        if mode in ("multiples", "overlay"):
            usual = tracks.usual_step(metas)
            made["step"] = state.one("step", t("compare.step", lang), tracks.STEPS,
                                     lambda s: t(f"compare.step.{s}", lang), lang, default=usual)  # fmt: skip
        elif mode == "index":
            held = [str(year) for year in _base_years(here.cache.stamp(), tuple(m.id for m in metas), here)]
            auto = t("compare.base.auto", lang)
            base = state.one("base", t("compare.base", lang), [AUTO, *held], lambda y: auto if y == AUTO else y, lang)
            made["base"] = 0 if base == AUTO else int(base)
        elif mode == "standard":
            made["norm"] = state.one("norm", t("compare.norm", lang), relative.NORMS,
                                     lambda n: t(f"compare.norm.{n}", lang), lang)  # fmt: skip
        else:
            made["lag"] = int(state.one("lag", t("compare.lag", lang), LAGS, functools.partial(_lag, lang), lang,
                                        default="0"))  # fmt: skip
    with row[2]:
        dated = [meta for meta in metas if meta.first]
        first, last = min(int(m.first[:4]) for m in dated), max(int(m.last[:4]) for m in dated)
        years = state.years("period", t("pick.period", lang), first, last)
    return made | {"years": None if years == (first, last) else years}


def _lag(lang: str, code: str) -> str:
    lag = int(code)
    told = t(f"compare.lag.option_{abs(lag) if abs(lag) < 2 else 'n'}", lang, n=abs(lag))
    return f"−{told}" if lag < 0 else told


@st.cache_data(max_entries=200, show_spinner=False)
def _base_years(stamp: tuple[int, int], ids: tuple[str, ...], _here: Context) -> list[int]:
    """Years that may be a base year."""
    found, _ = relative_plot.gathered([_here.cache.read(one) for one in ids], _here.catalog)
    return relative.base_years([one for one in found if meaning.scale(one.meta, _here.catalog) == "ratio"])


def _fair(here: Context, metas: Sequence[Meta], mode: str) -> None:
    """Where not all may share one axis: the way to the form that is fair."""
    if mode != "overlay" or not together(metas, here.catalog)[1]:
        return
    tables.note(t("compare.fair", here.lang))

    def side_by_side() -> None:
        st.session_state["one:mode"] = "multiples"

    st.button(t("compare.side_by_side", here.lang), on_click=side_by_side)


def _file(here: Context, metas: Sequence[Meta], mode: str, options: dict[str, Any]) -> None:
    """The values of the chart, without series that may not be passed on, which are told."""
    refused = [meta for meta in metas if download_file.refusal(meta)]
    told = names.listed([names.whole(meta, here.lang) for meta in refused], here.lang)
    if refused and (len(refused) == len(metas) or mode == "scatter"):
        tables.note(t("compare.file_none", here.lang, series=told))
        return
    if refused:
        tables.note(t("compare.file_left_out", here.lang, series=told))

    def content() -> str:
        held = [here.cache.read(meta.id) for meta in metas]
        return aligned.csv_text(aligned.table(held, here.catalog, mode, **options), aligned.left_out(held))

    st.download_button(t("compare.file", here.lang), content, file_name=f"compare-{mode}.csv", mime="text/csv",
                       on_click="ignore", key="compare-file")  # fmt: skip
