"""A provider's token: the user's own, from the environment, and never shown to anybody.

The registry names the variable (`token_env`); without it the source is skipped. A token appears in no
error, state, status or log: whoever sends one does so through `hidden`.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote, quote_plus

from indicators.catalog import Source
from indicators.errors import DownloadError, IndicatorsError

MASK = "***"
T = TypeVar("T")
_PLAIN = re.compile(r"[!-~]{8,}")
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")
"""Loggers of the HTTP library that name whole addresses, some already at the level of warnings."""


class TokenError(IndicatorsError):
    """A source needs a token that the environment does not hold; the provider was not asked."""


def held(source: Source) -> bool:
    """Whether a source needs no token, or its token is set."""
    return not source.token_env or bool(_given(source))


def of(source: Source) -> str:
    """The token of a source; empty for a source that needs none.

    Raises
    ------
    TokenError
        When it is not set.
    DownloadError
        When it is no token (too short, blanks or letters beyond ASCII in it).
    """
    token = _given(source)
    if source.token_env and not token:
        todo = f"Set the environment variable {source.token_env} to your own token ({source.terms_url})."
        raise TokenError("the provider wants a token, and none is set", source.title, todo)
    if token and not _PLAIN.fullmatch(token):
        todo = "Copy the token again: one word of at least eight plain characters."
        raise DownloadError(f"what the environment variable {source.token_env} holds is no token", source.title, todo)
    return token


def _given(source: Source) -> str:
    return os.environ.get(source.token_env, "").strip() if source.token_env else ""


def hidden(token: str, call: Callable[[], T]) -> T:
    """Make a call that sends a token, which stays out of every error and of the HTTP library's log.

    Raises
    ------
    IndicatorsError
        The same as the call raised, masked; anything else becomes a DownloadError.
    """
    if not token:
        return call()
    mask = _Mask(token)
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(mask)
    try:
        return call()
    except Exception as error:
        told = mask.error(error)
    finally:
        for logger in loggers:
            logger.removeFilter(mask)
    raise told  # outside of `except`: the masked error carries no trace of the first one


class _Mask(logging.Filter):
    """Replaces a token, plain or quoted as in an address."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.forms = sorted({token, quote(token, safe=""), quote_plus(token)}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """A text without the token."""
        for form in self.forms:
            text = text.replace(form, MASK)
        return text

    def error(self, error: Exception) -> IndicatorsError:
        """An error of the same kind without the token."""
        if not isinstance(error, IndicatorsError):
            return DownloadError(self.text(f"the request failed ({type(error).__name__}: {error})"))
        parts = [self.text(part) for part in (error.what, error.where, error.todo)]
        if isinstance(error, DownloadError):
            return DownloadError(*parts, status=error.status)
        return type(error)(*parts)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask a line of the log; what went wrong is told without the trace."""
        record.msg, record.args = self.text(record.getMessage()), ()
        record.exc_info, record.exc_text = None, None
        return True
