"""Makes the document of a link at the moment it is opened; nothing of it is kept."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from html import escape
from pathlib import Path

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.clock import now, today
from bot.documenten import maken
from bot.documenten.verwijzing import (
    DocumentUnknown,
    LinkExpired,
    LinkRefused,
    Links,
    valid_in_words,
)
from bot.errors import WegwijzerError
from bot.settings import Settings

log = logging.getLogger(__name__)
STYLE = Path(maken.__file__).parent / "papier.css"
#: opened by a program of its own; the others are shown in the browser
SAVED = ("docx", "ics")
HEADERS = {
    "Cache-Control": "no-store",
}
AGAIN = "Ga terug naar het gesprek en vraag er nog een keer om. Dan krijgt u een nieuwe link."
EXPIRED = (
    "Deze link werkt niet meer",
    f"Een link werkt {valid_in_words()}. Daarna is er niets meer van bewaard. {AGAIN}",
)
REFUSED = (
    "Deze link klopt niet",
    f"Er mist misschien een stuk van de link, of er is iets veranderd. {AGAIN}",
)
UNKNOWN = ("Dit document is er niet (meer)", AGAIN)
FAILED = ("Het document maken lukt nu niet", f"Er ging iets mis aan onze kant. {AGAIN}")
PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/bestand/papier.css">
</head>
<body><main><h1>{title}</h1><p>{text}</p></main></body>
</html>
"""


def add_documents(app: Sanic, choices: Settings) -> None:
    """Add ``/bestand/<token>/<name>.<ending>`` and the style of its pages."""
    links = Links(choices.secret)

    async def document(request: Request, token: str, name: str) -> HTTPResponse:
        return await answer(links, token, name)

    async def style(request: Request) -> HTTPResponse:
        return response.raw(STYLE.read_bytes(), content_type="text/css; charset=utf-8")

    app.add_route(document, "/bestand/<token>/<name>", methods=["GET", "HEAD"], name="bestand")
    app.add_route(style, "/bestand/papier.css", name="papier_css")


async def answer(links: Links, token: str, name: str) -> HTTPResponse:
    """Return the file, or a page that says in Dutch why there is none and what to do."""
    try:
        wish = links.read(token)
        ending = name.rpartition(".")[2]
        if maken.file_name(wish, ending) != name:
            return _sorry(404, UNKNOWN)
        build = partial(maken.make, wish, ending, today(), now())
        # a PDF takes a moment, in which the talks of others go on
        made = await asyncio.get_running_loop().run_in_executor(None, build)
    except LinkExpired:
        return _sorry(410, EXPIRED)
    except LinkRefused:
        return _sorry(403, REFUSED)
    except DocumentUnknown:
        return _sorry(404, UNKNOWN)
    except WegwijzerError as failure:
        log.error("document_failed failure=%s", type(failure).__name__)
        return _sorry(500, FAILED)
    log.info("document_made kind=%s ending=%s", wish.soort, ending)
    shown = "attachment" if ending in SAVED else "inline"
    place = {"Content-Disposition": f'{shown}; filename="{made.name}"'}
    return response.raw(made.content, content_type=made.kind, headers={**HEADERS, **place})


def _sorry(status: int, said: tuple[str, str]) -> HTTPResponse:
    page = PAGE.format(title=escape(said[0]), text=escape(said[1]))
    return response.html(page, status=status, headers=HEADERS)
