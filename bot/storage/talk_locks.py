"""Who may take a turn in a talk: one at a time, in this worker and, with Redis, in all of them.

These locks save work and keep order. They are not what keeps a talk whole: a lock may be lost, as
when Redis goes away, and the tracker store then refuses the turn that came too late
(``TalkMovedOn``).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hashlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import redis.asyncio
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

log = logging.getLogger(__name__)
#: seconds that a talk stays locked by a worker that was killed
LEASE = 6.0
#: seconds between two looks at a lock that another worker has
LOOK_EVERY = 0.02
#: seconds to wait for another worker at most; then the database decides who was first
PATIENCE = 30.0
#: seconds for which Redis is not asked again after it failed
REST = 2.0
#: seconds that Redis may take
SLOWEST = 1.0
#: the talks that this task has; a turn that is part of another does not wait for itself
_HELD: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())


class TalkLocks(Protocol):
    """What gives turns."""

    def hold(self, talk_id: str) -> AbstractAsyncContextManager[None]:
        """Wait for a talk and have it until the block ends; within it, asking again is harmless."""
        raise NotImplementedError


class LocksHere:
    """The locks of one worker: whoever asks first, goes first."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._wanted: Counter[str] = Counter()

    @asynccontextmanager
    async def hold(self, talk_id: str) -> AsyncIterator[None]:
        """Wait for a talk and have it until the block ends (see ``TalkLocks``)."""
        if talk_id in _HELD.get():
            yield
            return
        self._wanted[talk_id] += 1
        try:
            async with self._locks.setdefault(talk_id, asyncio.Lock()), self._among_all(talk_id):
                before = _HELD.set(_HELD.get() | {talk_id})
                try:
                    yield
                finally:
                    _HELD.reset(before)
        finally:
            self._wanted[talk_id] -= 1
            if not self._wanted[talk_id]:
                del self._wanted[talk_id], self._locks[talk_id]

    @asynccontextmanager
    async def _among_all(self, talk_id: str) -> AsyncIterator[None]:
        """Wait for the other workers too."""
        yield


class LocksOfAll(LocksHere):
    """The locks of all workers, in Redis; without Redis each worker has its own for a while.

    Args:
        url: address of Redis.
        lease: seconds that a talk stays locked by a worker that was killed.
    """

    def __init__(self, url: str, lease: float = LEASE) -> None:
        super().__init__()
        self._url = url
        self._lease = lease
        self._client: Any = None
        self._loop: Any = None
        self._not_before = 0.0

    @asynccontextmanager
    async def _among_all(self, talk_id: str) -> AsyncIterator[None]:
        lock = await self._taken(talk_id)
        keeper = asyncio.ensure_future(self._keep(lock)) if lock is not None else None
        try:
            yield
        finally:
            if keeper is not None:
                keeper.cancel()
                await self._give_back(lock)

    def _redis(self) -> Any:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # its connections belong to one loop
            self._loop = loop
            self._client = redis.asyncio.from_url(
                self._url, socket_timeout=SLOWEST, socket_connect_timeout=SLOWEST
            )
        return self._client

    async def _taken(self, talk_id: str) -> Any:
        """Return the lock; None when Redis is away, or another worker has it for too long."""
        if time.monotonic() < self._not_before:
            return None
        name = f"wegwijzer:beurt:{hashlib.sha256(talk_id.encode()).hexdigest()[:32]}"
        lock = Lock(self._redis(), name, self._lease, LOOK_EVERY, blocking_timeout=PATIENCE)
        try:
            if await lock.acquire():
                return lock
            log.error("talk_lock_waited_too_long seconds=%.0f", PATIENCE)
        except (RedisError, OSError, asyncio.TimeoutError) as failure:
            self._failed(failure)
        return None

    async def _keep(self, lock: Any) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            try:
                await lock.reacquire()
            except LockError:  # given back, or the lease was over and another worker has it
                return
            except (RedisError, OSError, asyncio.TimeoutError) as failure:
                log.warning("talk_lock_not_kept failure=%s", type(failure).__name__)

    async def _give_back(self, lock: Any) -> None:
        try:
            with contextlib.suppress(LockError):  # the lease was over
                await lock.release()
        except (RedisError, OSError, asyncio.TimeoutError) as failure:
            self._failed(failure)

    def _failed(self, failure: Exception) -> None:
        self._not_before = time.monotonic() + REST
        log.warning("talk_locks_here_only failure=%s", type(failure).__name__)


@functools.lru_cache(maxsize=4)
def locks_of(redis_url: str) -> TalkLocks:
    """Return the locks of this process: shared with the other workers when there is a Redis."""
    return LocksOfAll(redis_url) if redis_url else LocksHere()
