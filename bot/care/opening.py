"""When the desk is open, and which slots there are to call back; pure, by the clock in Amsterdam.

Open or closed follows from the time of day that a clock on the wall shows, so the night in which the
clock is changed needs no rule of its own; durations are reckoned in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bot.care.facts import dutch_date

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTC = dt.timezone.utc
#: further ahead is not looked for an opening
HORIZON = 60  # days
NOON = dt.time(12)
EVENING = dt.time(18)


@dataclass(frozen=True)
class Block:
    """Part of a day on which the desk is open; ``end`` itself is closed."""

    start: dt.time
    end: dt.time


@dataclass(frozen=True)
class CallBacks:
    """How call-backs are planned: minutes a slot, people a slot, days and minutes ahead."""

    minutes: int
    places: int
    days_ahead: int
    minutes_ahead: int


@dataclass(frozen=True)
class Moment:
    """A slot to call back in: start and end, with the time zone of Amsterdam."""

    start: dt.datetime
    end: dt.datetime

    @property
    def words(self) -> str:
        """The slot as people say it: ``dinsdag 24 november, 09:00 tot 11:00 uur``."""
        day = dutch_date(self.start.date(), with_weekday=True).rsplit(" ", 1)[0]
        return f"{day}, {self.start:%H:%M} tot {self.end:%H:%M} uur"

    @property
    def part(self) -> str:
        """The part of the day: ``ochtend``, ``middag`` or ``avond``."""
        at = self.start.time()
        return "ochtend" if at < NOON else "middag" if at < EVENING else "avond"


@dataclass(frozen=True)
class Opening:
    """When the desk is open.

    Attributes:
        week: the blocks of each day of the week, in order; Monday is 0.
        on_holidays: whether it is open on Dutch public holidays.
        closed: days of one's own, each with the reason.
        callbacks: how call-backs are planned.
    """

    week: tuple[tuple[Block, ...], ...]
    on_holidays: bool
    closed: Mapping[dt.date, str]
    callbacks: CallBacks

    def blocks(self, day: dt.date) -> tuple[Block, ...]:
        """Return the blocks of a day; none when it is closed."""
        if day in self.closed or (not self.on_holidays and is_holiday(day)):
            return ()
        return self.week[day.weekday()]

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether the desk is open at a moment, in any zone."""
        local = at.astimezone(AMSTERDAM)
        return any(b.start <= local.time() < b.end for b in self.blocks(local.date()))

    def next_opening(self, at: dt.datetime) -> dt.datetime | None:
        """Return when the desk opens next, in Amsterdam; None when that is not in sight."""
        local = at.astimezone(AMSTERDAM)
        for ahead in range(HORIZON):
            day = local.date() + dt.timedelta(days=ahead)
            for block in self.blocks(day):
                opens = on_the_clock(day, block.start)
                if opens.astimezone(UTC) > at.astimezone(UTC):
                    return opens
        return None

    def moments(self, at: dt.datetime) -> Iterator[Moment]:
        """Yield the slots that can still be chosen, in order."""
        ahead = self.callbacks
        first = at.astimezone(UTC) + dt.timedelta(minutes=ahead.minutes_ahead)
        today = at.astimezone(AMSTERDAM).date()
        for days in range(ahead.days_ahead + 1):
            day = today + dt.timedelta(days=days)
            for block in self.blocks(day):
                yield from (m for m in self._parts(day, block) if m.start.astimezone(UTC) >= first)

    def _parts(self, day: dt.date, block: Block) -> Iterator[Moment]:
        """Yield the parts of a block.

        Reckoned in UTC: moments of one zone are compared by what the clock shows, and in the night of
        a clock change an hour would count twice or not at all.
        """
        start, end = (on_the_clock(day, t).astimezone(UTC) for t in (block.start, block.end))
        step = dt.timedelta(minutes=self.callbacks.minutes)
        while start < end:
            until = min(start + step, end)
            yield Moment(start.astimezone(AMSTERDAM), until.astimezone(AMSTERDAM))
            start = until


def on_the_clock(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment at which a clock in Amsterdam shows a time; the first one of two.

    A time that the clock skips is the moment at which it does.
    """
    shown = dt.datetime.combine(day, time, AMSTERDAM)
    return shown.astimezone(UTC).astimezone(AMSTERDAM)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(country_holidays("NL", years=year))


def is_holiday(day: dt.date) -> bool:
    """Tell whether a day is a Dutch public holiday."""
    return day in _holidays(day.year)
