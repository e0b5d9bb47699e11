"""What goes with an outcome: how sure it is, what one other answer would change, and which desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.aanbod import take_along
from bot.care.conditions import WEET_NIET, Value
from bot.care.questions import Answers
from bot.care.rules import Other, Table, decide, nearest_other
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.knowledge.answers import answers as texts
from bot.knowledge.outcome_words import outcome_words
from bot.knowledge.zorgkantoren import region_tables

WLZ = "wlz"
Slots = Mapping[str, Any]


@dataclass(frozen=True)
class Extra:
    """What is added to an outcome.

    Attributes:
        parts: texts by the heading under which they stand (bot/nlg.py).
        words: what fills the blanks in them.
        buttons: choices below.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    buttons: Sequence[dict[str, str]] = ()

    def __or__(self, other: Extra) -> Extra:
        """Return both together."""
        return Extra(
            {**self.parts, **other.parts},
            {**self.words, **other.words},
            (*self.buttons, *other.buttons),
        )


def say_outcome(
    dispatcher: CollectingDispatcher, response: str, answers: Answers, extra: Extra, **words: str
) -> None:
    """Say an outcome with the answers on which it rests and what was added to it."""
    dispatcher.utter_message(
        response=response,
        deel="uitkomst",
        antwoorden=dict(answers),
        delen=dict(extra.parts),
        buttons=[*extra.buttons, *take_along(response)],
        **{**extra.words, **words},
    )


def explained(table: Table, given: Answers, response: str, slots: Slots, on: dt.date) -> Extra:
    """Return all that goes with the outcome of a table for some answers."""
    certainty = decide(table, given, on).outcome["zekerheid"]
    return (
        how_sure(certainty)
        | what_changes(table, given, slots, on)
        | where_to_go(response, slots, on)
    )


def how_sure(certainty: str) -> Extra:
    """Say in words how sure an outcome is."""
    return Extra({"zeker": outcome_words()["zekerheid"][certainty]})


def what_changes(table: Table, given: Answers, slots: Slots, on: dt.date) -> Extra:
    """Say which single other answer leads elsewhere; nothing when there is none worth saying."""
    other = nearest_other(table, given, on, towards=WLZ)
    if other is None or (other.slot == "grondslag" and not _unknown(given.get("grondslag"))):
        return Extra()  # nobody's illness becomes another one
    words = outcome_words()["anders"]
    sentence = _sentence(other, decide(table, given, on).outcome["wet"])
    supposed = _said(other.slot, other.value, slots)
    if not sentence or not supposed:
        return Extra()
    return Extra(
        {"verandert": f"{sentence.replace('{stel}', supposed)} {words['opnieuw']}"},
    )


def _sentence(other: Other, law: str) -> str:
    words = outcome_words()
    if other.slot.startswith("wzd_"):
        route = words["route"].get(str(other.id))
        return words["anders"]["route"].replace("{route}", route) if route else ""
    laws = [name for name in other.laws if name not in ("open", law)]
    if not laws:
        return words["anders"]["open"] if other.laws == ("open",) else ""
    # of several that become possible the Wlz is the one worth knowing of
    named = [WLZ] if WLZ in laws else laws
    sure = other.certain and set(other.laws) == set(named)
    way = "past" if sure else "misschien"
    return words["anders"][way].replace("{loket}", in_words(named))


def in_words(laws: Sequence[str]) -> str:
    """Return laws as an asker knows them, with "of" between them.

    Both kinds of help together go without saying when each is named.
    """
    words = outcome_words()["wet"]
    named = [law for law in laws if law != "zvw_wmo" or len(laws) == 1]
    return " of ".join(words[law] for law in sorted(named))


def _said(slot: str, value: Value, slots: Slots) -> str:
    """Return another answer in the words of "U zei: …", its blanks still open."""
    meta = texts()[f"utter_ask_{slot}"][-1].get("metadata") or {}
    own = meta.get("zei_zelf") if slots.get("voor_wie") == "zelf" else None
    chosen = next(iter(value)) if isinstance(value, frozenset) else value
    return str((own or meta.get("zei") or {}).get(str(chosen), ""))


def _unknown(given: object) -> bool:
    return given in (None, WEET_NIET, [WEET_NIET], (WEET_NIET,))


def where_to_go(response: str, slots: Slots, on: dt.date) -> Extra:
    """Name the desk of an outcome for the place that was said; without one offer to look it up."""
    meta = texts()[response][-1].get("metadata") or {}
    desk = meta.get("loket")
    if desk is None:
        return Extra()
    found = find_zorgkantoor(str(slots.get("plek") or ""), region_tables(), on)
    if isinstance(found, Found) and (desk == "zorgkantoor" or found.gemeente):
        part = "bij_zorgkantoor" if desk == "zorgkantoor" else "bij_gemeente"
        return Extra({part: outcome_words()["loket"][desk]}, words_of(found))
    offered = [b["payload"] for b in texts()[response][-1].get("buttons") or []]
    if "/zoek_zorgkantoor" in offered:
        return Extra()
    title = outcome_words()["loket_knop"][desk]
    return Extra(buttons=({"title": title, "payload": "/zoek_zorgkantoor"},))


def words_of(found: Found) -> dict[str, str]:
    """Return the words that fill a text about a place."""
    return {
        "zorgkantoor": found.zorgkantoor,
        "regio": found.region,
        "gemeente": found.gemeente or found.plaats or found.region,
        "website": found.website,
    }
