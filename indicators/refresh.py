"""One source from bytes to the live cache: fetch or load, parse, check, compare, store, derive.

The order is what keeps the last good data: everything is parsed and checked before the first file
is replaced. Whatever goes wrong ends up as one sentence in the source's state; an edition that looks like
a mistake is held back (`quarantine`) until a person decides.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import pandas as pd

from indicators import derive, fetchers, fields, journal, observations, revision, status, store, taking
from indicators.catalog import Catalog
from indicators.download.http import Http
from indicators.download.pinned import Pin
from indicators.download.tokens import TokenError
from indicators.errors import DownloadError, IndicatorsError, StoreError
from indicators.journal import Laid
from indicators.quarantine import keeping as quarantine
from indicators.quarantine import scrutiny
from indicators.quarantine.keeping import SuspiciousError
from indicators.quarantine.scrutiny import Against
from indicators.series import Meta, Parsed, Payload, Reading, describe
from indicators.store import Cache, Held, Side, State
from indicators.waiting import BusyError

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What one attempt at a source gave."""

    source: str
    result: Literal["updated", "unchanged", "failed", "quarantined"]
    series: int = 0
    observations: int = 0
    maps: int = 0
    revised: int = 0
    sentence: str = ""
    notices: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the source could not be brought up to date."""
        return self.result in ("failed", "quarantined")


def refresh(cache: Cache, catalog: Catalog, sources: list[str], http: Http) -> Iterator[Outcome]:
    """Bring sources up to date one after the other; a failure leaves the others alone."""
    for name in sources:
        yield refresh_one(cache, catalog, name, http)


def refresh_one(cache: Cache, catalog: Catalog, name: str, http: Http) -> Outcome:
    """Download a source if the provider has something new, and store it; BusyError when others write for too long."""
    state = _held_state(cache.live, name)
    known = state if state is not None and _still_holds(cache.live, catalog, state) else None
    side, payload = cache.live, None
    try:
        believed = status.believed(known, catalog, store.now())
        asked = quarantine.asked_with(side, name, believed)
        pin = _pin(catalog, name, state, http)
        payload = fetchers.fetch(name, catalog, http.pinned(pin), asked)
        payload = replace(payload, certificate=pin.seen) if payload else None
        judged = payload is not None or asked != believed
        refused = quarantine.still(side, name, payload.sha256 if payload else None) if judged else None
        if known is not None and (payload.sha256 == known.sha256 if payload else refused is None):
            quarantine.settle(side, catalog.sources[name], name, "withdrawn")
            with taking.writing(side):
                if side.state(name) == state:  # else somebody loaded a file meanwhile
                    seen = replace(known, certificate=pin.seen or known.certificate)
                    side.write_state(_confirmed(seen, whole=believed is not known))
            return Outcome(name, "unchanged")
        if refused is not None:
            raise refused
        if payload is None:
            raise DownloadError("the provider says that nothing changed, but nothing is held", name, "Try again later.")
        outcome = take(side, catalog, name, payload, against="edition")
        quarantine.settle(side, catalog.sources[name], name, "superseded")
        return outcome
    except TokenError as error:  # nothing was asked: no attempt to remember
        return Outcome(name, "failed", sentence=error.sentence)
    except SuspiciousError as error:
        return _held_back(cache, catalog, name, state, payload, error)
    except Exception as error:  # one source must not take the others down
        return _failed(cache, name, state, error)


def _pin(catalog: Catalog, name: str, state: State | None, http: Http) -> Pin:
    """What a provider must show whose chain does not verify."""
    named, known = catalog.sources[name].certificates, None if http.new_certificate else state
    return Pin(named, known.certificate if known else "", known.retrieved if known else "")


def _held_state(side: Side, name: str) -> State | None:
    """The state of a source, once what a killed writer left is finished or undone."""
    with suppress(StoreError), taking.writing(side):
        pass
    return side.state(name)


def _confirmed(known: State, *, whole: bool) -> State:
    stamp = _stamp()
    asked = stamp if whole else known.asked_whole
    return replace(known, checked=stamp, error="", error_since="", failures=0, quarantined="", asked_whole=asked)


def load(cache: Cache, catalog: Catalog, name: str, payload: Payload, *, force: bool = False) -> Outcome:
    """Take a file carried by hand through the same parser and checks.

    `force` also takes an older edition, and one that looks like a mistake.
    """
    state = cache.live.state(name)
    try:
        outcome = take(cache.live, catalog, name, payload, force=force, against="none" if force else "edition")
        quarantine.settle(cache.live, catalog.sources[name], name, "superseded")
        return outcome
    except SuspiciousError as error:  # the file is in somebody's hands: nothing to put aside
        return _failed(cache, name, state, SuspiciousError(name, payload.name, error.findings, by_hand=True))
    except Exception as error:
        return _failed(cache, name, state, error)


def accept(cache: Cache, catalog: Catalog, held: quarantine.Held, *, by: str = "", reason: str = "") -> Outcome:
    """Store an edition that was held back, on the same way as any other, and log who decided so."""
    state = cache.live.state(held.source)
    try:
        outcome = take(cache.live, catalog, held.source, held.open(), against="none")
    except Exception as error:
        return _failed(cache, held.source, state, error)
    quarantine.decide(cache.live, held, "accepted", by=by, reason=reason)
    return outcome


def reject(cache: Cache, held: quarantine.Held, *, by: str = "", reason: str = "") -> None:
    """Let go of an edition that was held back; its bytes are not taken for news again."""
    quarantine.decide(cache.live, held, "rejected", by=by, reason=reason)
    state = cache.live.state(held.source)
    refused = quarantine.still(cache.live, held.source, held.sha256)
    if state is not None and state.quarantined and refused is not None:
        cache.live.write_state(replace(state, error=refused.sentence, quarantined=""))


def hand_in(cache: Cache, catalog: Catalog, name: str, reading: Reading, payload: Payload) -> Outcome:
    """Store on the live side what was read elsewhere (an archive, file by file); a failure is told in the state."""
    state = cache.live.state(name)
    try:
        return keep(cache.live, catalog, name, reading, payload)
    except Exception as error:
        return _failed(cache, name, state, error)


def _still_holds(side: Side, catalog: Catalog, state: State) -> bool:
    """Whether everything that the last good attempt stored is readable, and the registry asks for no more."""
    if not (state.series or state.fields) or state.declared != _fingerprint(catalog, state.source):
        return False
    try:
        whole = all(side.meta(series_id).source == state.source for series_id in state.series)
        return whole and all(fields.held(side, field_id) for field_id in state.fields)
    except StoreError:
        return False


def _fingerprint(catalog: Catalog, name: str) -> str:
    """Changes whenever the registry declares the source's series otherwise."""
    source = catalog.sources[name]
    told = repr((source.series, source.fields, source.format, source.product_version))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def take(
    side: Side, catalog: Catalog, name: str, payload: Payload, *, force: bool = False, against: Against = "shape"
) -> Outcome:
    """Parse, check and store a payload on one side of the cache.

    Raises
    ------
    IndicatorsError
        Before anything is stored, when the payload is not what the source promises.
    """
    reading = fetchers.parse(payload, name, catalog)
    return keep(side, catalog, name, reading, payload, force=force, against=against)


