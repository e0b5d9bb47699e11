"""Codes with which a talk goes on elsewhere: kept as a keyed hash, for a week, for one receiver."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.sealing import mark
from bot.storage.carry_over import carry_over
from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.tables import codepogingen, gesprekscodes

VALID = dt.timedelta(days=7)
#: how long a code that no longer works is still known as one that did
REMEMBERED = dt.timedelta(days=7)
#: wrong guesses within the hour after which no code is looked at any more
MOST_OF_A_TALK = 5
MOST_OF_AN_ADDRESS = 20
WINDOW = dt.timedelta(hours=1)


class Taken(Enum):
    """What came of a code."""

    GOED = "goed"
    FOUT = "fout"
    VERLOPEN = "verlopen"
    GEBRUIKT = "gebruikt"
    TE_VAAK = "te_vaak"


@dataclass(frozen=True)
class Gesprekscodes:
    """Keeps codes and counts wrong guesses.

    Attributes:
        url: SQLAlchemy URL of the database.
        secret: the operator's GEHEIM; the hash cannot be guessed from the database alone.
    """

    url: str
    secret: str

    def keep(self, signs: str, sender_id: str, at: dt.datetime) -> None:
        """Store a code for a talk; an earlier one that nobody used stops working.

        Args:
            signs: the code without a dash.
            sender_id: the talk that it stands for.
            at: now.
        """
        unused = (gesprekscodes.c.sender_id == sender_id, gesprekscodes.c.taken_by.is_(None))
        row = {
            "code_hash": self._mark("code", signs),
            "sender_id": sender_id,
            "made_at": as_utc(at),
            "expires_at": as_utc(at) + VALID,
        }
        with transaction(self.url) as connection:
            purge(connection, at)
            connection.execute(delete(gesprekscodes).where(*unused))
            connection.execute(insert(gesprekscodes).values(row))

    def take(self, signs: str, sender_id: str, address: str, at: dt.datetime) -> Taken:
        """Let a talk go on where the one of a code is; the first receiver keeps the code.

        The same receiver may send it again, as after a dropped connection: nothing changes then.

        Args:
            signs: the code without a dash.
            sender_id: the talk in which it was typed.
            address: where the message came from; empty when the channel does not know.
            at: now.
        """
        with transaction(self.url) as connection:
            purge(connection, at)
            keys = self._keys(sender_id, address)
            if _too_many(connection, keys, at):
                return Taken.TE_VAAK
            outcome = self._look_at(connection, signs, sender_id, at)
            if outcome is not Taken.GOED:
                rows = [{**key, "tried_at": as_utc(at)} for key, _ in keys]
                connection.execute(insert(codepogingen), rows)
        return outcome

    def talk_of(self, signs: str) -> str | None:
        """Return the talk that a code stands for; None for one that is not known."""
        mine = gesprekscodes.c.code_hash == self._mark("code", signs)
        with transaction(self.url) as connection:
            found = connection.execute(select(gesprekscodes.c.sender_id).where(mine)).scalar()
        return str(found) if found is not None else None

    def _look_at(
        self, connection: Connection, signs: str, sender_id: str, at: dt.datetime
    ) -> Taken:
        mine = gesprekscodes.c.code_hash == self._mark("code", signs)
        row = connection.execute(select(gesprekscodes).where(mine)).first()
        if row is None:
            return Taken.FOUT
        if row.taken_by == sender_id or row.sender_id == sender_id:
            return Taken.GOED
        if row.taken_by is not None:
            return Taken.GEBRUIKT
        if as_utc(row.expires_at) <= as_utc(at):
            return Taken.VERLOPEN
        # of two devices that type it at once, one gets it
        free = update(gesprekscodes).where(mine, gesprekscodes.c.taken_by.is_(None))
        if connection.execute(free.values(taken_by=sender_id)).rowcount != 1:
            return Taken.GEBRUIKT
        carry_over(connection, row.sender_id, sender_id, at)
        return Taken.GOED

    def _keys(self, sender_id: str, address: str) -> list[tuple[dict[str, str | None], int]]:
        """Return under what a guess is counted, and how many are allowed."""
        talk = ({"sender_id": sender_id, "address_hash": None}, MOST_OF_A_TALK)
        if not address:
            return [talk]
        hashed = {"sender_id": None, "address_hash": self._mark("adres", address)}
        return [talk, (hashed, MOST_OF_AN_ADDRESS)]

    def _mark(self, what: str, text: str) -> str:
        return mark(self.secret, f"gesprekscodes {what}", text)


def _too_many(
    connection: Connection, keys: list[tuple[dict[str, str | None], int]], at: dt.datetime
) -> bool:
    for key, most in keys:
        (column, value) = next((c, v) for c, v in key.items() if v is not None)
        query = select(func.count()).where(
            codepogingen.c[column] == value, codepogingen.c.tried_at > as_utc(at) - WINDOW
        )
        if int(connection.execute(query).scalar() or 0) >= most:
            return True
    return False


def forget_codes(url: str, at: dt.datetime) -> int:
    """Delete old guesses and codes (see ``purge``), also when nobody types a code; return how many."""
    with transaction(url) as connection:
        return purge(connection, at)


def purge(connection: Connection, at: dt.datetime) -> int:
    """Delete guesses of more than an hour ago and codes that stopped working a week ago."""
    old = (
        delete(codepogingen).where(codepogingen.c.tried_at <= as_utc(at) - WINDOW),
        delete(gesprekscodes).where(gesprekscodes.c.expires_at <= as_utc(at) - REMEMBERED),
    )
    return sum(connection.execute(statement).rowcount for statement in old)
