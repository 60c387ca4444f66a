"""The list of a batch for machines: every figure with its series, and every file with its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from indicators.catalog import Catalog
from indicators.export.documents import marks, product, works
from indicators.export.made import Failed, Made, Picture
from indicators.series import Meta

VERSION = 1
"""Of the manifest's own form; a change that breaks readers counts it up."""


def manifest(
    asked: Mapping[str, Any], made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog, *,
    complete: bool, others: Mapping[str, bytes | tuple[str, int]] = {},
) -> bytes:  # fmt: skip
    """The manifest as JSON, the same bytes for the same batch.

    Parameters
    ----------
    asked : mapping
        The order as it was given.
    complete : bool
        Whether everything ordered was tried; False of a batch that was broken off.
    others : mapping
        Files beside the pictures by their name below the folder: their bytes, or their SHA-256 and size.
    """
    told = {
        "manifest": VERSION,
        "product": product.name(),
        "version": product.version(),
        "complete": complete,
        "asked": asked,
        "figures": [_figure(one, catalog) for one in made],
        "failed": [
            {"figure": one.code, "lang": one.lang, "sentence": one.sentence, "refused": one.refused} for one in failed
        ],
        "files": sorted(
            [_picture(picture) for one in made for picture in one.pictures]
            + [_file(name, content) for name, content in others.items()],
            key=lambda one: str(one["name"]),
        ),
        "references": [work.key for work in works.of_batch(made, catalog)],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _figure(one: Made, catalog: Catalog) -> dict[str, Any]:
    figure = one.figure
    return {
        "figure": figure.code, "lang": figure.lang, "page": figure.page, "chart": figure.chart,
        "choices": [list(pair) for pair in figure.choices], "title": figure.title, "subtitle": figure.subtitle,
        "alt": figure.alt, "caption": list(figure.caption), "live": one.live, "data_to": figure.last[:10],
        "retrieved": figure.retrieved, "series": [_series(meta, catalog) for meta in one.metas],
        "references": [work.key for work in works.of_figure(one.metas, catalog)],
        "pictures": [picture.name for picture in one.pictures], "values": list(one.data), "refusal": one.refusal,
    }  # fmt: skip


def _series(meta: Meta, catalog: Catalog) -> dict[str, Any]:
    return {
        "id": meta.id, "source": meta.source, "provider": catalog.sources[meta.source].provider,
        "product_version": meta.product_version, "doi": meta.doi, "retrieved": meta.retrieved,
        "sha256": meta.sha256, "licence": meta.licence, "redistribute": meta.redistribute,
        "credit": list(marks.credits([meta], catalog)), "citation": meta.citation_text,
        "first": meta.first, "last": meta.last, "derived_from": meta.derived_from.split(),
    }  # fmt: skip


def _picture(one: Picture) -> dict[str, Any]:
    return {
        "name": one.name, "format": one.format, "sha256": one.sha256, "size": one.size, "paper": one.paper,
        "theme": one.theme, "dpi": one.dpi, "dots": list(one.dots),
        "millimetres": [round(side, 3) for side in one.millimetres],
    }  # fmt: skip


def _file(name: str, content: bytes | tuple[str, int]) -> dict[str, Any]:
    digest, size = (hashlib.sha256(content).hexdigest(), len(content)) if isinstance(content, bytes) else content
    return {"name": name, "format": name.rsplit(".", 1)[-1], "sha256": digest, "size": size}
