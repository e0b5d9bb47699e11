"""What the desk does by itself, every few seconds: nobody waits for somebody who is gone."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from bot.care.handoff import Actor, MoveRefused, Reason, State, Wish
from bot.desk.service import Desk
from bot.desk.stores import may_see
from bot.storage.advisers import Adviser, NoAdviser, Presence
from bot.storage.handoff_rows import Overdracht
from bot.storage.moments import as_utc

log = logging.getLogger(__name__)
#: an adviser of whom nothing is seen for this long has lost the conversation
LOST_AFTER = 5 * 60  # seconds
#: when nobody at all is there for this long, who waits is told so
EMPTY_AFTER = 10 * 60  # seconds


@dataclass(frozen=True)
class Upkeep:
    """Runs beside the desk.

    Attributes:
        desk: the use cases, for its stores and speakers.
        outside: the beginning of accounts of an outside desk, which has its own presence.
    """

    desk: Desk
    outside: str = "chatwoot:"

    def run(self, at: dt.datetime) -> None:
        """Take back what lost advisers had, empty a queue that nobody serves, say what is unsaid."""
        handoffs = self.desk.stores.handoffs
        for row in handoffs.in_state(State.ADVISEUR):
            if self._is_lost(row, at):
                self._move(row, Wish(State.WACHTRIJ, Actor.SYSTEM, Reason.ADVISER_GONE), at)
        waiting = handoffs.queue()
        serving = self._serving(at) if waiting else []
        for row in waiting:
            if not any(may_see(one, row) for one in serving):
                self._move(row, Wish(State.BOT, Actor.SYSTEM, Reason.DESK_CLOSED), at)
        self.desk.announcer.tell(at)

    def _is_lost(self, row: Overdracht, at: dt.datetime) -> bool:
        if row.adviser_id is None or row.adviser_id.startswith(self.outside):
            return False
        try:
            return not _seen_within(self.desk.stores.advisers.get(row.adviser_id), at, LOST_AFTER)
        except NoAdviser:
            return True

    def _serving(self, at: dt.datetime) -> list[Adviser]:
        """Return who is there, or was a while ago; nobody when the desk is closed."""
        if not self.desk.is_open(at):
            return []
        return [
            one
            for one in self.desk.stores.advisers.all()
            if one.presence is not Presence.AWAY and _seen_within(one, at, EMPTY_AFTER)
        ]

    def _move(self, row: Overdracht, wish: Wish, at: dt.datetime) -> None:
        try:
            self.desk.stores.handoffs.move(row.id, wish, at)
        except MoveRefused:
            return  # somebody came just in time
        self.desk.stores.audit.note("systeem", wish.to.value, row.id, at, wish.reason.value)
        self.desk.desks.changed("moved", row.id)
        log.info("handoff_moved to=%s reason=%s", wish.to.value, wish.reason.value)


def _seen_within(adviser: Adviser, at: dt.datetime, seconds: float) -> bool:
    return adviser.seen_at is not None and (as_utc(at) - adviser.seen_at).total_seconds() <= seconds
