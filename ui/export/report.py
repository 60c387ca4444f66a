"""A report file that a reader brings, and orders that cannot be made: every finding as a sentence of their language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from pydantic import ValidationError

from indicators import addresses, decks
from indicators.errors import IndicatorsError
from indicators.export import request as requests
from indicators.export.paper import LEAST_DPI, LEAST_MM, MOST_DPI, MOST_MM, PAPERS, PaperError
from indicators.export.request import MOST_BYTES, MOST_ITEMS, Item, Request, RequestError
from indicators.locales import NAMES, faults, t
from indicators.locales.formats import number
from ui.frame import Context

MOST_TOLD = 20
_LONGEST = 60
_LISTED: dict[str, Iterable[str]] = {
    "languages": NAMES, "pages": addresses.CHOICES, "page": addresses.CHOICES, "formats": requests.FORMATS,
    "theme": requests.THEMES, "caption": requests.CAPTIONS,
}  # fmt: skip


class UnfitError(Exception):
    """An order that cannot be made; its sentences are in the language of the reader."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(*sentences)


def of_bytes(told: bytes, here: Context) -> Request:
    """The order in a report file.

    Raises
    ------
    UnfitError
        With every finding.
    """
    if len(told) > MOST_BYTES:
        raise UnfitError([t("export_page.finding.large", here.lang, most=number(MOST_BYTES // 1000, here.lang, 0))])
    try:
        whole = _parsed(told)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UnfitError([t("export_page.finding.yaml", here.lang, line=number(line, here.lang, 0))]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UnfitError([t("export_page.finding.no_yaml", here.lang)]) from error
    if not isinstance(whole, dict):
        raise UnfitError([t("export_page.finding.no_report", here.lang)])
    return of_parts({str(key): part for key, part in whole.items()}, here)


_parsed = functools.lru_cache(maxsize=8)(requests.parsed)


def of_parts(parts: Mapping[str, Any], here: Context) -> Request:
    """The order of plain parts.

    Raises
    ------
    UnfitError
        With every finding.
    """
    try:
        request = requests.of_parts(parts)
    except PaperError as error:
        raise UnfitError([_paper(parts, here)]) from error
    except RequestError as error:
        if isinstance(error.__cause__, ValidationError):
            found = [_finding(one, here) for one in error.__cause__.errors(include_url=False, include_context=False)]
            raise UnfitError(list(dict.fromkeys(found))[:MOST_TOLD]) from error
        raise UnfitError([_other(error, here)]) from error
    unknown = list(_unknown(request, here))
    if unknown:
        raise UnfitError(unknown[:MOST_TOLD])
    return request


def _finding(error: Mapping[str, Any], here: Context) -> str:
    """One finding of the model: its place in the file, what stands there, and what may stand there."""
    place = ".".join(str(part) for part in error["loc"])
    field = next((str(part) for part in reversed(error["loc"]) if not isinstance(part, int)), "")
    kind = str(error["type"])
    if kind == "extra_forbidden":
        keys = Item.model_fields if error["loc"][0] == "figures" else Request.model_fields
        return _said("key", here, place=place, known=_joined(keys))
    if kind == "missing":
        return _said("missing", here, place=place)
    if kind == "too_long":
        return _said("many", here, place=place, most=number(MOST_ITEMS, here.lang, 0))
    if field == "size":
        return _size(_short(error["input"]), here)
    if field in _LISTED and kind in ("literal_error", "value_error"):
        return _said("one_of", here, place=place, value=_short(error["input"]), known=_joined(_LISTED[field]))
    return _said("kind", here, place=place, value=_short(error["input"]))


def _paper(parts: Mapping[str, Any], here: Context) -> str:
    """Of a size and dots that are no paper together: which of them is wrong."""
    dpi = parts.get("dpi")
    if isinstance(dpi, int) and not LEAST_DPI <= dpi <= MOST_DPI:
        least, most = (number(one, here.lang, 0) for one in (LEAST_DPI, MOST_DPI))
        return _said("dpi", here, value=number(dpi, here.lang, 0), least=least, most=most)
    return _said("pixels", here, value=_short(parts.get("size", "")))


def _size(value: str, here: Context) -> str:
    least, most = (number(one, here.lang, 0) for one in (LEAST_MM, MOST_MM))
    return _said("size", here, value=value, known=_joined(PAPERS), least=least, most=most)


def _other(error: IndicatorsError, here: Context) -> str:
    if error.where.endswith(".choices"):
        return _said("choices", here, place=error.where)
    return faults.said(error, here.lang)


def _unknown(request: Request, here: Context) -> Iterator[str]:
    """Words for figures that there are none of."""
    known: dict[str, tuple[Sequence[str], Sequence[str]]] = {
        "indicators": (request.indicators, tuple(here.catalog.indicators)),
        "regions": (request.regions, tuple(here.catalog.regions)),
        "countries": (request.countries, here.catalog.countries),
        "deck": ([request.deck] if request.deck else [], tuple(decks.decks()[0])),
    }
    for place, (asked, names) in known.items():
        for one in asked:
            if one not in names:
                near = addresses.nearest(one, {name: name for name in names})
                told = [near] if near else list(names)[:8]
                yield _said("one_of", here, place=place, value=_short(one), known=_joined(told))


def _said(code: str, here: Context, **values: str) -> str:
    return t(f"export_page.finding.{code}", here.lang, **values)


def _short(value: object) -> str:
    """What stands in a file, where it is a word or a number; lists may be endless."""
    return str(value)[:_LONGEST] if isinstance(value, str | int | float | bool) else "…"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)
