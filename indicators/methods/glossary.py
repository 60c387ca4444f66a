"""The terms of the glossary, out of the catalogue of words: name, meaning, source, and the forms texts use.

A language may leave out or add forms; a term that it does not have is English there.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from indicators.catalog import catalog
from indicators.locales import DEFAULT, has, messages, t

_TERM = re.compile(r"glossary\.([a-z0-9_]+)\.term")
_SEPARATOR = " | "


@dataclass(frozen=True)
class Term:
    """A term: its slug (the anchor), name, meaning, source (may be empty) and forms, the longest first."""

    slug: str
    name: str
    says: str
    source: str
    forms: tuple[str, ...]

    def pattern(self) -> re.Pattern[str]:
        """Finds the term in a text: whole words, capitals only where the form has some."""
        return re.compile("|".join(_form(form) for form in self.forms))


@functools.cache
def terms(lang: str) -> tuple[Term, ...]:
    """All terms in the order of their names."""
    slugs = [found[1] for key in messages(DEFAULT) if (found := _TERM.fullmatch(key))]
    return tuple(sorted((_term(slug, lang) for slug in slugs), key=lambda one: one.name.lower()))


def _term(slug: str, lang: str) -> Term:
    source = f"glossary.{slug}.source"
    forms = t(f"glossary.{slug}.also", lang).split(_SEPARATOR)
    return Term(
        slug,
        t(f"glossary.{slug}.term", lang),
        t(f"glossary.{slug}.says", lang),
        _source(t(source, lang)) if has(source) else "",
        tuple(sorted(forms, key=len, reverse=True)),
    )


def _source(text: str) -> str:
    """A work, or the title and provider of a source of the registry."""
    if not text.startswith("@"):
        return text
    registered = catalog().sources[text[1:]]
    return f"{registered.title}, {registered.provider}."


def _form(form: str) -> str:
    """A form as a pattern; a first small letter may be a capital at the start of a sentence."""
    first = f"[{form[0]}{form[0].upper()}]" if form[0].islower() and len(form) > 2 else re.escape(form[0])
    return rf"(?<![\w-]){first}{re.escape(form[1:])}(?![\w-])"
