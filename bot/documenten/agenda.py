"""A calendar file (.ics) with whole days, read by every calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from icalendar import Calendar, Event

ONE_DAY = dt.timedelta(days=1)
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE = {"language": "nl"}


@dataclass(frozen=True)
class Day:
    """A day for the calendar.

    Attributes:
        kind: what it is, ``bezwaar_tot``; with the day it makes the id, so that the same file taken in
            twice gives each day once.
        day: the day itself.
        title: what the calendar shows.
        text: what it means and what to do.
    """

    kind: str
    day: dt.date
    title: str
    text: str

    @property
    def uid(self) -> str:
        """Id of the entry, the same for the same day of the same kind."""
        made_of = f"{self.kind} {self.day.isoformat()}"
        return f"{hashlib.sha256(made_of.encode()).hexdigest()[:32]}@wegwijzer-langdurige-zorg"


def calendar_file(days: Sequence[Day], made_on: dt.datetime) -> bytes:
    """Return the file with the days in order of time.

    Args:
        days: one or more days.
        made_on: the moment of making, with a time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Wegwijzer langdurige zorg//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Wegwijzer langdurige zorg")
    calendar.add("x-wr-timezone", TIME_ZONE)
    for day in sorted(days, key=lambda one: (one.day, one.kind)):
        calendar.add_component(_event(day, made_on))
    return bytes(calendar.to_ical())


def _event(day: Day, made_on: dt.datetime) -> Event:
    """Return a day as an entry; it is a date without a clock, so it is the same day everywhere."""
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", made_on.astimezone(dt.timezone.utc))
    event.add("dtstart", day.day)
    event.add("dtend", day.day + ONE_DAY)
    event.add("summary", day.title, parameters=LANGUAGE)
    event.add("description", day.text, parameters=LANGUAGE)
    event.add("transp", "TRANSPARENT")  # the day stays free for other things
    event.add("class", "PRIVATE")
    return event
