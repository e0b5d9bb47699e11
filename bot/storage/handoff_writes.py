"""How a move is written: inside a transaction, with the row itself as the judge of races."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.care.handoff import MoveRefused, Standing, State, Wish, moved
from bot.care.waiting import places
from bot.errors import WegwijzerError
from bot.storage.handoff_rows import Asked, Overdracht, Slot, as_overdracht
from bot.storage.moments import as_utc
from bot.storage.tables import callback_places, handoff_moves, overdrachten

#: letters and digits that are not mistaken for one another when read aloud
READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class SlotFull(WegwijzerError):
    """Nobody can be called in that slot any more."""

    response = "utter_overdracht_tijdvak_vol"


ORDER = (overdrachten.c.urgent.desc(), overdrachten.c.requested_at, overdrachten.c.id)
OPEN = overdrachten.c.state != State.GESLOTEN.value
#: made once: it is asked six times a turn, and making it costs more than asking it
OPEN_OF = select(overdrachten).where(overdrachten.c.sender_id == bindparam("talk"), OPEN)


def of(overdracht_id: str, statement: Any) -> Any:
    """Return a statement for one overdracht."""
    return statement.where(overdrachten.c.id == overdracht_id)


def get(connection: Connection, overdracht_id: str) -> Overdracht:
    """Return an overdracht.

    Raises:
        MoveRefused: there is none, or it was forgotten.
    """
    row = connection.execute(of(overdracht_id, select(overdrachten))).first()
    if row is None:
        raise MoveRefused("no such overdracht")
    return as_overdracht(row)


def open_of(connection: Connection, sender_id: str) -> Overdracht | None:
    """Return the open overdracht of a talk, or None."""
    row = connection.execute(OPEN_OF, {"talk": sender_id}).first()
    return as_overdracht(row) if row else None


def new(connection: Connection, asked: Asked, at: dt.datetime) -> Overdracht:
    """Make an overdracht with which nothing has happened yet."""
    number = "".join(secrets.choice(READABLE) for _ in range(6))
    row = {
        **asked.details(),
        "id": number,
        "sender_id": asked.sender_id,
        "requested_at": at,
        "moved_at": at,
        "state": State.BOT.value,
        "version": 0,
        "seen_by_adviser": 0,
        "seen_by_visitor": 0,
    }
    connection.execute(insert(overdrachten).values(row))
    return get(connection, number)


def happened(connection: Connection, key: str) -> bool:
    """Tell whether an event was dealt with before."""
    query = select(handoff_moves.c.id).where(handoff_moves.c.key == key)
    return connection.execute(query).first() is not None


def move(connection: Connection, row: Overdracht, wish: Wish, at: dt.datetime) -> Overdracht:
    """Make a move; of two at once the row lets one through.

    Raises:
        MoveRefused: there is no such move, or somebody else was first.
    """
    after = moved(row.standing, wish)
    values: dict[str, Any] = {
        "state": after.state.value,
        "version": after.version,
        "adviser_id": after.adviser_id,
        "moved_at": at,
    }
    if wish.team is not None:
        values["team"] = wish.team
    changed = connection.execute(
        of(row.id, update(overdrachten))
        .where(overdrachten.c.version == row.version, overdrachten.c.state == row.state.value)
        .values(**values)
    )
    if changed.rowcount != 1:
        raise MoveRefused("somebody else was first")
    if row.state is State.TERUGGEBELD:
        _free_place(connection, row.id)
    connection.execute(insert(handoff_moves).values(_noted(connection, row, after, wish, at)))
    return get(connection, row.id)


def _noted(
    connection: Connection, row: Overdracht, after: Standing, wish: Wish, at: dt.datetime
) -> dict[str, Any]:
    place, waited = None, None
    if after.state is State.WACHTRIJ:
        place = _place(connection, row.id)
    elif row.state is State.WACHTRIJ and after.state is State.ADVISEUR:
        place = _place_on_joining(connection, row.id)
        waited = (at - row.moved_at).total_seconds()
    return {
        "overdracht_id": row.id,
        "from_state": row.state.value,
        "to_state": after.state.value,
        "by": wish.by.value,
        "actor_id": wish.actor_id,
        "adviser_id": after.adviser_id,
        "reason": wish.reason.value,
        "at": at,
        "place": place,
        "waited": waited,
        "key": wish.key,
        "told_at": at if wish.told else None,
    }


def _place(connection: Connection, overdracht_id: str) -> int:
    query = select(overdrachten.c.id, overdrachten.c.team)
    waiting = query.where(overdrachten.c.state == State.WACHTRIJ.value).order_by(*ORDER)
    rows = connection.execute(waiting).all()
    ids = [row.id for row in rows]
    return places([row.team for row in rows])[ids.index(overdracht_id)]


def _place_on_joining(connection: Connection, overdracht_id: str) -> int | None:
    query = (
        select(handoff_moves.c.place)
        .where(
            and_(
                handoff_moves.c.overdracht_id == overdracht_id,
                handoff_moves.c.to_state == State.WACHTRIJ.value,
            )
        )
        .order_by(handoff_moves.c.id.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return int(found) if found is not None else None


def _free_place(connection: Connection, overdracht_id: str) -> None:
    mine = callback_places.c.overdracht_id == overdracht_id
    connection.execute(delete(callback_places).where(mine))


def book(connection: Connection, overdracht_id: str, slot: Slot) -> None:
    """Take the first free place; two that take the same one collide on the key and try again."""
    start = as_utc(slot.start)
    query = select(callback_places.c.place).where(callback_places.c.starts_at == start)
    taken = set(connection.execute(query).scalars())
    free = next((number for number in range(slot.capacity) if number not in taken), None)
    if free is None:
        raise SlotFull(start.isoformat())
    row = {
        "starts_at": start,
        "ends_at": as_utc(slot.end),
        "place": free,
        "overdracht_id": overdracht_id,
    }
    connection.execute(insert(callback_places).values(row))
