"""The GEMS/Water archive: our stations only, open data only, bounds as bounds, and little of it fetched."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import __main__ as command_line
from indicators import download_file, fetchers, observations, refresh
from indicators.catalog import catalog
from indicators.errors import FormatError, IndicatorsError
from indicators.series import Parsed, Payload, Reading
from indicators.store import Cache
from tests.river.gemstat_archive import (
    AMUR,
    HAN,
    OXYGEN,
    RHINE,
    SAMPLE_HEADING,
    STATION_HEADING,
    archive,
    packed,
    record,
    sample,
    station,
    text,
)

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def parse(content: bytes, name: str = "GFQA_v3.zip") -> Reading:
    return fetchers.parse(Payload(content, name, NOW), "gemstat", catalog())


def series(reading: Reading) -> dict[str, Parsed]:
    return {parsed.declaration.id: parsed for parsed in reading.series}


def one(*rows: dict[str, Any]) -> pd.DataFrame:
    """Observations of the only series that rows of the Amur's station make."""
    (parsed,) = parse(archive(rows, [AMUR])).series
    observations.check(parsed.observations, parsed.declaration.id)
    return parsed.observations


class TestStations:
    def test_ours_become_places_of_their_own_with_the_archive_s_name_and_position(self) -> None:
        found = series(parse(archive(OXYGEN)))
        assert sorted(found) == ["dissolved_oxygen.gems_kor00007.gemstat", "dissolved_oxygen.gems_rus00032.gemstat"]
        parsed = found["dissolved_oxygen.gems_rus00032.gemstat"]
        meta = parsed.meta
        assert (meta["region"], meta["countries"], meta["latitude"], meta["longitude"]) == (
            "amur_basin", ("RUS",), 48.43, 135.05,
        )  # fmt: skip
        assert meta["place_name"] == "Khabarovsk (RUS00032)"
        assert meta["area_definition"] == (
            "GEMS/Water river station RUS00032; water body Amur; main basin Amur; 1,630,000 km² upstream"
        )
        assert meta["method"].endswith("Parameter O2-Dis: Oxygen, Dissolved.")

    @pytest.mark.parametrize(
        ("row", "region"),
        [
            (station("CHN00001", "China", "Amur", 47.6, 132.5), "amur_basin"),
            (station("MNG00001", "Mongolia", "AMUR (Heilong)", 47.3, 110.6), "amur_basin"),
            (station("CHN00002", "China", "Amur", 31.2, 121.5), None),  # far from the Amur, whatever it says
            (station("RUS00002", "Russian Federation", "Lena", 54.0, 124.0), None),
            (station("RUS00003", "Russian Federation", "", 48.4, 135.0), None),  # no basin told: not guessed
            (station("RUS00004", "Russian Federation", "", 50.8, 142.7), "sakhalin"),
            (station("RUS00005", "Russian Federation", "Okhota", 59.4, 143.2), "sea_of_okhotsk"),
            (station("JPN00001", "Japan", "", 43.95, 144.1), "hokkaido_okhotsk_coast"),
            (station("JPN00002", "Japan", "Tone", 35.8, 140.5), None),
            (station("KOR00001", "Korea, Republic of", "Nakdong", 35.4, 128.5), "han_nakdong_basins"),
            (station("KOR00002", "Republic of Korea", "Geum", 36.4, 127.3), None),
            (station("USA00001", "United States", "Amur", 48.4, 135.0), None),
            (AMUR | {"Water Type": "Groundwater station"}, None),
        ],
    )
    def test_a_station_is_taken_by_country_basin_and_position(self, row: dict[str, Any], region: str | None) -> None:
        number = row["GEMS Station Number"]
        other = AMUR | {"GEMS Station Number": "RUS09999"}
        rows = [sample(one, "O2-Dis", "1990-01-01", 8) for one in (number, "RUS09999")]
        found = {
            parsed.declaration.place: parsed.meta["region"] for parsed in parse(archive(rows, [row, other])).series
        }
        assert found.get(f"gems_{number.lower()}") == region

    def test_of_a_korean_basin_the_largest_catchments_are_kept(self) -> None:
        areas = ["", "300", "25000", "12.5", "7000", "900", "40", "8000"]
        rows = [
            HAN | {"GEMS Station Number": f"KOR{i:05}", "Upstream Basin Area": area} for i, area in enumerate(areas)
        ]
        reading = parse(archive([sample(f"KOR{i:05}", "pH", "1990-01-01", 7) for i in range(len(areas))], rows))
        kept = sorted(parsed.declaration.place for parsed in reading.series)
        assert kept == [f"gems_kor{i:05}" for i in (1, 2, 4, 5, 6, 7)]

    def test_without_a_station_of_ours_the_counts_are_told_and_nothing_is_read(self) -> None:
        tokyo = station("JPN00002", "Japan", "Tone", 35.8, 140.5)
        with pytest.raises(FormatError) as caught:
            parse(archive(OXYGEN, [RHINE, tokyo]))
        assert caught.value.sentence == (
            "GFQA_v3.zip: no open river station of our basins is in the archive (2 stations, of our countries JPN 1; "
            "in the registered basins 0). Nothing was stored; the basins stand in the registry."
        )

    def test_stations_without_samples_are_told(self) -> None:
        with pytest.raises(
            FormatError, match="no open sample of our stations is in it. Nothing was stored: 3 stations"
        ):
            parse(archive([OXYGEN[3]]))

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"Latitude": "48,43"}, r"line 2, Latitude: '48,43' is not a position in degrees"),
            ({"Latitude": "91"}, "'91' is not a position"),
            ({"Longitude": "east"}, "Longitude: 'east' is not a position"),
            ({"GEMS Station Number": "rus 32"}, "'rus 32' is not a station number"),
        ],
    )
    def test_a_wrong_station_is_told_with_its_line(self, changed: dict[str, str], told: str) -> None:
        with pytest.raises(FormatError, match=rf"GEMStat_station_metadata\.csv.*{told}"):
            parse(archive(OXYGEN, [AMUR | changed]))

    def test_a_station_listed_twice_is_refused(self) -> None:
        with pytest.raises(FormatError, match="station RUS00032 stands twice"):
            parse(archive(OXYGEN, [AMUR, AMUR]))


