"""The verb `words`: what a language lacks, what is to be done, and a corrected sheet taken whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.__main__ import main
from indicators.locales import english, sheet
from indicators.locales.sheet import Row
from indicators.wording import command

HEAD = "key,english,text,review\n"
ENGLISH = {"a.ice": "Ice", "a.count": "{n} seals", "a.link": "See <b>this</b>", "term.ice": "ice", "a.empty": ""}
SENTENCE = "Counted from the shore."


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of five texts, one sentence of the data, and sheets of its own."""
    monkeypatch.setattr(command, "english", lambda: ENGLISH)
    monkeypatch.setattr(command.texts, "sentences", lambda *_: {SENTENCE: "note"})
    monkeypatch.setattr(sheet, "FOLDER", tmp_path)
    sheet.write("ja", [Row("a.ice", "Ice", "氷"), Row("a.count", "{n} whales", "{n}頭"), Row("gone.key", "x", "y")])


def handed(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "handed.csv"
    path.write_text(content, encoding=encoding)
    return path


def held() -> dict[str, Row]:
    return {row.key: row for row in sheet.read("ja")}


def test_it_counts_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told[1:]] == ["zh", "ja", "ko", "mn", "ru"]
    japanese = next(line for line in told if line.startswith("ja"))
    assert japanese.split()[:7] == ["ja", "3", "5", "3", "0", "3", "1"]  # held, wanted, machine, read, missing, stale


def test_it_tells_what_is_wrong_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "ja"]) == 0
    told = capsys.readouterr().out
    assert "missing  a.link" in told
    assert "stale    a.count" in told
    assert "unknown  gone.key" in told
    assert "a.empty" not in told


def test_what_is_to_be_done_comes_back_as_a_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "todo.csv"
    assert main(["words", "ja", "--todo", str(path)]) == 0
    assert "4 rows" in capsys.readouterr().out
    rows = {row.key: row for row in sheet.parse(path.read_text(encoding="utf-8-sig"), path.name)}
    assert set(rows) == {"a.count", "a.link", "term.ice", sheet.key_of(SENTENCE)}
    assert rows["a.count"] == Row("a.count", "{n} seals", "{n}頭", "")  # the English of today, the text there was


def test_a_corrected_sheet_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = handed(
        tmp_path, HEAD + 'a.count,{n} seals,アザラシ{n}頭,Sato\na.link,See <b>this</b>,"<b>これ</b>、参照",Sato\n'
    )
    assert main(["words", "ja", "--take", str(path)]) == 0
    assert "2 rows changed" in capsys.readouterr().out
    assert held()["a.count"] == Row("a.count", "{n} seals", "アザラシ{n}頭", "Sato")
    assert held()["a.ice"].text == "氷"


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_it_reads_what_a_spreadsheet_saves(tmp_path: Path, separator: str, encoding: str) -> None:
    path = handed(tmp_path, (HEAD + "a.ice,Ice,海氷,Sato\n").replace(",", separator), encoding)
    assert main(["words", "ja", "--take", str(path)]) == 0
    assert held()["a.ice"].text == "海氷"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.count,{n} seals,アザラシ,Sato", "line 3, a.count: fills in [], English fills in ['n']"),
        ("a.count,{n} seals,アザラシ{n頭,Sato", "line 3, a.count"),
        ("a.count,{n} whales,クジラ{n}頭,Sato", "line 3, a.count: made of “{n} whales”, English is now: {n} seals"),
        ("a.link,See <b>this</b>,これ,Sato", "line 3, a.link: other HTML tags than in English"),
        ("a.link,See <b>this</b>,<b>これ</b>,", "line 3, a.link: say who has read it"),
        ("a.typo,Ice,氷,Sato", "line 3, a.typo: English has no such key"),
        ("a.ice,Ice,海氷,Sato", "line 3, a.ice: the key stands on line 2 too"),
    ],
)
def test_one_wrong_row_keeps_the_whole_sheet_out(
    row: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held()
    path = handed(tmp_path, HEAD + "a.ice,Ice,流氷,Sato\n" + row + "\n")
    assert main(["words", "ja", "--take", str(path)]) == 1
    told = capsys.readouterr().err
    assert f"handed.csv, {said}" in told
    assert "Nothing was taken." in told
    assert held() == before


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        ("key;text\na;b\n", "utf-8", "no column english, review"),
        (HEAD + "a.ice,Ice,é,x\n", "latin-1", "not a text in UTF-8"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(
    content: str, encoding: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["words", "ja", "--take", str(handed(tmp_path, content, encoding))]) == 1
    assert said in capsys.readouterr().err


def test_a_term_that_is_not_used_is_told_but_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = handed(tmp_path, HEAD + "term.ice,ice,海氷 | 流氷,Sato\na.ice,Ice,こおり,Sato\n")
    assert main(["words", "ja", "--take", str(path)]) == 0
    assert "a.ice: “ice” is 海氷 or 流氷 here" in capsys.readouterr().out
    assert held()["a.ice"].text == "こおり"


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "en"]) == 2
    assert "unknown language 'en'" in capsys.readouterr().err
    assert main(["words", "--todo", "x.csv"]) == 2
    assert main(["words", "ja", "--take", "nowhere.csv"]) == 1


def test_the_shipped_english_has_terms_and_texts() -> None:
    assert any(key.startswith("term.") for key in english())
