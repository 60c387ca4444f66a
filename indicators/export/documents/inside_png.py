"""PNG: dots per inch (pHYs) and texts (iTXt, UTF-8) spliced in after the header; the picture data stay as they are."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from indicators.errors import FormatError
from indicators.export.documents import rdf
from indicators.export.documents.marks import Marks

SIGNATURE = b"\x89PNG\r\n\x1a\n"
INCH_METRE = 0.0254
XMP = "XML:com.adobe.xmp"
IN_LANGUAGE = ("Title", "Subtitle", "Description", "Copyright")
"""What is said in the language of the figure; names, citations and dates are as their source has them."""
_OURS = (b"pHYs", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf")
"""What a renderer may have said of a picture: it gives way to the marks."""


def marked(content: bytes, told: Marks) -> bytes:
    """The same picture with its marks.

    Raises
    ------
    FormatError
        When the bytes are no PNG.
    """
    header, *others = chunks(content)
    kept = [whole for kind, whole in others if kind not in _OURS]
    words = [text(name, said, told.tag if name in IN_LANGUAGE else "") for name, said in told.pairs()]
    dots = [physical(told.dpi)] if told.dpi else []
    packet = text(XMP, rdf.packet(told).decode(), "")
    return b"".join([SIGNATURE, header[1], *dots, *words, packet, *kept])


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole bytes of each chunk.

    Raises
    ------
    FormatError
        When the bytes are no PNG, or end early.
    """
    if not content.startswith(SIGNATURE):
        raise FormatError("not a PNG", "picture", "Draw the figure again.")
    at = len(SIGNATURE)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 12 + length
        if end > len(content):
            raise FormatError("the PNG ends early", "picture", "Draw the figure again.")
        yield content[at + 4 : at + 8], content[at:end]
        at = end


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def physical(dpi: int) -> bytes:
    """Dots per inch as dots per metre."""
    per_metre = round(dpi / INCH_METRE)
    return chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))


def text(name: str, words: str, tag: str) -> bytes:
    """An uncompressed international text."""
    return chunk(b"iTXt", name.encode("latin-1") + b"\0\0\0" + tag.encode() + b"\0\0" + words.encode())
