"""`python -m indicators describe`: golden series of the shipped snapshot, and every kind of series."""

from __future__ import annotations

import json
from typing import Any

import pytest

from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.describe import finding as describe
from indicators.store import ROOT, Cache
from tests.statistics.made import published, yearly_points

ICE = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["--cache", str(ROOT), "describe", *arguments, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_okhotsk_ice_of_2026(capsys: pytest.CaptureFixture[str]) -> None:
    """The maxima are those of the source sheet: 811,139 km² on 22 February, second lowest of 48."""
    told = run(capsys, ICE, "--date", "2026-02-22")
    season = told["season"]
    assert (season["name"], round(season["maximum"]), season["maximum_date"]) == (2026, 811_139, "2026-02-22")
    assert (season["complete"], season["threshold"]) == (True, 331_164)
    assert season["rank_of_maximum"]["from_lowest"] == [2, 2]
    assert (told["rank"]["text"], told["rank"]["of"]) == ("2nd lowest of 48", 48)
    assert told["yearly"]["what"] == "season_maximum"
    assert told["yearly"]["dates"][-1] == "2026-02-22"
    trend = told["trend"]
    assert (trend["n"], trend["first"], trend["last"]) == (48, 1979, 2026)
    assert round(trend["slope_per_decade"]) == -75_325
    assert [round(end) for end in trend["interval"]] == [-113_078, -39_812]
    assert trend["p"] == pytest.approx(0.00017016, rel=1e-4)
    assert trend["n_effective"] == pytest.approx(31.78, abs=0.01)
    assert trend["significant"] and "Theil-Sen" in trend["method"] and "Hamed" in trend["method"]
    assert told["sentence"].startswith("Decrease of 75,000 km² per decade (95 % interval −113,000 to −40,000)")
    assert told["sentence"].endswith(
        "(SSM/I for SMMR and daily input since Aug 1987, sensor change Jan 2025 inside the period)"
    )
    assert told["provider_baseline"] == "1981-2010"


def test_the_normal_of_the_season_maxima_is_that_of_the_source_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, ICE)
    years = dict(zip(told["yearly"]["years"], told["yearly"]["values"], strict=True))
    normal = [value for year, value in years.items() if 1991 <= year <= 2020]
    mean = sum(normal) / 30
    assert round(mean) == 1_169_361
    assert round((sum((value - mean) ** 2 for value in normal) / 29) ** 0.5) == 156_828


def test_options_choose_the_baseline_the_years_and_the_season(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, ICE, "--baseline", "1981-2010", "--period", "2006:2026", "--season", "nov-jul")
    assert told["climatology"]["period"] == [1981, 2010]
    assert (told["trend"]["first"], told["trend"]["last"], told["trend"]["n"]) == (2006, 2026, 21)
    assert told["sentence"].startswith("No significant trend 2006–2026, p = ")
    assert told["rank"]["of"] == 21
    spring = run(capsys, ICE, "--season", "apr-apr")
    assert spring["yearly"]["months"] == [4] and spring["asked"]["season"] == "apr-apr"


def test_masie_says_that_its_normal_is_another(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "sea_ice_extent.sea_of_okhotsk.masie", "--date", "2026-02-21")
    assert told["climatology"]["period"] == [2006, 2025] and not told["climatology"]["as_asked"]
    assert any("Fewer than 80 % of the years 1991–2020" in reason for reason in told["reasons"])
    assert told["season"]["maximum"] == pytest.approx(819_758.84, abs=0.005)
    assert told["sentence"] == (
        "21 values, not tested for a trend (its makers point to another product for changes over years)"
    )
    assert told["trend"] is None and told["rank"]["text"] == "2nd lowest of 21"


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        ("count_steller_sea_lion.kuril_five_rookeries.published", "counts of several surveyors"),
        ("model_spawning_biomass_walleye_pollock.northern_sea_of_okhotsk.published", "output of a model"),
        ("population.russia.world_bank", "follows from that of the year before"),
    ],
)
def test_many_values_that_no_test_fits_are_no_trend(
    series: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, series)
    assert told["yearly"]["n"] >= 10 and told["trend"] is None
    assert "not tested for a trend" in told["sentence"] and reason in told["sentence"]
    assert any(reason in one for one in told["reasons"])


def test_ten_counts_scattered_over_forty_years_are_no_normal(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "count_steller_sea_lion.kuril_five_rookeries.published")
    assert told["climatology"] is None and told["anomaly"] is None
    assert told["reasons"][0].startswith("No normal")


def test_values_of_one_kind_keep_their_normal_though_no_trend_is_tested(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "population.russia.world_bank")
    assert told["trend"] is None and told["climatology"]["period"] == [1991, 2020]


def test_three_years_are_no_normal(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, ICE, "--baseline", "2014-2016")
    assert told["climatology"]["period"] == [1979, 2025] and not told["climatology"]["as_asked"]
    assert any("or fewer than 10, are held" in reason for reason in told["reasons"])


