"""The coverage picture: counted again from the tables and files, countries apart from global products."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow.parquet as pq
import pytest

from indicators.catalog import catalog
from indicators.coverage import families, matrix, matrix_chart, scorecard
from indicators.coverage.record import Record
from indicators.figures import Chart
from tests.coverage.shipped import CACHE, ROOT, published, records

COUNTRIES = ("CHN", "JPN", "KOR", "MNG", "RUS")


def rows_of(domain: str, *, by_indicator: bool = False) -> list[matrix.Row]:
    return matrix.rows(matrix.chosen(records(), domain), COUNTRIES, catalog(), by_indicator=by_indicator)


def year_by_hand(row: dict[str, str]) -> tuple[int, int]:
    start, end = (dt.date.fromisoformat(row[name]) for name in ("time_start", "time_end"))
    if (end - start).days >= 366:
        return start.year, end.year
    counts = Counter((start + dt.timedelta(days=n)).year for n in range((end - start).days + 1))
    year = min(counts, key=lambda one: (-counts[one], one))
    return year, year


@pytest.mark.parametrize("domain", ["population", "river", "sea_ice", "iron"])
def test_published_cells_are_those_of_the_tables(domain: str) -> None:
    """Country, indicator and year of every published row, counted with the csv module alone."""
    expected: Counter[tuple[str, str, int]] = Counter()
    for row in published(domain):
        first, last = year_by_hand(row)
        if last - first < 5 and "Year not stated" not in row["note"]:
            for country in row["countries"].split():
                expected.update((country, row["indicator"], year) for year in range(first, last + 1))
    name = {"iron": "dissolved_iron"}.get(domain, domain)
    mine = [one for one in records() if one.meta.source == "published" and one.domain == name]
    found = {
        (row.country, row.code, year): cell.tally.n
        for row in matrix.rows(mine, COUNTRIES, catalog(), by_indicator=True)
        for year, cell in row.cells.items()
    }
    assert len(expected) > 50
    assert found == dict(expected)


def test_the_years_of_a_gauge_are_those_of_its_file() -> None:
    series = ROOT / "cache" / "snapshot" / "series"
    years: set[int] = set()
    for path in series.glob("*.parquet"):
        told = pq.read_schema(path).metadata or {}
        flow = told[b"indicator"] in (b"discharge", b"discharge_hourly", b"discharge_long_term_mean", b"stage",
                                      b"annual_runoff_volume")  # fmt: skip
        if flow and b"RUS" in told[b"countries"].split():
            table = pq.read_table(path, columns=["time_start", "time_end", "value"]).to_pylist()
            for row in table:
                if row["value"] is not None and row["time_end"].year - row["time_start"].year < 5:
                    years |= set(range(row["time_start"].year, row["time_end"].year + 1))
    (flow_row,) = (row for row in rows_of("river") if (row.country, row.code) == ("RUS", "flow"))
    assert set(flow_row.cells) == years
    assert max(years) == 2017


def test_global_products_stand_apart_from_the_countries() -> None:
    for domain in families.FAMILIES:
        for row in rows_of(domain):
            sources = {one.meta.source for cell in row.cells.values() for one in cell.series}
            assert not {name for name in sources if catalog().sources[name].context}, row
    ice = matrix.context_rows(matrix.chosen(records(), "sea_ice"), catalog(), by_indicator=False)
    assert {(row.country, row.context) for row in ice} == {("", "satellite")}
    derived = [one for one in records() if one.meta.id == "ice_season_days.sea_of_okhotsk.derived"]
    assert [one.context for one in derived] == ["satellite"]  # computed from a satellite product


def test_shared_waters_count_for_each_country_with_a_mark() -> None:
    rows = {(row.country, row.code): row for row in rows_of("population", by_indicator=True)}
    kaluga = "abundance_aged_2_plus_kaluga"
    assert rows["CHN", kaluga].cells[1995].shared  # the middle Amur alone
    assert not rows["RUS", kaluga].cells[1995].shared  # also the lower Amur
    assert rows["CHN", kaluga].cells[1995].tally.n == 1
    assert rows["RUS", kaluga].cells[1995].tally.n == 2


def test_countries_stand_by_alphabet_never_by_number() -> None:
    assert matrix.ordered(("RUS", "KOR", "CHN", "MNG", "JPN")) == ["CHN", "JPN", "MNG", "KOR", "RUS"]
    for domain in families.FAMILIES:
        seen = list(dict.fromkeys(row.country for row in rows_of(domain)))
        assert seen == matrix.ordered(seen)


def test_what_is_not_held_is_told_and_what_cannot_be_is_not_asked() -> None:
    lacking = matrix.empty(records(), COUNTRIES, "population")
    assert "abundance" in lacking["MNG"]
    assert "haulouts" not in lacking["JPN"]
    assert not matrix.applies("MNG", "sea_ice")
    chart = draw("sea_ice")
    told = [text for trace in chart.plot.data if trace.mode == "text" for text in trace.text]
    assert any("Mongolia has no sea" in text for text in told)
    assert any("no coast on the Sea of Okhotsk" in text for text in told)


def test_laws_and_the_sizes_of_regions_are_no_measurements() -> None:
    measured = {one.meta.indicator for one in records()}
    assert not {"policy_instrument", "legal_status", "iucn_category", "protected_area", "sea_region_area"} & measured
    assert {one.family for one in records()} <= {name for listed in families.FAMILIES.values() for name in listed}


def draw(domain: str, family: str = "", **more: object) -> Chart:
    return matrix_chart.picture([], catalog(), "en", records=records(), domain=domain, family=family, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("domain", scorecard.DOMAINS)
def test_every_cell_has_one_mark_and_marks_differ_by_shape(domain: str) -> None:
    chart = draw(domain, years=(1990, 2026))
    every = [*rows_of(domain), *matrix.context_rows(matrix.chosen(records(), domain), catalog(), by_indicator=False)]
    cells = [cell for row in every for year, cell in row.cells.items() if 1990 <= year <= 2026]
    shapes = {"square", "square-open", "diamond", "triangle-up", "triangle-up-open"}
    drawn: Counter[str] = Counter()
    overlays: Counter[str] = Counter()
    for trace in chart.plot.data:
        (drawn if trace.name in shapes else overlays)[trace.name] += len(trace.x)
    assert drawn.total() == len(cells)
    assert drawn["square-open"] == sum(
        not cell.tally.at_source and not cell.tally.derived and cell.tally.undated < cell.tally.n for cell in cells
    )
    assert overlays["interval"] == sum(bool(cell.tally.interval) for cell in cells)
    assert {trace.type for trace in chart.plot.data} == {"scatter"}  # our library draws no other kind of cells
    hover = next(text for trace in chart.plot.data if trace.name in shapes for text in trace.hovertext)
    assert " · " in hover  # series and sources


def test_the_phone_gets_a_plot_of_its_own_and_its_height() -> None:
    plan = matrix_chart.plan(records(), catalog(), "en", domain="population")
    narrow = draw("population").narrow
    assert narrow is not None
    assert matrix_chart.narrow_height(plan, "en") == narrow.layout.height


def test_the_table_counts_what_the_files_hold() -> None:
    line = next(one for one in matrix.table(records(), ("RUS",), catalog()) if one.indicator == "discharge")
    mine: list[Record] = [one for one in records() if one.meta.indicator == "discharge" and not one.context
                          and "RUS" in one.meta.countries]  # fmt: skip
    frames = [CACHE.read(one.meta.id).observations for one in mine]
    values = sum(int((frame["value"].notna() | frame["note"].ne("")).sum()) for frame in frames)
    assert (line.series, line.observations) == (len(mine), values)
    assert line.first == min(int(frame["time_start"].dt.year.min()) for frame in frames)
    assert line.with_interval == 0.0
    measured = sum(int(frame["confidence"].isin(["measured", "read_in_source"]).sum()) for frame in frames)
    assert line.at_source == pytest.approx(measured / values)
