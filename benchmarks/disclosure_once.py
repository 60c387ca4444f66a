"""The disclosure matrix in a process of its own: `python -m benchmarks.disclosure_once FOLDER [quick]`; rows as JSON.

Sets with names and values of their own are handed in and published in a cache of their own, one for each kind of
disclosure. Every route is then asked by every role, the one with most rights first, in one process: what is kept in
memory for one role must not be told to another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import io
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("secretariat", "members", "public")
WORDS = {"public": "alphakanari", "members": "betakanari", "embargo ahead": "gammakanari",
         "embargo over": "deltakanari", "withdrawn": "omegakanari"}  # fmt: skip
VALUES = {"public": 311.70713, "members": 322.71717, "embargo ahead": 333.72721, "embargo over": 344.73727,
          "withdrawn": 355.74733}  # fmt: skip
DAY = dt.date(2026, 6, 1)
TOLD = {"public": "public", "members": "members", "embargo ahead": "embargo:2099-01-01",
        "embargo over": "embargo:2026-05-01", "withdrawn": "public"}  # fmt: skip
ALLOWED = {
    "public": {"public", "embargo over"},
    "members": {"public", "embargo over", "members"},
    "secretariat": {"public", "embargo over", "members", "embargo ahead"},
}
MEASURED = {
    "dissolved_iron_river": ("mg/L", 1e-3),
    "water_temperature": ("°C", 0.1),
    "abundance_spotted_seal": ("individuals", 1),
}
PAGES = (
    "home", "system", "map", "sea_ice", "dissolved_iron", "river", "populations", "species", "compare", "coverage",
    "policies", "since", "sources", "methods", "methods?topic=products", "export", "coverage?country=CHN",
    "compare?view=find", "dissolved_iron?country=CHN", "river?country=CHN", "populations?section=counts",
    "sources?domain=dissolved_iron",
)  # fmt: skip
QUICK = ("dissolved_iron", "compare", "sources", "coverage", "methods?topic=products")


def table(word: str, value: float, disclosure: str) -> bytes:
    """A contribution of three series, all of whose texts hold a word."""
    facts = {
        "title": f"Set {word}",
        "short_name": word,
        "contributor": f"Person {word}",
        "organisation": f"Institute {word}",
        "contact": f"{word}@institute.example",
        "country": "CHN",
        "licence": "CC-BY-4.0",
        "citation": f"Citation {word}",
        "disclosure": disclosure,
    }
    lines = [f"# {name},{text}" for name, text in facts.items()]
    lines.append("indicator,place_name,latitude,longitude,region,countries,time_start,value,unit,method,note")
    for indicator, (unit, share) in MEASURED.items():
        for year in range(2015, 2024):
            at = f"{round(value * share, 9)}"
            lines.append(
                f"{indicator},Spot {word},47.6,132.5,amur_basin,CHN,{year}-07-15,{at},{unit},Way {word},Note {word}"
            )
    return "\n".join(lines).encode()


def filled(folder: Path) -> dict[str, list[str]]:
    """A cache with a set of every kind of disclosure, published by the functions that publish; series by kind."""
    from indicators import audience
    from indicators.members import decision, staging
    from indicators.store import Cache

    cache, held = Cache(folder / "cache"), {}
    (cache.snapshot.path / "series").mkdir(parents=True)
    for shipped in sorted((ROOT / "cache" / "snapshot" / "series").glob("sea_ice_extent.*.parquet"))[:6]:
        shutil.copy(shipped, cache.snapshot.path / "series" / shipped.name)
    for kind, word in WORDS.items():
        path = folder / f"{word}.csv"
        path.write_bytes(table(word, VALUES[kind], TOLD[kind]))
        before = dt.date(2026, 4, 1) if kind == "embargo over" else DAY
        moment = dt.datetime.combine(before, dt.time(), dt.UTC)
        with (
            mock.patch.object(audience, "today", return_value=before),
            mock.patch.object(staging, "now", return_value=moment),
        ):
            made, checked = staging.hand_in(path, cache, f"Hand {word}")
        if made is None:
            raise SystemExit("; ".join(one.sentence("en") for one in checked.findings))
        decision.publish(cache.root, made.id, "secretary")
        held[kind] = list(made.series)
        if kind == "withdrawn":
            decision.withdraw(cache.root, made.id, "secretary", "asked for")
    return held


class Asked:
    """The routes, each a function of a role that gives everything it tells as text."""

    def __init__(self, folder: Path, series: dict[str, list[str]], *, quick: bool) -> None:
        self.folder, self.series, self.quick = folder, series, quick
        self.role = "public"
        self.every = [one for ids in series.values() for one in ids]

    def routes(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Name and function of every route."""
        compared = "&".join(f"series={one}" for one in self.every if one.startswith("dissolved_iron"))
        pages = QUICK if self.quick else PAGES
        for page in (*pages, f"compare?{compared}"):
            yield f"page {page.partition('series=')[0]}", partial(self.page, page)
        yield "/data/ID.csv", self.data
        yield "/api/ready", lambda: self.answer("/api/ready")
        for verb in ("list --json", "status --json"):
            yield verb.partition(" ")[0], partial(self.asking, verb)
        for verb in ("show", "describe"):
            yield verb, partial(self.each, verb)
        yield "digest", lambda: self.verb(["digest", "--from", "2020-01-01", "--json"])
        yield "digest --keep", self.kept
        yield "light edition: its folder", self.shelf
        yield "orders of figures: their edition", self.desk
        if not self.quick:
            yield "export --dry-run", lambda: self.verb(["export", str(self.folder / "out"), "--page", "dissolved_iron",
                                                         "--lang", "en", "--dry-run"])  # fmt: skip
            yield "light", self.light

    def page(self, asked: str) -> str:
        """A page with everything unfolded, its charts with their values and captions."""
        from indicators.light import address
        from indicators.light.picture import Picture
        from ui.light import recorder

        name, _, query = asked.partition("?")
        record = recorder.recorded(address.checked(name, "en", query), lambda card, lang: Picture(), unfolded=True)
        text = json.dumps(dataclasses.asdict(record), ensure_ascii=False, default=str)
        for one in self.every if query else ():  # that a page repeats its own address is no news
            text = text.replace(one, "") if one not in visible_ids() else text
        return text

    def answer(self, path: str) -> str:
        """What a plain route answers."""
        from starlette.applications import Starlette
        from starlette.testclient import TestClient

        from ui.routes import ROUTES

        return str(TestClient(Starlette(routes=ROUTES)).get(path).text)

    def data(self) -> str:
        """The download of every series; an address that is asked for is no news."""
        told = []
        for one in self.every:
            text = self.answer(f"/data/{one}.csv")
            told.append("" if text.startswith(one) and "\n" not in text else text)
        return "".join(told)

    def verb(self, words: list[str]) -> str:
        """What a command tells; the id of an unknown series that it repeats is no news."""
        from indicators.__main__ import main

        out = io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.suppress(SystemExit),
        ):
            main(["--cache", str(self.folder / "cache"), *words])
        return out.getvalue()

    def asking(self, verb: str) -> str:
        """What a command tells the role."""
        return self.verb([*verb.split(), "--as", self.role])

    def each(self, verb: str) -> str:
        """What a command tells the role of every series."""
        return "".join(self.verb([verb, one, "--as", self.role]) for one in self.every)

    def kept(self) -> str:
        """Names and bytes of a kept edition."""
        self.verb(["digest", "--keep", f"of_{self.role}"])
        files = sorted((self.folder / "cache" / "editions").rglob("*"))
        return "".join(f"{one.name} {one.read_bytes().decode('latin-1') if one.is_file() else ''}" for one in files)

    def shelf(self) -> str:
        """Pages of the light edition are for everybody: their folder must be the same whoever asks."""
        from indicators.audience import PUBLIC, acting
        from indicators.light.shelf import Shelf
        from indicators.store import Cache

        mine = Shelf(Cache(self.folder / "cache")).folder()
        with acting(PUBLIC):
            same = Shelf(Cache(self.folder / "cache")).folder() == mine
        return "" if same else " ".join(WORDS.values())

    def desk(self) -> str:
        """Orders are shared by everybody: their edition must be the same whoever asks."""
        from indicators.audience import PUBLIC, acting
        from indicators.store import Cache
        from ui.export import desk as export_desk

        mine = export_desk.edition(Cache(self.folder / "cache"))
        with acting(PUBLIC):
            same = export_desk.edition(Cache(self.folder / "cache")) == mine
        return "" if same else " ".join(WORDS.values())

    def light(self) -> str:
        """The light edition as files."""
        out = self.folder / f"light_{self.role}"
        self.verb(["light", str(out), "--lang", "en", "--pages", "sources", "--workers", "1"])
        return "".join(one.read_text(encoding="utf-8", errors="replace") for one in out.rglob("*.html"))


