"""Puts the desk together: stores, the channels it speaks through, opening hours, and the silence."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sanic import Sanic

from bot.care.safety import find_danger
from bot.care.safety_patterns import Danger
from bot.channels.bell import BELL
from bot.channels.copies import Copies
from bot.channels.rights import Rights
from bot.channels.silence import Silence
from bot.channels.speakers import Ring, Speakers, WebsiteSpeaker
from bot.channels.whatsapp.voice import WhatsAppVoice
from bot.desk.lines import line
from bot.desk.port import BuiltInDesk, Desks
from bot.desk.service import Desk
from bot.desk.stores import Stores
from bot.desk.upkeep import Upkeep
from bot.desk.view import View
from bot.knowledge.answers import answers
from bot.knowledge.opening import opening
from bot.knowledge.safety import patterns
from bot.server.chatwoot import add_chatwoot, chatwoot_of
from bot.settings import Settings
from bot.storage.handoff import Handoffs
from bot.storage.handoff_thread import Thread
from bot.storage.moments import utc_now
from bot.storage.persons import WEBSITE
from bot.storage.website import WebsiteTalks
from bot.storage.whatsapp_tables import WHATSAPP

log = logging.getLogger(__name__)
#: wakes whoever follows a talk, or the desk itself
RING: Ring = BELL.ring
UPKEEP_EVERY = 10  # seconds


def speakers_of(choices: Settings) -> Speakers:
    """Return the channels that can speak first, by the beginning of a sender's id."""
    return Speakers(
        {
            WEBSITE: WebsiteSpeaker(WebsiteTalks(choices.database_url), RING),
            **({WHATSAPP: WhatsAppVoice(choices, RING)} if choices.whatsapp else {}),
        }
    )


def desk_of(choices: Settings) -> Desk:
    """Return the use cases of the desk."""
    stores = Stores(choices.database_url, choices.secret)
    is_open = opening(choices.opening_hours).is_open
    return Desk(stores, speakers_of(choices), desks_of(choices), is_open)


def desks_of(choices: Settings) -> Desks:
    """Return the desks where advisers work."""
    built_in = BuiltInDesk(RING)
    if choices.chatwoot is None:
        return Desks((built_in,))
    return Desks((built_in, chatwoot_of(choices, choices.chatwoot)))


def view_of(choices: Settings) -> View:
    """Return what the desk shows."""
    return View(Stores(choices.database_url, choices.secret), speakers_of(choices))


def silence_of(choices: Settings) -> Silence:
    """Return what passes each message to the bot or to the adviser who has the conversation."""
    return Silence(
        handoffs=Handoffs(choices.database_url),
        thread=Thread(choices.database_url),
        find_danger=lambda text: find_danger(text, patterns()),
        number_for=number_for,
        copy_of=links_of(choices),
        tell=desk_of(choices).announcer.tell,
        changed=desks_of(choices).changed,
    )


def links_of(choices: Settings) -> Callable[[str, str, dt.datetime], dict[str, Any] | None]:
    """Return what answers a message that asks for a link: to a copy, or to one's own data."""
    copies = Copies(choices.secret, choices.public_url)
    rights = Rights(choices.secret, choices.public_url)

    def answer(text: str, sender_id: str, at: dt.datetime) -> dict[str, Any] | None:
        return copies.answer(text, sender_id, at) or rights.answer(text, sender_id, at)

    return answer


def number_for(danger: Danger) -> dict[str, Any] | None:
    """Return the message with the number to call, alone for a clear sign."""
    name = f"utter_{'zorgen_' if danger.strength == 'twijfel' else ''}{danger.kind}"
    return line(name, by="assistant") if name in answers() else None


def beside_advisers(
    choices: Settings, to_bot: Callable[[Any], Awaitable[Any]]
) -> Callable[[Any], Awaitable[Any]]:
    """Return the way to the bot that all channels go: past the silence."""
    return partial(silence_of(choices).pass_on, to_bot=to_bot)


def keep_up(app: Sanic, choices: Settings) -> None:
    """Let the desk's own work run beside the server, and channels pass on that a visitor types or reads."""
    app.ctx.signs = silence_of(choices)
    if choices.chatwoot is not None:
        add_chatwoot(app, chatwoot_of(choices, choices.chatwoot), desk_of(choices))

    @app.after_server_start
    async def begin(app: Sanic, loop: Any) -> None:
        app.add_task(_every_while(Upkeep(desk_of(choices))))


async def _every_while(upkeep: Upkeep) -> None:
    while True:
        try:
            upkeep.run(utc_now())
        except Exception as failure:  # noqa: BLE001 - the next round tries again
            log.error("upkeep_failed failure=%s", type(failure).__name__)
        await asyncio.sleep(UPKEEP_EVERY)
