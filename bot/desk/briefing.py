"""The briefing card: what an adviser should know before the first word, so nothing is asked twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.care.certainty import SURE
from bot.care.handoff import NO_TOPIC
from bot.care.texts import capital
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.desk.outcomes import Outcome, filled, outcomes_of
from bot.desk.spoken import spoken
from bot.knowledge.answers import answers, labels
from bot.knowledge.zorgkantoren import region_tables
from bot.storage.story import Story

FOR_WHOM = {
    "zelf": "zichzelf",
    "naaste": "een naaste",
    "kind": "een kind",
    "client": "een cliënt",
}
#: slots that are about the handoff itself, or only steer the talk
NOT_THE_SITUATION = ("overdracht", "terugbellen", "voor_wie", "plek", "relatie", "gevraagd")


@dataclass(frozen=True)
class Briefing:
    """What the card shows; an empty text or tuple is not known.

    Attributes:
        for_whom: ``een naaste (moeder)``.
        situation: what the visitor told, as sentences.
        outcomes: what the assistant said at the end of each flow, and on what that rests.
        place: as the visitor typed it.
        zorgkantoor: with its region.
        gemeente: of the place.
        tried: what was asked about before, newest last.
        open: the question that the assistant still waits for, or what was not understood last.
    """

    for_whom: str = ""
    situation: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    place: str = ""
    zorgkantoor: str = ""
    gemeente: str = ""
    tried: tuple[str, ...] = ()
    open: str = ""


def briefing_of(story: Story, today: dt.date) -> Briefing:
    """Return the card of a talk.

    Args:
        story: the talk with the bot.
        today: for the zorgkantoor and the law of that day.
    """
    slots = story.slots
    told = dict(_situation(slots))
    found = (
        find_zorgkantoor(str(slots["plek"]), region_tables(), today) if "plek" in slots else None
    )
    here = found if isinstance(found, Found) else None
    return Briefing(
        for_whom=_for_whom(slots),
        situation=tuple(phrase for phrases in told.values() for phrase in phrases),
        outcomes=outcomes_of(slots, told, today),
        place=str(slots.get("plek") or ""),
        zorgkantoor=f"{here.zorgkantoor} ({here.region})" if here else "",
        gemeente=str((here.gemeente if here else None) or slots.get("gemeente") or ""),
        tried=tuple(dict.fromkeys(_tried(story))),
        open=_still_open(story),
    )


def _for_whom(slots: Mapping[str, Any]) -> str:
    who = FOR_WHOM.get(str(slots.get("voor_wie")), "")
    relation = slots.get("relatie")
    return f"{who} ({relation})" if who and relation else who or str(relation or "")


def _situation(slots: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield each slot with its answers, in the words that the flow uses for "U zei: ..."."""
    for slot, value in slots.items():
        variants = answers().get(f"utter_ask_{slot}")
        if not variants or slot.startswith(NOT_THE_SITUATION):
            continue
        phrases = (variants[-1].get("metadata") or {}).get("zei") or {}
        chosen = value if isinstance(value, list) else [value]
        found = [(phrases.get(str(one), phrases.get("waarde")), one) for one in chosen]
        yield slot, [capital(filled(str(phrase), slots, one)) for phrase, one in found if phrase]


def _tried(story: Story) -> Iterator[str]:
    for line in story.lines:
        says_what = line.intent in labels() and line.intent not in NO_TOPIC
        if line.by_visitor and line.confidence >= SURE and says_what:
            yield labels()[line.intent]


def _still_open(story: Story) -> str:
    asked = story.slots.get("requested_slot")
    for line in reversed(story.lines):
        if asked and line.answer == f"utter_ask_{asked}":
            return f"De assistent vroeg: {line.text}"
        if not asked and line.by_visitor and line.confidence < SURE:
            return f"Niet begrepen: {spoken(line.text)}"
    return ""
