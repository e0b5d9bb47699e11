"""Says what to do first, in a few steps that fit what is known."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures
from actions.explaining import words_of
from actions.side_questions import PLAN
from actions.talk import Events, heard, text_of
from bot.care.plan import Known, Step, steps
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.clock import today
from bot.knowledge.facts import facts
from bot.knowledge.plan import plan
from bot.knowledge.spoken import Words
from bot.knowledge.zorgkantoren import region_tables

HUMAN = {"title": "Medewerker spreken", "payload": "/vraag_medewerker"}
MOST_BUTTONS = 3


class ActionPlan(Action):
    """Give a short plan; of a letter that is not understood, how to read it."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return PLAN

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say the steps, numbered, with the choices that go with them."""
        place = find_zorgkantoor(str(tracker.get_slot("plek") or ""), region_tables(), today())
        found = place if isinstance(place, Found) else None
        letter = text_of(tracker) if heard(tracker).get("brief") else None
        adult = facts()["volwassen"].number(today())
        chosen = steps(
            tracker.slots, plan().steps, Known(today(), adult, found is not None, letter)
        )
        words = Words(tracker.slots, words_of(found) if found else {}, today())
        dispatcher.utter_message(
            response="utter_plan_brief" if letter is not None else "utter_plan",
            stappen="\n".join(
                f"{at}. {words.into(s.text, None)}" for at, s in enumerate(chosen, 1)
            ),
            buttons=_buttons(chosen),
        )
        return []


def _buttons(chosen: list[Step]) -> list[dict[str, str]]:
    """Return the choices of the steps, the first ones, and always a human."""
    own = [dict(step.button) for step in chosen if step.button]
    return [*own[: MOST_BUTTONS - 1], HUMAN]
