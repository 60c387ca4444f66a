"""The GloFAS model: the right cell or none, forecasts told from the past, nothing joined with a gauge."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import bundle, download_file, fetchers, observations, refresh, revision, status, store
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http, Limits
from indicators.errors import FormatError
from indicators.refresh import refresh_one
from indicators.river import glofas_answer
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror, Reply
from tests.river import shipped

GLOFAS = "glofas"
SERIES = "discharge.khabarovsk.glofas"
NOW = dt.datetime(2026, 2, 10, 6, tzinfo=dt.UTC)
TODAY = NOW.date()
CELL = (48.425, 135.075)
HARBIN = (45.775, 126.575)
MEAN = 8206.7


def answer(cell: tuple[float, float], days: Any, values: Any, **more: Any) -> dict[str, Any]:
    """One answer in the provider's layout (as recorded by others in October 2026); the numbers are the test's."""
    stamps = [f"{day:%Y-%m-%d}" for day in days]
    return {
        "latitude": cell[0] + 3e-6, "longitude": cell[1] + 1.5e-5, "generationtime_ms": 1.72, "utc_offset_seconds": 0,
        "timezone": "GMT", "timezone_abbreviation": "GMT", "elevation": 59.0,
        "daily_units": {"time": "iso8601", "river_discharge": "m³/s"},
        "daily": {"time": stamps, "river_discharge": list(values), **more},
    }  # fmt: skip


def span(first: str | dt.date, last: str | dt.date) -> pd.DatetimeIndex:
    return pd.date_range(first, last)


def read(content: Any, name: str = "khabarovsk.json", date: dt.date | None = TODAY) -> Reading:
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return fetchers.parse(Payload(body, name, NOW, date=date), GLOFAS, catalog())


def frame_of(reading: Reading) -> pd.DataFrame:
    (parsed,) = reading.series
    observations.check(parsed.observations, parsed.declaration.id)
    return parsed.observations


def around_today(value: float = MEAN) -> dict[str, Any]:
    """A year before today and ten days after it."""
    days = span(TODAY - dt.timedelta(days=364), TODAY + dt.timedelta(days=10))
    bounds = {"river_discharge_min": [value - 100] * len(days), "river_discharge_max": [value + 100] * len(days)}
    return answer(CELL, days, [value] * len(days), **bounds)


def test_days_after_the_retrieval_are_a_forecast_with_its_range() -> None:
    frame = frame_of(read(around_today()))
    ahead = frame[frame["time_start"] > pd.Timestamp(TODAY)]
    assert len(frame) == 375 and len(ahead) == 10
    assert set(ahead["flag"]) == {"provisional"} and ahead["note"].str.startswith("forecast").all()
    assert (ahead["lower"].eq(MEAN - 100) & ahead["upper"].eq(MEAN + 100) & ahead["interval"].eq("range")).all()
    past = frame[frame["time_start"] <= pd.Timestamp(TODAY)]
    assert past["lower"].isna().all() and not observations.is_forecast(past).any()
    assert past["note"].eq("preliminary run").sum() == 120
    assert past["flag"].eq("good").sum() == 365 - 120
    assert set(frame["confidence"]) == {"derived"}


def test_a_forecast_is_not_the_last_observation() -> None:
    found = observations.span(frame_of(read(around_today())))
    assert found is not None and found[1] == pd.Timestamp(TODAY)


def test_a_range_that_does_not_hold_the_value_is_left_out() -> None:
    given_ = around_today()
    given_["daily"]["river_discharge_max"][-1] = 1.0
    last = frame_of(read(given_)).iloc[-1]
    assert math.isnan(last["upper"]) and last["interval"] == "" and last["note"] == "forecast"


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**7)), min_size=1, max_size=60).filter(lambda one: any(one)))
def test_nulls_stay_gaps_and_values_keep_their_day(hundredths: list[int | None]) -> None:
    days = span("2001-01-01", pd.Timestamp("2001-01-01") + pd.Timedelta(days=len(hundredths) - 1))
    values = [None if one is None else one / 100 for one in hundredths]
    frame = frame_of(read(answer(CELL, days, values)))
    held = {row.time_start: row.value for row in frame.itertuples() if row.value == row.value}
    assert held == {day: value for day, value in zip(days, values, strict=True) if value is not None}


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    made = around_today()
    change(made)
    return made


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"error": True, "reason": "Data only available from 1984."}, "the provider reports: Data only available from"),
        (b"no json", "not the JSON of the flood API"),
        ([1, 2], "an answer is int"),
        (changed(lambda a: a.pop("daily")), "no 'daily' in the answer"),
        (changed(lambda a: a["daily"].pop("river_discharge")), "no 'river_discharge'"),
        (changed(lambda a: a["daily"].pop("time")), "no 'time'"),
        (changed(lambda a: a.pop("latitude")), "no 'latitude'"),
        (changed(lambda a: a["daily"]["river_discharge"].pop()), "river_discharge: 374 values for 375 days"),
        (changed(lambda a: a["daily"]["river_discharge_min"].pop()), "river_discharge_min: 374 values"),
        (changed(lambda a: a["daily_units"].update(river_discharge="ft³/s")), "the unit of river_discharge is 'ft³/s'"),
        (changed(lambda a: a["daily"]["river_discharge"].__setitem__(3, -1)), "a discharge below zero"),
        (changed(lambda a: a["daily"]["river_discharge"].__setitem__(3, "9")), "2025-02-14: '9' is not a number"),
        (changed(lambda a: a["daily"]["river_discharge"].__setitem__(3, True)), "True is not a number"),
        (changed(lambda a: a["daily"]["time"].__setitem__(3, "2025-02-30")), "a day cannot be read"),
        (changed(lambda a: a["daily"]["time"].__setitem__(3, "2025-02-11")), "days out of order"),
        (changed(lambda a: a.update(latitude=10.0)), "10.000 N 135.075 E: a cell near no registered gauge"),
    ],
)
def test_a_broken_answer_is_refused_with_its_reason(content: Any, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(content)
    assert told in caught.value.sentence and "khabarovsk.json" in caught.value.sentence


def test_an_answer_by_hand_wants_the_day_it_was_asked() -> None:
    with pytest.raises(FormatError, match="does not tell the day it was asked.*--date"):
        read(around_today(), date=None)


LONG = span("2001-01-01", "2020-12-31")


@pytest.mark.parametrize("share", [0.49, 2.02])
def test_another_stream_is_refused_and_the_others_are_stored(share: float) -> None:
    reading = read([answer(CELL, LONG, [MEAN * share] * len(LONG)), answer(HARBIN, LONG, [1209.5] * len(LONG))])
    assert [one.declaration.place for one in reading.series] == ["songhua_harbin"]
    (notice,) = reading.notices
    assert "khabarovsk: the model cell 48.425 N 135.075 E carries" in notice
    assert f"{len(LONG)} days, the gauge 8,206.7: off by more than a factor of 2" in notice


@pytest.mark.parametrize("share", [0.51, 1.0, 1.98])
def test_a_cell_within_the_factor_is_taken_with_its_own_coordinates(share: float) -> None:
    (parsed,) = read(answer(CELL, LONG, [MEAN * share] * len(LONG))).series
    assert (parsed.meta["latitude"], parsed.meta["longitude"]) == CELL


def test_when_no_place_is_left_nothing_is_stored(cache: Cache) -> None:
    body = json.dumps(answer(CELL, LONG, [12.0] * len(LONG))).encode()
    outcome = refresh.load(cache, catalog(), GLOFAS, Payload(body, "k.json", NOW, date=TODAY))
    assert outcome.failed and "another stream" in outcome.sentence and cache.live.ids() == []


def test_a_cell_without_a_river_is_refused() -> None:
    with pytest.raises(FormatError, match="has no river"):
        read(answer(CELL, LONG, [None] * len(LONG)))


def test_answers_of_two_cells_for_one_gauge_are_refused() -> None:
    with pytest.raises(FormatError, match="answers of 2 cells"):
        read([answer(CELL, LONG, [MEAN] * len(LONG)), answer((48.475, 135.075), LONG, [MEAN] * len(LONG))])


def test_every_gauge_has_the_mean_of_the_catalogue_and_a_cell_of_the_grid() -> None:
    """GloFAS v4 cells have centres at odd multiples of 0.025°; the gauge lies in its cell."""
    cache = shipped.CACHE
    for declared in catalog().declarations(GLOFAS):
        place, (latitude, longitude) = catalog().where(declared.place), declared.place_key["cell"]
        assert place.latitude is not None and place.longitude is not None
        assert abs(place.latitude - latitude) <= 0.0251 and abs(place.longitude - longitude) <= 0.0251
        assert all(round(edge / 0.025) % 2 == 1 for edge in (latitude, longitude))
        mean = cache.snapshot.read(f"discharge_long_term_mean.{declared.place}.grdc").observations["value"].iloc[0]
        assert declared.place_key["mean"] == pytest.approx(mean, abs=0.06)


# -- one vintage over another ------------------------------------------------------------------------------------


def piece(value: float, asked: dt.date, first: dt.date, last: dt.date) -> pd.DataFrame:
    days = pd.DataFrame({"day": span(first, last)}).assign(value=value, lower=np.nan, upper=np.nan)
    return glofas_answer.frame(days, asked, 120, GLOFAS)


def test_a_forecast_that_comes_true_otherwise_is_no_revision() -> None:
    held = piece(100.0, dt.date(2026, 1, 1), dt.date(2025, 1, 1), dt.date(2026, 2, 1))
    later = piece(90.0, dt.date(2026, 1, 20), dt.date(2025, 12, 1), dt.date(2026, 2, 20))
    merged, changes = revision.merge(held, later, "append")
    assert changes == []
    by_day = merged.set_index("time_start")
    assert by_day.loc["2025-11-30", "value"] == 100 and by_day.loc["2026-01-10", "value"] == 90
    assert by_day.loc["2026-01-10", "note"] == "preliminary run"
    assert by_day.loc["2026-02-20", "note"] == "forecast"
    observations.check(merged, SERIES)


def test_a_settled_day_that_changes_is_a_revision() -> None:
    held = piece(100.0, dt.date(2026, 1, 1), dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    (change,) = revision.merge(
        held, piece(90.0, dt.date(2026, 1, 2), dt.date(2025, 2, 2), dt.date(2025, 2, 2)), "append"
    )[1]
    assert (change.time_start[:10], change.old, change.new) == ("2025-02-02", 100, 90)


def test_an_old_forecast_does_not_replace_what_was_computed() -> None:
    held = piece(100.0, dt.date(2026, 1, 20), dt.date(2025, 1, 1), dt.date(2026, 2, 20))
    old = piece(70.0, dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    merged = revision.merge(held, old, "append")[0].set_index("time_start")["value"]
    assert merged["2026-01-01"] == 70 and merged["2026-01-02"] == 100 and merged["2026-01-20"] == 100


def test_a_day_that_turns_out_null_drops_its_old_forecast() -> None:
    held = piece(100.0, dt.date(2026, 1, 1), dt.date(2025, 12, 1), dt.date(2026, 2, 1))
    days = pd.DataFrame({"day": span("2026-01-01", "2026-01-03"), "value": [90.0, np.nan, 91.0]})
    later = glofas_answer.frame(days.assign(lower=np.nan, upper=np.nan), dt.date(2026, 1, 3), 120, GLOFAS)
    merged = revision.merge(held, later, "append")[0].set_index("time_start")
    assert math.isnan(merged.loc["2026-01-02", "value"]) and merged.loc["2026-01-02", "note"] == ""


# -- the provider ------------------------------------------------------------------------------------------------


class Provider:
    """Answers any request of the flood API from a discharge for each cell; counts what it is asked."""

    def __init__(self, mirror: Mirror, rivers: dict[tuple[float, float], float]) -> None:
        self.mirror, self.rivers, self.asked = mirror, rivers, list[dict[str, list[str]]]()
        self.broken: set[str] = set()

    def get(self, address: str, usual: Reply) -> Reply:
        url = urlsplit(f"https://{address}")
        if url.hostname != "flood-api.open-meteo.com":
            return usual
        query = parse_qs(url.query)
        self.asked.append(query)
        if query["start_date"][0] in self.broken:
            reason = {"error": True, "reason": "Minutely API request limit exceeded. Please try again in one minute."}
            return Reply(json.dumps(reason).encode(), status=429)
        cells = zip(*(map(float, query[axis][0].split(",")) for axis in ("latitude", "longitude")), strict=True)
        days = span(query["start_date"][0], query["end_date"][0])
        names = query["daily"][0].split(",")
        made = []
        for cell in cells:
            value = self.rivers.get((round(cell[0], 3), round(cell[1], 3)), 3.0)
            more = {name: [value] * len(days) for name in names[1:]}
            made.append(answer(cell, days, [value] * len(days), **more))
        return Reply(json.dumps(made if len(made) > 1 else made[0], ensure_ascii=False).encode())


@pytest.fixture
def http(mirror: Mirror) -> Http:
    """Requests that wait for an answer of forty years to be made."""
    return Http(mirror=mirror.url, limits=Limits(read_seconds=20, total_seconds=60, retries=1, backoff_seconds=0))


@pytest.fixture
def two_places(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The registry with Khabarovsk and Harbin, on 10 February 2026."""
    monkeypatch.setattr(store, "now", lambda: NOW)
    source = catalog().sources[GLOFAS]
    (group,) = source.series
    places = {name: group.places[name] for name in ("khabarovsk", "songhua_harbin")}
    source = source.model_copy(update={"series": (group.model_copy(update={"places": places}),)})
    return catalog().model_copy(update={"sources": catalog().sources | {GLOFAS: source}})


