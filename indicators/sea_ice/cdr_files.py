"""Getting the grids of the days that are not held yet: file by file from a folder, or one crop of an ERDDAP.

Oldest first and a bounded number at a time, so that an interrupted or long overdue refresh leaves no
hole behind. Whole archives are not fetched here; they are reduced from a folder of files.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

import pandas as pd

from indicators import bundle, store
from indicators.catalog import Source
from indicators.download.http import Http
from indicators.errors import CatalogError, DownloadError
from indicators.series import Payload
from indicators.store import State

_LINK = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_DAY = pd.Timedelta(days=1)
MOST_FILES, MOST_DAYS = 60, 120
MOST_YEARS_BEHIND = 1
"""Held data that end before last year are an old piece loaded by hand: a refresh starts anew, near today."""


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """New files of the provider's folder; where it cannot be had, the same days as a crop.

    Registry: `urls.folder` (with `{year}` where there is one a year) and options `name` (a pattern
    whose first group is the date), `most_files`; `urls.newest` and `urls.crop` (with `{first}` and
    `{last}`) and options `most_days`; `since`, where a record is to be had from its beginning.

    Returns
    -------
    Payload or None
        One file, a bundle of files, or a crop; None when the provider has nothing newer.

    Raises
    ------
    DownloadError
        When neither way gives anything.
    """
    held = _held(source, state)
    if "folder" not in source.urls:
        return _crop(source_id, source, http, held)
    try:
        return _files(source_id, source, http, held)
    except DownloadError as error:
        if "crop" not in source.urls:
            raise
        try:
            return _crop(source_id, source, http, held)
        except DownloadError as other:
            reason = f"{error.what}, and no crop either: {other.what} ({other.where})"
            raise DownloadError(reason, error.where, error.todo, status=error.status) from error


def _held(source: Source, state: State | None) -> pd.Timestamp | None:
    """Last day held, or the day before the record's first; None to start near today."""
    since = source.options.get("since")
    start = pd.Timestamp(since) - _DAY if since else None
    last = pd.Timestamp(state.last).normalize() if state and state.last else None
    if last is None or (start is None and last.year < store.now().year - MOST_YEARS_BEHIND):
        return start
    return last


def _files(source_id: str, source: Source, http: Http, held: pd.Timestamp | None) -> Payload | None:
    found = _listed(source, http, held)
    most = int(source.options.get("most_files", MOST_FILES))
    newer = sorted(day for day in found if held is None or _end(source, day) > held)
    wanted = newer[:most] if held is not None else newer[-most:]
    if not wanted:
        return None
    got: dict[str, bytes] = {}
    for day in wanted:
        try:
            got[found[day].rsplit("/", 1)[-1]] = _ask(source, http, found[day])
        except DownloadError:
            if not got:
                raise
            break  # the days before it are whole; the rest comes next time
    if len(got) == 1:
        ((name, content),) = got.items()
        return Payload(content, name, store.now(), url=found[wanted[0]])
    folder = found[wanted[0]].rsplit("/", 1)[0] + "/"
    return Payload(bundle.pack(got), f"{source_id}.zip", store.now(), url=folder)


def _listed(source: Source, http: Http, held: pd.Timestamp | None) -> dict[pd.Timestamp, str]:
    """Address of every file by its day, of the years that matter; one a day, AMSR2 before SSMIS by name."""
    found: dict[pd.Timestamp, str] = {}
    trouble: DownloadError | None = None
    for folder in _folders(source, held):
        try:
            found |= _in_folder(folder, source, http)
        except DownloadError as error:
            trouble = error
        if held is None and len(found) >= int(source.options.get("most_files", MOST_FILES)):
            break
    if not found:
        template, pattern = source.urls["folder"], source.options["name"]
        raise trouble or DownloadError(f"no file named like {pattern}", template, "Correct data_sources.yaml.")
    return found


def _folders(source: Source, held: pd.Timestamp | None) -> Iterator[str]:
    template, now = source.urls["folder"], store.now().year
    if "{year}" not in template:
        yield template
        return
    years = range(now, now - 3, -1) if held is None else range(held.year, now + 1)
    yield from (template.format(year=year) for year in years)


def _in_folder(folder: str, source: Source, http: Http) -> Mapping[pd.Timestamp, str]:
    page = http.ask(folder, verify=source.verify_tls, allow_page=True).content.decode("utf-8", "replace")
    pattern, found = re.compile(source.options["name"]), dict[pd.Timestamp, str]()
    links = {unquote(urlsplit(html.unescape(link)).path).rsplit("/", 1)[-1] for link in _LINK.findall(page)}
    for name in sorted(links):  # the last of a day counts: am2 after F17
        match = pattern.fullmatch(name)
        day = pd.to_datetime(match[1], format="%Y%m%d"[: len(match[1]) - 2], errors="coerce") if match else pd.NaT
        if pd.notna(day):
            found[day] = folder + name
    return found


def _end(source: Source, day: pd.Timestamp) -> pd.Timestamp:
    return day + pd.offsets.MonthEnd(0) if source.options.get("monthly") else day


def _crop(source_id: str, source: Source, http: Http, held: pd.Timestamp | None) -> Payload | None:
    """One request for the days after `held`, over the part of the grid that is read."""
    if "crop" not in source.urls:
        raise CatalogError("the source has no address", source.title, "Bring the file by hand: `load`.")
    newest = _newest(source, http)
    if held is not None and _end(source, newest) <= held:
        return None
    span = (int(source.options.get("most_days", MOST_DAYS)) - 1) * _DAY
    first = held + _DAY if held is not None else newest - span
    last = min(newest, first + span)
    address = source.urls["crop"].format(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
    name = f"{source_id}_{first:%Y%m%d}_{last:%Y%m%d}.nc"
    return Payload(_ask(source, http, address), name, store.now(), url=address)


def _newest(source: Source, http: Http) -> pd.Timestamp:
    """Last time of a dataset, from its answer of three lines: name, unit, moment."""
    address = source.urls["newest"]
    lines = http.ask(address, verify=source.verify_tls).content.decode("utf-8", "replace").split()
    moment = pd.to_datetime(lines[-1] if lines else "", errors="coerce", utc=True)
    if pd.isna(moment):
        told = " ".join(lines)[:60]
        raise DownloadError(f"{told!r} tells no last time", address, "The last good data stay; try again later.")
    return moment.tz_localize(None).normalize()


def _ask(source: Source, http: Http, address: str) -> bytes:
    most = float(source.options.get("most_megabytes_a_file", source.max_megabytes))
    return http.ask(address, max_bytes=int(most * (1 << 20)), verify=source.verify_tls).content
