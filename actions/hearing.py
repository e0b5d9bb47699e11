"""The ear: what every message tells, corrects or asks on about, before anything is decided."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import DANGER, DANGER_FROM, NEVER_AN_ANSWER
from actions.boundary import listens_on
from actions.flow import Flow
from actions.flows import FLOWS, known
from actions.side_questions import side_question
from actions.talk import Events, Json, intent_of, since_last_message, slot, text_of
from bot.care.answer_words import said
from bot.care.certainty import SURE
from bot.care.follow_up import follow_up, kind_of
from bot.care.hearing import Heard, hear
from bot.care.safety import find_danger
from bot.clock import today
from bot.knowledge.follow_ups import follow_ups
from bot.knowledge.safety import patterns

#: not of the person who needs the care, so these stay when the talk turns to somebody else
OF_THE_ASKER = frozenset({"plek", "overdracht_onderwerp", "overdracht_naam", "terugbellen"})
#: turns of the person within which a subject is still what "dat" means
LOOKS_BACK = 3
#: longer messages are stories, after which nobody expects the outcome again
LONGEST_CORRECTION = 15
#: beside a place these leave nothing that is asked but the same again: "en als ik in Venlo woon?"
SMALL = frozenset(
    "en maar als dan nou nu toch ik we wij hij zij ze je u in voor bij te uit van woon woont wonen "
    "zou is het".split()
)
SOMEBODY_ELSE = "ander"
OFFERED = "utter_vroeg_ook_knop"
#: mean what they say, however short the message is
GOES_BEFORE = frozenset({*DANGER, *NEVER_AN_ANSWER})
FORM_OF = {flow.intent: flow for flow in FLOWS.values()}


class ActionGehoord(Action):
    """Fill slots with what a message tells, in a flow and outside; Rasa runs it on every message.

    ``gehoord`` notes for the rest of this turn which slots changed and what to do next.
    """

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_gehoord"

    @listens_on
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Listen, once a message: Rasa asks again when a flow begins."""
        events = since_last_message(tracker)
        if any(e.get("event") == "slot" and e.get("name") == "gehoord" for e in events):
            return []
        text = text_of(tracker)
        return _noted(tracker, text) if text else _forgotten(tracker)


def _forgotten(tracker: Tracker) -> Events:
    return [slot("gehoord", None)] if tracker.get_slot("gehoord") else []


def _noted(tracker: Tracker, text: str) -> Events:
    flow = FLOWS.get(str(tracker.active_loop_name))
    asked = tracker.get_slot("requested_slot") if flow else None
    turns_to = kind_of(text, follow_ups()) == SOMEBODY_ELSE
    held = _held()(tracker)
    heard = hear(text, today(), known(), held, OF_THE_ASKER, flow is not None and not turns_to)
    changes = dict(heard.changes)
    answer = changes.pop(asked, None) if asked else None
    again = None if flow else _finished(tracker, heard, changes, text)
    note: Json = {
        "slots": [name for name, value in changes.items() if value is not None],
        "gewijzigd": [n for n, v in changes.items() if v is not None and held.get(n) is not None],
        "verbetert": heard.corrects,
        **({"antwoord": answer} if answer is not None else {}),
        **({"opnieuw": True, **_leads_to(again)} if again else _follows(tracker, text)),
    }
    stale = [name for f in _touched(tracker, changes) for name in f.outcomes] if not flow else []
    also = _second_question(tracker) or None
    events = [slot(name, value) for name, value in {**changes, **dict.fromkeys(stale)}.items()]
    events += _likely(tracker, heard)
    if also != tracker.get_slot("ook") and (also or not flow):
        events.append(slot("ook", also))
    return [*events, *([slot("gehoord", note)] if _says_something(note) else _forgotten(tracker))]


def _likely(tracker: Tracker, heard: Heard) -> Events:
    """Return what is likely of the person that the talk is about now."""
    before = tracker.get_slot("vermoed") or {}
    now = {**({} if heard.other else before), **heard.maybe}
    return [slot("vermoed", now or None)] if now != before else []