def keep(
    side: Side,
    catalog: Catalog,
    name: str,
    reading: Reading,
    payload: Payload,
    *,
    force: bool = False,
    against: Against = "shape",
) -> Outcome:
    """Check what was read and store it on one side of the cache; `payload` tells where it came from.

    Raises
    ------
    IndicatorsError
        Before anything is stored, when the reading breaks the contract or does not stand what it is held `against`.
    """
    with taking.writing(side):
        prepared = _prepare(side, catalog, name, reading, payload, force=force)
        compared = [
            scrutiny.Compared(meta, held, observations.typed(parsed.observations), changes, parsed.unique)
            for parsed, (meta, _, changes, held) in zip(reading.series, prepared, strict=True)
        ]
        scrutiny.look_at(side, catalog, name, compared, payload, "none" if force else against, whole=reading.whole)
        with taking.whole(side, name):
            _store(side, catalog, name, reading, prepared, payload)
    return Outcome(
        name,
        "updated",
        series=len(prepared),
        observations=sum(len(frame) for _, frame, *_ in prepared),
        maps=sum(len(parsed.layers) for parsed in reading.fields),
        revised=sum(len(changes) for _, _, changes, _ in prepared),
        notices=reading.notices,
    )


def _store(side: Side, catalog: Catalog, name: str, reading: Reading, prepared: _Prepared, payload: Payload) -> None:
    """Write the files of a take, and what is computed from them; then tell what came."""
    laid = [Laid(meta, frame, journal.seen(side, meta.id, held)) for meta, frame, _, held in prepared]
    for parsed in reading.fields:
        fields.write(side, describe(catalog, parsed, payload), parsed)
    for meta, frame, *_ in prepared:
        side.write(meta, frame)
    gone = side.withdraw(name, {meta.id for meta, *_ in prepared}) if reading.whole else []
    laid += derive.update(side, catalog, {meta.id for meta, *_ in prepared})
    derive.update_fields(side, catalog, name, {parsed.declaration.id for parsed in reading.fields})
    entry = None
    if side.origin == "live":  # the shipped side is made anew from nothing: `snapshot` compares it with the one before
        entry = journal.entry(side, name, _stamp(payload), laid, sha256=payload.sha256, withdrawn=gone)
    state = _good_state(side, catalog, name, reading, prepared, payload)
    taking.complete(side, state, _revisions(side, name, prepared, payload), entry)


