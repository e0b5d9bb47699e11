"""An honest answer to "how long will it take?": from what others really waited, or none."""

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
