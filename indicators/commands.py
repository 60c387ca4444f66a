"""What each verb of the command line does."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from indicators import carried, fetchers, labour, logs, refresh, snapshot, status, watch
from indicators.archive import job, workers
from indicators.archive.progress import Progress
from indicators.backup import command as backup
from indicators.catalog import Catalog, catalog
from indicators.describe import finding as describe
from indicators.describe import lines as describe_lines
from indicators.download import tokens
from indicators.download.http import Http
from indicators.errors import StoreError
from indicators.export import command as export
from indicators.light import command as light
from indicators.members import command as members
from indicators.quarantine import command as quarantine_command
from indicators.refresh import Outcome
from indicators.replication import command as replication
from indicators.series import Meta
from indicators.since import command as since
from indicators.store import Cache, Held, now
from indicators.wording import command as wording

LISTED = ("id", "indicator", "region", "countries", "place", "source", "unit", "frequency", "first", "last", "count")
TOLD = ("source", "state", "last_observation", "retrieved", "next_due", "error")


def run_refresh(options: argparse.Namespace) -> int:
    """refresh: download, check, store; one line a source."""
    registry = catalog()
    unknown = [name for name in options.sources if name not in registry.sources]
    if unknown:
        return _usage(_unknown_source(unknown[0], registry))
    names = options.sources or [name for name, source in registry.sources.items() if fetchers.has_address(source)]
    if options.new_certificate and (options.watch or len(options.sources) != 1):
        return _usage("--new-certificate goes with one source, and without --watch.")
    cache, http = _cache(options), Http(getattr(options, "mirror", None))
    http.new_certificate = options.new_certificate

    def tell(outcome: Outcome) -> None:
        if not (options.watch and logs.as_json()):  # a log of its own kind tells it
            _tell(outcome, as_json=options.json)

    if options.watch:
        for name in (one for one in names if not tokens.held(registry.sources[one])):
            tell(refresh.refresh_one(cache, registry, name, http))  # says which variable to set
        names = [one for one in names if tokens.held(registry.sources[one])]
        watch.watch(cache, registry, http, names, tell=tell)
        return 0
    failed = False
    with tqdm(names, disable=not sys.stderr.isatty(), file=sys.stderr, leave=False, unit="source") as progress:
        for name in progress:
            progress.set_description(name)
            outcome = labour.timed(cache, name, partial(refresh.refresh_one, cache, registry, name, http))
            progress.clear()
            tell(outcome)
            failed |= outcome.failed
    return int(failed)


def run_load(options: argparse.Namespace) -> int:
    """load: a file carried by hand."""
    registry, path = catalog(), Path(options.file)
    if options.source not in registry.sources:
        return _usage(_unknown_source(options.source, registry))
    if not path.is_file():
        raise StoreError("no such file", options.file, "Give the path of the file to load.")
    limit = registry.sources[options.source].max_megabytes
    if path.stat().st_size > limit * (1 << 20):
        raise StoreError(
            f"the file is larger than {limit:g} MB",
            options.file,
            "Check that it is the right file, or raise max_megabytes.",
        )
    try:
        payload = carried.payload_of(path, options.date)
    except ValueError:
        return _usage(f"--date {options.date}: not a day; write it as YYYY-MM-DD.")
    outcome = refresh.load(_cache(options), registry, options.source, payload, force=options.force)
    _tell(outcome, as_json=options.json)
    return int(outcome.failed)


def run_reduce(options: argparse.Namespace) -> int:
    """reduce: a folder of grid files, on several workers."""
    registry, name = catalog(), options.source
    if name not in registry.sources:
        return _usage(_unknown_source(name, registry))
    recipe = job.recipe_of(registry.sources[name])
    if recipe is None:
        known = ", ".join(one for one, source in registry.sources.items() if source.format in job.RECIPES)
        return _usage(f"{name} has no archive of grid files; one of {known}.")
    if options.workers is not None and (options.workers < 1 or options.scheduler):
        return _usage("--workers: at least 1, and not together with --scheduler.")
    address = options.scheduler or (None if options.workers else os.environ.get(workers.ENVIRONMENT))
    client = partial(workers.remote, address) if address else partial(workers.local, options.workers or workers.cores())
    with Progress(as_json=options.json) as progress:
        folder = Path(options.folder)
        report = job.Job(_cache(options), registry, name, folder, recipe, client, tell=progress.batch).run()
        progress.end(report)
    return int(report.failed)


def run_status(options: argparse.Namespace) -> int:
    """status: per source, its state."""
    found = status.report(_cache(options), catalog(), now())
    if options.json:
        print(json.dumps([{key: getattr(item, key) for key in TOLD} for item in found], ensure_ascii=False, indent=1))
        return 0
    print(f"{'source':24}{'state':13}{'last':12}{'retrieved':22}{'next due':12}error")
    for item in found:
        print(
            f"{item.source:24}{item.state:13}{item.last_observation or '-':12}{item.retrieved or '-':22}"
            f"{item.next_due or '-':12}{item.error}".rstrip()
        )
    return 0


def run_list(options: argparse.Namespace) -> int:
    """list: the series held, filtered."""
    registry = catalog()
    for option, known in (("region", registry.regions), ("source", registry.sources)):
        asked = getattr(options, option)
        if asked is not None and asked not in known:
            return _usage(_near(f"unknown {option} {asked!r}", asked, list(known)))
    if options.country is not None and options.country not in registry.countries:
        return _usage(f"unknown country {options.country!r}. One of {', '.join(registry.countries)}.")
    metas = [meta for meta, _ in _cache(options).metas().values() if _wanted(meta, options, registry)]
    rows = [{key: getattr(meta, key) for key in LISTED} for meta in metas]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        where = ",".join(row["countries"])
        print(f"{row['id']:64} {where:20} {row['first'][:10]:10} {row['last'][:10]:10} {row['count']:7} {row['unit']}")
    return 0


def run_show(options: argparse.Namespace) -> int:
    """show: observations with ISO dates and full precision."""
    held = _held(options)
    print(_as_json(held) if options.format == "json" else _as_csv(held.observations), end="")
    return 0


def run_describe(options: argparse.Namespace) -> int:
    """describe: normal, anomaly, season, rank and trend of a series."""
    try:
        asked = describe.Asked.parse(options.baseline, options.period, options.season, options.date)
    except ValueError as error:
        return _usage(f"{error}.")
    told = describe.describe(_held(options), catalog(), asked)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(describe_lines.lines(told)))
    return 0


def run_snapshot(options: argparse.Namespace) -> int:
    """snapshot: make cache/snapshot anew."""
    for outcome in snapshot.make(_cache(options), catalog(), Path(options.files)):
        _tell(outcome, as_json=False)
    return 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "refresh": run_refresh,
    "load": run_load,
    "reduce": run_reduce,
    "status": run_status,
    "list": run_list,
    "show": run_show,
    "describe": run_describe,
    "snapshot": run_snapshot,
    "backup": backup.run_backup,
    "restore": backup.run_restore,
    "sync": replication.run,
    "quarantine": quarantine_command.run,
    "digest": since.run,
    "words": wording.run,
    "light": light.run,
    "export": export.run,
    "check": members.run_check,
    "contribute": members.run_contribute,
    "decide": members.run_decide,
    "withdraw": members.run_withdraw,
}


def _cache(options: argparse.Namespace) -> Cache:
    return Cache(getattr(options, "cache", None))


def _held(options: argparse.Namespace) -> Held:
    """The series asked for; an unknown one is told with near matches."""
    cache = _cache(options)
    try:
        return cache.read(options.series)
    except StoreError as error:
        known = list(cache.metas())
        if options.series in known:
            raise
        raise StoreError(_near("unknown series", options.series, known), options.series, error.todo) from None


def _wanted(meta: Meta, options: argparse.Namespace, registry: Catalog) -> bool:
    return (
        (options.indicator is None or meta.indicator == options.indicator)
        and (options.region is None or meta.region in registry.within(options.region))
        and (options.country is None or options.country in meta.countries)
        and (options.source is None or meta.source == options.source)
    )


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(outcome), ensure_ascii=False), flush=True)
        return
    if outcome.failed:
        word = "held back" if outcome.result == "quarantined" else "failed"
        print(f"{outcome.source}: {word}: {outcome.sentence}", file=sys.stderr, flush=True)
        return
    told = f"{outcome.source}: {outcome.result}"
    if outcome.series:
        told += f", {outcome.series} series, {outcome.observations} observations"
    if outcome.maps:
        told += f", {outcome.maps} map(s)"
    if outcome.revised:
        told += f", {outcome.revised} earlier observations changed by the provider (logged)"
    print(told, flush=True)
    for notice in outcome.notices:
        print(f"  {notice}", flush=True)


def _as_csv(frame: pd.DataFrame) -> str:
    return str(_iso(frame).to_csv(index=False, lineterminator="\n"))


def _as_json(held: Held) -> str:
    rows: list[dict[str, Any]] = [
        {str(key): None if pd.isna(part) else part for key, part in row.items()}
        for row in _iso(held.observations).to_dict(orient="records")
    ]
    told = {"series": asdict(held.meta), "origin": held.origin, "observations": rows}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _iso(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates without a clock where every time is a midnight."""
    times = frame[["time_start", "time_end"]]
    clock = bool((times != times.apply(lambda part: part.dt.normalize())).to_numpy().any())
    pattern = "%Y-%m-%dT%H:%M:%S" if clock else "%Y-%m-%d"
    return frame.assign(**{name: times[name].dt.strftime(pattern) for name in times.columns})


def _unknown_source(name: str, registry: Catalog) -> str:
    return _near(f"unknown source {name!r}", name, list(registry.sources))


def _near(what: str, asked: str, known: list[str]) -> str:
    close = difflib.get_close_matches(asked, known, n=5, cutoff=0.5)
    return (
        f"{what}; did you mean {', '.join(close)}?" if close else f"{what}; see `list` or `status` for what is known."
    )


def _usage(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
