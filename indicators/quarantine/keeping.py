"""Editions that look like a provider's mistake: kept aside with the reasons until a person decides.

`cache/live/quarantine/SOURCE/STAMP/` holds the bytes (`payload`) and why (`report.json`);
`SOURCE/decisions.jsonl` who accepted or rejected what, and when. What is shown never comes from here.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from indicators import naming, store
from indicators.catalog import Source
from indicators.errors import IndicatorsError, StoreError
from indicators.locales import DEFAULT, label, t
from indicators.locales.formats import date, number
from indicators.quarantine.plausible import Finding
from indicators.series import GRID_SUFFIXES, Payload
from indicators.store import Side, State

Decision = Literal["accepted", "rejected", "withdrawn", "superseded"]
MOST_TOLD = 200
"""Findings kept in a report; their number is told as well."""
MOST_PIECES = 10
"""Editions kept of a source that gives pieces; of another only the newest."""


class SuspiciousError(IndicatorsError):
    """A new edition that differs from what is held in a way that looks like a mistake."""

    def __init__(self, source: str, name: str, findings: Sequence[Finding], *, by_hand: bool = False) -> None:
        self.findings = tuple(findings)
        told = " ".join(sentence(one, DEFAULT) for one in self.findings[:2])
        more = f" {t('quarantine.more', DEFAULT, n=len(self.findings) - 2)}" if len(self.findings) > 2 else ""
        way = "`load --force`" if by_hand else f"`quarantine accept {source}`"
        todo = f"If it is right, take it on purpose: {way}."
        super().__init__(f"held back, it looks like a mistake: {told}{more}", name, todo)


class RejectedError(IndicatorsError):
    """The provider still gives the edition that a person rejected."""


@dataclass(frozen=True)
class Held:
    """One edition held back."""

    source: str
    stamp: str
    since: str
    findings: tuple[Finding, ...]
    count: int
    payload: dict[str, Any]
    folder: Path

    @property
    def sha256(self) -> str:
        """Checksum of its bytes."""
        return str(self.payload["sha256"])

    def told(self, lang: str) -> list[str]:
        """A plain sentence for each finding."""
        said = [sentence(one, lang) for one in self.findings]
        return [*said, t("quarantine.more", lang, n=self.count - len(said))] if self.count > len(said) else said

    def open(self) -> Payload:
        """The payload as it came.

        Raises
        ------
        StoreError
            When the bytes are not those that were put aside.
        """
        known = dict(self.payload)
        known["retrieved"] = dt.datetime.fromisoformat(known["retrieved"])
        known["date"] = dt.date.fromisoformat(known["date"]) if known["date"] else None
        if known.pop("grid"):
            path = self.folder / f"payload{Path(known['name']).suffix}"
            return Payload(b"", **known, path=path)
        content = (self.folder / "payload").read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise StoreError("the bytes put aside are damaged", str(self.folder), "Reject it and refresh its source.")
        return Payload(content, **known)


def sentence(finding: Finding, lang: str) -> str:
    """A finding in words: series, what, figures."""
    parts = finding.series.split(".")
    where = t("quarantine.whole", lang)
    if len(parts) == 3:
        where = f"{label(f'indicator.{parts[0]}', lang)}, {naming.place(parts[1], lang)}"
    figures = {key: _figure(key, part, lang) for key, part in finding.figures.items()}
    return t(f"quarantine.{finding.what}", lang, series=where, **figures)


def _figure(key: str, part: float | int | str, lang: str) -> str:
    if isinstance(part, str):
        return date(dt.date.fromisoformat(part), lang) if key == "first" else part
    return number(part, lang)


def put(side: Side, source: Source, name: str, payload: Payload, findings: Sequence[Finding]) -> Held:
    """Keep an edition aside. Of a source that gives its whole history the newest takes the place of the one before."""
    for one in pending(side, name):
        if one.sha256 == payload.sha256:
            return one
    room = _room(side, name)
    room.mkdir(parents=True, exist_ok=True)
    for left in room.glob(".*.part"):  # of an attempt that was killed
        shutil.rmtree(left, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(dir=room, prefix=".", suffix=".part"))
    retrieved = f"{payload.retrieved:%Y-%m-%dT%H:%M:%S}+00:00"
    stamp = f"{payload.retrieved:%Y%m%dT%H%M%SZ}-{payload.sha256[:8]}"
    known = {key: getattr(payload, key) for key in ("name", "url", "etag", "last_modified", "sha256")}
    known |= {"retrieved": retrieved, "date": f"{payload.date or ''}", "grid": payload.path is not None}
    report = {
        "source": name,
        "stamp": stamp,
        "since": _now(),
        "size_bytes": payload.size_bytes,
        "payload": known,
        "count": len(findings),
        "findings": [asdict(one) | {"told": sentence(one, DEFAULT)} for one in findings[:MOST_TOLD]],
    }
    if payload.path is not None and payload.path.suffix in GRID_SUFFIXES:
        shutil.copyfile(payload.path, aside / f"payload{Path(payload.name).suffix}")
    else:
        _write(aside / "payload", payload.content)
    _write(aside / "report.json", json.dumps(report, ensure_ascii=False, indent=1).encode())
    aside.chmod(0o755)
    aside.rename(room / stamp)
    most = 1 if source.update == "replace" else MOST_PIECES
    for one in pending(side, name)[:-most]:
        decide(side, one, "superseded", by="refresh")
    return next(one for one in pending(side, name) if one.stamp == stamp)


def pending(side: Side, name: str) -> list[Held]:
    """Editions of a source that wait for a decision, oldest first; one that cannot be read is left out."""
    found = []
    for path in sorted(_room(side, name).glob("[!.]*/report.json")):
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            findings = tuple(Finding(one["series"], one["what"], one["figures"]) for one in raw["findings"])
            part = (raw["source"], raw["stamp"], raw["since"], findings, raw["count"], raw["payload"])
            found.append(Held(*part, folder=path.parent))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def sources(side: Side) -> list[str]:
    """Sources with something held back or decided."""
    return sorted(path.name for path in (side.path / "quarantine").glob("*") if path.is_dir())


def decisions(side: Side, name: str) -> list[dict[str, Any]]:
    """What was decided, oldest first."""
    try:
        lines = (_room(side, name) / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return list(_readable(lines))


def _readable(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # the end of a line that was being written when the power went
            continue


def rejected(side: Side, name: str, sha256: str) -> dict[str, Any] | None:
    """The decision that rejected these bytes; None when they are not rejected, or accepted since."""
    mine = [one for one in decisions(side, name) if one["sha256"] == sha256]
    return mine[-1] if mine and mine[-1]["decision"] == "rejected" else None


def decide(side: Side, held: Held, decision: Decision, *, by: str = "", reason: str = "") -> None:
    """Log a decision and let go of the bytes."""
    told = {
        "decision": decision,
        "at": _now(),
        "by": by or _who(),
        "reason": reason,
        "source": held.source,
        "stamp": held.stamp,
        **{key: held.payload[key] for key in ("sha256", "url", "etag", "last_modified")},
        "findings": [f"{one.series} {one.what}".strip() for one in held.findings[:20]],
    }
    with (_room(side, held.source) / "decisions.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(told, ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())
    shutil.rmtree(held.folder, ignore_errors=True)


def settle(side: Side, source: Source, name: str, decision: Decision) -> None:
    """Let go of what a whole good edition has made idle; pieces of a feed still wait for their decision."""
    if source.update == "replace":
        for one in pending(side, name):
            decide(side, one, decision, by="refresh")


def asked_with(side: Side, name: str, known: State | None) -> State | None:
    """What to tell the provider is held: the marks of what was held back or rejected last, not to be sent it again."""
    if known is None:
        return None
    waiting = pending(side, name)
    if waiting:
        last = waiting[-1].payload
    else:
        told = decisions(side, name)
        if not told or told[-1]["decision"] != "rejected":
            return known
        last = told[-1]
    if last["url"] != known.url or not (last["etag"] or last["last_modified"]):
        return known
    return replace(known, etag=last["etag"], last_modified=last["last_modified"])


def still(side: Side, name: str, sha256: str | None) -> IndicatorsError | None:
    """Why an edition that was judged before is not taken; None for one that was not.

    Parameters
    ----------
    sha256 : str or None
        Of the bytes; None when the provider said that they are those held back or rejected last.
    """
    waiting = [one for one in pending(side, name) if sha256 in (None, one.sha256)]
    if waiting:
        return SuspiciousError(name, str(waiting[-1].payload["name"]), waiting[-1].findings)
    told = decisions(side, name)[-1:] if sha256 is None else [one] if (one := rejected(side, name, sha256)) else []
    if not told or told[-1]["decision"] != "rejected":
        return None
    why = f" ({told[-1]['reason']})" if told[-1]["reason"] else ""
    what = f"the provider still gives the edition that was rejected on {told[-1]['at'][:10]}{why}"
    return RejectedError(what, name, "The last good data stay; to take it after all, `load` the file with `--force`.")


def _room(side: Side, name: str) -> Path:
    return side.path / "quarantine" / name


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _now() -> str:
    return f"{store.now():%Y-%m-%dT%H:%M:%SZ}"


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return f"uid {os.getuid()}"
