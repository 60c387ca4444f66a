"""Logs: for people by default, one JSON object a line where `AMUR_OKHOTSK_LOG=json`; never with a secret in them.

Every record of every library is cleaned when it is made, whoever writes it out. Nothing here decides what is
worth telling.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

FORM = "AMUR_OKHOTSK_LOG"
MASK = "***"
_NAMED = re.compile(r"token|secret|passw|credential|cookie|auth|metrics$|(?:^|_)key(?:$|_)", re.IGNORECASE)
_SECRET = re.compile(
    r"""(?ix)
    (?P<head>
        (?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|token)\s+)?
      | (?:set-)?cookie["']?\s*[:=]\s*["']?
      | \bbearer\s+
      | (?:^|[?&;,\s"'{(])[a-z_-]*(?:token|api[_-]?key|appid|secret|password|passwd|signature|sig)["']?\s*[:=]\s*["']?
      | [?&;](?:key|code|state|job|sid|session)=
      | /export/(?=[\w-]{16,}\.zip)
    )
    (?P<secret>[^\s&"',;)}]+)
    """
)
_USER = re.compile(r"(?<=://)[^/\s@:]*:[^/\s@]+@")
_COOKIES = re.compile(r"(?i)((?:set-)?cookie[\"']?\s*:\s*)[^\n]+")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_about: ContextVar[dict[str, Any]] = ContextVar("what a log line is about", default={})  # noqa: B039 - never changed


def as_json() -> bool:
    """Whether logs are one JSON object a line."""
    return os.environ.get(FORM, "").strip().lower() == "json"


def begin() -> None:
    """Clean every record from now on; write JSON where it is asked for. May be called again."""
    _secrets.cache_clear()
    if not getattr(logging.getLogRecordFactory(), "cleans", False):
        logging.setLogRecordFactory(_factory(logging.getLogRecordFactory()))
    if not as_json():
        return
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    for name in ("indicators", "ui", "pages", "light"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.setLoggerClass(_Dressed)
    logging.getLogger("uvicorn.error").propagate = True  # the web server takes its handlers away
    for logger in (root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))):
        for handler in logger.handlers:
            handler.setFormatter(Lines())


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Tell with every line of a stretch of code what it is about: page, language, source."""
    before = _about.set(_about.get() | facts)
    try:
        yield
    finally:
        _about.reset(before)


class Lines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, what it is about, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {key: value for key, value in vars(record).items() if key not in _OWN and not key.startswith("_")}
        if record.exc_info and not record.exc_text:
            record.exc_text = clean(self.formatException(record.exc_info))
        if record.exc_text:
            told["trace"] = record.exc_text
        return json.dumps(told, ensure_ascii=False, default=str)


class _Dressed(logging.Logger):
    """A logger that libraries make later: whatever handler they give it writes our lines."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802 - the name of the method replaced
        hdlr.setFormatter(Lines())
        super().addHandler(hdlr)


def clean(text: str) -> str:
    """A text without secrets: values of secret settings, and what stands where secrets stand."""
    for secret in _secrets():
        text = text.replace(secret, MASK)
    text = _COOKIES.sub(rf"\g<1>{MASK}", text)
    return _USER.sub(f"{MASK}@", _SECRET.sub(rf"\g<head>{MASK}", text))


@functools.cache
def _secrets() -> tuple[str, ...]:
    """Values of the environment whose names say that they are secret, the longest first."""
    named = {value.strip() for name, value in os.environ.items() if _NAMED.search(name)}
    return tuple(sorted((value for value in named if len(value) >= 8), key=len, reverse=True))


def _factory(make: Any) -> Any:
    def cleaned(*given: Any, **more: Any) -> logging.LogRecord:
        record: logging.LogRecord = make(*given, **more)
        try:
            said = record.getMessage()
        except Exception:  # a line that cannot be formed is told in its parts
            record.msg, record.args = clean(f"{record.msg!s} {record.args!r}"), ()
            said = str(record.msg)
        if (cleaned_ := clean(said)) != said:
            record.msg, record.args = cleaned_, ()
        if record.exc_info:
            record.exc_text = clean(logging.Formatter().formatException(record.exc_info))
        for key, value in _about.get().items():
            setattr(record, key, value)
        return record

    cleaned.cleans = True  # type: ignore[attr-defined]
    return cleaned
