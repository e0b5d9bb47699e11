"""How each guided flow ends: slots in, one pure call, an answer and its slots out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.boundary import answers_failures
from actions.flow import Answers, answers_of, forget_answers
from actions.talk import Events, slot
from bot.care import terms
from bot.care.dates import DateRefused
from bot.care.facts import dutch_date
from bot.care.leveringsvorm import shortlist
from bot.care.rules import Decision, decide
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.clock import today
from bot.knowledge import rules
from bot.knowledge.facts import facts
from bot.knowledge.zorgkantoren import region_tables

UNKNOWN = "weet_niet"


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
        _say_outcome(dispatcher, f"utter_uitkomst_triage_{found.id}", reasons(found, answers))
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
        _say_outcome(dispatcher, f"utter_uitkomst_wzd_{found.id}", reasons(found, answers))
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
        if answers.get("ontvangen_op", UNKNOWN) == UNKNOWN:
            _say_outcome(dispatcher, "utter_uitkomst_termijn_onbekend", {})
            return forget_answers(flows.TERMIJN)
        try:
            term = ciz_term_of(answers, today())
        except DateRefused as refused:
            dispatcher.utter_message(response=refused.response)
            return forget_answers(flows.TERMIJN)
        words = {
            "uiterste_datum": dutch_date(term.uiterste_datum, with_weekday=True),
            "ingebreke_vanaf": dutch_date(term.ingebreke_vanaf, with_weekday=True),
            "dwangsom_vanaf": dutch_date(term.dwangsom_vanaf, with_weekday=True),
        }
        _say_outcome(dispatcher, termijn_response(answers, term, today()), answers, **words)
        return [
            slot(name, getattr(term, name).isoformat())
            for name in ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf")
        ]


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
    passed = terms.stand(term.uiterste_datum, on) is terms.Stand.VERSTREKEN
    return f"utter_uitkomst_termijn_{'voorbij' if passed else 'binnen'}"


def _day(value: Any) -> dt.date | None:
    return None if value in (None, UNKNOWN) else dt.date.fromisoformat(value)


class ActionZorgkantoorUitkomst(Action):
    """Say which zorgkantoor serves a place."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_zorgkantoor_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Look it up and say it."""
        place = str(tracker.get_slot("plek") or "")
        found = find_zorgkantoor(place, region_tables(), today())
        if not isinstance(found, Found):
            dispatcher.utter_message(response="utter_uitkomst_zorgkantoor_onbekend")
            return [slot("plek", None)]
        dispatcher.utter_message(
            response="utter_uitkomst_zorgkantoor_gevonden",
            deel="uitkomst",
            zorgkantoor=found.zorgkantoor,
            regio=found.region,
            gemeente=found.gemeente or found.plaats or found.region,
            website=found.website,
        )
        return [slot("regio_code", found.region_code), slot("gemeente", found.gemeente)]


class ActionLeveringsvormUitkomst(Action):
    """Name the forms of care that fit best, with the reasons."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_leveringsvorm_uitkomst"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Make the short list and say it, best first."""
        answers = answers_of(flows.LEVERINGSVORM, tracker)
        forms = [form for form, _ in shortlist(answers, rules.leveringsvormen(), today())][:3]
        for form in forms:
            dispatcher.utter_message(response=f"utter_vorm_{form}", deel="uitkomst")
        return [slot("leveringsvormen", forms)]


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
        _say_outcome(dispatcher, f"utter_uitkomst_uitslag_{found.id}", answers)
        day = _day(answers.get("besluit_datum"))
        if found.outcome["bezwaar"] != "ja" or day is None:
            if found.outcome["bezwaar"] == "ja":
                dispatcher.utter_message(response="utter_uitkomst_bezwaar_onbekend")
            return [slot("bezwaar_tot", UNKNOWN)]
        last = terms.bezwaar_until(day, facts())
        passed = terms.stand(last, today()) is terms.Stand.VERSTREKEN
        dispatcher.utter_message(
            response=f"utter_uitkomst_bezwaar_{'voorbij' if passed else 'tot'}",
            bezwaar_tot=dutch_date(last, with_weekday=True),
        )
        return [slot("bezwaar_tot", last.isoformat())]


def _say_outcome(
    dispatcher: CollectingDispatcher, response: str, answers: Answers, **words: str
) -> None:
    dispatcher.utter_message(response=response, deel="uitkomst", antwoorden=answers, **words)
