"""One turn of a guided flow: read the answer, ask the next question that still matters, or end.

Rasa's form only speaks: which question comes next follows from the rules. What is no answer is
left to Rasa, which answers it and comes back to the same question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import Read, accept, only_answers, read
from actions.talk import (
    SURE,
    Events,
    came_back,
    intent_of,
    leave_flow,
    slot,
    text_of,
    told,
)
from bot.care.texts import in_words
from bot.clock import today

Answers = dict[str, Any]
#: intents that may be an answer to a question; any other one is about something else
ANSWER_LIKE = {"bevestig": "ja", "ontken": "nee", "weet_niet": "weet_niet"}
#: said in the middle of an answer they still mean what they say
NEVER_AN_ANSWER = (
    "stop opnieuw terug vraag_medewerker waarom bron makkelijker meer_uitleg agenda brief meeneemblad"
).split()
#: a possible sign of danger goes before everything, also when it is not certain
DANGER = ("nood_medisch", "crisis_suicide", "huiselijk_geweld")
DANGER_FROM = 0.3
CLEARLY = 0.7
#: from here on a guess of danger by the model goes before an illness or a person that was asked for
SURE_DANGER = 0.9
FEW_WORDS = 5
#: the note that the patterns leave at a doubtful sign (bot/nlu/vangnet.py)
WORRY = "zorgen"
ILLNESS = ("grondslag", "wzd_aandoening")
ASIDE, SURELY_ASIDE = 0.55, 0.85
NOT_UNDERSTOOD = "utter_antwoord_niet_begrepen"


@dataclass(frozen=True)
class Flow:
    """A guided flow.

    Attributes:
        form: Rasa's form.
        slots: the slots that the flow fills, in the order of product.md.
        outcomes: the slots that its outcome fills; when one has a value the flow was finished.
        opening: the answer with which it begins, or None.
        next_slot: from the answers so far to the next question, or None at the end.
        most: how many questions it asks at most, from the answers so far.
        prefill: from a message to the answers that it already holds.
        refuses: from the answers to what is said when they cannot go together, or None.
    """

    form: str
    slots: tuple[str, ...]
    outcomes: tuple[str, ...]
    opening: str | None
    next_slot: Callable[[Answers, dt.date], str | None]
    most: Callable[[Answers, dt.date], int]
    prefill: Callable[[str, dt.date], Answers]
    refuses: Callable[[Answers, dt.date], str | None] = lambda answers, on: None


def turn(flow: Flow, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Return the events of one turn; none when the message was no answer."""
    asked = tracker.get_slot("requested_slot")
    if asked is None:
        return _begin(flow, dispatcher, tracker)
    if came_back(tracker, flow.form):
        return [slot("requested_slot", asked)]
    if intent_of(tracker)[0] == "terug":
        return _back(flow, tracker, asked)
    found = _answers(flow, tracker, asked)
    if found is None:
        return []
    return _go_on(flow, dispatcher, tracker, asked, found)


def answers_of(flow: Flow, tracker: Tracker) -> Answers:
    """Return the answers given so far; what an older release left in a slot is read anew."""
    held = {name: tracker.get_slot(name) for name in flow.slots}
    read_anew = {k: accept(k, v, today()).value for k, v in held.items() if v is not None}
    return {name: value for name, value in read_anew.items() if value is not None}


