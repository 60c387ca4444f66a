"""A small batch for the tests of documents: figures with real series, and pictures of a few pixels."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from indicators.catalog import catalog
from indicators.export.made import Failed, Made, Picture
from indicators.series import Meta
from indicators.store import Cache
from tests.export.figures import figure

CATALOG = catalog()
ICE = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
SEALS = "abundance_ribbon_seal.sea_of_okhotsk.published"
DAYS = "ice_days.bering_sea.derived"
HELD_BACK = "dissolved_iron_seawater_mean.oyashio.marbl_dfe"
NASTY = 'An <b>"outside"</b> text & more ]]> \x00\x0b _under_ {brace} 100 % $x$ #set text(red) *bold* \ud800'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" aria-hidden="true"><rect width="9" height="5"/></svg>'


def meta(series: str, **more: Any) -> Meta:
    """Metadata of a shipped series."""
    return replace(Cache().read(series).meta, **more)


def png(width: int = 32, height: int = 18) -> bytes:
    """A picture whose pixels all differ."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, "PNG", dpi=(11, 11))
    return out.getvalue()


def pdf() -> bytes:
    """A page with a date of making and an author, as renderers leave them."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 100))
        made.docinfo["/CreationDate"] = pikepdf.String("D:20260101000000Z")
        made.docinfo["/Producer"] = pikepdf.String("a renderer")
        made.save(out)
    return out.getvalue()


CONTENT = {"png": png, "pdf": pdf, "svg": lambda: SVG}


def made(folder: Path, lang: str = "en", *series: str, formats: tuple[str, ...] = ("png",), **more: Any) -> Made:
    """A figure with its pictures in a folder."""
    told = {key: more.pop(key) for key in ("title", "chart", "page", "traces", "layout") if key in more}
    drawn = figure(lang=lang, series=series or (ICE,), **told)
    pictures = []
    for kind in formats:
        name, content = f"figures/{drawn.code}_{lang}.{kind}", CONTENT[kind]()
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        pictures.append(Picture(name, kind, digest, len(content), "page", "light", 300, (32, 18), (170.0, 95.6)))
    metas = tuple(meta(one) for one in drawn.series)
    return Made(drawn, metas, tuple(pictures), live=f"/sea_ice?chart={drawn.chart}", **more)


FAILED = (Failed("map.ice", "en", "map.ice: the renderer did not answer within 20 seconds. Make it again."),)
