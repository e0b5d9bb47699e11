"""The seven guided flows: their slots, and where their next question comes from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from actions.flow import Answers, Flow
from bot.care.leveringsvorm import next_vorm_question
from bot.care.rules import Table, longest_path, next_question
from bot.care.told import told_in
from bot.care.zorgkantoor import Unknown, extract_place, find_zorgkantoor
from bot.knowledge import rules
from bot.knowledge.zorgkantoren import region_tables

NAMES_A_PLACE = re.compile(r"\b(?:bij|in|voor|van|te|uit)\s", re.I)
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


def next_of_termijn(answers: Answers, on: dt.date) -> str | None:
    """Return the next question about the term of the CIZ (feiten: Blz art. 3.2.4, Awb art. 4:15)."""
    if answers.get("ontvangen_op") == "weet_niet":
        return None
    asked = ["ontvangen_op", "crisis", "ciz_vroeg_info"]
    if answers.get("ciz_vroeg_info") == "ja":
        asked.append("info_gevraagd_op")
        if answers.get("info_gevraagd_op") != "weet_niet":
            asked.append("info_compleet_op")
    return next((name for name in asked if name not in answers), None)


def next_of_vorm(answers: Answers, on: dt.date) -> str | None:
    """Return the next question that can still change the short list of leveringsvormen."""
    return next_vorm_question(answers, rules.leveringsvormen(), on)


def nothing(text: str, on: dt.date) -> Answers:
    """Take nothing from the message that starts a flow."""
    return {}


def place_in(text: str, on: dt.date) -> Answers:
    """Take the place from the message that starts a flow, also one that is misspelt."""
    found = extract_place(text, region_tables()) or named_last(text, on)
    return {"plek": found} if found else {}


def named_last(text: str, on: dt.date) -> str | None:
    """Return what follows the last "bij" or "in" of a message when it is a place, nearly."""
    parts = NAMES_A_PLACE.split(text)
    tail = parts[-1].strip(" ?!.") if len(parts) > 1 else ""
    known = tail and not isinstance(find_zorgkantoor(tail, region_tables(), on), Unknown)
    return tail if known else None


def only(slots: Sequence[str]) -> Callable[[str, dt.date], Answers]:
    """Take what a message tells about these slots."""
    return lambda text, on: {k: v for k, v in told_in(text, on).items() if k in slots}


def _flow(
    form: str,
    slots: Sequence[str],
    outcomes: Sequence[str],
    opening: str | None,
    next_slot: Callable[[Answers, dt.date], str | None],
    most: Callable[[Answers, dt.date], int],
    prefill: Callable[[str, dt.date], Answers] = nothing,
) -> Flow:
    return Flow(form, tuple(slots), tuple(outcomes), opening, next_slot, most, prefill)


LEVERING_SLOTS = ("waar_wonen", "wie_regelt", "maaltijden_zelf", "zorgprofiel")
#: which of these are needed depends on who is at the desk (actions/handoff_desk.py)
OVERDRACHT_SLOTS = (
    *("overdracht_akkoord", "overdracht_onderwerp", "overdracht_naam", "overdracht_hoe"),
    *("terugbellen", "overdracht_tijdvak"),
)
TRIAGE = _flow(
    "triage_form",
    TRIAGE_SLOTS,
    ("triage_route", "triage_wet", "triage_zekerheid"),
    "utter_flow_start_triage",
    by_rules(rules.triage),
    most_by_rules(rules.triage),
    only(TRIAGE_SLOTS),
)
WZD = _flow(
    "wzd_form",
    ("wzd_opname", "wzd_aandoening", "wzd_houding", "wzd_acuut", "leeftijd", "relatie"),
    ("wzd_route",),
    "utter_flow_start_wzd",
    by_rules(rules.wzd),
    most_by_rules(rules.wzd),
    only(("wzd_aandoening", "leeftijd", "relatie")),
)
TERMIJN = _flow(
    "termijn_form",
    ("ontvangen_op", "ciz_vroeg_info", "info_gevraagd_op", "info_compleet_op", "crisis"),
    ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf"),
    "utter_flow_start_termijn",
    next_of_termijn,
    lambda answers, on: 5,
)
ZORGKANTOOR = _flow(
    "zorgkantoor_form",
    ("plek",),
    ("regio_code", "gemeente"),
    None,
    one_by_one(("plek",)),
    lambda answers, on: 1,
    place_in,
)
LEVERINGSVORM = _flow(
    "leveringsvorm_form",
    LEVERING_SLOTS,
    ("leveringsvormen",),
    "utter_flow_start_leveringsvorm",
    next_of_vorm,
    lambda answers, on: len(LEVERING_SLOTS),
)
UITSLAG = _flow(
    "uitslag_form",
    ("uitslag", "besluit_datum"),
    ("bezwaar_tot",),
    "utter_flow_start_uitslag",
    by_rules(rules.uitslag),
    most_by_rules(rules.uitslag),
)
OVERDRACHT = _flow(
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
