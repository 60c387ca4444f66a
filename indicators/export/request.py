"""What is wanted of the report desk: which figures, in which languages, sizes and formats; told by a file or by words.

The command line, a report file and the page of the report desk all end in the same `Request`, so that they can do the
same.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from indicators.addresses import CHOICES
from indicators.errors import IndicatorsError
from indicators.export.drawing import CAPTIONS, Caption
from indicators.export.paper import paper
from indicators.export.theme import THEMES
from indicators.light import address
from indicators.locales import DEFAULT, NAMES

FORMATS = ("png", "svg", "pdf")
RENDERERS = ("auto", "browser", "own")
MOST_FIGURES = 4000
MOST_BYTES = 500_000
MOST_ITEMS = 400
DEEPEST = 12

Text = str | dict[str, str]
"""A text, or one by language."""


class RequestError(IndicatorsError):
    """Something is asked for that cannot be made."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Strict):
    """Figures of one address of a page, in a report: all of its charts, or those named.

    `heading` begins a new part, `text` stands above the figures, `size` is another size for them.
    """

    page: str
    choices: str = ""
    charts: tuple[str, ...] = ()
    heading: Text = ""
    text: Text = ""
    size: str = ""

    @field_validator("page")
    @classmethod
    def _page(cls, told: str) -> str:
        if told not in CHOICES:
            raise ValueError(f"no page {told!r}{_near(told, CHOICES)}")
        return told

    @field_validator("size")
    @classmethod
    def _size(cls, told: str) -> str:
        return _sized(told)


class Request(_Strict):
    """An order: figures by address (`figures`), or all that answer to every kind of word that is given.

    Without any, everything. `deck` takes the charts of a deck.
    """

    title: Text = ""
    authors: str = ""
    languages: tuple[str, ...] = (DEFAULT,)
    size: str = "page"
    dpi: int | None = None
    formats: Annotated[tuple[Literal["png", "svg", "pdf"], ...], Field(min_length=1)] = ("png",)
    theme: Literal["light", "dark", "grey"] = "light"
    caption: Caption = "full"
    qr: bool = False
    data: bool = True
    figures: Annotated[tuple[Item, ...], Field(max_length=MOST_ITEMS)] = ()
    pages: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    deck: str = ""

    @field_validator("languages")
    @classmethod
    def _languages(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        for code in told:
            if code not in NAMES:
                raise ValueError(f"no language {code!r}; one of {', '.join(NAMES)}")
        return tuple(dict.fromkeys(told)) or (DEFAULT,)

    @field_validator("size")
    @classmethod
    def _size(cls, told: str) -> str:
        return _sized(told)

    @field_validator("pages")
    @classmethod
    def _pages(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        for one in told:
            name, _, query = one.partition("?")
            if name not in CHOICES:
                raise ValueError(f"no page {name!r}{_near(name, CHOICES)}")
            _choices(name, query)
        return told


def of_file(path: Path) -> Request:
    """The request in a report file.

    Raises
    ------
    RequestError
        When it cannot be read, or asks for something that there is not; with the place in the file.
    """
    try:
        told = path.read_bytes()
    except OSError as error:
        raise RequestError(error.strerror or "cannot be read", str(path), "Name the report file.") from error
    return of_text(told, path.name)


def of_text(told: bytes, name: str) -> Request:
    """The request in the text of a report file (YAML); `name` is what errors call it."""
    if len(told) > MOST_BYTES:
        raise RequestError(f"larger than {MOST_BYTES // 1000} kB", name, "A report file lists figures only.")
    try:
        whole = parsed(told)
    except (yaml.YAMLError, ValueError) as error:
        raise RequestError(f"no YAML ({' '.join(str(error).split())[:200]})", name, "See docs/exporting.md.") from error
    if not isinstance(whole, dict):
        raise RequestError("not a report file", name, "It has keys such as `languages:` and `figures:`.")
    return of_parts(whole, name)


def parsed(told: bytes) -> object:
    """What a YAML file holds; looked through for its depth before anything is built, which would not survive it.

    Raises
    ------
    ValueError
        When it is nested too deeply, or no text.
    YAMLError
        When it is no YAML.
    """
    text_, depth = told.decode("utf-8"), 0
    for event in yaml.parse(text_, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
    return yaml.load(text_, yaml.CSafeLoader)


def of_parts(told: Mapping[str, Any], name: str = "") -> Request:
    """The request of plain parts, checked."""
    listed = {key: [part] if key in _LISTS and isinstance(part, str) else part for key, part in told.items()}
    try:
        request = Request.model_validate(listed)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        where = f"{name}: {place}" if name and place else name or place
        raise RequestError(what, where, _todo(first)) from error
    paper(request.size, request.dpi)
    for number, item in enumerate(request.figures):
        try:
            address.choices(item.page, item.choices)
        except IndicatorsError as error:
            place = f"{name}: figures.{number}.choices" if name else f"figures.{number}.choices"
            todo = "Copy them from the address of the page."
            raise RequestError(f"{item.page}: {error.what}", place, todo) from error
    return request


def to_yaml(request: Request) -> str:
    """The report file of a request: what differs from the usual."""
    told = request.model_dump(mode="json", exclude_defaults=True)
    return str(yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100))


def text(told: Text, lang: str) -> str:
    """A text in a language, else in English, else whichever there is."""
    if isinstance(told, str):
        return told
    return told.get(lang) or told.get(DEFAULT) or next(iter(told.values()), "")


_LISTS = ("languages", "formats", "pages", "indicators", "regions", "countries")


def _todo(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return f"Keys are: {', '.join((*Item.model_fields, *Request.model_fields))}."
    return "See docs/exporting.md."


def _near(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _sized(told: str) -> str:
    if told:
        try:
            paper(told)
        except IndicatorsError as error:
            raise ValueError(error.sentence) from error
    return told


def _choices(page: str, query: str) -> None:
    try:
        address.choices(page, query)
    except IndicatorsError as error:
        raise ValueError(f"{page}: {error.what}") from error


__all__ = ["CAPTIONS", "FORMATS", "RENDERERS", "THEMES", "Item", "Request", "RequestError"]
