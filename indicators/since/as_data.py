"""A digest as JSON and as CSV rows: keys are a contract (docs/contracts.md), values keep their full precision."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from indicators.catalog import Catalog
from indicators.download_file import harmless
from indicators.since import news, words
from indicators.since.digest import Digest
from indicators.since.moments import Moment
from indicators.since.news import News, Revision, Rows

COLUMNS = (
    "id", "indicator", "place", "region", "countries", "source", "unit", "what", "count", "time_start", "time_end",
    "old", "new", "old_vintage", "new_vintage", "known", "citation_text", "licence",
)  # fmt: skip


def tree(digest: Digest, catalog: Catalog, lang: str) -> dict[str, Any]:
    """The digest as plain values; remarks are in `lang`."""
    listed = digest.found
    return {
        "from": _end(digest.start),
        "to": _end(digest.end),
        "basis": digest.basis,
        "notes": [{"code": one.code, "text": words.note(one, lang)} for one in digest.notes],
        "totals": asdict(news.totals(listed)),
        "countries": {
            code: asdict(news.totals(item for item in listed if code in item.meta.countries))
            for code in catalog.countries
        },
        "indicators": {
            name: asdict(news.totals(items)) for name, items in news.by(listed, lambda meta: [meta.indicator]).items()
        },
        "series": [_series(item) for item in listed],
        "citations": citations(listed),
        "broken": list(digest.broken),
    }


def text(digest: Digest, catalog: Catalog, lang: str) -> str:
    """The digest as JSON text."""
    return json.dumps(tree(digest, catalog, lang), ensure_ascii=False, indent=1) + "\n"


def citations(found: Iterable[News]) -> dict[str, list[str]]:
    """The citations of each source, in order."""
    told: dict[str, dict[str, None]] = {}
    for item in found:
        told.setdefault(item.meta.source, {}).update(dict.fromkeys(item.meta.citation_text.split(" · ")))
    return {source: sorted(texts) for source, texts in sorted(told.items())}


def csv_text(digest: Digest) -> str:
    """A row a series and kind of news, and a row a revised value."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for item in digest.found:
        known = {name: harmless(_plain(getattr(item.meta, name))) for name in COLUMNS if hasattr(item.meta, name)}
        writer.writerows(known | row for row in _rows(item))
    return buffer.getvalue()


def _rows(item: News) -> Iterator[dict[str, Any]]:
    if item.kind != "held":
        yield {"what": f"{item.kind}_series", "count": 1}
    for what, rows in (("came", item.came), ("observed", item.observed)):
        if rows.count:
            value = None if words.withheld(item.meta) else rows.last_value
            known = item.known if what == "came" else ""
            yield {"what": what, "count": rows.count, "time_start": rows.first, "time_end": rows.last, "new": value,
                   "known": known}  # fmt: skip
    if item.newly_stale:
        yield {"what": "newly_stale", "count": 1, "time_start": item.stale_from}
    for one in item.revisions:
        change = _change(one, item)
        yield {
            "what": change["kind"], "count": 1, "time_start": change["time_start"], "time_end": change["time_end"],
            "old": harmless(change.get("old_text", change["old"])),
            "new": harmless(change.get("new_text", change["new"])),
            "old_vintage": _vintage(one.before.product_version, one.before.retrieved),
            "new_vintage": _vintage(one.after.product_version, one.after.retrieved),
        }  # fmt: skip


def _vintage(version: str, retrieved: str) -> str:
    return " ".join(part for part in (version, retrieved) if part)


def _end(end: Moment) -> dict[str, str]:
    return {
        "code": end.code,
        "kind": end.kind,
        "at": f"{end.at:%Y-%m-%dT%H:%M:%SZ}",
        "stated": end.stated,
        "meeting": end.meeting,
    }


def _series(item: News) -> dict[str, Any]:
    meta, hidden = item.meta, words.withheld(item.meta)
    return {
        "id": meta.id,
        "indicator": meta.indicator,
        "place": meta.place,
        "region": meta.region,
        "countries": list(meta.countries),
        "source": meta.source,
        "unit": meta.unit,
        "kind": item.kind,
        "came": _span(item.came, hidden) | {"within": item.within, "known": item.known},
        "observed": _span(item.observed, hidden),
        "revised": item.revised,
        "removed": item.removed,
        "revisions": [_change(one, item) for one in item.revisions],
        "age": {
            "from": item.age_before,
            "to": item.age_after,
            "newly_stale": item.newly_stale,
            "stale_from": item.stale_from,
        },  # fmt: skip
        "vintage": {"product_version": meta.product_version, "retrieved": meta.retrieved, "sha256": meta.sha256},
        "licence": meta.licence,
        "redistribute": meta.redistribute,
        "withheld": hidden,
    }


def _span(rows: Rows, hidden: bool) -> dict[str, Any]:
    told = asdict(rows)
    return told | {"last_value": None} if hidden else told


def _change(one: Revision, item: News) -> dict[str, Any]:
    told = one.change.told()
    if words.withheld(item.meta):
        kept = ("kind", "time_start", "time_end")
        told = {name: told[name] for name in kept} | {"old": None, "new": None, "withheld": True}
    return told | {"from": asdict(one.before), "to": asdict(one.after)}


def _plain(part: Any) -> Any:
    return " ".join(part) if isinstance(part, tuple) else part
