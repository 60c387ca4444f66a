"""A zip at a provider, of which only the members needed are fetched, by byte ranges.

`remotezip` finds the members (the central directory first, zip64 too, then each with its own local
header) and asks for exactly their bytes; here its requests go through our own `Http`, so limits, mirror
and the refusal of pages hold for them as well. Never fetches the whole archive.
"""

from __future__ import annotations

import io
import zipfile

from remotezip import PartialBuffer, RemoteZip, RemoteZipError

from indicators.download.http import Answer, Http, Part
from indicators.errors import DownloadError

TAIL_BYTES = 64 << 10  # holds the directory of some hundred members
SLICE_BYTES = 8 << 20  # of one request, so that a slow line keeps its time limit


class Ranges:
    """What `remotezip` asks for bytes: parts of one file, all of the same edition.

    Parameters
    ----------
    http : Http
    url : str
    max_bytes : int
        Cap on everything fetched together.
    verify : bool
        Whether the provider's certificate is checked.
    """

    def __init__(self, http: Http, url: str, *, max_bytes: int, verify: bool = True) -> None:
        self.http, self.url, self.verify = http, url, verify
        self.left_bytes = max_bytes
        self.etag, self.total_bytes = "", 0

    def fetch(self, data_range: tuple[int, int | None], stream: bool = False) -> PartialBuffer:
        """The bytes from the first to the last, both included; without a last, the final ones."""
        first, last = data_range
        if last is None:
            answer = self._ask(Part(first, None, self.etag), -first)
            return PartialBuffer(io.BytesIO(answer.content), answer.start, len(answer.content), False)
        content = bytearray()
        for start in range(first, last + 1, SLICE_BYTES):
            end = min(start + SLICE_BYTES - 1, last)
            content += self._ask(Part(start, end, self.etag), end - start + 1).content
        return PartialBuffer(io.BytesIO(content), first, len(content), False)

    def _ask(self, part: Part, length: int) -> Answer:
        if length > self.left_bytes:
            raise DownloadError("the parts needed are larger than allowed", self.url, "Check max_megabytes.")
        answer = self.http.ask(self.url, part=part, max_bytes=length, verify=self.verify)
        if self.total_bytes not in (0, answer.total_bytes):
            raise DownloadError("the file changed while it was read in parts", self.url, "Try again later.")
        self.left_bytes -= len(answer.content)
        self.etag, self.total_bytes = self.etag or answer.etag, answer.total_bytes or 0
        return answer


def open_zip(http: Http, url: str, *, max_bytes: int, verify: bool = True) -> zipfile.ZipFile:
    """The archive at an address; its directory is read, its members only when they are opened.

    Raises
    ------
    DownloadError
        When the server gives no parts of the file, or the file is no zip.
    """
    ranges = Ranges(http, url, max_bytes=max_bytes, verify=verify)
    try:
        archive: zipfile.ZipFile = RemoteZip(url, TAIL_BYTES, fetcher=lambda *_, **__: ranges)
    except (zipfile.BadZipFile, RemoteZipError, ValueError) as error:
        raise DownloadError(f"not a zip ({error})", url, "Check the address.") from error
    return archive
