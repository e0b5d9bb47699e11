"""Which slot to call back in a text chooses: a number, a day, a part of the day, or the first one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.care.opening import Moment

FIRST = "eerste"
SOON = re.compile(r"\b(?:eerste|zo snel mogelijk|asap|maakt niet uit|altijd|nu meteen)\b", re.I)
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
FULL_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
RELATIVE = {"overmorgen": 2, "morgen": 1, "vandaag": 0}
HOUR = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(?:uur|u)?\b", re.I)
DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\w*")
PARTS = ("ochtend", "middag", "avond")
WEEKDAYS = [
    re.compile(rf"\b(?:{full}|{short}\b)") for short, full in zip(DAYS, FULL_DAYS, strict=True)
]


def choose(text: str, moments: Sequence[Moment], today: dt.date) -> Moment | None:
    """Return the slot that a text means, or None when it names none of them.

    Args:
        text: as typed; a bare number is that of a button, of which the first is "zo snel mogelijk".
        moments: the slots that are free, in order.
        today: the day in Amsterdam.
    """
    words = text.strip(" .!?")
    if not moments:
        return None
    if words.isdecimal() and len(words) <= 2:
        number = int(words)
        return moments[max(0, number - 2)] if 1 <= number <= len(moments) + 1 else None
    if SOON.search(words):
        return moments[0]
    wanted = _wanted(words.lower(), today)
    if wanted == Wanted():
        return None
    return next((moment for moment in moments if wanted.fits(moment)), None)


@dataclass(frozen=True)
class Wanted:
    """What a text says about a slot; None for what it leaves open."""

    day: dt.date | None = None
    weekday: int | None = None
    part: str | None = None
    time: dt.time | None = None

    def fits(self, moment: Moment) -> bool:
        """Tell whether a slot is as wanted."""
        start = moment.start
        return (
            self.day in (None, start.date())
            and self.weekday in (None, start.weekday())
            and self.part in (None, moment.part)
            and (self.time is None or start.time() <= self.time < moment.end.time())
        )


def _wanted(words: str, today: dt.date) -> Wanted:
    # "morgen" is a day, "in de morgen" a part of one
    morning = re.search(r"\b(?:in de|'s) morgen", words)
    part = "ochtend" if morning else next((p for p in PARTS if p in words), None)
    ahead = None if morning else next((n for w, n in RELATIVE.items() if w in words), None)
    return Wanted(
        day=None if ahead is None else today + dt.timedelta(days=ahead),
        weekday=next((n for n, names in enumerate(WEEKDAYS) if names.search(words)), None),
        part=part,
        time=_time(words),
    )


def _time(words: str) -> dt.time | None:
    hour = HOUR.search(DATE.sub("", words))
    if hour is None or int(hour[1]) > 23:
        return None
    return dt.time(int(hour[1]), min(59, int(hour[2] or 0)))


def button_title(moment: Moment) -> str:
    """Return a slot as it fits on a button: ``di 24 nov 09:00-11:00``."""
    day = f"{DAYS[moment.start.weekday()]} {moment.start.day} {MONTHS[moment.start.month - 1]}"
    return f"{day} {moment.start:%H:%M}-{moment.end:%H:%M}"


def of_part(part: str, moments: Sequence[Moment]) -> Moment | None:
    """Return the first slot in a part of the day."""
    return next((m for m in moments if m.part == part), None)


def with_start(text: str, moments: Sequence[Moment]) -> Moment | None:
    """Return the slot that begins at a moment written as ISO, or the first for ``eerste``."""
    if text == FIRST:
        return moments[0] if moments else None
    return next((m for m in moments if m.start.isoformat() == text), None)
