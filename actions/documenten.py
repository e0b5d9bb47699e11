"""Days for a calendar, a letter, a sheet on paper: a link for each, from what the talk came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.boundary import answers_failures
from actions.flow import Answers, answers_of
from actions.outcomes import UNKNOWN, ciz_term_of, reasons, termijn_response
from actions.talk import Events, text_of, told
from bot.care.facts import dutch_date
from bot.care.rules import decide
from bot.care.term_questions import GEMEENTE
from bot.care.terms import Stand, stand
from bot.clock import today
from bot.documenten.maken import file_name
from bot.documenten.verwijzing import Ended, Links, Wish, valid_in_words
from bot.knowledge import rules
from bot.knowledge.documenten import documents
from bot.settings import settings

INGEBREKESTELLING, BEZWAAR, SHORT = "ingebrekestelling", "bezwaar", "bezwaar_voorlopig"
CIZ = "ciz"
ABOUT = ("voor_wie", "relatie")
TERM_DAYS = ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf")
Days = dict[str, str]


@dataclass(frozen=True)
class Term:
    """The term of the CIZ as the talk came to it: its outcome, its days and the answers."""

    response: str
    days: Days
    answers: Answers

    @property
    def unsure(self) -> bool:
        """Nobody knows how long the term stood still."""
        return self.response.endswith("onzeker")


class ActionAgenda(Action):
    """Give the days that were worked out, for a calendar."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_agenda"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Give the link, or say what to do first."""
        term = term_of(tracker)
        days = {**(term.days if term else {}), **objection_days(tracker)}
        shown = [days[name] for name in documents().agenda if name in days]
        if not shown:
            dispatcher.utter_message(response="utter_agenda_eerst")
        elif max(shown) < today().isoformat():
            dispatcher.utter_message(response="utter_agenda_voorbij")
        else:
            wish = Wish("agenda", days, onzeker=bool(term and term.unsure))
            _say(dispatcher, "utter_agenda_klaar", {"agenda_link": link(wish, "ics")})
        return []


class ActionBrief(Action):
    """Give a letter to complete and sign."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_brief"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Give the links, ask which letter is meant, or say what to do first."""
        letter, to = wanted_letter(tracker)
        if letter == INGEBREKESTELLING:
            _say_ingebrekestelling(dispatcher, term_of(tracker))
        elif letter == BEZWAAR:
            days = objection_days(tracker) if to == decided_by(tracker) else {}
            _say_bezwaar(dispatcher, to, days)
        else:
            dispatcher.utter_message(response="utter_brief_keuze")
        return []


def wanted_letter(tracker: Tracker) -> tuple[str, str]:
    """Return letter and recipient: as chosen, as named, or the only one that fits; else empty."""
    chosen = str(told(tracker).get("brief") or "")
    known = {f"{BEZWAAR}_{to}": (BEZWAAR, to) for to in documents().brieven[BEZWAAR].aan}
    known[INGEBREKESTELLING] = (INGEBREKESTELLING, CIZ)
    if chosen:
        return known.get(chosen, ("", ""))
    late, objects = term_of(tracker) is not None, may_object(tracker)
    said = text_of(tracker).lower()
    if "gebreke" in said or (late and not objects and "bezwaar" not in said):
        return INGEBREKESTELLING, CIZ
    wants = objects and (not late or "bezwaar" in said)
    return (BEZWAAR, decided_by(tracker)) if wants else ("", "")


def decided_by(tracker: Tracker) -> str:
    """Return to whom an objection to the decision in this talk goes."""
    return GEMEENTE if tracker.get_slot("besluit_van") == GEMEENTE else CIZ


def may_object(tracker: Tracker) -> bool:
    """Tell whether the talk came to a decision against which one can surely object."""
    if tracker.get_slot("bezwaar_tot") is None:
        return False
    if tracker.get_slot("uitslag") is None:
        return True  # the term was asked for without telling the decision
    found = decide(rules.uitslag(), answers_of(flows.UITSLAG, tracker), today())
    return found.outcome["bezwaar"] == "ja"


def _say_ingebrekestelling(dispatcher: CollectingDispatcher, term: Term | None) -> None:
    if term is None:
        dispatcher.utter_message(response="utter_brief_eerst_termijn")
        return
    received = {"ontvangen_op": term.days["ontvangen_op"]}
    wish = Wish(
        "brief",
        received if term.unsure else term.days,
        brief=INGEBREKESTELLING,
        aan=CIZ,
        crisis=term.answers.get("crisis") == "ja",
    )
    ending = "_onzeker" if term.unsure else ""
    if term.response.endswith("voorbij"):
        ending = "_nu"
    words = {"ingebreke_vanaf": _spoken(term.days["ingebreke_vanaf"])}
    _say(dispatcher, f"utter_brief_ingebrekestelling{ending}", {**words, **letter_links(wish)})


def _say_bezwaar(dispatcher: CollectingDispatcher, to: str, days: Days) -> None:
    with_reasons = Wish("brief", days, brief=BEZWAAR, aan=to)
    short = letter_links(Wish("brief", days, brief=SHORT, aan=to))
    words = {**letter_links(with_reasons), **{f"kort_{name}": url for name, url in short.items()}}
    words["organisatie"] = documents().ontvangers[to].naam
    last, ending = days.get("bezwaar_tot"), "onbekend"
    if last:
        words["bezwaar_tot"] = _spoken(last)
        passed = stand(dt.date.fromisoformat(last), today()) is Stand.VERSTREKEN
        ending = "voorbij" if passed else "tot"
    _say(dispatcher, f"utter_brief_bezwaar_{ending}", words)


class ActionMeeneemblad(Action):
    """Give what was said and found on a sheet to take along."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "action_meeneemblad"

    @answers_failures
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Give the links, or say what to do first."""
        wish = Wish(
            "meeneemblad",
            uitkomsten=tuple(ended(tracker)),
            slots={s: str(tracker.get_slot(s)) for s in ABOUT if tracker.get_slot(s)},
            regio=str(tracker.get_slot("regio_code") or ""),
        )
        if not wish.uitkomsten and not wish.regio:
            dispatcher.utter_message(response="utter_meeneemblad_eerst")
            return []
        urls = {"pdf_link": "pdf", "html_link": "html", "tekst_link": "txt"}
        words = {name: link(wish, ending) for name, ending in urls.items()}
        _say(dispatcher, "utter_meeneemblad_klaar", words)
        return []


def ended(tracker: Tracker) -> Iterator[Ended]:
    """Yield how each flow that was finished ended, as the talk said it."""
    for flow, table, kind in (
        (flows.TRIAGE, rules.triage, "triage"),
        (flows.WZD, rules.wzd, "wzd"),
    ):
        if tracker.get_slot(f"{kind}_route"):
            answers = answers_of(flow, tracker)
            found = decide(table(), answers, today())
            yield Ended(f"uitkomst_{kind}_{found.id}", reasons(found, answers))
    yield from _ended_uitslag(tracker)
    term = term_of(tracker)
    if term:
        days = {name: term.days[name] for name in TERM_DAYS}
        yield Ended(term.response.removeprefix("utter_"), term.answers, days)
    answers = answers_of(flows.LEVERINGSVORM, tracker)
    for form in tracker.get_slot("leveringsvormen") or []:
        yield Ended(f"vorm_{form}", answers)
        answers = {}  # said once, for all forms together


def _ended_uitslag(tracker: Tracker) -> Iterator[Ended]:
    if tracker.get_slot("bezwaar_tot") is None or tracker.get_slot("uitslag") is None:
        return  # a term for an objection may also have been asked for without telling the decision
    answers = answers_of(flows.UITSLAG, tracker)
    found = decide(rules.uitslag(), answers, today())
    yield Ended(f"uitkomst_uitslag_{found.id}", answers)
    last = objection_days(tracker).get("bezwaar_tot")
    if last:
        passed = stand(dt.date.fromisoformat(last), today()) is Stand.VERSTREKEN
        ending = "voorbij" if passed else "tot"
        yield Ended(f"uitkomst_bezwaar_{ending}", {}, {"bezwaar_tot": last})


def term_of(tracker: Tracker) -> Term | None:
    """Return the term of the CIZ when the talk came to one."""
    answers = answers_of(flows.TERMIJN, tracker)
    received = answers.get("ontvangen_op", UNKNOWN)
    if tracker.get_slot("uiterste_datum") is None or received == UNKNOWN:
        return None
    term = ciz_term_of(answers, today())
    days = {name: getattr(term, name).isoformat() for name in TERM_DAYS}
    response = termijn_response(answers, term, today())
    return Term(response, {"ontvangen_op": received, **days}, answers)


def objection_days(tracker: Tracker) -> Days:
    """Return the day of the decision and the last day for an objection; empty when not known."""
    last, decided = tracker.get_slot("bezwaar_tot"), tracker.get_slot("besluit_datum")
    if last in (None, UNKNOWN) or decided in (None, UNKNOWN):
        return {}
    return {"besluit_datum": str(decided), "bezwaar_tot": str(last)}


def letter_links(wish: Wish) -> dict[str, str]:
    """Return the links to a letter in both its formats."""
    return {"word_link": link(wish, "docx"), "pdf_link": link(wish, "pdf")}


def link(wish: Wish, ending: str) -> str:
    """Return the address at which a document can be had."""
    choices = settings()
    token = Links(choices.secret).token(wish)
    return f"{choices.public_url}/bestand/{token}/{file_name(wish, ending)}"


def _say(dispatcher: CollectingDispatcher, response: str, words: Mapping[str, str]) -> None:
    dispatcher.utter_message(response=response, link_geldig=valid_in_words(), **words)


def _spoken(day: str) -> str:
    return dutch_date(dt.date.fromisoformat(day), with_weekday=True)
