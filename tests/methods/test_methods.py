"""The methods page is generated: what is added to the registry or the code is on it by itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from indicators import observations
from indicators.catalog import Region, catalog
from indicators.errors import CatalogError
from indicators.locales import has, t
from indicators.methods import docstrings, registry
from indicators.methods.topics import TOPICS
from indicators.river import water_class
from indicators.sea_ice import ice_days, slab
from indicators.statistics import climatology, trend
from ui import method_texts

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_region_is_on_the_page_by_itself() -> None:
    added = Region(kind="sea", countries=("JPN", "RUS"), definition="A sea of this test.", polygon=((140.0, 50.5),) * 3)
    changed = catalog().model_copy(update={"regions": catalog().regions | {"sea_of_a_test": added}})
    (seas,) = [one for one in registry.regions(changed, "en") if one.title == t("methods.kind.sea")]
    (row,) = [row for row in seas.rows if row[0] == "sea_of_a_test"]
    assert row[1:4] == ("Japan, Russia", "–", "A sea of this test.")
    assert row[4].startswith("140 E 50.5 N; ")


def test_every_region_stands_on_the_page_with_its_definition() -> None:
    rows = [row for one in registry.regions(catalog(), "en") for row in one.rows]
    assert len(rows) == len(catalog().regions)
    assert {region.definition for region in catalog().regions.values()} == {row[3] for row in rows}


def test_a_new_source_is_on_the_page_by_itself() -> None:
    model = catalog().sources["masie"].model_copy(update={"title": "A product of this test", "doi": "10.1234/test"})
    changed = catalog().model_copy(update={"sources": catalog().sources | {"of_a_test": model}})
    (one,) = [part for part in registry.products(changed, "en") if part.slug == "of_a_test"]
    assert (one.title, one.doi, one.domain) == ("A product of this test", "10.1234/test", "sea_ice")


def test_every_source_tells_edition_citation_licence_and_each_definition() -> None:
    told = {one.slug: one for one in registry.products(catalog(), "en")}
    assert told.keys() == catalog().sources.keys()
    for slug, source in catalog().sources.items():
        texts = " ".join(text for _, text in told[slug].lines)
        wanted = [source.product_version, source.citation, source.licence]
        wanted += [group.area_definition for group in (*source.series, *source.fields)]
        assert [part for part in wanted if part not in texts] == [], slug


@pytest.mark.parametrize("code", TOPICS)
def test_a_topic_has_a_name_a_leading_sentence_and_passages_that_say_something(code: str) -> None:
    assert has(f"methods.topic.{code}") and has(f"methods.topic.{code}.says")
    for passage in TOPICS[code].passages():
        assert passage.paragraphs and all(passage.paragraphs), passage.where
        assert sum(len(str(part)) for part in passage.paragraphs) > 30, passage.where
        assert (ROOT / passage.where.split(",")[0]).is_file()


def test_a_new_module_of_the_statistics_is_on_the_page_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "indicators" / "statistics"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('"""Statistics."""\n', encoding="utf-8")
    (folder / "new_test.py").write_text('"""A test of this test.\n\nIt says so."""\n', encoding="utf-8")
    monkeypatch.setattr(docstrings, "ROOT", tmp_path)
    assert docstrings.modules("indicators.statistics") == ["indicators.statistics", "indicators.statistics.new_test"]
    assert docstrings.passage("indicators.statistics.new_test").paragraphs == ("A test of this test.", "It says so.")


def test_every_module_of_the_statistics_is_told_and_the_package_itself_is_not() -> None:
    told = {passage.where for passage in TOPICS["trends"].passages()}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "indicators" / "statistics").glob("*.py")}
    assert files - told == {"indicators/statistics/__init__.py"}


def test_a_passage_is_the_docstring_without_the_parts_for_programmers() -> None:
    told = " ".join(map(str, docstrings.passage("indicators.river.water_class", "water_class").paragraphs))
    whole = water_class.water_class.__doc__ or ""
    assert told.startswith("Class of one sample: the worst that any of its parameters asks for.")
    assert "GB 3838-2002, table 1" in told and "GB 3838-2002, table 1" in whole
    assert "Parameters" not in told and ">>>" not in told


def test_a_list_of_a_docstring_keeps_its_items() -> None:
    (items,) = [
        part for part in docstrings.passage("indicators.policies.classes").paragraphs if isinstance(part, tuple)
    ]
    assert len(items) == 5
    assert items[1] == "*strictly protected*: the first class (class I) of a national list."


def test_a_module_that_says_nothing_or_is_not_there_is_refused() -> None:
    with pytest.raises(CatalogError, match="no such module"):
        docstrings.passage("indicators.nothing_here")
    with pytest.raises(CatalogError, match="no docstring"):
        docstrings.passage("indicators.policies.classes", "of_nothing")
    with pytest.raises(CatalogError, match="no constant"):
        docstrings.constant("indicators.policies.classes", "NOTHING")


def test_the_numbers_shown_are_those_the_code_uses() -> None:
    shown = {(module, name): value for topic in TOPICS.values() for (module, name), (_, value, _) in
             zip(topic.constants, topic.values(), strict=True)}  # fmt: skip
    assert shown["indicators.sea_ice.slab", "THRESHOLD_PERCENT"] == slab.THRESHOLD_PERCENT == 15
    assert shown["indicators.sea_ice.ice_days", "SHARE"] == ice_days.SHARE
    assert shown["indicators.statistics.trend", "LEAST"] == trend.LEAST
    assert shown["indicators.statistics.climatology", "BASELINES"] == climatology.BASELINES
    keys = [key for topic in TOPICS.values() for key, _, _ in topic.values()]
    assert [key for key in keys if not has(key)] == []


def test_the_limits_of_the_water_classes_are_those_the_code_applies() -> None:
    (table,) = registry.class_limits("en")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Ammonia nitrogen, mg/L"] == ("≤ 0.15", "≤ 0.5", "≤ 1", "≤ 1.5", "≤ 2")
    for name, sample in (("ammonia_nitrogen", 0.5), ("dissolved_oxygen", 6.0)):  # on a limit: still the better class
        assert water_class.water_class({name: sample}) == 2
    assert rows["Dissolved oxygen, mg/L"][1] == "≥ 6"


def test_river_and_sea_iron_have_units_of_their_own() -> None:
    (table,) = registry.units(catalog(), "dissolved_iron", "en")
    units = dict(table.rows)
    assert "Dissolved iron in river water" in units["mg/L"]
    assert "Dissolved iron in seawater" in units["nM"]
    assert "seawater" not in units["mg/L"] and "river" not in units["nM"]


def test_every_word_of_doubt_is_explained() -> None:
    sure, state = registry.words_of_doubt("en")
    assert [row[2] for row in sure.rows] == list(observations.CONFIDENCES)
    assert [row[2] for row in state.rows] == list(observations.FLAGS)
    assert all(word and meaning for word, meaning, _ in (*sure.rows, *state.rows))


def test_the_keys_of_the_charts_are_told() -> None:
    told = {row[0] for one in registry.marks("en") for row in one.rows}
    assert {t("pop.key.bound"), t("mark.hollow"), t("iron.key.bar")} <= told
    assert all("{" not in text for text in told)


def test_every_known_event_is_told_with_its_source() -> None:
    (untested,) = registry.untested(catalog(), "en")
    assert [row[-1] for row in untested.rows] == [rule.citation for rule in catalog().untested.values()]
    assert any("MASIE" in row[0] and "another product" in row[1] for row in untested.rows)
    (table,) = registry.events(catalog(), "en")
    assert [row[3] for row in table.rows] == [
        event.citation for event in sorted(catalog().events.values(), key=lambda one: one.start)
    ]


def test_reading_a_docstring_runs_no_code() -> None:
    """Some of these modules take seconds to load; the page must not load them for their words."""
    tree = ast.parse((ROOT / "indicators" / "methods" / "docstrings.py").read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert "importlib" not in imported
    assert docstrings.constant("indicators.river.water_class", "WORSE_THAN_V") == water_class.WORSE_THAN_V


def test_a_constant_that_a_docstring_names_is_told_with_its_value() -> None:
    told = " ".join(map(str, docstrings.passage("indicators.statistics.trend").paragraphs))
    assert f"fewer than `LEAST` ({trend.LEAST}) values" in told


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Sen (1968), 10.1080/01621459.1968.10480934.", "10.1080/01621459.1968.10480934"),
        ("(as in doi:10.1016/S0022-1694(97)00125-X)", "10.1016/S0022-1694(97)00125-X"),
        (
            "eq. 31, 10.1175/1520-0442(1999)012<1990:TENOSD>2.0.CO;2.",
            "10.1175/1520-0442(1999)012&lt;1990:TENOSD&gt;2.0.CO;2",
        ),
        ("https://doi.org/10.7265/N5K072F8, accessed", "10.7265/N5K072F8"),
    ],
)
def test_a_doi_is_a_link_without_the_punctuation_around_it(text: str, address: str) -> None:
    assert f'href="https://doi.org/{address}"' in method_texts.prose(text)


def test_outside_text_cannot_be_markup() -> None:
    assert method_texts.prose("a <b> `c<d` *e*") == "a &lt;b&gt; <code>c&lt;d</code> <em>e</em>"
