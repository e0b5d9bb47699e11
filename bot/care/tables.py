"""What a rule table is made of, and what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.care.conditions import Condition, Test, Value
from bot.care.facts import Source
from bot.care.questions import Inquiry
from bot.errors import NotInForce


@dataclass(frozen=True, eq=False)
class Row:
    """One rule: when it holds, what follows, on what ground, and on which days.

    Attributes:
        id: name of the row, such as ``wlz_waarschijnlijk``; texts hang on it.
        when: the conditions; the last row of a table has none.
        outcome: the outcome fields with their value, such as ``wet: wlz``.
        source: the law article or page behind the row.
        valid_from: first day on which the row holds.
        valid_until: last day on which it holds, or None while no end is known.
    """

    id: str
    when: Condition
    outcome: Mapping[str, str]
    source: Source
    valid_from: dt.date
    valid_until: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the row holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows in order of precedence, with the questions that they need.

    Attributes:
        name: name of the file, such as ``triage``.
        inquiry: the questions and what is derived from the answers.
        rows: the first one that holds decides; on every day the last one has no conditions.
        turning_points: slots whose answer may change in life, the most telling first; the only
            ones that ``nearest_other`` suggests.
    """

    name: str
    inquiry: Inquiry
    rows: tuple[Row, ...]
    turning_points: tuple[str, ...] = ()

    def on(self, day: dt.date) -> tuple[Row, ...]:
        """Return the rows in force on a day, in order.

        Raises:
            NotInForce: no row holds on the day; an ended table is never replaced by an older one.
        """
        rows = tuple(row for row in self.rows if row.in_force(day))
        if not rows:
            raise NotInForce(f"{self.name} on {day}")
        return rows

    def tests(self) -> Iterator[Test]:
        """Yield every single condition in the table."""
        conditions = [row.when for row in self.rows]
        conditions += [case.when for value in self.inquiry.derived for case in value.cases]
        for question in self.inquiry.questions:
            conditions += [case.when for case in question.otherwise]
            conditions += [question.ask_when] if question.ask_when else []
        return (test for condition in conditions for test in condition.tests())


@dataclass(frozen=True)
class Decision:
    """The outcome of a table for some answers.

    Attributes:
        id: the row that decided.
        outcome: the outcome fields with their value.
        source: the ground of the row.
        matched: name and phrase of the row's conditions that hold; none for a closing row.
        because: the fewest given answers, in their one form, that lead to this row.
        settled: False when an answer that was not given counted as ``weet_niet``.
    """

    id: str
    outcome: Mapping[str, str]
    source: Source
    matched: tuple[tuple[str, str], ...]
    because: Mapping[str, Value]
    settled: bool


@dataclass(frozen=True)
class Step:
    """What comes next: a question, or the outcome when no question can change it.

    Attributes:
        question: the slot to ask, or None.
        decision: the outcome, or None while there is a question.
    """

    question: str | None
    decision: Decision | None


@dataclass(frozen=True)
class Other:
    """A different outcome that one other answer would lead to.

    Attributes:
        slot: the question whose answer would differ.
        value: the other answer.
        id: the row to which it leads, or None when other questions would have to tell which one.
        laws: what the first outcome field can then be, such as ``wlz``, in the order of the rows.
        certain: True when the outcome of now is then out of the question.
    """

    slot: str
    value: Value
    id: str | None
    laws: tuple[str, ...]
    certain: bool