class TestSamples:
    def test_values_stand_in_time_order_with_the_time_where_one_was_reported(self) -> None:
        frame = one(*OXYGEN[:2], sample("RUS00032", "O2-Dis", "1985-01-05", 12.2, **{"Sample Time": "12:00"}))
        assert list(frame["time_start"]) == [
            pd.Timestamp("1983-07-11"), pd.Timestamp("1984-05-02 08:30"), pd.Timestamp("1985-01-05"),
        ]  # fmt: skip
        assert (frame["time_end"] == frame["time_start"]).all()
        assert frame["value"].tolist() == [7.4, 9.1, 12.2]
        assert frame["depth_m"].tolist() == [0.3, 0.3, 0.3]
        assert set(frame["analysis_method"]) == {"O2-Dis-1"}
        assert set(frame["flag"]) == {"good"}

    @pytest.mark.parametrize(
        ("mark", "quality", "numbers", "interval", "flag"),
        [
            ("", "Good", (0.02, None, None), "", "good"),
            ("", "Unknown", (0.02, None, None), "", "good"),
            ("", "", (0.02, None, None), "", "good"),
            ("<", "Fair", (None, None, 0.02), "upper bound", "below_detection"),
            (">", "Fair", (None, 0.02, None), "lower bound", "good"),
            ("~", "Fair", (0.02, None, None), "", "estimated"),
            ("", "Estimated", (0.02, None, None), "", "estimated"),
            ("", "Pending review", (0.02, None, None), "", "provisional"),
            ("", "Suspect", (0.02, None, None), "", "suspect"),
            ("", "Contamination", (0.02, None, None), "", "suspect"),
            ("<", "Suspect", (None, None, 0.02), "upper bound", "suspect"),
        ],
    )
    def test_marks_become_bounds_and_ratings_flags(
        self, mark: str, quality: str, numbers: tuple[float | None, ...], interval: str, flag: str
    ) -> None:
        more = {"Value Flags": mark, "Data Quality": quality}
        row = one(sample("RUS00032", "TP", "1990-06-01", "0.02", **more)).iloc[0]
        told = tuple(None if math.isnan(row[name]) else row[name] for name in ("value", "lower", "upper"))
        assert (told, row["interval"], row["flag"]) == (numbers, interval, flag)
        assert bool(row["note"]) == (quality in ("Pending review", "Suspect", "Contamination"))

    @given(st.floats(0, 1e6), st.sampled_from(["<", ">", "~", ""]))
    @settings(max_examples=25)
    def test_a_bound_is_never_a_value(self, number: float, mark: str) -> None:
        row = one(sample("RUS00032", "Fe-Dis", "1990-06-01", repr(number), **{"Value Flags": mark})).iloc[0]
        assert math.isnan(row["value"]) == (mark in ("<", ">"))
        assert [row["value"], row["upper"], row["lower"]][["~", "<", ">"].index(mark or "~")] == number

    def test_micrograms_become_milligrams_and_an_unknown_unit_is_left_out_and_told(self) -> None:
        rows = [
            sample("RUS00032", "Fe-Dis", "1990-06-01", "390", Unit="µg/l"),
            sample("RUS00032", "Fe-Dis", "1990-07-01", "0.41"),
            sample("RUS00032", "Fe-Dis", "1990-08-01", "7", Unit="µmol/l"),
        ]
        reading = parse(archive(rows, [AMUR]))
        (parsed,) = reading.series
        assert parsed.declaration.id == "dissolved_iron_river.gems_rus00032.gemstat"
        assert parsed.observations["value"].tolist() == [0.39, 0.41]
        assert "Iron.csv, Fe-Dis: 1 rows left out in the unit 'µmol/l'" in reading.notices

    @pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-8-sig"])
    def test_both_encodings_are_read(self, encoding: str) -> None:
        named = AMUR | {"Station Identifier": "Żółta" if encoding.startswith("utf") else "Señal"}
        reading = parse(archive([sample("RUS00032", "EC", "1990-06-01", 120)], [named], encoding=encoding))
        (parsed,) = reading.series
        assert parsed.declaration.indicator == "conductivity"
        assert parsed.meta["place_name"] == f"{named['Station Identifier']} (RUS00032)"

    def test_of_one_moment_the_analysis_nearest_the_surface_is_kept_and_the_others_are_counted(self) -> None:
        rows = [
            sample("RUS00032", "TEMP", "1990-06-01", 9.0, Depth="5"),
            sample("RUS00032", "TEMP", "1990-06-01", 14.5, Depth="0.5"),
            sample("RUS00032", "TEMP", "1990-06-01", 99.0, Depth=""),
            sample("RUS00032", "TEMP", "1990-06-02", 14.0, Depth="", **{"Analysis Method Code": "rare"}),
            sample("RUS00032", "TEMP", "1990-06-02", 15.0, Depth=""),
        ]
        reading = parse(archive(rows, [AMUR]))
        frame = reading.series[0].observations
        assert frame["value"].tolist() == [14.5, 15.0]
        assert math.isnan(frame["depth_m"].iloc[1])
        told = "Temperature.csv, TEMP: 3 rows left out of the same moment, deeper or analysed again"
        assert told in reading.notices

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"Value": "7,4"}, r"pH\.csv, line 2, Value: '7,4' is not a number"),
            ({"Value": "inf"}, "'inf' is not a number"),
            ({"Depth": "deep"}, "Depth: 'deep' is not a number"),
            ({"Sample Date": "11.07.1983"}, "Sample Date: '11.07.1983' with the time '00:00' is not a moment"),
            ({"Sample Date": "1983-02-30"}, "'1983-02-30' with the time"),
            ({"Sample Time": "25:10"}, "with the time '25:10' is not a moment"),
            ({"Value Flags": "!"}, "Value Flags: '!' is none of ---, <, >, ~"),
            ({"Data Quality": "Fine"}, "Data Quality: 'Fine' is none of Good"),
        ],
    )
    def test_a_wrong_cell_is_told_with_file_line_and_column(self, changed: dict[str, str], told: str) -> None:
        with pytest.raises(FormatError, match=told) as caught:
            parse(archive([sample("RUS00032", "pH", "1983-07-11", "7.4", **changed)]))
        assert "\n" not in caught.value.sentence

    def test_a_wrong_cell_of_a_station_that_is_not_ours_does_no_harm(self) -> None:
        assert parse(archive([*OXYGEN, sample("DEU00001", "O2-Dis", "soon", "?")])).series

    def test_a_parameter_that_means_something_else_is_left_out_and_told(self) -> None:
        parameters = text(
            ("Parameter Code", "Parameter Long Name"),
            [
                {"Parameter Code": "Fe-Dis", "Parameter Long Name": "Total Iron"},
                {"Parameter Code": "O2-Dis", "Parameter Long Name": "Dissolved Oxygen"},
            ],
        )
        rows = [*OXYGEN, sample("RUS00032", "Fe-Dis", "1990-06-01", 0.4), sample("RUS00032", "pH", "1990-06-01", 7)]
        reading = parse(archive(rows, **{"GEMStat_parameter_metadata__csv": parameters.encode()}))
        assert {parsed.declaration.indicator for parsed in reading.series} == {"dissolved_oxygen"}
        assert "Fe-Dis left out: the archive calls it 'Total Iron', not dissolved_iron_river" in reading.notices
        assert "pH left out: the archive calls it None, not ph" in reading.notices
        assert not reading.whole


