"""The seven guided flows: their slots, and where their next question comes from."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from actions.flow import Answers, Flow
from bot.care.clauses import meant
from bot.care.dates import DateRefused
from bot.care.hearing import Known, listen
from bot.care.leveringsvorm import next_vorm_question
from bot.care.moves import read_move
from bot.care.rules import Table, longest_path, next_question
from bot.care.term_questions import BEZWAAR, GEMEENTE, told_of_term
from bot.care.terms import check_ciz_dates
from bot.care.zorgkantoor import Unknown, Why, extract_place, find_zorgkantoor
from bot.knowledge import rules
from bot.knowledge.lexicon import lexicon
from bot.knowledge.zorgkantoren import region_tables

NAMES_A_PLACE = re.compile(r"\b(?:bij|in|voor|van|te|uit)\s", re.I)
#: what the term of the gemeente, and of an objection, depends on
OF_OTHERS = {GEMEENTE: ("gemeld_op", "aanvraag_op"), BEZWAAR: ("besluit_van", "besluit_datum")}
TRIAGE_SLOTS = (
    "voor_wie leeftijd heeft_wlz blijvend toezicht24 nabij24 kan_alarmeren thuis_mogelijk "
    "terminaal behandelbaar grondslag hulp_nodig relatie"
).split()


def by_rules(table: Callable[[], Table]) -> Callable[[Answers, dt.date], str | None]:
    """Return the next question of a table of rules (bot/knowledge/law)."""
    return lambda answers, on: next_question(table(), answers, on)


def most_by_rules(table: Callable[[], Table]) -> Callable[[Answers, dt.date], int]:
    """Return how many questions a table of rules asks at most, from what is known on."""
    return lambda answers, on: longest_path(table(), on, answers)


def one_by_one(slots: Sequence[str]) -> Callable[[Answers, dt.date], str | None]:
    """Return the next question of a flow that asks all its questions."""
    return lambda answers, on: next((name for name in slots if name not in answers), None)


def of_others(answers: Answers) -> tuple[str, str] | None:
    """Return the slots of a term of the gemeente or of an objection; None for that of the CIZ.

    Who has said when the CIZ received the application stays with the CIZ, whatever is mentioned.
    """
    if "ontvangen_op" in answers:
        return None
    return OF_OTHERS.get(str(answers.get("termijn_soort")))


def next_of_termijn(answers: Answers, on: dt.date) -> str | None:
    """Return the next question about a term: of the CIZ (Blz art. 3.2.4, Awb art. 4:15), unless told."""
    other = of_others(answers)
    if other is not None:
        unknown = answers.get(other[0]) == "weet_niet" and other[0] == "gemeld_op"
        return None if unknown else one_by_one(other)(answers, on)
    if answers.get("ontvangen_op") == "weet_niet":
        return None
    asked = ["ontvangen_op", "crisis", "ciz_vroeg_info"]
    if answers.get("ciz_vroeg_info") == "ja":
        asked.append("info_gevraagd_op")
        if answers.get("info_gevraagd_op") != "weet_niet":
            asked.append("info_compleet_op")
    return next((name for name in asked if name not in answers), None)


def clash_of_termijn(answers: Answers, on: dt.date) -> str | None:
    """Return what is said when the days cannot follow each other, so that it is asked again."""
    given = [answers.get(n) for n in ("ontvangen_op", "info_gevraagd_op", "info_compleet_op")]
    received, asked, complete = (
        None if day in (None, "weet_niet") else dt.date.fromisoformat(day) for day in given
    )
    try:
        check_ciz_dates(received, asked, complete, on)
    except DateRefused as refused:
        return refused.response
    return None


def next_of_vorm(answers: Answers, on: dt.date) -> str | None:
    """Return the next question that can still change the short list of leveringsvormen."""
    return next_vorm_question(answers, rules.leveringsvormen(), on)


@functools.lru_cache(maxsize=1)
def known() -> Known:
    """Return the tables by which messages are understood."""
    return Known(lexicon(), region_tables(), rules.leveringsvormen())


def place_in(text: str, on: dt.date) -> Answers:
    """Take the place from the message that starts a flow, also one that is misspelt or abroad.

    Of a move all of it is taken: it names two places, and which is which.
    """
    if read_move(text, region_tables(), on) or abroad(text, on):
        return {"plek": text}
    text = meant(text)
    found = extract_place(text, region_tables()) or named_last(text, on)
    return {"plek": found} if found else {}


def abroad(text: str, on: dt.date) -> bool:
    """Tell whether a message names a place outside the Netherlands and none within."""
    return find_zorgkantoor(text, region_tables(), on) == Unknown(Why.BUITENLAND)


def named_last(text: str, on: dt.date) -> str | None:
    """Return what follows the last "bij" or "in" of a message when it is a place, nearly."""
    parts = NAMES_A_PLACE.split(text)
    tail = parts[-1].strip(" ?!.") if len(parts) > 1 else ""
    known = tail and not isinstance(find_zorgkantoor(tail, region_tables(), on), Unknown)
    return tail if known else None


def told_of(slots: Sequence[str]) -> Callable[[str, dt.date], Answers]:
    """Take what a message tells about these slots."""

    def tell(text: str, on: dt.date) -> Answers:
        told = listen(text, on, known())
        return {k: v for k, v in {**told.implies, **told.says}.items() if k in slots}

    return tell


def told_of_terms(text: str, on: dt.date) -> Answers:
    """Take what a message tells about a term: whose it is, and its days."""
    other = told_of_term(text, on)
    return other or told_of(("ontvangen_op", "ciz_vroeg_info", "crisis"))(text, on)


def _flow(
    intent: str,
    form: str,
    slots: Sequence[str],
    outcomes: Sequence[str],
    opening: str | None,
    next_slot: Callable[[Answers, dt.date], str | None],
    most: Callable[[Answers, dt.date], int],
    prefill: Callable[[str, dt.date], Answers] | None = None,
    **ways: Any,
) -> Flow:
    reads = prefill or told_of(slots)
    return Flow(
        form, intent, tuple(slots), tuple(outcomes), opening, next_slot, most, reads, **ways
    )


LEVERING_SLOTS = ("waar_wonen", "wie_regelt", "maaltijden_zelf", "zorgprofiel")
#: which of these are needed depends on who is at the desk (actions/handoff_desk.py)
OVERDRACHT_SLOTS = (
    *("overdracht_akkoord", "overdracht_onderwerp", "overdracht_naam", "overdracht_hoe"),
    *("terugbellen", "overdracht_tijdvak"),
)
TRIAGE = _flow(
    "vraag_wlz_of_wmo",
    "triage_form",
    TRIAGE_SLOTS,
    ("triage_route", "triage_wet", "triage_zekerheid"),
    "utter_flow_start_triage",
    by_rules(rules.triage),
    most_by_rules(rules.triage),
)
WZD = _flow(
    "vraag_bopz",
    "wzd_form",
    ("wzd_opname", "wzd_aandoening", "wzd_houding", "wzd_acuut", "leeftijd", "relatie"),
    ("wzd_route",),
    "utter_flow_start_wzd",
    by_rules(rules.wzd),
    most_by_rules(rules.wzd),
)
TERMIJN = _flow(
    "vraag_ciz_duur",
    "termijn_form",
    (
        *("ontvangen_op", "ciz_vroeg_info", "info_gevraagd_op", "info_compleet_op", "crisis"),
        *("termijn_soort", "gemeld_op", "aanvraag_op", "besluit_van", "besluit_datum"),
    ),
    ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf", "termijn_uitkomst"),
    "utter_flow_start_termijn",
    next_of_termijn,
    lambda answers, on: len(of_others(answers) or range(5)),
    told_of_terms,
    refuses=clash_of_termijn,
)
ZORGKANTOOR = _flow(
    "zoek_zorgkantoor",
    "zorgkantoor_form",
    ("plek",),
    ("regio_code", "gemeente"),
    None,
    one_by_one(("plek",)),
    lambda answers, on: 1,
    place_in,
    asks_anew=False,
)
LEVERINGSVORM = _flow(
    "kies_leveringsvorm",
    "leveringsvorm_form",
    LEVERING_SLOTS,
    ("leveringsvormen",),
    "utter_flow_start_leveringsvorm",
    next_of_vorm,
    lambda answers, on: len(LEVERING_SLOTS),
)
UITSLAG = _flow(
    "uitslag_ontvangen",
    "uitslag_form",
    ("uitslag", "besluit_datum"),
    ("bezwaar_tot",),
    "utter_flow_start_uitslag",
    by_rules(rules.uitslag),
    most_by_rules(rules.uitslag),
)
OVERDRACHT = _flow(
    "vraag_medewerker",
    "overdracht_form",
    OVERDRACHT_SLOTS,
    ("overdracht_id",),
    "utter_flow_start_overdracht",
    one_by_one(OVERDRACHT_SLOTS),
    lambda answers, on: len(OVERDRACHT_SLOTS),
)
FLOWS = {
    flow.form: flow
    for flow in (TRIAGE, WZD, TERMIJN, ZORGKANTOOR, LEVERINGSVORM, UITSLAG, OVERDRACHT)
}
