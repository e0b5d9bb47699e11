"""How often somebody may do something: a bucket that empties with use and fills with time."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

TOO_FAST = "Dat zijn veel berichten in korte tijd. Wacht even en probeer het dan opnieuw."
#: buckets that are full again are thrown away when there are more than this
MANY = 10_000


@dataclass
class Rate:
    """Lets through ``burst`` at once and ``per_second`` after that, for each key.

    Attributes:
        burst: how many may come at once after a rest.
        per_second: how many a second may come in the long run.
        clock: gives seconds that only go up.
    """

    burst: int
    per_second: float
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, key: str) -> float:
        """Take one; return 0.0 when that is allowed, else the seconds until it will be."""
        now = self.clock()
        if len(self._buckets) > MANY:
            self._forget_the_rested(now)
        left = self._left(key, now)
        if left < 1:
            self._buckets[key] = (left, now)
            return (1 - left) / self.per_second
        self._buckets[key] = (left - 1, now)
        return 0.0

    def _left(self, key: str, now: float) -> float:
        left, then = self._buckets.get(key, (float(self.burst), now))
        return min(float(self.burst), left + (now - then) * self.per_second)

    def _forget_the_rested(self, now: float) -> None:
        for key in [key for key in self._buckets if self._left(key, now) >= self.burst]:
            del self._buckets[key]


class TooMany(Exception):
    """Somebody has more of something open than is allowed."""


@dataclass
class Places:
    """Counts what is open at the same time, for each key.

    Attributes:
        most: how many one key may have open.
    """

    most: int
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def one(self, key: str) -> Iterator[None]:
        """Take a place for as long as the block runs.

        Raises:
            TooMany: all places of this key are taken.
        """
        if self._taken[key] >= self.most:
            raise TooMany(key)
        self._taken[key] += 1
        try:
            yield
        finally:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]


@dataclass
class Limits:
    """How much, on the website, one talk and one address may do; a person never notices them.

    What comes from this machine itself counts by talk only: it is a proxy whose visitors would
    share one number, or a developer.
    """

    messages: Rate = field(default_factory=lambda: Rate(burst=20, per_second=2))
    readings: Rate = field(default_factory=lambda: Rate(burst=60, per_second=5))
    messages_of_address: Rate = field(default_factory=lambda: Rate(burst=200, per_second=20))
    sessions_of_address: Rate = field(default_factory=lambda: Rate(burst=60, per_second=1))
    streams: Places = field(default_factory=lambda: Places(most=6))
    streams_of_address: Places = field(default_factory=lambda: Places(most=100))


def address_of(request: Request) -> str:
    """Return where a request comes from; behind proxies what the last trusted one says of it."""
    return str(request.remote_addr or request.ip)


def too_fast(seconds: float, sentence: str = TOO_FAST) -> HTTPResponse:
    """Return the 429 that says when to try again."""
    headers = {"Retry-After": str(max(1, math.ceil(seconds)))}
    return response.json({"error": sentence}, status=429, headers=headers)
