"""Who is a member and who is the secretariat: a list that the operator keeps, and what a sign-in says of a person.

The list is a YAML file named by `AMUR_OKHOTSK_ROLES`. It is read again when it changes, so a line taken out counts
at once. A list that cannot be read makes nobody anything; why is in the log. Nothing here knows how anybody signs in.
"""

from __future__ import annotations

import functools
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from indicators.audience import MEMBERS, PUBLIC, SECRETARIAT, Audience

ENVIRONMENT = "AMUR_OKHOTSK_ROLES"
MOST_BYTES = 1 << 20
_EMAIL = re.compile(r"[!-?A-~]{1,64}@[a-z0-9.-]{1,253}", re.ASCII)


def _email(told: str) -> str:
    """An address in small letters; other letters than ASCII may look like them, so they are refused."""
    small = told.strip().lower() if told.isascii() else ""
    if not _EMAIL.fullmatch(small):
        raise ValueError("no e-mail address")
    return small


class Role(BaseModel):
    """Whom a role holds: by e-mail address, or by a claim of the identity provider (`groups: [secretariat]`)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    emails: list[Annotated[str, AfterValidator(_email)]] = []
    claims: dict[Annotated[str, Field(min_length=1)], list[Annotated[str, Field(min_length=1)]]] = {}

    def holds(self, told: Mapping[str, Any]) -> bool:
        """Whether a person is one of them. An address counts only where the provider says that it is verified."""
        try:
            mine = _email(str(told.get("email") or ""))
        except ValueError:
            mine = ""
        if mine and told.get("email_verified") is True and mine in self.emails:
            return True
        return any(set(_texts(told.get(claim))) & set(allowed) for claim, allowed in self.claims.items())


class Roles(BaseModel):
    """The list."""

    model_config = ConfigDict(extra="forbid", strict=True)

    members: Role = Role()
    secretariat: Role = Role()


def _texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def of(told: Mapping[str, Any]) -> Audience:
    """The audience that a signed-in person is, by what the identity provider says of them.

    Parameters
    ----------
    told : mapping
        Claims of the ID token: `email`, `email_verified`, and those that the list names.
    """
    roles = listed()
    if roles.secretariat.holds(told):
        return SECRETARIAT
    return MEMBERS if roles.members.holds(told) else PUBLIC


def listed() -> Roles:
    """The present list; an empty one where none is named or it cannot be read."""
    named = os.environ.get(ENVIRONMENT, "").strip()
    if not named:
        return Roles()
    path = Path(named).expanduser()
    try:
        state = path.stat()
    except OSError as error:
        return _read(path, (0, 0, 0), type(error).__name__)
    return _read(path, (state.st_mtime_ns, state.st_size, state.st_ino))


@functools.lru_cache(maxsize=4)
def _read(path: Path, _changed: tuple[int, int, int], missing: str = "") -> Roles:
    log = logging.getLogger(__name__)
    if missing:
        log.error("the list of roles %s cannot be read (%s): nobody is a member", path.name, missing)
        return Roles()
    try:
        with path.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError("too large")
        return Roles.model_validate(yaml.safe_load(content) or {})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        wrong = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    log.error("the list of roles %s cannot be read (%s): nobody is a member", path.name, wrong)
    return Roles()
