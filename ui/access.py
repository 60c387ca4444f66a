"""What every page has for phones, keyboards and screen readers beyond its own HTML: one small script, and its words.

Nothing of a page depends on it: without it tables are long, and a few words of Streamlit stay English.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from indicators.locales import t
from ui.qr import base_path

SCRIPT = Path(__file__).resolve().parent / "assets" / "access.js"
VERSION = hashlib.sha1(SCRIPT.read_bytes(), usedforsecurity=False).hexdigest()[:8]
WORDS = {
    "all": "access.all",
    "more": "access.more",
    "fewer": "access.fewer",
    "skip": "light.skip",
    "pages": "light.pages",
    "settings": "access.settings",
    "open": "access.open_pages",
    "close": "access.close_pages",
    "content": "access.content",
}


def loader(lang: str) -> str:
    """JavaScript that tells the words of a language, and loads the script unless the page has it."""
    words = json.dumps({name: t(key, lang) for name, key in WORDS.items()}, ensure_ascii=False)
    address = json.dumps(f"{base_path()}/assets/{SCRIPT.name}?v={VERSION}")
    return (
        f"window.aoiWords={words.replace('<', '')};if(!window.aoiAccess){{window.aoiAccess=1;"
        f"document.head.append(Object.assign(document.createElement('script'),{{src:{address}}}))}}"
    )
