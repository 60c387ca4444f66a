from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.locales.formats import number
from indicators.policies import areas, entries, listed
from tests.policies import held


def stated() -> dict[str, float]:
    return {row["series"]: float(row["area_km2"]) for row in held.areas() if row["area_km2"]}


@pytest.mark.parametrize("narrow", [False, True])
def test_every_stated_area_is_drawn_as_stated(narrow: bool) -> None:
    chart = areas.areas(held.series(entries.AREA), catalog(), "en")
    figure = chart.narrow if narrow else chart.plot
    drawn = sorted(10 ** trace.x[0] for trace in figure.data if trace.name == "area")
    assert drawn == pytest.approx(sorted(stated().values()))
    assert sum(trace.name == "unstated" for trace in figure.data) == len(held.areas()) - len(stated())
    labels = {note.text for note in figure.layout.annotations}
    assert {f"{number(value, 'en')} km²" for value in stated().values()} <= labels


def test_no_sum_of_areas_appears_anywhere() -> None:
    chart = areas.areas(held.series(entries.AREA), catalog(), "en")
    texts = [chart.title, chart.subtitle, chart.alt, *chart.key, *chart.caption]
    texts += [note.text for figure in (chart.plot, chart.narrow) for note in figure.layout.annotations if figure]
    mine = entries.of(held.read(), entries.AREA)
    texts += [str(part) for row in listed.areas(mine, "en", lambda _: "").rows for part in row]
    texts.append(listed.csv_text("areas", mine, "en"))
    told = {float(one.replace(",", "")) for text in texts for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    values = list(stated().values())
    sums = [sum(values)] + [a + b for at, a in enumerate(values) for b in values[at + 1 :]]
    assert not [total for total in sums if any(math.isclose(total, one, rel_tol=1e-4) for one in told)]


def test_no_share_of_a_sea_is_stated_in_what_is_held() -> None:
    assert areas.stated_shares(list(held.read())) == []
    assert [item.what for item in catalog().missing if item.what == areas.SHARE] == [areas.SHARE]


def test_a_stated_share_would_be_found() -> None:
    one = replace(held.read()[0], summary="In 2030 13.3 % of the sea of the country was protected.")
    assert areas.stated_shares([one]) == [one]
    assert areas.stated_shares([replace(one, summary="64,316.3 ha, of which 63,000 ha of water.")]) == []
