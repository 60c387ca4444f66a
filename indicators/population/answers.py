"""Answers of a JSON service, one or more a series: how they are asked for, named, packed and found again.

An answer does not tell what was asked, so the name of its part does: `INDICATOR.PLACE[.WHAT].json`. A
person may load one answer by that name. Between two requests there is the pause that the registry states.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from indicators import bundle
from indicators.catalog import Declaration, Source
from indicators.download import tokens
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.series import Payload

PAUSE = time.sleep
REFUSED = "refused"  # WHAT of a part that holds what the provider said instead of an answer
CHANGED = "The provider changed its answer, or it is another."
_NAME = re.compile(r"(?P<indicator>[a-z0-9_]+)\.(?P<place>[a-z0-9_]+)(\.(?P<what>[a-z0-9_]+(\.refused)?))?\.json")
_TELLING = (400, 404, 410, 422)  # statuses that speak of one question, not of the whole service


@dataclass(frozen=True)
class Part:
    """One answer: the series it is about, which of several answers it is, and its JSON."""

    declared: Declaration
    what: str
    name: str
    document: Any


class Asker:
    """Requests to one provider with the pause it asks for, and with the user's token where it wants one.

    The registry's options say how a token travels: `token_header`, or `token_parameter` of the address.
    """

    def __init__(self, source: Source, http: Http) -> None:
        self.source, self.http = source, http
        self.token = tokens.of(source)
        self.asked = 0

    def ask(self, address: str) -> bytes:
        """The answer to one request; an error never names the token."""
        if self.asked:
            PAUSE(float(self.source.options["pause_seconds"]))
        self.asked += 1
        return tokens.hidden(self.token, lambda: self._send(address))

    def try_to(self, address: str, name: str) -> dict[str, bytes]:
        """The answer under its name, or what the provider said of this question alone."""
        try:
            return {f"{name}.json": self.ask(address)}
        except DownloadError as error:
            if error.status not in _TELLING:
                raise
            return {f"{name}.{REFUSED}.json": json.dumps({"said": error.what}).encode()}

    def _send(self, address: str) -> bytes:
        options, headers = self.source.options, {"Accept": "application/json"}
        if "token_header" in options:
            headers[options["token_header"]] = self.token
        if "token_parameter" in options:
            address += f"&{options['token_parameter']}={quote(self.token, safe='')}"
        answer = self.http.ask(
            address,
            headers=headers,
            max_bytes=int(self.source.max_megabytes * (1 << 20)),
            verify=self.source.verify_tls,
        )
        return answer.content


def declarations(source_id: str, source: Source) -> Iterator[Declaration]:
    """The series that a source declares, for whoever has no registry at hand."""
    for group in source.series:
        for indicator, indicator_key in group.indicators.items():
            for place, place_key in group.places.items():
                yield Declaration(
                    indicator=indicator, place=place, source=source_id,
                    indicator_key=indicator_key, place_key=place_key, group=group,
                )  # fmt: skip


def name_of(declared: Declaration, what: str = "") -> str:
    """Name of a part without its ending."""
    return ".".join(part for part in (declared.indicator, declared.place, what) if part)


def filled(template: str, **values: object) -> str:
    """An address from a template of the registry, its values quoted."""
    return template.format(**{name: quote(str(value), safe="") for name, value in values.items()})


def parts(payload: Payload, declared: Iterable[Declaration], *, max_megabytes: float) -> Iterator[Part]:
    """The answers in a bundle, or the one that was handed in by its own name.

    Raises
    ------
    FormatError
        When a name tells no series of the source, or a part is not JSON.
    """
    known = {(one.indicator, one.place): one for one in declared}
    for part in bundle.parts(payload, max_megabytes=max_megabytes):
        name = part.name.rsplit("/", 1)[-1]
        match = _NAME.fullmatch(name)
        about = known.get((match["indicator"], match["place"])) if match else None
        if match is None or about is None:
            example = f"{name_of(next(iter(known.values())))}.json"
            raise FormatError("the name does not tell what was asked", part.name, f"Name the file like {example}.")
        yield Part(about, match["what"] or "", part.name, document(part.content, part.name))


def document(content: bytes, where: str) -> Any:
    """JSON of an answer."""
    try:
        return json.loads(content)
    except ValueError as error:
        raise FormatError("not JSON", where, "Ask the provider again.") from error


def number(answer: Any, key: str, where: str) -> int:
    """A count of an answer."""
    found = answer.get(key) if isinstance(answer, dict) else None
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise FormatError(f"no count {key!r} in the answer", where, CHANGED)
    return found


def rows(answer: Any, key: str, where: str) -> list[dict[str, Any]]:
    """A list of objects of an answer."""
    found = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        held = ", ".join(sorted(answer)[:8]) if isinstance(answer, dict) else type(answer).__name__
        raise FormatError(f"no list {key!r} in the answer (it holds: {held})", where, CHANGED)
    return found
