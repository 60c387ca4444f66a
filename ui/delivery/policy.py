"""What a browser may do with our answers: nothing from another host, no script that we did not write.

Scripts that stand in a page (Streamlit offers no other way) are allowed by their checksum, so a script that came
in with a provider's text would not run. Nothing here depends on data.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import re
from collections.abc import Iterable, Sequence

EMBED = "AMUR_OKHOTSK_EMBED"
"""Environment: origins whose pages may show ours in a frame (scheme and host), with commas between."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](?::\d{1,5})?")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]{1,253}(?::\d{1,5})?")

SAFE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""Headers of every answer."""
_SELF = "'self'"
_LIGHT = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
_FILE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def embedders() -> tuple[str, ...]:
    """Origins that may show our pages in a frame; what is no origin is left out."""
    named = (one.strip() for one in os.environ.get(EMBED, "").split(","))
    return tuple(one for one in named if _ORIGIN.fullmatch(one))


def inline(html: str) -> list[str]:
    """Scripts that stand in an HTML text."""
    return _INLINE.findall(html)


def checksums(scripts: Iterable[str]) -> tuple[str, ...]:
    """Sources of a policy that allow just these scripts."""
    digests = (hashlib.sha256(one.encode()).digest() for one in scripts)
    return tuple(dict.fromkeys(f"'sha256-{base64.b64encode(one).decode()}'" for one in digests))


@functools.lru_cache(maxsize=64)
def page(allowed: tuple[str, ...], host: str, frames: Sequence[str] = ()) -> str:
    """Policy of a live page.

    Parameters
    ----------
    allowed : tuple of str
        Checksums of the scripts that stand in it.
    host : str
        The `Host` that the browser asked: older browsers do not count a websocket as one of its own addresses.
    frames : sequence of str
        Origins that may show it in a frame, beside its own.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {' '.join(allowed)}",
        "style-src": "'self' 'unsafe-inline'",  # styles are written into the page while it is drawn
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self'{sockets}",
        "media-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": " ".join((_SELF, *frames)),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def other(path: str, frames: Sequence[str] = ()) -> str:
    """Policy of what is no live page: of a light page, else of a file, of which nothing may run."""
    if path.startswith("/light"):
        return f"{_LIGHT}; frame-ancestors {' '.join((_SELF, *frames))}"
    return f"{_FILE}; frame-ancestors {_SELF}"
