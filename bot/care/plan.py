"""What somebody can do first, as a few steps that fit what is known of the situation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.care.conditions import Condition, Situation
from bot.care.words import plain

MOST = 4
UNKNOWN = "onbekend"
#: how far somebody is, the furthest first
PHASES = tuple(
    "brief toegekend lager nee niet_behandeld wacht heeft_wlz wlz gemeente"
    " laatste_fase tijdelijk_verblijf kindzorg zorgverzekering twijfel begin".split()
)
#: what the CIZ decided -> phase
DECIDED = {
    "toegekend": "toegekend",
    "lager": "lager",
    "afgewezen": "nee",
    "elders": "nee",
    "niet_behandeld": "niet_behandeld",
}
#: outcome of the triage -> phase
LAWS = {
    "wlz": "wlz",
    "wmo": "gemeente",
    "jeugdwet": "gemeente",
    "zvw": "zorgverzekering",
    "zvw_wmo": "gemeente",
    "open": "twijfel",
}
#: rows of the triage whose law alone does not tell what to do -> phase
ROUTES = {
    "palliatief": "laatste_fase",
    "tijdelijk_verblijf": "tijdelijk_verblijf",
    "kind_intensieve_zorg": "kindzorg",
    "behandeling_eerst": "twijfel",
}
#: who sent a letter, by a word in the message
SENDERS = {
    "ciz": ("ciz", "indicatiebesluit", "indicatie"),
    "cak": ("cak", "eigen bijdrage"),
    "zorgkantoor": ("zorgkantoor",),
    "svb": ("svb", "pgb"),
    "gemeente": ("gemeente", "wmo"),
}
VALUES: Mapping[str, tuple[str, ...]] = {
    "fase": PHASES,
    "wie": ("zelf", "naaste", "kind", "client", UNKNOWN),
    "leeftijd": ("kind", "volwassen", UNKNOWN),
    "plek": ("bekend", UNKNOWN),
    "bezwaar": ("bekend", "voorbij", UNKNOWN),
    "besluit": ("bekend", "voorbij", UNKNOWN),
    "zekerheid": ("zeker", "waarschijnlijk", "twijfel", UNKNOWN),
    "afzender": (*SENDERS, UNKNOWN),
}


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        name: of the step.
        text: what to do, with ``{placeholders}``.
        when: when it fits, in the names and values of ``VALUES``.
        button: a choice that goes with it, or None.
    """

    name: str
    text: str
    when: Condition
    button: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Known:
    """What the steps depend on beside the slots.

    Attributes:
        on: today.
        adult: from which age on somebody is one.
        place: the zorgkantoor of the place that was told is known.
        letter: the message, when it says that a letter is not understood.
    """

    on: dt.date
    adult: int
    place: bool = False
    letter: str | None = None


def steps(slots: Mapping[str, Any], table: Sequence[Step], known: Known) -> list[Step]:
    """Return the first steps that fit, at most four, in the order of the table.

    Args:
        slots: what is known, by slot.
        table: every step; one without conditions always fits.
        known: what is known beside that.
    """
    found = situation(slots, known)
    return [step for step in table if step.when.verdict(found)][:MOST]


def situation(slots: Mapping[str, Any], known: Known) -> Situation:
    """Return what is known in the names of ``VALUES``; what was not told is ``onbekend``."""
    who, sure = slots.get("voor_wie"), slots.get("triage_zekerheid")
    found = {
        "fase": "brief" if known.letter is not None else next(_phases(slots)),
        "wie": who if who in VALUES["wie"] else UNKNOWN,
        "leeftijd": _age(slots.get("leeftijd"), known.adult),
        "plek": "bekend" if known.place else UNKNOWN,
        "bezwaar": _day(slots.get("bezwaar_tot"), known.on),
        "besluit": _day(slots.get("uiterste_datum"), known.on),
        "zekerheid": sure if sure in VALUES["zekerheid"] else UNKNOWN,
        "afzender": _sender(known.letter or ""),
    }
    return {name: (str(value),) for name, value in found.items()}


def _day(value: Any, on: dt.date) -> str:
    """Return whether a last day is known, and whether it has passed."""
    try:
        return "bekend" if dt.date.fromisoformat(str(value)) >= on else "voorbij"
    except ValueError:
        return UNKNOWN


def _phases(slots: Mapping[str, Any]) -> Iterator[str]:
    if slots.get("uitslag") in DECIDED:
        yield DECIDED[str(slots["uitslag"])]
    if slots.get("ontvangen_op") or slots.get("uiterste_datum"):
        yield "wacht"
    if slots.get("heeft_wlz") == "ja":
        yield "heeft_wlz"
    if slots.get("triage_wet") in LAWS:
        yield ROUTES.get(str(slots.get("triage_route")), LAWS[str(slots["triage_wet"])])
    yield "begin"


def _age(age: Any, adult: int) -> str:
    if isinstance(age, int):
        return "kind" if age < adult else "volwassen"
    return UNKNOWN


def _sender(message: str) -> str:
    words = f" {plain(message)} "
    for sender, signs in SENDERS.items():
        if any(sign in words for sign in signs):
            return sender
    return UNKNOWN
