"""A cache whose providers mean harm: every text of theirs is HTML, Markdown and a formula at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from indicators.store import Cache, Side

POISON = (
    "<img src=x onerror=alert(1)>\"'><script>alert(2)</script></style></title> "
    '[click](javascript:alert(3)) ![p](http://evil.example/x.png) <a href="http://evil.example">a</a>'
)
OF_META = ("citation_text", "method", "area_definition", "product_version", "statistic", "doi")
KNOWN = ("flag", "citation", "confidence", "interval", "species", "scope", "category")
"""Columns whose words are keys of ours."""
WHOLE = ("iucn", "protected_planet", "published")


def poisoned(shipped: Side, root: Path, each: int) -> list[str]:
    """Some series of every source, with every outside text poisoned; gives their ids."""
    out, count = Side(root, "snapshot"), Counter[str]()
    for series_id in shipped.ids():
        source = series_id.rpartition(".")[2]
        count[source] += 1
        if count[source] > each and source not in WHOLE:
            continue
        held = shipped.read(series_id)
        told = {name: f"{getattr(held.meta, name)} {POISON}" for name in OF_META}
        frame = held.observations.copy()
        for name in frame.columns:
            if frame[name].dtype.kind not in "fMiub" and name not in KNOWN:
                frame[name] = [f"{one} {POISON}" if isinstance(one, str) else POISON for one in frame[name]]
        out.write(replace(held.meta, **told), frame)
    return Cache(root).snapshot.ids()


class Harm(HTMLParser):
    """What in an HTML text came from the poison as markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "script" or any(name.startswith("on") for name in told) or told.get("src") == "x":
            self.found.append(f"{tag} {told}")
        for name in ("href", "src", "action"):
            address = urlsplit(told.get(name, "").strip())
            if address.scheme not in ("", "http", "https", "mailto", "data") or address.hostname == "evil.example":
                self.found.append(f"{tag} {name}={told[name]}")
