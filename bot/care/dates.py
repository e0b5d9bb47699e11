"""Which day people mean by what they type; in doubt it asks back and never picks a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.care.date_claims import WEEK, Claims, DayMonth, find_claims, monday_of
from bot.care.words import plain
from bot.errors import WegwijzerError

#: earlier days are typing mistakes: the Wlz and the Wmo 2015 began on this day
EARLIEST = dt.date(2015, 1, 1)
MOST_CANDIDATES = 4
#: what a second reader is shown at most; a longer text is a story
SHORT_TEXT = 40


class DateRefused(WegwijzerError):
    """A day that cannot be the answer; a subclass says why."""


class ImpossibleDate(DateRefused):
    """The calendar has no such day, such as 30 February."""

    response = "utter_datum_onmogelijk"


class FutureDate(DateRefused):
    """The day has not come yet."""

    response = "utter_datum_toekomst"


class TooOldDate(DateRefused):
    """The day lies before the Wlz (``EARLIEST``)."""

    response = "utter_datum_te_oud"


class Doubt(Enum):
    """Why a text about a day is asked back."""

    TWEE_DATUMS = "twee_datums"
    PERIODE = "periode"
    WEEKDAG = "weekdag"
    ONGEVEER = "ongeveer"


@dataclass(frozen=True)
class DateReading:
    """What a text says about a day: a day, a question back, a refusal, or nothing at all.

    Attributes:
        day: the day meant; None in every other case.
        year_assumed: the year was left out and is the most recent that fits; show the year.
        doubt: why it must be asked back, or None.
        candidates: days to ask about ("bedoelt u ..."), possibly none.
        period: first and last day of "begin oktober", to ask about a day in it.
        refused: the failure that says why it cannot be this day, or None.
    """

    day: dt.date | None = None
    year_assumed: bool = False
    doubt: Doubt | None = None
    candidates: tuple[dt.date, ...] = ()
    period: tuple[dt.date, dt.date] | None = None
    refused: type[DateRefused] | None = None

    @property
    def found(self) -> bool:
        """Tell whether the text was about a day at all."""
        return bool(self.day or self.doubt or self.refused)

    @property
    def response(self) -> str | None:
        """Name of the answer to a refusal or doubt; None for a day and for no day at all."""
        if self.refused:
            return self.refused.response
        if self.doubt:
            return "utter_datum_dubbelzinnig" if self.candidates else "utter_datum_ongeveer"
        return None


NOTHING = DateReading()


def checked(day: dt.date, today: dt.date) -> dt.date:
    """Return the day if it can be the day of a letter or an application.

    Raises:
        FutureDate: it lies after today.
        TooOldDate: it lies before ``EARLIEST``.
    """
    if day > today:
        raise FutureDate(f"{day} after {today}")
    if day < EARLIEST:
        raise TooOldDate(f"{day} before {EARLIEST}")
    return day


def read_date(text: str, today: dt.date) -> DateReading:
    """Return which day in the past a text means, seen from today; never raises.

    A year left out is the most recent one that fits. Vague, double or contradicting text is asked
    back (``doubt``), a day that cannot be is refused.
    """
    claims = find_claims(text, today)
    if not claims.found:
        return _offered(_second_reader(text, today), NOTHING, today)
    reading = _reading(claims, today)
    if reading.doubt and not reading.candidates:
        return _offered(_second_reader(text, today), reading, today)
    return reading


def _reading(claims: Claims, today: dt.date) -> DateReading:
    try:
        days = _days(claims, today)
    except ImpossibleDate:
        return DateReading(refused=ImpossibleDate)
    if len(days) > 1:
        return _open(Doubt.TWEE_DATUMS, days, today)
    if days:
        return _single(days[0], claims, today)
    if claims.future:
        return DateReading(refused=FutureDate)
    if claims.weekdays:
        return _by_weekday(claims, today)
    return _open(
        Doubt.PERIODE if claims.spans else Doubt.ONGEVEER, _loose(claims, today), today, claims
    )


def _single(day: dt.date, claims: Claims, today: dt.date) -> DateReading:
    """Return the reading of the one day in a text, if all the rest of the text fits it."""
    try:
        checked(day, today)
    except DateRefused as refusal:
        return DateReading(refused=type(refusal))
    if any(number != day.weekday() for number, _ in claims.weekdays):
        return _open(Doubt.WEEKDAG, [day], today)
    outside = not all(first <= day <= last for first, last in claims.spans)
    other = bool(claims.numbers) and day.day not in claims.numbers
    if claims.unsure or claims.future or outside or other:
        return _open(Doubt.ONGEVEER, [day], today)
    left_out = any(typed.year is None for typed in claims.typed) and not claims.spans
    return DateReading(day, year_assumed=left_out)


def _days(claims: Claims, today: dt.date) -> list[dt.date]:
    """Return the separate days that a text names, in order of the calendar.

    Raises:
        ImpossibleDate: a named day is not in the calendar.
    """
    days = {*claims.days, *(_calendar_day(typed, claims, today) for typed in claims.typed)}
    if len(claims.spans) == 1:
        days |= {d for d in _in(claims.spans[0]) if d.day in claims.numbers and _one_month(claims)}
    return sorted(days)


def _one_month(claims: Claims) -> bool:
    first, last = claims.spans[0]
    return (first.year, first.month) == (last.year, last.month)


def _in(span: tuple[dt.date, dt.date]) -> list[dt.date]:
    first, last = span
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _calendar_day(typed: DayMonth, claims: Claims, today: dt.date) -> dt.date:
    """Return the day for a typed day and month; without a year the most recent one that fits."""
    if typed.year is not None:
        return _made(typed.year, typed)
    years = range(today.year, today.year - 9, -1)
    days = [day for year in years if (day := _exists(year, typed))]
    if not days:
        raise ImpossibleDate(f"{typed.day}-{typed.month}")
    fitting = [d for d in days if all(first <= d <= last for first, last in claims.spans)]
    recent = [d for d in days if d <= today]
    return (fitting if claims.spans and fitting else recent or days)[0]


def _exists(year: int, typed: DayMonth) -> dt.date | None:
    try:
        return dt.date(year, typed.month, typed.day)
    except ValueError:
        return None


def _made(year: int, typed: DayMonth) -> dt.date:
    day = _exists(year, typed)
    if day is None:
        raise ImpossibleDate(f"{typed.day}-{typed.month}-{year}")
    return day


def _by_weekday(claims: Claims, today: dt.date) -> DateReading:
    """Return the reading of weekdays, alone, within a week or month, or with "de 3e"."""
    days = sorted(
        {day for number, which in claims.weekdays for day in _on(number, which, claims, today)}
    )
    if days and days[0] > today:
        return DateReading(refused=FutureDate)
    past = [day for day in days if EARLIEST <= day <= today]
    if len(past) == 1:
        return _single(past[0], claims, today)
    return _open(Doubt.WEEKDAG, past, today)


def _on(number: int, which: str, claims: Claims, today: dt.date) -> list[dt.date]:
    """Return the days that one weekday in a text can be."""
    if claims.spans:
        days = _in(claims.spans[0])
    elif claims.numbers:
        days = _in((today - dt.timedelta(days=62), today))
    else:
        return _recent(number, which, today)
    fitting = (day for day in days if not claims.numbers or day.day in claims.numbers)
    return [day for day in fitting if day.weekday() == number]


def _recent(number: int, which: str, today: dt.date) -> list[dt.date]:
    """Return the days that "maandag", "afgelopen maandag" or "vorige maandag" can be."""
    recent = today - dt.timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if which in ("vorige", "verleden"):
        return sorted({recent, monday_of(today) - WEEK + dt.timedelta(days=number)})
    return [recent, today] if not which and today.weekday() == number else [recent]


def _loose(claims: Claims, today: dt.date) -> list[dt.date]:
    """Return the days that "de 3e" without a month can be: the last one that came."""
    back = (today - dt.timedelta(days=n) for n in range(62))
    return [day for day in back if day.day in claims.numbers][:1]


def _open(
    doubt: Doubt, days: Iterable[dt.date], today: dt.date, claims: Claims | None = None
) -> DateReading:
    """Return a question back about days that can be, and about a period when there is one."""
    possible = [day for day in days if EARLIEST <= day <= today]
    spans = claims.spans if claims else []
    return DateReading(
        doubt=doubt,
        candidates=tuple(possible[-MOST_CANDIDATES:]),
        period=spans[0] if len(spans) == 1 else None,
    )


def _offered(day: dt.date | None, otherwise: DateReading, today: dt.date) -> DateReading:
    """Return the second reader's day as a question back; its reading is never taken as it is."""
    if day is None or not EARLIEST <= day <= today:
        return otherwise
    return _open(Doubt.ONGEVEER, [day], today)


def _second_reader(text: str, today: dt.date) -> dt.date | None:
    """Return dateparser's reading of a short text with a number in it, or None.

    It knows notations that we do not ("november 3"), and reads others wrongly.
    """
    short = plain(text)
    if len(short) > SHORT_TEXT or not any(sign.isdigit() for sign in short):
        return None
    import dateparser  # its tables take a third of a second, and most talks never need them

    found = dateparser.parse(
        short,
        languages=["nl"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": dt.datetime.combine(today, dt.time()),
            "REQUIRE_PARTS": ["day", "month"],
            "TIMEZONE": "UTC",
        },
    )
    typed = {int(figures) for figures in re.findall(r"\d+", short, re.ASCII)}
    return found.date() if found and found.day in typed else None
