"""What goes out over WhatsApp: in order for each person, and what Meta said became of it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from bot.storage.database import insert_once, one_by_one, transaction, writing
from bot.storage.forget import forget_in
from bot.storage.moments import as_utc
from bot.storage.whatsapp_people import People, Sealer, free_for, hold, release_in
from bot.storage.whatsapp_tables import outbox, people, statuses

Body = dict[str, Any]
WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"
#: Meta's order; a later one says that the earlier ones happened too
RANK = ("sent", "delivered", "read")


@dataclass(frozen=True)
class Sending:
    """A message that waits to go out.

    Attributes:
        id: ours; Meta returns it with what became of the message.
        body: ``{"type": ..., <type>: {...}}``.
        made_at: when it was written, in UTC.
        attempts: how often it was tried, this time included.
    """

    id: str
    body: Body
    made_at: dt.datetime
    attempts: int


@dataclass(frozen=True)
class Status:
    """What Meta says became of a message: ``sent``, ``delivered``, ``read`` or ``failed``."""

    wamid: str
    status: str
    at: dt.datetime
    outbox_id: str | None = None
    code: int | None = None


def about(status: Status, sealer: Sealer) -> ColumnElement[bool]:
    """Return the condition that a message of the outbox is the one that a status is about.

    "its id is nothing" is left out: SQLite would read every message to find that none is so.
    """
    marked: ColumnElement[bool] = outbox.c.wamid_mark == sealer.mark(status.wamid)
    return marked if status.outbox_id is None else or_(outbox.c.id == status.outbox_id, marked)


def put_in(
    connection: Connection,
    sealer: Sealer,
    sender_id: str,
    turn_id: str | None,
    bodies: Sequence[Body],
    at: dt.datetime,
) -> list[str]:
    """Put messages in the queue within a transaction of the caller; return their ids."""
    rows: list[Body] = [
        {
            "id": secrets.token_hex(16),
            "sender_id": sender_id,
            "turn_id": turn_id,
            "part": part,
            "body": sealer.seal(body),
            "made_at": at,
            "state": WAITING,
            "attempts": 0,
            "not_before": 0.0,
        }
        for part, body in enumerate(bodies)
    ]
    if rows:
        connection.execute(insert(outbox), rows)
    return [row["id"] for row in rows]


class Outbox(People):
    """Reads and writes what goes out."""

    def put(
        self, sender_id: str, bodies: Sequence[Body], at: dt.datetime, key: str | None = None
    ) -> list[str]:
        """Put messages in the queue that answer no message of the person; those of a key once."""
        turn_id = self.sealer.occasion(sender_id, key) if key else None
        with writing(self.url) as connection:
            if turn_id:
                one_by_one(connection, turn_id)
            earlier = select(outbox.c.id).where(outbox.c.turn_id == turn_id).order_by(outbox.c.part)
            said = list(connection.execute(earlier).scalars()) if turn_id else []
            return said or put_in(connection, self.sealer, sender_id, turn_id, bodies, at)

    def has_said(self, sender_id: str, key: str) -> bool:
        """Tell whether something was put in the queue under a key."""
        mine = outbox.c.turn_id == self.sealer.occasion(sender_id, key)
        with transaction(self.url) as connection:
            return connection.execute(select(outbox.c.seq).where(mine)).first() is not None

    def due(self, now: float, token: str, limit: int) -> list[str]:
        """Return people whose first waiting message may go out now."""
        first = aliased(outbox)
        earliest = (
            select(func.min(first.c.seq))
            .where(first.c.state == WAITING, first.c.sender_id == outbox.c.sender_id)
            .scalar_subquery()
        )
        free = free_for("outbox", token, now)
        known = or_(outbox.c.doubt_until.is_(None), outbox.c.doubt_until <= now)
        query = (
            select(outbox.c.sender_id)
            .join(people, people.c.sender_id == outbox.c.sender_id)
            .where(outbox.c.state == WAITING, outbox.c.not_before <= now, known, free)
            .where(outbox.c.seq == earliest)
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        with transaction(self.url) as connection:
            return list(connection.execute(query).scalars())

    def take(self, sender_id: str, token: str, now: float, doubt: float) -> Sending | None:
        """Return the first message of a person, and write down that it is being sent.

        Args:
            sender_id: a person whom we have claimed.
            token: with what.
            now: seconds since 1970.
            doubt: seconds for which it is not known how it ends, if we do not come back.

        Returns:
            The message; None when nothing waits or it is too early, and then the person is let go.

        Raises:
            LostClaim: another process has taken over.
        """
        query = (
            select(outbox)
            .where(outbox.c.state == WAITING, outbox.c.sender_id == sender_id)
            .order_by(outbox.c.seq)
            .limit(1)
        )
        with writing(self.url) as connection:
            hold(connection, "outbox", sender_id, token)
            row = connection.execute(query).first()
            if row is None or now < max(row.not_before, row.doubt_until or 0.0):
                release_in(connection, "outbox", sender_id, token)
                return None
            values = {"attempts": outbox.c.attempts + 1, "doubt_until": now + doubt}
            connection.execute(update(outbox).where(outbox.c.seq == row.seq).values(values))
        body = self.sealer.unseal(row.body)
        return Sending(row.id, body, as_utc(row.made_at), row.attempts + 1)

    def sent(self, sender_id: str, sending_id: str, wamid: str, at: dt.datetime) -> None:
        """Write down that Meta took a message."""
        values = {"wamid_mark": self.sealer.mark(wamid)}
        with writing(self.url) as connection:
            _done(connection, sender_id, sending_id, SENT, at, values)

    def postpone(self, sending_id: str, not_before: float, doubt_until: float | None) -> None:
        """Try a message again later; ``doubt_until`` when it may have gone out all the same."""
        values = {"not_before": not_before, "doubt_until": doubt_until}
        mine = and_(outbox.c.id == sending_id, outbox.c.state == WAITING)
        with writing(self.url) as connection:
            connection.execute(update(outbox).where(mine).values(values))

    def give_up(self, sender_id: str, sending_id: str, error: str, at: dt.datetime) -> None:
        """Write down that a message will not be sent, and why."""
        with writing(self.url) as connection:
            _done(connection, sender_id, sending_id, GIVEN_UP, at, {"error": error[:32]})

    def record(self, found: Sequence[Status]) -> list[Status]:
        """Store what became of messages, in any order; return what was not known yet."""
        with writing(self.url) as connection:
            return [status for status in found if self._record(connection, status)]

    def _record(self, connection: Connection, status: Status) -> bool:
        row = {
            "wamid_mark": self.sealer.mark(status.wamid),
            "status": status.status,
            "outbox_id": status.outbox_id,
            "code": status.code,
            "at": status.at,
        }
        if not insert_once(connection, statuses, row):
            return False
        if status.outbox_id is not None:
            mine = select(outbox.c.sender_id).where(outbox.c.id == status.outbox_id)
            sender_id = connection.execute(mine).scalar()
            if sender_id is not None:
                values = {"wamid_mark": row["wamid_mark"]}
                _done(connection, sender_id, status.outbox_id, SENT, status.at, values)
        return True

    def find(self, status: Status) -> tuple[str, Body] | None:
        """Return whose message a status is about, and the message; None for one that is not ours."""
        ours = about(status, self.sealer)
        with transaction(self.url) as connection:
            row = connection.execute(select(outbox.c.sender_id, outbox.c.body).where(ours)).first()
        return (row.sender_id, self.sealer.unseal(row.body)) if row is not None else None

    def became(self, sending_id: str) -> str:
        """Return what became of a message: waiting, sent, delivered, read, failed or given_up."""
        query = select(outbox.c.state, outbox.c.wamid_mark).where(outbox.c.id == sending_id)
        with transaction(self.url) as connection:
            row = connection.execute(query).one()
            mine = statuses.c.outbox_id == sending_id
            if row.wamid_mark is not None:
                mine = or_(mine, statuses.c.wamid_mark == row.wamid_mark)
            said = set(connection.execute(select(statuses.c.status).where(mine)).scalars())
        if "failed" in said:
            return "failed"
        return next((name for name in reversed(RANK) if name in said), str(row.state))


def _done(
    connection: Connection,
    sender_id: str,
    sending_id: str,
    state: str,
    at: dt.datetime,
    more: dict[str, Any],
) -> None:
    """End the waiting of a message; a person who asked to be forgotten goes with the last one."""
    mine = and_(outbox.c.id == sending_id, outbox.c.state == WAITING)
    values = {"state": state, "done_at": at, "doubt_until": None, **more}
    connection.execute(update(outbox).where(mine).values(values))
    leaving = select(people.c.leaving).where(people.c.sender_id == sender_id)
    if connection.execute(leaving).scalar():
        left = select(outbox.c.seq).where(
            outbox.c.sender_id == sender_id, outbox.c.state == WAITING
        )
        if connection.execute(left).first() is None:
            forget_in(connection, sender_id)
