"""The region tables as care types: which zorgkantoor serves a municipality on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.errors import NotInForce


class Kind(str, Enum):
    """What a name stands for."""

    PLAATS = "plaats"
    GEMEENTE = "gemeente"
    PROVINCIE = "provincie"
    AFKORTING = "afkorting"
    REGIO = "regio"
    BUITENLAND = "buitenland"


class Ordinary(str, Enum):
    """When an ordinary Dutch word in a sentence is read as the place of that name.

    ``SOMS`` also after "woont in" without a capital, ``ZELDEN`` hardly without one, ``NOOIT`` not even
    when it is the whole text; ``GEEN`` is no place at all and is never taken for a misspelt one.
    """

    SOMS = "soms"
    ZELDEN = "zelden"
    NOOIT = "nooit"
    GEEN = "geen"


@dataclass(frozen=True)
class Period:
    """The days, first and last included, on which a row holds; None is open."""

    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Tell whether the row holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and not self.ended(day)

    def ended(self, day: dt.date) -> bool:
        """Tell whether the last day has passed."""
        return self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True)
class Region:
    """A zorgkantoor region and who runs its office.

    Attributes:
        code: code of CBS, such as ``ZK16``.
        verified: somebody looked up today's office; until then texts say "controleer op de site".
    """

    code: str
    name: str
    zorgkantoor: str
    website: str
    verified: bool
    period: Period


@dataclass(frozen=True)
class Gemeente:
    """A municipality, in the one region that it belongs to (Blz art. 4.2.1)."""

    code: str
    name: str
    provincie: str
    region_code: str
    period: Period


@dataclass(frozen=True)
class Successor:
    """The municipality that an old one became, or became a part of, on a day."""

    gemeente: str
    since: dt.date


@dataclass(frozen=True)
class Postcode:
    """The four digits of a postcode; ``gemeente`` is empty where no place is known."""

    pc4: str
    plaats: str
    gemeente: str
    region_code: str


@dataclass(frozen=True)
class Name:
    """What a name may mean.

    Attributes:
        label: as it is written, ``Den Haag``.
        target: the municipality, province, region code or country it leads to, by its kind.
        words: how many words the label has.
    """

    kind: Kind
    label: str
    target: str
    words: int = 1


@dataclass(frozen=True)
class Outline:
    """A closed ring around (a part of) a region, as (lon, lat) in degrees, WGS84."""

    region_code: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Tables:
    """All tables of ``bot/knowledge/regions``, checked by their loader.

    Attributes:
        names: key of a name (``place_words.key_of``) to what it may mean.
        ordinary: key of an ordinary word to when it is a place.
        spellings: keys that a misspelt name is compared with.
    """

    regions: Mapping[str, Sequence[Region]]
    gemeenten: Mapping[str, Sequence[Gemeente]]
    successors: Mapping[str, Sequence[Successor]]
    postcodes: Mapping[str, Sequence[Postcode]]
    names: Mapping[str, Sequence[Name]]
    ordinary: Mapping[str, Ordinary]
    spellings: Sequence[str]
    outlines: Sequence[Outline]

    def region(self, code: str, day: dt.date) -> Region:
        """Return the region with its office on a day.

        Raises:
            NotInForce: no row covers the day.
        """
        for row in self.regions.get(code, ()):
            if row.period.covers(day):
                return row
        raise NotInForce(f"{code} on {day}")

    def gemeenten_of(self, name: str, day: dt.date) -> tuple[Gemeente, ...]:
        """Return what a municipality, of today or an old one, is on a day.

        One row mostly; more for a municipality that was divided; none for a name nobody knows. One
        that has not begun yet is returned already: a postcode may be moved before the day.
        """
        rows = self.gemeenten.get(name, ())
        for row in rows:
            if row.period.covers(day):
                return (row,)
        if rows and not all(row.period.ended(day) for row in rows):
            return (rows[0],)
        found: dict[str, Gemeente] = {}
        for successor in self.successors.get(name, ()):
            found.update((g.name, g) for g in self.gemeenten_of(successor.gemeente, day))
        return tuple(found.values())

    def gemeenten_in(self, provincie: str, day: dt.date) -> tuple[Gemeente, ...]:
        """Return the municipalities of a province on a day."""
        return tuple(
            row
            for rows in self.gemeenten.values()
            for row in rows
            if row.provincie == provincie and row.period.covers(day)
        )
