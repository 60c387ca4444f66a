"""The file of a comparison, and the page with good and bad links."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalog import catalog
from indicators.compare import aligned, choice
from indicators.locales import t
from indicators.store import ENVIRONMENT
from tests.compare import plain
from tests.compare.plain import CHUM, DISCHARGE, MASIE, OKHOTSK, PINK, held, series
from ui.compare_series import LAGS

LANG = "en"
IRON = "dissolved_iron_seawater_mean.oyashio.marbl_dfe"  # may not be redistributed


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), comment="#")


def test_a_file_holds_exactly_the_plotted_values_with_their_citations() -> None:
    table = aligned.table(series(OKHOTSK, CHUM), catalog(), "multiples")
    got = read(aligned.csv_text(table, []))
    ice = got[got["series"] == OKHOTSK].set_index("year")["plotted"].to_dict()
    assert ice == pytest.approx(plain.season_maxima(OKHOTSK))
    assert got[got["series"] == CHUM].set_index("year")["plotted"].to_dict() == plain.yearly_values(CHUM)
    assert got["citation_text"].notna().all()
    assert set(got.loc[got["series"] == OKHOTSK, "doi"]) == {"10.7265/a98x-0f50"}
    first = got[got["series"] == OKHOTSK].iloc[0]
    assert (first["time_start"], first["time_end"]) == ("1978-11-01T00:00:00", "1979-07-31T00:00:00")
    assert list(got.columns) == list(aligned.COLUMNS)


def test_a_file_of_an_index_holds_the_index_and_the_value() -> None:
    got = aligned.table(series(OKHOTSK, CHUM), catalog(), "index", base=1990)
    chum = got[got["series"] == CHUM]
    values = plain.yearly_values(CHUM)
    assert chum["plotted"].to_numpy() == pytest.approx([v / values[1990] * 100 for v in values.values()])
    assert chum["value"].to_numpy() == pytest.approx(list(values.values()))
    assert set(got["plotted_unit"]) == {"percent of 1990"}


def test_a_file_of_standardised_values_has_mean_zero_over_its_years() -> None:
    got = aligned.table(series(OKHOTSK, CHUM), catalog(), "standard", norm="overlap")
    for series_id in (OKHOTSK, CHUM):
        inside = got[(got["series"] == series_id) & got["year"].between(1979, 2015)]["plotted"]
        assert np.mean(inside) == pytest.approx(0, abs=1e-9)
        assert np.std(inside, ddof=1) == pytest.approx(1)


def test_a_file_of_pairs_has_two_rows_a_pair() -> None:
    got = aligned.table(series(OKHOTSK, CHUM), catalog(), "scatter", lag=4)
    ice, chum = plain.season_maxima(OKHOTSK), plain.yearly_values(CHUM)
    for pair, rows in got.groupby("pair"):
        by = rows.set_index("series")
        assert by.loc[OKHOTSK, "plotted"] == pytest.approx(ice[int(str(pair))])
        assert by.loc[CHUM, "plotted"] == chum[int(str(pair)) + 4]
        assert by.loc[CHUM, "year"] == int(str(pair)) + 4


def test_an_overlay_file_leaves_out_what_is_not_drawn() -> None:
    got = aligned.table(series(DISCHARGE, CHUM, PINK), catalog(), "overlay")
    assert set(got["series"]) == {CHUM, PINK}


def test_what_may_not_be_passed_on_is_left_out_and_the_file_says_so() -> None:
    listed = series(CHUM, IRON)
    assert [meta.id for meta in aligned.left_out(listed)] == [IRON]
    text = aligned.csv_text(aligned.table(listed, catalog(), "multiples"), aligned.left_out(listed))
    assert text.startswith(f"# left out, {IRON}: the licence does not allow redistribution")
    assert set(read(text)["series"]) == {CHUM}
    members = replace(held(CHUM), meta=replace(held(CHUM).meta, disclosure="members"))
    assert aligned.left_out([members]) == [members.meta]
    assert aligned.table([held(OKHOTSK), held(IRON)], catalog(), "scatter").empty


def test_text_of_a_file_is_no_formula() -> None:
    rows = held(CHUM).observations.assign(note="=1+1")
    text = aligned.csv_text(aligned.table([replace(held(CHUM), observations=rows)], catalog(), "multiples"), [])
    assert "'=1+1" in text


def page() -> None:
    from indicators.catalog import catalog
    from indicators.store import Cache
    from ui import compare_series, state
    from ui.frame import Context

    state.begin("en", False)
    compare_series.draw(Context("en", Cache(), catalog()))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The view, opened by a link."""
    monkeypatch.setenv(ENVIRONMENT, str(plain.ROOT / "cache"))

    def visit(**query: str | list[str]) -> AppTest:
        shown = AppTest.from_function(page, default_timeout=60)
        for key, value in query.items():
            shown.query_params[key] = value
        shown.run()
        assert not shown.exception
        return shown

    return visit


