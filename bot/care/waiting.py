"""An honest answer to "when is it my turn?": the place in the queue, and what others really waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

#: fewer than this is no history
ENOUGH = 5
#: a place this much further or nearer counts as similar
NEAR = 1
MINUTE = 60  # seconds


@dataclass(frozen=True)
class Wait:
    """What one visitor waited.

    Attributes:
        place: the place in the queue on joining, from 1.
        seconds: from joining to an adviser.
    """

    place: int
    seconds: float


def fits(of_adviser: str | None, of_overdracht: str | None) -> bool:
    """Tell whether a team may have a conversation; no team means all of them."""
    return of_adviser is None or of_overdracht is None or of_adviser == of_overdracht


def places(teams: Sequence[str | None]) -> list[int]:
    """Return the place of each who waits, from 1: behind whom the same advisers may take before.

    Who waits for another team is not in the way; who waits for any team is in everybody's.

    Args:
        teams: of all who wait, in order; None for any team.
    """
    return [1 + sum(fits(before, team) for before in teams[:at]) for at, team in enumerate(teams)]


def expected_wait(place: int, history: Sequence[Wait]) -> float | None:
    """Return the median of recent waits from a similar place in seconds, or None without history.

    Args:
        place: the place in the queue now, from 1.
        history: recent waits, in any order.
    """
    similar = [wait.seconds for wait in history if abs(wait.place - place) <= NEAR]
    return median(similar) if len(similar) >= ENOUGH else None


def in_dutch(seconds: float | None) -> str:
    """Return an expected wait as a person says it; no more precise than it is."""
    if seconds is None:
        return "dat weet ik nog niet"
    minutes = seconds / MINUTE
    if minutes <= 2:
        return "minder dan twee minuten"
    if minutes > 60:
        return "langer dan een uur"
    step = 1 if minutes < 5 else 5
    return f"ongeveer {max(step, round(minutes / step) * step)} minuten"
