"""Where a point on the map lies: inside an outline, or how far from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.care.regions import Outline

KM_PER_DEGREE = 111.2
Point = tuple[float, float]


def inside(outline: Outline, lat: float, lon: float) -> bool:
    """Tell whether a point lies inside a ring, by counting the edges east of it."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(outline.points):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def distance(outline: Outline, lat: float, lon: float) -> float:
    """Return the distance from a point to the line of a ring, in km; exact enough below 50 km."""
    flat = list(_flat(outline.points, lat, lon))
    return min(_to_edge(a, b) for a, b in pairwise(flat))


def _flat(points: Sequence[Point], lat: float, lon: float) -> Iterator[Point]:
    """Yield the points in km east and north of (lat, lon)."""
    narrower = math.cos(math.radians(lat))
    for x, y in points:
        yield (x - lon) * KM_PER_DEGREE * narrower, (y - lat) * KM_PER_DEGREE


def _to_edge(a: Point, b: Point) -> float:
    """Return the distance from the origin to an edge."""
    along = (b[0] - a[0], b[1] - a[1])
    length = along[0] ** 2 + along[1] ** 2
    if length == 0.0:
        return math.hypot(*a)
    part = max(0.0, min(1.0, -(a[0] * along[0] + a[1] * along[1]) / length))
    return math.hypot(a[0] + part * along[0], a[1] + part * along[1])
