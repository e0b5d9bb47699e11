"""Handles people side by side: each person by one hand at a time, in this process and in others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from bot.storage.whatsapp_people import LostClaim, People

log = logging.getLogger(__name__)
Result = TypeVar("Result")
#: how often a queue is looked into when nobody wakes us: other processes fill it too
LOOK_EVERY = 0.25
#: how many people are looked up at once, to be worked off
AT_ONCE = 40
#: seconds that a person is ours without a sign of life
LEASE = 15.0
#: after a failure of the database
REST_AFTER_FAILURE = 1.0


class Crew:
    """Works off one queue.

    Args:
        queue: ``inbox`` or ``outbox``.
        people: claims people for the queue.
        hands: how many people are handled at the same time.
        lease: seconds that a person is ours without a sign of life; after a crash others wait so long.
    """

    def __init__(self, queue: str, people: People, hands: int, lease: float = LEASE) -> None:
        self.queue = queue
        self.people = people
        self.hands = hands
        self.lease = lease
        self.token = secrets.token_hex(16)
        self._woken = asyncio.Event()
        self._due: deque[str] = deque()
        self._busy: dict[str, asyncio.Task[None]] = {}
        # the database is waited for in threads, so that a slow one does not stop the server
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix=f"whatsapp-{queue}")
        self._loop_task: asyncio.Task[None] | None = None

    async def due(self, limit: int) -> list[str]:
        """Return people who can be handled now."""
        raise NotImplementedError

    async def handle(self, sender_id: str, address: str) -> None:
        """Handle one person, who is ours."""
        raise NotImplementedError

    def hold_off(self) -> None:
        """Something went wrong: begin again with care."""

    def start(self) -> None:
        """Begin, in the loop that is running."""
        self.hold_off()
        self._loop_task = asyncio.ensure_future(self._run())

    def wake(self) -> None:
        """Look into the queue now."""
        self._woken.set()

    async def stop(self) -> None:
        """Finish what is under way and let go."""
        if self._loop_task is not None:
            self._loop_task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop_task
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=self.lease)
        self._threads.shutdown(wait=False)

    async def in_thread(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do something that waits for the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, work, *arguments)

    async def _run(self) -> None:
        while True:
            try:
                found = await self._take_on()
            except Exception as failure:  # noqa: BLE001 - the database may be away; it comes back
                log.error("whatsapp_%s_failed failure=%s", self.queue, type(failure).__name__)
                self.hold_off()
                await asyncio.sleep(REST_AFTER_FAILURE)
                continue
            if not found:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), LOOK_EVERY)
            self._woken.clear()

    async def _take_on(self) -> bool:
        """Take on the people who are due; tell whether there may be more to do at once."""
        if len(self._busy) >= self.hands:
            await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
        if not self._due:
            self._due.extend(await self.due(AT_ONCE))
        began = False
        while self._due and len(self._busy) < self.hands:
            sender_id = self._due.popleft()
            if sender_id not in self._busy:
                began = True
                task = asyncio.ensure_future(self._one(sender_id))
                self._busy[sender_id] = task
                task.add_done_callback(partial(self._free, sender_id))
        return began

    def _free(self, sender_id: str, done: asyncio.Task[None]) -> None:
        self._busy.pop(sender_id, None)
        self.wake()

    async def _one(self, sender_id: str) -> None:
        try:
            address = await self.in_thread(self._claim, sender_id)
            if address is None:
                return
            keeper = asyncio.ensure_future(self._keep(sender_id))
            try:
                await self.handle(sender_id, address)
            finally:
                keeper.cancel()
        except LostClaim:
            log.warning("whatsapp_%s_taken_over", self.queue)
        except Exception as failure:  # noqa: BLE001 - one person's trouble is not another's
            log.error("whatsapp_%s_failed failure=%s", self.queue, type(failure).__name__)
            await asyncio.sleep(REST_AFTER_FAILURE)

    def _claim(self, sender_id: str) -> str | None:
        return self.people.claim(self.queue, sender_id, self.token, time.time(), self.lease)

    async def _keep(self, sender_id: str) -> None:
        """Stay the one who handles a person, as long as it takes."""
        while True:
            await asyncio.sleep(self.lease / 3)
            with contextlib.suppress(Exception):
                await self.in_thread(self._claim, sender_id)
