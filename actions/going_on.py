"""Going on with a talk that was begun elsewhere, and a place that comes at any moment."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures
from actions.flow import Flow, answers_of
from actions.flows import FLOWS, ZORGKANTOOR
from actions.outcomes import (
    ActionTermijnUitkomst,
    ActionTriageUitkomst,
    ActionUitslagUitkomst,
    ActionWzdUitkomst,
)
from actions.places import ActionZorgkantoorUitkomst, say_desks
from actions.shortlisting import ActionLeveringsvormUitkomst
from actions.talk import Events, told
from bot.care.zorgkantoor import Found, coarse, find_zorgkantoor
from bot.clock import today
from bot.knowledge.zorgkantoren import region_tables

#: how a flow ended is said again; a request to be called back is not made a second time
ENDS: dict[str, type[Action]] = {
    "triage_form": ActionTriageUitkomst,
    "wzd_form": ActionWzdUitkomst,
    "termijn_form": ActionTermijnUitkomst,
    "zorgkantoor_form": ActionZorgkantoorUitkomst,
    "leveringsvorm_form": ActionLeveringsvormUitkomst,
    "uitslag_form": ActionUitslagUitkomst,
}


class ActionGaVerder(Action):
    """After the code of a talk was typed: say where we were."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_ga_verder"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Name the answers of the flow that runs, or say the last outcome again."""
        running = FLOWS.get(str(tracker.active_loop_name))
        ended = None if running else last_ended(tracker)
        if running is None and ended is None:
            dispatcher.utter_message(response="utter_ga_verder_los")
            return []
        dispatcher.utter_message(
            response="utter_ga_verder" if running else "utter_ga_verder_uitkomst",
            deel="uitkomst",
            antwoorden=answers_of(running, tracker) if running else {},
        )
        # said within this turn: after it Rasa would look for what else the message meant
        return ENDS[ended.form]().run(dispatcher, tracker, domain) if ended else []


def last_ended(tracker: Tracker) -> Flow | None:
    """Return the flow whose outcome was written down last, or None."""
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("value") is not None:
            for form in ENDS:
                if event.get("name") in FLOWS[form].outcomes:
                    return FLOWS[form]
    return None


class ActionAntwoordLos(Action):
    """Answer a button of a question that has passed; a place, as a pin on the map, is looked up."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_antwoord_los"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Look the place up, ask about it, or say that the question has passed."""
        place = coarse(str(told(tracker).get("plek") or ""))
        found = find_zorgkantoor(place, region_tables(), today()) if place else None
        if isinstance(found, Found):
            say_desks(dispatcher, found)
            return []
        if place and not tracker.active_loop_name:
            return [FollowupAction(ZORGKANTOOR.form)]
        dispatcher.utter_message(response="utter_antwoord_los")
        return []
