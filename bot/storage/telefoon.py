"""Telephone numbers for a call-back: apart from the talk, encrypted, one a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cryptography.fernet import MultiFernet
from sqlalchemy import delete, insert, select

from bot.sealing import box
from bot.storage.database import transaction
from bot.storage.tables import telefoonnummers
from bot.storage.turns import last_asked


@dataclass(frozen=True)
class Telefoonnummers:
    """Keeps numbers.

    Attributes:
        url: SQLAlchemy URL of the database.
        secret: the operator's GEHEIM; another one cannot read what this one wrote.
    """

    url: str
    secret: str

    def keep(self, sender_id: str, number: str, at: dt.datetime) -> None:
        """Store a number in the place of the one that was there."""
        row = {
            "sender_id": sender_id,
            "nummer": self._box().encrypt(number.encode()),
            "stored_at": at,
        }
        with transaction(self.url) as connection:
            connection.execute(
                delete(telefoonnummers).where(telefoonnummers.c.sender_id == sender_id)
            )
            connection.execute(insert(telefoonnummers).values(row))

    def read(self, sender_id: str) -> str | None:
        """Return the number that a person left, or None."""
        query = select(telefoonnummers.c.nummer).where(telefoonnummers.c.sender_id == sender_id)
        with transaction(self.url) as connection:
            found = connection.execute(query).scalar()
        return self._box().decrypt(found).decode() if found is not None else None

    def is_asked_for(self, sender_id: str) -> bool:
        """Tell whether the assistant's last question in this talk was for a number."""
        return last_asked(self.url, sender_id) == "terugbellen"

    def _box(self) -> MultiFernet:
        return box(self.secret, "telefoonnummers")
