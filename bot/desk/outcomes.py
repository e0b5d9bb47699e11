"""What the assistant concluded in a talk, each with the answers on which it rests."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.care import terms
from bot.care.facts import dutch_date
from bot.care.leveringsvorm import shortlist
from bot.care.rules import Table, decide
from bot.care.term_questions import GEMEENTE
from bot.care.texts import capital, fill
from bot.errors import WegwijzerError
from bot.knowledge import rules
from bot.knowledge.answers import answers, labels
from bot.knowledge.comparison import comparison
from bot.knowledge.facts import facts
from bot.knowledge.outcome_words import outcome_words

Slots = Mapping[str, Any]
#: slot -> what was said about it, as sentences
Told = Mapping[str, Sequence[str]]
UNKNOWN = "weet_niet"
#: outcome slot -> its table, the beginning of the name of its answer, and what it is about
BY_TABLE: Mapping[str, tuple[Callable[[], Table], str, str]] = {
    "triage_route": (rules.triage, "utter_uitkomst_triage_", "Wet en loket"),
    "wzd_route": (rules.wzd, "utter_uitkomst_wzd_", "Wzd of Wvggz"),
}
CIZ_DAYS = {
    "uiterste_datum": "CIZ beslist uiterlijk rond",
    "ingebreke_vanaf": "ingebrekestelling kan vanaf rond",
    "dwangsom_vanaf": "dwangsom kan beginnen rond",
}
CIZ_GROUNDS = ("ontvangen_op", "ciz_vroeg_info", "info_gevraagd_op", "info_compleet_op", "crisis")
GEMEENTE_GROUNDS = ("gemeld_op", "aanvraag_op")
BEZWAAR_GROUNDS = ("besluit_van", "besluit_datum")


@dataclass(frozen=True)
class Outcome:
    """Something that the assistant said as the end of a flow.

    Attributes:
        text: ``Wet en loket: ... (twijfel)``.
        because: the answers on which it rests, as sentences; empty when these changed since.
    """

    text: str
    because: tuple[str, ...] = ()

    def __str__(self) -> str:
        grounds = f" (op grond van: {'; '.join(self.because)})" if self.because else ""
        return f"{self.text}{grounds}"


def outcomes_of(slots: Slots, told: Told, today: dt.date) -> tuple[Outcome, ...]:
    """Return the outcomes of all flows that were finished.

    Args:
        slots: the newest value of each slot that has one.
        told: what was said about each slot.
        today: what the tables say on that day decides which answers an outcome rests on.
    """
    found: list[Outcome] = []
    for flow in (_by_table, _of_letter, _of_ciz, _of_gemeente, _of_objection, _of_forms):
        with contextlib.suppress(WegwijzerError):  # an answer of an older release
            found += flow(slots, told, today)
    return tuple(found)


def _by_table(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    for slot, (table, prefix, about) in BY_TABLE.items():
        if slots.get(slot):
            variants = answers().get(f"{prefix}{slots[slot]}")
            text = str(variants[-1]["text"]).split(". ")[0] if variants else str(slots[slot])
            sure = str(slots.get("triage_zekerheid") or "") if slot == "triage_route" else ""
            said = f"{about}: {filled(text, slots, '')}" + (f" ({sure})" if sure else "")
            yield Outcome(said, _because(_grounds(slots, slot, table, today), told))


def _grounds(slots: Slots, slot: str, table: Callable[[], Table], today: dt.date) -> Sequence[str]:
    """Return the slots on which the outcome of a table rests; none when it would be another now."""
    with contextlib.suppress(WegwijzerError):
        decision = decide(table(), slots, today)
        if decision.id == slots[slot]:
            return tuple(decision.because)
    return ()


def _of_letter(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    """Give what comes after a letter of the CIZ; the flow ends with a day for an objection."""
    if slots.get("uitslag") and slots.get("bezwaar_tot"):
        after = labels().get(decide(rules.uitslag(), slots, today).outcome["volgende"])
        if after:
            yield Outcome(f"Na de brief van het CIZ: {after}", _because(("uitslag",), told))


def _of_ciz(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    days = [f"{about} {day(slots[slot])}" for slot, about in CIZ_DAYS.items() if slots.get(slot)]
    if days:
        yield Outcome("; ".join(days), _because(CIZ_GROUNDS, told))


def _of_gemeente(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    reported = _date(slots.get("gemeld_op"))
    if slots.get("termijn_uitkomst") == GEMEENTE and reported:
        applied = _date(slots.get("aanvraag_op"))
        found = terms.wmo_terms(reported, facts(), applied)
        text = f"Gemeente: onderzoek tot en met {dutch_date(found.onderzoek_tot)}"
        if applied:
            text = f"Gemeente: besluit tot en met {dutch_date(found.besluit_tot)}"
        yield Outcome(text, _because(GEMEENTE_GROUNDS, told))


def _of_objection(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    until = slots.get("bezwaar_tot")
    if until and until != UNKNOWN:
        yield Outcome(f"Bezwaar kan tot en met {day(until)}", _because(BEZWAAR_GROUNDS, told))


def _of_forms(slots: Slots, told: Told, today: dt.date) -> Iterator[Outcome]:
    forms = slots.get("leveringsvormen") or ()
    reasons = dict(shortlist(slots, rules.leveringsvormen(), today)) if forms else {}
    words = {**outcome_words()["reden"], **outcome_words()["let_op"]}
    for form in forms:
        known = comparison().forms.get(form)
        because = tuple(capital(words[key]).rstrip(".") for key in reasons.get(form, ()))
        yield Outcome(f"Vorm van zorg: {known.naam if known else form}", because)


def _because(grounds: Sequence[str], told: Told) -> tuple[str, ...]:
    return tuple(sentence for slot in grounds for sentence in told.get(slot, ()))


def filled(phrase: str, slots: Slots, value: Any) -> str:
    """Return a phrase with its blanks filled from the talk; ``value`` is for ``{waarde}``."""
    who = str(slots.get("relatie") or "de naaste")
    words = {"naaste": who, "Naaste": capital(who), "waarde": day(value)}
    return fill(phrase, lambda name: words.get(name, str(slots.get(name, name))))


def day(value: Any) -> str:
    """Return a day in ISO 8601 as people say it, and anything else as it is."""
    found = _date(value)
    return dutch_date(found) if found else str(value)


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None
