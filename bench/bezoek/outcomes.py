"""Whether a flow ended as the rules of bot/care decide from the slots, and said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from actions.flow import Flow
from actions.flows import FLOWS
from actions.outcomes import ciz_term_of
from bench.bezoek.persons import UNKNOWN, Person
from bench.bezoek.talk import Talk, Turn
from bot.care.leveringsvorm import shortlist
from bot.care.rules import Table, decide
from bot.care.terms import bezwaar_until
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.channels.door import Door
from bot.knowledge import rules
from bot.knowledge.facts import facts
from bot.knowledge.zorgkantoren import region_tables
from bot.storage.handoff import Handoffs
from bot.storage.telefoon import Telefoonnummers

Slots = dict[str, Any]
ENDINGS = ("utter_uitkomst_", "utter_vorm_", "utter_overdracht_zonder_nummer")


def form_of(name: str) -> Flow:
    """Return the flow of a name such as ``triage``."""
    return FLOWS[f"{name}_form"]


def wrong_end(person: Person, talk: Talk, turn: Turn) -> str | None:
    """Return what is wrong with the end of a flow, or None."""
    if not any(utter.startswith(ENDINGS) for utter in turn.utters):
        return f"geen uitkomst: {turn.utters}"
    slots = turn.after.slots
    if person.flow == "overdracht":
        return _wrong_request(person, talk, slots)
    given = {s: slots[s] for s in form_of(person.flow).slots if slots.get(s) is not None}
    wanted = DECIDE[person.flow](given, person.day)
    got = {name: slots.get(name) for name in wanted}
    return None if got == wanted else f"uitkomst {got}, volgens de regels {wanted}"


def _triage(given: Slots, day: dt.date) -> Slots:
    found = decide(rules.triage(), given, day)
    law = {f"triage_{name}": value for name, value in found.outcome.items()}
    return {"triage_route": found.id, **law}


def _wzd(given: Slots, day: dt.date) -> Slots:
    table: Table = rules.wzd()
    return {"wzd_route": decide(table, given, day).id}


def _termijn(given: Slots, day: dt.date) -> Slots:
    names = ("uiterste_datum", "ingebreke_vanaf", "dwangsom_vanaf")
    if given.get("ontvangen_op", UNKNOWN) == UNKNOWN:
        return dict.fromkeys(names)
    term = ciz_term_of(given, day)
    return {name: getattr(term, name).isoformat() for name in names}


def _zorgkantoor(given: Slots, day: dt.date) -> Slots:
    found = find_zorgkantoor(given.get("plek", ""), region_tables(), day)
    if not isinstance(found, Found):
        return {"regio_code": None}
    return {"regio_code": found.region_code, "gemeente": found.gemeente}


def _leveringsvorm(given: Slots, day: dt.date) -> Slots:
    forms = [form for form, _ in shortlist(given, rules.leveringsvormen(), day)]
    return {"leveringsvormen": forms[:3]}


def _uitslag(given: Slots, day: dt.date) -> Slots:
    decided = given.get("besluit_datum", UNKNOWN)
    may_object = decide(rules.uitslag(), given, day).outcome["bezwaar"] == "ja"
    if decided == UNKNOWN or not may_object:
        return {"bezwaar_tot": UNKNOWN}
    last = bezwaar_until(dt.date.fromisoformat(decided), facts())
    return {"bezwaar_tot": last.isoformat()}


DECIDE: dict[str, Callable[[Slots, dt.date], Slots]] = {
    "triage": _triage,
    "wzd": _wzd,
    "termijn": _termijn,
    "zorgkantoor": _zorgkantoor,
    "leveringsvorm": _leveringsvorm,
    "uitslag": _uitslag,
}


def _wrong_request(person: Person, talk: Talk, slots: Slots) -> str | None:
    """Return what is wrong with a request to be called back: stored once, the number apart."""
    door: Door = talk.door
    url, secret = door.settings.database_url, door.settings.secret
    mine = Handoffs(url).open_of(talk.sender)
    if "telefoon" not in person.would:
        return "een verzoek zonder nummer werd bewaard" if mine else None
    if mine is None or mine.id != slots.get("overdracht_id"):
        return f"bewaard {mine}, gezegd {slots.get('overdracht_id')}"
    if Telefoonnummers(url, secret).read(talk.sender) != person.would["telefoon"]:
        return "het telefoonnummer is niet bewaard zoals het gegeven is"
    told = " ".join(turn.said for turn in talk.turns)
    return "het nummer staat in het gesprek" if person.would["telefoon"][-6:] in told else None
