"""Who has which conversation: each overdracht, and every move of it. The row decides races."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.care.handoff import MoveRefused, State, Wish
from bot.care.waiting import Wait, places
from bot.storage import handoff_writes as writes
from bot.storage.database import transaction
from bot.storage.handoff_rows import Asked, Moved, Overdracht, Slot, as_moved, as_overdracht
from bot.storage.moments import as_utc
from bot.storage.tables import WAITED, callback_places, handoff_moves, overdrachten
from bot.storage.turns import flow_is_running, open_question

#: waits that count as recent
RECENT = 200
ATTEMPTS = 5


@dataclass(frozen=True)
class Handoffs:
    """Stores and lists overdrachten; all moments in UTC.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def ask(
        self, asked: Asked, wish: Wish, at: dt.datetime, slot: Slot | None = None
    ) -> Overdracht:
        """Bring in a human: open an overdracht, or take the open one of this talk further.

        Asking for what already is (waiting twice) changes nothing.

        Args:
            asked: who, where, about what.
            wish: to ``WACHTRIJ`` or ``TERUGGEBELD``.
            at: the moment, in any zone.
            slot: when to call back.

        Raises:
            MoveRefused: an adviser has the conversation already.
            SlotFull: the slot has no place left.
        """
        for _ in range(ATTEMPTS):
            try:
                with transaction(self.url) as connection:
                    return self._ask(connection, asked, wish, as_utc(at), slot)
            except IntegrityError:  # somebody took that place, or the same person asked twice
                continue
        raise MoveRefused("asked at the same time too often")

    def _ask(
        self, connection: Connection, asked: Asked, wish: Wish, at: dt.datetime, slot: Slot | None
    ) -> Overdracht:
        row = writes.open_of(connection, asked.sender_id) or writes.new(connection, asked, at)
        if row.state is not wish.to or wish.to is State.TERUGGEBELD:
            details = {**asked.details(), "requested_at": at, "place_told": None}
            connection.execute(writes.of(row.id, update(overdrachten)).values(**details))
            row = writes.move(connection, row, wish, at)
        if slot is not None:
            writes.book(connection, row.id, slot)
        return writes.get(connection, row.id)

    def move(
        self, overdracht_id: str, wish: Wish, at: dt.datetime, slot: Slot | None = None
    ) -> Overdracht:
        """Make a move and return how it stands; the same key again changes nothing.

        A ``slot`` is booked along with it, when it is about calling back.

        Raises:
            MoveRefused: there is no such move now, or somebody else was first.
            SlotFull: the slot has no place left.
        """
        for _ in range(ATTEMPTS):
            try:
                with transaction(self.url) as connection:
                    return self._move(connection, overdracht_id, wish, as_utc(at), slot)
            except IntegrityError:  # the same key, or the same place in a slot, at this moment
                continue
        raise MoveRefused("moved at the same time too often")

    def _move(
        self,
        connection: Connection,
        overdracht_id: str,
        wish: Wish,
        at: dt.datetime,
        slot: Slot | None,
    ) -> Overdracht:
        row = writes.get(connection, overdracht_id)
        if wish.key is not None and writes.happened(connection, wish.key):
            return row
        writes.move(connection, row, wish, at)
        if slot is not None:
            writes.book(connection, overdracht_id, slot)
        return writes.get(connection, overdracht_id)

    def get(self, overdracht_id: str) -> Overdracht:
        """Return an overdracht.

        Raises:
            MoveRefused: there is none, or it was forgotten.
        """
        with transaction(self.url) as connection:
            return writes.get(connection, overdracht_id)

    def open_of(self, sender_id: str) -> Overdracht | None:
        """Return the open overdracht of a talk, or None: then the bot has it."""
        with transaction(self.url) as connection:
            return writes.open_of(connection, sender_id)

    def state_of(self, sender_id: str) -> State:
        """Return who has a talk."""
        found = self.open_of(sender_id)
        return found.state if found else State.BOT

    def happened(self, key: str) -> bool:
        """Tell whether the event with this key was dealt with before."""
        with transaction(self.url) as connection:
            return writes.happened(connection, key)

    def make_urgent(self, overdracht_id: str) -> bool:
        """Put somebody who waits, now or when an adviser lets go, before others.

        Returns:
            False when he has no adviser and does not wait for one, or was urgent already.
        """
        waits = [state.value for state in (State.WACHTRIJ, State.ADVISEUR)]
        with transaction(self.url) as connection:
            changed = connection.execute(
                writes.of(overdracht_id, update(overdrachten))
                .where(overdrachten.c.state.in_(waits), ~overdrachten.c.urgent)
                .values(urgent=True)
            )
        return int(changed.rowcount) == 1

    def in_state(
        self, *states: State, adviser_id: str | None = None, sender_id: str | None = None
    ) -> list[Overdracht]:
        """Return the overdrachten in these states: urgent first, then who asked first."""
        query = select(overdrachten).where(overdrachten.c.state.in_([s.value for s in states]))
        if adviser_id is not None:
            query = query.where(overdrachten.c.adviser_id == adviser_id)
        if sender_id is not None:
            query = query.where(overdrachten.c.sender_id == sender_id)
        with transaction(self.url) as connection:
            rows = connection.execute(query.order_by(*writes.ORDER)).all()
        return [as_overdracht(row) for row in rows]

    def queue(self) -> list[Overdracht]:
        """Return who waits, in order, of all teams."""
        return self.in_state(State.WACHTRIJ)

    def in_line(self) -> list[tuple[int, Overdracht]]:
        """Return who waits, in order, each with the place in the queue for those advisers."""
        queue = self.queue()
        return list(zip(places([row.team for row in queue]), queue, strict=True))

    def place_of(self, overdracht_id: str) -> int | None:
        """Return the place in the queue, from 1; None for who does not wait."""
        return next((place for place, row in self.in_line() if row.id == overdracht_id), None)

    def moves_of(self, overdracht_id: str) -> list[Moved]:
        """Return every move of an overdracht, in order."""
        return self._moves(handoff_moves.c.overdracht_id == overdracht_id)

    def moves_between(self, start: dt.datetime, end: dt.datetime) -> list[Moved]:
        """Return all moves from one moment until before another."""
        return self._moves(handoff_moves.c.at >= as_utc(start), handoff_moves.c.at < as_utc(end))

    def untold(self) -> list[Moved]:
        """Return the moves that the visitor was not told of yet, in order."""
        return self._moves(handoff_moves.c.told_at.is_(None))

    def told(self, move_id: int, at: dt.datetime) -> None:
        """Note that the visitor was told of a move."""
        with transaction(self.url) as connection:
            connection.execute(
                update(handoff_moves)
                .where(handoff_moves.c.id == move_id, handoff_moves.c.told_at.is_(None))
                .values(told_at=as_utc(at))
            )

    def tell_place(self, overdracht_id: str, place: int) -> bool:
        """Note that the visitor is told a better place; False when that, or better, was told."""
        told = overdrachten.c.place_told
        with transaction(self.url) as connection:
            changed = connection.execute(
                writes.of(overdracht_id, update(overdrachten))
                .where(overdrachten.c.state == State.WACHTRIJ.value)
                .where(or_(told.is_(None), told > place))
                .values(place_told=place)
            )
        return int(changed.rowcount) == 1

    def waits(self) -> list[Wait]:
        """Return what recent visitors waited for an adviser, newest first."""
        query = select(handoff_moves.c.place, handoff_moves.c.waited).where(WAITED)
        with transaction(self.url) as connection:
            rows = connection.execute(query.order_by(handoff_moves.c.id.desc()).limit(RECENT)).all()
        return [Wait(row.place, row.waited) for row in rows]

    def places_taken(self, start: dt.datetime, end: dt.datetime) -> dict[dt.datetime, int]:
        """Return how many call-backs were agreed for each slot that begins between two moments."""
        places = callback_places.c
        query = (
            select(places.starts_at, func.count())
            .where(places.starts_at >= as_utc(start), places.starts_at < as_utc(end))
            .group_by(places.starts_at)
        )
        with transaction(self.url) as connection:
            return {as_utc(at): number for at, number in connection.execute(query).all()}

    def slot_of(self, overdracht_id: str) -> tuple[dt.datetime, dt.datetime] | None:
        """Return when a call-back was agreed: start and end in UTC; None without one."""
        places = callback_places.c
        query = select(places.starts_at, places.ends_at).where(
            places.overdracht_id == overdracht_id
        )
        with transaction(self.url) as connection:
            row = connection.execute(query).first()
        return (as_utc(row.starts_at), as_utc(row.ends_at)) if row else None

    def open_question(self, sender_id: str) -> dict[str, Any] | None:
        """Return the question that a guided flow of a talk waits an answer to, or None."""
        return open_question(self.url, sender_id)

    def in_flow(self, sender_id: str) -> bool:
        """Tell whether a guided flow is under way in a talk."""
        return flow_is_running(self.url, sender_id)

    def _moves(self, *conditions: Any) -> list[Moved]:
        query = select(handoff_moves).where(*conditions).order_by(handoff_moves.c.id)
        with transaction(self.url) as connection:
            return [as_moved(row) for row in connection.execute(query).all()]
