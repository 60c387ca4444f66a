"""Series beside each other: overlay, small multiples, index, scatter."""

from ui.frame import Context


def draw(here: Context) -> None:
    """Draw the view."""