_Prepared = list[tuple[Meta, pd.DataFrame, list[revision.Change], Held | None]]


def _prepare(side: Side, catalog: Catalog, name: str, reading: Reading, payload: Payload, *, force: bool) -> _Prepared:
    source = catalog.sources[name]
    update = source.update
    held = {parsed.declaration.id: _held(side, parsed.declaration.id) for parsed in reading.series}
    if update == "replace" and not force:
        new_last = _last([parsed.observations for parsed in reading.series])
        held_last = _last([item.observations for item in held.values() if item is not None])
        revision.require_not_older(held_last, new_last, name, payload.name)
    return [
        (*_lay_over(catalog, parsed, held[parsed.declaration.id], payload, update), held[parsed.declaration.id])
        for parsed in reading.series
    ]


def _lay_over(
    catalog: Catalog, parsed: Parsed, held: Held | None, payload: Payload, update: str
) -> tuple[Meta, pd.DataFrame, list[revision.Change]]:
    frame = observations.typed(parsed.observations)
    observations.check(frame, parsed.declaration.id, unique=parsed.unique)
    meta = describe(catalog, parsed, payload)
    if held is None:
        return meta, frame, []
    frame, changes = revision.merge(held.observations, frame, update)
    observations.check(frame, parsed.declaration.id, unique=parsed.unique)
    if update == "append" and held.meta.retrieved > meta.retrieved:  # an earlier piece, filled in later
        before = held.meta
        meta = replace(meta, retrieved=before.retrieved, citation_text=before.citation_text)
    return meta, frame, changes


def _held(side: Side, series_id: str) -> Held | None:
    try:
        return side.read(series_id)
    except StoreError:
        return None


def _last(frames: list[pd.DataFrame]) -> pd.Timestamp | None:
    spans = [span for span in map(observations.span, frames) if span is not None]
    return max(end for _, end in spans) if spans else None


