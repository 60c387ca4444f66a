"""The verb `words`: what every language says, what it lacks, and the way in for whoever corrects it."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.locales import DEFAULT, english, languages, sheet
from indicators.locales.sheet import COLUMNS, MACHINE, Row
from indicators.store import Cache
from indicators.wording import check, handed, texts

COUNTED = ("missing", "stale", "braces", "tags", "review", "unknown", "term")
TO_DO = ("missing", "stale", "braces", "tags")
MOST_TOLD = 20


def options(verb: argparse.ArgumentParser) -> None:
    """Arguments of the verb."""
    verb.add_argument("lang", nargs="?", metavar="LANG", help="one language, with its findings; default: all, counted")
    kind = verb.add_mutually_exclusive_group()
    kind.add_argument("--todo", metavar="FILE", help="write the rows still to be done as a sheet")
    kind.add_argument("--take", metavar="FILE", help="take a corrected sheet; all of it or nothing")


def run(given: argparse.Namespace) -> int:
    """Print the state of the languages, write what is to do, or take a sheet; 1 when a sheet is not taken."""
    others = [lang for lang in languages() if lang != DEFAULT]
    if given.lang is not None and given.lang not in others:
        print(f"unknown language {given.lang!r}. One of {', '.join(others)}.", file=sys.stderr)
        return 2
    if given.lang is None and (given.todo or given.take):
        print("--todo and --take want a language before them.", file=sys.stderr)
        return 2
    wanted = check.wanted(english(), texts.sentences(catalog(), Cache(getattr(given, "cache", None))))
    if given.todo:
        return _write(given.lang, Path(given.todo), wanted)
    if given.take:
        return _take(given.lang, Path(given.take), wanted)
    return _report([given.lang] if given.lang else others, wanted, each=bool(given.lang))


def _report(langs: Sequence[str], wanted: Mapping[str, str], *, each: bool) -> int:
    """A line a language; of one language its findings too."""
    asked = sum(bool(text.strip()) for text in wanted.values())
    print(f"{'':4}{'rows':>7}{'of':>7}{'machine':>9}{'read':>7}  {'  '.join(COUNTED)}")
    for lang in langs:
        rows = [row for row in _rows(lang) if row.text]
        found = list(check.findings(rows, wanted))
        counts = Counter(one.kind for one in found)
        machine = sum(row.review == MACHINE for row in rows)
        told = "  ".join(f"{counts[kind]:>{len(kind)}}" for kind in COUNTED)
        print(f"{lang:4}{len(rows):>7}{asked:>7}{machine:>9}{len(rows) - machine:>7}  {told}")
        if each:
            for one in found:
                print(f"{one.kind:8} {one.key}: {one.told}")
    return 0


def _write(lang: str, path: Path, wanted: Mapping[str, str]) -> int:
    """The rows to be done, with the text there is, and the English of today."""
    held = {row.key: row for row in _rows(lang)}
    keys = dict.fromkeys(one.key for one in check.findings(list(held.values()), wanted) if one.kind in TO_DO)
    rows = [replace(held.get(key, Row(key, "", "")), english=wanted[key].strip(), review="") for key in keys]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((row.key, row.english, row.text, row.review) for row in rows)
    print(f"{path}: {len(rows)} rows. Fill in `text` and, in `review`, who has read it; then words {lang} --take.")
    return 0


def _take(lang: str, path: Path, wanted: Mapping[str, str]) -> int:
    """Store a corrected sheet, or say of each wrong row why not."""
    if not path.is_file():
        raise FormatError("no such file", str(path), "Give the path of the sheet.")
    given, held = handed.read(path), _rows(lang)
    wrong = list(handed.faults(given, wanted, path.name))
    if wrong:
        print("\n".join(wrong[:MOST_TOLD]), file=sys.stderr)
        more = f" ({len(wrong) - MOST_TOLD} more such rows.)" if len(wrong) > MOST_TOLD else ""
        print(f"Nothing was taken.{more}", file=sys.stderr)
        return 1
    new = handed.changed(held, given)
    rows = handed.merged(held, given)
    sheet.write(lang, rows)
    print(f"{lang}: {len(new)} rows changed, {len(rows)} held")
    keys = {row.key for row in new}
    for one in check.findings(rows, wanted):
        if one.kind == "term" and one.key in keys:
            print(f"  {one.key}: {one.told}")
    return 0


def _rows(lang: str) -> list[Row]:
    try:
        return list(sheet.read(lang))
    except ValueError as error:
        raise FormatError(str(error).rstrip("."), "", "Mend the sheet.") from error
