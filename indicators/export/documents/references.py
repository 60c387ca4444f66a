"""The references of a batch as files: biblatex and RIS, for whoever writes the report around the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rispy

from indicators.export.documents import product
from indicators.export.documents.plain import line
from indicators.export.documents.works import Work

_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "&": r"\&", "%": r"\%",
    "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
"""What TeX takes for its own; braces by name, for a `.bib` file counts even those behind a backslash."""
_IN_ADDRESSES = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def bib(works: Iterable[Work]) -> bytes:
    """A biblatex file, UTF-8."""
    head = f"% {product.software()}: references of the figures beside this file. UTF-8, for biblatex.\n"
    return "\n".join([head, *(_entry(work) for work in works)]).encode()


def _entry(work: Work) -> str:
    names = " and ".join([*(_name(one, work) for one in work.authors), *(["others"] if work.others else [])])
    fields = {
        "author": names, "title": f"{{{escaped(work.title)}}}", "date": work.year,
        "version": escaped(work.edition), "doi": _address(work.doi), "url": _address(work.url),
        "urldate": work.accessed, "note": escaped(work.text),
        "addendum": escaped(work.licence and f"Licence: {work.licence}"),
    }  # fmt: skip
    told = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@{'dataset' if work.product else 'misc'}{{{work.key},\n{told}\n}}\n"


def _name(name: str, work: Work) -> str:
    """A person as biblatex reads names; an organisation, and names that cannot be told apart, in braces."""
    return escaped(name) if not work.product and _person(name) else f"{{{escaped(name)}}}"


def _person(name: str) -> bool:
    return name.count(",") == 1 and name.endswith(".")


def escaped(text: str) -> str:
    """A text that TeX prints as it is."""
    return "".join(_ESCAPED.get(letter, letter) for letter in line(text))


def _address(text: str) -> str:
    return "".join(_IN_ADDRESSES.get(letter, letter) for letter in line(text))


def ris(works: Iterable[Work]) -> bytes:
    """An RIS file, UTF-8."""
    return str(rispy.dumps([_record(work) for work in works], implementation=_Ris)).encode()


class _Ris(rispy.RisWriter):  # type: ignore[misc]
    """Records without a number before each, which the format does not know."""

    def set_header(self, count: int) -> str:
        return ""


def _record(work: Work) -> dict[str, Any]:
    told = {
        "type_of_reference": "DATA" if work.product else "GEN", "id": work.key, "title": line(work.title),
        "authors": [line(name) for name in work.authors], "year": work.year, "edition": line(work.edition),
        "doi": line(work.doi), "urls": [line(work.url)] if work.url else [], "access_date": work.accessed,
        "notes": [line(work.text), *([line(f"Licence: {work.licence}")] if work.licence else [])],
    }  # fmt: skip
    return {name: part for name, part in told.items() if part}
