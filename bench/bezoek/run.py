"""Many visits, on one agent with a database of its own; nothing leaves this machine."""

from __future__ import annotations

import datetime as dt
import logging
import random
from pathlib import Path

from bench.bezoek.persons import people
from bench.bezoek.talk import Failures, Talk
from bench.bezoek.visit import Visit, visit
from bot.channels.door import Door
from bot.clock import today
from bot.server.app import load_agent
from bot.settings import settings

#: how many of the visits are for each flow
SHARES = {
    "triage": 0.36, "wzd": 0.14, "termijn": 0.13, "leveringsvorm": 0.13, "uitslag": 0.1,
    "zorgkantoor": 0.06, "overdracht": 0.08,
}  # fmt: skip
SEED = 20261122


async def visits(model: Path, number: int, seed: int = SEED, first: int = 0) -> list[Visit]:
    """Return what came of a number of visits.

    Args:
        model: the trained model.
        number: how many visits.
        seed: the same one gives the same visitors.
        first: where the numbering of the talks begins.
    """
    agent, door, failures = await load_agent(model), Door(settings()), Failures()
    day: dt.date = today()
    chance = random.Random(seed)
    logging.getLogger().addHandler(failures)
    failures.lines.clear()
    done = []
    try:
        for flow, share in SHARES.items():
            for person in people(flow, round(number * share), chance, day):
                sender = f"bezoek-{first + len(done)}"
                done.append(await visit(person, Talk(agent, door, sender), failures))
    finally:
        logging.getLogger().removeHandler(failures)
    return done
