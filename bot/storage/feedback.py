"""What visitors of the website thought of an answer."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.engine import Connection

from bot.storage.answer_counts import HELPED, HELPED_NOT, add, name_of
from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.persons import WEBSITE
from bot.storage.tables import website_feedback as feedback
from bot.storage.tables import website_messages as messages

#: everything that a visitor does not say
OURS = "assistant"


@dataclass(frozen=True)
class Feedback:
    """Stores and lists feedback.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def give(
        self, session_id: str, message_id: str, helpful: bool, word: str | None, at: dt.datetime
    ) -> bool:
        """Store what somebody thought of an answer, in the place of what they said before.

        Args:
            session_id: the talk.
            message_id: the answer.
            helpful: whether it helped.
            word: what they wrote with it, already masked.
            at: the moment, stored in UTC.

        Returns:
            False when the talk has no such answer.
        """
        row = {"session_id": session_id, "message_id": message_id, "helpful": helpful}
        with transaction(self.url) as connection:
            answer = select(messages.c.body).where(
                messages.c.session_id == session_id,
                messages.c.message_id == message_id,
                messages.c.sent_by == OURS,
            )
            body = connection.execute(answer).scalar()
            if body is None:
                return False
            mine = (feedback.c.session_id == session_id, feedback.c.message_id == message_id)
            before = connection.execute(select(feedback).where(*mine)).first()
            connection.execute(delete(feedback).where(*mine))
            connection.execute(insert(feedback).values(**row, word=word, given_at=as_utc(at)))
            name = name_of(connection, f"{WEBSITE}{session_id}", _text(body))
            if name:
                _count(connection, name, helpful, at, before)
        return True

    def newest(self, most: int) -> list[dict[str, Any]]:
        """Return the newest feedback first: ``helpful``, ``word``, ``given_at`` and ``answer``."""
        same = and_(
            messages.c.session_id == feedback.c.session_id,
            messages.c.message_id == feedback.c.message_id,
        )
        query = (
            select(feedback, messages.c.body)
            .join(messages, same)
            .order_by(feedback.c.given_at.desc(), feedback.c.id.desc())
            .limit(most)
        )
        with transaction(self.url) as connection:
            return [_shown(row) for row in connection.execute(query)]


def _count(connection: Connection, name: str, helpful: bool, at: dt.datetime, before: Any) -> None:
    """Count an opinion, in the place of the one that somebody had of it before."""
    if before is not None:
        add(connection, {(name, _what(before.helpful)): -1}, as_utc(before.given_at))
    add(connection, {(name, _what(helpful)): 1}, at)


def _what(helpful: bool) -> str:
    return HELPED if helpful else HELPED_NOT


def _text(body: str) -> str:
    return str(json.loads(body).get("text", ""))


def _shown(row: Any) -> dict[str, Any]:
    return {
        "helpful": row.helpful,
        "word": row.word,
        "given_at": as_utc(row.given_at),
        "answer": _text(row.body),
    }