class TestOpen:
    def test_rows_with_a_licence_that_is_not_open_are_left_out_and_told(self) -> None:
        def licensed(day: str, licence: str) -> dict[str, Any]:
            return sample("RUS00032", "pH", day, 7, **{"License Information": licence})

        rows = [
            licensed("1990-01-01", ""),
            licensed("1990-01-02", "https://creativecommons.org/licenses/by/4.0/"),
            licensed("1990-01-03", "CC BY 4.0"),
            licensed("1990-01-04", "https://creativecommons.org/licenses/by-nc/4.0/"),
            licensed("1990-01-05", "https://example.org/terms"),
            licensed("1990-01-06", "CC BY-NC 4.0"),
        ]
        reading = parse(archive(rows, [AMUR]))
        days = reading.series[0].observations["time_start"].dt.day.tolist()
        assert days == [1, 2, 3]
        assert "pH.csv, pH: 1 rows left out not said to be open (https://example.org/terms)" in reading.notices

    def test_a_row_of_another_data_policy_is_never_stored(self) -> None:
        heading = (*SAMPLE_HEADING, "Data Policy")
        rows = [
            sample("RUS00032", "pH", f"1990-01-0{day}", 7, **{"Data Policy": policy})
            for day, policy in enumerate(["OPEN", "LIMITED", "RESTRICTED", ""], start=1)
        ]
        reading = parse(archive([], [AMUR], **{"pH__csv": text(heading, rows).encode()}))
        assert reading.series[0].observations["time_start"].dt.day.tolist() == [1]

    def test_a_station_of_another_data_policy_is_passed_over(self) -> None:
        rows = [AMUR | {"Data Policy": "LIMITED"}, HAN | {"Data Policy": "OPEN"}]
        stations = text((*STATION_HEADING, "Data Policy"), rows)
        found = series(parse(archive(OXYGEN, **{"GEMStat_station_metadata__csv": stations.encode()})))
        assert list(found) == ["dissolved_oxygen.gems_kor00007.gemstat"]

    @pytest.mark.parametrize(
        "readme",
        [
            None,
            b"LIMITED or RESTRICTED data are not listed within this dataset.",
            b"includes data under our LIMITED policy, CC BY-NC 4.0",
        ],
    )
    def test_a_delivery_that_does_not_say_that_it_is_open_is_refused(self, readme: bytes | None) -> None:
        with pytest.raises(FormatError, match="it is not said that the data are open"):
            parse(archive(OXYGEN, README_output_format__txt=readme))

    def test_the_record_beside_the_tables_tells_the_licence_as_well(self) -> None:
        told = {"README_output_format__txt": None}
        assert parse(archive(OXYGEN, **told, zenodo_record__json=record())).series
        with pytest.raises(FormatError, match="the licence is now 'cc-by-nc-4.0'"):
            parse(archive(OXYGEN, zenodo_record__json=record(licence="cc-by-nc-4.0")))
        with pytest.raises(FormatError, match="not a Zenodo record"):
            parse(archive(OXYGEN, zenodo_record__json=b"[]"))

    def test_open_data_may_be_downloaded_with_licence_and_credit(self, cache: Cache) -> None:
        outcome = refresh.load(cache, catalog(), "gemstat", Payload(archive(OXYGEN), "GFQA_v3.zip", NOW))
        assert not outcome.failed
        held = cache.read("dissolved_oxygen.gems_rus00032.gemstat")
        assert download_file.refusal(held.meta) == ""
        told = download_file.csv_text(held, catalog())
        assert "# licence: CC BY 4.0 (data under the OPEN policy of GEMS/Water only)" in told
        assert "# place_name: Khabarovsk (RUS00032)" in told
        assert "10.5281/zenodo.18459694" in told


