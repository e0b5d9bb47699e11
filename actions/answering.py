"""What a message says in answer to an open question, and what it asks beside that."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa_sdk import Tracker

from actions.reading import AGAIN, DATES, UNKNOWN, Read, accept, only_answers, read
from actions.talk import heard, intent_of, text_of, told
from bot.care.answers import Kind, Option, read_choice
from bot.care.certainty import SURE
from bot.care.clauses import clauses
from bot.care.safety import find_danger
from bot.clock import today
from bot.knowledge.safety import patterns

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
ILLNESS = ("grondslag", "wzd_aandoening")
ASIDE, SURELY_ASIDE = 0.55, 0.85
WHO = frozenset({"voor_wie", "relatie"})
#: words of a message that can be nothing but what was told: "hij is 86"
BARE = 6
#: and of one that is a story: "hij heeft alzheimer en hij wil niet"
LONGEST_STORY = 15


def answers_in(
    tracker: Tracker, asked: str, slots: Collection[str], intent_of_flow: str
) -> dict[str, Read] | None:
    """Return what the message says about the slots of a flow; None when it is about something else.

    What it told about other slots is filled already (actions/hearing.py); then nothing may be left
    to read, and the flow goes on with what it knows now.
    """
    payload = {k: v for k, v in told(tracker).items() if k in slots}
    if payload:
        return {name: accept(name, value, today()) for name, value in payload.items()}
    if not text_of(tracker) or _goes_before(tracker, asked):
        return None
    reading = _reading(tracker, asked)
    if reading is not None:
        return {asked: reading}
    day = _bare_day(text_of(tracker), slots)
    if day is not None:
        return day
    note = heard(tracker)
    if _is_aside(tracker, intent_of_flow) or note.get("actie"):
        return None
    changed = any(name in slots for name in note.get("slots") or ())
    repeats = intent_of(tracker)[0] == intent_of_flow and intent_of(tracker)[1] >= ASIDE
    return {} if changed or repeats else {asked: Read(response=AGAIN)}


def _bare_day(text: str, slots: Collection[str]) -> dict[str, Read] | None:
    """Return a day given to another question than that about the day, if there is only one."""
    days = [name for name in slots if name in DATES]
    found = read(days[0], text, today()) if len(days) == 1 and len(text.split()) <= BARE else None
    known = found is not None and found.value not in (None, UNKNOWN)
    return {days[0]: found} if found is not None and known else None


def _goes_before(tracker: Tracker, asked: str) -> bool:
    """Tell whether a message means what its intent says, whatever was asked.

    What is sure always does: fixed words, and what the patterns for danger find. Where the model
    only guesses, what can be nothing but an answer is an answer.
    """
    intent, confidence = intent_of(tracker)
    text = text_of(tracker)
    if heard(tracker).get(
        "gaat_voor"
    ):  # "wat betekent blijvend?" is no answer to a question with it
        return True
    # what the patterns find is sure; what only the trained detector finds is a guess like the model's
    seen = find_danger(text, patterns()) is not None
    sure = seen or (confidence >= 1 and intent not in DANGER)
    if not sure and only_answers(asked, text):
        return False
    if intent in DANGER and confidence >= DANGER_FROM:
        return sure or not _harmless(tracker, asked)
    return intent in NEVER_AN_ANSWER and confidence >= CLEARLY


def _harmless(tracker: Tracker, asked: str) -> bool:
    """Tell whether a guess of danger is rather an answer, such as an illness that was asked for."""
    confidence, text = intent_of(tracker)[1], text_of(tracker)
    if confidence < SURE and _only_tells(tracker):
        return True
    reading = read(asked, text, today())
    if reading is None or reading.value is None:
        return False
    few = len(text.split()) <= FEW_WORDS
    named = asked in ILLNESS or (asked == "voor_wie" and few)
    return (named and confidence < SURE_DANGER) or (few and confidence < SURE)


def _only_tells(tracker: Tracker) -> bool:
    """Tell whether a message holds an answer or a correction; a number to call is given after it."""
    note = heard(tracker)
    facts = {*(note.get("slots") or ())} - WHO or "antwoord" in note
    return bool(facts) and len(text_of(tracker).split()) <= LONGEST_STORY


def _reading(tracker: Tracker, asked: str) -> Read | None:
    note, text = heard(tracker), text_of(tracker)
    intent, confidence = intent_of(tracker)
    reading = _offered(tracker, asked) or read(asked, text, today())
    if reading is not None and reading.value == "nee" and _puts_right(note):
        reading = None  # "nee, mijn vader": no to what we took it for, not to the question
    if reading is None and "antwoord" in note:
        reading = accept(asked, note["antwoord"], today())
    if reading is None and intent in ANSWER_LIKE and confidence >= SURE and not _puts_right(note):
        reading = accept(asked, ANSWER_LIKE[intent], today())
    return reading


def _offered(tracker: Tracker, asked: str) -> Read | None:
    """Return the choice that was meant of those offered when an answer was not clear: "de tweede"."""
    offered = tracker.get_slot("keuzes") or {}
    if offered.get("slot") != asked:
        return None
    options = [Option(value, value) for value in offered.get("opties") or []]
    chosen = read_choice(text_of(tracker), options, Kind.KEUZE)
    known = chosen is not None and chosen.value in offered["opties"]
    return accept(asked, chosen.value, today()) if chosen and known else None


def _puts_right(note: dict[str, Any]) -> bool:
    return bool(note.get("verbetert") and note.get("gewijzigd"))


def _is_aside(tracker: Tracker, intent_of_flow: str) -> bool:
    """Tell whether a message that is no answer is a question of its own.

    One or two words without a question mark are rather an answer that was not understood; so is a
    statement that told something.
    """
    intent, confidence = intent_of(tracker)
    text = text_of(tracker)
    if intent in ANSWER_LIKE or intent in ("antwoord", intent_of_flow):
        return False
    if heard(tracker).get("slots") and not any(clause.asks for clause in clauses(text)):
        return False
    short = len(text.split()) <= 3 and "?" not in text
    if short and intent == "buiten_scope":  # a figure, a name, a typing error
        return False
    return confidence >= (SURELY_ASIDE if short else ASIDE)


def also_asked(tracker: Tracker, reading: Read | None) -> str | None:
    """Return the intent of a question that follows an answer: "nee, maar wat is een pgb?"."""
    intent, confidence = intent_of(tracker)
    answered = reading is not None and reading.value is not None
    if not answered or confidence < SURELY_ASIDE or intent in ANSWER_LIKE or intent in DANGER:
        return None
    parts = clauses(text_of(tracker))
    return intent if len(parts) > 1 and parts[-1].asks else None
