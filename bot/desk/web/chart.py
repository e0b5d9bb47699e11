"""A chart of bars per hour as SVG, drawn on the server; its colours are in the style sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 36, 28, 12
GAP = 3


@dataclass(frozen=True)
class Bar:
    """A rectangle of the chart, in the units of its view box; ``kind`` is a class of the style."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """What the template draws.

    Attributes:
        hours: the hours of the clock, in order, with the middle of their bars.
        bars: two an hour: asked and taken.
        lines: values on the axis with their height.
    """

    hours: tuple[tuple[int, float], ...]
    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def chart(per_hour: Mapping[int, tuple[int, int]]) -> Chart | None:
    """Return the chart of a day; None for a day on which nothing happened.

    Args:
        per_hour: hour of the clock -> how many asked and how many were taken.
    """
    if not per_hour:
        return None
    hours = range(min(per_hour), max(per_hour) + 1)
    top = _round_up(max(max(pair) for pair in per_hour.values()))
    step = (WIDTH - LEFT) / len(hours)
    bars = [
        bar
        for place, hour in enumerate(hours)
        for bar in _pair(LEFT + place * step, step, per_hour.get(hour, (0, 0)), top)
    ]
    middles = tuple((hour, LEFT + (place + 0.5) * step) for place, hour in enumerate(hours))
    lines = tuple((value, _y(value, top)) for value in sorted({0, top // 2, top}))
    return Chart(middles, tuple(bars), lines)


def _pair(x: float, step: float, counts: tuple[int, int], top: int) -> list[Bar]:
    width = max(min(step / 2 - GAP, 40), 2)
    middle = x + step / 2
    starts = (middle - width - 1, middle + 1)
    return [
        Bar(kind, start, _y(count, top), width, _y(0, top) - _y(count, top))
        for kind, start, count in zip(("asked", "taken"), starts, counts, strict=True)
    ]


def _y(value: int, top: int) -> float:
    return TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top)


def _round_up(most: int) -> int:
    """Return an even number that is not less, so that the line halfway is whole."""
    return max(2, most + most % 2)