def chosen(shown: AppTest) -> list[str]:
    return list(next(one.value for one in shown.multiselect if one.key == "many:series"))


def notes(shown: AppTest) -> str:
    return "\n".join(one.proto.body for one in shown.get("html"))


def test_without_a_link_river_ice_and_fish_stand_side_by_side(opened: Any) -> None:
    shown = opened()
    assert chosen(shown) == list(choice.USUAL)
    assert shown.selectbox(key="one:mode").value == "multiples"
    assert not shown.warning


def test_a_link_names_series_form_and_lag(opened: Any) -> None:
    shown = opened(series=[OKHOTSK, CHUM], mode="scatter", lag="-3")
    assert chosen(shown) == [OKHOTSK, CHUM]
    assert shown.selectbox(key="one:lag").value == "-3"
    assert "which is not known here" not in notes(shown)


def test_what_a_link_asks_for_in_vain_is_told(opened: Any) -> None:
    shown = opened(series=["sea_ice_extent.atlantis.masie", MASIE, MASIE], mode="scatter", lag="99")
    assert chosen(shown) == [MASIE]
    assert "sea_ice_extent.atlantis.masie" in notes(shown)
    assert t("compare.twice", LANG, series=MASIE) in notes(shown)
    assert shown.selectbox(key="one:lag").value == LAGS[-1]  # the nearest
    assert "“99”" in notes(shown)


def test_only_unknown_series_give_the_usual_ones_and_are_told(opened: Any) -> None:
    shown = opened(series="nothing.of.this")
    assert chosen(shown) == list(choice.USUAL)
    assert "nothing.of.this" in notes(shown)


def test_more_series_than_fit_are_told(opened: Any) -> None:
    ids = [f"permanganate_index.{place}.cnemc" for place in
           ("tongjiang", "fuyuan", "dadingzishan", "zhushuntun", "jiayin", "heishantou", "baiqi")]  # fmt: skip
    shown = opened(series=ids)
    assert chosen(shown) == ids[:6]
    assert t("compare.too_many", LANG, n=7, most=6) in notes(shown)


def test_where_series_may_not_share_an_axis_side_by_side_is_offered(opened: Any) -> None:
    shown = opened(series=[DISCHARGE, CHUM], mode="overlay")
    assert t("compare.fair", LANG) in notes(shown)
    next(one for one in shown.button if one.label == t("compare.side_by_side", LANG)).click().run()
    assert shown.selectbox(key="one:mode").value == "multiples"
    assert not any(one.label == t("compare.side_by_side", LANG) for one in shown.button)


def test_filters_shorten_the_list_and_keep_what_is_chosen(opened: Any) -> None:
    shown = opened(series=[CHUM], subject="sea_ice", region="bering_sea")
    (listed,) = [one for one in shown.multiselect if one.key == "many:series"]
    assert chosen(shown) == [CHUM]
    assert 2 < len(listed.options) < 60
    assert all("Bering Sea" in one or "chum" in one for one in listed.options)


def test_what_may_not_be_passed_on_is_told_beside_the_button(opened: Any) -> None:
    shown = opened(series=[CHUM, IRON])
    assert "because of their licence" in notes(shown)
    shown = opened(series=[IRON])
    assert "does not allow redistribution" in notes(shown)
