"""Drawings as bytes of PNG, SVG and PDF, made in processes of their own.

`Pool` is all that the rest needs. Two renderers draw the same description: Chromium (`browser`, through kaleido), and
our own still pictures (`own`) where no browser starts. They differ in a few things only:

- our own letters have no kerning and no ligatures, so lines of text differ by up to 2 pixels in length;
- what has no bold face (ideographs, hangul) is thickened by a line of its own, by the browser as it sees fit;
- of a map's or a line's many points our own drops those that no eye can tell apart;
- a file of the two is never equal, byte by byte, but two files of one of them are.

Nothing here is imported by a page or by the web server but `pool`, which imports none of what draws.
"""

from indicators.export.renderers.job import FORMATS, Format, PictureError
from indicators.export.renderers.pool import Kind, Pool

__all__ = ["FORMATS", "Format", "Kind", "PictureError", "Pool"]
