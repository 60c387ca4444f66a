"""Figures by our own still pictures (`indicators.still`), where no browser is."""

from __future__ import annotations

from indicators.export.renderers import pdf, svg
from indicators.export.renderers.job import Job
from indicators.still import draw


class Own:
    """Draws at once, and keeps nothing but the fonts."""

    def draw(self, job: Job) -> bytes:
        """The bytes of a picture."""
        if job.format == "svg":
            return svg.whole(draw.picture(job.told, job.lang, format="svg").decode(), job)
        if job.format == "pdf":
            return pdf.settled(draw.picture(job.told, job.lang, format="pdf"), job.millimetres)
        return draw.picture(job.told, job.lang, dots=job.dots)

    def close(self) -> None:
        """Nothing was started."""
