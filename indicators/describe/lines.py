"""What `describe` found, as lines a person reads; the same figures as its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from indicators import naming
from indicators.locales import has, label, t
from indicators.locales.formats import date, enumerated, number, period, signed


def lines(told: dict[str, Any], lang: str = "en") -> list[str]:
    """One line a part: series, value, normal, anomaly, season, yearly values, rank, sentence, reasons."""
    parts = (_head, _value, _normal, _season, _yearly, _sentence)
    return [line for part in parts for line in part(told, lang)]


def _head(told: dict[str, Any], lang: str) -> Iterator[str]:
    series = told["series"]
    place = f"place.{series['place']}"
    where = label(place if has(place) else f"region.{series['place']}", lang)
    what, source = label(f"indicator.{series['indicator']}", lang), naming.source(series["source"], lang)
    yield f"{what}, {where}, {source}"
    yield t(
        "describe.held", lang, id=series["id"], statistic=series["statistic"], unit=series["unit"],
        n=number(series["count"], lang, 0), first=series["first"][:10] or "–", last=series["last"][:10] or "–",
    )  # fmt: skip


def _value(told: dict[str, Any], lang: str) -> Iterator[str]:
    at = told["value"]
    if at and at["value"] is not None:
        when = period(dt.date.fromisoformat(at["start"]), dt.date.fromisoformat(at["end"]), lang)
        yield t("describe.value", lang, when=when, value=number(at["value"], lang), unit=told["series"]["unit"],
                flag=at["flag"])  # fmt: skip


def _normal(told: dict[str, Any], lang: str) -> Iterator[str]:
    normal, unit = told["climatology"], told["series"]["unit"]
    if not normal:
        return
    numbers = {key: number(normal[key], lang) for key in ("mean", "sd", "p10", "p25", "p50", "p75", "p90")}
    yield t("describe.normal", lang, period=_years(normal["period"]), of=t(f"describe.of.{normal['of']}", lang),
            n=normal["n"], unit=unit, **numbers)  # fmt: skip
    if told["provider_baseline"]:
        yield t("describe.provider", lang, period=told["provider_baseline"].replace("-", "–"))
    if away := told["anomaly"]:
        more = [f"{signed(away[key], lang, 1)} {word}" for key, word in (("percent", "%"), ("standardised", "SD"))
                if away[key] is not None]  # fmt: skip
        yield t(
            "describe.anomaly",
            lang,
            value=signed(away["absolute"], lang),
            unit=unit,
            more=enumerated(more, lang) or "–",
        )


def _season(told: dict[str, Any], lang: str) -> Iterator[str]:
    season, unit = told["season"], told["series"]["unit"]
    if not season:
        return
    yield t(
        "describe.season" if season["complete"] else "describe.season_open", lang, name=season["name"],
        months=season["months"], maximum=number(season["maximum"], lang), date=_day(season["maximum_date"], lang),
        mean=number(season["mean"], lang), minimum=number(season["minimum"], lang), unit=unit, days=season["days"],
        coverage=number(season["coverage"] * 100, lang, 0),
    )  # fmt: skip
    if season["first_day_at_or_above"]:
        yield t(
            "describe.above", lang, threshold=number(season["threshold"], lang, 0), unit=unit,
            first=_day(season["first_day_at_or_above"], lang), last=_day(season["last_day_at_or_above"], lang),
        )  # fmt: skip


def _yearly(told: dict[str, Any], lang: str) -> Iterator[str]:
    yearly, place = told["yearly"], told["rank"]
    if yearly["n"]:
        span = _years([yearly["years"][0], yearly["years"][-1]])
        yield t("describe.yearly", lang, what=label(f"yearly.{yearly['what']}", lang), n=yearly["n"], period=span,
                left_out=yearly["left_out"])  # fmt: skip
    if place:
        yield t("describe.rank", lang, year=place["year"], value=number(place["value"], lang), rank=place["text"],
                unit=yearly["unit"])  # fmt: skip


def _sentence(told: dict[str, Any], lang: str) -> Iterator[str]:
    yield told["sentence"]
    if fitted := told["trend"]:
        yield t("describe.effective", lang, n=fitted["n"], effective=number(fitted["n_effective"], lang, 1))
        if fitted["variance_factor"] > 1:
            yield t("describe.widened", lang, factor=number(fitted["variance_factor"], lang, 2))
    yield from told["reasons"]


def _day(text: str, lang: str) -> str:
    return date(dt.date.fromisoformat(text), lang)


def _years(period: list[int]) -> str:
    return f"{period[0]}–{period[1]}" if period[0] != period[1] else str(period[0])
