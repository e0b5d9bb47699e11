"""Telephone numbers for a call-back: apart from the talk, encrypted, one a person."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet
from sqlalchemy import delete, insert, select

from bot.sealing import box
from bot.storage.database import transaction
from bot.storage.tables import events, telefoonnummers


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
        query = (
            select(events.c.data)
            .where(
                events.c.sender_id == sender_id,
                events.c.type_name == "slot",
                events.c.action_name == "requested_slot",
            )
            .order_by(events.c.id.desc())
            .limit(1)
        )
        with transaction(self.url) as connection:
            found = connection.execute(query).scalar()
        return found is not None and json.loads(found).get("value") == "terugbellen"

    def _box(self) -> Fernet:
        return box(self.secret, "telefoonnummers")
