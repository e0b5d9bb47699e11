"""Who writes over WhatsApp: known by a keyed mark of the number, the number itself sealed."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.sealing import box, mark
from bot.storage.database import transaction, writing
from bot.storage.moments import as_utc
from bot.storage.tables import metadata
from bot.storage.whatsapp_tables import WHATSAPP, optouts, people

#: how long after a person's message Meta lets us answer without a template
WINDOW = dt.timedelta(hours=24)
Choice = dict[str, str]


class LostClaim(Exception):
    """Another process has taken over; what this one did must not be stored."""


@dataclass(frozen=True)
class Sealer:
    """Marks and seals with the operator's GEHEIM.

    Attributes:
        secret: another one recognises nobody and reads nothing of what this one wrote.
    """

    secret: str

    def sender_id(self, address: str) -> str:
        """Return the id under which Rasa knows the person at a number."""
        return f"{WHATSAPP}{mark(self.secret, 'whatsapp-nummer', address)}"

    def occasion(self, sender_id: str, key: str) -> str:
        """Return the mark of an occasion on which something is said to a person once."""
        return mark(self.secret, "whatsapp-aanleiding", f"{sender_id} {key}")

    def mark(self, wamid: str) -> str:
        """Return by what a message of Meta is recognised."""
        return mark(self.secret, "whatsapp-bericht", wamid)

    def seal(self, content: Any) -> bytes:
        """Return anything that is JSON, unreadable without the secret."""
        return box(self.secret, "whatsapp").encrypt(json.dumps(content).encode())

    def unseal(self, sealed: bytes) -> Any:
        """Return what was sealed."""
        return json.loads(box(self.secret, "whatsapp").decrypt(sealed))


@dataclass(frozen=True)
class Person:
    """A person as a turn needs to know them.

    Attributes:
        sender_id: the id under which Rasa knows them.
        introduced: they were told what this is.
        opted_out: they said "stop".
        reminded_at: when they were last told that they said so.
        choices: what the last answer let them choose from.
    """

    sender_id: str
    introduced: bool = False
    opted_out: bool = False
    reminded_at: dt.datetime | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class People:
    """Reads and writes people.

    Attributes:
        url: SQLAlchemy URL of the database.
        sealer: marks and seals.
    """

    url: str
    sealer: Sealer

    def read(self, sender_id: str) -> Person | None:
        """Return a person; None for one who is not (or no longer) here."""
        with transaction(self.url) as connection:
            return self.read_in(connection, sender_id)

    def read_in(self, connection: Connection, sender_id: str) -> Person | None:
        """Return a person within a transaction of the caller (see ``read``)."""
        joined = people.outerjoin(optouts, people.c.sender_id == optouts.c.sender_id)
        columns = (
            people.c.introduced_at,
            people.c.choices,
            optouts.c.at.label("opted_out_at"),
            optouts.c.reminded_at,
        )
        query = select(*columns).select_from(joined).where(people.c.sender_id == sender_id)
        row = connection.execute(query).first()
        if row is None:
            return None
        return Person(
            sender_id,
            row.introduced_at is not None,
            row.opted_out_at is not None,
            as_utc(row.reminded_at) if row.reminded_at else None,
            tuple(self.sealer.unseal(row.choices)) if row.choices else (),
        )

    def has_opted_out(self, sender_id: str) -> bool:
        """Tell whether a person said "stop"; known also after their talk was deleted."""
        query = select(optouts.c.sender_id).where(optouts.c.sender_id == sender_id)
        with transaction(self.url) as connection:
            return connection.execute(query).first() is not None

    def window_open_until(self, sender_id: str) -> dt.datetime | None:
        """Return until when Meta lets us write freely, in UTC; None for an unknown person."""
        query = select(people.c.last_inbound_at).where(people.c.sender_id == sender_id)
        with transaction(self.url) as connection:
            last = connection.execute(query).scalar()
        return as_utc(last) + WINDOW if last is not None else None

    def offer(self, sender_id: str, choices: Sequence[Choice]) -> None:
        """Remember what a person can choose from now, by number or by its words."""
        values = {"choices": self.sealer.seal(list(choices))}
        with writing(self.url) as connection:
            connection.execute(update(people).where(people.c.sender_id == sender_id).values(values))

    def claim(self, queue: str, sender_id: str, token: str, now: float, lease: float) -> str | None:
        """Take a person for one queue (``inbox`` or ``outbox``); None when another has them.

        Returns:
            The person's address (a telephone number in digits).
        """
        until = people.c[f"{queue}_until"]
        mine = people.c[f"{queue}_claim"] == token
        free = or_(until.is_(None), until < now, mine)
        statement = update(people).where(people.c.sender_id == sender_id, free)
        with writing(self.url) as connection:
            values = {f"{queue}_claim": token, f"{queue}_until": now + lease}
            if connection.execute(statement.values(values)).rowcount != 1:
                return None
            query = select(people.c.address).where(people.c.sender_id == sender_id)
            return str(self.sealer.unseal(connection.execute(query).scalar_one()))

    def release(self, queue: str, sender_id: str, token: str, until: float | None = None) -> None:
        """Let a person go, or leave them alone until a moment."""
        with writing(self.url) as connection:
            release_in(connection, queue, sender_id, token, until)


def release_in(
    connection: Connection, queue: str, sender_id: str, token: str, until: float | None = None
) -> None:
    """Let a person go within a transaction of the caller."""
    mine = update(people).where(
        people.c.sender_id == sender_id, people.c[f"{queue}_claim"] == token
    )
    connection.execute(mine.values({f"{queue}_claim": None, f"{queue}_until": until}))


def hold(connection: Connection, queue: str, sender_id: str, token: str) -> None:
    """Make sure that a person is still ours; the row stays locked until the transaction ends.

    Raises:
        LostClaim: another process has taken over, or the person is gone.
    """
    column = people.c[f"{queue}_claim"]
    statement = update(people).where(people.c.sender_id == sender_id, column == token)
    if connection.execute(statement.values({column.name: token})).rowcount != 1:
        raise LostClaim


def insert_once(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Store a row; False when one with the same key is there."""
    return insert_or(connection, table, row, _leave) == 1


