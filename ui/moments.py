"""Days out of ISO stamps."""

import datetime as dt


def day(stamp: str) -> dt.date:
    """The day of an ISO date or moment."""
    return dt.date.fromisoformat(stamp[:10])
