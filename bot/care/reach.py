"""Tells whether a row of a table can ever be the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from bot.care.questions import Answers, kinds_of_answers
from bot.care.tables import Row, Table


def reachable(table: Table, rows: Sequence[Row], row: Row) -> bool:
    """Tell whether some answers lead to a row.

    Args:
        table: the rules.
        rows: the rows in force, in order.
        row: one of them.
    """
    tests = tuple(table.tests())
    kinds = {q.slot: kinds_of_answers(q, tests) for q in table.inquiry.questions}
    earlier = rows[: rows.index(row)]

    def search(answers: Answers) -> bool:
        situation = table.inquiry.situation(answers, assume=False)
        verdicts = [before.when.verdict(situation) for before in earlier]
        mine = row.when.verdict(situation)
        if mine is False or any(verdicts):
            return False
        waiting = list(row.when.undecided(situation)) or [
            name for before in earlier for name in before.when.undecided(situation)
        ]
        if not waiting:
            return True
        slots = table.inquiry.slots_behind(waiting, situation)
        slot = next(q.slot for q in table.inquiry.questions if q.slot in slots)
        return any(search({**answers, slot: value}) for value in kinds[slot])

    return search({})
