"""Which forms of delivery of the Wlz fit, best first, and why; the zorgkantoor judges (Wlz 3.3.x)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.care.conditions import Condition, Situation
from bot.care.facts import Source
from bot.care.questions import Answers, Inquiry, kinds_of_answers
from bot.errors import NotInForce


@dataclass(frozen=True, eq=False)
class Reason:
    """Something that speaks for or against a form.

    Attributes:
        key: name of the reason, such as ``maaltijden_erbij``.
        when: when it counts.
        points: how much; below zero speaks against the form, zero is only worth telling.
    """

    key: str
    when: Condition
    points: int = 0


@dataclass(frozen=True, eq=False)
class Vorm:
    """A form of delivery, such as ``vpt``.

    Attributes:
        id: ``verblijf``, ``vpt``, ``mpt``, ``pgb``, ``mpt_pgb`` or ``dtv``.
        when: the form is on the list only when this holds.
        reasons: what is for and against it.
        never: reasons of the law why it is not possible at all, such as the profile.
        source: the ground of the form.
        valid_from: first day on which this holds.
        valid_until: last day on which it holds, or None while no end is known.
    """

    id: str
    when: Condition
    reasons: tuple[Reason, ...]
    never: tuple[Reason, ...]
    source: Source
    valid_from: dt.date
    valid_until: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the form exists in this shape on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def score(self, situation: Situation) -> int:
        """Return the points of the reasons that count."""
        return sum(reason.points for reason in self.reasons if reason.when.verdict(situation))


@dataclass(frozen=True, eq=False)
class VormTable:
    """The forms with the questions that tell them apart.

    Attributes:
        inquiry: the questions and what is derived from the answers.
        vormen: with equal points the first one goes first.
    """

    inquiry: Inquiry
    vormen: tuple[Vorm, ...]

    def on(self, day: dt.date) -> tuple[Vorm, ...]:
        """Return the forms in force on a day.

        Raises:
            NotInForce: no form holds on the day.
        """
        vormen = tuple(vorm for vorm in self.vormen if vorm.in_force(day))
        if not vormen:
            raise NotInForce(f"leveringsvorm on {day}")
        return vormen


def shortlist(answers: Answers, table: VormTable, on: dt.date) -> list[tuple[str, list[str]]]:
    """Return the forms that may fit with the keys of their reasons, best first.

    Never a promise: the zorgkantoor judges whether care at home is responsible and efficient. What
    was not answered counts as ``weet_niet``.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: no form holds on that day.
    """
    situation = table.inquiry.with_unknowns(table.inquiry.situation(answers))
    fitting = [
        vorm
        for vorm in table.on(on)
        if vorm.when.verdict(situation) and not list(_counting(vorm.never, situation))
    ]
    fitting.sort(key=lambda vorm: -vorm.score(situation))
    return [(vorm.id, list(_counting(vorm.reasons, situation))) for vorm in fitting]


def excluded(answers: Answers, table: VormTable, on: dt.date) -> list[tuple[str, list[str]]]:
    """Return the forms that would fit but that the law shuts, with the keys of why.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: no form holds on that day.
    """
    situation = table.inquiry.with_unknowns(table.inquiry.situation(answers))
    wanted = [vorm for vorm in table.on(on) if vorm.when.verdict(situation)]
    shut = [(vorm.id, list(_counting(vorm.never, situation))) for vorm in wanted]
    return [(vorm, why) for vorm, why in shut if why]


def next_vorm_question(answers: Answers, table: VormTable, on: dt.date) -> str | None:
    """Return the slot to ask now, or None when no answer can change the shortlist any more.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: no form holds on that day.
    """
    known = table.inquiry.situation(answers)
    waiting = [q.slot for q in table.inquiry.questions if q.slot not in known]
    return next((slot for slot in waiting if _matters(slot, waiting, answers, table, on)), None)


def find_profile(said: str, table: VormTable) -> str | None:
    """Return the code of a zorgprofiel as the table writes it, or None: ``zzp vv 5`` is ``VV5``."""
    codes = {_bare(code): code for code in table.inquiry.by_slot["zorgprofiel"].values}
    words = re.sub(r"\b(?:zzp|zorgprofiel|profiel)\b", " ", said.lower()).replace("wonen", "w")
    return codes.get(_bare(words))


def _bare(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", code.lower())


def _counting(reasons: tuple[Reason, ...], situation: Situation) -> Iterator[str]:
    return (reason.key for reason in reasons if reason.when.verdict(situation))


def _matters(
    slot: str, waiting: list[str], answers: Answers, table: VormTable, on: dt.date
) -> bool:
    """Tell whether two answers to a question can give a different shortlist."""
    others = [name for name in waiting if name != slot]
    for rest in _completions(others, answers, table):
        lists = [shortlist({**rest, slot: v}, table, on) for v in _kinds(slot, table)]
        if len({tuple(vorm for vorm, _ in found) for found in lists}) > 1:
            return True
    return False


def _completions(slots: list[str], answers: Answers, table: VormTable) -> Iterator[Answers]:
    if not slots:
        yield answers
        return
    for value in _kinds(slots[0], table):
        yield from _completions(slots[1:], {**answers, slots[0]: value}, table)


def _kinds(slot: str, table: VormTable) -> tuple[object, ...]:
    tests = [test for vorm in table.vormen for test in vorm.when.tests()]
    tests += [t for v in table.vormen for r in v.reasons + v.never for t in r.when.tests()]
    tests += [t for d in table.inquiry.derived for case in d.cases for t in case.when.tests()]
    return kinds_of_answers(table.inquiry.by_slot[slot], tests)