def visible_ids() -> set[str]:
    """Ids that the present role may see."""
    from indicators.store import Cache

    return set(Cache().metas())


def tokens(kind: str) -> tuple[str, ...]:
    """What gives a set away: its word, or the digits of its values."""
    return WORDS[kind], f"{VALUES[kind]}".replace(".", ""), f"{VALUES[kind]}"


def shared(route: str) -> bool:
    """Whether a route is for everybody, whoever asks."""
    return route.startswith(("digest", "light", "orders", "export"))


def rows(folder: Path, *, quick: bool) -> Iterator[dict[str, Any]]:
    """For every route and role: what was seen of which kind, and what must not be."""
    from indicators import audience
    from indicators.audience import Audience

    with mock.patch.object(audience, "today", lambda: DAY):
        asked = Asked(folder, filled(folder), quick=quick)
        for route, tell in asked.routes():
            for role in ROLES:
                asked.role = role
                audience.known_by(lambda: Audience(asked.role))
                try:
                    text = tell().lower()
                except Exception as error:
                    text, failed = "", f"{type(error).__name__}: {error}"[-400:]
                else:
                    failed = ""
                seen = [kind for kind in WORDS if any(token in text for token in tokens(kind))]
                allowed = ALLOWED["public" if shared(route) else role]
                yield {"route": route, "role": role, "seen": seen, "letters": len(text), "failed": failed,
                       "leaks": [kind for kind in seen if kind not in allowed]}  # fmt: skip


def main() -> int:
    """Walk and tell."""
    folder = Path(sys.argv[1])
    os.environ["AMUR_OKHOTSK_CACHE"] = str(folder / "cache")
    logging.disable(logging.WARNING)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for row in rows(folder, quick="quick" in sys.argv[2:]):
        answers.write(json.dumps(row) + "\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
