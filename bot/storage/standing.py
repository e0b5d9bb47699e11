"""How it stands: what waits and for how long, in all workers together. For operators; no words."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.care.handoff import State
from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.tables import handoff_moves, overdrachten, website_messages
from bot.storage.whatsapp_tables import inbox, outbox

log = logging.getLogger(__name__)
#: looked through for one without an answer, so that the look costs the same with millions stored
LAST_MESSAGES = 5_000
LAST_MOVES = 200
OPEN = (State.WACHTRIJ, State.ADVISEUR, State.TERUGGEBELD)


@dataclass(frozen=True)
class Standing:
    """What waits; ages in seconds, 0.0 when nothing does.

    Attributes:
        handoffs: number of open overdrachten in each state.
        queue_age: how long the first of the queue waits.
        wait: what recent visitors waited for an adviser, the middle one; None without any.
        website_age: the oldest message on the website without an answer.
        inbox: messages of WhatsApp that wait for an answer.
        inbox_age: how old the oldest of them is.
        outbox: answers that wait to go out.
        outbox_age: how old the oldest of them is.
    """

    handoffs: dict[str, int]
    queue_age: float
    wait: float | None
    website_age: float
    inbox: int
    inbox_age: float
    outbox: int
    outbox_age: float


def standing(url: str, at: dt.datetime) -> Standing | None:
    """Return how it stands at a moment; None when the database is away."""
    try:
        return _standing(url, at)
    except SQLAlchemyError as failure:
        log.error("standing_unknown failure=%s", type(failure).__name__)
        return None


def _standing(url: str, at: dt.datetime) -> Standing:
    with transaction(url) as connection:
        handoffs, queue_age = _handoffs(connection, at)
        received, arrived = connection.execute(
            select(func.count(), func.min(inbox.c.received)).where(inbox.c.handled_at.is_(None))
        ).one()
        waiting, made = connection.execute(
            select(func.count(), func.min(outbox.c.made_at)).where(outbox.c.state == "waiting")
        ).one()
        return Standing(
            handoffs=handoffs,
            queue_age=queue_age,
            wait=_wait(connection),
            website_age=_age(_unanswered(connection), at),
            inbox=received,
            inbox_age=max(0.0, at.timestamp() - arrived) if arrived else 0.0,
            outbox=waiting,
            outbox_age=_age(made, at),
        )


def _handoffs(connection: Connection, at: dt.datetime) -> tuple[dict[str, int], float]:
    rows = connection.execute(
        select(overdrachten.c.state, func.count(), func.min(overdrachten.c.moved_at))
        .where(overdrachten.c.state.in_([state.value for state in OPEN]))
        .group_by(overdrachten.c.state)
    ).all()
    counts = {state.value: 0 for state in OPEN} | {row[0]: row[1] for row in rows}
    first = {row[0]: row[2] for row in rows}.get(State.WACHTRIJ.value)
    return counts, _age(first, at)


def _wait(connection: Connection) -> float | None:
    newest = select(handoff_moves.c.waited).order_by(handoff_moves.c.id.desc()).limit(LAST_MOVES)
    waits = [seconds for seconds in connection.execute(newest).scalars() if seconds is not None]
    return median(waits) if waits else None


def _unanswered(connection: Connection) -> dt.datetime | None:
    last: int = connection.execute(select(func.max(website_messages.c.seq))).scalar() or 0
    found: dt.datetime | None = connection.execute(
        select(func.min(website_messages.c.sent_at))
        .where(website_messages.c.seq > last - LAST_MESSAGES)
        .where(website_messages.c.sent_by == "visitor", website_messages.c.answered_at.is_(None))
    ).scalar()
    return found


def _age(since: Any, at: dt.datetime) -> float:
    return max(0.0, (at - as_utc(since)).total_seconds()) if since is not None else 0.0
