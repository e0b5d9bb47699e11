"""What is said when it is not sure what somebody meant: "Bedoelt u ...?", and the last resort."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.aanbod import Buttons
from actions.answering import DANGER
from actions.boundary import answers_failures
from actions.talk import Events, heard, last_answer, told
from bot.knowledge.offers import offer

HUMAN = {"title": "Medewerker spreken", "payload": "/vraag_medewerker"}
CHOICES = 3
#: answers offered as a last resort
NEAREST = 2
LAST_RESORT = "utter_misschien_helpt"
#: the question that fits every situation that was told
WHICH_COUNTER = "vraag_wlz_of_wmo"
OUTSIDE = "buiten_scope"
ASKED_BACK = "action_bedoelt_u"


class ActionBedoeltU(Action):
    """Ask what was meant, once; after a second miss the last resort, and then a human alone."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return ASKED_BACK

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Offer the likeliest meanings in plain words; the second time the nearest two answers."""
        again = asked_back_before(tracker)
        situation = bool(heard(tracker).get("slots"))
        choices = nearest(tracker) if again else likeliest(ranked(tracker), situation)
        if not choices:
            dispatcher.utter_message(response="utter_geen_bedoeling")
        else:
            first = "utter_gehoord_bedoelt_u" if situation else "utter_bedoelt_u"
            response = LAST_RESORT if again else first
            dispatcher.utter_message(response=response, buttons=[*choices, HUMAN])
        return []


def likeliest(names: Sequence[str], situation: bool) -> Buttons:
    """Return what may have been meant; who told a situation is also offered the way to a counter."""
    found = nearest_of(names, CHOICES)
    if situation and (counter := offer(WHICH_COUNTER)) and counter not in found:
        return [*found[: CHOICES - 1], counter]
    return found


def nearest(tracker: Tracker) -> Buttons:
    """Return the last resort: the two answers nearest in meaning to what was not understood.

    The classifier's own order is the search: it weighs words, pieces of words and the sentence's
    vector against all examples, and beats a search in the answers (docs/begrijpen.md). None for
    what lies outside our scope or may be a sign of danger, nor twice in a row; one of the two is
    always new.
    """
    names = ranked(tracker)
    if last_answer(tracker)[0] == LAST_RESORT:
        return []
    if names[:1] in ([OUTSIDE], []) or names[0] in DANGER or told(tracker).get("zorgen"):
        return []
    shown = offered_before(tracker)
    found = nearest_of(names, NEAREST)
    if all(button["payload"] in shown for button in found):
        new = (b for b in nearest_of(names, len(names)) if b["payload"] not in shown)
        found = [*found[: NEAREST - 1], *itertools.islice(new, 1)]
    return found


def ranked(tracker: Tracker) -> list[str]:
    """Return the intents that the last message may have, likeliest first."""
    return [str(i["name"]) for i in tracker.latest_message.get("intent_ranking") or []]


def nearest_of(names: Sequence[str], most: int) -> Buttons:
    """Return buttons for the first intents that may be offered."""
    return [button for name in names if (button := offer(name))][:most]


def offered_before(tracker: Tracker) -> set[str]:
    """Return the payloads of the buttons that stood below the last message."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            buttons = (event.get("data") or {}).get("buttons") or []
            return {str(button.get("payload")) for button in buttons}
    return set()


def asked_back_before(tracker: Tracker) -> bool:
    """Tell whether the turn before this one ended in the same question."""
    turns_back = 0
    for event in reversed(tracker.events):
        turns_back += event.get("event") == "user"
        if event.get("event") == "action" and event.get("name") == ASKED_BACK and turns_back == 1:
            return True
        if turns_back > 1:
            return False
    return False
