"""Rasa's memory of a conversation, of which only the end is read each turn.

Rasa reads all events of a talk every turn, so a turn costs more the longer one talks. Here a
tracker is made of the last events and, before them, what the earlier ones left behind: the value
of every slot and the flow that is running. Nothing is thrown away; the full talk can be read.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from bot.dialogue import in_process
from bot.dialogue.remembered import Ending, Last, Remembered, start_of_a_turn
from bot.errors import TalkMovedOn
from bot.settings import settings
from bot.storage.answer_counts import add, answers_in
from bot.storage.database import migrate, one_by_one, transaction, writing
from bot.storage.moments import utc_now
from bot.storage.tables import events as table

#: events that are read; some five turns, more than any rule or action looks back
WINDOW = 50
NAMELESS = table.c.action_name.is_(None)
Record = dict[str, Any]


class KorteTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps every event in SQL and reads the last ``window`` of them.

    Args:
        host: SQLAlchemy URL; ``DATABASE_URL`` of the settings when left out.
        window: number of events to read.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        window: int = WINDOW,
        **kwargs: Any,
    ) -> None:
        self.url = host or settings().database_url
        self.window = window
        self.remembered = Remembered()
        migrate(self.url)
        in_process.install()
        super().__init__(domain or Domain.empty(), event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of a conversation, or None for one that is not known."""
        return self._tracker(sender_id, self.window)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the tracker with every event of a conversation."""
        return self._tracker(conversation_id, None)

    def _tracker(self, sender_id: str, window: int | None) -> DialogueStateTracker | None:
        with transaction(self.url) as connection:
            # first: what is stored in between is then no reason to go on, and seen at the end
            last = _last_of(connection, sender_id)
            ending = self._ending(connection, sender_id, last, window)
        if last is None or not (records := ending.records()):
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, records, self.domain.slots)
        tracker.already_stored, tracker.last_stored = len(tracker.events), last.number
        tracker.ending = ending if window is not None else None
        return tracker

    def _ending(
        self, connection: Connection, sender_id: str, last: Last | None, window: int | None
    ) -> Ending:
        known = self.remembered.find(sender_id, last) if window is not None else None
        short = known.within(window) if known is not None and window is not None else None
        return short if short is not None else read_ending(connection, sender_id, window)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that were added since the tracker was read.

        Raises:
            TalkMovedOn: another worker stored some meanwhile, or the talk was forgotten; then
                nothing is stored.
        """
        done, last = getattr(tracker, "already_stored", 0), getattr(tracker, "last_stored", None)
        new = list(itertools.islice(tracker.events, done, None))
        if new:
            data = [event.as_dict() for event in new]
            rows = [_row(tracker.sender_id, one) for one in data]
            with writing(self.url) as connection:
                number = _add(connection, tracker.sender_id, rows, last)
                add(connection, answers_in(data), utc_now())
            tracker.last_stored = number
            self._remember(tracker, number, [row["data"] for row in rows], last is None)
        tracker.already_stored = done + len(new)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _remember(
        self, tracker: DialogueStateTracker, number: int, texts: list[str], is_new: bool
    ) -> None:
        """Keep the end of a talk for its next turn, once it is stored."""
        before = Ending() if is_new else getattr(tracker, "ending", None)
        if before is None:  # it was read in full
            self.remembered.drop(tracker.sender_id)
            return
        tracker.ending = before.longer(texts)
        self.remembered.keep(tracker.sender_id, Last(number, texts[-1]), tracker.ending)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with transaction(self.url) as connection:
            return list(connection.execute(select(table.c.sender_id).distinct()).scalars())

    async def delete(self, sender_id: str) -> None:
        """Remove every event of a conversation."""
        self.remembered.drop(sender_id)
        with transaction(self.url) as connection:
            connection.execute(delete(table).where(table.c.sender_id == sender_id))


def _row(sender_id: str, data: Record) -> Record:
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _last_of(connection: Connection, sender_id: str) -> Last | None:
    mine = select(table.c.id, table.c.data).where(table.c.sender_id == sender_id)
    row = connection.execute(mine.order_by(table.c.id.desc()).limit(1)).first()
    return Last(row.id, row.data) if row is not None else None


def _add(connection: Connection, sender_id: str, rows: list[Record], last: int | None) -> int:
    """Store events after the one that was the last; return which is the last now."""
    one_by_one(connection, sender_id)
    # writing comes before looking: under SQLite that is what keeps others out
    connection.execute(insert(table), rows)
    newest = (
        select(table.c.id)
        .where(table.c.sender_id == sender_id)
        .order_by(table.c.id.desc())
        .limit(len(rows) + 1)
    )
    ids = list(connection.execute(newest).scalars())
    before = ids[len(rows)] if len(ids) > len(rows) else None
    if before != last:
        raise TalkMovedOn
    last_now: int = ids[0]
    return last_now


def read_ending(connection: Connection, sender_id: str, window: int | None) -> Ending:
    """Return the last events of a talk and what the earlier ones left behind."""
    newest = (
        select(table.c.id, table.c.data)
        .where(table.c.sender_id == sender_id)
        .order_by(table.c.id.desc())
        .limit(window)
    )
    rows = list(reversed(connection.execute(newest).all()))
    texts = tuple(row.data for row in rows)
    if window is None or len(rows) < window:
        return Ending(rest=texts)
    cut = start_of_a_turn([json.loads(text) for text in texts])
    left = _left_behind(connection, sender_id, rows[cut].id)
    return Ending(tuple(left), texts[cut:], whole=False)


def _left_behind(connection: Connection, sender_id: str, before: int) -> list[str]:
    """Return the newest value of every slot and the newest step of the flow, of the earlier events.

    Each is one look into the index; to group the events would cost more the longer one talks.
    """
    earlier = (table.c.sender_id == sender_id, table.c.id < before)
    since = _newest(connection, *earlier, table.c.type_name == "restart", NAMELESS) or 0
    begun = _newest(connection, *earlier, table.c.type_name == "session_started", NAMELESS) or 0
    slots = _newest_by_name(connection, sender_id, "slot", before)
    loops = _newest_by_name(connection, sender_id, "active_loop", before)
    ended = _newest(connection, *earlier, table.c.type_name == "active_loop", NAMELESS)
    # a loop has no lasting name: all its events count as one thing
    found = [*slots, max([*loops, ended or 0])]
    wanted = [number for number in found if number > max(since, begun)]
    query = select(table.c.data).where(table.c.id.in_(wanted)).order_by(table.c.id)
    return list(connection.execute(query).scalars())


def _newest(connection: Connection, *conditions: Any) -> int | None:
    query = select(table.c.id).where(*conditions).order_by(table.c.id.desc()).limit(1)
    found: int | None = connection.execute(query).scalar()
    return found


def _newest_by_name(connection: Connection, sender_id: str, kind: str, before: int) -> list[int]:
    """Return the id of the newest event of each name, jumping from name to name in the index."""
    mine = (table.c.sender_id == sender_id, table.c.type_name == kind)
    first = select(func.min(table.c.action_name).label("name")).where(*mine)
    names = first.cte("names", recursive=True)
    following = select(func.min(table.c.action_name)).where(
        *mine, table.c.action_name > names.c.name
    )
    names = names.union_all(select(following.scalar_subquery()).where(names.c.name.is_not(None)))
    newest = (
        select(func.max(table.c.id))
        .where(*mine, table.c.action_name == names.c.name, table.c.id < before)
        .scalar_subquery()
    )
    query = select(newest).where(names.c.name.is_not(None))
    return [number for number in connection.execute(query).scalars() if number is not None]
