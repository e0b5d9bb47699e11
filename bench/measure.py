"""Talks to a server and times it."""

from __future__ import annotations

import itertools
import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from bench.talk import TALK


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        crowds: how many talk at once, and how many turns each has then.
        long: turns of the long talk, of which the last are compared with the tenth.
        open: conversations that are begun to see what they take of memory.
        events: of others, stored to see whether a turn then costs more.
        visit: messages of each visitor of the website.
    """

    crowds: Mapping[int, int] = field(default_factory=lambda: {20: 20, 100: 5, 500: 2})
    long: int = 150
    open: int = 1000
    events: int = 1_000_000
    visit: int = len(TALK)


#: answers below which nothing can be said of how long a crowd waits
MANY = 10
#: seconds after which somebody gives up
PATIENT = 120
FULL = Size()
#: whether everything works, and no figures to keep: as many people, who say little
SHORT = Size({20: 2, 100: 1, 500: 1}, long=15, open=40, events=20_000, visit=3)


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
        with urllib.request.urlopen(request, timeout=PATIENT) as answer:
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


def cost_figures(server: Server, name: str, computing: Callable[[], float]) -> dict[str, float]:
    """Return what a turn costs in milliseconds: until the answer, and of the workers' computing.

    Args:
        server: where turns are had.
        name: keeps these talks apart.
        computing: gives the milliseconds that the workers have computed; others on the machine do not
            count in it.
    """
    server.talk(f"{name}-warm")
    began = computing()
    turns = [ms for i in range(3) for ms in server.talk(f"{name}-{i}")]
    return {"p50 ms": statistics.median(turns), "computing ms": (computing() - began) / len(turns)}


def crowd_figures(server: Server, name: str, people: int, turns: int) -> dict[str, float]:
    """Return turns a second, and how long people wait, with many at once who never pause.

    Who gets no answer says no more, and is counted: a server may break down, the measuring may not.
    """
    unanswered: list[str] = []

    def talk(number: int) -> list[float]:
        answered = []
        for text in TALK[:turns]:
            try:
                answered.append(server.say(f"{name}-crowd-{people}-{number}", text))
            except (OSError, HTTPException) as failure:
                unanswered.append(type(failure).__name__)
                break
        return answered

    started = time.perf_counter()
    with ThreadPoolExecutor(people) as crowd:
        waited = [ms for talk in crowd.map(talk, range(people)) for ms in talk]
    seconds = time.perf_counter() - started
    figures = {f"turns/s, {people} people": len(waited) / seconds}
    if len(waited) >= MANY:
        cuts = statistics.quantiles(waited, n=100)
        figures |= {f"p{n} ms, {people} people": cuts[n - 1] for n in (50, 95, 99)}
    return {**figures, f"not answered, {people} people": float(len(unanswered))}


def long_figures(server: Server, name: str, turns: int) -> dict[str, float]:
    """Return what a turn costs early and late in a long talk of one and the same message."""
    long = [server.say(f"{name}-long", "wat is de wlz") for _ in range(turns + 5)]
    return {
        "ms at turn 10": statistics.median(long[5:15]),
        f"ms at turn {turns}": statistics.median(long[turns - 5 : turns + 5]),
    }


def memory_figures(
    server: Server, name: str, resident: Callable[[], float], talks: int
) -> dict[str, float]:
    """Return resident memory, and how much more a thousand open conversations make it."""
    before = resident()
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda i: server.say(f"{name}-open-{i}", "wat is de wlz"), range(talks)))
    after = resident()
    more = (after - before) * 1000 / talks
    return {"resident memory MB": after, "MB more per 1,000 open talks": more}


def all_figures(
    urls: Sequence[str],
    name: str,
    resident: Callable[[], float],
    size: Size,
    step: Callable[[str], None],
) -> dict[str, float]:
    """Return every figure of a running server that has to do with turns.

    Args:
        urls: the rest channel of each worker.
        name: keeps the talks of one server apart.
        resident: gives the resident memory of its processes in MB.
        size: how much is measured.
        step: is told what is measured next.
    """
    server = Server(urls)
    step("one person")
    figures = turn_figures(server, name)
    for people, turns in size.crowds.items():
        step(f"{people} people at once")
        figures |= crowd_figures(server, name, people, turns)
    step(f"a talk of {size.long} turns")
    long = long_figures(server, name, size.long)
    step(f"{size.open} open talks")
    return figures | long | memory_figures(server, name, resident, size.open)
