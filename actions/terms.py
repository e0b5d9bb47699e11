"""Explains a word of the field, or says that it is not known."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.boundary import answers_failures
from actions.side_questions import TERM
from actions.talk import Events, heard, told
from bot.care.glossary import Term
from bot.clock import today
from bot.knowledge.answers import labels
from bot.knowledge.glossary import glossary
from bot.knowledge.spoken import Words

HUMAN = {"title": "Medewerker spreken", "payload": "/vraag_medewerker"}
LONGEST_TITLE = 24


class ActionBegrip(Action):
    """Say what a word means, with a choice that leads on; an unknown word leads to a human."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return TERM

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Explain the word that was typed or chosen."""
        name = told(tracker).get("begrip") or heard(tracker).get("begrip")
        term = glossary().terms.get(str(name))
        if term is not None:
            _explain(dispatcher, tracker, term)
        else:
            _unknown(dispatcher, heard(tracker).get("lijkt_op") or [])
        return []


def _explain(dispatcher: CollectingDispatcher, tracker: Tracker, term: Term) -> None:
    name = term.name[:1].upper() + term.name[1:]
    dispatcher.utter_message(
        response="utter_begrip",
        begrip=name,
        zie=term.see,
        uitleg=Words(tracker.slots, {}, today()).into(term.meaning, None),
        bron_van={
            "bron": term.source.text,
            "checked_on": term.source.checked_on.isoformat(),
            "zekerheid": term.source.flag,
        },
        buttons=[_more(term), *([HUMAN] if term.see != "vraag_medewerker" else [])],
    )


def _more(term: Term) -> dict[str, str]:
    """Return the choice that leads on, by the name of the subject when that fits."""
    label = labels()[term.see]
    title = label[:1].upper() + label[1:]
    return {
        "title": title if len(title) <= LONGEST_TITLE else "Meer hierover",
        "payload": f"/{term.see}",
    }


def _unknown(dispatcher: CollectingDispatcher, near: list[str]) -> None:
    if not near:
        dispatcher.utter_message(response="utter_begrip_onbekend")
        return
    buttons = [
        {"title": _short(name), "payload": f'/begrip{{"begrip": "{name}"}}'} for name in near
    ]
    dispatcher.utter_message(response="utter_begrip_lijkt_op", buttons=[*buttons, HUMAN])


def _short(name: str) -> str:
    title = name[:1].upper() + name[1:]
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
