"""Who hands a file in, on what terms, and who may see it: the block of facts of a file."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators import audience
from indicators.members.columns import EXAMPLE, FACT_NAMES, FACTS, LICENCES
from indicators.members.finding import Finding, plain
from indicators.members.reading import Cell, Row
from indicators.registry import Catalog

PREFIX = "member_"
_SHORT = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_MOST_SHORT = 40
_MOST = {"citation": 1000, "licence_text": 500}


@dataclass(frozen=True)
class Facts:
    """What goes with a set; every text is of one line. `contact` is for the secretariat only."""

    title: str
    short_name: str
    contributor: str
    organisation: str
    contact: str
    country: str
    licence: str
    licence_text: str
    citation: str
    doi: str
    disclosure: str

    @property
    def source(self) -> str:
        """Id of the set as a source: `member_SHORT_NAME`."""
        return f"{PREFIX}{self.short_name}"

    @property
    def redistribute(self) -> str:
        """`raw` where the licence lets others have the values, else `no`."""
        return LICENCES[self.licence]

    @property
    def terms(self) -> str:
        """The licence as readers see it."""
        return self.licence_text if self.licence == "other" else self.licence


def split(values: Iterable[Row], sheet: Iterable[Row]) -> tuple[list[tuple[int, str, str]], list[Row]]:
    """Facts (row, name, text) from the lines that begin with `#` and from a sheet of their own; and the other rows."""
    told: list[tuple[int, str, str]] = []
    rest: list[Row] = []
    for row, cells in values:
        first = cells[0] if cells else None
        if not rest and isinstance(first, str) and first.lstrip().startswith("#"):
            told.append((row, *_pair(first.lstrip().lstrip("#"), cells[1:])))
        else:
            rest.append((row, cells))
    for row, cells in sheet:
        first = _text(cells[0]) if cells else ""
        if first and first.lower() not in ("fact", "name", "key"):
            told.append((row, *_pair(first.lstrip("#"), cells[1:2])))  # the third column explains
    return [one for one in told if one[1]], rest


def _pair(first: str, others: Sequence[Cell]) -> tuple[str, str]:
    """A name and its text, whether they stand in two cells or as `name: text` in one."""
    texts = [_text(one) for one in others]
    while texts and not texts[-1]:
        texts.pop()
    name, colon, begun = first.partition(":")
    known = name.strip().lower().replace(" ", "_")
    if colon and known in FACT_NAMES:
        return known, ",".join([begun.strip(), *texts]).strip()
    return first.strip().rstrip(":").lower().replace(" ", "_"), ",".join(texts).strip()


def _text(cell: Cell) -> str:
    if isinstance(cell, dict):
        return cell.get("d", "")[:10]
    return "" if cell is None else str(cell).strip()


def check(
    told: Sequence[tuple[int, str, str]], catalog: Catalog, today: dt.date, disclosure: str = ""
) -> tuple[Facts, list[Finding]]:
    """The facts as far as they can be read, and what is wrong with them.

    Parameters
    ----------
    disclosure : str
        Who may see it, when that is said beside the file: it goes before what the file says.
    """
    found: list[Finding] = []
    held: dict[str, tuple[int, str]] = {}
    for row, name, text in told:
        if name not in FACT_NAMES:
            near = difflib.get_close_matches(name, FACT_NAMES, 1, 0.6)
            found.append(Finding("fact.unknown", row, "", {"fact": name, "near": near[0] if near else "title"}))
        elif name in held and held[name][1] != text:
            found.append(Finding("fact.twice", row, name, {"first": held[name][0]}))
        else:
            held[name] = (row, plain(text, _MOST.get(name, 300)))
    if disclosure:
        held["disclosure"] = (held.get("disclosure", (0, ""))[0], disclosure)
    for fact in FACTS:
        if fact.needed and not held.get(fact.name, (0, ""))[1]:
            found.append(Finding("fact.missing", 0, fact.name, {"fact": fact.name}))
    texts = {name: held.get(name, (0, ""))[1] for name in FACT_NAMES}
    rows = {name: held.get(name, (0, ""))[0] for name in FACT_NAMES}
    found += _judged(texts, rows, catalog, today)
    texts["short_name"] = _short(texts)
    return Facts(**texts), found


def _judged(texts: dict[str, str], rows: dict[str, int], catalog: Catalog, today: dt.date) -> Iterable[Finding]:
    def wrong(code: str, fact: str, **values: str) -> Finding:
        return Finding(code, rows[fact], fact, values)

    country, licence, given = texts["country"], texts["licence"], texts["disclosure"]
    if country and country not in catalog.countries:
        yield wrong("fact.country", "country", value=country, known=", ".join(catalog.countries))
    if licence:
        near = difflib.get_close_matches(licence, LICENCES, 1, 0.5)
        spelled = {one.lower().replace("-", " "): one for one in LICENCES}.get(licence.lower().replace("-", " "))
        if spelled:
            texts["licence"] = spelled
        else:
            texts["licence"] = "other"
            told = {"value": licence, "known": ", ".join(LICENCES), "near": near[0] if near else "other"}
            yield wrong("fact.licence", "licence", **told)
        if spelled == "other" and not texts["licence_text"]:
            yield wrong("fact.licence_text", "licence_text")
    if given and given not in ("public", "members"):
        until = audience.lifted_on(given)
        if until is None:
            yield wrong("fact.disclosure", "disclosure", value=given)
        elif until <= today:
            yield wrong("fact.embargo_over", "disclosure", value=until.isoformat())
    if texts["short_name"] and (not _SHORT.fullmatch(texts["short_name"]) or len(texts["short_name"]) > _MOST_SHORT):
        yield wrong("fact.short_name", "short_name", value=texts["short_name"])
    if texts["title"].upper().startswith(EXAMPLE):
        yield wrong("example", "title")
    texts["licence"] = texts["licence"] or "other"


def _short(texts: dict[str, str]) -> str:
    """The short name given, else one of the organisation's and the title's first letters and digits."""
    given = texts["short_name"]
    if _SHORT.fullmatch(given) and len(given) <= _MOST_SHORT:
        return given
    return slug(f"{texts['organisation']} {texts['title']}", "set", _MOST_SHORT)


def slug(text: str, otherwise: str, most: int = 60) -> str:
    """A name in small letters and digits; of a text in other letters one that tells it from others."""
    plain_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = "_".join(re.findall(r"[a-z0-9]+", plain_))[:most].strip("_")
    letters = sum(sign.isalnum() for sign in text)
    if sum(sign.isalnum() for sign in made) >= 0.6 * min(letters, most) and made:
        return made
    mark = hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:8]
    return f"{made[: most - 9]}_{mark}".strip("_") if made else f"{otherwise}_{mark}"
