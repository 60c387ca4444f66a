"""The words: every key the code asks for exists, every id has a name, and languages agree on what is filled in."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indicators import locales
from indicators.catalog import catalog
from indicators.locales import DEFAULT, formats, languages, messages, t

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("indicators", "ui", "pages") for path in (ROOT / folder).rglob("*.py"))
KEY = re.compile(r"[a-z0-9_]+(\.[^\s.{}]+)+")


@dataclass(frozen=True)
class Asked:
    """One call of `t`: where it stands, its key as a pattern, and the names it fills in (None: not known)."""

    where: str
    pattern: str
    literal: bool
    given: frozenset[str] | None


def asked() -> Iterator[Asked]:
    """Every call of `t` whose key can be read off the code, wholly or in part."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name != "t" or not node.args:
                continue
            names = [word.arg for word in node.keywords]
            given = None if None in names else frozenset(word for word in names if word)
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            for key in keys(node.args[0]):
                yield Asked(where, pattern(key), isinstance(key, ast.Constant), given)


def keys(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)


def pattern(key: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(key, ast.Constant):
        return re.escape(str(key.value))
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_code_asks_for_words() -> None:
    found = list(asked())
    assert sum(one.literal for one in found) > 10
    assert sum(not one.literal for one in found) > 5


def test_every_key_in_the_code_exists() -> None:
    english = messages(DEFAULT)
    missing = [
        f"{one.where}: {one.pattern}"
        for one in asked()
        if not any(re.fullmatch(one.pattern, key) for key in english)
    ]  # fmt: skip
    assert not missing, "asked for, but not in indicators/locales/en:\n" + "\n".join(missing)


def test_every_call_fills_in_what_the_text_needs() -> None:
    english = messages(DEFAULT)
    short = [
        f"{one.where}: {one.pattern} needs {', '.join(sorted(needed - one.given))}"
        for one in asked()
        if one.literal and one.given is not None
        for needed in [fields(english.get(one.pattern.replace("\\", ""), ""))]
        if needed - one.given
    ]
    assert not short, "\n".join(short)


@pytest.mark.parametrize("kind", ["indicator", "region", "place", "source"])
def test_every_id_of_the_registry_has_a_name(kind: str) -> None:
    registry = catalog()
    ids = {
        "indicator": registry.indicators,
        "region": registry.regions,
        "place": registry.places,
        "source": registry.sources,
    }[kind]
    english = messages(DEFAULT)
    nameless = [slug for slug in ids if not english.get(f"{kind}.{slug}", "").strip()]
    told = f"{len(nameless)} of {len(ids)} have no English name; add to indicators/locales/en:\n"
    assert not nameless, told + "\n".join(f"{kind}.{slug}: " for slug in nameless)


def test_every_species_and_country_of_the_registry_has_a_name() -> None:
    registry, english = catalog(), messages(DEFAULT)
    species = {one.species for one in registry.indicators.values() if one.species}
    wanted = {f"species.{name}" for name in species} | {f"country.{code}" for code in registry.countries}
    assert sorted(wanted - english.keys()) == [], "no English name in indicators/locales/en"


@pytest.mark.parametrize("lang", languages())
def test_a_language_has_no_key_that_english_lacks(lang: str) -> None:
    assert sorted(messages(lang).keys() - messages(DEFAULT).keys()) == []


@pytest.mark.parametrize("lang", languages())
def test_a_language_fills_in_the_same_names_as_english(lang: str) -> None:
    english = messages(DEFAULT)
    differ = {
        key: (text, english[key])
        for key, text in messages(lang).items()
        if key in english and fields(text) != fields(english[key])
    }
    assert differ == {}


@pytest.mark.parametrize("lang", languages())
def test_keys_are_flat_and_texts_are_texts(lang: str) -> None:
    for key, text in messages(lang).items():
        assert KEY.fullmatch(key), key
        assert text.strip() == text, key
        assert not text.startswith(("{'", "[")), key  # a nested block or a list would read so


def test_a_text_is_filled_in_and_a_missing_language_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {DEFAULT: {"a.b": "{n} seals", "a.c": "ice"}, "ja": {"a.b": "アザラシ{n}頭"}}
    monkeypatch.setattr(locales, "english", lambda: told[DEFAULT])
    monkeypatch.setattr(locales, "messages", told.__getitem__)
    assert t("a.b", "ja", n=3) == "アザラシ3頭"
    assert t("a.c", "ja") == "ice"
    assert t("a.b", "xx", n=3) == "3 seals"
    with pytest.raises(KeyError):
        t("a.d", "ja")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2026年6月24日. 最大 1.2 百万 km². 低于.",
            "2026年6月24日。最大 1.2 百万 km²。低于。",
        ),
        ("海氷面積。. 次の文.", "海氷面積。次の文。"),
        ("MASIE. 海氷面積 (NSIDC). 3 系列.", "MASIE。海氷面積 (NSIDC)。3 系列。"),
        ("Guan et al. 2015 による. Phoca sp. larga.", "Guan et al. 2015 による。Phoca sp. larga。"),
    ],
)
def test_sentences_put_together_have_the_stop_of_their_language(text: str, said: str) -> None:
    assert formats.spoken(text, "ja") == said
    assert formats.spoken(text, "ru") == text
