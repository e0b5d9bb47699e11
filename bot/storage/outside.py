"""Which overdracht is which conversation at an outside desk, and how far they are in step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.database import transaction
from bot.storage.tables import outside_conversations as outside


@dataclass(frozen=True)
class Known:
    """A conversation at an outside desk.

    Attributes:
        contact: what the outside desk calls the visitor.
        conversation_id: what it calls the conversation.
        passed_on: the last message of the visitor that it has.
        closed: whether the conversation is over there, as far as we know.
        newest_event: its own moment of the newest event that was dealt with, in seconds.
    """

    overdracht_id: str
    contact: str
    conversation_id: str
    passed_on: int
    closed: bool
    newest_event: float = 0.0


@dataclass(frozen=True)
class Outside:
    """Stores and finds them.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def add(self, overdracht_id: str, contact: str, conversation_id: str) -> bool:
        """Store a new one; False when somebody stored one for this overdracht before."""
        row = {
            "overdracht_id": overdracht_id,
            "contact": contact,
            "conversation_id": conversation_id,
            "passed_on": 0,
            "closed": False,
            "newest_event": 0.0,
        }
        try:
            with transaction(self.url) as connection:
                connection.execute(insert(outside).values(row))
        except IntegrityError:
            return False
        return True

    def of(self, overdracht_id: str) -> Known | None:
        """Return what an overdracht is at the outside desk, or None."""
        return self._one(outside.c.overdracht_id == overdracht_id)

    def conversation(self, conversation_id: str) -> Known | None:
        """Return which overdracht a conversation of the outside desk is, or None."""
        return self._one(outside.c.conversation_id == conversation_id)

    def not_closed(self) -> list[Known]:
        """Return those that the outside desk takes for running."""
        with transaction(self.url) as connection:
            rows = connection.execute(select(outside).where(~outside.c.closed)).all()
        return [_known(row) for row in rows]

    def passed_on(self, overdracht_id: str, message_id: int) -> None:
        """Note up to which message the outside desk has what the visitor said."""
        self._change(overdracht_id, passed_on=message_id)

    def closed(self, overdracht_id: str, is_closed: bool = True) -> None:
        """Note that it is over at the outside desk, or runs again."""
        self._change(overdracht_id, closed=is_closed)

    def is_news(self, overdracht_id: str, moment: float) -> bool:
        """Take an event of the outside desk; False when a newer one was dealt with already."""
        with transaction(self.url) as connection:
            changed = connection.execute(
                update(outside)
                .where(outside.c.overdracht_id == overdracht_id, outside.c.newest_event < moment)
                .values(newest_event=moment)
            )
        return int(changed.rowcount) == 1

    def _change(self, overdracht_id: str, **values: Any) -> None:
        with transaction(self.url) as connection:
            connection.execute(
                update(outside).where(outside.c.overdracht_id == overdracht_id).values(**values)
            )

    def _one(self, condition: Any) -> Known | None:
        with transaction(self.url) as connection:
            row = connection.execute(select(outside).where(condition)).first()
        return _known(row) if row else None


def _known(row: Any) -> Known:
    names = ("overdracht_id", "contact", "conversation_id", "passed_on", "closed", "newest_event")
    return Known(*(getattr(row, name) for name in names))
