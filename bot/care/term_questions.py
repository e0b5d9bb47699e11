"""Whose term a message asks for: that of the CIZ, of the gemeente, or of an objection."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.care.dates import read_date

CIZ, GEMEENTE, BEZWAAR = "ciz", "gemeente", "bezwaar"
ASKS = re.compile(
    r"\bhoe ?lang|\bwanneer\b|\bhoeveel (?:weken|dagen|tijd)|\btermijn|\bduurt\b|\bte laat\b"
    r"|\bbeslis\w*|\buiterlijk\b",
    re.IGNORECASE,
)
OBJECTION = re.compile(r"\bbezwaar", re.IGNORECASE)
OF_GEMEENTE = re.compile(
    r"\bgemeente\w*|\bwmo\b|\bkeukentafel\w*|\bhuishoudelijke hulp\b", re.IGNORECASE
)
OF_CIZ = re.compile(r"\bciz\b|\bwlz\b|\bindicatie\w*", re.IGNORECASE)
OF_ZORGKANTOOR = re.compile(r"\bzorgkantoor\w*", re.IGNORECASE)
PARTS = re.compile(r"[?!;,]|\.(?=\s|$)")
#: words with which the day in the message is the one of that slot
DAY_OF = {
    "gemeld_op": re.compile(r"\b(?:ge|aan)meld\w*|\bmelding\b|\bmeldde\b", re.IGNORECASE),
    "aanvraag_op": re.compile(r"\bondertekend\b|\bgetekend\b|\baanvraag\w*", re.IGNORECASE),
    "besluit_datum": re.compile(r"\bbesluit\w*|\bbrief\b|\bbeschikking\b|\bbezwaar", re.IGNORECASE),
}


def asks_for_term(text: str) -> str | None:
    """Return whose term a message asks for, or None when it asks for none in particular."""
    if not ASKS.search(text):
        return None
    if OBJECTION.search(text):
        return BEZWAAR
    if OF_CIZ.search(text):
        return CIZ
    return GEMEENTE if OF_GEMEENTE.search(text) else None


def told_of_term(text: str, on: dt.date) -> dict[str, Any]:
    """Return the slots that a question about a term fills: whose, and the one day that it names."""
    kind = asks_for_term(text)
    if kind is None or kind == CIZ:
        return {}
    told: dict[str, Any] = {"termijn_soort": kind}
    slots = ("gemeld_op", "aanvraag_op") if kind == GEMEENTE else ("besluit_datum",)
    day = _one_day(text, on)
    if day is not None:
        about = [slot for slot in slots if DAY_OF[slot].search(text)]
        told.update({slot: day.isoformat() for slot in about[:1]})
    if kind == BEZWAAR:
        told.update(_decided_by(text))
    return told


def _one_day(text: str, on: dt.date) -> dt.date | None:
    """Return the only day that a message names, be it in one part of it; None when in doubt."""
    days = {read_date(part, on).day for part in PARTS.split(text)} - {None}
    return days.pop() if len(days) == 1 else None


def _decided_by(text: str) -> dict[str, str]:
    for body, pattern in (
        ("gemeente", OF_GEMEENTE),
        ("zorgkantoor", OF_ZORGKANTOOR),
        ("ciz", OF_CIZ),
    ):
        if pattern.search(text):
            return {"besluit_van": body}
    return {}
