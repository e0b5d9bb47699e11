"""Copies where a talk stands, its slots and the flow that runs, to another talk."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import case, func, insert, select
from sqlalchemy.engine import Connection

from bot.storage.tables import events

Record = dict[str, Any]
#: a request to be called back belongs to the talk in which the number was given
NOT_CARRIED = ("overdracht_onderwerp", "overdracht_naam", "overdracht_id", "terugbellen")
CALL_BACK = "overdracht_form"
START = (
    {"event": "action", "name": "action_session_start"},
    {"event": "session_started"},
)
LISTEN = {"event": "action", "name": "action_listen"}


def carry_over(connection: Connection, source: str, target: str, at: dt.datetime) -> int:
    """Make a talk stand where another one stands; what was said in either is left as it is.

    Args:
        connection: within a transaction.
        source: the talk that is copied from.
        target: the talk that goes on; it may not have begun yet.
        at: the moment that the new events get.

    Returns:
        The number of events that were added.
    """
    there, here = _state(connection, source), _state(connection, target)
    slots = {name: there.get(("slot", name)) for _, name in {*there, *here} if name}
    loop = there.get(("active_loop", ""))
    if loop == CALL_BACK:
        loop, slots["requested_slot"] = None, None
    told: list[Record] = [
        {"event": "slot", "name": name, "value": value}
        for name, value in slots.items()
        if name not in NOT_CARRIED and value != here.get(("slot", name))
    ]
    told = [*told, {"event": "active_loop", "name": loop}, LISTEN]
    begun = bool(connection.execute(_of(target).limit(1)).first())
    added = told if begun else [*START, LISTEN, *told]
    rows = [_row(target, record, at) for record in added]
    connection.execute(insert(events), rows)
    return len(rows)


def _of(sender_id: str) -> Any:
    return select(events.c.id).where(events.c.sender_id == sender_id)


def _state(connection: Connection, sender_id: str) -> dict[tuple[str, str], Any]:
    """Return the newest value of each slot and the running flow since the last fresh start."""
    mine = events.c.sender_id == sender_id
    fresh = events.c.type_name.in_(("restart", "session_started"))
    start = connection.execute(select(func.max(events.c.id)).where(mine, fresh)).scalar() or 0
    kind = events.c.type_name.in_(("slot", "active_loop"))
    name = case((events.c.type_name == "slot", events.c.action_name), else_="")
    newest = (
        select(func.max(events.c.id))
        .where(mine, events.c.id > start, kind)
        .group_by(events.c.type_name, name)
    )
    query = select(events.c.data).where(events.c.id.in_(newest)).order_by(events.c.id)
    records = [json.loads(data) for data in connection.execute(query).scalars()]
    return {
        (r["event"], r["name"] if r["event"] == "slot" else ""): r.get("value", r.get("name"))
        for r in records
    }


def _row(sender_id: str, record: Record, at: dt.datetime) -> Record:
    data = {"timestamp": at.timestamp(), **record}
    if record["event"] == "action":
        data |= {"policy": None, "confidence": None, "action_text": None, "hide_rule_turn": False}
    return {
        "sender_id": sender_id,
        "type_name": record["event"],
        "timestamp": at.timestamp(),
        "action_name": record.get("name"),
        "data": json.dumps(data),
    }
