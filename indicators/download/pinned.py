"""The certificate of a provider whose chain does not verify: pinned, so that nobody else can answer in its place.

The registry names its SHA-256 (`certificates`), or the first one seen is remembered with the state of the source;
a connection that shows another is refused before anything is sent. A provider whose chain verifies needs no pin.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from indicators.errors import DownloadError


class Pin:
    """What the certificate of an unverified connection must be, and which one was seen.

    Parameters
    ----------
    named : iterable of str
        SHA-256 of the certificates that the registry names, in hexadecimal. Nothing else is taken where it names any.
    remembered : str
        SHA-256 of the certificate seen before, empty where none was.
    since : str
        When data last came over a connection with that certificate, ISO.
    """

    def __init__(self, named: Iterable[str] = (), remembered: str = "", since: str = "") -> None:
        self.named, self.remembered, self.since = frozenset(named), remembered, since
        self.seen = ""

    def look(self, host: str, certificate: bytes | None) -> None:
        """Take or refuse the certificate (DER) that a host shows.

        Raises
        ------
        DownloadError
            When it is another one than is known.
        """
        shown = hashlib.sha256(certificate or b"").hexdigest()
        known = self.named or ({self.remembered} - {""}) or ({self.seen} - {""})
        if known and shown not in known:
            before = "the registry names" if self.named else f"was seen until {self.since[:10] or 'a moment ago'}"
            todo = "Compare it with what a browser shows on the provider's page; if it is the provider's, " + (
                "name it under `certificates` in the registry." if self.named else "`refresh --new-certificate`."
            )
            raise DownloadError(f"the certificate (SHA-256 {shown}) is not the one that {before}", host, todo)
        self.seen = shown