def insert_or(connection: Connection, table: Table, row: dict[str, Any], otherwise: Any) -> int:
    """Store a row, or do something else when one with the same key is there; return how many changed.

    Args:
        connection: within a transaction of the caller.
        table: where.
        row: values by the names of columns.
        otherwise: from an insert to one that says what to do (``on_conflict_do_...``); a function
            of a module, since what it comes to is kept.
    """
    statement = _written(connection.dialect.name, table, tuple(row), otherwise)
    return int(connection.execute(statement, row).rowcount)


def _leave(statement: Any) -> Any:
    return statement.on_conflict_do_nothing()


@functools.lru_cache(maxsize=32)
def _written(dialect: str, table: Table, names: tuple[str, ...], otherwise: Any) -> Any:
    """Return the SQL of an insert; SQLAlchemy would make that of one with a conflict anew each time."""
    database = postgresql if dialect == "postgresql" else sqlite
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = otherwise(database.insert(table).values(values))
    sql = str(statement.compile(dialect=database.dialect(paramstyle="named")))
    return text(sql).bindparams(*values.values())


def opt(connection: Connection, sender_id: str, out: bool, at: dt.datetime) -> None:
    """Remember that a person said "stop" or "start"."""
    connection.execute(delete(optouts).where(optouts.c.sender_id == sender_id))
    if out:
        row = {"sender_id": sender_id, "at": at, "reminded_at": at}
        connection.execute(insert(optouts).values(row))


def move(connection: Connection, old: str, new: str, address: bytes) -> bool:
    """Let a person go on under a new number, in every table that knows them.

    Returns:
        False when somebody already talks from the new number: then nothing is moved.
    """
    there = select(people.c.sender_id).where(people.c.sender_id == new)
    if connection.execute(there).first() is not None:
        return False
    connection.execute(delete(optouts).where(optouts.c.sender_id == new))
    for table in metadata.sorted_tables:
        if "sender_id" in table.c:
            statement = update(table).where(table.c.sender_id == old)
            connection.execute(statement.values(sender_id=new))
    moved = update(people).where(people.c.sender_id == new)
    connection.execute(moved.values(address=address))
    return True
