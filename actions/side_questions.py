"""What a message asks beside the catalogue: what a word means, and where to begin."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.talk import Json, intent_of, last_answer
from bot.care.certainty import SURE
from bot.care.glossary import Asked, asked
from bot.knowledge.answers import labels
from bot.knowledge.glossary import glossary
from bot.knowledge.plan import about_letter, asks_for_plan, plan

TERM, PLAN = "action_begrip", "action_plan"
#: intents that answer no question about care, so that a word or a plan does better
VAGUE = frozenset("niet_begrepen buiten_scope hulp_bot weet_niet ontken bevestig antwoord".split())
#: after these the assistant waits for the word that is hard
WAITING = ("utter_niet_begrepen", "utter_makkelijker_geen", "utter_begrip_onbekend", "utter_plan")


def side_question(tracker: Tracker, text: str) -> Json:
    """Return what answers a question about a word or a first step; empty when it asks neither.

    ``actie`` is what to say, ``begrip`` the term, ``brief`` that the plan is about a letter, and
    ``gaat_voor`` that it is no answer to an open question, whatever it looks like.
    """
    intent, confidence = intent_of(tracker)
    understood = confidence >= SURE and intent in labels() and intent not in VAGUE
    words = plan()
    if asks_for_plan(text, words):
        return {"actie": PLAN, "gaat_voor": True}
    if intent == "niet_begrepen" and confidence >= SURE and about_letter(text, words):
        return {"actie": PLAN, "brief": True, "gaat_voor": True}
    waiting = last_answer(tracker)[0] in WAITING and not understood
    found = asked(text, glossary(), waiting)
    return _answer(found, understood) if found else {}


def _answer(found: Asked, understood: bool) -> Json:
    """Return how a word is explained: by its own answer, or from the glossary."""
    if understood and not (found.sure and found.term):
        return {}
    first = {"gaat_voor": True} if found.sure else {}
    if found.term is None:
        return {"actie": TERM, "lijkt_op": [term.name for term in found.near], **first}
    if found.term.answered:
        return {"actie": f"utter_{found.term.see}", **first}
    return {"actie": TERM, "begrip": found.term.name, **first}
