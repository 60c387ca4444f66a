"""What a person sees of a job: a bar on a terminal, otherwise a line a batch; failures as they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any

from tqdm import tqdm

from indicators.archive.job import Failure, Report
from indicators.refresh import Outcome


class Progress:
    """Tells batches as they finish, and the report in the end.

    Parameters
    ----------
    as_json : bool
        The report as one JSON object, and no lines before it.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.bar: tqdm[Any] = tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, leave=False, unit="file")

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.close()

    def batch(self, report: Report, failures: Sequence[Failure]) -> None:
        """One more batch is done."""
        self.bar.clear()
        for failure in failures:
            print(failure.sentence, file=sys.stderr, flush=True)
        if self.bar.disable and not self.as_json:
            told = f"{report.source}: {report.done} of {report.files} files"
            print(told + (f", {len(report.failures)} failed" if report.failures else ""), flush=True)
        self.bar.total, self.bar.initial = report.files, report.held
        self.bar.n = report.done
        self.bar.refresh()

    def end(self, report: Report) -> None:
        """The whole report; what went wrong on standard error, a sentence each."""
        self.bar.close()
        outcome = report.outcome
        if report.stopped:
            print(f"{report.source}: stopped: {report.stopped}", file=sys.stderr, flush=True)
        if outcome is not None and outcome.failed:
            print(f"{report.source}: not stored: {outcome.sentence}", file=sys.stderr, flush=True)
        if self.as_json:
            print(json.dumps(asdict(report), ensure_ascii=False), flush=True)
            return
        told = f"{report.source}: {report.files} files, {report.held} reduced before, {report.reduced} now"
        told += f", {len(report.failures)} failed" if report.failures else ""
        if outcome is None or outcome.failed:
            print(f"{told}; nothing new to store" if outcome is None else told, flush=True)
            return
        print(told + _stored(outcome), flush=True)
        for notice in outcome.notices:
            print(f"  {notice}", flush=True)


def _stored(outcome: Outcome) -> str:
    told = f"; {outcome.series} series, {outcome.observations} observations"
    told += f", {outcome.maps} map(s)" if outcome.maps else ""
    return told + (f", {outcome.revised} earlier observations changed (logged)" if outcome.revised else "")