def _second_question(tracker: Tracker) -> Json:
    """Return what the pipeline noted of a second question (bot/nlu/tweede_vraag.py)."""
    noted = tracker.latest_message.get("tweede_vraag")
    return noted if isinstance(noted, dict) else {}


def _says_something(note: Json) -> bool:
    return bool(note["slots"] or "antwoord" in note or "actie" in note)


@functools.lru_cache(maxsize=1)
def _held() -> Any:
    names = list(dict.fromkeys(n for f in FLOWS.values() for n in (*f.slots, *f.outcomes)))
    return lambda tracker: {
        name: value for name in names if (value := tracker.get_slot(name)) is not None
    }


def _touched(tracker: Tracker, changes: Json) -> Iterator[Flow]:
    """Yield the finished flows of which an answer changes."""
    for flow in FLOWS.values():
        finished = any(tracker.get_slot(name) is not None for name in flow.outcomes)
        if finished and any(name in changes for name in flow.slots):
            yield flow


def _finished(tracker: Tracker, heard: Heard, changes: Json, text: str) -> Flow | None:
    """Return the flow whose outcome is given anew: an answer in it was put right, or is tried."""
    if heard.other or len(text.split()) > LONGEST_CORRECTION:
        return None
    if heard.asks and not heard.corrects and not _what_if(changes, text):
        return None
    flows = list(_touched(tracker, changes))
    forms = [e.get("name") for e in reversed(tracker.events) if e.get("event") == "active_loop"]
    return min(flows, key=lambda f: forms.index(f.form) if f.form in forms else 99, default=None)


def _what_if(changes: Json, text: str) -> bool:
    """Tell whether a question holds nothing but another place."""
    place = str(changes.get("plek") or "")
    words = {*said(text).split()} - {*said(place).split()}
    return bool(place) and set(changes) == {"plek"} and words <= SMALL


def _follows(tracker: Tracker, text: str) -> Json:
    """Return what a short question without a subject leads to, from what was answered last."""
    beside = side_question(tracker, text)
    if beside:
        sure_danger = intent_of(tracker)[0] in DANGER and intent_of(tracker)[1] >= DANGER_FROM
        return {} if sure_danger else beside
    first = _second_question(tracker).get("eerst")
    asks_on = None if first else follow_up(text, _last_answers(tracker), follow_ups())
    intent = first or asks_on or _accepted(tracker)
    if intent is None or (intent_of(tracker)[0] in GOES_BEFORE and intent_of(tracker)[1] >= SURE):
        return {}
    flow = FORM_OF.get(intent)
    found = _leads_to(flow) if flow else {"actie": f"utter_{intent}"}
    # "hoe lang heb ik nog" about bezwaar is no sign of danger, unless the patterns know it for one
    calm = asks_on is not None and find_danger(text, patterns()) is None
    return {**found, "rustig": True} if calm else found


def _accepted(tracker: Tracker) -> str | None:
    """Return what was offered in the last answer, when the person says yes to it."""
    if intent_of(tracker)[0] != "bevestig" or intent_of(tracker)[1] < SURE:
        return None
    said = (e for e in reversed(tracker.events) if e.get("event") == "bot")
    last: Json = next(said, {})
    if (last.get("metadata") or {}).get("utter_action") != OFFERED:
        return None
    buttons = (last.get("data") or {}).get("buttons") or [{}]
    return str(buttons[0].get("payload", "")).removeprefix("/") or None


def _leads_to(flow: Flow) -> Json:
    return {"actie": flow.form, "dan": flow.outcome_action}


def _last_answers(tracker: Tracker) -> Iterator[str]:
    turns = 0
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if turns > LOOKS_BACK:
            return
        meta = event.get("metadata") or {}
        if event.get("event") == "bot" and meta.get("utter_action"):
            # after a word that was explained the talk is about what it belongs to
            yield f"utter_{meta['zie']}" if meta.get("zie") else str(meta["utter_action"])
