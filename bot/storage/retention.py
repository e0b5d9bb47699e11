"""Keeps talks no longer than the operator chose (AVG art. 5 lid 1 onder e)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, func, literal, select, union
from sqlalchemy.engine import Connection

from bot.storage.accounts import LONGEST, Accounts
from bot.storage.answer_counts import AnswerCounts
from bot.storage.audit import Audit
from bot.storage.database import transaction
from bot.storage.forget import forget
from bot.storage.gesprekscodes import forget_codes
from bot.storage.moments import as_utc
from bot.storage.persons import WEBSITE
from bot.storage.tables import (
    events,
    gesprekscodes,
    handoff_messages,
    metadata,
    overdrachten,
    telefoonnummers,
    website_feedback,
    website_messages,
    website_sessions,
)
from bot.storage.whatsapp_tables import inbox, outbox, people, seen, statuses

#: Meta repeats what it could not deliver for a week
REPEATS = dt.timedelta(days=8)


def forget_old(url: str, before: dt.datetime) -> int:
    """Delete every talk in which nothing happened since a moment.

    Args:
        url: SQLAlchemy URL of the database.
        before: talks whose last event, message or request is older than this are deleted.

    Returns:
        The number of rows that are gone.
    """
    moment = as_utc(before)
    with transaction(url) as connection:  # these name nobody, so they are not a person's rows
        connection.execute(delete(seen).where(seen.c.seen_at < moment - REPEATS))
        connection.execute(delete(statuses).where(statuses.c.at < moment - REPEATS))
    AnswerCounts(url).forget_before(before)  # of days and of no talk: kept longer
    return sum(forget(url, sender_id) for sender_id in _silent_since(url, moment))


@dataclass(frozen=True)
class Left:
    """What is left of a table after the job.

    Attributes:
        table: its name.
        rows: how many there are.
        oldest: the moment of the oldest one, in UTC; None without rows or moments.
    """

    table: str
    rows: int
    oldest: dt.datetime | None


def clean_up(url: str, now: dt.datetime, days: int) -> int:
    """Do all that is to be done each day; return the number of rows that are gone.

    Args:
        url: SQLAlchemy URL of the database.
        now: the moment now.
        days: BEWAARDAGEN.
    """
    gone = forget_old(url, now - dt.timedelta(days=days)) + forget_codes(url, now)
    gone += Audit(url).retire(days, now)
    return gone + Accounts(url).forget_before(now - LONGEST)


def too_old(url: str, now: dt.datetime, days: int) -> int:
    """Return how many talks are kept longer than they may be: 0, when the job did its work."""
    return len(_silent_since(url, as_utc(now - dt.timedelta(days=days))))


def what_is_left(url: str, moments: Mapping[str, str]) -> list[Left]:
    """Return how many rows each table has and how old the oldest is.

    Args:
        url: SQLAlchemy URL of the database.
        moments: table -> the column that says how old a row is.
    """
    with transaction(url) as connection:
        return [_left(connection, table, moments) for table in metadata.sorted_tables]


def _left(connection: Connection, table: Table, moments: Mapping[str, str]) -> Left:
    column = table.c[moments[table.name]] if table.name in moments else literal(None)
    rows, oldest = connection.execute(
        select(func.count(), func.min(column)).select_from(table)
    ).one()
    if isinstance(oldest, float):
        oldest = dt.datetime.fromtimestamp(oldest, dt.timezone.utc)
    return Left(table.name, int(rows), as_utc(oldest) if oldest is not None else None)


def _silent_since(url: str, moment: dt.datetime) -> list[str]:
    talks = _traces()
    everyone = union(*[select(sender.label("sender_id")) for sender, _ in talks]).subquery()
    recent = union(
        *[
            select(sender.label("sender_id")).where(
                at >= (moment.timestamp() if at is events.c.timestamp else moment)
            )
            for sender, at in talks
        ],
        _heard_at_the_desk(moment),
    ).subquery()
    query = select(everyone.c.sender_id).where(
        everyone.c.sender_id.not_in(select(recent.c.sender_id))
    )
    with transaction(url) as connection:
        return list(connection.execute(query).scalars())


def _traces() -> list[tuple[Any, Any]]:
    """Return where talks leave a trace: the id under which Rasa knows one, and the moment."""
    return [
        (events.c.sender_id, events.c.timestamp),
        (overdrachten.c.sender_id, overdrachten.c.moved_at),
        (telefoonnummers.c.sender_id, telefoonnummers.c.stored_at),
        (gesprekscodes.c.sender_id, gesprekscodes.c.made_at),
        (literal(WEBSITE) + website_sessions.c.id, website_sessions.c.started_at),
        (literal(WEBSITE) + website_messages.c.session_id, website_messages.c.sent_at),
        (literal(WEBSITE) + website_feedback.c.session_id, website_feedback.c.given_at),
        (people.c.sender_id, people.c.last_inbound_at),
        (inbox.c.sender_id, inbox.c.sent_at),
        (outbox.c.sender_id, outbox.c.made_at),
    ]


def _heard_at_the_desk(moment: dt.datetime) -> Any:
    """Return the talks in which something was said beside an adviser since a moment."""
    return (
        select(overdrachten.c.sender_id.label("sender_id"))
        .join(handoff_messages, handoff_messages.c.overdracht_id == overdrachten.c.id)
        .where(handoff_messages.c.at >= moment)
    )
