"""The page behind the link to one's own data: what is kept, to save it, and to have it wiped."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from html import escape

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Door
from bot.channels.rights import Rights
from bot.channels.website_rights import PRIVATE, export_of
from bot.channels.whatsapp.crew import LEASE
from bot.knowledge.gegevens import data_map
from bot.settings import Settings
from bot.storage.export import Export, Row
from bot.storage.moments import utc_now
from bot.storage.persons import WEBSITE
from bot.storage.whatsapp_people import People, Sealer
from bot.storage.whatsapp_tables import WHATSAPP

HEADERS = {
    "Cache-Control": "no-store",
}
PAGE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1>{body}</main></body></html>"
)
GONE = (
    "<p>Deze link werkt niet meer, of er is niets van dit gesprek bewaard. Vraag in het gesprek een "
    "nieuwe. Typ: mijn gegevens.</p>"
)
ACTIONS = (
    '<p><a href="{path}/gegevens.json">Alles downloaden (JSON)</a></p>'
    '<form method="post" action="{path}/vergeet"><p>Alles van dit gesprek wissen kan hier. Dat is '
    "niet terug te draaien.</p><p><button>Wis dit gesprek</button></p></form>"
)
#: a turn under way would write a part of the talk again
TRIES, PAUSE = 40, 0.25  # seconds
Settle = Callable[[str], Awaitable[None]]


def add_own_data(app: Sanic, choices: Settings, settle: Settle) -> None:
    """Add the page, the file and the wiping; without a link that was given there is nothing to see.

    Args:
        app: the server.
        choices: the operator's settings.
        settle: waits until no turn of a talk is under way.
    """
    rights = Rights(choices.secret, choices.public_url)
    export = Export(choices.database_url, choices.secret)

    @app.get("/gegevens/<token:str>")
    async def look(request: Request, token: str) -> HTTPResponse:
        sender_id = rights.talk_of(token, utc_now())
        kept = export.of(sender_id) if sender_id else {}
        if not kept:
            return _page("Uw gegevens", GONE, 404)
        path = f"/gegevens/{escape(token)}"
        return _page("Uw gegevens", _table(kept) + ACTIONS.format(path=path))

    @app.get("/gegevens/<token:str>/gegevens.json")
    async def download(request: Request, token: str) -> HTTPResponse:
        sender_id = rights.talk_of(token, utc_now())
        if sender_id is None:
            return _page("Uw gegevens", GONE, 404)
        return response.json(export_of(export, sender_id), headers={**HEADERS, **PRIVATE})

    @app.post("/gegevens/<token:str>/vergeet")
    async def wipe(request: Request, token: str) -> HTTPResponse:
        sender_id = rights.talk_of(token, utc_now())
        if sender_id is None:
            return _page("Uw gegevens", GONE, 404)
        await settle(sender_id)
        return _page("Gewist", f"<p>{escape(Door(choices).forget(sender_id))}</p>")


def _page(title: str, body: str, status: int = 200) -> HTTPResponse:
    return response.html(PAGE.format(title=title, body=body), status=status, headers=HEADERS)


def _table(kept: dict[str, list[Row]]) -> str:
    known = data_map()
    lines = "".join(
        f"<tr><td>{escape(known[name].what)}</td><td>{escape(known[name].why)}</td>"
        f"<td>{len(rows)}</td><td>{escape(known[name].how_long)}</td></tr>"
        for name, rows in kept.items()
    )
    return (
        "<table><thead><tr><th>Wat</th><th>Waarom</th><th>Regels</th><th>Hoe lang bewaard</th></tr>"
        f"</thead><tbody>{lines}</tbody></table>"
    )


def settle_with(channels: list[object], choices: Settings) -> Settle:
    """Return what waits for the turns of a talk, on the channels of this server.

    Args:
        channels: those of credentials.yml.
        choices: the operator's settings.
    """
    turns = [one.turns for one in channels if hasattr(one, "turns")]

    async def settle(sender_id: str) -> None:
        if sender_id.startswith(WEBSITE):
            for one in turns:
                await one.all_done(sender_id.removeprefix(WEBSITE))
        elif sender_id.startswith(WHATSAPP):
            await _until_nobody_has(choices, sender_id)

    return settle


async def _until_nobody_has(choices: Settings, sender_id: str) -> None:
    """Take a person of WhatsApp, so that no process answers them any more while they are wiped."""
    people = People(choices.database_url, Sealer(choices.secret))
    token = secrets.token_hex(16)
    for _ in range(TRIES):
        if people.read(sender_id) is None:
            return
        if people.claim("inbox", sender_id, token, time.time(), LEASE) is not None:
            return
        await asyncio.sleep(PAUSE)
