"""Today's figures for a team lead: waiting, handled, how long, why, per hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.care.handoff import CALL_OUTCOMES, WISHES, Reason, State
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Moved
from bot.storage.moments import in_amsterdam


@dataclass(frozen=True)
class Figures:
    """The figures of a day.

    Attributes:
        waiting: in the queue at this moment.
        with_adviser: conversations that advisers have at this moment.
        to_call: call-backs that are to be made.
        asked: how many wanted a human that day.
        taken: conversations that an adviser began.
        closed: conversations and call-backs that were closed.
        left: visitors who left the queue.
        wait_median: seconds in the queue before an adviser; None when nobody was taken.
        wait_longest: the longest of these.
        reasons: why a human was wanted, with how often.
        closings: why conversations were closed, with how often.
        per_hour: for each hour of the clock in Amsterdam how many asked and how many were taken.
    """

    waiting: int
    with_adviser: int
    to_call: int
    asked: int
    taken: int
    closed: int
    left: int
    wait_median: float | None
    wait_longest: float | None
    reasons: Mapping[Reason, int]
    closings: Mapping[Reason, int]
    per_hour: Mapping[int, tuple[int, int]]


def figures_of(moves: Sequence[Moved], handoffs: Handoffs) -> Figures:
    """Return the figures of a day.

    Args:
        moves: those of the day, in order.
        handoffs: for how it stands now.
    """
    asked = [m for m in moves if m.reason in WISHES]
    taken = [m for m in moves if (m.from_state, m.to_state) == (State.WACHTRIJ, State.ADVISEUR)]
    closed = [m for m in moves if m.to_state is State.GESLOTEN]
    waits = [m.waited for m in taken if m.waited is not None]
    hours = Counter(in_amsterdam(m.at).hour for m in asked)
    begun = Counter(in_amsterdam(m.at).hour for m in taken)
    return Figures(
        waiting=len(handoffs.queue()),
        with_adviser=len(handoffs.in_state(State.ADVISEUR)),
        to_call=len(handoffs.in_state(State.TERUGGEBELD)),
        asked=len(asked),
        taken=len(taken),
        closed=len(closed),
        left=sum(m.reason is Reason.LEFT for m in moves),
        wait_median=median(waits) if waits else None,
        wait_longest=max(waits, default=None),
        reasons=Counter(m.reason for m in asked),
        closings=Counter(m.reason for m in closed if m.reason not in CALL_OUTCOMES[:2]),
        per_hour={h: (hours[h], begun[h]) for h in sorted({*hours, *begun})},
    )
