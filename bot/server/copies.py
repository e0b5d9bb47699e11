"""The page behind the link with a copy of a talk."""

from __future__ import annotations

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.copies import Copies
from bot.desk.copy import as_page, as_text, whole_talk
from bot.server.desk import desk_of
from bot.settings import Settings
from bot.storage.moments import utc_now

GONE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Link verlopen</title></head>'
    "<body><main><h1>Deze link werkt niet meer</h1><p>Vraag in het gesprek opnieuw om een kopie. "
    "Typ: stuur mij een kopie.</p></main></body></html>"
)
HEADERS = {
    "Cache-Control": "no-store",
}


def add_copies(app: Sanic, choices: Settings) -> None:
    """Add the page; without a link that was given in the talk there is nothing to see."""
    copies = Copies(choices.secret, choices.public_url)
    announcer = desk_of(choices).announcer

    @app.get("/kopie/<token:str>")
    async def copy(request: Request, token: str) -> HTTPResponse:
        sender_id = copies.talk_of(token, utc_now())
        said = whole_talk(choices.database_url, sender_id, announcer) if sender_id else []
        if not said:
            return response.html(GONE, status=404, headers=HEADERS)
        if request.args.get("vorm") == "tekst":
            return response.text(as_text(said), headers=HEADERS)
        return response.html(as_page(said), headers=HEADERS)
