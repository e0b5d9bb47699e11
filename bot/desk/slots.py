"""The slots in which somebody can still be called back, for a call that was not answered."""

from __future__ import annotations

import datetime as dt

from bot.care.opening import Moment, Opening
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Slot
from bot.storage.moments import as_utc

MOST = 20


def free_slots(hours: Opening, handoffs: Handoffs, at: dt.datetime) -> list[Moment]:
    """Return the first slots that have a place left, in order.

    Args:
        hours: when the desk is open, and how call-backs are planned.
        handoffs: what was agreed already.
        at: the moment now.
    """
    until = at + dt.timedelta(days=hours.callbacks.days_ahead + 1)
    taken = handoffs.places_taken(at, until)
    places = hours.callbacks.places
    free = [m for m in hours.moments(at) if taken.get(as_utc(m.start), 0) < places]
    return free[:MOST]


def slot_at(hours: Opening, start: str, at: dt.datetime) -> Slot | None:
    """Return the slot that begins at a moment in ISO 8601, or None when there is no such slot."""
    for moment in hours.moments(at):
        if as_utc(moment.start).isoformat() == start:
            return Slot(moment.start, moment.end, hours.callbacks.places)
    return None
