"""What was said and found out in a talk with the bot, as an adviser may read it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.storage.database import transaction
from bot.storage.tables import ASKED, events

Event = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """Something that was said.

    Attributes:
        by_visitor: else the bot said it.
        text: masked; a button's payload begins with ``/``.
        at: the moment, in UTC.
        intent: what the visitor's message was taken for; empty for the bot.
        confidence: how sure that was, from 0 to 1.
        answer: the name of the bot's answer; empty for the visitor.
    """

    by_visitor: bool
    text: str
    at: dt.datetime
    intent: str = ""
    confidence: float = 0.0
    answer: str = ""


@dataclass(frozen=True)
class Story:
    """A talk with the bot.

    Attributes:
        lines: in order.
        slots: the newest value of each slot that has one.
    """

    lines: tuple[Line, ...]
    slots: Mapping[str, Any]


def story_of(url: str, sender_id: str) -> Story:
    """Return what happened in a talk; an empty story for one that is not known.

    Args:
        url: SQLAlchemy URL of the database.
        sender_id: the talk.
    """
    query = select(events.c.data).where(
        events.c.sender_id == sender_id, events.c.type_name.in_(("user", "bot", "slot"))
    )
    with transaction(url) as connection:
        found = connection.execute(query.order_by(events.c.id)).scalars().all()
    happened = [json.loads(data) for data in found]
    slots = {e["name"]: e.get("value") for e in happened if e["event"] == "slot"}
    lines = [_line(e) for e in happened if e["event"] != "slot" and e.get("text")]
    return Story(tuple(lines), {k: v for k, v in slots.items() if v is not None})


def questions_since(url: str, moment: dt.datetime) -> list[Line]:
    """Return what visitors typed since a moment, in all talks, in order."""
    query = select(events.c.data).where(ASKED, events.c.timestamp >= moment.timestamp())
    with transaction(url) as connection:
        in_order = query.order_by(events.c.timestamp, events.c.id)  # the order of the index
        found = connection.execute(in_order).scalars().all()
    return [_line(e) for e in map(json.loads, found) if e.get("text")]


def _line(event: Event) -> Line:
    at = dt.datetime.fromtimestamp(event.get("timestamp") or 0.0, dt.timezone.utc)
    if event["event"] == "user":
        intent = (event.get("parse_data") or {}).get("intent") or {}
        name, sure = str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)
        return Line(True, event["text"], at, intent=name, confidence=sure)
    answer = str((event.get("metadata") or {}).get("utter_action") or "")
    return Line(False, event["text"], at, answer=answer)
