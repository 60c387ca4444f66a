"""What the two meetings have on their agenda, and the charts that answer each item by deep link.

`agenda.yaml` lists them: meeting, item, addresses of this dashboard. The overview shows the list, the
README prints it, and a test opens every address.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import yaml

PATH = Path(__file__).with_name("agenda.yaml")


@dataclass(frozen=True)
class Link:
    """A chart: the key of its words, and its address below the root (`sea_ice?region=bering_sea`)."""

    key: str
    address: str

    @property
    def page(self) -> str:
        """Name of the page."""
        return self.address.partition("?")[0]

    @property
    def choices(self) -> dict[str, list[str]]:
        """The choices that the address makes, by their key."""
        return parse_qs(self.address.partition("?")[2], keep_blank_values=True)


@dataclass(frozen=True)
class Item:
    """One item of a meeting: the key of its words, and its charts."""

    key: str
    links: tuple[Link, ...]


@functools.cache
def meetings() -> dict[str, tuple[Item, ...]]:
    """Items by meeting, in the order of their agendas."""
    raw: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {
        meeting: tuple(
            Item(f"agenda.{meeting}.{item}", tuple(Link(f"agenda.link.{name}", to) for name, to in links.items()))
            for item, links in items.items()
        )
        for meeting, items in raw.items()
    }
