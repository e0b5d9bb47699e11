"""The turns of a talk on the website: each visitor's message goes to Rasa once, and is answered once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.bell import Bell
from bot.channels.inbound import FAILED, LOST
from bot.channels.outbound import Collector, shown
from bot.storage.moments import utc_now
from bot.storage.persons import WEBSITE
from bot.storage.turns import said_in_turn
from bot.storage.website import Body, WebsiteTalks

log = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
CHANNEL = "website"


class Turns:
    """Keeps what is under way, so that the same message sent again joins the turn it started.

    Args:
        talks: where talks are kept.
        bell: is rung when an answer is stored.
    """

    def __init__(self, talks: WebsiteTalks, bell: Bell) -> None:
        self._talks = talks
        self._bell = bell
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}

    def start(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> asyncio.Task[None]:
        """Begin the turn of a stored message, or return the one that is under way."""
        key = (session_id, message_id)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._turn(session_id, message_id, text, on_new_message))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return task

    async def answer(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        """Run the turn and wait; a visitor who goes away does not leave half a turn behind."""
        await asyncio.shield(self.start(session_id, message_id, text, on_new_message))

    def resume(self, session_id: str, on_new_message: Handler) -> None:
        """Answer what was stored and never answered, since the server stopped in between."""
        for message_id, text in self._talks.unanswered(session_id):
            if (session_id, message_id) in self._under_way:
                continue
            if not self.recover(session_id, message_id):
                self.start(session_id, message_id, text, on_new_message)

    def recover(self, session_id: str, message_id: str) -> bool:
        """Store the answers to a message that Rasa dealt with just before the server stopped.

        Returns:
            False when Rasa has not dealt with it, or is busy with it.
        """
        if (session_id, message_id) in self._under_way:
            return False
        said = said_in_turn(self._talks.url, sender_of(session_id), message_id)
        if said is None:
            return False
        bodies = [body for message in said if (body := shown(message))]
        self._talks.answer(session_id, message_id, bodies or [{"text": LOST}], utc_now())
        self._bell.ring(session_id)
        return True

    async def all_done(self, session_id: str) -> None:
        """Wait until nothing of a talk is under way."""
        while turns := [t for (talk, _), t in self._under_way.items() if talk == session_id]:
            await asyncio.wait(turns)

    async def _turn(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
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
        except Exception as failure:  # noqa: BLE001 - the last stop: the visitor gets an answer
            log.error("website_failed failure=%s", type(failure).__name__)
            collector.messages.append({"text": FAILED})
        bodies = [_body(message) for message in collector.messages]
        self._talks.answer(session_id, message_id, bodies, utc_now())
        self._bell.ring(session_id, {"answered": message_id})


def sender_of(session_id: str) -> str:
    """Return the id under which Rasa knows a talk of the website."""
    return f"{WEBSITE}{session_id}"


def _body(message: dict[str, Any]) -> Body:
    return {key: value for key, value in message.items() if key != "recipient_id"}
