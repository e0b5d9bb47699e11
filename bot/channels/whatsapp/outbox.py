"""Sends what waits to go out: in order for each person, again after a failure, never twice knowingly.

Meta has no key against doubles. So each try is written down before it is made. When it is not known
how a try ended (we were stopped, or the line was cut), Meta's own word is awaited: it says of every
message that it took, with our id, that it was sent. Only after ``doubt`` seconds of silence is it
sent again.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Protocol

from bot.channels.whatsapp import counts
from bot.channels.whatsapp.api import DOUBT, MEDIA, Verdict, judge, meaning
from bot.channels.whatsapp.crew import LEASE, Crew
from bot.channels.whatsapp.render import Body, as_link
from bot.storage.moments import utc_now
from bot.storage.whatsapp_outbox import Outbox, Sending, Status

log = logging.getLogger(__name__)
#: what could not be sent for so long is of no use any more, and Meta refuses it
OLDEST = dt.timedelta(hours=24)
#: seconds after a start or a failure
HOLD_OFF = 2.0


class Sender(Protocol):
    """Meta, as the outbox needs it."""

    async def send(self, address: str, body: Body, our_id: str) -> str:
        """Send one message and return Meta's id of it."""


class OutboxCrew(Crew):
    """Works off the outbox.

    Args:
        outbox: what goes out.
        sender: Meta.
        hands: people at the same time.
        doubt: seconds to wait for Meta's word about a try of which the end is not known.
    """

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        hands: int = 8,
        lease: float = LEASE,
        doubt: float = DOUBT,
    ) -> None:
        super().__init__("outbox", outbox, hands, lease)
        self.outbox = outbox
        self.sender = sender
        self.doubt = doubt
        self._paused_until = 0.0

    def hold_off(self) -> None:
        """Wait before sending: Meta now says again what became of messages while we were away."""
        self._paused_until = max(self._paused_until, time.time() + HOLD_OFF)

    async def due(self, limit: int) -> list[str]:
        """Return people to whom something can go out now."""
        now = time.time()
        if now < self._paused_until:
            return []
        return await self.in_thread(self.outbox.due, now, self.token, limit)

    async def handle(self, sender_id: str, address: str) -> None:
        """Send what waits for one person, until something must wait."""
        going_on = True
        while going_on and (sending := await self._next(sender_id)):
            going_on = await self._send(sender_id, address, sending)
        if not going_on:
            await self.in_thread(self.outbox.release, "outbox", sender_id, self.token)

    async def _next(self, sender_id: str) -> Sending | None:
        now = time.time()
        if now < self._paused_until:
            await self.in_thread(self.outbox.release, "outbox", sender_id, self.token)
            return None
        return await self.in_thread(self.outbox.take, sender_id, self.token, now, self.doubt)

    async def _send(self, sender_id: str, address: str, sending: Sending) -> bool:
        """Send one message; False when it must wait."""
        if utc_now() - sending.made_at > OLDEST:
            await self._give_up(sender_id, sending, "te_oud")
            return True
        try:
            wamid = await self.sender.send(address, sending.body, sending.id)
        except Exception as failure:  # noqa: BLE001 - of every kind; judged one by one
            return await self._failed(sender_id, sending, judge(failure, sending.attempts))
        await self.in_thread(self.outbox.sent, sender_id, sending.id, wamid, utc_now())
        counts.SENT.inc()
        return True

    async def _failed(self, sender_id: str, sending: Sending, verdict: Verdict) -> bool:
        if verdict.never:
            if sending.body["type"] == "document" and verdict.reason in map(str, MEDIA):
                await self.in_thread(self.outbox.put, sender_id, [as_link(sending.body)], utc_now())
            await self._give_up(sender_id, sending, verdict.reason)
            return True
        again = time.time() + verdict.wait
        if verdict.everyone:
            self._paused_until = max(self._paused_until, again)
            log.error("whatsapp_paused seconds=%.0f code=%s", verdict.wait, verdict.reason)
        until = again if verdict.doubt else None
        await self.in_thread(self.outbox.postpone, sending.id, again, until)
        counts.POSTPONED.labels(verdict.reason).inc()
        return False

    async def _give_up(self, sender_id: str, sending: Sending, reason: str) -> None:
        await self.in_thread(self.outbox.give_up, sender_id, sending.id, reason, utc_now())
        given_up(sending.id, reason)


def given_up(sending_id: str, reason: str) -> None:
    """Write the line for the operator: which message, and why; not to whom, and not what."""
    counts.GIVEN_UP.labels(reason).inc()
    log.error("whatsapp_given_up message=%s code=%s %s", sending_id, reason, meaning(reason))


def record(outbox: Outbox, found: tuple[Status, ...], at: dt.datetime) -> list[Status]:
    """Store what Meta says became of messages, and return what is new.

    A document that did not arrive goes as a link.
    """
    new = outbox.record(found)
    for status in new:
        if status.status != "failed":
            continue
        reason = str(status.code or "onbekend")
        given_up(status.outbox_id or "onbekend", reason)
        mine = outbox.find(status) if status.code in MEDIA else None
        if mine is not None and mine[1]["type"] == "document":
            outbox.put(mine[0], [as_link(mine[1])], at)
    return new
