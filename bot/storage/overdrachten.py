"""Requests for a klantadviseur: who wants to be called back, about what, and when."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.tables import overdrachten

#: letters and digits that are not mistaken for one another when read aloud
READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Verzoek:
    """A request to be called back."""

    sender_id: str
    channel: str
    onderwerp: str
    naam: str | None
    tijdvak: str


@dataclass(frozen=True)
class Overdrachten:
    """Stores and lists requests.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def ask(self, verzoek: Verzoek, at: dt.datetime) -> str:
        """Store a request and return its number, six characters, to mention on the phone.

        Args:
            verzoek: who, about what and when.
            at: the moment of asking, in any zone; it is stored in UTC.
        """
        number = "".join(secrets.choice(READABLE) for _ in range(6))
        row = {**verzoek.__dict__, "id": number, "status": "open", "requested_at": as_utc(at)}
        with transaction(self.url) as connection:
            connection.execute(insert(overdrachten).values(row))
        return number

    def open(self) -> list[dict[str, Any]]:
        """Return the requests that nobody has dealt with, oldest first."""
        query = select(overdrachten).where(overdrachten.c.status == "open")
        with transaction(self.url) as connection:
            rows = connection.execute(query.order_by(overdrachten.c.requested_at)).all()
        return [dict(row._mapping) for row in rows]
