"""What came in over WhatsApp: stored before Meta hears "ok", each message once, handled in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, false, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.storage.database import insert_once, insert_or, transaction, writing
from bot.storage.forget import Receipt, forget_on_request_in
from bot.storage.moments import as_utc, utc_now
from bot.storage.whatsapp_outbox import put_in
from bot.storage.whatsapp_people import (
    FAR,
    Choice,
    People,
    Person,
    free_for,
    hold,
    move,
    opt,
    release_in,
)
from bot.storage.whatsapp_tables import inbox, optouts, people, seen

Body = dict[str, Any]
#: kinds that Meta makes itself: they do not open the 24-hour window
NOT_SAID = ("system",)


@dataclass(frozen=True)
class Received:
    """A message as it came in.

    Attributes:
        wamid: Meta's id.
        address: who sent it: digits of a telephone number, or Meta's id of a user without one.
        sent_at: when it was sent, in UTC, to the second.
        kind: what it is, such as ``text``.
        content: what was said; its keys follow from the kind (bot/channels/whatsapp/kinds.py).
    """

    wamid: str
    address: str
    sent_at: dt.datetime
    kind: str
    content: Body


@dataclass(frozen=True)
class Waiting:
    """A stored message that is not handled yet; ``turn_id`` is set when its turn was begun before."""

    id: str
    wamid: str
    kind: str
    content: Body
    received: float
    turn_id: str | None
    attempts: int


@dataclass(frozen=True)
class Outcome:
    """What a turn comes to; it is stored at once, or not at all.

    Attributes:
        bodies: what goes out, in order, each ``{"type": ..., <type>: {...}}`` as Meta wants it.
        choices: what the person can choose from now; None leaves it as it was.
        introduced: the person was told what this is.
        opted_out: the person said "stop" (True) or "start" (False).
        reminded: the person was told that they said "stop".
        forget: delete the talk; ``bodies`` is then the receipt, with ``{rows}`` for the number.
        moved_to: the person's new number.
    """

    bodies: tuple[Body, ...] = ()
    choices: tuple[Choice, ...] | None = None
    introduced: bool = False
    opted_out: bool | None = None
    reminded: bool = False
    forget: bool = False
    moved_to: str | None = None


@dataclass(frozen=True)
class Turn:
    """Messages that are answered together, and the right to do so."""

    id: str
    person: Person
    token: str
    messages: tuple[Waiting, ...]

    @property
    def sender_id(self) -> str:
        """The id under which Rasa knows the person."""
        return self.person.sender_id


ThoughtOf = Callable[[Sequence[Waiting]], Sequence[Waiting]]


class Inbox(People):
    """Reads and writes what came in."""

    def receive(
        self, messages: Sequence[Received], clock: Callable[[], dt.datetime] = utc_now
    ) -> int:
        """Store the messages that are new, all or none; return how many those are.

        Args:
            messages: what came in.
            clock: asked once the database lets us write: the silence after a message begins then.
        """
        with writing(self.url) as connection:
            return sum(self._store(connection, message, clock) for message in messages)

    def _store(
        self, connection: Connection, message: Received, clock: Callable[[], dt.datetime]
    ) -> bool:
        sender_id, mark = self.sealer.sender_id(message.address), self.sealer.mark(message.wamid)
        if not insert_once(connection, seen, {"id": mark, "seen_at": clock()}):
            return False
        self._meet(connection, sender_id, message)
        row = {
            "id": mark,
            "sender_id": sender_id,
            "kind": message.kind,
            "wamid": self.sealer.seal(message.wamid),
            "body": self.sealer.seal(message.content),
            "sent_at": message.sent_at,
            "received": clock().timestamp(),
            "attempts": 0,
        }
        connection.execute(insert(inbox).values(row))
        return True

    def _meet(self, connection: Connection, sender_id: str, message: Received) -> None:
        """Know the person, and since when they have been silent."""
        row = {
            "sender_id": sender_id,
            "address": self.sealer.seal(message.address),
            "last_inbound_at": message.sent_at,
            "leaving": False,
        }
        if message.kind in NOT_SAID:
            insert_once(connection, people, row)
        else:
            insert_or(connection, people, row, _latest)

    def due(self, now: float, wait: float, longest: float, token: str, limit: int) -> list[str]:
        """Return people whose messages may be answered now, longest waiting first.

        Args:
            now: seconds since 1970.
            wait: seconds of silence after which somebody is taken to have finished.
            longest: seconds after which somebody who goes on writing is answered all the same.
            token: who asks; people whom it left halfway may be taken again.
            limit: how many people at most.
        """
        free = free_for("inbox", token, now)
        quiet = func.max(inbox.c.received) <= now - wait
        patient = func.min(inbox.c.received) <= now - longest
        set_back = func.max(inbox.c.received) > now + FAR
        query = (
            select(inbox.c.sender_id)
            .join(people, people.c.sender_id == inbox.c.sender_id)
            .where(inbox.c.handled_at.is_(None), free)
            .group_by(inbox.c.sender_id)
            .having(or_(quiet, patient, set_back))
            .order_by(func.min(inbox.c.received))
            .limit(limit)
        )
        with transaction(self.url) as connection:
            return list(connection.execute(query).scalars())

    def take(self, sender_id: str, token: str, thought_of: ThoughtOf) -> Turn | None:
        """Write down which messages are answered together, before Rasa hears them.

        Args:
            sender_id: a person whom we have claimed.
            token: with what.
            thought_of: from the messages that wait, in the order of sending, those of one thought.

        Returns:
            The turn; None when nothing waits, and then the person is let go.

        Raises:
            LostClaim: another process has taken over.
        """
        query = (
            select(inbox)
            .where(inbox.c.sender_id == sender_id, inbox.c.handled_at.is_(None))
            .order_by(inbox.c.sent_at, inbox.c.seq)
        )
        with writing(self.url) as connection:
            hold(connection, "inbox", sender_id, token)
            waiting = [self._waiting(row) for row in connection.execute(query)]
            person = self.read_in(connection, sender_id)
            if not waiting or person is None:
                release_in(connection, "inbox", sender_id, token)
                return None
            messages = tuple(thought_of(waiting))
            turn_id = messages[0].turn_id or messages[0].id
            values = {"turn_id": turn_id, "attempts": inbox.c.attempts + 1}
            mine = inbox.c.id.in_([message.id for message in messages])
            connection.execute(update(inbox).where(mine).values(values))
        return Turn(turn_id, person, token, messages)

    def _waiting(self, row: Any) -> Waiting:
        return Waiting(
            row.id,
            self.sealer.unseal(row.wamid),
            row.kind,
            self.sealer.unseal(row.body),
            row.received,
            row.turn_id,
            row.attempts,
        )

    def finish(self, turn: Turn, outcome: Outcome, at: dt.datetime) -> None:
        """Store the answers and that the messages are handled, and let the person go: all or none.

        Raises:
            LostClaim: another process has taken over; nothing is stored.
        """
        with writing(self.url) as connection:
            hold(connection, "inbox", turn.sender_id, turn.token)
            if outcome.forget:
                self._forget(connection, turn, outcome, at)
                return
            self._remember(connection, turn.sender_id, outcome, at)
            put_in(connection, self.sealer, turn.sender_id, turn.id, outcome.bodies, at)
            self._handled(connection, turn, at)
            if outcome.moved_to:
                self._move(connection, turn.sender_id, outcome.moved_to)

    def _handled(self, connection: Connection, turn: Turn, at: dt.datetime) -> None:
        ids = [message.id for message in turn.messages]
        done = update(inbox).where(inbox.c.id.in_(ids)).values(handled_at=at, body=None)
        connection.execute(done)
        mine = people.c.sender_id == turn.sender_id
        free = update(people).where(mine).values(inbox_claim=None, inbox_until=None)
        connection.execute(free)

    def _remember(
        self, connection: Connection, sender_id: str, outcome: Outcome, at: dt.datetime
    ) -> None:
        values: dict[str, Any] = {}
        if outcome.choices is not None:
            values["choices"] = self.sealer.seal(list(outcome.choices)) if outcome.choices else None
        if outcome.introduced:
            values["introduced_at"] = at
        if values:
            statement = update(people).where(people.c.sender_id == sender_id)
            connection.execute(statement.values(values))
        if outcome.opted_out is not None:
            opt(connection, sender_id, outcome.opted_out, at)
        elif outcome.reminded:
            statement = update(optouts).where(optouts.c.sender_id == sender_id)
            connection.execute(statement.values(reminded_at=at))

    def _forget(
        self, connection: Connection, turn: Turn, outcome: Outcome, at: dt.datetime
    ) -> None:
        """Delete everything, but for the number and the receipt until that has gone out."""
        query = select(people.c.address, people.c.last_inbound_at)
        row = connection.execute(query.where(people.c.sender_id == turn.sender_id)).one()
        receipt = forget_on_request_in(connection, turn.sender_id, at)
        person = {
            "sender_id": turn.sender_id,
            "address": row.address,
            "last_inbound_at": as_utc(row.last_inbound_at),
            "leaving": True,
        }
        connection.execute(insert(people).values(person))
        bodies = tuple(_filled(body, receipt) for body in outcome.bodies)
        put_in(connection, self.sealer, turn.sender_id, turn.id, bodies, at)

    def _move(self, connection: Connection, sender_id: str, address: str) -> None:
        new = self.sealer.sender_id(address)
        if new != sender_id:
            move(connection, sender_id, new, self.sealer.seal(address))


def _latest(statement: Any) -> Any:
    """Keep the moment of the last message of a person who is known, whatever the order of arrival."""
    new, old = statement.excluded.last_inbound_at, people.c.last_inbound_at
    values = {"leaving": false(), "last_inbound_at": case((new > old, new), else_=old)}
    return statement.on_conflict_do_update(index_elements=["sender_id"], set_=values)


def _filled(body: Body, receipt: Receipt) -> Body:
    text = receipt.fill(body["text"]["body"])
    return {**body, "text": {**body["text"], "body": text}}
