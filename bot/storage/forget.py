"""Forgets a person: every row about a talk, in every table."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bot.storage.database import transaction
from bot.storage.tables import (
    callback_places,
    codepogingen,
    events,
    gesprekscodes,
    handoff_messages,
    handoff_moves,
    handoff_notes,
    outside_conversations,
    overdrachten,
    telefoonnummers,
    website_feedback,
    website_messages,
    website_sessions,
)
from bot.storage.whatsapp_tables import OF_A_PERSON, WHATSAPP

WEBSITE = "web-"


def forget(url: str, sender_id: str) -> int:
    """Delete everything of a talk and return the number of rows that are gone.

    The audit keeps who of the desk did what: its lines name a number that nothing answers to any
    more, and hold no words.
    """
    with transaction(url) as connection:
        return forget_in(connection, sender_id)


def forget_in(connection: Connection, sender_id: str) -> int:
    """Delete everything of a talk within a transaction of the caller (see ``forget``)."""
    session_id = sender_id.removeprefix(WEBSITE)
    mine = select(overdrachten.c.id).where(overdrachten.c.sender_id == sender_id)
    statements = [
        delete(table).where(table.c.overdracht_id.in_(mine))
        for table in (
            *(callback_places, outside_conversations),
            *(handoff_notes, handoff_messages, handoff_moves),
        )
    ]
    statements += [
        delete(table).where(table.c.sender_id == sender_id)
        for table in (events, overdrachten, telefoonnummers, gesprekscodes, codepogingen)
    ]
    statements.append(delete(gesprekscodes).where(gesprekscodes.c.taken_by == sender_id))
    if sender_id.startswith(WEBSITE):
        statements += [
            delete(website_feedback).where(website_feedback.c.session_id == session_id),
            delete(website_messages).where(website_messages.c.session_id == session_id),
            delete(website_sessions).where(website_sessions.c.id == session_id),
        ]
    if sender_id.startswith(WHATSAPP):
        statements += [delete(table).where(table.c.sender_id == sender_id) for table in OF_A_PERSON]
    return sum(connection.execute(statement).rowcount for statement in statements)
