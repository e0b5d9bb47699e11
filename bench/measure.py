"""Talks to a server and times it."""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from bench.talk import TALK

PEOPLE = 20
LONG = 150


def say(url: str, sender: str, text: str) -> float:
    """Send a message and return how many milliseconds the answer took."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:
        answer.read()
    return (time.perf_counter() - started) * 1000


def talk(url: str, sender: str) -> list[float]:
    """Have the whole talk and return the milliseconds of each turn."""
    return [say(url, sender, text) for text in TALK]


def all_figures(url: str, name: str) -> dict[str, float]:
    """Return every figure of a running server that has to do with turns."""
    talk(url, f"{name}-warm")
    turns = [ms for i in range(3) for ms in talk(url, f"{name}-{i}")]
    started = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        crowd = list(people.map(lambda i: talk(url, f"{name}-crowd-{i}"), range(PEOPLE)))
    seconds = time.perf_counter() - started
    # the same message each time, so that only the length of the talk differs
    long = [say(url, f"{name}-long", "wat is de wlz") for _ in range(LONG + 5)]
    return {
        "p50 ms per turn": statistics.median(turns),
        "p95 ms per turn": statistics.quantiles(turns, n=20)[18],
        "turns/s, 20 people": sum(map(len, crowd)) / seconds,
        "ms at turn 10": statistics.median(long[5:15]),
        "ms at turn 150": statistics.median(long[LONG - 5 : LONG + 5]),
    }
