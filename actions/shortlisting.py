"""The short list of leveringsvormen in words: each form with its reasons, and the forms side by side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.aanbod import take_along
from actions.boundary import answers_failures
from actions.explaining import where_to_go
from actions.flow import answers_of
from actions.talk import Events, slot
from bot.care.comparison import side_by_side
from bot.care.leveringsvorm import excluded, shortlist
from bot.care.questions import Answers
from bot.clock import today
from bot.knowledge import rules
from bot.knowledge.comparison import comparison
from bot.knowledge.outcome_words import outcome_words

MOST = 3
HUMAN = {"title": "Medewerker spreken", "payload": "/vraag_medewerker"}
RESPONSE = "utter_uitkomst_leveringsvorm"


class ActionLeveringsvormUitkomst(Action):
    """Name the forms of care that fit best, with the reasons and a small comparison."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_leveringsvorm_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Make the short list and say it in one message, best first."""
        answers = answers_of(flows.LEVERINGSVORM, tracker)
        fitting = shortlist(answers, rules.leveringsvormen(), today())[:MOST]
        forms = [form for form, _ in fitting]
        extra = where_to_go(RESPONSE, tracker.slots, today())
        grid = side_by_side(forms, comparison())
        dispatcher.utter_message(
            response=RESPONSE,
            deel="uitkomst",
            delen={"vormen": listed(fitting, answers, today()), **extra.parts},
            tabel=[list(grid.head), *map(list, grid.rows)] if grid else None,
            buttons=[*_more(forms[:2]), *extra.buttons, *take_along(RESPONSE), HUMAN],
            **extra.words,
        )
        return [slot("leveringsvormen", forms)]


def listed(fitting: list[tuple[str, list[str]]], answers: Answers, on: dt.date) -> str:
    """Return the short list as numbered lines, and below it what the law shuts."""
    lines = [f"{at}. {_line(form, keys)}" for at, (form, keys) in enumerate(fitting, 1)]
    shut = [why for _, keys in excluded(answers, rules.leveringsvormen(), on) for why in keys]
    words = outcome_words()["kan_niet"]
    cannot = " ".join(words[key] for key in dict.fromkeys(shut))
    return "\n".join(lines) + (f"\n\n{cannot}" if cannot else "")


def _line(form: str, keys: list[str]) -> str:
    described, words = comparison().forms[form], outcome_words()
    because = [words["reden"][key] for key in keys if key in words["reden"]]
    line = f"**{described.naam}**: {described.kort}"
    if because:
        line += f" U zei: {_enumerated(because)}."
    return " ".join([line, *(words["let_op"][key] for key in keys if key in words["let_op"])])


def _enumerated(parts: list[str]) -> str:
    """Return ``a, b en c``."""
    return " en ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _more(forms: list[str]) -> list[dict[str, str]]:
    buttons = {comparison().forms[form].button["payload"]: form for form in reversed(forms)}
    return [dict(comparison().forms[form].button) for form in reversed(list(buttons.values()))]
