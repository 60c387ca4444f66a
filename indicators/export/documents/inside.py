"""A picture file told about itself: title, text alternative, source, citation, licence and dates, for whoever opens it.

The picture is not drawn or packed anew: what it shows stays byte for byte, and nothing tells when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indicators.errors import IndicatorsError
from indicators.export.documents import inside_pdf, inside_png, inside_svg
from indicators.export.documents.marks import Marks, marks

_WRITERS: Mapping[str, Callable[[bytes, Marks], bytes]] = {
    "png": inside_png.marked,
    "svg": inside_svg.marked,
    "pdf": inside_pdf.marked,
}


def marked(content: bytes, format: str, told: Marks) -> bytes:  # noqa: A002
    """The same picture with its marks.

    Parameters
    ----------
    format : {'png', 'svg', 'pdf'}

    Raises
    ------
    IndicatorsError
        When the bytes are no picture of that format.
    """
    return _WRITERS[format](content, told)


__all__ = ["IndicatorsError", "Marks", "marked", "marks"]
