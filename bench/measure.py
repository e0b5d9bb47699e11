"""Talks to a server and times it."""

from __future__ import annotations

import itertools
import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.talk import TALK

#: how many talk at once, and how many turns each has then
CROWDS = {20: 20, 100: 5, 500: 2}
LONG = 150
OPEN = 1000


class Server:
    """Where turns are had: each call goes to the next worker.

    Args:
        urls: the rest channel of each worker.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._next: Iterator[str] = itertools.cycle(urls)

    def say(self, sender: str, text: str) -> float:
        """Send a message and return how many milliseconds the answer took."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        request = urllib.request.Request(
            next(self._next), body, {"Content-Type": "application/json"}
        )
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=300) as answer:
            answer.read()
        return (time.perf_counter() - started) * 1000

    def talk(self, sender: str, turns: int | None = None) -> list[float]:
        """Have a talk and return the milliseconds of each turn."""
        return [self.say(sender, text) for text in TALK[:turns]]


def turn_figures(server: Server, name: str) -> dict[str, float]:
    """Return what a turn costs when nobody else is there."""
    server.talk(f"{name}-warm")
    turns = [ms for i in range(3) for ms in server.talk(f"{name}-{i}")]
    return {
        "p50 ms per turn": statistics.median(turns),
        "p95 ms per turn": statistics.quantiles(turns, n=20)[18],
        "p99 ms per turn": statistics.quantiles(turns, n=100)[98],
    }


def crowd_figures(server: Server, name: str, people: int, turns: int) -> dict[str, float]:
    """Return turns a second, and how long people wait, with many at once who never pause."""
    started = time.perf_counter()
    with ThreadPoolExecutor(people) as crowd:
        talks = crowd.map(lambda i: server.talk(f"{name}-crowd-{people}-{i}", turns), range(people))
        waited = [ms for talk in talks for ms in talk]
    seconds = time.perf_counter() - started
    cuts = statistics.quantiles(waited, n=100)
    return {
        f"turns/s, {people} people": len(waited) / seconds,
        f"p50 ms, {people} people": cuts[49],
        f"p95 ms, {people} people": cuts[94],
        f"p99 ms, {people} people": cuts[98],
    }


def long_figures(server: Server, name: str) -> dict[str, float]:
    """Return what a turn costs early and late in a long talk of one and the same message."""
    long = [server.say(f"{name}-long", "wat is de wlz") for _ in range(LONG + 5)]
    return {
        "ms at turn 10": statistics.median(long[5:15]),
        "ms at turn 150": statistics.median(long[LONG - 5 : LONG + 5]),
    }


def memory_figures(server: Server, name: str, resident: Callable[[], float]) -> dict[str, float]:
    """Return resident memory, and how much more a thousand open conversations make it."""
    before = resident()
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda i: server.say(f"{name}-open-{i}", "wat is de wlz"), range(OPEN)))
    after = resident()
    return {"resident memory MB": after, "MB more per 1,000 open talks": after - before}


def all_figures(urls: Sequence[str], name: str, resident: Callable[[], float]) -> dict[str, float]:
    """Return every figure of a running server that has to do with turns.

    Args:
        urls: the rest channel of each worker.
        name: keeps the talks of one server apart.
        resident: gives the resident memory of its processes in MB.
    """
    server = Server(urls)
    figures = turn_figures(server, name)
    for people, turns in CROWDS.items():
        figures |= crowd_figures(server, name, people, turns)
    return figures | long_figures(server, name) | memory_figures(server, name, resident)
