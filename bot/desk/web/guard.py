"""The door of every page: who is signed in, with which role, and whether a change is really his."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any
from urllib.parse import quote, urlsplit

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.handoff import MoveRefused
from bot.channels.headers import headers_for
from bot.desk.errors import NotAllowed, sentence
from bot.desk.web.frame import page
from bot.desk.web.room import Room, Visit
from bot.errors import WegwijzerError
from bot.storage.advisers import NoAdviser

log = logging.getLogger(__name__)
Handler = Callable[..., "HTTPResponse | Awaitable[HTTPResponse | None] | None"]
SIGN_IN = "/desk/inloggen"
EXPIRED = "Deze pagina was te oud om iets mee te veranderen. Laad de pagina opnieuw en probeer het nog eens."
NOT_FOR_YOU = "Deze pagina hoort niet bij uw rol."
FAILED = "Er ging iets mis aan onze kant. Probeer het zo nog een keer."


def routes_of(room: Room, name: str) -> Blueprint:
    """Return an empty blueprint under ``/<name>``, whose every answer has the headers of the desk."""
    routes = Blueprint(name, url_prefix=f"/{name}")

    @routes.on_response
    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        # these also stand on a server of their own, in tests; on ours the same is done twice
        answer.headers.update(headers_for(request.path, room.address))

    return routes


class Doors:
    """Adds pages to a blueprint, each behind the door.

    Args:
        room: what the pages need.
        routes: where they are added.
    """

    def __init__(self, room: Room, routes: Blueprint) -> None:
        self.room = room
        self.routes = routes

    def get(self, path: str, handler: Handler, *roles: str) -> None:
        """Add a page to read; without roles it is for everybody who is signed in."""
        self._add("GET", path, handler, roles)

    def post(self, path: str, handler: Handler, *roles: str) -> None:
        """Add a change; it must carry the token of the session and come from our own pages."""
        self._add("POST", path, handler, roles)

    def _add(self, method: str, path: str, handler: Handler, roles: tuple[str, ...]) -> None:
        async def behind_the_door(request: Request, **parts: str) -> HTTPResponse | None:
            visit = self.room.visit(request)
            if visit is None:
                return to_sign_in(request)
            if method == "POST" and not is_own(self.room, request, visit):
                return refusal(request, visit, EXPIRED, 403)
            if roles and not visit.adviser.roles & set(roles):
                return refusal(request, visit, NOT_FOR_YOU, 403)
            return await _answered(self.room, request, visit, handler, parts)

        name = f"{method}_{path}".replace("/", "_").replace("<", "").replace(">", "")
        self.routes.add_route(
            behind_the_door, path, methods=[method], name=name.replace(":str", "").replace(":", "")
        )


async def _answered(
    room: Room, request: Request, visit: Visit, handler: Handler, parts: dict[str, str]
) -> HTTPResponse | None:
    try:
        answer = handler(room, request, visit, **parts)
        return await answer if isawaitable(answer) else answer  # type: ignore[return-value]
    except WegwijzerError as failure:
        if isinstance(failure, NotAllowed):
            about = parts.get("overdracht_id")
            room.desk.stores.audit.note(visit.id, "geweigerd", about, visit.at, handler.__name__)
        return refusal(request, visit, sentence(failure), status_of(failure))


def status_of(failure: WegwijzerError) -> int:
    """Return the status of a refusal."""
    if isinstance(failure, NotAllowed):
        return 403
    return (
        409 if isinstance(failure, MoveRefused) else 404 if isinstance(failure, NoAdviser) else 422
    )


def is_own(room: Room, request: Request, visit: Visit) -> bool:
    """Tell whether a change comes from a page that we gave to this session."""
    given = request.headers.get("x-csrf-token") or field(request, "csrf")
    return comes_from_us(request) and room.is_token(given, f"csrf.{visit.key}")


def comes_from_us(request: Request) -> bool:
    """Tell whether a browser says that a change comes from our own pages, where it says anything."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def field(request: Request, name: str) -> str:
    """Return a field of a form as text; empty when it is not there."""
    return str((request.form or {}).get(name) or "")


def wants_json(request: Request) -> bool:
    """Tell whether a page's script asks, rather than a form."""
    return "application/json" in request.headers.get("accept", "")


def to_sign_in(request: Request) -> HTTPResponse:
    """Send somebody who is not signed in to the sign-in page, and afterwards back."""
    if wants_json(request) or "text/event-stream" in request.headers.get("accept", ""):
        return response.json({"error": "U bent niet meer ingelogd.", "naar": SIGN_IN}, status=401)
    back = request.path if request.method == "GET" else "/desk"
    return response.empty(303, headers={"Location": f"{SIGN_IN}?verder={quote(back)}"})


def refusal(request: Request, visit: Visit | None, words: str, status: int) -> HTTPResponse:
    """Return why something was refused, as a page or to a page's script."""
    if wants_json(request):
        return response.json({"error": words}, status=status)
    return page("fout.html", visit, status, words=words)


def own_page(path: Any) -> str:
    """Return a path of the desk or of editors to go on to; the desk itself for anything else."""
    text = str(path or "")
    inside = any(text == top or text.startswith(f"{top}/") for top in ("/desk", "/redactie"))
    return text if inside and "\\" not in text and "//" not in text else "/desk"
