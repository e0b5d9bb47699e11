"""Seals anew what is kept, with the newest key of GEHEIM, so that the old key can be thrown away."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import LargeBinary, Table, and_, select, update
from sqlalchemy.engine import Connection

from bot.sealing import box
from bot.storage.database import transaction
from bot.storage.export import purpose_of
from bot.storage.tables import metadata

#: rows in one transaction: the server goes on in between
AT_ONCE = 500


@dataclass
class Resealed:
    """What came of it.

    Attributes:
        done: how many values are sealed with the newest key.
        unreadable: how many no key of GEHEIM opens.
    """

    done: int = 0
    unreadable: int = 0


def reseal(url: str, secret: str) -> Resealed:
    """Seal every value of every table anew; a row that changes meanwhile is left to its new value.

    Args:
        url: SQLAlchemy URL of the database.
        secret: the operator's GEHEIM, with the new key first.
    """
    found = Resealed()
    for table in metadata.sorted_tables:
        sealed = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
        for name in sealed:
            _reseal_column(url, secret, table, name, found)
    return found


def _reseal_column(url: str, secret: str, table: Table, name: str, found: Resealed) -> None:
    (key,) = table.primary_key.columns
    last = None
    while True:
        after = (
            table.c[name].is_not(None)
            if last is None
            else and_(table.c[name].is_not(None), key > last)
        )
        query = select(key, table.c[name]).where(after).order_by(key).limit(AT_ONCE)
        with transaction(url) as connection:
            rows = connection.execute(query).all()
            for one, value in rows:
                _reseal_value(connection, secret, table, name, (one, value), found)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1][0]


def _reseal_value(
    connection: Connection,
    secret: str,
    table: Table,
    name: str,
    row: tuple[object, bytes],
    found: Resealed,
) -> None:
    (key,) = table.primary_key.columns
    try:
        fresh = box(secret, purpose_of(table.name)).rotate(row[1])
    except InvalidToken:
        found.unreadable += 1
        return
    same = update(table).where(key == row[0], table.c[name] == row[1])
    found.done += connection.execute(same.values({name: fresh})).rowcount
