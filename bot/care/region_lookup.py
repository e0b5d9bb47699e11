"""What a lookup of a zorgkantoor may give: one, a choice, or none with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from bot.care.regions import Gemeente, Tables


class Reason(str, Enum):
    """Why the person has to choose."""

    ZELFDE_NAAM = "zelfde_naam"
    GESPLITSTE_GEMEENTE = "gesplitste_gemeente"
    POSTCODE_TWEE_REGIOS = "postcode_twee_regios"
    TWEE_PLEKKEN = "twee_plekken"
    PROVINCIE = "provincie"
    SPELLING = "spelling"
    GRENS = "grens"


class Why(str, Enum):
    """Why there is no answer."""

    LEEG = "leeg"
    BUITENLAND = "buitenland"
    ONBEKENDE_POSTCODE = "onbekende_postcode"
    ONBEKENDE_PLAATS = "onbekende_plaats"
    TE_VEEL = "te_veel"


@dataclass(frozen=True)
class Found:
    """The region of a place, and who runs its zorgkantoor.

    Attributes:
        gemeente: None for a region or province, a pin, or a name in several municipalities of a region.
        plaats: the place as we write it; None if only a municipality or region was named.
        pc4: four digits, if a postcode was named.
        approximate: the spelling was corrected, or only "bij ..." was named, so ask "bedoelt u ...?".
        verified: somebody looked up today's office; otherwise say "controleer op de site".
    """

    region_code: str
    region: str
    zorgkantoor: str
    website: str
    gemeente: str | None
    plaats: str | None = None
    pc4: str | None = None
    provincie: str | None = None
    approximate: bool = False
    verified: bool = False

    @property
    def label(self) -> str:
        """Return a name for a button; looked up again it gives this option."""
        if self.gemeente is None:
            return (
                " ".join(part for part in (self.pc4, self.plaats) if part) or f"regio {self.region}"
            )
        if self.plaats is None:
            return " ".join(part for part in (self.pc4, f"gemeente {self.gemeente}") if part)
        place = f"{self.pc4} {self.plaats}" if self.pc4 else self.plaats
        return f"{place} (gemeente {self.gemeente})"


@dataclass(frozen=True)
class Ambiguous:
    """Places in more than one region fit; the person chooses. One option asks to confirm."""

    options: Sequence[Found]
    reason: Reason


@dataclass(frozen=True)
class Unknown:
    """No Dutch place was recognised, or none can be chosen."""

    reason: Why


Lookup: TypeAlias = Found | Ambiguous | Unknown


def in_region(
    tables: Tables,
    on: dt.date,
    code: str,
    gemeente: Gemeente | None = None,
    plaats: str | None = None,
    pc4: str | None = None,
) -> Found:
    """Return the answer for a region on a day.

    Raises:
        NotInForce: the region has no row on the day; the loader sees to it that there is one.
    """
    region = tables.region(code, on)
    return Found(
        region_code=region.code,
        region=region.name,
        zorgkantoor=region.zorgkantoor,
        website=region.website,
        gemeente=gemeente.name if gemeente else None,
        plaats=plaats,
        pc4=pc4,
        provincie=gemeente.provincie if gemeente else None,
        verified=region.verified,
    )


def distinct(options: Iterable[Found]) -> tuple[Found, ...]:
    """Return one option for each municipality and region; the one with a place wins."""
    kept: dict[tuple[str, str | None], Found] = {}
    for option in options:
        key = (option.region_code, option.gemeente)
        if key not in kept or (kept[key].plaats is None and option.plaats is not None):
            kept[key] = option
    return tuple(kept.values())
