"""The first answer of a page: Streamlit's own page, with our words in it and without what we do not need.

Changed: title and language; the font that our theme does not use is not asked for; scripts of the elements
that every page has, and the chart library, are asked for at once and not one after another; the server's
address is told, which saves the questions by which Streamlit looks for it; until the first script runs the
page says what it is and where its light edition lies.
"""

from __future__ import annotations

import functools
import json
import re
from html import escape
from pathlib import Path

from streamlit import file_util

from indicators.locales import NAMES, TAGS, t

STATIC = Path(file_util.get_static_dir())
ELEMENTS = (
    "BidiComponent",
    "Selectbox",
    "Multiselect",
    "Slider",
    "serialization",
    "StreamlitMarkdown",
)
"""First part of the names of Streamlit's scripts that our pages need at once."""
HOST = {"useExternalAuthToken": False, "enableCustomParentMessages": False, "enforceDownloadInNewTab": False,
        "metricsUrl": "", "blockErrorDialogs": False, "resourceCrossOriginMode": None}  # fmt: skip
_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>\s*")
_WITHOUT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_CHOICES = "[choices]"
_LINKED = re.compile(r"\./(static/[^\"]+\.(?:js|css))")
_STYLE = (
    ".aoi-open{font:1rem/1.5 'Noto Sans',sans-serif;padding:14vh 1.2rem;text-align:center;color:#1B1F24}"
    ".aoi-open b{display:block;font-size:1.4rem;font-weight:650}.aoi-open a{color:#1F5FA8}"
    "@media (prefers-color-scheme:dark){html{background:#0E1117}.aoi-open{color:#F0F3F6}.aoi-open a{color:#79B8FF}}"
)


def linked() -> list[Path]:
    """Files that the first answer asks for: those of Streamlit's page, then those of our elements."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    return [*(STATIC / name for name in dict.fromkeys(_LINKED.findall(page))), *_elements()]


@functools.lru_cache(maxsize=64)
def page(lang: str, name: str, base: str, libraries: tuple[str, ...]) -> str:
    """The first answer in a language.

    Parameters
    ----------
    name : str
        Name of the page asked for; empty for the overview.
    base : str
        Where the dashboard lies below its host: empty, or `/folder`.
    libraries : tuple of str
        Addresses of our own scripts to ask for at once.
    """
    title = t("app.title", lang)
    if name:
        title = f"{t(f'nav.{name}', lang)} · {title}"
    html = _FONT.sub("", (STATIC / "index.html").read_text(encoding="utf-8"))
    html = html.replace('<html lang="en">', f'<html lang="{TAGS.get(lang, lang)}">')
    html = html.replace("<title>Streamlit</title>", f"<title>{escape(title)}</title>{_head(base, libraries)}")
    html = _WITHOUT.sub(f"<noscript>{_light(lang, name, base)}</noscript>", html)
    opening = f"<p><b>{escape(t('app.title', lang))}</b>{escape(t('shell.opening', lang))}</p>"
    opening = f'<div class="aoi-open">{opening}{_light(lang, name, base)}</div>'
    html = html.replace('<div id="root"></div>', f'<div id="root">{opening}</div>')
    return html.replace('"./', f'"{base}/')


def with_choices(html: str, query: str) -> str:
    """The first answer whose links to the light edition make the same choices as the address asked for."""
    kept = [part for part in query.split("&") if part and part.partition("=")[0] not in ("lang", "present")]
    return html.replace(_CHOICES, escape("?" + "&".join(kept), quote=True) if kept else "")


def language(query: str, header: str) -> str:
    """Language of the first answer: `lang=` of the address, else the browser's first of ours, else English."""
    asked = re.search(r"(?:^|&)lang=([a-z]{2})\b", query)
    if asked and asked[1] in NAMES:
        return asked[1]
    wanted = (one.split(";")[0].strip().split("-")[0].lower() for one in header.split(","))
    return next((code for code in wanted if code in NAMES), "en")


def _head(base: str, libraries: tuple[str, ...]) -> str:
    told = f"BACKEND_BASE_URL:location.origin+{json.dumps(base)},HOST_CONFIG:{{allowedOrigins:[location.origin],"
    script = f"window.__streamlit={{{told}...{json.dumps(HOST)}}}}}"
    early = "".join(
        f'<link rel="modulepreload" crossorigin href="{base}/{path.relative_to(STATIC)}">' for path in _elements()
    )
    ours = "".join(f'<link rel="preload" as="script" fetchpriority="low" href="{base}{path}">' for path in libraries)
    return f"<style>{_STYLE}</style><script>{script}</script>{early}{ours}"


@functools.cache
def _elements() -> tuple[Path, ...]:
    found = sorted((STATIC / "static" / "js").glob("*.js"))
    return tuple(path for path in found if path.name.split(".")[0] in ELEMENTS)


def _light(lang: str, name: str, base: str) -> str:
    address = f"{base}/light/{lang}/{name or 'home'}{_CHOICES}"
    return f'<p><a href="{address}">{escape(t("shell.light", lang))}</a></p>'
