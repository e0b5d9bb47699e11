"""How things are at the desk at this moment, and what must still be asked because of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from actions.flow import Answers
from bot.care.callback import of_part
from bot.care.facts import dutch_date
from bot.care.handoff import can_be_reached
from bot.care.opening import Moment
from bot.care.waiting import expected_wait, in_dutch
from bot.knowledge.opening import opening
from bot.settings import Settings
from bot.storage.advisers import Advisers
from bot.storage.handoff import Handoffs

WAIT = "wachten"


@dataclass(frozen=True)
class Here:
    """How things are at the desk at this moment.

    Attributes:
        live: whether somebody can wait for an adviser in the chat.
        place: the place that one would get in the queue.
        wait: how long that takes, in words.
        opens: when the desk opens next, in words; empty while it is open.
        free: the slots in which somebody can still be called, in order.
    """

    live: bool
    place: int
    wait: str
    opens: str
    free: tuple[Moment, ...]


def here(choices: Settings, sender_id: str, at: dt.datetime) -> Here:
    """Return how things are at the desk, for a talk."""
    hours, handoffs = opening(choices.opening_hours), Handoffs(choices.database_url)
    is_open = hours.is_open(at)
    there = is_open and can_be_reached(sender_id) and Advisers(choices.database_url).there(at)
    place = len(handoffs.queue()) + 1
    until = at + dt.timedelta(days=hours.callbacks.days_ahead + 1)
    taken = handoffs.places_taken(at, until)
    free = [
        moment
        for moment in hours.moments(at)
        if taken.get(moment.start.astimezone(dt.timezone.utc), 0) < hours.callbacks.places
    ]
    return Here(
        live=bool(there),
        place=place,
        wait=in_dutch(expected_wait(place, handoffs.waits())),
        opens="" if is_open else _opens(hours.next_opening(at)),
        free=tuple(free),
    )


def _opens(at: dt.datetime | None) -> str:
    return f"{dutch_date(at.date(), with_weekday=True)} om {at:%H:%M} uur" if at else "later"


def next_question(desk: Here, answers: Answers, on: dt.date) -> str | None:
    """Return what is still to be asked: consent first, a number only for a call-back."""
    for name in ("overdracht_akkoord", "overdracht_onderwerp", "overdracht_naam"):
        if name not in answers:
            return name
    if desk.live and "overdracht_hoe" not in answers:
        return "overdracht_hoe"
    if desk.live and answers.get("overdracht_hoe") == WAIT:
        return None
    wish = answers.get("terugbellen")
    if wish is None:
        return "terugbellen"
    chosen = "overdracht_tijdvak" in answers or of_part(wish.get("tijdvak", ""), desk.free)
    if wish.get("telefoon") == "geen" or chosen or not desk.free:
        return None
    return "overdracht_tijdvak"
