"""Counts by day how often each answer was given and how it was rated; nothing of a talk is in it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.storage.database import transaction
from bot.storage.moments import in_amsterdam
from bot.storage.tables import answer_counts as counts
from bot.storage.tables import events

GIVEN, HELPED, HELPED_NOT = "gegeven", "helpt", "helpt niet"
#: the part of an answer that was asked for -> what is counted
PARTS = {
    **dict.fromkeys(("", "kern", "kort", "uitkomst"), GIVEN),
    "meer": "meer uitleg",
    "makkelijker": "makkelijker",
    "bron": "bron",
}
KEPT = dt.timedelta(days=400)
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class AnswerCounts:
    """Reads the counts.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def since(self, day: dt.date) -> dict[str, dict[str, int]]:
        """Return for each answer what was counted from a day on: ``gegeven``, ``helpt``, ..."""
        query = (
            select(counts.c.name, counts.c.what, func.sum(counts.c.count))
            .where(counts.c.day >= day)
            .group_by(counts.c.name, counts.c.what)
        )
        found: dict[str, dict[str, int]] = defaultdict(dict)
        with transaction(self.url) as connection:
            for name, what, number in connection.execute(query):
                found[name][what] = int(number)
        return dict(found)

    def forget_before(self, moment: dt.datetime) -> int:
        """Delete the counts of days more than ``KEPT`` before a moment; return how many rows."""
        day = (in_amsterdam(moment) - KEPT).date()
        with transaction(self.url) as connection:
            return int(connection.execute(delete(counts).where(counts.c.day < day)).rowcount)


def answers_in(records: Iterable[Mapping[str, Any]]) -> Counts:
    """Return what to count of Rasa's events, by name of the answer."""
    found: Counter[tuple[str, str]] = Counter()
    for record in records:
        meta = record.get("metadata") or {}
        what = PARTS.get(str(meta.get("deel") or ""))
        if record.get("event") == "bot" and meta.get("utter_action") and what:
            found[str(meta["utter_action"])[:128], what] += 1
    return found


def add(connection: Connection, new: Counts, at: dt.datetime) -> None:
    """Add counts to those of the day of a moment, in a transaction of the caller."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    day = in_amsterdam(at).date()
    for (name, what), number in sorted(
        new.items()
    ):  # one order: of two at once none waits for ever
        row = {"day": day, "name": name, "what": what, "count": number}
        statement = dialect.insert(counts).values(row)
        more = {"count": counts.c.count + statement.excluded.count}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["day", "name", "what"], set_=more)
        )


def name_of(connection: Connection, sender_id: str, text: str) -> str | None:
    """Return the name of the newest answer in a talk with some words; None when there is none."""
    said = select(events.c.data).where(events.c.sender_id == sender_id, events.c.type_name == "bot")
    for data in connection.execute(said.order_by(events.c.id.desc())).scalars():
        event = json.loads(data)
        name = (event.get("metadata") or {}).get("utter_action")
        if name and str(event.get("text") or "").strip() == text.strip():
            return str(name)[:128]
    return None
