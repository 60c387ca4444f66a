"""The chart card: a Streamlit component around our own copy of plotly.js (basic bundle, 0.4 MB)."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from indicators import download_file, figures, observations
from indicators.catalog import Catalog, catalog
from indicators.errors import StoreError
from indicators.figures import Chart
from indicators.locales import faults, plotted, t
from indicators.locales.formats import enumerated, spoken
from indicators.map import projection
from indicators.store import Cache, Held
from ui import notes, stage, state
from ui.qr import base_path

HERE = Path(__file__).resolve().parent
LIBRARY = "plotly-basic-4.1.1.min.js"
VALUES = HERE / "assets" / "values.js"
VALUES_VERSION = hashlib.sha1(VALUES.read_bytes(), usedforsecurity=False).hexdigest()[:8]
HTML = """<figure class="aoi-card"><h2></h2><p class="aoi-sub"></p>
<div class="aoi-plot"><div class="aoi-target"></div><div class="aoi-wait"></div></div>
<div class="aoi-key"></div><figcaption class="aoi-caption"></figcaption><div class="aoi-actions"></div></figure>"""
WORDS = ("png", "table", "data", "link", "qr", "full", "working", "failed", "copied", "loading", "unreachable", "close",
         "table_of", "table_failed", "lower", "upper", "latitude", "longitude", "no_values",
         "not_passed_on")  # fmt: skip
DESK = "desk"
OF_VALUES = ("what", "value", "year", "day", "some", "some_only")  # words that the light edition has of the same tables
PROJECTION = {"longitude": projection.CENTRE[0], "latitude": projection.CENTRE[1], "radius": projection.RADIUS_KM}

Builder = Callable[..., Chart]

_mount = st.components.v2.component(
    "aoi_chart",
    html=HTML,
    css=(HERE / "chart.css").read_text(encoding="utf-8"),
    js=(HERE / "chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw(
    builder: Builder,
    ids: Sequence[str],
    lang: str,
    *,
    key: str,
    narrow_height: int = 320,
    every: Mapping[str, Any] | None = None,
    made_of: str = "",
    within: tuple[int, int] | None = None,
    **options: Any,
) -> None:
    """Draw the chart that `builder(held, catalog, lang, **options)` makes of some series.

    `every` holds options made of all series (a map's places): the chart is then made anew whenever
    the cache changes at all; where only some of them matter, when `made_of` does (see ui/made_of.py).
    `within` keeps the observations of some years only; a series without any of them is left out.

    A series that cannot be read takes down this chart only, with a sentence that says why. Of a slide only its
    own charts are drawn.
    """
    if stage.leaves_out(key):
        return
    try:
        cache = Cache()
        stamps = cache.stamp() if every and not made_of else (made_of, *cache.stamps(ids))
        name, given = _name(builder), tuple(options.items())
        data = _card(name, builder, tuple(ids), cache, stamps, lang, given, within, every or {})
    except NothingWithinError:
        _instead(key, t("chart.empty", lang), st.info)
        return
    except StoreError as error:
        _instead(key, t("chart.missing", lang, reason=faults.said(error, lang)), st.warning)
        return
    except Exception:
        logging.getLogger(__name__).exception("chart %s of %s", _name(builder), ids)
        _instead(key, t("chart.broken", lang, series=enumerated(ids, lang)[:200]), st.warning)
        return
    if stage.ahead():
        return
    newest = _newest(cache.stamp(), cache)
    notes.drawn(data["retrieved"] or newest, lang)
    more = {
        "narrowHeight": data["narrowHeight"] or narrow_height,
        "chart": key,
        "query": state.link_query(),
        "held": newest[:10],
        "slide": stage.place(key),
    }
    _shown(key, data, _of_every_chart(lang, base_path()) | more)


def draw_held(
    builder: Builder, held: Sequence[Held], known: Catalog, lang: str, *, key: str, narrow_height: int, **options: Any
) -> None:
    """Draw the chart of series that are not all in the cache (a preview); nothing of it is kept or a file to take."""
    try:
        card = _made(builder(held, known, lang, **options), held, lang)
    except Exception:
        logging.getLogger(__name__).exception("preview %s of %s", _name(builder), held[0].meta.id)
        _instead(
            key, t("chart.broken", lang, series=enumerated([item.meta.id for item in held], lang)[:200]), st.warning
        )
        return
    more: dict[str, Any] = {
        "narrowHeight": card["narrowHeight"] or narrow_height,
        "chart": key,
        "query": state.link_query(),
        "held": "",
        "slide": None,
        "downloads": [],
    }
    _shown(key, card, _of_every_chart(lang, base_path()) | more)


def _shown(key: str, card: dict[str, Any], more: dict[str, Any]) -> None:
    """Send a card to the browser, without what only the report desk needs of it."""
    _mount(key=key, data={name: part for name, part in card.items() if name != DESK} | more)


@functools.cache
def _of_every_chart(lang: str, base: str) -> dict[str, Any]:
    """What every card of a language has in common; `base` is where the dashboard lies below its host."""
    words = {word: t(f"chart.{word}", lang) for word in WORDS} | {word: t(f"light.{word}", lang) for word in OF_VALUES}
    return {
        "words": words,
        "dark": figures.DARK,
        "scale": figures.PRINT_SCALE,
        "lang": lang,
        "locale": plotted.locale(lang),
        "base": base,
        "library": f"{base}/assets/{LIBRARY}",
        "values": f"{base}/assets/{VALUES.name}?v={VALUES_VERSION}",
        "projection": PROJECTION,
    }


@st.cache_data(max_entries=600, show_spinner=False)
def _card(
    name: str, _builder: Builder, ids: tuple[str, ...], _cache: Cache, stamps: tuple[Any, ...], lang: str,
    options: tuple[tuple[str, Any], ...], within: tuple[int, int] | None, _every: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """What the browser needs of a chart; made anew only when a series file or an option changes."""
    held = [_cache.read(series_id) for series_id in ids]
    if within:
        held = [part for part in (_of_years(item, *within) for item in held) if len(part.observations)]
        if not held:
            raise NothingWithinError
    return _made(_builder(held, catalog(), lang, **dict(options), **_every), held, lang)


def _made(chart: Chart, held: Sequence[Held], lang: str) -> dict[str, Any]:
    """What the browser needs of a chart that was built."""
    spec = figures.as_json(chart, lang)
    return {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "alt": spoken(chart.alt, lang),
        "key": list(chart.key),
        "caption": list(chart.caption),
        "spec": spec,
        "stamp": hashlib.sha1(spec.encode(), usedforsecurity=False).hexdigest()[:12],
        "height": chart.height,
        "narrowHeight": chart.narrow_height,
        "narrowBelow": chart.narrow_below,
        "file": chart.file_stem,
        "retrieved": max((item.meta.retrieved for item in held), default=""),
        DESK: {
            "name": chart.name,
            "series": list(chart.series) or [item.meta.id for item in held],
            "least": figures.least(chart),
            "last": chart.last.isoformat() if chart.last else "",
        },
        "downloads": [{"id": item.meta.id, "refusal": download_file.refusal(item.meta, lang)} for item in held][:12],
    }


def _instead(key: str, sentence: str, tell: Callable[[str], object]) -> None:
    """Say why there is no chart."""
    if stage.slide():
        stage.say(key, sentence)
    else:
        tell(sentence)


@st.cache_data(max_entries=4, show_spinner=False)
def _newest(stamp: tuple[int, int], _cache: Cache) -> str:
    """When the newest of the data held was retrieved; anew when the cache changes."""
    return max((meta.retrieved for meta, _ in _cache.metas().values()), default="")


class NothingWithinError(Exception):
    """No series of a chart has an observation in the chosen years."""


def _of_years(held: Held, first: int, last: int) -> Held:
    """A series without the observations of other years; its first and last are those that are left."""
    years = held.observations["time_end"].dt.year
    kept = held.observations[years.between(first, last)].reset_index(drop=True)
    span = observations.span(kept)
    told = {"first": span[0].isoformat(), "last": span[1].isoformat()} if span else {}
    return replace(held, meta=replace(held.meta, **told), observations=kept)


def _name(builder: Builder) -> str:
    return f"{builder.__module__}.{builder.__qualname__}"
