"""Decides by an ordered table of rules, and asks only what can still change the outcome.

An outcome is no decision on care: the CIZ, the municipality, the zorgkantoor or a judge decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.care.conditions import AnyOf, Condition, Possible, Situation, Test, Value
from bot.care.questions import Answers, Question, kinds_of_answers
from bot.care.tables import Decision, Other, Row, Step, Table

__all__ = [
    "Decision",
    "Other",
    "Row",
    "Step",
    "Table",
    "decide",
    "longest_path",
    "nearest_other",
    "next_question",
    "step",
]


def decide(table: Table, answers: Answers, on: dt.date) -> Decision:
    """Return the outcome for answers; what was not answered counts as ``weet_niet``.

    Meant for when ``next_question`` returns None; before that it is the outcome if nothing more
    becomes known, and ``settled`` is False.

    Args:
        table: the rules.
        answers: answer by slot, as given; slots of other flows are passed over.
        on: the day the outcome is for.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: the table does not hold on that day.
    """
    rows = table.on(on)
    row, settled, situation = _row(table, rows, answers)
    because = _because(table, rows, answers, (row, settled))
    return Decision(
        row.id, row.outcome, row.source, tuple(_matched(row.when, situation)), because, settled
    )


def next_question(table: Table, answers: Answers, on: dt.date) -> str | None:
    """Return the slot to ask now, or None when no answer can change the outcome any more.

    Only questions that still decide between rows are asked, in the order of the table. An answer
    ``weet_niet`` is an answer: the question is not asked again.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: the table does not hold on that day.
    """
    return _next_question(table, table.on(on), answers)


def _next_question(table: Table, rows: Sequence[Row], answers: Answers) -> str | None:
    situation = table.inquiry.situation(answers)
    open_questions = [q for q in table.inquiry.questions if q.slot not in situation]
    undecided = _undecided(rows, situation)
    if not undecided:
        return next(
            (q.slot for q in open_questions if q.ask == "always" and _due(q, situation)), None
        )
    telling = table.inquiry.slots_behind(undecided, situation)
    later = None
    for question in open_questions:
        if question.ask == "first" or (question.slot in telling and _due(question, situation)):
            return question.slot
        if question.slot in telling:
            later = later or question.slot
    return later


def step(table: Table, answers: Answers, on: dt.date) -> Step:
    """Return the next question, or the decision when there is none.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: the table does not hold on that day.
    """
    question = next_question(table, answers, on)
    return Step(question, None if question else decide(table, answers, on))


def nearest_other(
    table: Table, answers: Answers, on: dt.date, towards: str | None = None
) -> Other | None:
    """Return the nearest different outcome: which single answer would lead elsewhere.

    Looked for in the order of ``turning_points`` among the answers that were given, not knowing
    first. What certainly leads to another law (the first outcome field) goes before what certainly
    leads to another row, and that before what may. None when there is no such answer.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: the table does not hold on that day.
    """
    rows = table.on(on)
    now, _, situation = _row(table, rows, answers)
    # what does not change in life stays as it was said, or as it was taken to be
    fixed = {q.slot: situation[q.slot][0] for q in table.inquiry.questions if q.slot in situation}
    fixed = {slot: value for slot, value in fixed.items() if slot not in table.turning_points}
    found = []
    for slot, value in _other_answers(table, answers):
        possible = _possible(rows, table.inquiry.situation({**answers, **fixed, slot: value}))
        if possible != [now]:
            laws = tuple(dict.fromkeys(_law(row) for row in possible))
            row_id = possible[0].id if len(possible) == 1 else None
            found.append(Other(slot, value, row_id, laws, now not in possible))
    here = (_law(now),)
    return min(
        found,
        key=lambda o: (not o.certain, o.laws == here, o.laws != (towards,)),
        default=None,
    )


def longest_path(table: Table, on: dt.date, answers: Answers | None = None) -> int:
    """Return how many questions there are at most from here, for "ik stel u hoogstens … vragen".

    Args:
        table: the rules.
        on: the day the outcome is for.
        answers: what is known already; nothing when left out.

    Raises:
        AnswerRefused: an answer is no value of its question.
        NotInForce: the table does not hold on that day.
    """
    read = {q.slot: q.read((answers or {}).get(q.slot)) for q in table.inquiry.questions}
    known = frozenset((slot, value) for slot, value in read.items() if value is not None)
    return _longest(table, table.on(on), known)


@lru_cache(maxsize=256)
def _longest(table: Table, rows: tuple[Row, ...], known: frozenset[tuple[str, Value]]) -> int:
    tests = tuple(table.tests())
    kinds = {q.slot: kinds_of_answers(q, tests) for q in table.inquiry.questions}

    def from_here(answers: Answers) -> int:
        slot = _next_question(table, rows, answers)
        if slot is None:
            return 0
        return 1 + max(from_here({**answers, slot: value}) for value in kinds[slot])

    return from_here(dict(known))


def _row(
    table: Table, rows: Sequence[Row], answers: Answers
) -> tuple[Row, bool, dict[str, Possible]]:
    """Return the row that decides, whether the answers alone settle it, and the situation."""
    situation = table.inquiry.situation(answers)
    settled = not _undecided(rows, situation)
    if not settled:
        situation = table.inquiry.with_unknowns(situation)
    return next(row for row in rows if row.when.verdict(situation)), settled, situation


def _possible(rows: Sequence[Row], situation: Situation) -> list[Row]:
    """Return the rows that can still decide, in order, up to the first that holds."""
    found = []
    for row in rows:
        holds = row.when.verdict(situation)
        if holds is not False:
            found.append(row)
        if holds:
            break
    return found


def _undecided(rows: Sequence[Row], situation: Situation) -> set[str]:
    """Return the names on which it depends which row decides; none when that is settled."""
    possible = _possible(rows, situation)
    return {name for row in possible for name in row.when.undecided(situation)}


def _due(question: Question, situation: Situation) -> bool:
    return question.ask_when is None or question.ask_when.verdict(situation) is True


def _because(
    table: Table, rows: Sequence[Row], answers: Answers, reached: tuple[Row, bool]
) -> dict[str, Value]:
    """Return the answers left when each one that is not needed for the outcome is dropped."""
    questions = table.inquiry.questions
    read = {q.slot: q.read(answers.get(q.slot)) for q in questions}
    kept = {slot: value for slot, value in read.items() if value is not None}
    for slot in list(kept):
        fewer = {name: value for name, value in kept.items() if name != slot}
        if _row(table, rows, fewer)[:2] == reached:
            kept = fewer
    return kept


def _matched(when: Condition, situation: Situation) -> Iterator[tuple[str, str]]:
    """Yield name and phrase of the conditions that hold; of alternatives only those that do."""
    if isinstance(when, Test):
        yield when.name, when.phrase
        return
    parts = when.parts
    if isinstance(when, AnyOf):
        parts = tuple(part for part in parts if part.verdict(situation))[:1]
    for part in parts:
        yield from _matched(part, situation)


def _other_answers(table: Table, answers: Answers) -> Iterator[tuple[str, Value]]:
    """Yield each answer that could have been given instead of a given one; of lists one choice."""
    asked = [table.inquiry.by_slot[slot] for slot in table.turning_points]
    given = {q: value for q in asked if (value := q.read(answers.get(q.slot))) is not None}
    for question in sorted(given, key=lambda q: given[q] != q.unknown()):
        for value in question.domain():
            one_choice = not isinstance(value, frozenset) or len(value) == 1
            if one_choice and value not in (given[question], question.unknown()):
                yield question.slot, value


def _law(row: Row) -> str:
    return next(iter(row.outcome.values()), row.id)
