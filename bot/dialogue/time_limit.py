"""A time limit for actions: one that hangs costs its own talk an answer, and nobody else theirs.

Actions run in a thread of their own, one at a time: they are plain functions, and a function that
never returns would stop the whole server. A thread cannot be stopped from outside; it is left
behind, what it still comes to is thrown away, and the next action gets a new one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.errors import WegwijzerError

log = logging.getLogger(__name__)
#: seconds; the slowest action, which makes a letter, takes about one
LIMIT = 10.0
ASKED = "requested_slot"


class TimeLimit:
    """Runs actions.

    Args:
        seconds: what an action may take.
    """

    def __init__(self, seconds: float = LIMIT) -> None:
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="actie")
        self._turns: tuple[Any, asyncio.Lock] | None = None

    async def run(self, action: Coroutine[Any, Any, Any], call: dict[str, Any]) -> Any:
        """Return what an action comes to, or an apology when it takes too long.

        Args:
            action: what the SDK would run.
            call: Rasa's call, for what to do when it hangs.
        """
        loop = asyncio.get_running_loop()
        async with self._turn(loop):  # the limit counts from the moment that it is its turn
            doing = loop.run_in_executor(self._thread, _done, action)
            try:
                return await asyncio.wait_for(doing, self._seconds)
            except asyncio.TimeoutError:
                self._thread.shutdown(wait=False)
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="actie")
        log.error("action_hangs name=%s seconds=%.0f", call.get("next_action"), self._seconds)
        return apology(call)

    def _turn(self, loop: Any) -> asyncio.Lock:
        if self._turns is None or self._turns[0] is not loop:
            self._turns = (loop, asyncio.Lock())
        return self._turns[1]


def _done(action: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end; the actions wait for nothing, so it needs no loop."""
    try:
        action.send(None)
    except StopIteration as ended:
        return ended.value
    action.close()
    raise TypeError("an action may not await anything; write it as a plain function")


def apology(call: dict[str, Any]) -> dict[str, Any]:
    """Return the answer in the place of an action's own: what was asked stays asked."""
    dispatcher = CollectingDispatcher()
    dispatcher.utter_message(response=WegwijzerError.response)
    asked = (call.get("tracker") or {}).get("slots", {}).get(ASKED)
    events = [] if asked is None else [SlotSet(ASKED, asked)]
    return {"events": events, "responses": dispatcher.messages}
