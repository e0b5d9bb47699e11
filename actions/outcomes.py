"""How each guided flow ends: slots in, one pure call, an answer and its slots out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.aanbod import take_along
from actions.boundary import answers_failures
from actions.explaining import explained, say_outcome, where_to_go
from actions.flow import Answers, answers_of, forget_answers
from actions.talk import Events, slot
from actions.term_outcomes import say_other_term
from bot.care import terms
from bot.care.dates import DateRefused
from bot.care.facts import dutch_date
from bot.care.rules import Decision, decide
from bot.clock import today
from bot.knowledge import rules
from bot.knowledge.facts import facts

UNKNOWN = "weet_niet"
CIZ_DAYS = ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf")
CIZ_SLOTS = ("ontvangen_op", "ciz_vroeg_info", "info_gevraagd_op", "info_compleet_op", "crisis")
AT = {
    terms.Stand.BINNEN_TERMIJN: "binnen",
    terms.Stand.LAATSTE_DAG: "laatste_dag",
    terms.Stand.VERSTREKEN: "voorbij",
}


class ActionTriageUitkomst(Action):
    """Say which law and desk fit the answers of triage_form, and why."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_triage_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Decide by the table and say it."""
        answers = answers_of(flows.TRIAGE, tracker)
        found = decide(rules.triage(), answers, today())
        response = f"utter_uitkomst_triage_{found.id}"
        extra = explained(rules.triage(), answers, response, tracker.slots, today())
        say_outcome(dispatcher, response, reasons(found, answers), extra)
        return [
            slot("triage_route", found.id),
            slot("triage_wet", found.outcome["wet"]),
            slot("triage_zekerheid", found.outcome["zekerheid"]),
        ]


def reasons(found: Decision, answers: Answers) -> Answers:
    """Return the answers on which an outcome rests, for "U zei: …"."""
    return {name: value for name, value in answers.items() if name in found.because}


class ActionWzdUitkomst(Action):
    """Say which route of the Wzd or Wvggz exists for the answers of wzd_form."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_wzd_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Decide by the table and say it."""
        answers = answers_of(flows.WZD, tracker)
        found = decide(rules.wzd(), answers, today())
        response = f"utter_uitkomst_wzd_{found.id}"
        extra = explained(rules.wzd(), answers, response, tracker.slots, today())
        say_outcome(dispatcher, response, reasons(found, answers), extra)
        return [slot("wzd_route", found.id)]


class ActionTermijnUitkomst(Action):
    """Say until when the CIZ may decide, and what may be done after that."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_termijn_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Calculate and say it."""
        answers = answers_of(flows.TERMIJN, tracker)
        try:
            if flows.of_others(answers):
                return say_other_term(dispatcher, tracker, answers, today())
            return _say_ciz_term(dispatcher, tracker, answers)
        except DateRefused as refused:
            dispatcher.utter_message(response=refused.response)
            return forget_answers(flows.TERMIJN)


def _say_ciz_term(dispatcher: CollectingDispatcher, tracker: Tracker, answers: Answers) -> Events:
    """Say the term of the CIZ and return its days.

    Raises:
        DateRefused: the dates cannot follow each other.
    """
    if answers.get("ontvangen_op", UNKNOWN) == UNKNOWN:
        response = "utter_uitkomst_termijn_onbekend"
        say_outcome(dispatcher, response, {}, where_to_go(response, tracker.slots, today()))
        return forget_answers(flows.TERMIJN)
    term = ciz_term_of(answers, today())
    response = termijn_response(answers, term, today())
    days = {name: getattr(term, name) for name in CIZ_DAYS}
    words = {name: dutch_date(day, with_weekday=True) for name, day in days.items()}
    own = {name: value for name, value in answers.items() if name in CIZ_SLOTS}
    extra = where_to_go(response, tracker.slots, today())
    say_outcome(dispatcher, response, own, extra, **words)
    return [slot(name, day.isoformat()) for name, day in days.items()]


def ciz_term_of(answers: Answers, on: dt.date) -> terms.CizTerm:
    """Return the term of the CIZ for the answers of termijn_form.

    Raises:
        DateRefused: the dates cannot follow each other.
    """
    received = dt.date.fromisoformat(answers["ontvangen_op"])
    asked, complete = (_day(answers.get(n)) for n in ("info_gevraagd_op", "info_compleet_op"))
    terms.check_ciz_dates(received, asked, complete, on)
    pause = terms.suspended_days(asked, complete)
    return terms.ciz_term(received, answers.get("crisis") == "ja", pause, facts(), on)


def termijn_response(answers: Answers, term: terms.CizTerm, on: dt.date) -> str:
    """Return which answer fits: the pause is not known, the term still runs, or it has passed."""
    asked = answers.get("ciz_vroeg_info")
    known = all(_day(answers.get(n)) for n in ("info_gevraagd_op", "info_compleet_op"))
    if asked == UNKNOWN or (asked == "ja" and not known):
        return "utter_uitkomst_termijn_onzeker"
    return f"utter_uitkomst_termijn_{AT[terms.stand(term.uiterste_datum, on)]}"


def _day(value: Any) -> dt.date | None:
    return None if value in (None, UNKNOWN) else dt.date.fromisoformat(value)


class ActionUitslagUitkomst(Action):
    """Say what can be done after a decision, and until when an objection is possible."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_uitslag_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Calculate the last day for an objection and say what comes next."""
        answers = answers_of(flows.UITSLAG, tracker)
        found = decide(rules.uitslag(), answers, today())
        response = f"utter_uitkomst_uitslag_{found.id}"
        own = {name: value for name, value in answers.items() if name in flows.UITSLAG.slots}
        say_outcome(dispatcher, response, own, where_to_go(response, tracker.slots, today()))
        day = _day(answers.get("besluit_datum"))
        if found.outcome["bezwaar"] != "ja" or day is None:
            # who got what was asked for is told of the term, and need not look for a date
            if found.outcome["bezwaar"] == "ja" and found.id != "toegekend":
                _say_objection(dispatcher, "utter_uitkomst_bezwaar_onbekend")
            return [slot("bezwaar_tot", UNKNOWN)]
        last = terms.bezwaar_until(day, facts())
        passed = terms.stand(last, today()) is terms.Stand.VERSTREKEN
        _say_objection(
            dispatcher,
            f"utter_uitkomst_bezwaar_{'voorbij' if passed else 'tot'}",
            bezwaar_tot=dutch_date(last, with_weekday=True),
        )
        return [slot("bezwaar_tot", last.isoformat())]


def _say_objection(dispatcher: CollectingDispatcher, response: str, **words: str) -> None:
    dispatcher.utter_message(response=response, buttons=take_along(response), **words)
