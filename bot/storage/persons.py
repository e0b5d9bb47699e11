"""Which rows of which table are about one talk: what is deleted, shown and counted is read from here.

A table that is not named here does not exist for "vergeet dit gesprek"; the data map
(bot/knowledge/privacy) and its tests see to it that every table is named somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, false, or_, select

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
from bot.storage.whatsapp_tables import inbox, outbox, people, statuses

WEBSITE = "web-"
Condition = Callable[[str], Any]
#: table -> what a visitor's own export leaves out: who works at the desk, and their working notes
#: (the operator's export has them; whether somebody may read those is for the organisation to weigh)
OF_COLLEAGUES = {
    "overdrachten": {"adviser_id", "team"},
    "handoff_moves": {"actor_id", "adviser_id"},
    "handoff_messages": {"adviser_id"},
    "handoff_notes": {"adviser_id", "text"},
}


@dataclass(frozen=True)
class Belongs:
    """How the rows of a table belong to a talk.

    Attributes:
        table: the table.
        mine: from a talk's id to the condition under which a row is about it.
    """

    table: Table
    mine: Condition


def _by_sender(table: Table) -> Belongs:
    return Belongs(table, lambda sender_id: table.c.sender_id == sender_id)


def _by_overdracht(table: Table) -> Belongs:
    def mine(sender_id: str) -> Any:
        own = select(overdrachten.c.id).where(overdrachten.c.sender_id == sender_id)
        return table.c.overdracht_id.in_(own)

    return Belongs(table, mine)


def _by_session(column: Any) -> Belongs:
    def mine(sender_id: str) -> Any:
        # an id that does not begin so is of another channel
        here = sender_id.startswith(WEBSITE)
        return column == sender_id.removeprefix(WEBSITE) if here else false()

    return Belongs(column.table, mine)


def _code(sender_id: str) -> Any:
    return or_(gesprekscodes.c.sender_id == sender_id, gesprekscodes.c.taken_by == sender_id)


def _status(sender_id: str) -> Any:
    own = select(outbox.c.id).where(outbox.c.sender_id == sender_id)
    marks = select(outbox.c.wamid_mark).where(
        outbox.c.sender_id == sender_id, outbox.c.wamid_mark.is_not(None)
    )
    return or_(statuses.c.outbox_id.in_(own), statuses.c.wamid_mark.in_(marks))


#: in the order of deleting: a row goes before what it refers to
OF_A_PERSON: tuple[Belongs, ...] = (
    *map(_by_overdracht, (callback_places, outside_conversations)),
    *map(_by_overdracht, (handoff_notes, handoff_messages, handoff_moves)),
    *map(_by_sender, (overdrachten, events, telefoonnummers, codepogingen)),
    Belongs(gesprekscodes, _code),
    _by_session(website_feedback.c.session_id),
    _by_session(website_messages.c.session_id),
    _by_session(website_sessions.c.id),
    Belongs(statuses, _status),
    *map(_by_sender, (inbox, outbox, people)),
)
