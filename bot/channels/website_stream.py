"""Pushes what is stored for a visitor: as server-sent events, or as a reading that waits.

The stream is read with ``fetch``, so that the token stays in a header. It opens with a line of two
thousand spaces: a proxy that gathers small pieces passes them on, and a widget that hears nothing
within seconds knows that something in between holds the stream back, and reads the other way.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from sanic.request import Request

from bot.channels.bell import Bell, Ear
from bot.storage.website import Body, WebsiteTalks

#: a sign of life this often; proxies close what is silent for a minute
HEARTBEAT = 15.0  # seconds
#: the longest that a reading waits for news
LONGEST_WAIT = 25.0  # seconds
OPENING = ":" + " " * 2000 + "\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: dict[str, Any]) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def follow(
    request: Request,
    talks: WebsiteTalks,
    bell: Bell,
    session_id: str,
    after: int,
    hello: dict[str, Any],
    resume: Callable[[], None] = lambda: None,
) -> None:
    """Send the messages after a number and all that come, until the visitor or the server goes.

    Args:
        request: answered with a stream.
        talks: where talks are kept.
        bell: rings when something is stored; at each heartbeat it is looked up anyway, since a
            bell in another process is not heard here.
        session_id: the talk.
        after: the last number that the visitor has.
        hello: the first event, by which the widget knows that the stream comes through.
        resume: called when it was silent for a while: the worker that had to answer may be gone.
    """
    answer = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
    with bell.listen(session_id) as ear:
        await answer.send(OPENING + event("hello", hello))
        while not ear.closed:
            news, after = _news(talks.since(session_id, after), ear, after)
            if not news and not talks.exists(session_id):
                await answer.send(event("gone", {}))
                break
            await answer.send(news or ":\n\n")
            if not await ear.heard(bell.patience(HEARTBEAT)):
                resume()
    await answer.send("", True)


def _news(messages: list[Body], ear: Ear, after: int) -> tuple[str, int]:
    events = [event("note", note) for note in ear.notes()]
    if messages:
        events.insert(0, event("messages", {"messages": messages}))
    return "".join(events), max([after, *(message["seq"] for message in messages)])


async def wait_for_news(
    talks: WebsiteTalks, bell: Bell, session_id: str, after: int, seconds: float
) -> list[Body]:
    """Return the messages after a number, as soon as there are any or the seconds are over."""
    with bell.listen(session_id) as ear:
        messages = talks.since(session_id, after)
        until = time.monotonic() + min(seconds, LONGEST_WAIT)
        while not messages and not ear.closed and (left := until - time.monotonic()) > 0:
            await ear.heard(bell.patience(left))
            messages = talks.since(session_id, after)
            if not talks.exists(session_id):
                break
    return messages
