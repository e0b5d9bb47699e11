"""Forgets a person: every row about a talk, in every table."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from bot.storage.database import transaction
from bot.storage.tables import (
    codepogingen,
    events,
    gesprekscodes,
    overdrachten,
    telefoonnummers,
    website_feedback,
    website_messages,
    website_sessions,
)
from bot.storage.whatsapp_tables import OF_A_PERSON, WHATSAPP

WEBSITE = "web-"


def forget(url: str, sender_id: str) -> int:
    """Delete everything of a talk and return the number of rows that are gone."""
    with transaction(url) as connection:
        return forget_in(connection, sender_id)


def forget_in(connection: Connection, sender_id: str) -> int:
    """Delete everything of a talk within a transaction of the caller (see ``forget``)."""
    session_id = sender_id.removeprefix(WEBSITE)
    statements = [
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
