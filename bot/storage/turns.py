"""What Rasa stored of one turn, for a turn of which the answer did not reach the visitor."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.storage.database import transaction
from bot.storage.tables import events

#: what the safety net calls danger, and the entity of a doubtful sign (bot/nlu/vangnet.py)
DANGER = ("nood_medisch", "crisis_suicide", "huiselijk_geweld")
WORRY = "zorgen"
#: how many messages of a visitor are looked through for one
LOOKED_BACK = 20


def said_in_turn(url: str, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
    """Return what the assistant said to a message, as a channel got it, in order.

    Args:
        url: SQLAlchemy URL of the database.
        sender_id: the talk.
        message_id: the id that the channel gave to the visitor's message.

    Returns:
        The messages, each with ``text``, ``buttons`` and what else it had; None when Rasa has not
        dealt with the message.
    """
    with transaction(url) as connection:
        asked = _event_of(connection, sender_id, message_id)
        if asked is None:
            return None
        mine = (events.c.sender_id == sender_id, events.c.id > asked)
        following = select(func.min(events.c.id)).where(*mine, events.c.type_name == "user")
        until = connection.execute(following).scalar()
        said = select(events.c.data).where(*mine, events.c.type_name == "bot")
        if until is not None:
            said = said.where(events.c.id < until)
        found = connection.execute(said.order_by(events.c.id)).scalars().all()
    return [_message(json.loads(data)) for data in found]


def last_asked(url: str, sender_id: str) -> str | None:
    """Return the slot of the question that a guided flow now waits for; None outside a flow."""
    query = (
        select(events.c.data)
        .where(
            events.c.sender_id == sender_id,
            events.c.type_name == "slot",
            events.c.action_name == "requested_slot",
        )
        .order_by(events.c.id.desc())
        .limit(1)
    )
    with transaction(url) as connection:
        found = connection.execute(query).scalar()
    asked = json.loads(found).get("value") if found is not None else None
    return str(asked) if asked is not None else None


def danger_in_turn(url: str, sender_id: str, message_id: str) -> bool:
    """Tell whether the assistant saw a sign of danger in a message that it has dealt with."""
    with transaction(url) as connection:
        asked = _event_of(connection, sender_id, message_id)
        query = select(events.c.data).where(events.c.id == asked)
        found = connection.execute(query).scalar() if asked is not None else None
    parsed = json.loads(found).get("parse_data") or {} if found is not None else {}
    named = {entity.get("entity") for entity in parsed.get("entities") or []}
    return (parsed.get("intent") or {}).get("name") in DANGER or WORRY in named


def _event_of(connection: Connection, sender_id: str, message_id: str) -> int | None:
    """Return the id of the event in which the visitor said it, of the last that were said.

    What is asked for was said just now; a talk of thousands of messages is not read through for it.
    """
    query = (
        select(events.c.id, events.c.data)
        # without an action's name: so that the index gives them in order
        .where(events.c.sender_id == sender_id, events.c.type_name == "user")
        .where(events.c.action_name.is_(None))
        .order_by(events.c.id.desc())
        .limit(LOOKED_BACK)
    )
    for row in connection.execute(query):
        if message_id in row.data and json.loads(row.data).get("message_id") == message_id:
            return int(row.id)
    return None


def _message(event: dict[str, Any]) -> dict[str, Any]:
    return {**(event.get("data") or {}), **(event.get("metadata") or {}), "text": event.get("text")}


def open_question(url: str, sender_id: str) -> dict[str, Any] | None:
    """Return the question that a guided flow still waits an answer to, as it was asked; or None.

    Args:
        url: SQLAlchemy URL of the database.
        sender_id: the talk.
    """
    with transaction(url) as connection:
        if _newest(connection, sender_id, "active_loop") is None:
            return None
        asked = _newest(connection, sender_id, "slot", "requested_slot")
        if asked is None:
            return None
        query = (
            select(events.c.data)
            .where(events.c.sender_id == sender_id, events.c.type_name == "bot")
            .where(events.c.data.contains(f"utter_ask_{asked}", autoescape=True))
            .order_by(events.c.id.desc())
            .limit(1)
        )
        found = connection.execute(query).scalar()
    if found is None:
        return None
    message = _message(json.loads(found))
    return {name: message[name] for name in ("text", "buttons", "expects") if message.get(name)}


def flow_is_running(url: str, sender_id: str) -> bool:
    """Tell whether a guided flow is under way in a talk."""
    with transaction(url) as connection:
        return _newest(connection, sender_id, "active_loop") is not None


def _newest(
    connection: Connection, sender_id: str, kind: str, name: str | None = None
) -> str | None:
    """Return what the newest event of a kind says: the running flow, or the value of a slot."""
    query = select(events.c.data).where(events.c.sender_id == sender_id, events.c.type_name == kind)
    if name is not None:
        query = query.where(events.c.action_name == name)
    found = connection.execute(query.order_by(events.c.id.desc()).limit(1)).scalar()
    said = json.loads(found) if found else {}
    return said.get("value") if kind == "slot" else said.get("name")
