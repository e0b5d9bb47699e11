"""Answers what came in: in order for each person, each message once, whatever happens in between."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from bot.channels.whatsapp import kinds
from bot.channels.whatsapp.crew import LEASE, Crew
from bot.channels.whatsapp.turns import Turns, thought_of
from bot.storage.moments import utc_now
from bot.storage.whatsapp_inbox import Inbox, Turn, Waiting

log = logging.getLogger(__name__)
#: who goes on writing is answered after this many times the usual wait
PATIENCE = 5
SIGNAL_SECONDS = 5.0


class Signals(Protocol):
    """What a person sees while an answer is made."""

    async def seen(self, wamid: str) -> None:
        """Mark as read, and show that an answer is being written."""

    async def read(self, wamid: str) -> None:
        """Mark as read."""


class InboxCrew(Crew):
    """Works off the inbox.

    Args:
        inbox: what came in.
        turns: makes the answers.
        signals: the read mark and the typing sign.
        ready: whether Rasa is there; until then everything waits.
        wait: seconds of silence after which a thought is complete.
        answered: called when there is something to send.
        hands: people at the same time; Rasa computes in the same process, so more is not faster.
    """

    def __init__(
        self,
        inbox: Inbox,
        turns: Turns,
        signals: Signals,
        ready: Callable[[], bool],
        wait: float,
        answered: Callable[[], None],
        hands: int = 4,
        lease: float = LEASE,
    ) -> None:
        super().__init__("inbox", inbox, hands, lease)
        self.inbox = inbox
        self.turns = turns
        self.signals = signals
        self.ready = ready
        self.wait = wait
        self.answered = answered
        self._signalling: set[asyncio.Task[None]] = set()

    async def due(self, limit: int) -> list[str]:
        """Return people who have been silent for long enough."""
        if not self.ready():
            return []
        now, longest = time.time(), self.wait * PATIENCE
        return await self.in_thread(self.inbox.due, now, self.wait, longest, self.token, limit)

    async def handle(self, sender_id: str, address: str) -> None:
        """Answer the first thought of a person."""
        waiting = await self.in_thread(self.inbox.waiting, sender_id)
        person = await self.in_thread(self.inbox.read, sender_id)
        if not waiting or person is None:
            await self._let_go(sender_id)
            return
        messages = thought_of(waiting)
        turn = Turn(messages[0].turn_id or messages[0].id, sender_id, self.token, messages)
        await self.in_thread(self.inbox.begin, turn)
        self._signal(messages[-1])
        try:
            outcome = await self.turns.outcome(person, turn.id, messages, utc_now())
        except Exception:
            await self._let_go(sender_id, time.time() + 2.0 ** messages[0].attempts)
            raise
        await self.in_thread(self.inbox.finish, turn, outcome, utc_now())
        self.answered()

    async def _let_go(self, sender_id: str, until: float | None = None) -> None:
        await self.in_thread(self.inbox.release, "inbox", sender_id, self.token, until)

    def _signal(self, message: Waiting) -> None:
        """Show signs of life, without waiting for them: they may be lost, an answer may not."""
        quiet = message.kind in (kinds.REACTION, kinds.SYSTEM)
        sign = self.signals.read if quiet else self.signals.seen
        task = asyncio.ensure_future(_within(sign(message.wamid)))
        self._signalling.add(task)
        task.add_done_callback(self._signalling.discard)


async def _within(sign) -> None:  # type: ignore[no-untyped-def] # any coroutine
    try:
        await asyncio.wait_for(sign, SIGNAL_SECONDS)
    except Exception as failure:  # noqa: BLE001 - a sign of life is no message
        log.info("whatsapp_signal_failed failure=%s", type(failure).__name__)
