"""The set of a member is no source that is downloaded or loaded: it comes through `contribute` and a decision."""

from __future__ import annotations

from typing import NoReturn

from indicators.members.errors import MembersError
from indicators.registry import Catalog
from indicators.series import Payload


def parse(payload: Payload, source_id: str, catalog: Catalog) -> NoReturn:
    """Refuse: a set is published from the file that its contributor handed in."""
    raise MembersError("the set of a member is not loaded", source_id, "Hand its file in with `contribute`.")
