"""Refreshing sources that have not changed, through a mirror on this machine: requests, time, parsing."""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from statistics import median
from urllib.parse import urljoin

from benchmarks.figure import Figure, UnmeasurableError
from benchmarks.provider_files import file, files
from indicators import fetchers
from indicators.catalog import Source, catalog
from indicators.download.http import Http
from indicators.refresh import refresh_one
from indicators.store import Cache
from tests.mirror import Mirror, Reply

ROUNDS = 5
TARGET = 1
WORKBOOK = "NPAFC_Catch_Stat-1925-2015.xlsx"  # a name as the page gives now, for the edition at hand


def measure() -> Iterator[Figure]:
    """Each source that has an address, with the provider's own file where there is one."""
    for name, source in catalog().sources.items():
        if source.format in ("published", "derived") or not source.url:
            continue
        what = f"refresh of unchanged {name}"
        try:
            yield _figure(what, name, source)
        except UnmeasurableError as error:
            yield Figure(what, None, "", told=str(error))


def _figure(what: str, name: str, source: Source) -> Figure:
    if name not in SERVED:
        raise UnmeasurableError("no whole answer of this provider among the provider files")
    with Mirror() as mirror, tempfile.TemporaryDirectory() as folder, _Parsing() as parsing:
        SERVED[name](mirror, source)
        cache, http = Cache(folder), Http(mirror=mirror.url)
        first = _timed(cache, name, http, "updated")
        parsed, seconds = parsing.count, []
        mirror.asked.clear()
        for _ in range(ROUNDS):
            seconds.append(_timed(cache, name, http, "unchanged"))
        asked = len(mirror.asked) / ROUNDS
        bare = sum(not {"If-None-Match", "If-Modified-Since"} & set(one.headers) for one in mirror.asked) / ROUNDS
    told = f"{asked - bare:.0f} conditional, {bare:.0f} unconditional; parsed {parsing.count - parsed} times; "
    told += f"{median(seconds) * 1000:.0f} ms (with new data {first:.2f} s)"
    return Figure(what, asked, "requests", None if name in MANNERED else TARGET, told)


def _timed(cache: Cache, name: str, http: Http, expected: str) -> float:
    begun = time.perf_counter()
    outcome = refresh_one(cache, catalog(), name, http)
    seconds = time.perf_counter() - begun
    if outcome.result != expected:
        raise RuntimeError(f"{name}: {outcome.result}, not {expected}: {outcome.sentence}")
    return seconds


class _Parsing:
    """Counts how often a payload is parsed."""

    def __enter__(self) -> _Parsing:
        self.count, self.real = 0, fetchers.parse

        def counting(*given: object) -> object:
            self.count += 1
            return self.real(*given)  # type: ignore[arg-type]

        fetchers.parse = counting  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        fetchers.parse = self.real


def _whole(path: str) -> Callable[[Mirror, Source], None]:
    """A source whose address answers with one file."""
    return lambda mirror, source: mirror.serve(str(source.url), file(path).read_bytes(), etag='"1"')


def _roshydromet(mirror: Mirror, source: Source) -> None:
    """The tables at hand in one archive, as the provider ships them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files("river/roshydromet", "*_d.csv") + files("river/roshydromet", "*_daily.csv"):
            archive.write(path, path.name)
    mirror.serve(str(source.url), packed.getvalue(), etag='"1"')


def _npafc(mirror: Mirror, source: Source) -> None:
    """The statistics page with its link, and the workbook behind it."""
    content = file("population/NPAFC_Catch_Stat_20July2016.xls").read_bytes()
    mirror.put(str(source.url), Reply(f'<!DOCTYPE html><html><a href="{WORKBOOK}">Catch</a></html>'.encode()))
    mirror.serve(urljoin(str(source.url), WORKBOOK), content, etag='"1"')


def _cnemc(mirror: Mirror, source: Source) -> None:
    """The feed gives no validators: the same bytes are known by their digest."""
    mirror.put(source.urls["page"], Reply(b"<!DOCTYPE html><html></html>"))
    mirror.put(source.urls["data"], Reply(file("river/cnemc/2020-05-08.json").read_bytes()))


SERVED: dict[str, Callable[[Mirror, Source], None]] = {
    "masie": _whole("sea_ice/masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv"),
    "sea_ice_index": _whole("sea_ice/N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx"),
    "sea_ice_index_monthly": _whole("sea_ice/N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v4.0.xlsx"),
    "roshydromet": _roshydromet,
    "npafc": _npafc,
    "cnemc": _cnemc,
}
MANNERED = ("npafc", "cnemc")  # one finds its file on a page first, the other wants three steps and tells no ETag
