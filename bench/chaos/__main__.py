"""``make chaos``: 300 people for ten minutes while everything under them is taken away by turns.

``--people`` and ``--seconds`` make it smaller, ``--rounds 0`` leaves the trouble out (and the report).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp

from bench.chaos.advisers import Advisers
from bench.chaos.counting import (
    Counted,
    count_advisers,
    count_database,
    count_phones,
    count_widget,
)
from bench.chaos.house import House, house
from bench.chaos.questions import Ask, places, talk_of
from bench.chaos.trouble import disturb
from bench.chaos.widget import Widget
from bench.steps import steps, stop_what_was_started
from bench.whatsapp.soak import number_of
from tests.fakes import said
from tests.services import ROOT

REPORT = ROOT / "docs/generated/chaos.md"
#: seconds for what is still to come once the last message has gone
AFTERWARDS = 90
#: of each so many visitors of the website one wants an adviser
HUMAN = 8
PEOPLE, SECONDS, ROUNDS, LENGTH, SEED = 300, 600.0, 1, 6, 11


async def on_the_website(
    place: House, visitors: list[Widget], seconds: float
) -> dict[int, list[dict[str, Any]]]:
    """Let visitors talk; return each talk as the server has it in the end."""
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    options: dict[str, Any] = {"connector": connector, "read_bufsize": 2**20}
    async with aiohttp.ClientSession(**options) as client:
        await asyncio.gather(*[visitor.visit(client, seconds) for visitor in visitors])
        await asyncio.gather(*[visitor.finish(AFTERWARDS) for visitor in visitors])
        return {visitor.number: await visitor.whole(client) for visitor in visitors}


async def on_the_phone(place: House, talks: dict[str, list[Ask]], seconds: float) -> None:
    """Let people write over WhatsApp, each at their own pace."""

    async def one(index: int, number: str, asks: list[Ask]) -> None:
        pause = seconds / (len(asks) + 1)
        await asyncio.sleep(pause * (index % 97) / 97)
        for turn, ask in enumerate(asks):
            wamid = f"wamid.{number}.{turn:03}"
            place.meta.deliver(said(number, wamid, time.time(), body=ask.text))
            await asyncio.sleep(pause)

    await asyncio.gather(*[one(i, n, asks) for i, (n, asks) in enumerate(talks.items())])


async def everybody(
    place: House, visitors: list[Widget], talks: dict[str, list[Ask]], seconds: float
) -> dict[int, list[dict[str, Any]]]:
    """Let all of them talk at once."""
    whole, _ = await asyncio.gather(
        on_the_website(place, visitors, seconds), on_the_phone(place, talks, seconds)
    )
    return whole


def run(
    place: House, chosen: argparse.Namespace, step: Callable[[str], None]
) -> tuple[Counted, dict[str, Any]]:
    """Let people talk and things go wrong; count.

    Args:
        place: what there is.
        chosen: ``people``, ``seconds`` and ``rounds`` of trouble.
        step: is told what happens.
    """
    people, seconds, rounds = chosen.people, chosen.seconds, chosen.rounds
    names = places(people)
    half = people // 2
    base = f"http://127.0.0.1:{place.front.port}/webhooks/website"
    length = max(4, min(LENGTH, int(seconds / 12)))
    visitors = [
        Widget(i, base, talk_of(i, names[i], length), human=i % HUMAN == 0) for i in range(half)
    ]
    talks = {number_of(i): talk_of(i, names[i], length) for i in range(half, people)}
    talks = {n: [a for a in asks if a.place] for n, asks in talks.items()}
    advisers = Advisers(place.choices)
    advisers.start()
    with ThreadPoolExecutor(1) as helper:
        trouble = helper.submit(disturb, place, seconds, rounds, SEED, step)
        whole = asyncio.run(everybody(place, visitors, talks, seconds))
        trouble.result()
    step("waiting for what is still to come")
    advisers.stop()
    wait_for_the_phones(place)
    counted = Counted()
    for visitor in visitors:
        count_widget(counted, visitor, whole[visitor.number], set(names))
    heard = count_advisers(counted, visitors, advisers.said)
    stored = count_database(counted, place.url)
    own = {n: asks[0].place for n, asks in talks.items()}
    written = {n: [ask.place for ask in asks] for n, asks in talks.items()}
    count_phones(counted, place.url, place.meta.meta, written, own)
    waits = sorted(wait for visitor in visitors for wait in visitor.waits)
    return counted, {
        "people (half on the website, half on WhatsApp)": people,
        "seconds": round(seconds),
        "messages on the website": sum(len(visitor.ids) for visitor in visitors),
        **stored,
        "conversations with an adviser, each with a word of theirs heard": heard,
        "calls that visitors had to make again": sum(v.retries for v in visitors),
        "deliveries by Meta, repeats included": place.meta.sent,
        "website, message to answer, p50 s": round(statistics.median(waits), 2),
        "website, message to answer, p95 s": round(waits[int(len(waits) * 0.95)], 2),
        "website, message to answer, longest s": round(waits[-1], 1),
        "answers that say that something went wrong": counted.apologies,
        "resident memory of the workers, MB": ", ".join(f"{w.memory:.0f}" for w in place.workers),
        **{name: times for name, times in Counter(place.done).items()},
    }


def wait_for_the_phones(place: House) -> None:
    """Wait until nothing is under way to or from Meta."""
    until = time.monotonic() + AFTERWARDS
    while time.monotonic() < until:
        counted = Counted()
        count_database(counted, place.url)
        if not place.meta.under_way and not counted.lost:
            return
        time.sleep(1)


def table(counted: Counted, figures: dict[str, Any]) -> str:
    """Return the report."""
    rows = [
        ("lost", counted.lost),
        ("doubled", counted.doubled),
        ("out of order", counted.disordered),
        ("leaks between people", counted.leaks),
        *figures.items(),
        (f"load of the machine ({os.cpu_count()} cores), 15 minutes", f"{os.getloadavg()[2]:.1f}"),
    ]
    lines = ["| what | figure |", "| --- | ---: |", *(f"| {name} | {n} |" for name, n in rows)]
    return "\n".join([*lines, "", *(f"- {words}" for words in counted.examples)])


WHAT = """# Chaos

Measured by `make chaos`: two workers (`bot.server`, the trained model) behind a proxy, PostgreSQL and
Redis, people on the website and on WhatsApp (a stand-in for Meta that delivers late, again and in
another order, and fails), and two advisers who take conversations. Meanwhile workers are killed and
restarted, Redis and PostgreSQL taken away, and the network to each cut: both are in a network namespace of
their own, and packets are lost in silence; where that is not allowed, by a proxy that passes nothing on.
How each is counted: `bench/chaos/counting.py`. What each failure does:
[betrouwbaarheid](../betrouwbaarheid.md).

"""


def main() -> int:
    """Run, print, and return 1 when something was lost, doubled, out of order or leaked."""
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--folder", type=Path, help="where the logs of the workers are kept")
    chosen = options.parse_args()
    stop_what_was_started()
    step = steps("chaos")
    step("starting PostgreSQL, Redis and two workers")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with house(folder) as place:
            step(
                f"{chosen.people} people talk for {chosen.seconds:.0f} seconds, then all is counted"
            )
            counted, figures = run(place, chosen, step)
    step("ready")
    text = table(counted, figures)
    sys.stdout.write(text + "\n")
    if chosen.rounds:
        REPORT.write_text(f"{WHAT}{text.rstrip()}\n")
    return 0 if counted.clean else 1


if __name__ == "__main__":
    sys.exit(main())
