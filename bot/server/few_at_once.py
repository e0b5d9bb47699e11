"""Few turns at once in a worker: they compute, so more of them is not faster, and the server stays awake.

With a hundred turns that take each other's time by turns, all of them are done at the end and nothing
else is answered meanwhile; one after the other the first are done at once, and so is a look at
``/gereed``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.storage.talk_locks import TalkLocks

#: one computes while another waits for its action or for the database
AT_ONCE = 3
Handle = Callable[[Any], Awaitable[Any]]


def few_at_once(handle: Handle, locks: TalkLocks, most: int = AT_ONCE) -> Handle:
    """Return the way of a message to Rasa, taken by ``most`` messages at a time, first come first.

    The talk is waited for first: who waits for a talk takes no place from another.
    """
    places = asyncio.Semaphore(most)

    async def one(message: Any) -> Any:
        async with locks.hold(str(message.sender_id)), places:
            return await handle(message)

    return one