class TestFile:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"GEMS Station Number,Sample Date\n", "not a whole zip"),
            (archive(OXYGEN)[:-40], "not a whole zip"),
            (packed({"a.txt": b"x"}), "it is not said that the data are open"),
            (archive(OXYGEN, GEMStat_station_metadata__csv=None), r"station_metadata\.csv: the file is not in the zip"),
            (archive(OXYGEN, GEMStat_parameter_metadata__csv=None), r"parameter_metadata\.csv: the file is not in"),
            (
                archive(OXYGEN, Dissolved_Gas__csv=text(SAMPLE_HEADING, OXYGEN, separator=";").encode()),
                r"Dissolved_Gas\.csv: separated by semicolons, as in version 2",
            ),
            (
                archive(OXYGEN, Dissolved_Gas__csv=text(SAMPLE_HEADING[:7], []).encode()),
                r"Dissolved_Gas\.csv: no column 'Value', 'Unit', 'Data Quality'",
            ),
            (
                archive(OXYGEN, Dissolved_Gas__csv=text(SAMPLE_HEADING, []).encode() + b"RUS00032,1990-01-01\r\n"),
                r"Dissolved_Gas\.csv, line 2: 2 cells under 13 headings",
            ),
        ],
    )
    def test_another_layout_is_refused_with_the_file(self, content: bytes, told: str) -> None:
        with pytest.raises(FormatError, match=told):
            parse(content)

    def test_nothing_is_stored_of_a_bad_file_and_what_is_held_stays(self, cache: Cache) -> None:
        good = Payload(archive(OXYGEN), "GFQA_v3.zip", NOW)
        refresh.load(cache, catalog(), "gemstat", good)
        before = cache.read("dissolved_oxygen.gems_rus00032.gemstat")
        bad = archive([*OXYGEN, sample("RUS00032", "pH", "1990-01-01", "much")])
        outcome = refresh.load(cache, catalog(), "gemstat", Payload(bad, "GFQA_v3.zip", NOW))
        assert outcome.failed and "pH.csv, line 2, Value" in outcome.sentence
        assert list(cache.metas()) == sorted(["dissolved_oxygen.gems_kor00007.gemstat", before.meta.id])
        pd.testing.assert_frame_equal(cache.read(before.meta.id).observations, before.observations)

    def test_a_zip_of_some_tables_is_enough_and_leaves_other_series_alone(self, cache: Cache) -> None:
        rows = [*OXYGEN, sample("RUS00032", "pH", "1990-01-01", 7.1)]
        refresh.load(cache, catalog(), "gemstat", Payload(archive(rows), "GFQA_v3.zip", NOW))
        others = {f"{name}__csv": None for name in ("pH", "Iron", "Optical", "Phosphorus", "Temperature")}
        outcome = refresh.load(cache, catalog(), "gemstat", Payload(archive(OXYGEN, **others), "some.zip", NOW))
        assert not outcome.failed
        assert "pH.csv is not in the zip" in outcome.notices
        assert "ph.gems_rus00032.gemstat" in cache.metas()

    def test_the_whole_archive_withdraws_stations_that_are_ours_no_longer(self, cache: Cache) -> None:
        refresh.load(cache, catalog(), "gemstat", Payload(archive(OXYGEN), "GFQA_v3.zip", NOW))
        refresh.load(cache, catalog(), "gemstat", Payload(archive(OXYGEN, [AMUR]), "GFQA_v3.zip", NOW))
        assert list(cache.metas()) == ["dissolved_oxygen.gems_rus00032.gemstat"]

    def test_it_is_loaded_and_listed_from_the_command_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "GFQA_v3.zip"
        path.write_bytes(archive(OXYGEN))
        place = ["--cache", str(tmp_path / "cache")]
        assert command_line.main([*place, "load", "gemstat", str(path)]) == 0
        assert "3 stations, of our countries KOR 1, RUS 1; in the registered basins 2" in capsys.readouterr().out
        assert command_line.main([*place, "list", "--region", "amur_basin", "--source", "gemstat"]) == 0
        assert "dissolved_oxygen.gems_rus00032.gemstat" in capsys.readouterr().out
        assert command_line.main([*place, "show", "dissolved_oxygen.gems_rus00032.gemstat"]) == 0
        assert "1984-05-02T08:30:00" in capsys.readouterr().out
        path.write_bytes(b"PK nothing")
        assert command_line.main([*place, "load", "gemstat", str(path)]) == 1


@given(st.binary(max_size=300))
@settings(max_examples=30)
def test_whatever_stands_in_a_table_is_read_or_refused_in_one_sentence(junk: bytes) -> None:
    try:
        parse(archive(OXYGEN, Dissolved_Gas__csv=junk))
    except IndicatorsError as error:
        assert "\n" not in error.sentence
