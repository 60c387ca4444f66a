"""All that is held on one country or one region."""

from ui.frame import Context


def country(here: Context) -> None:
    """Draw the view of a country."""


def region(here: Context) -> None:
    """Draw the view of a region."""