def _revisions(side: Side, name: str, prepared: _Prepared, payload: Payload) -> dict[str, Any] | None:
    """The provider's changes to data held before, with both vintages; None where there are none."""
    changed = {meta.id: [asdict(change) for change in changes] for meta, _, changes, _ in prepared if changes}
    if not changed:
        return None
    before = side.state(name)
    return {
        "stamp": f"{_stamp(payload)}-{payload.sha256[:8]}",
        "source": name,
        "from": {"retrieved": before.retrieved, "sha256": before.sha256} if before else {},
        "to": {"retrieved": _stamp(payload), "sha256": payload.sha256, "file": payload.name},
        "changes": changed,
    }


def _good_state(
    side: Side, catalog: Catalog, name: str, reading: Reading, prepared: _Prepared, payload: Payload
) -> State:
    before, source = side.state(name), catalog.sources[name]
    earlier = before.series if before and not reading.whole else ()
    stored = {meta.id for meta, *_ in prepared} | {one for one in earlier if side.file(one).exists()}
    kept_fields = {one for one in (before.fields if before else ()) if fields.held(side, one)}
    return State(
        name,
        retrieved=_stamp(payload),
        checked=_stamp(),
        url=payload.url,
        etag=payload.etag,
        last_modified=payload.last_modified,
        certificate=payload.certificate or (before.certificate if before else ""),
        sha256=payload.sha256,
        size_bytes=payload.size_bytes,
        product_version=prepared[0][0].product_version if prepared else source.product_version,
        notices=reading.notices,
        series=tuple(sorted(stored)),
        fields=tuple(sorted({parsed.declaration.id for parsed in reading.fields} | kept_fields)),
        last=_last_told(reading, prepared, before.last if before and source.update == "append" else ""),
        declared=_fingerprint(catalog, name),
    )


def _last_told(reading: Reading, prepared: _Prepared, before: str) -> str:
    """Last observation or map of a reading, ISO; `before` where that is later."""
    ends = [span[1] for span in (observations.span(frame) for _, frame, *_ in prepared) if span]
    ends += [layer.time_end for parsed in reading.fields for layer in parsed.layers if not parsed.climatology]
    return max([before, *(f"{end:%Y-%m-%dT%H:%M:%S}" for end in ends)])


def _held_back(
    cache: Cache, catalog: Catalog, name: str, state: State | None, payload: Payload | None, error: SuspiciousError
) -> Outcome:
    """Put the edition aside, unless it lies there, and say so."""
    try:
        if payload is not None:
            quarantine.put(cache.live, catalog.sources[name], name, payload, error.findings)
    except OSError as unwritable:
        return _failed(
            cache, name, state, StoreError(f"{error.what}; it could not be kept ({unwritable})", error.where)
        )
    waiting = quarantine.pending(cache.live, name)
    return _failed(cache, name, state, error, quarantined=waiting[-1].since if waiting else "")


def _failed(cache: Cache, name: str, state: State | None, error: Exception, *, quarantined: str = "") -> Outcome:
    if isinstance(error, BusyError):  # no failure of the source: nothing to remember
        raise error
    if isinstance(error, IndicatorsError):
        sentence = error.sentence
    elif isinstance(error, OSError) and error.errno in taking.NO_ROOM + taking.NO_RIGHT:
        sentence = taking.unwritable(error, cache.live.path).sentence
    else:
        LOG.exception("source %s", name, exc_info=error)
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        sentence = f"{name}: an unforeseen error ({told}). The last good data stay; the log has the details."
    known = cache.live.state(name) or state or State(name)  # somebody may have loaded a file meanwhile
    failed = replace(
        known,
        checked=_stamp(),
        error=sentence,
        error_since=known.error_since or _stamp(),
        failures=known.failures + 1,
        quarantined=quarantined,
    )
    try:
        cache.live.write_state(failed)
    except OSError as unwritable:
        sentence += f" The reason could not be kept either ({unwritable})."
    return Outcome(name, "quarantined" if quarantined else "failed", sentence=sentence)


def _stamp(payload: Payload | None = None) -> str:
    return f"{payload.retrieved if payload else store.now():%Y-%m-%dT%H:%M:%SZ}"
