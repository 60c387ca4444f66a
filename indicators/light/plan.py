"""Which pages a folder of the light edition holds: every page, its parts, and every address of the agendas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indicators import agenda
from indicators.addresses import CHOICES
from indicators.light.address import Pairs, choices, file_stem, ordered

Asked = tuple[str, Pairs]
Pickers = Callable[[str, str], list[dict[str, object]]]
"""(page, query) -> pickers as the worker tells them."""

PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("map", "", ("layer",)),
    ("sea_ice", "", ("part", "region")),
    ("sea_ice", "part=regions", ("sub",)),
    ("dissolved_iron", "", ("area",)),
    ("river", "", ("part",)),
    ("populations", "", ("section",)),
    ("species", "", ("species",)),
    ("compare", "view=country", ("of",)),
    ("compare", "view=region", ("of",)),
    ("coverage", "", ("section",)),
    ("policies", "", ("show",)),
    ("methods", "", ("topic",)),
)
"""Pages, or views of a page, and the pickers whose every value has a page of its own."""


def addresses(pages: Sequence[str], pickers: Pickers) -> dict[Asked, str]:
    """File names by address, in a fixed order; an address that says the same as another has its file."""
    files: dict[Asked, str] = {}
    for page in pages:
        files[page, ()] = file_stem(page, ())
    for page, query, keys in PARTS:
        if page in pages:
            _parts(page, query, keys, pickers, files)
    for items in agenda.meetings().values():
        for link in (link for item in items for link in item.links if link.page in pages):
            pairs = choices(link.page, link.address.partition("?")[2])
            files.setdefault((link.page, pairs), file_stem(link.page, pairs))
    return files


def _parts(page: str, query: str, keys: Sequence[str], pickers: Pickers, files: dict[Asked, str]) -> None:
    own = choices(page, query)
    stem = files.setdefault((page, own), file_stem(page, own))
    for picker in pickers(page, query):
        if picker["key"] not in keys:
            continue
        for raw, chosen in picker["options"]:  # type: ignore[attr-defined]
            pairs = ordered((key, value) for key, value in raw)
            files.setdefault((page, pairs), stem if chosen else file_stem(page, pairs))


def known(pages: Sequence[str]) -> list[str]:
    """The pages asked for, in the order of the menu; all when none is named."""
    return [name for name in CHOICES if not pages or name in pages]
