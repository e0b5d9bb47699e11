"""Which zorgkantoor, gemeente and free help belong to a place, and what a move changes in that."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.aanbod import take_along
from actions.boundary import answers_failures
from actions.explaining import words_of
from actions.talk import Events, slot, text_of
from bot.care.moves import Move, read_move
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.clock import today
from bot.knowledge.outcome_words import outcome_words
from bot.knowledge.zorgkantoren import region_tables


class ActionZorgkantoorUitkomst(Action):
    """Say which zorgkantoor serves a place, and which two other desks there are."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_zorgkantoor_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Look it up and say it; of a move both."""
        place = str(tracker.get_slot("plek") or "")
        move = read_move(place, region_tables(), today())
        found = move.new if move else find_zorgkantoor(place, region_tables(), today())
        if not isinstance(found, Found):
            dispatcher.utter_message(response="utter_uitkomst_zorgkantoor_onbekend")
            return [slot("plek", None)]
        if move:
            _say_move(dispatcher, move)
        else:
            say_desks(dispatcher, found)
        return [slot("regio_code", found.region_code), slot("gemeente", found.gemeente)]


class ActionVerhuizen(Action):
    """Answer a question about moving; with a place in it, what the move changes there."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_verhuizen"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say the answer, and the zorgkantoor of now and later."""
        move = read_move(text_of(tracker), region_tables(), today())
        if move is None or move.old is None:
            dispatcher.utter_message(response="utter_verhuizen")
        if move is not None:
            _say_move(dispatcher, move)
        return []


def read_as(found: Found) -> str:
    """Return how a misspelt place was read, as a sentence before the answer; mostly empty."""
    name = found.plaats or found.gemeente or found.region
    sentence = outcome_words()["zin"]["gelezen"].replace("{naam}", name)
    return sentence if found.approximate else ""


def say_desks(dispatcher: CollectingDispatcher, found: Found, before: str | None = None) -> None:
    """Say the three desks of a place; before them how it was read, unless something else is given."""
    known = "gevonden" if found.gemeente else "regio"
    response = f"utter_uitkomst_zorgkantoor_{known}"
    dispatcher.utter_message(
        response=response,
        buttons=take_along(response),
        deel="uitkomst",
        gelezen=read_as(found) if before is None else before,
        **words_of(found),
    )


def _say_move(dispatcher: CollectingDispatcher, move: Move) -> None:
    if move.old is None:
        say_desks(dispatcher, move.new, outcome_words()["zin"]["na_verhuizing"])
        return
    same = move.old.region_code == move.new.region_code
    later = {f"{name}_nieuw": text for name, text in words_of(move.new).items()}
    dispatcher.utter_message(
        response=f"utter_uitkomst_zorgkantoor_{'zelfde' if same else 'verhuizing'}",
        deel="uitkomst",
        oud=move.old.plaats or move.old.gemeente or move.old.region,
        nieuw=move.new.plaats or move.new.gemeente or move.new.region,
        **words_of(move.old),
        **later,
    )
