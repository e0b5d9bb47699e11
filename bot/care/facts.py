"""Numbers set by law, phone lines and days, each with the period in which they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.errors import KnowledgeRefused, NotInForce

ONE_DAY = dt.timedelta(days=1)
#: unit -> (singular, plural) as read aloud after the amount
COUNTED = {
    "werkdagen": ("werkdag", "werkdagen"),
    "dagen": ("dag", "dagen"),
    "weken": ("week", "weken"),
    "maanden": ("maand", "maanden"),
    "jaren": ("jaar", "jaar"),
    "uren": ("uur", "uur"),
    "nachten": ("nacht", "nachten"),
    "etmalen": ("etmaal", "etmalen"),
    "procent": ("procent", "procent"),
    "keer": ("keer", "keer"),
    "aantal": ("", ""),
}
UNITS = (*COUNTED, "eurocent", "tekst", "datum")
#: how sure a source is; see the head of the fact sheet. What is uncertain (U) is never stated
CERTAINTY = ("V", "V-org", "V-old", "L", "G")
#: of these a number may be said as it is; of the others only with a reason
VERIFIED = ("V", "V-org")
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()


@dataclass(frozen=True)
class Source:
    """Where a statement comes from: a law article or the page of a body, and when it was read.

    Attributes:
        text: the article or the page.
        checked_on: the day on which it was read.
        flag: how sure it is, one of ``CERTAINTY``.
        because: why a number is said although the flag is none of ``VERIFIED``; else empty.
    """

    text: str
    checked_on: dt.date
    flag: str = "V"
    because: str = ""


@dataclass(frozen=True)
class Value:
    """One amount and the days, first and last included, on which it holds."""

    amount: int | str
    valid_from: dt.date
    valid_until: dt.date | None
    source: Source

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the value holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Fact:
    """A term, amount, phone line or day, such as ``ciz_beslistermijn``.

    Attributes:
        name: how texts call it, ``{ciz_beslistermijn}``.
        unit: one of ``UNITS``; ``eurocent`` is an amount of money, ``tekst`` is shown as it stands,
            ``datum`` is an ISO date.
        values: periods in order of time, without a gap or an overlap.
        current_at: where a reader finds what holds after the last period, to complete "Kijk voor het
            actuele bedrag …"; empty for a fact without a last day.
    """

    name: str
    unit: str
    values: Sequence[Value]
    current_at: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise KnowledgeRefused(
                f"{self.name}: unit {self.unit!r}; use one of {', '.join(UNITS)}"
            )
        for earlier, later in pairwise(self.values):
            if earlier.valid_until is None or later.valid_from - earlier.valid_until != ONE_DAY:
                raise KnowledgeRefused(
                    f"{self.name}: {later.valid_from} must be the day after the period before it"
                )

    def on(self, day: dt.date) -> Value:
        """Return the value in force on a day.

        Raises:
            NotInForce: no period covers the day; an ended value is never replaced by an older one.
        """
        for value in self.values:
            if value.in_force(day):
                return value
        where = self.current_at or f"bij de bron: {self.values[-1].source.text}"
        raise NotInForce(f"{self.name} on {day}", where)

    def number(self, day: dt.date) -> int:
        """Return the amount in force as a number: weeks, days, eurocents, by the unit.

        Raises:
            NotInForce: no period covers the day.
        """
        return int(self.on(day).amount)

    def spoken(self, day: dt.date) -> str:
        """Return the value as a Dutch reader sees it: ``6 weken``, ``€ 212,60``, ``1 juli 2028``.

        Raises:
            NotInForce: no period covers the day.
        """
        return spoken(self.on(day).amount, self.unit)


Facts = Mapping[str, Fact]


def spoken(amount: int | str, unit: str) -> str:
    """Return an amount in Dutch words with its unit."""
    if unit == "eurocent":
        return euros(int(amount))
    if unit == "datum":
        return dutch_date(dt.date.fromisoformat(str(amount)))
    if unit == "tekst":
        return str(amount)
    singular, plural = COUNTED[unit]
    return f"{amount} {singular if int(amount) == 1 else plural}".strip()


def euros(cents: int) -> str:
    """Return eurocents as ``€ 1.442`` or ``€ 212,60``; whole euros without decimals."""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"€ {grouped},{rest:02d}" if rest else f"€ {grouped}"


def dutch_date(day: dt.date, with_weekday: bool = False) -> str:
    """Return ``3 november 2026``, or ``dinsdag 3 november 2026``."""
    weekdays = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{weekdays[day.weekday()]} {words}" if with_weekday else words
