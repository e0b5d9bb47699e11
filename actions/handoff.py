"""Bringing in a human: the questions before it, as a guided flow (actions/flow.py)."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures, keeps_the_flow
from actions.flow import Flow, turn
from actions.flows import FLOWS, OVERDRACHT
from actions.handoff_desk import Here, here, next_question
from actions.talk import Events, last_answer, slot, text_of, told
from bot.care.callback import button_title, choose, with_start
from bot.care.certainty import SURE
from bot.care.handoff import NO_TOPIC, Reason
from bot.clock import now, today
from bot.knowledge.answers import labels
from bot.settings import settings

OFFERED = 6
INTERRUPTED = "overdracht_onderbroken"
#: answers that say why somebody wants a human; by how their name begins
WHY = {
    "utter_geen_bedoeling": Reason.MISSES,
    "utter_bedoelt_u": Reason.MISSES,
    "utter_misschien_helpt": Reason.MISSES,
    "utter_uitschelden": Reason.ANGER,
    "utter_klacht_bot": Reason.ANGER,
    "utter_uitkomst_wzd": Reason.SENSITIVE,
    "utter_uitkomst_uitslag_afgewezen": Reason.SENSITIVE,
    "utter_overlijden": Reason.SENSITIVE,
    "utter_zorgen": Reason.SENSITIVE,
}
#: outcomes by which a topic is known, in the order in which they say most
TOPICS = {
    "triage_route": "vraag_wlz_of_wmo",
    "wzd_route": "vraag_bopz",
    "bezwaar_tot": "uitslag_ontvangen",
    "uiterste_datum": "vraag_ciz_duur",
    "leveringsvormen": "kies_leveringsvorm",
}


def topic_of(tracker: Tracker) -> str | None:
    """Return what a talk was about, by the flow that ended or the last question; None at first."""
    for outcome, intent in TOPICS.items():
        if tracker.get_slot(outcome) is not None:
            return labels().get(intent)
    for event in reversed(tracker.events):
        found = (event.get("parse_data") or {}).get("intent") or {}
        name, sure = found.get("name"), float(found.get("confidence") or 0.0)
        says_what = name in labels() and name not in NO_TOPIC and sure >= SURE
        if event.get("event") == "user" and says_what:
            return labels()[str(name)]
    return None


def reason_of(tracker: Tracker) -> Reason:
    """Return why a human is wanted, by what the assistant said before."""
    answer = last_answer(tracker)[0] or ""
    if answer.startswith("utter_uitkomst_triage"):
        doubt = tracker.get_slot("triage_zekerheid") == "twijfel"
        return Reason.DOUBT if doubt else Reason.REQUEST
    return next((why for name, why in WHY.items() if answer.startswith(name)), Reason.REQUEST)


class ValidateOverdrachtForm(Action):
    """One turn of "een medewerker spreken"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_overdracht_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        desk = here(settings(), tracker.sender_id, now())
        if tracker.get_slot("requested_slot") not in OVERDRACHT.slots:
            return _begin(desk, dispatcher, tracker)
        moment = _moment_typed(desk, tracker)
        if moment is not None and with_start(moment, desk.free) is None:
            dispatcher.utter_message(response="utter_overdracht_tijdvak_vol")
            return [slot("overdracht_tijdvak", None), slot("requested_slot", "overdracht_tijdvak")]
        events = turn(_flow(desk), dispatcher, _saying(tracker, moment))
        return _with_wait(desk, dispatcher, events)


def _flow(desk: Here, topic: str | None = None) -> Flow:
    known = {"overdracht_onderwerp": topic} if topic else {}
    return replace(
        OVERDRACHT, next_slot=partial(next_question, desk), prefill=lambda text, on: dict(known)
    )


def _begin(desk: Here, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Start with what is known, and remember the flow that was under way."""
    afresh = copy.copy(tracker)
    afresh.slots = {**tracker.slots, "requested_slot": None}
    events = turn(_flow(desk, topic_of(tracker)), dispatcher, afresh)
    if desk.opens:
        dispatcher.utter_message(response="utter_overdracht_dicht", opent=desk.opens)
    elif not desk.live:
        dispatcher.utter_message(response="utter_overdracht_niemand")
    why = slot("overdracht_reden", reason_of(tracker).value)
    return [slot(INTERRUPTED, _under_way(tracker)), why, *_with_wait(desk, dispatcher, events)]


def _under_way(tracker: Tracker) -> dict[str, Any] | None:
    """Return the guided flow that this one interrupts: its form, its question and its path."""
    asked = tracker.get_slot("requested_slot")
    loops = [e.get("name") for e in tracker.events if e.get("event") == "active_loop"]
    before = next((name for name in reversed(loops) if name != OVERDRACHT.form), None)
    if asked is None or before not in FLOWS or asked not in FLOWS[before].slots:
        return None
    return {"form": before, "slot": asked, "gevraagd": tracker.get_slot("gevraagd") or []}


def _moment_typed(desk: Here, tracker: Tracker) -> str | None:
    """Return the slot that was chosen, as ISO; None when the question was another."""
    if tracker.get_slot("requested_slot") != "overdracht_tijdvak":
        return None
    pressed = told(tracker).get("overdracht_tijdvak")
    if pressed is not None:
        return str(pressed)
    chosen = choose(text_of(tracker), desk.free, today())
    return chosen.start.isoformat() if chosen else None


def _saying(tracker: Tracker, moment: str | None) -> Tracker:
    """Return the talk as if the slot that was meant had been pressed."""
    if moment is None or told(tracker).get("overdracht_tijdvak"):
        return tracker
    said = copy.copy(tracker)
    entity = {"entity": "overdracht_tijdvak", "value": moment}
    said.latest_message = {**tracker.latest_message, "entities": [entity]}
    return said


def _with_wait(desk: Here, dispatcher: CollectingDispatcher, events: Events) -> Events:
    """Say place and expected wait before the question whether to wait."""
    asked = [e["value"] for e in events if e.get("name") == "requested_slot"]
    if asked[-1:] == ["overdracht_hoe"]:
        dispatcher.utter_message(
            response="utter_overdracht_wachttijd", plek=str(desk.place), wachttijd=desk.wait
        )
    return events


class ActionAskOverdrachtTijdvak(Action):
    """Ask when to call back, with the slots that are free."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_ask_overdracht_tijdvak"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Offer the first slots."""
        desk = here(settings(), tracker.sender_id, now())
        buttons = [
            {
                "title": button_title(moment),
                "payload": f'/antwoord{{"overdracht_tijdvak": "{moment.start.isoformat()}"}}',
            }
            for moment in desk.free[:OFFERED]
        ]
        dispatcher.utter_message(response="utter_ask_overdracht_tijdvak", buttons=buttons)
        return []
