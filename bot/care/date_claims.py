"""Finds every phrase about a day in a text; it does not decide which day is meant."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.care.date_phrases import (
    READ,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    Phrase,
    month_names,
    phrases,
    unsure,
)
from bot.care.facts import MONTHS
from bot.care.words import number_of, plain

#: first and last day that people mean by a part of a month; only used to ask further
PARTS = {"begin": (1, 10), "half": (11, 20), "mid": (11, 20), "medio": (11, 20), "eind": (21, 31)}
#: words that make another day of the day right after them
TURNS = re.compile(
    r"\b(?:na|voor|tot|tussen|bijna|ruim|vlak|dan|minstens|hooguit|zo'n|of)(?: de| dag)?\s*$"
)
#: phrases about some day in the past that nobody can place
VAGUE = re.compile(
    r"\b(?:geleden|weekend|onlangs|laatst|kortgeleden|(?:dagen|week|weken|maand|maanden|jaar) terug)\b"
)
#: words of a message in which a day is only a part of a story
LONG_STORY = 15
WEEK = dt.timedelta(days=7)
FURTHEST_DAYS = 20_000


@dataclass(frozen=True)
class DayMonth:
    """A day and month as typed; ``year`` is None when it was left out."""

    day: int
    month: int
    year: int | None = None


@dataclass
class Claims:
    """What a text says about a day; a day is meant only when all of it fits.

    Attributes:
        typed: days with a month, with or without a year.
        days: days that follow from today, such as ``gisteren``.
        numbers: days of an unnamed month, such as ``de 3e``.
        spans: first and last day of ``vorige week``, ``in oktober``.
        weekdays: 0 (Monday) to 6, with the word before it: ``vorige``, ``afgelopen`` or nothing.
        future: it names something that is still to come.
        vague: it names some time that nobody can place.
        unsure: the text is not sure itself, or holds numbers that we cannot place.
    """

    typed: list[DayMonth] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    spans: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    weekdays: list[tuple[int, str]] = field(default_factory=list)
    future: bool = False
    vague: bool = False
    unsure: bool = False

    @property
    def found(self) -> bool:
        """Tell whether the text says anything about a day."""
        several = (self.typed, self.days, self.numbers, self.spans, self.weekdays)
        return any(several) or self.future or self.vague


def find_claims(text: str, today: dt.date) -> Claims:
    """Return what a text says about a day, seen from today."""
    rest = month_names(plain(text.replace(READ, " ")))
    claims = Claims(unsure=len(rest.split()) > LONG_STORY)
    for pattern, phrase in phrases():
        for match in pattern.finditer(rest):
            claims.unsure |= bool(TURNS.search(rest[: match.start()]))
            READERS[phrase](match, claims, today)
        rest = " ".join(pattern.sub(f" {READ} ", rest).split())
    claims.vague = bool(VAGUE.search(rest))
    claims.unsure |= claims.vague or bool(unsure().search(rest))
    return claims


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def month_span(year: int, month: int, part: str = "") -> tuple[dt.date, dt.date]:
    """Return first and last day of a month, or of the ``begin``, ``half`` or ``eind`` of it."""
    first, last = next((p for name, p in PARTS.items() if part.startswith(name)), (1, 31))
    return dt.date(year, month, first), dt.date(year, month, min(last, monthrange(year, month)[1]))


def year_of(figures: str | None, today: dt.date) -> int | None:
    """Return the year of ``2026``, ``26`` or ``'26``; two figures beyond next year are 19xx."""
    if not figures:
        return None
    digits = figures.strip("'")
    if len(digits) == 4:
        return int(digits)
    near = 2000 + int(digits)
    return near if near <= today.year + 1 else near - 100


def month_of(name: str) -> int:
    """Return 1 to 12 for a month's name, short name or number; other numbers come back as such."""
    if name.isdigit():
        return int(name)
    return MONTHS.index(name) + 1 if name in MONTHS else SHORT_MONTHS[name]


def _typed(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    groups = match.groupdict()
    month, year = month_of(match["m"]), year_of(groups.get("y"), today)
    for day in filter(None, (groups.get("other"), match["d"])):
        claims.typed.append(DayMonth(number_of(day) or 0, month, year))


def _month(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    groups = match.groupdict()
    part, month = groups.get("part") or "in", month_of(match["m"])
    year = year_of(groups.get("y"), today)
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    claims.unsure |= part != "in"
    if 1 <= month <= 12 and year >= 1:
        claims.spans.append(month_span(year, month, part))
    else:
        claims.unsure = True


def _ago(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    days = (number_of(match["n"]) or 0) * (7 if match["unit"].startswith("w") else 1)
    claims.days.append(today - dt.timedelta(days=min(days, FURTHEST_DAYS)))


def _named(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    back = {"ee": 2, "gi": 1}.get(match[0][:2], 0)
    claims.days.append(today - dt.timedelta(days=back))


def _future(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    claims.future = True


def _span(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    past = match["which"] not in ("deze", "dit")
    first, last = _calendar_span(match["unit"], past, today)
    claims.spans.append((first, today if match["which"] == "afgelopen" else last))


def _calendar_span(unit: str, past: bool, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return first and last day of this week, month or year, or of the one before."""
    if unit == "week":
        monday = monday_of(today) - (WEEK if past else dt.timedelta())
        return monday, monday + dt.timedelta(days=6)
    if unit == "maand":
        day = today.replace(day=1) - dt.timedelta(days=1) if past else today
        return month_span(day.year, day.month)
    year = today.year - past
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _weekday(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    names = WEEKDAYS if match["w"] in WEEKDAYS else SHORT_WEEKDAYS
    which = match.groupdict().get("which") or ("afgelopen" if "j" in match[0][-4:] else "")
    claims.weekdays.append((names.index(match["w"]), which))


def _number(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    claims.numbers.append(number_of(match["d"]) or 0)


def _no_day(match: re.Match[str], claims: Claims, today: dt.date) -> None:
    """Say nothing: a time of day or a greeting."""


Reads = Callable[["re.Match[str]", Claims, dt.date], None]
READERS: Mapping[Phrase, Reads] = {
    Phrase.NO_DAY: _no_day,
    Phrase.TYPED: _typed,
    Phrase.MONTH: _month,
    Phrase.AGO: _ago,
    Phrase.NAMED: _named,
    Phrase.FUTURE: _future,
    Phrase.SPAN: _span,
    Phrase.WEEKDAY: _weekday,
    Phrase.NUMBER: _number,
}
