"""What is said while an adviser has a conversation, with the private notes beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.care.handoff import Actor, NotYours, State
from bot.storage.database import transaction
from bot.storage.handoff_rows import Overdracht, as_overdracht
from bot.storage.moments import as_utc
from bot.storage.tables import handoff_messages as messages
from bot.storage.tables import handoff_notes as notes
from bot.storage.tables import overdrachten

#: how the key begins under which an adviser's message goes to the visitor
OUTWARD = "said."


@dataclass(frozen=True)
class Said:
    """A message of the thread.

    Attributes:
        id: goes up with every message of all threads.
        key: the channel's or the desk's own id, so that a repeat is recognised.
        by: ``VISITOR`` or ``ADVISER``.
        adviser_id: who said it, for an adviser.
        text: masked.
        alert: the kind of danger that the safety net saw in it, or None.
        at: the moment, in UTC.
        sent_at: for an adviser's message: when it went to the visitor; None is still to be done.
    """

    id: int
    overdracht_id: str
    key: str
    by: Actor
    adviser_id: str | None
    text: str
    alert: str | None
    at: dt.datetime
    sent_at: dt.datetime | None

    @property
    def outward_key(self) -> str:
        """The key under which it goes to the visitor; comes back when the visitor has read it."""
        return f"{OUTWARD}{self.id}"


@dataclass(frozen=True)
class Note:
    """A private note of an adviser."""

    id: int
    adviser_id: str
    text: str
    at: dt.datetime


@dataclass(frozen=True)
class Thread:
    """Stores and reads what is said.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def hear(
        self, sender_id: str, key: str, text: str, at: dt.datetime, alert: str | None = None
    ) -> Overdracht | None:
        """Store a visitor's message for the adviser who has the talk; None when nobody has it.

        A message that was stored before, also in an earlier overdracht of this talk, is heard
        already: the bot must not answer it later.
        """
        with transaction(self.url) as connection:
            earlier = _heard_before(connection, sender_id, key)
            if earlier is not None:
                return earlier
            row = _with_adviser(connection, sender_id)
            if row is None or not _still_with(connection, row.id, row.adviser_id):
                return None
            said = _message(row.id, key, Actor.VISITOR, None, text, at)
            connection.execute(insert(messages).values({**said, "alert": alert}))
            return row

    def was_heard(self, sender_id: str, key: str) -> bool:
        """Tell whether a visitor's message was stored for an adviser before."""
        with transaction(self.url) as connection:
            return _heard_before(connection, sender_id, key) is not None

    def reply(
        self,
        overdracht_id: str,
        key: str,
        adviser_id: str,
        text: str,
        at: dt.datetime,
        holder: str | None = None,
    ) -> Said:
        """Store an adviser's message, before it goes to the visitor; a repeat gives the first.

        ``holder`` has the conversation when it is a colleague of who says this.

        Raises:
            NotYours: this adviser, or the holder, does not have the conversation (any more).
        """
        try:
            with transaction(self.url) as connection:
                if not _still_with(connection, overdracht_id, holder or adviser_id):
                    raise NotYours(f"{adviser_id} does not have it")
                said = _message(overdracht_id, key, Actor.ADVISER, adviser_id, text, at)
                connection.execute(insert(messages).values(said))
        except IntegrityError:
            pass  # sent again by a desk that did not hear from us; the first one counts
        return self._one(overdracht_id, key)

    def sent(self, message_id: int, at: dt.datetime) -> None:
        """Note that an adviser's message went to the visitor."""
        with transaction(self.url) as connection:
            connection.execute(
                update(messages).where(messages.c.id == message_id).values(sent_at=as_utc(at))
            )

    def unsent(self) -> list[Said]:
        """Return the advisers' messages that did not go to the visitor yet, in order."""
        return self._read(messages.c.said_by == Actor.ADVISER.value, messages.c.sent_at.is_(None))

    def said(self, overdracht_id: str, after: int = 0) -> list[Said]:
        """Return the messages of an overdracht after an id, in order."""
        return self._read(messages.c.overdracht_id == overdracht_id, messages.c.id > after)

    def unread(self, overdracht_ids: Collection[str]) -> dict[str, int]:
        """Return how many messages of visitors the advisers have not read; without those of none."""
        query = (
            select(messages.c.overdracht_id, func.count())
            .join(overdrachten, overdrachten.c.id == messages.c.overdracht_id)
            .where(messages.c.overdracht_id.in_(overdracht_ids))
            .where(messages.c.said_by == Actor.VISITOR.value)
            .where(messages.c.id > overdrachten.c.seen_by_adviser)
            .group_by(messages.c.overdracht_id)
        )
        with transaction(self.url) as connection:
            return dict(connection.execute(query).all())

    def said_in_talk(self, sender_id: str) -> list[Said]:
        """Return the messages of all overdrachten of a talk, in order."""
        mine = select(overdrachten.c.id).where(overdrachten.c.sender_id == sender_id)
        return self._read(messages.c.overdracht_id.in_(mine))

    def seen(self, overdracht_id: str, by: Actor, message_id: int) -> bool:
        """Note up to which message one side has read; False when that was known."""
        column = (
            overdrachten.c.seen_by_visitor
            if by is Actor.VISITOR
            else overdrachten.c.seen_by_adviser
        )
        with transaction(self.url) as connection:
            changed = connection.execute(
                update(overdrachten)
                .where(overdrachten.c.id == overdracht_id, column < message_id)
                .values({column.name: message_id})
            )
        return int(changed.rowcount) == 1

    def note(self, overdracht_id: str, adviser_id: str, text: str, at: dt.datetime) -> None:
        """Store a private note."""
        row = {
            "overdracht_id": overdracht_id,
            "adviser_id": adviser_id,
            "text": text,
            "at": as_utc(at),
        }
        with transaction(self.url) as connection:
            connection.execute(insert(notes).values(row))

    def notes(self, overdracht_id: str) -> list[Note]:
        """Return the private notes, in order."""
        query = select(notes).where(notes.c.overdracht_id == overdracht_id).order_by(notes.c.id)
        with transaction(self.url) as connection:
            rows = connection.execute(query).all()
        return [Note(row.id, row.adviser_id, row.text, as_utc(row.at)) for row in rows]

    def _one(self, overdracht_id: str, key: str) -> Said:
        found = self._read(messages.c.overdracht_id == overdracht_id, messages.c.key == key)
        if not found:  # forgotten in between
            raise NotYours("the conversation is gone")
        return found[0]

    def _read(self, *conditions: Any) -> list[Said]:
        query = select(messages).where(*conditions).order_by(messages.c.id)
        with transaction(self.url) as connection:
            return [_said(row) for row in connection.execute(query).all()]


