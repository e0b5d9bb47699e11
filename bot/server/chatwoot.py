"""Connects an outside desk in Chatwoot, when the operator has one."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.clock import today
from bot.desk.briefing import Briefing, briefing_of
from bot.desk.chatwoot import ChatwootDesk
from bot.desk.chatwoot_api import ChatwootApi
from bot.desk.chatwoot_events import ChatwootEvents, Unreadable, Unsigned
from bot.desk.service import Desk
from bot.desk.stores import Stores
from bot.settings import ChatwootChoices, Settings
from bot.storage.handoff_rows import Overdracht
from bot.storage.moments import utc_now
from bot.storage.outside import Outside
from bot.storage.story import Story, story_of

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds between looks whether something changed
ANYWAY = 30  # looks after which it is brought in step anyway, and who is there is asked


@functools.lru_cache(maxsize=4)
def chatwoot_of(choices: Settings, of_chatwoot: ChatwootChoices) -> ChatwootDesk:
    """Return the outside desk; one, since it remembers that something changed."""
    url = choices.database_url

    def card(row: Overdracht) -> Briefing:
        story = story_of(url, row.sender_id) if row.consent else Story((), {})
        return briefing_of(story, today())

    stores = Stores(url, choices.secret)
    return ChatwootDesk(ChatwootApi(of_chatwoot), stores, Outside(url), card)


def add_chatwoot(app: Sanic, chatwoot: ChatwootDesk, desk: Desk) -> None:
    """Add the address that Chatwoot calls, and the task that keeps it in step."""
    events = ChatwootEvents(desk, chatwoot)

    @app.post("/webhooks/chatwoot/events")
    async def receive(request: Request) -> HTTPResponse:
        head = request.headers
        stamp, signature = (
            head.get("x-chatwoot-timestamp", ""),
            head.get("x-chatwoot-signature", ""),
        )
        try:
            done = events.take(request.body, stamp, signature, utc_now())
        except Unsigned:
            return response.json({"error": "Deze oproep is niet ondertekend."}, status=401)
        except Unreadable:
            return response.json({"error": "Deze oproep is niet te lezen."}, status=400)
        return response.json({"result": done})

    @app.after_server_start
    async def begin(app: Sanic, loop: Any) -> None:
        app.add_task(_keep_in_step(chatwoot))


async def _keep_in_step(chatwoot: ChatwootDesk) -> None:
    looks = 0
    while True:
        anyway = looks % ANYWAY == 0
        try:
            if anyway:
                await asyncio.to_thread(chatwoot.who_is_there, utc_now())
            if chatwoot.take_news() or anyway:
                await asyncio.to_thread(chatwoot.in_step)
        except Exception as failure:  # noqa: BLE001 - the next round tries again
            log.error("chatwoot_failed failure=%s", type(failure).__name__)
        looks += 1
        await asyncio.sleep(EVERY)
