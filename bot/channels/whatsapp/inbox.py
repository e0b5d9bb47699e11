"""Answers what came in: in order for each person, each message once, whatever happens in between."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from bot.channels.whatsapp import kinds
from bot.channels.whatsapp.crew import LEASE, Crew
from bot.channels.whatsapp.turns import Turns, thought_of
from bot.storage.moments import utc_now
from bot.storage.whatsapp_inbox import Inbox, Waiting

log = logging.getLogger(__name__)
#: who goes on writing is answered after this many times the usual wait
PATIENCE = 5
SIGNAL_SECONDS = 5.0
#: seconds, beside the usual wait, before the first answer after a start or a failure
HOLD_OFF = 1.0


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
        hands: int = 2,
        lease: float = LEASE,
    ) -> None:
        super().__init__("inbox", inbox, hands, lease)
        self.inbox = inbox
        self.turns = turns
        self.signals = signals
        self.ready = ready
        self.wait = wait
        self.answered = answered
        #: people of whom something came in that is not stored yet; it may be what comes first
        self.arriving: Counter[str] = Counter()
        self._not_before = 0.0
        self._signalling: set[asyncio.Task[None]] = set()

    def hold_off(self) -> None:
        """Wait before answering: Meta now brings again what it could not, and that may come first."""
        self._not_before = time.time() + self.wait + HOLD_OFF

    async def due(self, limit: int) -> list[str]:
        """Return people who have been silent for long enough."""
        now, longest = time.time(), self.wait * PATIENCE
        if not self.ready() or now < self._not_before:
            return []
        due = await self.in_thread(self.inbox.due, now, self.wait, longest, self.token, limit)
        return [sender_id for sender_id in due if not self.arriving[sender_id]]

    async def handle(self, sender_id: str, address: str) -> None:
        """Answer the first thought of a person."""
        if self.arriving[sender_id]:
            await self.in_thread(self.inbox.release, "inbox", sender_id, self.token)
            return
        turn = await self.in_thread(self.inbox.take, sender_id, self.token, thought_of)
        if turn is None:
            return
        if not await self.in_thread(self.turns.has_adviser, sender_id):
            self._signal(turn.messages[-1])  # beside an adviser, the adviser gives the signs
        try:
            outcome = await self.turns.outcome(turn, utc_now())
        except Exception:
            until = time.time() + 2.0 ** turn.messages[0].attempts
            await self.in_thread(self.inbox.release, "inbox", sender_id, self.token, until)
            raise
        await self.in_thread(self.inbox.finish, turn, outcome, utc_now())
        self.answered()

    def _signal(self, message: Waiting) -> None:
        """Show signs of life, without waiting for them: they may be lost, an answer may not."""
        quiet = message.kind in (kinds.REACTION, kinds.SYSTEM)
        sign = self.signals.read if quiet else self.signals.seen
        task = asyncio.ensure_future(within(sign(message.wamid)))
        self._signalling.add(task)
        task.add_done_callback(self._signalling.discard)


async def within(sign: Coroutine[Any, Any, None]) -> None:
    """Give a sign of life, but not for long; one that fails is only noted."""
    try:
        await asyncio.wait_for(sign, SIGNAL_SECONDS)
    except Exception as failure:  # noqa: BLE001 - a sign of life is no message
        log.info("whatsapp_signal_failed failure=%s", type(failure).__name__)
