"""What the verb `describe` says of one series: normal, anomaly, season, rank, trend, and the sentence.

The figures are those of `indicators.statistics`; nothing is computed here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.locales import label, t
from indicators.statistics import anomaly, at_date, climatology, events, rank, trend, words, yearly
from indicators.statistics import season as seasons
from indicators.statistics.climatology import Period
from indicators.statistics.one_a_year import Yearly, natural, own_season
from indicators.statistics.season import Season
from indicators.store import Held

METHOD = {
    "slope": "Theil-Sen, interval after Sen (1968) with the corrected variance",
    "test": "Mann-Kendall, variance widened after Hamed and Rao (1998), never below that of independent values",
    "ols": "least squares, effective sample size after Santer et al. (2000)",
}
LONGEST_GAP_DAYS = 7  # in a season whose first and last day above a threshold are told


@dataclass(frozen=True)
class Asked:
    """The options of the verb; `season` and `date` are the series' own where None."""

    baseline: Period = climatology.BASELINES["1991-2020"]
    period: Period | None = None
    season: Season | None = None
    date: pd.Timestamp | None = None

    @classmethod
    def parse(cls, baseline: str, period: str | None, season: str | None, date: str | None) -> Asked:
        """Options as they are written on the command line.

        Raises
        ------
        ValueError
            With a sentence that says which is wrong and how to write it.
        """
        try:
            day = pd.Timestamp(pd.to_datetime(date, format="%Y-%m-%d")) if date else None
        except ValueError:
            raise ValueError(f"{date}: not a day; write it as YYYY-MM-DD") from None
        return cls(
            climatology.period(baseline),
            climatology.period(period) if period else None,
            Season.parse(season) if season else None,
            day,
        )


def describe(held: Held, catalog: Catalog, asked: Asked, lang: str = "en") -> dict[str, Any]:
    """Everything that can be said of a series, as plain values for JSON.

    A part that a series cannot have (a normal of five estimates, a season of yearly values) is None, and
    `reasons` says why.
    """
    span = asked.season or own_season(held.meta)
    every = yearly.of(held, season=(asked.season.first, asked.season.last) if asked.season else None)
    chosen = every.within(*asked.period) if asked.period else every
    chosen = yearly.with_events(held.meta, chosen)
    unit = yearly.unit(held.meta, chosen)
    fitted = trend.of(chosen)
    day = asked.date or at_date.last_day(held)
    at = at_date.of(held, day, asked.baseline, span, every) if day is not None else None
    told: dict[str, Any] = {
        "series": {key: getattr(held.meta, key) for key in _SERIES},
        "asked": {"baseline": list(asked.baseline), "period": list(asked.period or ()) or None, "season": str(span),
                  "date": f"{day:%Y-%m-%d}" if day is not None else None},
        "provider_baseline": catalog.sources[held.meta.source].baseline or None,
        "value": _value(at) if at else None,
        "climatology": _normal(at) if at else None,
        "anomaly": _anomalies(at, held.meta.unit) if at else None,
        "season": _season(held, span, day, catalog) if day is not None else None,
        "yearly": _yearly(chosen, unit),
        "rank": _rank(chosen, lang),
        "trend": _trend(fitted, unit, lang),
        "sentence": words.verdict(fitted, chosen, unit, lang),
        "events": [{"name": name, **event.model_dump(mode="json")} for name, event in events.of(held.meta).items()],
    }  # fmt: skip
    told["reasons"] = _reasons(told, at, chosen, lang)
    if asked.season and natural(held.meta) == "value":
        told["reasons"].append(t("describe.no_season", lang))
    return {key: _plain(part) for key, part in told.items()}


_SERIES = ("id", "indicator", "place", "region", "countries", "unit", "statistic", "frequency", "source",
           "product_version", "first", "last", "count")  # fmt: skip


def _value(at: at_date.At) -> dict[str, Any]:
    place = at.rank
    return {
        "start": f"{at.start:%Y-%m-%d}", "end": f"{at.end:%Y-%m-%d}", "value": at.value, "flag": at.flag,
        "rank_on_this_day": _places(place) if place else None,
    }  # fmt: skip


def _normal(at: at_date.At) -> dict[str, Any] | None:
    normal = at.normal
    if normal.of is None or normal.period is None:
        return None
    numbers = {key: float(normal.of[key]) for key in (*climatology.COLUMNS, "mean", "sd")}
    return {"of": normal.kind, "period": list(normal.period), "n": int(normal.of["n"]), "median": numbers["p50"],
            **numbers, "as_asked": normal.period == normal.asked}  # fmt: skip


def _anomalies(at: at_date.At, unit: str) -> dict[str, Any] | None:
    if at.normal.of is None:
        return None
    from_mean = anomaly.of(at.value, float(at.normal.of["mean"]), float(at.normal.of["sd"]), unit=unit)
    from_median = anomaly.of(at.value, float(at.normal.of["p50"]), unit=unit)
    if from_mean is None or from_median is None:
        return None
    return {"absolute": from_mean.absolute, "percent": from_mean.percent, "standardised": from_mean.standardised,
            "absolute_from_median": from_median.absolute, "percent_from_median": from_median.percent}  # fmt: skip


