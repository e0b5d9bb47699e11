"""Keeps talks no longer than the operator chose (AVG art. 5 lid 1 onder e)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, literal, select, union

from bot.storage.answer_counts import AnswerCounts
from bot.storage.audit import Audit
from bot.storage.database import transaction
from bot.storage.forget import WEBSITE, forget
from bot.storage.moments import as_utc
from bot.storage.tables import (
    events,
    gesprekscodes,
    handoff_messages,
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
    """Delete every talk in which nothing happened since a moment, and older lines of the audit.

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
    rows = sum(forget(url, sender_id) for sender_id in _silent_since(url, moment))
    return rows + Audit(url).forget_before(before)


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
