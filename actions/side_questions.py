"""What a message asks beside the catalogue: what a word means, and where to begin."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.talk import Json, intent_of, last_answer
from bot.care.certainty import SURE
from bot.care.glossary import Asked, asked, bare
from bot.knowledge.answers import commands, labels
from bot.knowledge.glossary import glossary
from bot.knowledge.plan import about_letter, asks_for_plan, plan

TERM, PLAN = "action_begrip", "action_plan"
#: intents that answer no question about care, so that a word or a plan does better
VAGUE = frozenset("niet_begrepen buiten_scope hulp_bot weet_niet ontken bevestig antwoord".split())
#: of these a word that we do not know is said to be unknown
LOST = frozenset("niet_begrepen buiten_scope".split())
#: after these the assistant waits for the word that is hard
WAITING = (
    "utter_niet_begrepen",
    "utter_makkelijker_geen",
    "utter_begrip_onbekend",
    "utter_plan_brief",
)


def side_question(tracker: Tracker, text: str) -> Json:
    """Return what answers a question about a word or a first step; empty when it asks neither.

    ``actie`` is what to say, ``begrip`` the term, ``brief`` that the plan is about a letter, and
    ``gaat_voor`` that it is no answer to an open question, whatever it looks like.
    """
    if bare(text) in commands():
        return {}
    intent, confidence = intent_of(tracker)
    sure = confidence >= SURE
    words = plan()
    if asks_for_plan(text, words):
        return {"actie": PLAN, "gaat_voor": True}
    if intent == "niet_begrepen" and sure and about_letter(text, words):
        return {"actie": PLAN, "brief": True, "gaat_voor": True}
    found = asked(text, glossary(), waiting=last_answer(tracker)[0] in WAITING)
    if found is None:
        return {}
    return _answer(found, intent if sure and intent in labels() else None)


def _answer(found: Asked, intent: str | None) -> Json:
    """Return how a word is explained: by its own answer, or from the glossary.

    Args:
        found: the word.
        intent: what the message was taken for, None when that is not sure.
    """
    first = {"gaat_voor": True} if found.sure else {}
    term = found.term
    if term is None:
        near = [other.name for other in found.near]
        lost = intent is None or intent in LOST
        return {"actie": TERM, "lijkt_op": near, **first} if lost else {}
    if not found.sure and intent is not None and intent not in VAGUE and _fits(found, intent):
        return {}
    if term.answered:
        return {"actie": f"utter_{term.see}", **first}
    return {"actie": TERM, "begrip": term.name, **first}


def _fits(found: Asked, intent: str) -> bool:
    """Tell whether what a message was taken for is rather what it asks; a bare word asks its meaning."""
    return not found.alone or (found.term is not None and intent == found.term.see)
