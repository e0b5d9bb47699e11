"""How the wish for a human ends: in the queue or with a call-back; then the talk goes on where it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures
from actions.flow import forget_answers
from actions.flows import OVERDRACHT
from actions.handoff import INTERRUPTED
from actions.handoff_desk import WAIT, Here, here
from actions.talk import Events, slot
from bot.care.callback import FIRST, of_part, with_start
from bot.care.handoff import Actor, Reason, State, Wish
from bot.care.opening import Moment
from bot.care.waiting import expected_wait, in_dutch
from bot.clock import now
from bot.knowledge.opening import opening
from bot.settings import Settings, settings
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked, Overdracht, Slot
from bot.storage.handoff_writes import SlotFull
from bot.storage.telefoon import Telefoonnummers

YES = "ja"


class ActionOverdrachtUitkomst(Action):
    """Put the visitor in the queue, or store when to call back; then go on where the talk was."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_overdracht_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Store and confirm; without a number that is kept there is nobody to call."""
        choices, at = settings(), now()
        desk = here(choices, tracker.sender_id, at)
        if desk.live and tracker.get_slot("overdracht_hoe") == WAIT:
            return _join_queue(choices, dispatcher, tracker, at)
        wish = tracker.get_slot("terugbellen")
        if wish is None:  # the last adviser left while the visitor chose to wait
            return [slot("overdracht_hoe", None), FollowupAction(OVERDRACHT.form)]
        if wish.get("telefoon") == "geen":
            dispatcher.utter_message(response="utter_overdracht_zonder_nummer")
            return [*forget_answers(OVERDRACHT), *_resume(dispatcher, tracker)]
        if Telefoonnummers(choices.database_url, choices.secret).read(tracker.sender_id) is None:
            dispatcher.utter_message(response="utter_telefoon_ontbreekt")
            return [slot("terugbellen", None), FollowupAction(OVERDRACHT.form)]
        return _plan_call(choices, desk, dispatcher, tracker, at)


def _join_queue(
    choices: Settings, dispatcher: CollectingDispatcher, tracker: Tracker, at: dt.datetime
) -> Events:
    handoffs = Handoffs(choices.database_url)
    asked = _asked(tracker)
    row = handoffs.ask(asked, Wish(State.WACHTRIJ, Actor.VISITOR, asked.reason, told=True), at)
    place = handoffs.place_of(row.id) or 1
    handoffs.tell_place(row.id, place)
    dispatcher.utter_message(
        response="utter_uitkomst_overdracht_wachtrij",
        deel="uitkomst",
        plek=str(place),
        wachttijd=in_dutch(expected_wait(place, handoffs.waits())),
        onderwerp=row.topic,
    )
    return _done(row, dispatcher, tracker)


def _plan_call(
    choices: Settings,
    desk: Here,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    at: dt.datetime,
) -> Events:
    moment = _chosen(desk, tracker)
    places = opening(choices.opening_hours).callbacks.places
    booked = Slot(moment.start, moment.end, places) if moment else None
    asked = replace(_asked(tracker), when=moment.words if moment else "zodra het kan")
    wish = Wish(State.TERUGGEBELD, Actor.VISITOR, asked.reason, told=True)
    try:
        row = Handoffs(choices.database_url).ask(asked, wish, at, booked)
    except SlotFull as full:
        dispatcher.utter_message(response=full.response)
        return [slot("overdracht_tijdvak", None), FollowupAction(OVERDRACHT.form)]
    dispatcher.utter_message(
        response="utter_uitkomst_overdracht_ontvangen",
        deel="uitkomst",
        overdracht_id=row.id,
        tijdvak=row.when,
    )
    return _done(row, dispatcher, tracker)


def _chosen(desk: Here, tracker: Tracker) -> Moment | None:
    """Return the slot that was chosen, or the first in the part of the day that was named."""
    chosen = tracker.get_slot("overdracht_tijdvak")
    if chosen is not None:
        return with_start(str(chosen), desk.free)
    part = str((tracker.get_slot("terugbellen") or {}).get("tijdvak", ""))
    return of_part(part, desk.free) or with_start(FIRST, desk.free)


def _asked(tracker: Tracker) -> Asked:
    name = tracker.get_slot("overdracht_naam")
    reason = Reason(tracker.get_slot("overdracht_reden") or Reason.REQUEST.value)
    return Asked(
        sender_id=tracker.sender_id,
        channel=str(tracker.get_latest_input_channel() or "onbekend"),
        topic=str(tracker.get_slot("overdracht_onderwerp") or ""),
        reason=reason,
        consent=tracker.get_slot("overdracht_akkoord") == YES,
        name=None if name == "geen" else name,
        urgent=tracker.get_slot("wzd_acuut") == YES,
    )


def _done(row: Overdracht, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    again = ("overdracht_akkoord", "overdracht_hoe", "overdracht_tijdvak")
    return [
        *[slot(name, None) for name in again],
        slot("overdracht_id", row.id),
        *_resume(dispatcher, tracker),
    ]


def _resume(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Return the events that put the question of an interrupted flow again."""
    before = tracker.get_slot(INTERRUPTED)
    if not before:
        return []
    dispatcher.utter_message(response="utter_overdracht_verder_vragen")
    loop = {"event": "active_loop", "timestamp": None, "name": before["form"]}
    return [
        slot(INTERRUPTED, None),
        loop,
        slot("gevraagd", before["gevraagd"]),
        slot("requested_slot", before["slot"]),
        FollowupAction(before["form"]),
    ]


class ActionBoos(Action):
    """Answer somebody who scolds; the second time offer a human plainly."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_boos"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say it."""
        scolded = [
            e
            for e in tracker.events
            if e.get("event") == "bot"
            and str((e.get("metadata") or {}).get("utter_action")).startswith("utter_uitschelden")
        ]
        dispatcher.utter_message(
            response="utter_uitschelden_weer" if scolded else "utter_uitschelden"
        )
        return []