@pytest.fixture
def provider(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The river runs one cell north of the gauge at Khabarovsk; at Harbin through its own cell."""
    made = Provider(mirror, {(48.475, 135.075): 9000.0, (48.475, 135.025): 9500.0, HARBIN: 1300.0})
    known = mirror.replies

    class Replies(dict[str, Reply]):
        def get(self, address: str, usual: Any = None) -> Any:
            return made.get(address, known.get(address, usual))

    monkeypatch.setattr(mirror, "replies", Replies())
    return made


def test_the_cell_nearest_to_the_gauges_mean_is_found_once_and_kept(
    cache: Cache, http: Http, two_places: Catalog, provider: Provider
) -> None:
    outcome = refresh_one(cache, two_places, GLOFAS, http)
    assert (outcome.result, outcome.series, outcome.notices) == ("updated", 2, ())
    held = cache.read(SERIES)
    assert (held.meta.latitude, held.meta.longitude) == (48.475, 135.075)
    assert held.meta.first[:10] == "1984-01-01" and held.meta.last[:10] == "2026-02-10"
    assert len(held.observations) == len(span("1984-01-01", TODAY + dt.timedelta(days=92)))
    assert [len(one["latitude"][0].split(",")) for one in provider.asked] == [9, 1, 1] * 2
    state = cache.live.state(GLOFAS)
    assert state is not None and "latitude=48.475,45.775&longitude=135.075,126.575" in state.url
    provider.asked.clear()
    provider.rivers[48.475, 135.075] = 9100.0
    again = refresh_one(cache, two_places, GLOFAS, http)
    assert not again.failed and again.revised == 1  # the settled day asked again, none of the 120 preliminary ones
    assert [one["start_date"] for one in provider.asked] == [["2025-10-13"]] * 2
    assert {one["latitude"][0] for one in provider.asked} == {"48.475", "45.775"}
    values = cache.read(SERIES).observations.set_index("time_start")["value"]
    assert (values["2025-10-12"], values["2025-10-14"]) == (9000, 9100)


def test_what_the_provider_holds_back_comes_with_the_next_refresh(
    cache: Cache, http: Http, two_places: Catalog, provider: Provider
) -> None:
    asked = provider.get
    provider.get = lambda address, usual: (  # type: ignore[method-assign]
        Reply(b'{"error":true,"reason":"Minutely"}', status=429) if "126." in address else asked(address, usual)
    )
    first = refresh_one(cache, two_places, GLOFAS, http)
    assert (first.result, first.series) == ("updated", 1)
    assert first.notices == ("songhua_harbin: not got this time (the provider answered 429 Too Many Requests)",)
    provider.get = asked  # type: ignore[method-assign]
    provider.asked.clear()
    second = refresh_one(cache, two_places, GLOFAS, http)
    assert (second.series, second.notices) == (2, ())
    assert [one["start_date"][0] for one in provider.asked] == ["2025-10-13", "2010-01-01", "2025-10-13", "1984-01-01"]
    assert set(cache.live.ids()) == {SERIES, "discharge.songhua_harbin.glofas"}


def test_a_place_without_its_river_is_told_and_the_others_stay(
    cache: Cache, http: Http, two_places: Catalog, provider: Provider
) -> None:
    provider.rivers = {HARBIN: 1300.0}
    outcome = refresh_one(cache, two_places, GLOFAS, http)
    assert (outcome.result, outcome.series) == ("updated", 1)
    assert any("khabarovsk: the model cell" in notice and "another stream" in notice for notice in outcome.notices)


def test_a_provider_that_gives_nothing_is_a_failure_and_changes_nothing(
    cache: Cache, http: Http, two_places: Catalog, provider: Provider
) -> None:
    refresh_one(cache, two_places, GLOFAS, http)
    before = cache.read(SERIES).meta.sha256
    provider.broken = {"2025-10-13"}
    outcome = refresh_one(cache, two_places, GLOFAS, http)
    assert outcome.failed and "429" in outcome.sentence
    assert cache.read(SERIES).meta.sha256 == before


def test_how_fresh_it_is_does_not_hide_behind_the_forecast(
    cache: Cache, http: Http, two_places: Catalog, provider: Provider
) -> None:
    refresh_one(cache, two_places, GLOFAS, http)
    (judged,) = (one for one in status.report(cache, two_places, NOW + dt.timedelta(days=30)) if one.source == GLOFAS)
    assert (judged.last_observation, judged.age) == ("2026-02-10", "stale")


def test_a_zip_of_answers_and_one_answer_are_loaded_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file, single = str(tmp_path / "cache"), tmp_path / "answers.zip", tmp_path / "one.json"
    parts = {"a.json": answer(CELL, LONG, [MEAN] * len(LONG)), "b.json": around_today()}
    file.write_bytes(bundle.pack({name: json.dumps(one).encode() for name, one in parts.items()}))
    single.write_bytes(json.dumps(around_today(8000.0)).encode())
    assert main(["--cache", folder, "load", GLOFAS, str(single)]) == 1
    assert "Give the day: --date" in capsys.readouterr().err
    for path in (file, single):
        assert main(["--cache", folder, "load", GLOFAS, str(path), "--date", "2026-02-10"]) == 0
    held = Cache(tmp_path / "cache").read(SERIES)
    assert held.observations["value"].iloc[0] == MEAN and held.observations["value"].iloc[-1] == 8000
    assert download_file.refusal(held.meta) == ""
    told = download_file.csv_text(held, catalog())
    assert "Open-Meteo.com" in told and "CC BY 4.0" in told and "non-commercial" in told