def _begin(flow: Flow, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Start a flow with what is known already; one that was finished starts empty."""
    finished = any(tracker.get_slot(name) is not None for name in flow.outcomes)
    day = today()
    message = {**flow.prefill(text_of(tracker), day), **told(tracker)}
    new = {k: accept(k, v, day) for k, v in message.items() if k in flow.slots}
    kept = {} if finished else answers_of(flow, tracker)
    answers = {**kept, **{k: r.value for k, r in new.items() if r.value is not None}}
    following = flow.next_slot(answers, day)
    if following is not None and flow.opening is not None:
        dispatcher.utter_message(
            response=flow.opening, aantal_vragen=in_words(flow.most(answers, day))
        )
    _ask_back(dispatcher, new)
    cleared = [n for n in (*flow.slots, *flow.outcomes) if finished and n not in answers]
    return [
        *[slot(name, None) for name in cleared],
        *[slot(name, value) for name, value in answers.items()],
        slot("gevraagd", [following] if following else []),
        slot("requested_slot", following),
    ]


def _ask_back(dispatcher: CollectingDispatcher, found: Mapping[str, Read]) -> None:
    for reading in found.values():
        if reading.value is None:
            dispatcher.utter_message(
                response=reading.response, buttons=list(reading.buttons), **reading.words
            )


def _answers(flow: Flow, tracker: Tracker, asked: str) -> dict[str, Read] | None:
    """Return what the message says about slots; None when it is about something else."""
    payload = {k: v for k, v in told(tracker).items() if k in flow.slots}
    if payload:
        return {name: accept(name, value, today()) for name, value in payload.items()}
    intent, confidence = intent_of(tracker)
    text = text_of(tracker)
    mentioned = {k: accept(k, v, today()) for k, v in flow.prefill(text, today()).items()}
    reading = read(asked, text, today()) or mentioned.get(asked)
    if not text or _goes_before(tracker, asked, reading):
        return None
    if reading is not None and reading.value == "nee" and _changes(tracker, mentioned):
        reading = None  # "nee, voor mijn man" says no to what we took it for
    if reading is None and mentioned:
        return mentioned  # "nee, hij is 17" says no to an earlier answer, not to the question
    if reading is None and intent in ANSWER_LIKE and confidence >= SURE:
        reading = accept(asked, ANSWER_LIKE[intent], today())
    if reading is None and _is_aside(text, intent, confidence):
        return None
    return {**mentioned, asked: reading or Read(response=NOT_UNDERSTOOD)}


def _changes(tracker: Tracker, mentioned: Mapping[str, Read]) -> bool:
    """Tell whether a message says something else than an earlier answer."""
    held = {name: tracker.get_slot(name) for name in mentioned}
    return any(held[k] not in (None, reading.value) for k, reading in mentioned.items())


def _goes_before(tracker: Tracker, asked: str, reading: Read | None) -> bool:
    """Tell whether a message means what its intent says, whatever was asked.

    What is sure always does: fixed words, and what the patterns for danger find. Where the model
    only guesses, what can be nothing but an answer is an answer.
    """
    intent, confidence = intent_of(tracker)
    sure, text = confidence >= 1 or WORRY in told(tracker), text_of(tracker)
    if not sure and only_answers(asked, text):
        return False
    if intent in DANGER and confidence >= DANGER_FROM:
        return sure or not _harmless(asked, text, reading, confidence)
    return intent in NEVER_AN_ANSWER and confidence >= CLEARLY


def _harmless(asked: str, text: str, reading: Read | None, confidence: float) -> bool:
    """Tell whether a guess of danger is rather an answer, such as an illness that was asked for."""
    if reading is None or reading.value is None:
        return False
    few = len(text.split()) <= FEW_WORDS
    named = asked in ILLNESS or (asked == "voor_wie" and few)
    return (named and confidence < SURE_DANGER) or (few and confidence < SURE)


def _is_aside(text: str, intent: str, confidence: float) -> bool:
    """Tell whether a message that is no answer is a question of its own.

    One or two words without a question mark are rather an answer that was not understood.
    """
    if intent in ANSWER_LIKE or intent == "antwoord":
        return False
    short = len(text.split()) <= 3 and "?" not in text
    return confidence >= (SURELY_ASIDE if short else ASIDE)


def _go_on(
    flow: Flow,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    asked: str,
    found: Mapping[str, Read],
) -> Events:
    _ask_back(dispatcher, found)
    refused = any(reading.value is None for reading in found.values())
    values = {name: reading.value for name, reading in found.items()}
    answers = {k: v for k, v in {**answers_of(flow, tracker), **values}.items() if v is not None}
    clash = flow.refuses(answers, today())
    if clash is not None:  # nothing of it is taken, and the question that was open comes back
        dispatcher.utter_message(response=clash)
        return [slot("gevraagd", tracker.get_slot("gevraagd")), slot("requested_slot", asked)]
    following = asked if refused else flow.next_slot(answers, today())
    path = [*(tracker.get_slot("gevraagd") or [])]
    if following and following not in path[-1:]:
        path.append(following)
    return [
        *[slot(name, value) for name, value in values.items()],
        slot("gevraagd", path),
        slot("requested_slot", following),
    ]


def _back(flow: Flow, tracker: Tracker, asked: str) -> Events:
    path = [name for name in tracker.get_slot("gevraagd") or [] if name in flow.slots]
    earlier = path[:-1] if path[-1:] == [asked] else path
    previous = earlier[-1] if earlier else asked
    return [
        slot(asked, None),
        slot(previous, None),
        slot("gevraagd", [*earlier[:-1], previous]),
        slot("requested_slot", previous),
    ]


def forget_answers(flow: Flow) -> Events:
    """Return the events that empty a flow."""
    return [slot(name, None) for name in (*flow.slots, *flow.outcomes, "gevraagd")]


def leave(flow: Flow) -> Events:
    """Return the events that end a flow and empty it."""
    return [*leave_flow(), *forget_answers(flow)]
