"""Tells visitors what happened to their conversation: each move once, in order, also after a stop.

The database is the list of what is still to be said (``told_at``, ``sent_at``): whoever stops in
between finds it there again, and the key of each line keeps it from being said twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from bot.care.handoff import State
from bot.care.waiting import expected_wait, in_dutch
from bot.channels.speakers import CannotBeReached, Speakers
from bot.desk.lines import line, of_move
from bot.errors import WegwijzerError
from bot.storage.advisers import Advisers, NoAdviser
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Moved, Overdracht
from bot.storage.handoff_thread import Said, Thread

log = logging.getLogger(__name__)
Body = dict[str, Any]
#: places in the queue that are told; in between the number would only distract
FIRST_PLACES, EVERY = 3, 5
NAMELESS = "Een medewerker"


@dataclass(frozen=True)
class Announcer:
    """Says to visitors what is still to be said.

    Attributes:
        handoffs: moves.
        thread: messages of advisers.
        advisers: their names.
        speakers: the channels.
    """

    handoffs: Handoffs
    thread: Thread
    advisers: Advisers
    speakers: Speakers

    def tell(self, at: dt.datetime) -> None:
        """Say all that was not said yet: moves, advisers' messages, places in the queue.

        In order of time: what cannot be said now keeps back what comes after it in that talk.
        """
        pending: list[Moved | Said] = [*self.handoffs.untold(), *self.thread.unsent()]
        stuck: set[str] = set()
        for news in sorted(pending, key=lambda one: one.at):
            row = self.handoffs.get(news.overdracht_id)
            if row.sender_id not in stuck and not self._tell_one(row, news, at):
                stuck.add(row.sender_id)
        self._tell_places(at)

    def name_of(self, adviser_id: str | None) -> str:
        """Return the name that visitors see of an adviser."""
        try:
            return self.advisers.get(adviser_id).name if adviser_id else NAMELESS
        except NoAdviser:
            return NAMELESS

    def _tell_one(self, row: Overdracht, news: Moved | Said, at: dt.datetime) -> bool:
        """Say one thing; False when it must be tried again later."""
        if isinstance(news, Said):
            body = {"from": "adviser", "name": self.name_of(news.adviser_id), "text": news.text}
            done = self._say(row, news.outward_key, body, at)
            if done:
                self.thread.sent(news.id, at)
            return done
        done = all(self._say(row, key, body, at) for key, body in self._of_move(row, news))
        if done:
            self.handoffs.told(news.id, at)
        return done

    def _of_move(self, row: Overdracht, move: Moved) -> list[tuple[str, Body]]:
        body = of_move(move, self.name_of(self._adviser_of(move)))
        bodies = [(f"move.{move.id}", body)] if body else []
        if (move.from_state, move.to_state) == (State.ADVISEUR, State.BOT):
            again = self.handoffs.open_question(row.sender_id)
            bodies += [(f"move.{move.id}.vraag", {"from": "assistant", **again})] if again else []
        return bodies

    def _adviser_of(self, move: Moved) -> str | None:
        """Return who has the conversation after a move, or who had it before."""
        if move.adviser_id is not None:
            return move.adviser_id
        before = [m for m in self.handoffs.moves_of(move.overdracht_id) if m.id < move.id]
        return before[-1].adviser_id if before else None

    def _tell_places(self, at: dt.datetime) -> None:
        waits = self.handoffs.waits()
        for place, row in self.handoffs.in_line():
            if not is_told(place) or not self.handoffs.tell_place(row.id, place):
                continue
            wait = in_dutch(expected_wait(place, waits))
            body = line("utter_overdracht_plek", plek=str(place), wachttijd=wait)
            self._say(row, f"plek.{row.id}.{row.version}.{place}", body, at)

    def _say(self, row: Overdracht, key: str, body: Body, at: dt.datetime) -> bool:
        """Say something; False when it must be tried again later."""
        try:
            self.speakers.speak(row.sender_id, {**body, "key": key}, at)
        except CannotBeReached as gone:
            log.warning("visitor_not_reached channel=%s why=%s", row.channel, type(gone).__name__)
        except WegwijzerError as failure:
            log.error("visitor_not_told failure=%s", type(failure).__name__)
            return False
        return True


def is_told(place: int) -> bool:
    """Tell whether a place in the queue is worth a message."""
    return place <= FIRST_PLACES or place % EVERY == 0