def test_a_season_asked_of_yearly_values_is_told_to_be_unused(capsys: pytest.CaptureFixture[str]) -> None:
    assert any(
        "not used" in one for one in run(capsys, "catch_pink.amur_river.npafc", "--season", "oct-may")["reasons"]
    )
    assert not any("not used" in one for one in run(capsys, ICE, "--season", "oct-may")["reasons"])


def test_amur_chum(capsys: pytest.CaptureFixture[str]) -> None:
    """3,318 t in 1975, 983 t in 2000, 36,700 t in 2015 (source sheet)."""
    told = run(capsys, "catch_chum.amur_river.npafc")
    catch = {year: round(value) for year, value in zip(told["yearly"]["years"], told["yearly"]["values"], strict=True)}
    assert (catch[1975], catch[2000], catch[2015]) == (3318, 983, 36700)
    assert told["rank"]["text"] == "highest of 45"
    assert told["sentence"].startswith("No significant trend 1971–2015, p = 0.24, n = 45")
    assert told["season"] is None


def test_the_slope_of_japans_yardstick_is_the_published_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A page made of JMA's data prints -5,563 km² a year by least squares for 1971 to 2022 (source sheet)."""
    told = run(capsys, "sea_ice_area_season_maximum.sea_of_okhotsk.published", "--period", "1971:2022")
    assert round(told["trend"]["least_squares"]["slope_per_decade"] / 10) == -5_563
    assert told["trend"]["n"] == 52


def test_a_flood_against_its_normal(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "discharge.khabarovsk.roshydromet", "--date", "2013-09-03", "--baseline", "1985-2014")
    assert told["value"]["value"] == 46_000
    assert told["value"]["rank_on_this_day"]["from_highest"] == [1, 1]
    anomaly, normal = told["anomaly"], told["climatology"]
    assert anomaly["absolute"] == pytest.approx(46_000 - normal["mean"])
    assert anomaly["percent"] == pytest.approx((46_000 / normal["mean"] - 1) * 100)
    assert anomaly["standardised"] == pytest.approx((46_000 - normal["mean"]) / normal["sd"])
    assert [event["name"] for event in told["events"]] == ["amur_flood_2013"]


def test_one_estimate_says_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "abundance_ribbon_seal.sea_of_okhotsk.published")
    assert told["sentence"] == "One estimate, not a trend"
    assert told["trend"] is told["climatology"] is told["anomaly"] is told["rank"] is told["season"] is None
    assert any("fewer than 10" in reason for reason in told["reasons"])


def test_the_same_as_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cache", str(ROOT), "describe", ICE]) == 0
    text = capsys.readouterr().out
    for part in ("811,139 km² on 22 Feb 2026", "2nd lowest of 48", "Decrease of 75,000 km² per decade", "1981–2010"):
        assert part in text


def test_an_unknown_series_is_told_with_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cache", str(ROOT), "describe", "discharge.khabarovk.roshydromet"]) == 1
    assert "did you mean discharge.khabarovsk.roshydromet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--baseline", "2020-1991"), ("--baseline", "1991"), ("--period", "all"), ("--season", "winter"),
        ("--date", "2026-02-30"), ("--date", "yesterday"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_wrong_usage(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cache", str(ROOT), "describe", ICE, *wrong]) == 2
    said = capsys.readouterr().err
    assert said.startswith(wrong[1]) and "write " in said and said.count("\n") == 1


def one_of_each_kind() -> list[str]:
    """The first shipped series of every statistic, frequency and unit."""
    found: dict[tuple[str, str, str], str] = {}
    for series_id, (meta, _) in Cache(ROOT).metas().items():
        found.setdefault((meta.statistic, meta.frequency, meta.unit), series_id)
    return list(found.values())


@pytest.mark.parametrize(
    "options", [("1991-2020", None, None, None), ("2000-2009", "1990:2012", "dec-feb", "2004-02-29")]
)
def test_every_kind_of_series_has_an_answer(options: tuple[str, str | None, str | None, str | None]) -> None:
    ids, cache = one_of_each_kind(), Cache(ROOT)
    assert len(ids) > 60
    for series_id in ids:
        told = describe.describe(cache.read(series_id), catalog(), describe.Asked.parse(*options))
        json.dumps(told, allow_nan=False)
        assert told["sentence"], series_id
        assert (told["trend"] is not None) == (told["yearly"]["n"] >= 10 and told["yearly"]["one_method"]), series_id
        assert told["climatology"] is not None or told["reasons"], series_id
        place = told["rank"]
        assert place is None or 1 <= place["from_lowest"][0] <= place["of"] == told["yearly"]["n"], series_id


def test_a_series_without_any_value_is_told() -> None:
    empty = published(yearly_points({}))
    told = describe.describe(empty, catalog(), describe.Asked())
    assert told["reasons"] == ["The series carries no value."]
    assert told["sentence"] == "No single value in this period, no trend"


def test_a_season_with_a_long_gap_has_no_first_and_last_day() -> None:
    cache = Cache(ROOT)
    told = describe.describe(cache.read(ICE), catalog(), describe.Asked.parse("1991-2020", None, None, "1988-03-01"))
    assert told["season"]["name"] == 1988 and told["season"]["days"] == 235
    assert told["season"]["first_day_at_or_above"] is None