def _message(
    overdracht_id: str, key: str, by: Actor, adviser_id: str | None, text: str, at: dt.datetime
) -> dict[str, Any]:
    return {
        "overdracht_id": overdracht_id,
        "key": key,
        "said_by": by.value,
        "adviser_id": adviser_id,
        "text": text,
        "at": as_utc(at),
    }


def _said(row: Any) -> Said:
    return Said(
        id=row.id,
        overdracht_id=row.overdracht_id,
        key=row.key,
        by=Actor(row.said_by),
        adviser_id=row.adviser_id,
        text=row.text,
        alert=row.alert,
        at=as_utc(row.at),
        sent_at=as_utc(row.sent_at) if row.sent_at else None,
    )


def _heard_before(connection: Connection, sender_id: str, key: str) -> Overdracht | None:
    query = (
        select(overdrachten)
        .join(messages, messages.c.overdracht_id == overdrachten.c.id)
        .where(overdrachten.c.sender_id == sender_id, messages.c.key == key)
    )
    row = connection.execute(query).first()
    return as_overdracht(row) if row else None


def _with_adviser(connection: Connection, sender_id: str) -> Overdracht | None:
    query = select(overdrachten).where(
        overdrachten.c.sender_id == sender_id, overdrachten.c.state == State.ADVISEUR.value
    )
    row = connection.execute(query).first()
    return as_overdracht(row) if row else None


def _still_with(connection: Connection, overdracht_id: str, adviser_id: str | None) -> bool:
    """Tell whether an adviser has the conversation, and hold the row until the message is in.

    Written as a change of nothing: it waits for a move under way, and the next move waits for it.
    """
    held = connection.execute(
        update(overdrachten)
        .where(
            overdrachten.c.id == overdracht_id,
            overdrachten.c.state == State.ADVISEUR.value,
            overdrachten.c.adviser_id == adviser_id,
        )
        .values(version=overdrachten.c.version)
    )
    return int(held.rowcount) == 1
