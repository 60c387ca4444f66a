"""The light edition as a folder of files for any web host, or for a disk without a server.

It is written aside and put in place by renaming, so half a site never replaces a whole one. A folder that holds
anything else than a light edition is left alone.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from indicators import download_file
from indicators.catalog import Catalog
from indicators.errors import IndicatorsError, StoreError
from indicators.light import compose, plan
from indicators.light.plan import Asked
from indicators.light.worker import Worker, WorkerError
from indicators.locales import NAMES, t
from indicators.store import Cache
from indicators.tidying import NO_ROOM, sweep

MARKER = "light.json"
PAGE_SECONDS = 180.0
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Wanted:
    """What to write: languages, pages, and the address of the live dashboard, if there is one."""

    languages: tuple[str, ...]
    pages: tuple[str, ...]
    live: str = ""
    workers: int = 1


@dataclass(frozen=True)
class Written:
    """What was written: files and their bytes, the heaviest page on the wire, and pages that failed."""

    pages: int
    series: int
    size: int
    heaviest: tuple[int, str]
    failed: tuple[str, ...]


class SiteError(IndicatorsError):
    """The folder cannot take a light edition."""


def write(folder: Path, wanted: Wanted, cache: Cache, catalog: Catalog, tell: Callable[[int, int], None]) -> Written:
    """Write the light edition into a folder.

    Parameters
    ----------
    tell : callable
        Told how many pages are done, of how many.

    Raises
    ------
    SiteError
        When the folder cannot be written or holds other things.
    WorkerError
        When not even the list of pages could be made.
    """
    folder = folder.absolute()
    _tidied(folder)
    _free(folder)
    with _aside(folder) as aside:
        made = _Making(aside, wanted, cache, catalog).run(tell)
        _put(aside, folder)
    return made


def _tidied(folder: Path) -> None:
    """What a killed run left: the former site comes back where it was just being replaced, half of a new one goes."""
    for old in folder.parent.glob(f".{folder.name}-????????.part.old"):
        with suppress(OSError):
            shutil.rmtree(old) if folder.exists() else old.rename(folder)
    sweep(folder.parent, of=f"{folder.name}-")


def _free(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SiteError("this is a file", str(folder), "Name a folder.")
    if any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise SiteError(
            "the folder holds other files, which would be lost", str(folder), "Name an empty folder or a new one."
        )


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-", suffix=".part"))
    except OSError as error:
        raise SiteError(f"cannot write there ({error.strerror})", str(folder.parent), "Name another folder.") from error
    try:
        aside.chmod(0o755)
        yield aside
    except OSError as error:
        raise SiteError(f"writing failed ({error.strerror})", str(folder), "What was there before stays.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, folder: Path) -> None:
    """Put a whole site in the place of a former one."""
    old = aside.with_name(f"{aside.name}.old")
    if folder.exists():
        folder.replace(old)
    try:
        aside.replace(folder)
    except OSError:
        with suppress(OSError):
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


class _Making:
    """One site on its way."""

    def __init__(self, folder: Path, wanted: Wanted, cache: Cache, catalog: Catalog) -> None:
        self.folder, self.wanted, self.cache, self.catalog = folder, wanted, cache, catalog
        self.files: Mapping[Asked, str] = {}
        self.done: list[tuple[int, str, list[str]]] = []
        self.failed: list[str] = []
        self.lock = threading.Lock()
        self.full: OSError | None = None

    def run(self, tell: Callable[[int, int], None]) -> Written:
        with Worker(self.cache.root) as first:
            self.files = plan.addresses(self.wanted.pages, lambda page, query: _pickers(first, page, query))
            jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
            for job in (listed := self.jobs()):
                jobs.put(job)
            others = [Worker(self.cache.root) for _ in range(min(self.wanted.workers, len(listed)) - 1)]
            threads = [
                threading.Thread(target=self.work, args=(one, jobs, lambda: tell(len(self.done), len(listed))))
                for one in (first, *others)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for one in others:
                one.close()
        if self.full is not None:
            raise self.full
        return self.finish()

    def jobs(self) -> list[dict[str, Any]]:
        """A job a file: the languages of a page one after another, for they share what is read."""
        asked: dict[str, Asked] = {}
        for one, stem in self.files.items():
            asked.setdefault(stem, one)
        return [
            {"do": "write", "page": page, "lang": lang, "query": urlencode(pairs), "stem": stem,
             "out": str(self.folder / lang / f"{stem}.html")}
            for stem, (page, pairs) in asked.items() for lang in self.wanted.languages
        ]  # fmt: skip

    def work(self, worker: Worker, jobs: queue.SimpleQueue[dict[str, Any]], tell: Callable[[], None]) -> None:
        """Make pages until none is left; a worker that died is told the site anew."""
        process = None
        while True:
            try:
                job = jobs.get_nowait()
            except queue.Empty:
                return
            try:
                if process is None or worker.process is not process:
                    worker.ask(self.told(), PAGE_SECONDS)
                    process = worker.process
                answer = worker.ask(job, PAGE_SECONDS)
            except WorkerError as error:
                answer = {"ok": False, "error": error.sentence}
            try:
                if answer.get("errno") in NO_ROOM:
                    raise OSError(answer["errno"], os.strerror(answer["errno"]))
                self.keep(job, answer)
            except OSError as error:  # half a site must not take the place of a whole one
                self.full = error
            if self.full is not None:
                return
            tell()

    def told(self) -> dict[str, Any]:
        """What a worker must know of the whole site."""
        open_ = [meta.id for meta, _ in self.cache.metas().values() if not download_file.refusal(meta)]
        files = [[page, pairs, stem] for (page, pairs), stem in self.files.items()]
        return {"do": "site", "files": files, "languages": self.wanted.languages, "series": open_,
                "live": self.wanted.live}  # fmt: skip

    def keep(self, job: dict[str, Any], answer: dict[str, Any]) -> None:
        name = f"{job['lang']}/{job['stem']}.html"
        with self.lock:
            if not answer["ok"]:
                self.failed.append(f"{name}: {answer['error']}")
                _replacement(Path(job["out"]), job["lang"])
            self.done.append((answer.get("bytes", 0), name, answer.get("series", [])))

    def finish(self) -> Written:
        series = sorted({one for _, _, linked in self.done for one in linked})
        for series_id in series:
            self.write(f"data/{series_id}.csv", self.csv(series_id))
        self.write("index.html", index(self.wanted.languages))
        held = max((meta.retrieved for meta, _ in self.cache.metas().values()), default="")
        told = {"pages": len(self.done), "series": len(series), "languages": self.wanted.languages, "data": held}
        self.write(MARKER, json.dumps(told, indent=1) + "\n")
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        heaviest = max(((weight, name) for weight, name, _ in self.done), default=(0, ""))
        return Written(len(self.done), len(series), size, heaviest, tuple(sorted(self.failed)))

    def csv(self, series_id: str) -> str:
        try:
            return download_file.csv_text(self.cache.read(series_id), self.catalog)
        except StoreError as error:
            return f"# {error.sentence}\n"

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _pickers(worker: Worker, page: str, query: str) -> list[dict[str, Any]]:
    answer = worker.ask({"do": "pickers", "page": page, "lang": "en", "query": query}, PAGE_SECONDS)
    if not answer["ok"]:
        raise WorkerError(answer["error"], page)
    found: list[dict[str, Any]] = answer["pickers"]
    return found


def _replacement(path: Path, lang: str) -> None:
    """What stands in the place of a page that failed, so that no link breaks."""
    title, says = t("light.failed.title", lang), t("light.failed.says", lang)
    body = f'<header class="aoi-head"><h1>{escape(title)}</h1></header><p>{escape(says)}</p>'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(compose.framed(body, lang, title=title), encoding="utf-8")


def index(languages: Sequence[str]) -> str:
    """The first page: the languages as links."""
    first = languages[0]
    return compose.framed(
        choice([(code, f"{code}/home.html") for code in languages]), first, title=t("app.title", first),
        says=t("light.about", first),
    )  # fmt: skip


def choice(links: Sequence[tuple[str, str]]) -> str:
    """The languages as a list, each in its own words."""
    rows = "".join(
        f'<li lang="{code}"><a href="{escape(href, quote=True)}">{escape(NAMES[code])}</a>'
        f"<br>{escape(t('app.title', code))} · {escape(t('light.about', code))}</li>"
        for code, href in links
    )
    heading = escape(t("app.title", links[0][0]))
    return f'<header class="aoi-head"><h1>{heading}</h1></header><ul class="choose">{rows}</ul>'
