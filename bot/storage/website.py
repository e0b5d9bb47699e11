"""The talks on the website: what was sent and answered, in order, each message once."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from bot.storage.database import insert_once, transaction
from bot.storage.moments import as_utc
from bot.storage.tables import website_feedback as feedback
from bot.storage.tables import website_messages as messages
from bot.storage.tables import website_sessions as sessions

Body = dict[str, Any]
#: what Rasa was given, where that differs from what the talk shows (a button's payload)
SPOKEN = "spoken"


@dataclass(frozen=True)
class WebsiteTalks:
    """Reads and writes talks.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def start(self, at: dt.datetime) -> str:
        """Make a talk and return its id, which nobody can guess."""
        session_id = secrets.token_urlsafe(24)
        with transaction(self.url) as connection:
            connection.execute(insert(sessions).values(id=session_id, started_at=at))
        return session_id

    def exists(self, session_id: str) -> bool:
        """Tell whether a talk is (still) here."""
        with transaction(self.url) as connection:
            found = select(sessions.c.id).where(sessions.c.id == session_id)
            return connection.execute(found).first() is not None

    def receive(
        self,
        session_id: str,
        message_id: str,
        body: Body,
        at: dt.datetime,
        sent_by: str = "visitor",
    ) -> bool:
        """Store a message that answers none; False when the same one was stored before."""
        row = _row(session_id, message_id, message_id, sent_by, body, at)
        with transaction(self.url) as connection:
            _in_turn(connection, session_id)
            return insert_once(connection, messages, row)

    def say(self, session_id: str, sent_by: str, body: Body, at: dt.datetime) -> str:
        """Store what an adviser (``adviser``) or the service itself (``system``) says; return its id.

        Args:
            session_id: the talk.
            sent_by: who says it.
            body: ``text``, for an adviser also ``name``; see docs/website.md for the kinds.
            at: the moment, in any zone.
        """
        # the point keeps it apart from every id that a client can make
        message_id = f"{sent_by}.{secrets.token_urlsafe(12)}"
        row = _row(session_id, message_id, message_id, sent_by, body, at)
        with transaction(self.url) as connection:
            _in_turn(connection, session_id)
            connection.execute(insert(messages).values(row))
        return message_id

    def unanswered(self, session_id: str) -> list[tuple[str, str]]:
        """Return id and words of the visitor's messages that have no answer yet, in order."""
        query = select(messages.c.message_id, messages.c.body).where(
            messages.c.session_id == session_id,
            messages.c.sent_by == "visitor",
            messages.c.answered_at.is_(None),
        )
        with transaction(self.url) as connection:
            rows = connection.execute(query.order_by(messages.c.seq)).all()
        bodies = [(row.message_id, json.loads(row.body)) for row in rows]
        return [(name, str(body.get(SPOKEN) or body.get("text", ""))) for name, body in bodies]

    def answer(self, session_id: str, answers_id: str, bodies: list[Body], at: dt.datetime) -> None:
        """Store the assistant's answers to a message and mark that message as answered, at once.

        A message is answered once: answers that come when it is answered already are dropped.
        """
        rows = [
            _row(session_id, f"{answers_id}/{i}", answers_id, "assistant", body, at)
            for i, body in enumerate(bodies)
        ]
        mine = (messages.c.session_id == session_id, messages.c.message_id == answers_id)
        todo = update(messages).where(*mine, messages.c.answered_at.is_(None))
        known = select(messages.c.seq).where(messages.c.session_id == session_id).limit(1)
        # the greeting answers a message that nobody sent
        known = known.where(messages.c.answers_id == answers_id)
        with transaction(self.url) as connection:
            _in_turn(connection, session_id)
            marked = connection.execute(todo.values(answered_at=at)).rowcount
            if rows and (marked or connection.execute(known).first() is None):
                connection.execute(insert(messages), rows)

    def is_answered(self, session_id: str, message_id: str) -> bool:
        """Tell whether all answers to a message are stored."""
        with transaction(self.url) as connection:
            found = select(messages.c.answered_at).where(
                messages.c.session_id == session_id, messages.c.message_id == message_id
            )
            return connection.execute(found).scalar() is not None

    def answers_to(self, session_id: str, message_id: str) -> list[Body]:
        """Return the stored answers to a message, in order."""
        return self._read(
            session_id, messages.c.answers_id == message_id, messages.c.message_id != message_id
        )

    def since(self, session_id: str, seq: int) -> list[Body]:
        """Return all messages of a talk after a sequence number, in order."""
        return self._read(session_id, messages.c.seq > seq)

    def _read(self, session_id: str, *conditions: Any) -> list[Body]:
        thought = and_(
            feedback.c.session_id == messages.c.session_id,
            feedback.c.message_id == messages.c.message_id,
        )
        query = (
            select(messages, feedback.c.helpful)
            .outerjoin(feedback, thought)
            .where(messages.c.session_id == session_id, *conditions)
            .order_by(messages.c.seq)
        )
        with transaction(self.url) as connection:
            return [_shown(row) for row in connection.execute(query).all()]


def _in_turn(connection: Connection, session_id: str) -> None:
    """Let those who write in a talk do so one after the other, whichever worker they are in.

    PostgreSQL hands out numbers before it shows rows: a reader who has seen number 11 would never
    see the 10 that is shown after it.
    """
    connection.execute(select(sessions.c.id).where(sessions.c.id == session_id).with_for_update())


def _row(
    session_id: str, message_id: str, answers_id: str, by: str, body: Body, at: dt.datetime
) -> Body:
    return {
        "session_id": session_id,
        "message_id": message_id,
        "answers_id": answers_id,
        "sent_by": by,
        "body": json.dumps(body, ensure_ascii=False),
        "sent_at": at,
    }


def _shown(row: Any) -> Body:
    body = json.loads(row.body)
    body.pop(SPOKEN, None)
    shown = {
        "seq": row.seq,
        "id": row.message_id,
        "from": row.sent_by,
        "at": as_utc(row.sent_at).isoformat(),
        **body,
    }
    return shown if row.helpful is None else {**shown, "helpful": row.helpful}
