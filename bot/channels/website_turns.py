"""The turns of a talk on the website: each visitor's message goes to Rasa once, and is answered once.

The database is the list of what is still to be answered. Whichever worker has the turn answers all
that waits, in order of arrival; so nothing depends on which worker a message came to, or on that
worker being alive.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.bell import Bell
from bot.channels.inbound import FAILED, LOST
from bot.channels.outbound import Collector, shown
from bot.storage.database import is_passing
from bot.storage.moments import utc_now
from bot.storage.persons import WEBSITE
from bot.storage.talk_locks import TalkLocks
from bot.storage.turns import said_in_turn
from bot.storage.website import Body, WebsiteTalks

log = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
CHANNEL = "website"
#: seconds to wait before a turn is tried again that failed for a reason of the moment
AGAIN = (0.2, 0.5, 1.0, 2.0, 4.0)
#: turns of this worker that may wait before newcomers are asked to come back: each begins with a
#: turn of its own, and who is talking already goes first
CROWDED = 100
#: seconds that a stop waits for what is under way
FINISHING = 20.0


class Turns:
    """Keeps what is under way, so that the same message sent again joins the turn it started.

    Args:
        talks: where talks are kept.
        bell: is rung when an answer is stored.
        locks: give turns in a talk, also among workers.
    """

    def __init__(self, talks: WebsiteTalks, bell: Bell, locks: TalkLocks) -> None:
        self._talks = talks
        self._bell = bell
        self._locks = locks
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}
        #: the server stops: nothing new is taken on
        self.stopping = False

    def start(
        self, session_id: str, message_id: str, on_new_message: Handler
    ) -> asyncio.Task[None]:
        """Begin the turn of a stored message, or return the one that is under way."""
        return self._begin(
            (session_id, message_id), lambda: self._up_to(session_id, message_id, on_new_message)
        )

    async def answer(self, session_id: str, message_id: str, on_new_message: Handler) -> None:
        """Run the turn and wait; a visitor who goes away does not leave half a turn behind."""
        await asyncio.shield(self.start(session_id, message_id, on_new_message))

    async def greet(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        """Let the assistant speak first: to a message that no visitor sent."""

        async def turn() -> None:
            async with self._locks.hold(sender_of(session_id)):
                await self._patiently(session_id, message_id, text, on_new_message)

        await asyncio.shield(self._begin((session_id, message_id), turn))

    def resume(self, session_id: str, on_new_message: Handler) -> None:
        """Answer what was stored and never answered, since a worker stopped in between."""
        for message_id, _ in self._talks.unanswered(session_id):
            self.start(session_id, message_id, on_new_message)

    @property
    def crowded(self) -> bool:
        """Whether so much waits that a newcomer would wait for long, and others because of them."""
        return len(self._under_way) >= CROWDED

    async def all_done(self, session_id: str) -> None:
        """Wait until nothing of a talk is under way."""
        while turns := [t for (talk, _), t in self._under_way.items() if talk == session_id]:
            await asyncio.wait(turns)

    async def finish(self) -> None:
        """Take on nothing new and wait for what is under way: the server stops.

        Another worker, or the next start, takes what is left.
        """
        self.stopping = True
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=FINISHING)

    def _begin(
        self, key: tuple[str, str], turn: Callable[[], Awaitable[None]]
    ) -> asyncio.Task[None]:
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(turn())
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return task

    def _ended(self, key: tuple[str, str], done: asyncio.Task[None]) -> None:
        self._under_way.pop(key, None)
        if not done.cancelled() and (failure := done.exception()) is not None:
            # it stays unanswered, and is taken up when the visitor looks again
            log.error("website_left_for_later failure=%s", type(failure).__name__)

    async def _up_to(self, session_id: str, message_id: str, on_new_message: Handler) -> None:
        """Answer what waits in a talk, oldest first, up to and including a message."""
        async with self._locks.hold(sender_of(session_id)):
            waiting = self._talks.unanswered(session_id)
            if message_id not in [name for name, _ in waiting]:
                return  # another worker was first
            for name, text in waiting:
                await self._patiently(session_id, name, text, on_new_message)
                if name == message_id:
                    return

    async def _patiently(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        """Answer a message, again and again while the database is away for a moment."""
        for pause in (*AGAIN, None):
            try:
                return await self._one(session_id, message_id, text, on_new_message)
            except Exception as failure:
                if pause is None or not is_passing(failure):
                    raise
                log.warning("website_tried_again failure=%s", type(failure).__name__)
                await asyncio.sleep(pause)

    async def _one(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        said = said_in_turn(self._talks.url, sender_of(session_id), message_id)
        if said is None:
            bodies = await self._asked(session_id, message_id, text, on_new_message)
        else:  # Rasa dealt with it just before a worker stopped
            bodies = [body for message in said if (body := shown(message))] or [{"text": LOST}]
        self._talks.answer(session_id, message_id, bodies, utc_now())
        self._bell.ring(session_id, {"answered": message_id})

    async def _asked(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> list[Body]:
        collector = Collector(CHANNEL)
        message = UserMessage(
            text,
            collector,
            sender_of(session_id),
            input_channel=CHANNEL,
            message_id=message_id,
        )
        try:
            await on_new_message(message)
        except Exception as failure:
            if is_passing(failure):
                raise
            log.error("website_failed failure=%s", type(failure).__name__)
            collector.messages.append({"text": FAILED})
        return [_body(message) for message in collector.messages]


def sender_of(session_id: str) -> str:
    """Return the id under which Rasa knows a talk of the website."""
    return f"{WEBSITE}{session_id}"


def _body(message: dict[str, Any]) -> Body:
    return {key: value for key, value in message.items() if key != "recipient_id"}
