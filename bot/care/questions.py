"""The questions of a guided flow and what the answers to them say; not their wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from bot.care.conditions import (
    WEET_NIET,
    Case,
    Condition,
    Derived,
    Possible,
    Situation,
    Test,
    Value,
    first_case,
)
from bot.errors import WegwijzerError

Kind = Literal["choice", "list", "int", "date"]
Ask = Literal["needed", "first", "always"]
#: answers by slot as they were given; a slot without an answer is absent or None
Answers = Mapping[str, object]
GEEN = "geen"
#: says nothing beside a real choice: "dementie" and "geen" together is dementie
EMPTY_CHOICES = (WEET_NIET, GEEN)


class AnswerRefused(WegwijzerError):
    """An answer is not one of the values of its question, such as a slot of an older release."""


@dataclass(frozen=True, eq=False)
class Question:
    """A question of a flow; ``weet_niet`` is always an answer to it.

    Attributes:
        slot: the slot that the answer fills.
        kind: ``choice`` is one of the values, ``list`` several of them, ``int`` years of age,
            ``date`` an ISO date.
        values: what may be chosen, in the order of the table; without ``weet_niet``.
        low: lowest number for an ``int``, in years.
        high: highest number for an ``int``, in years.
        ask: ``needed`` while it can change the outcome; ``first`` before all others, for the
            wording; ``always`` also when the outcome is already fixed.
        ask_when: asked only when this holds.
        otherwise: what counts when ``ask_when`` does not hold and nobody said anything.
    """

    slot: str
    kind: Kind = "choice"
    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    ask: Ask = "needed"
    ask_when: Condition | None = None
    otherwise: tuple[Case, ...] = ()

    def read(self, given: object) -> Value | None:
        """Return an answer in its one form, or None when the question was not answered.

        Raises:
            AnswerRefused: the answer is no value of this question.
        """
        if given is None:
            return None
        if self.kind == "list":
            return self._chosen(given)
        if given == WEET_NIET:
            return WEET_NIET
        if self.kind == "int":
            return self._number(given)
        return self._date(given) if self.kind == "date" else self._choice(given)

    def unknown(self) -> Value:
        """Return the answer "weet ik niet" in the form of this question."""
        return frozenset({WEET_NIET}) if self.kind == "list" else WEET_NIET

    def domain(self) -> Iterator[Value]:
        """Yield every answer there is; one day stands for all days."""
        if self.kind == "list":
            for size in range(1, len(self.values) + 1):
                for chosen in combinations(self.values, size):
                    if size == 1 or GEEN not in chosen:
                        yield frozenset(chosen)
        elif self.kind == "int":
            yield from range(self.low, self.high + 1)
        else:
            yield from self.values or ("2026-01-01",)
        yield self.unknown()

    def _choice(self, given: object) -> str:
        if given not in self.values:
            raise AnswerRefused(f"{self.slot}: {given!r} is none of {', '.join(self.values)}")
        return str(given)

    def _chosen(self, given: object) -> frozenset[str]:
        if isinstance(given, str) or not isinstance(given, Iterable):
            given = (given,)
        chosen = {str(value) for value in given} or {WEET_NIET}
        if not chosen <= {*self.values, WEET_NIET}:
            raise AnswerRefused(f"{self.slot}: {sorted(chosen)} is not within {list(self.values)}")
        for empty in EMPTY_CHOICES:
            if len(chosen) > 1:
                chosen.discard(empty)
        return frozenset(chosen)

    def _number(self, given: object) -> int:
        try:
            number = int(str(given).removesuffix(".0"))
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            raise AnswerRefused(f"{self.slot}: {given!r} is not from {self.low} to {self.high}")
        return number

    def _date(self, given: object) -> str:
        try:
            return dt.date.fromisoformat(str(given)[:10]).isoformat()
        except ValueError as wrong:
            raise AnswerRefused(f"{self.slot}: {given!r} is no ISO date") from wrong


@dataclass(frozen=True, eq=False)
class Inquiry:
    """The questions that belong together, and what follows from their answers.

    Attributes:
        questions: in the order in which they are asked.
        derived: in order; one may use those before it.
    """

    questions: tuple[Question, ...]
    derived: tuple[Derived, ...] = ()

    @cached_property
    def by_slot(self) -> Mapping[str, Question]:
        """The questions by slot."""
        return {question.slot: question for question in self.questions}

    @cached_property
    def by_name(self) -> Mapping[str, Derived]:
        """The derived values by name."""
        return {value.name: value for value in self.derived}

    def situation(self, answers: Answers, assume: bool = True) -> dict[str, Possible]:
        """Return what every name can still be, given the answers.

        Args:
            answers: as they were given; slots of other flows are passed over.
            assume: whether ``otherwise`` counts for questions that are not asked.

        Raises:
            AnswerRefused: an answer is no value of its question.
        """
        known: dict[str, Possible] = {}
        for slot, question in self.by_slot.items():
            value = question.read(answers.get(slot))
            if value is not None:
                known[slot] = (value,)
        self._derive(known)
        while assume and (assumed := dict(self._assumed(known))):
            known.update(assumed)
            self._derive(known)
        return known

    def with_unknowns(self, situation: Situation) -> dict[str, Possible]:
        """Return a situation in which every question without an answer counts as ``weet_niet``."""
        known = {**{q.slot: (q.unknown(),) for q in self.questions}, **situation}
        self._derive(known)
        return known

    def slots_behind(self, names: Iterable[str], situation: Situation) -> set[str]:
        """Return the slots without an answer that decide names: through derived values as well."""
        found: set[str] = set()
        for name in set(names):
            if name in self.by_name:
                undecided = self.by_name[name].undecided(situation)
                found |= self.slots_behind(undecided, situation)
            elif name not in situation:
                found.add(name)
        return found

    def _derive(self, known: dict[str, Possible]) -> None:
        for value in self.derived:
            known[value.name] = value.possible(known)

    def _assumed(self, known: Situation) -> Iterator[tuple[str, Possible]]:
        for question in self.questions:
            if question.ask_when is None or question.slot in known:
                continue
            if question.ask_when.verdict(known) is False:
                value = first_case(question.otherwise, known)
                if value is not None:
                    yield question.slot, (value,)


def kinds_of_answers(question: Question, tests: Iterable[Test]) -> tuple[Value, ...]:
    """Return one answer of each kind that the tests can tell apart."""
    return tuple(alike[0] for alike in answers_by_kind(question, tests))


def answers_by_kind(question: Question, tests: Iterable[Test]) -> tuple[tuple[Value, ...], ...]:
    """Return every answer, those that no test can tell apart together, in the order of the table."""
    mine = [test for test in tests if test.name == question.slot]
    found: dict[tuple[bool, ...], list[Value]] = {}
    for value in question.domain():
        found.setdefault(tuple(test.accepts(value) for test in mine), []).append(value)
    return tuple(tuple(alike) for alike in found.values())
