"""Forgets a person: every row about a talk, in every table."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.storage.database import transaction
from bot.storage.tables import (
    callback_places,
    events,
    handoff_messages,
    handoff_moves,
    handoff_notes,
    outside_conversations,
    overdrachten,
    telefoonnummers,
    website_messages,
    website_sessions,
)

WEBSITE = "web-"


def forget(url: str, sender_id: str) -> int:
    """Delete everything of a talk and return the number of rows that are gone.

    The audit keeps who of the desk did what: its lines name a number that nothing answers to any
    more, and hold no words.
    """
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
        for table in (events, overdrachten, telefoonnummers)
    ]
    if sender_id.startswith(WEBSITE):
        statements += [
            delete(website_messages).where(website_messages.c.session_id == session_id),
            delete(website_sessions).where(website_sessions.c.id == session_id),
        ]
    with transaction(url) as connection:
        return sum(connection.execute(statement).rowcount for statement in statements)
