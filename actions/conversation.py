"""What steers the talk itself: parts of an answer, stopping, starting over, safety."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures
from actions.flow import leave
from actions.flows import FLOWS
from actions.talk import Events, intent_of, last_answer, leave_flow, slot, told
from bot.knowledge.answers import answers, labels

#: which part of a question or an answer a fixed word asks for
PARTS = {"meer_uitleg": "meer", "makkelijker": "makkelijker", "bron": "bron", "waarom": "waarom"}
PARTS_OF_A_QUESTION = {**PARTS, "meer_uitleg": "voorbeeld", "bron": "waarom"}
NOTHING_TO_SAY = {
    "makkelijker": "utter_makkelijker_geen",
    "bron": "utter_bron_geen",
    "meer_uitleg": "utter_meer_geen",
    "waarom": "utter_waarom_los",
}


class ActionDeel(Action):
    """Give the part that a fixed word asks for: more, easier, the source, or why it is asked."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_deel"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say that part of the question at hand, or of the last answer."""
        wanted = intent_of(tracker)[0]
        asked = tracker.get_slot("requested_slot")
        about, words = (f"utter_ask_{asked}", {}) if asked else last_answer(tracker)
        part = (PARTS_OF_A_QUESTION if asked else PARTS).get(wanted, "meer")
        if wanted == "waarom" and not asked:
            part = "bron"
        belongs_to = f"utter_{words.get('zie')}"
        if part == "meer" and belongs_to in answers():  # more about a word is what it belongs to
            dispatcher.utter_message(response=belongs_to)
        elif about and has_part(about, part):
            dispatcher.utter_message(response=about, deel=part, **words)
        else:
            dispatcher.utter_message(response=NOTHING_TO_SAY[wanted])
        return []


def has_part(response: str, part: str) -> bool:
    """Tell whether an answer has a part."""
    variants = answers().get(response) or []
    return any((variant.get("metadata") or {}).get(part) for variant in variants)


class ActionVroegOok(Action):
    """Answer the second question of a message, or offer it when it starts a flow or is less sure."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_vroeg_ook"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say what else was asked, and answer or offer it."""
        also = tracker.get_slot("ook") or {}
        intent = str(also.get("intent"))
        label = labels().get(intent)
        if label and also.get("zeker") and f"utter_{intent}" in answers():
            dispatcher.utter_message(response="utter_vroeg_ook", onderwerp=label)
            dispatcher.utter_message(response=f"utter_{intent}")
        elif label:
            button = {"title": label[:1].upper() + label[1:], "payload": f"/{intent}"}
            dispatcher.utter_message(
                response="utter_vroeg_ook_knop", onderwerp=label, buttons=[button]
            )
        return [slot("ook", None)]


class ActionFlowStop(Action):
    """Leave the flow; what was answered in it is forgotten."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_flow_stop"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Leave and say so."""
        flow = FLOWS.get(str(tracker.active_loop_name))
        dispatcher.utter_message(response="utter_flow_gestopt" if flow else "utter_stop")
        return leave(flow) if flow else []


class ActionFlowOpnieuw(Action):
    """Start the flow over; outside a flow forget the answers of all."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_flow_opnieuw"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Empty the flow and begin again at its first question."""
        flow = FLOWS.get(str(tracker.active_loop_name))
        if flow is None:
            dispatcher.utter_message(response="utter_opnieuw")
            return [event for flow in FLOWS.values() for event in leave(flow)]
        dispatcher.utter_message(response="utter_flow_opnieuw")
        return [*leave(flow), FollowupAction(flow.form)]


class ActionVeilig(Action):
    """Give the safety answer and nothing else; a flow that was running does not go on by itself."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_veilig"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say the number and what to do now."""
        dispatcher.utter_message(response=f"utter_{intent_of(tracker)[0]}")
        return [*leave_flow(), slot("ook", None)]


class ActionZorgen(Action):
    """After the normal answer to a message with a doubtful sign of danger: the number."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_zorgen"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say the number that goes with the sign."""
        kind = told(tracker).get("zorgen")
        if f"utter_zorgen_{kind}" in answers():
            dispatcher.utter_message(response=f"utter_zorgen_{kind}")
        return []
