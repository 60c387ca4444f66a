"""Charts of the sub-regions and of the season's length: what is drawn is what the series say, and no more."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from indicators import figures, observations
from indicators.catalog import catalog
from indicators.locales import t
from indicators.map.projection import forward, inverse
from indicators.sea_ice import ice_days, season_length, sub_regions
from indicators.series import Parsed, Payload, describe
from indicators.store import Held

WHEN = dt.datetime(2026, 6, 28, tzinfo=dt.UTC)
AREA = 2_207_760


def held(series_id: str, frame: pd.DataFrame) -> Held:
    source = series_id.rsplit(".", 1)[1]
    declared = next(one for one in catalog().declarations(source) if one.id == series_id)
    first, last = frame["time_end"].min(), frame["time_end"].max()
    span = {"first": first.isoformat(), "last": last.isoformat(), "count": len(frame)}
    if source == "derived":
        span["derived_from"] = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
    meta = describe(catalog(), Parsed(declared, frame, span), Payload(b"", "file", WHEN))
    return Held(meta, frame, "live")


# -- length of the season ----------------------------------------------------------------------------------------

ICE = {  # first and last day at the threshold, by season
    2001: ("2000-12-01", "2001-05-10"),
    2002: ("2001-12-20", "2002-05-01"),
    2003: ("2002-12-10", "2003-04-20"),
    2004: ("2004-01-05", "2004-04-10"),
}


def seasons(without: tuple[str, str] = ("1990-01-01", "1990-01-02")) -> list[Held]:
    stamps = pd.date_range("2000-11-01", "2004-07-31")
    values = pd.Series(0.0, stamps)
    for first, last in ICE.values():
        values[first:last] = 500_000.0
    values = values.drop(values[without[0] : without[1]].index)
    frame = observations.build(values.index, values.to_numpy(), citation="sea_ice_index")
    extent = held("sea_ice_extent.sea_of_okhotsk.sea_ice_index", frame)
    makers = (ice_days.first_day, ice_days.last_day, ice_days.season_length, ice_days.ice_days)
    made = [maker({"extent": frame}, area_km2=AREA) for maker in makers]
    return [*map(held, season_length.ids("sea_of_okhotsk"), made), extent]


def scatters(chart: figures.Chart, mode: str) -> list[go.Scatter]:
    return [trace for trace in chart.plot.data if trace.type == "scatter" and trace.mode == mode]


def day_number(text: str) -> int:
    date = dt.date.fromisoformat(text)
    return (date - dt.date(date.year - (date.month < 11), 11, 1)).days + 1


def test_each_season_is_a_bar_from_its_first_to_its_last_day() -> None:
    chart = season_length.season_length(seasons(), catalog(), "en")
    bars = next(trace for trace in chart.plot.data if trace.type == "bar")
    assert list(bars.x) == list(ICE)
    assert list(bars.base) == [day_number(first) for first, _ in ICE.values()]
    assert [base + high - 1 for base, high in zip(bars.base, bars.y, strict=True)] == [
        day_number(last) for _, last in ICE.values()
    ]
    assert "1 Dec 2000" in bars.customdata[0] and "10 May 2001" in bars.customdata[0]
    (lengths,) = scatters(chart, "lines+markers")
    assert list(lengths.y) == [161, 133, 132, 97]
    assert chart.title == "Sea of Okhotsk: ice season 2004 from 5 Jan to 10 Apr, 97 days, the shortest of 4 seasons"
    assert "331,164 km², 15 % of 2,207,760 km²" in chart.subtitle
    assert chart.key[0] == "Length of the season: 4 estimates, not a trend"
    assert "trend" not in (chart.title + chart.subtitle + chart.alt + " ".join(chart.key[1:])).lower()


def test_a_season_with_a_gap_at_its_beginning_is_hollow_and_outside_the_ranking() -> None:
    chart = season_length.season_length(seasons(without=("2001-12-01", "2002-01-10")), catalog(), "en")
    bars = next(trace for trace in chart.plot.data if trace.type == "bar")
    assert bars.base[1] == day_number("2002-01-11")
    hollow = [colour == "rgba(0,0,0,0)" for colour in bars.marker.color]
    assert hollow == [False, True, False, False]
    assert "at least 111" in bars.customdata[1]
    (lengths,) = scatters(chart, "lines+markers")
    assert list(lengths.y) == [161, None, 132, 97]
    arrows = scatters(chart, "markers")
    assert {tuple(trace.x) for trace in arrows} == {(2002,)}
    assert chart.title.endswith("the shortest of 3 seasons")
    assert any("▼" in text for text in chart.key)


def test_no_mean_is_drawn_of_a_baseline_that_is_not_held() -> None:
    chart = season_length.season_length(seasons(), catalog(), "en")
    assert scatters(chart, "lines") == []


def test_the_caption_names_the_product_behind_the_derived_series() -> None:
    caption = " ".join(season_length.season_length(seasons(), catalog(), "en").caption)
    assert "Sea Ice Index, Version 4" in caption
    assert "computed from the inputs" in caption


# -- sub-regions -------------------------------------------------------------------------------------------------


def extent(region: str, days: dict[str, float], sea_km2: float = 1000.0, source: str = "nasa_team") -> Held:
    frame = observations.build(list(days), list(days.values()), citation=source)
    frame["sea_km2"] = sea_km2
    return held(f"sea_ice_extent.{region}.{source}", frame)


SERIES = [
    extent("terpeniya", {"2015-02-01": 250.0, "2015-02-04": 1000.0}),
    extent("tatar_strait", {"2015-02-01": 0.0}),
    extent("kuril_basin", {"2015-02-04": 10.0}),
]


def test_the_share_is_the_extent_over_the_sea_of_the_same_product() -> None:
    found = {one.region: one for one in sub_regions.cover(SERIES, catalog(), "2015-02-01")}
    assert found["terpeniya"].share == 0.25
    assert found["tatar_strait"].share == 0
    assert np.isnan(found["kuril_basin"].share)  # held, but not on that day
    assert np.isnan(found["liaodong_bay_sea"].share)  # not held at all
    assert list(found) == sub_regions.names(catalog())


def test_a_bar_a_sub_region_and_none_where_there_is_no_value() -> None:
    chart = sub_regions.covered(SERIES, catalog(), "en", day="2015-02-01", region="terpeniya")
    (bars,) = chart.plot.data
    names = sub_regions.names(catalog())
    drawn = dict(zip(names, bars.x, strict=True))
    assert drawn["terpeniya"] == 25 and drawn["tatar_strait"] == 0
    assert drawn["kuril_basin"] is None
    assert dict(zip(names, bars.text, strict=True))["kuril_basin"] == "no value"
    red = [name for name, colour in zip(names, bars.marker.color, strict=True) if colour == figures.ACCENT]
    assert red == ["terpeniya"]
    assert chart.title == "Terpeniya Bay: 25 % of the sea under ice on 1 Feb 2015"
    assert "Tatar Strait: 0 % · 0 km²" in chart.alt
    assert chart.file_stem.endswith("_2015-02-01")


def test_a_sub_region_without_a_value_has_no_finding() -> None:
    chart = sub_regions.covered(SERIES, catalog(), "en", day="2015-02-01", region="kuril_basin")
    assert chart.title == "Kuril Basin: no value on 1 Feb 2015"


def test_a_doubtful_value_is_pale_and_says_why() -> None:
    doubtful = extent("liaodong_bay_sea", {"2015-02-01": 500.0})
    doubtful.observations["flag"], doubtful.observations["note"] = "suspect", "The product took ice away."
    series = [*SERIES, doubtful]
    chart = sub_regions.covered(series, catalog(), "en", day="2015-02-01", region="liaodong_bay_sea")
    place = sub_regions.names(catalog()).index("liaodong_bay_sea")
    (bars,) = chart.plot.data
    assert bars.marker.color[place] == figures.PALE
    assert bars.text[place] == "50 % · 500 km², doubtful"
    assert chart.title == "Liaodong Bay: 50 % of the sea under ice on 1 Feb 2015, doubtful"
    assert any("took ice away" in text for text in chart.key)
    assert sub_regions.rows(doubtful, 1, "en")[0][3] == "50 (doubtful)"


def test_the_days_offered_are_the_newest_first() -> None:
    assert sub_regions.days(SERIES[0], 5) == ["2015-02-04", "2015-02-01"]
    assert sub_regions.days(SERIES[0], 1) == ["2015-02-04"]
    assert sub_regions.rows(SERIES[0], 1, "en") == [("4 Feb 2015", t("source.nasa_team"), "1,000", "100", "1,000")]


def test_the_map_draws_every_polygon_where_its_corners_are() -> None:
    chart = sub_regions.locator([], catalog(), "en", region="kuril_basin")
    drawn = [trace for trace in chart.plot.data if trace.fill == "toself" and trace.line.width in (1, 2.5)]
    assert len(drawn) == len(sub_regions.names(catalog()))
    chosen = drawn[-1]
    assert chosen.line.color == figures.ACCENT
    points = np.column_stack([np.array(chosen.x, float), np.array(chosen.y, float)])
    for corner in catalog().regions["kuril_basin"].polygon:
        x, y = forward(*corner)
        assert np.hypot(points[:, 0] - float(x), points[:, 1] - float(y)).min() < 0.1  # km
    assert catalog().regions["kuril_basin"].definition == chart.subtitle
    assert any("takes no position" in line for line in chart.caption)


def test_lines_between_corners_are_straight_in_longitude_and_latitude() -> None:
    """From 49°N 145.22°E to 49°N 153°E the border follows the parallel, which is a curve on the map."""
    longitude, latitude = sub_regions.outline(catalog().regions["central_okhotsk_basin"].polygon)
    along = latitude == 49
    assert along.sum() > 20
    assert np.abs(np.diff(longitude[along][:-1])).max() <= sub_regions.EDGE_STEP_DEGREES
    x, y = forward(longitude[along], latitude[along])
    back, _ = inverse(x, y)
    assert back == pytest.approx(longitude[along])
    assert np.ptp(y[:-1]) > 10  # km: not a straight line of the map


def test_the_shade_grows_with_the_share() -> None:
    shades = []
    for day in ("", "2015-02-01", "2015-02-04"):  # no day, 25 %, all of it
        chart = sub_regions.locator(SERIES, catalog(), "en", region="terpeniya", day=day)
        (chosen,) = [trace for trace in chart.plot.data if trace.line.color == figures.ACCENT]
        shades.append(float(chosen.fillcolor.rsplit(",", 1)[1].rstrip(")")))
    assert shades == sorted(set(shades))