def _season(held: Held, span: Season, day: pd.Timestamp, catalog: Catalog) -> dict[str, Any] | None:
    """Measures of the season that the day falls in, else of the last one held."""
    if at_date.calendar(held.meta) != "day":
        return None
    table = seasons.days(held.observations, span)
    if table.empty:
        return None
    named = int(span.named(pd.Series([day])).iloc[0])
    year = named if named in set(table["season"]) else int(table["season"].max())
    part = table[table["season"] == year]
    threshold = _threshold(held, catalog)
    gap = part["date"].sort_values().diff().dt.days.max()
    sure = threshold is not None and not gap > LONGEST_GAP_DAYS
    measured = seasons.measures(part, span, threshold if sure else None).iloc[0]
    top = seasons.maxima(part).iloc[0]
    whole = yearly.of(held, season=(span.first, span.last), statistic="maximum")
    return {
        "name": year, "months": str(span), "maximum": float(top["value"]), "maximum_date": top["date"],
        "complete": bool((whole.years == year).any()), "mean": measured["mean"], "minimum": measured["minimum"],
        "minimum_date": measured["minimum_date"], "days": int(measured["days"]), "coverage": measured["coverage"],
        "threshold": threshold, "first_day_at_or_above": measured["first_above"],
        "last_day_at_or_above": measured["last_above"],
        "rank_of_maximum": _places(rank.of(float(top["value"]), whole.values)) if year in whole.years else None,
    }  # fmt: skip


def _threshold(held: Held, catalog: Catalog) -> float | None:
    """15 % of the sea area of the region, where the registry states both for this very series."""
    for declared in catalog.declarations("derived"):
        key = declared.place_key
        if isinstance(key, dict) and "area_km2" in key and held.meta.id in key.get("inputs", {}).values():
            return float(key["area_km2"]) * float(key["share"])
    return None


def _yearly(values: Yearly, unit: str) -> dict[str, Any]:
    return {
        "what": values.what, "unit": unit, "n": values.n, "left_out": values.dropped, "one_method": values.one_method,
        "months": list(values.months), "years": values.years.tolist(), "values": values.values.tolist(),
        "dates": [f"{day:%Y-%m-%d}" for day in values.dates],
    }  # fmt: skip


def _rank(values: Yearly, lang: str) -> dict[str, Any] | None:
    """Where the last of the yearly values stands."""
    if values.n < 2 or not (values.one_method or values.untested):
        return None
    place = rank.of(float(values.values[-1]), values.values)
    return {"year": int(values.years[-1]), "value": float(values.values[-1]), **_places(place),
            "text": words.ranked(place, lang)}  # fmt: skip


def _places(place: rank.Rank) -> dict[str, Any]:
    return {"from_lowest": [place.first, place.last], "from_highest": list(place.from_highest), "of": place.of,
            "tied": place.tied}  # fmt: skip


def _trend(fitted: trend.Trend | None, unit: str, lang: str) -> dict[str, Any] | None:
    if fitted is None:
        return None
    return {
        "first": fitted.first, "last": fitted.last, "n": fitted.n,
        "unit": f"{words.unit_of_change(unit, lang)} per decade",
        "slope_per_decade": fitted.slope, "interval": [fitted.lower, fitted.upper], "level": 0.95, "p": fitted.p,
        "tau": fitted.tau, "significant": fitted.significant, "n_effective": fitted.n_effective, "r1": fitted.r1,
        "variance_factor": fitted.variance_factor, "p_without_correction": fitted.p_independent,
        "least_squares": {"slope_per_decade": fitted.ols_slope, "interval": [fitted.ols_lower, fitted.ols_upper],
                          "p": fitted.ols_p, "n_effective": fitted.n_effective, "method": METHOD["ols"]},
        "method": f"{METHOD['slope']}; {METHOD['test']}",
    }  # fmt: skip


def _reasons(told: dict[str, Any], at: at_date.At | None, values: Yearly, lang: str) -> list[str]:
    """Why a part is missing or not as asked."""
    found = []
    if at is None:
        return [t("describe.nothing", lang)]
    normal = at.normal
    if normal.why:
        found.append(t(f"describe.no_normal.{normal.why}", lang, least=climatology.LEAST_OWN))
    elif normal.period != normal.asked:
        found.append(t("describe.other_normal", lang, asked=_years(normal.asked), period=_years(normal.period),
                       least=climatology.LEAST_OWN))  # fmt: skip
    if math.isnan(at.value):
        found.append(t("describe.no_value", lang, date=told["asked"]["date"]))
    if told["trend"] is None and values.n:
        found += [t(f"trend.why.{code}", lang) for code in values.why_not]
    if values.n < trend.LEAST:
        found.append(t("describe.few", lang, n=values.n, least=trend.LEAST, what=label(f"yearly.{values.what}", lang)))
    return found


def _years(period: Period | None) -> str:
    return f"{period[0]}–{period[1]}" if period else ""


def _plain(part: Any) -> Any:
    """Values as JSON knows them: dates as ISO days, no NaN and no infinity."""
    if isinstance(part, dict):
        return {key: _plain(item) for key, item in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(item) for item in part]
    if part is pd.NaT:
        return None
    if isinstance(part, pd.Timestamp):
        return f"{part:%Y-%m-%d}"
    if isinstance(part, bool) or part is None or isinstance(part, str | int):
        return part
    number = float(part)
    return number if math.isfinite(number) else None
