"""IUCN Red List, version 4 of its API: the category of a species, subspecies or subpopulation, and its year.

The terms allow no redistribution: only category, year, citation and link of the latest assessment are
kept, whatever else an answer holds. A user's own token is needed.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from indicators import bundle, observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.population import answers
from indicators.population.answers import Asker
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

TAXON = "taxon"  # part with the list of a taxon's assessments
GLOBAL = "1"  # code of the scope "Global"
ORDINALS = {"LC": 1.0, "NT": 2.0, "VU": 3.0, "EN": 4.0, "CR": 5.0}
"""The scale of the published categories; what lies outside it (DD, EW, EX, NE) has no number."""

CATEGORIES = (*ORDINALS, "DD", "EW", "EX", "NE")
_YEAR = re.compile(r"(19|20)\d\d")
_NAMES = ("genus_name", "species_name", "infra_name", "subpopulation_name")


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """For every taxon the list of its assessments, then the latest of them."""
    asker = Asker(source, http)
    found: dict[str, bytes] = {}
    for declared in answers.declarations(source_id, source):
        taxon = asker.try_to(_address(source, declared), answers.name_of(declared, TAXON))
        found |= taxon
        listed = taxon.get(f"{answers.name_of(declared, TAXON)}.json")
        if listed is not None:
            latest = latest_of(answers.document(listed, declared.id), declared.id)
            address = answers.filled(source.urls["assessment"], id=latest["assessment_id"])
            found |= asker.try_to(address, answers.name_of(declared))
    return Payload(bundle.pack(found), f"{source_id}.zip", store.now(), url=source.urls["taxon"])


def _address(source: Source, declared: Declaration) -> str:
    named = {name: part for name, part in declared.place_key.items() if name in _NAMES}
    return source.urls["taxon"] + "&".join(answers.filled(f"{name}={{value}}", value=named[name]) for name in named)


def latest_of(taxon: Any, where: str) -> dict[str, Any]:
    """The latest assessment of a taxon, the global one where there are several.

    Raises
    ------
    FormatError
        When no assessment is called the latest.
    """
    listed = [one for one in answers.rows(taxon, "assessments", where) if one.get("latest") is True]
    if not listed:
        raise FormatError("no latest assessment in the answer", where, answers.CHANGED)
    return max(listed, key=lambda one: (_is_global(one), str(one.get("year_published", ""))))


def _is_global(assessment: dict[str, Any]) -> bool:
    scopes = assessment.get("scopes")
    return isinstance(scopes, list) and any(isinstance(one, dict) and str(one.get("code")) == GLOBAL for one in scopes)


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the assessments of a bundle, or one handed in by its own name."""
    declared = list(catalog.declarations(source_id))
    parsed, notices = [], []
    for part in answers.parts(payload, declared, max_megabytes=catalog.sources[source_id].max_megabytes):
        if part.what.endswith(answers.REFUSED):
            notices.append(f"{part.declared.place}: not found on the Red List ({part.document.get('said', '')})")
        elif part.what == "":
            parsed.append(_series(part.declared, part.document, part.name))
    if not parsed:
        raise FormatError("no assessment is in it", payload.name, "; ".join(notices) or "Nothing was stored.")
    return Reading(tuple(parsed), tuple(notices))


def _series(declared: Declaration, assessment: Any, where: str) -> Parsed:
    key = declared.place_key
    category, year, citation = _category(assessment, where), _year(assessment, where), assessment.get("citation")
    if not isinstance(citation, str) or not citation.strip():
        raise FormatError("an assessment without its citation", where, answers.CHANGED)
    _require_taxon(assessment, key, where)
    frame = observations.build(
        pd.DatetimeIndex([f"{year}-01-01"]),
        [ORDINALS.get(category, float("nan"))],
        time_end=pd.DatetimeIndex([f"{year}-12-31"]),
        citation=declared.source,
        confidence="read_in_source",
        note="" if category in ORDINALS else f"{category}: the scale from LC to CR has no number for it.",
    )
    texts = {"species": key["species"], "scope": key["scope"], "category": category, "legal_status": "",
             "migratory_notes": "", "url": _link(assessment)}  # fmt: skip
    for name, text in texts.items():
        frame[name] = pd.Series([text], dtype="str")
    return Parsed(declared, frame, {"citation_text": citation.strip(), "area_definition": key["scope"]})


def _category(assessment: Any, where: str) -> str:
    found = assessment.get("red_list_category") if isinstance(assessment, dict) else None
    code = found.get("code") if isinstance(found, dict) else None
    if code not in CATEGORIES:
        raise FormatError(f"{code!r} is no category of the Red List", f"{where}, red_list_category", answers.CHANGED)
    return str(code)


def _year(assessment: dict[str, Any], where: str) -> int:
    text = str(assessment.get("year_published", ""))
    if not _YEAR.fullmatch(text):
        raise FormatError(f"{text!r} is not a year", f"{where}, year_published", answers.CHANGED)
    return int(text)


def _link(assessment: dict[str, Any]) -> str:
    link = str(assessment.get("url") or "")
    return link if link.startswith("https://") else ""


def _require_taxon(assessment: dict[str, Any], key: dict[str, str], where: str) -> None:
    """Refuse the assessment of another taxon, where the answer names its own."""
    told = assessment.get("taxon")
    if not isinstance(told, dict):
        return
    for name in _NAMES:
        if name in told and (told[name] or "") != key.get(name, ""):
            what = f"an assessment of {told.get('scientific_name')!r} ({name} {told[name]!r})"
            raise FormatError(what, where, "Correct the name of the file, or the name in data_sources.yaml.")
