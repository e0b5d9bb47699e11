"""Fills a database with the events of other people, to see whether a turn then costs more."""

from __future__ import annotations

import json
import random
from typing import Any

from sqlalchemy import insert, text

from bot.storage.database import engine_for, transaction
from bot.storage.tables import events

#: events of one talk, about twelve turns
OF_A_TALK = 100
AT_ONCE = 20_000
#: of a turn, about as large as ours
KINDS = ("action", "user", "slot", "slot", "action", "bot", "action")


def fill(url: str, number: int) -> None:
    """Store a number of events of talks that ended."""
    chance = random.Random(9)
    for start in range(0, number, AT_ONCE):
        rows = [_row(start + i, chance) for i in range(min(AT_ONCE, number - start))]
        with transaction(url) as connection:
            connection.execute(insert(events), rows)
    _settle(url)


def _settle(url: str) -> None:
    """Do at once what PostgreSQL does by itself within minutes: else the turns pay for the filling."""
    if url.startswith("postgresql"):
        with (
            engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection
        ):
            connection.execute(text("vacuum analyze events"))
            connection.execute(text("checkpoint"))


def _row(number: int, chance: random.Random) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]
    name = {"action": "action_listen", "slot": f"slot_{chance.randrange(60)}"}.get(kind)
    data = {"event": kind, "timestamp": 1.79e9 + number, "name": name, "metadata": {"x": "y" * 120}}
    return {
        "sender_id": f"vroeger-{number // OF_A_TALK}",
        "type_name": kind,
        "timestamp": data["timestamp"],
        "intent_name": "wat_is_wlz" if kind == "user" else None,
        "action_name": name,
        "data": json.dumps(data),
    }
