"""Tidy a store: what none of the last editions needs goes; the present one always stays.

Safe beside a push: an object younger than a day is left alone, and a push trusts older ones only when the present
edition names them (indicators/replication/push.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from indicators.replication import edition
from indicators.replication.edition import ReplicationError
from indicators.replication.place import Place
from indicators.replication.push import TRUSTED, listed, present
from indicators.store import now

YOUNG = 2 * TRUSTED


@dataclass(frozen=True)
class Tidied:
    """What stayed and what went."""

    editions: int
    removed_editions: int
    removed: int
    removed_bytes: int


def tidy(place: Place, *, keep: int, at_once: bool = False) -> Tidied:
    """Remove editions before the last `keep`, and objects that none of these names.

    Parameters
    ----------
    at_once : bool
        Young ones, too: for whoever knows that no push is under way (data withdrawn).

    Raises
    ------
    ReplicationError
        When nothing was pushed there, or a list cannot be read: then nothing is removed.
    """
    found = present(place)
    if found is None:
        raise ReplicationError("nothing was pushed there yet; nothing is removed", place.name)
    lying = place.listed(edition.EDITIONS)
    lists = {name.removesuffix(".json"): one for name, one in lying.items() if edition.is_list(name)}
    objects = place.listed(edition.OBJECTS)
    before = now() + YOUNG if at_once else now() - YOUNG
    latest = sorted((name for name in lists if name != found[0].edition), key=lambda name: lists[name].changed)
    kept = {found[0].edition, *latest[max(0, len(latest) - keep + 1) :]} if keep > 1 else {found[0].edition}
    kept |= {name for name, one in lists.items() if one.changed > before}
    named = {checksum for name in kept for checksum in listed(place, name).objects}
    gone = {name: one for name, one in objects.items() if name not in named and one.changed <= before}
    old = sorted(lists.keys() - kept)
    cut = sorted(name for name, one in lying.items() if not edition.is_list(name) and one.changed <= before)
    place.remove([f"{edition.EDITIONS}/{name}" for name in cut])
    place.remove([edition.edition_name(name) for name in old])  # first: a list never names what is not there
    place.remove([edition.object_name(name) for name in sorted(gone)])
    return Tidied(len(kept), len(old), len(gone), sum(one.size for one in gone.values()))
