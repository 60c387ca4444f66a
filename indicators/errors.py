"""One family of errors: each says what is wrong, where, and what to do next."""

from __future__ import annotations


class IndicatorsError(Exception):
    """Base of every error this project raises on purpose.

    Parameters
    ----------
    what : str
        What is wrong, in plain words.
    where : str
        File, sheet, cell, row, key or address it was found at.
    todo : str
        What the reader can do about it.
    """

    def __init__(self, what: str, where: str = "", todo: str = "") -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The whole message on one line."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        ended = text if text.endswith(("?", "!")) else f"{text.rstrip('.')}."
        return " ".join((f"{ended} {self.todo}" if self.todo else text).split())


ON_PAGES = (
    "not in the cache",
    "the file cannot be read",
    "not an edition",
    "Run `refresh` or `load` for its source.",
    "Refresh or load its source again.",
    "Keep it again with `digest --keep`.",
)
"""Parts of sentences that a page may show (a broken file, an edition): every language has them."""


class CatalogError(IndicatorsError):
    """A mistake in data_sources.yaml."""


class DownloadError(IndicatorsError):
    """A provider could not be reached, or answered with something else than data.

    `status` is that of the answer (404 ...), 0 where there was none or it was not the trouble.
    """

    def __init__(self, what: str, where: str = "", todo: str = "", *, status: int = 0) -> None:
        self.status = status
        super().__init__(what, where, todo)


class FormatError(IndicatorsError):
    """A file is not what its source promises (layout, sheet, column, value)."""


class OlderEditionError(IndicatorsError):
    """A file is an older edition than the data already held."""


class StoreError(IndicatorsError):
    """A cached series is missing or cannot be read."""
