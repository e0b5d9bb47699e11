"""Forgets a person: every row about a talk, in every table."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from bot.storage.database import transaction
from bot.storage.moments import as_utc, in_amsterdam
from bot.storage.persons import OF_A_PERSON
from bot.storage.tables import handoff_audit

#: without signs that look like each other
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Receipt:
    """That somebody was forgotten; the audit has the same number, and nothing of whom.

    Attributes:
        number: eight signs, made up.
        rows: how many rows are gone.
        at: the moment, in UTC.
    """

    number: str
    rows: int
    at: dt.datetime

    def fill(self, text: str) -> str:
        """Return a text with ``{rows}``, ``{moment}`` and ``{bewijs}`` filled in."""
        moment = f"{in_amsterdam(self.at):%d-%m-%Y %H:%M} uur"
        values = {"{rows}": str(self.rows), "{moment}": moment, "{bewijs}": self.number}
        for name, value in values.items():
            text = text.replace(name, value)
        return text


def forget(url: str, sender_id: str) -> int:
    """Delete everything of a talk and return the number of rows that are gone.

    The audit keeps who of the desk did what: its lines name a number that nothing answers to any
    more, and hold no words.
    """
    with transaction(url) as connection:
        return forget_in(connection, sender_id)


def forget_on_request(url: str, sender_id: str, at: dt.datetime, by: str = "bezoeker") -> Receipt:
    """Delete everything of a talk because somebody asked for it, and return the receipt.

    Args:
        url: SQLAlchemy URL of the database.
        sender_id: the talk.
        at: now.
        by: who asked, for the audit.
    """
    with transaction(url) as connection:
        return forget_on_request_in(connection, sender_id, at, by)


def forget_on_request_in(
    connection: Connection, sender_id: str, at: dt.datetime, by: str = "bezoeker"
) -> Receipt:
    """Do so within a transaction of the caller (see ``forget_on_request``)."""
    rows = forget_in(connection, sender_id)
    receipt = Receipt("".join(secrets.choice(SIGNS) for _ in range(8)), rows, as_utc(at))
    line = {"at": receipt.at, "actor_id": by, "what": "vergeten", "overdracht_id": None}
    detail = {"detail": f"bewijs {receipt.number}, {rows} regels"}
    connection.execute(insert(handoff_audit).values({**line, **detail}))
    return receipt


def forget_in(connection: Connection, sender_id: str) -> int:
    """Delete everything of a talk within a transaction of the caller (see ``forget``)."""
    statements = [delete(one.table).where(one.mine(sender_id)) for one in OF_A_PERSON]
    return sum(connection.execute(statement).rowcount for statement in statements)
