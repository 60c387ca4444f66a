"""What stands in the way of a decision about a set."""

from __future__ import annotations

from indicators.errors import IndicatorsError


class MembersError(IndicatorsError):
    """A set that cannot be handed in, published, rejected or withdrawn."""
