"""A folder of grid files becomes the live series of a source: file by file, on several workers, resumable.

A file already reduced is not read again; one that has changed is; one that cannot be read is told,
left out and tried again next time. The results take the way of everything else: checked, laid over
the series held, revisions logged, derived series remade.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indicators import catalog as registry
from indicators import refresh, store
from indicators.archive import files, workers
from indicators.archive.ledger import Entry, Ledger, Reduced
from indicators.catalog import Catalog, Source
from indicators.errors import FormatError, IndicatorsError, StoreError
from indicators.refresh import Outcome
from indicators.series import Payload, Reading
from indicators.store import Cache

if TYPE_CHECKING:
    from distributed import Client

PUBLISH_EVERY = 5000  # files
RECIPES = {
    "ice_concentration": "indicators.sea_ice.archive",
    "nasa_team": "indicators.sea_ice.archive",
}
"""Which module reduces the files of which format: it offers `reduce` and `reading` (see `Recipe`)."""


class _Reading(Protocol):
    def __call__(
        self, ledger: Ledger, parts: set[Path] | None, source_id: str, catalog: Catalog, *, last: bool
    ) -> Reading: ...


@dataclass(frozen=True)
class Recipe:
    """How the files of a source are reduced.

    Attributes
    ----------
    reduce : function
        From payload, source and registry to what one file gives. It runs on the workers, which find
        it by its name.
    reading : function
        From the ledger to what is stored: of some of its parts, or of all (None). `last` says that no
        more files follow now.
    """

    reduce: files.Reduce
    reading: _Reading


@dataclass(frozen=True)
class Failure:
    """A file that could not be reduced, and why."""

    file: str
    sentence: str


@dataclass
class Report:
    """What a job did: files found, held from before and reduced now, those that failed, and what was stored."""

    source: str
    files: int
    held: int
    reduced: int = 0
    failures: list[Failure] = field(default_factory=list)
    outcome: Outcome | None = None
    stopped: str = ""

    @property
    def done(self) -> int:
        """Files dealt with so far."""
        return self.held + self.reduced + len(self.failures)

    @property
    def failed(self) -> bool:
        """Whether anything is missing."""
        return bool(self.failures or self.stopped or (self.outcome and self.outcome.failed))


def recipe_of(source: Source) -> Recipe | None:
    """How files of this source are reduced; None where its format has no such files."""
    if source.format not in RECIPES:
        return None
    module = importlib.import_module(RECIPES[source.format])
    return Recipe(module.reduce, module.reading)


def declared(source_id: str, catalog: Catalog, reduce: files.Reduce) -> str:
    """Changes whenever the registry asks something else of a file."""
    source = catalog.sources[source_id]
    series = sorted((one.id, repr(one.place_key)) for one in catalog.declarations(source_id))
    places = {place for group in source.series for place in group.places}
    polygons = [(name, catalog.regions[name].polygon) for name in sorted(places & catalog.regions.keys())]
    maps = sorted(one.id for one in catalog.declared_fields(source_id))
    told = repr((source.format, source.options, series, polygons, maps, reduce.__module__, reduce.__qualname__))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Job:
    """The archive of one source in one folder.

    Attributes
    ----------
    client : function
        Gives a Dask client as a context; only called when there is something to read.
    tell : function
        Called after every batch with the report so far and the batch's failures.
    publish_every : int
        Files after which what is reduced so far becomes the live series.
    """

    cache: Cache
    catalog: Catalog
    source_id: str
    folder: Path
    recipe: Recipe
    client: Callable[[], AbstractContextManager[Client]]
    tell: Callable[[Report, Sequence[Failure]], None] = lambda report, failures: None
    publish_every: int = PUBLISH_EVERY

    def run(self) -> Report:
        """Reduce what is new, and store it.

        Raises
        ------
        StoreError
            When there is nothing to reduce, or nobody to do it.
        """
        entries = files.listed(self.folder)
        ledger = Ledger(self.cache.live, self.source_id, self._declared)
        todo = [entry for entry in entries if not ledger.has(entry)]
        report = Report(self.source_id, len(entries), len(entries) - len(todo))
        if todo:
            with self.client() as client:
                self._agree(client, todo[0])
                with _stopping(report):
                    self._reduce(client, todo, ledger, report)
        with _stopping(report):
            self._publish(ledger, report, last=True)
        return report

    @property
    def _declared(self) -> str:
        return declared(self.source_id, self.catalog, self.recipe.reduce)

    def _agree(self, client: Client, first: Entry) -> None:
        todo = "Start its workers in this project's folder, and where they see the same files under the same path."
        told = partial(_seen_by_a_worker, first.path, self.source_id, self.recipe.reduce)
        workers.agree(client, told, (self._declared, first.size_bytes), todo)

    def _reduce(self, client: Client, todo: Sequence[Entry], ledger: Ledger, report: Report) -> None:
        work = partial(files.reduce_each, self.recipe.reduce, self.source_id)
        published = 0
        for batch, results in workers.each(client, work, list(files.batches(todo))):
            self._keep(batch, results, ledger, report)
            if report.reduced - published >= self.publish_every:
                self._publish(ledger, report, last=False)
                published = report.reduced

    def _keep(
        self, batch: Sequence[Entry], results: Sequence[Reduced | str | Exception], ledger: Ledger, report: Report
    ) -> None:
        done = [result for result in results if isinstance(result, Reduced)]
        failures = [
            Failure(entry.name, _sentence(entry, result))
            for entry, result in zip(batch, results, strict=True)
            if not isinstance(result, Reduced)
        ]
        if done:
            ledger.add(done, f"{store.now():%Y-%m-%dT%H:%M:%SZ}")
        report.reduced += len(done)
        report.failures += failures
        self.tell(report, failures)

    def _publish(self, ledger: Ledger, report: Report, *, last: bool) -> None:
        """Store what is not in the series yet, or all of it where the series are not held any more."""
        parts = ledger.unpublished() if self._series_are_held() else None
        if not len(ledger) or parts == set():
            return
        reading = self.recipe.reading(ledger, parts, self.source_id, self.catalog, last=last)
        if report.failures:
            told = f"{len(report.failures)} file(s) of the archive are left out; {report.failures[0].sentence}"
            reading = replace(reading, notices=(*reading.notices, told))
        report.outcome = refresh.hand_in(self.cache, self.catalog, self.source_id, reading, self._payload(ledger))
        if last and not report.outcome.failed:
            ledger.publish()

    def _series_are_held(self) -> bool:
        state = self.cache.live.state(self.source_id)
        return (
            state is not None and bool(state.series) and all(map(Path.exists, map(self.cache.live.file, state.series)))
        )

    def _payload(self, ledger: Ledger) -> Payload:
        """Provenance: the checksum of all files' checksums, and when the last of them was handed in."""
        reduced = dt.datetime.strptime(ledger.reduced, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
        return Payload(b"", f"{len(ledger)} files of {self.folder.resolve().name}", reduced, sha256=ledger.sha256)


@contextmanager
def _stopping(report: Report) -> Iterator[None]:
    """Whatever stops a job becomes a sentence of its report: the batches before are kept and stored."""
    try:
        yield
    except IndicatorsError as error:
        report.stopped = error.sentence
    except OSError as error:
        reason = f"the cache cannot be written ({error.strerror or error})"
        report.stopped = StoreError(reason, "", "Make room and repeat: what is reduced stays.").sentence


def _seen_by_a_worker(path: Path, source_id: str, reduce: files.Reduce) -> tuple[str, int]:
    """What a worker would do with files of a source, and how large it sees the first of them."""
    size = path.stat().st_size if path.is_file() else -1
    return declared(source_id, registry.catalog(), reduce), size


def _sentence(entry: Entry, result: str | Exception) -> str:
    if isinstance(result, str):
        return result
    return FormatError(str(result), entry.name, "Get it again from its provider.").sentence
