"""The terms of the gemeente and of an objection: days in, an answer out; also for a question in passing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.boundary import answers_failures
from actions.explaining import say_outcome, where_to_go
from actions.flow import Answers
from actions.talk import Events, intent_of, slot, text_of
from bot.care import terms
from bot.care.dates import read_date
from bot.care.facts import dutch_date
from bot.care.objection import bezwaar_besluit
from bot.care.term_questions import BEZWAAR, GEMEENTE, asks_for_term
from bot.clock import today
from bot.knowledge.facts import facts
from bot.knowledge.outcome_words import outcome_words

#: information that can be worked out when a day is said with the question
KIND_OF = {"wmo_aanvragen": GEMEENTE, "bezwaar_maken": BEZWAAR}
Said = tuple[str, dict[str, str]]


class ActionMetDatum(Action):
    """Answer a question about the Wmo or an objection; when a day was said, work out the term."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_met_datum"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say the answer, or begin the questions about the term."""
        intent, text = intent_of(tracker)[0], text_of(tracker)
        asked = asks_for_term(text) == KIND_OF.get(intent)
        if not asked or not _names_a_day(text) or tracker.active_loop_name:
            dispatcher.utter_message(response=f"utter_{intent}")
            return []
        return [FollowupAction(flows.TERMIJN.form)]


def _names_a_day(text: str) -> bool:
    """Tell whether a message says some day, be it one that must be asked back."""
    reading = read_date(text, today())
    return bool(reading.day or reading.doubt or reading.refused)


def say_other_term(
    dispatcher: CollectingDispatcher, tracker: Tracker, answers: Answers, on: dt.date
) -> Events:
    """Say the term of the gemeente or of an objection, and mark the flow as finished.

    Raises:
        DateRefused: the days cannot follow each other.
    """
    kind = str(answers["termijn_soort"])
    response, words = (of_gemeente if kind == GEMEENTE else of_bezwaar)(answers, on)
    extra = where_to_go(response, tracker.slots, on)
    given = {k: v for k, v in answers.items() if k not in ("termijn_soort", "crisis")}
    say_outcome(dispatcher, response, given, extra, **words)
    objection = day_of(answers.get("besluit_datum")) if kind == BEZWAAR else None
    last = (
        [slot("bezwaar_tot", terms.bezwaar_until(objection, facts()).isoformat())]
        if objection
        else []
    )
    return [slot("termijn_uitkomst", kind), *last]


def of_gemeente(answers: Answers, on: dt.date) -> Said:
    """Return which answer fits a melding (Wmo 2015 art. 2.3.2 and 2.3.5), and its days in words.

    Raises:
        DateRefused: the application lies before the melding.
    """
    reported, applied = day_of(answers.get("gemeld_op")), day_of(answers.get("aanvraag_op"))
    if reported is None:
        return "utter_uitkomst_termijn_gemeente_onbekend", {}
    found = terms.wmo_terms(reported, facts(), applied)
    words = _in_words(
        onderzoek_tot=found.onderzoek_tot,
        aanvraag_vanaf=found.aanvraag_vanaf,
        besluit_tot=found.besluit_tot,
        ingebreke_vanaf=found.ingebreke_vanaf,
    )
    if applied is None:
        in_time = terms.stand(found.persoonlijk_plan_tot, on) is not terms.Stand.VERSTREKEN
        plan_tot = dutch_date(found.persoonlijk_plan_tot, with_weekday=True)
        plan = outcome_words()["zin"]["plan"].replace("{plan_tot}", plan_tot)
        words["plan"] = plan if in_time else ""
        late = terms.stand(found.onderzoek_tot, on) is terms.Stand.VERSTREKEN
        return f"utter_uitkomst_termijn_gemeente_{'aanvragen' if late else 'onderzoek'}", words
    late = terms.stand(found.besluit_tot, on) is terms.Stand.VERSTREKEN
    return f"utter_uitkomst_termijn_gemeente_{'voorbij' if late else 'besluit'}", words


def of_bezwaar(answers: Answers, on: dt.date) -> Said:
    """Return until when one may object and when is decided on it (Awb art. 6:7 and 7:10)."""
    decided = day_of(answers.get("besluit_datum"))
    if decided is None:
        return "utter_uitkomst_bezwaar_onbekend", {}
    last = terms.bezwaar_until(decided, facts())
    words = _in_words(
        bezwaar_tot=last,
        bezwaar_besluit=bezwaar_besluit(decided, facts(), committee=False),
        bezwaar_besluit_commissie=bezwaar_besluit(decided, facts(), committee=True),
    )
    passed = terms.stand(last, on) is terms.Stand.VERSTREKEN
    words["loopt"] = outcome_words()["zin"]["liep" if passed else "loopt"]
    by = "gemeente" if answers.get("besluit_van") == GEMEENTE else "wlz"
    return f"utter_uitkomst_termijn_bezwaar_{by}", words


def day_of(value: Any) -> dt.date | None:
    """Return the day in a slot, or None for "weet ik niet", "nog niet" and nothing."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _in_words(**days: dt.date) -> dict[str, str]:
    return {name: dutch_date(day, with_weekday=True) for name, day in days.items()}
