"""Rasa's turns in a talk, by our locks: of one worker, or with ``REDIS_URL`` of all.

Rasa's own store in Redis reads a lock and writes it back in two steps, so two workers can be given
the same turn; and it looks once a second whether it is its turn.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockStore

from bot.settings import settings
from bot.storage.talk_locks import locks_of


class Gesprekssloten(LockStore):
    """Gives turns; tickets are not kept.

    Args:
        endpoint_config: what endpoints.yml says; nothing in it is used.
        redis_url: address of Redis; ``REDIS_URL`` of the settings when left out.
    """

    def __init__(self, endpoint_config: Any = None, redis_url: str | None = None) -> None:
        self.locks = locks_of(settings().redis_url if redis_url is None else redis_url)
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Wait for a talk and have it until the block ends (see parent class)."""
        async with self.locks.hold(conversation_id):
            yield TicketLock(conversation_id)
