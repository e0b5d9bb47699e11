"""Which of Meta's messages a sign of reading or typing is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.storage.database import transaction
from bot.storage.whatsapp_outbox import Status, about
from bot.storage.whatsapp_people import Sealer
from bot.storage.whatsapp_tables import inbox, outbox


@dataclass(frozen=True)
class SignedMessages:
    """Finds messages.

    Attributes:
        url: SQLAlchemy URL of the database.
        sealer: opens Meta's ids.
    """

    url: str
    sealer: Sealer

    def last_of(self, sender_id: str, turn_id: str | None = None) -> str | None:
        """Return Meta's id of a person's last message, or the last in a turn; None without one."""
        mine = [inbox.c.sender_id == sender_id]
        if turn_id is not None:
            mine.append(inbox.c.turn_id == turn_id)
        query = select(inbox.c.wamid).where(*mine).order_by(inbox.c.seq.desc()).limit(1)
        with transaction(self.url) as connection:
            sealed = connection.execute(query).scalar()
        return None if sealed is None else str(self.sealer.unseal(sealed))

    def occasion_of(self, status: Status) -> tuple[str, str] | None:
        """Return whose message a status is about, and the mark of its occasion; None without one."""
        ours = about(status, self.sealer)
        query = select(outbox.c.sender_id, outbox.c.turn_id).where(ours)
        with transaction(self.url) as connection:
            row = connection.execute(query).first()
        return (row.sender_id, row.turn_id) if row is not None and row.turn_id else None
