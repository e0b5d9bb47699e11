"""Puts the pages of the desk together, as one blueprint under ``/desk``."""

from __future__ import annotations

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk.stores import ADMIN, ADVISER, EDITOR, LEAD
from bot.desk.web.admin import add_admin
from bot.desk.web.calls import add_calls
from bot.desk.web.editor import add_editor
from bot.desk.web.entrance import add_entrance
from bot.desk.web.frame import FOLDER, go
from bot.desk.web.guard import Doors, refusal, routes_of
from bot.desk.web.lead import add_lead
from bot.desk.web.room import Room, Visit
from bot.desk.web.stream import add_stream
from bot.desk.web.work import add_work

#: where somebody begins, by the first role that fits
HOMES = (
    (ADVISER, "/desk/wachtrij"),
    (LEAD, "/desk/team"),
    (EDITOR, "/redactie"),
    (ADMIN, "/desk/beheer"),
)
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
NOT_THERE = "Deze pagina is er niet."


def desk_pages(room: Room) -> Blueprint:
    """Return the routes of the desk."""
    routes = routes_of(room, "desk")
    doors = Doors(room, routes)
    doors.get("/", home)
    for add in (add_work, add_calls, add_lead, add_editor, add_admin, add_stream):
        add(doors)
    add_entrance(room, routes, doors)
    _add_files(routes)
    doors.get("/<rest:path>", nothing)
    return routes


def home(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Go to the page that fits the role."""
    for role, path in HOMES:
        if role in visit.adviser.roles:
            return go(path)
    return refusal(request, visit, NOT_THERE, 404)


def nothing(room: Room, request: Request, visit: Visit, rest: str) -> HTTPResponse:
    """Say that there is no such page; ``/desk/`` is ``/desk``."""
    return refusal(request, visit, NOT_THERE, 404) if rest else home(room, request, visit)


def _add_files(routes: Blueprint) -> None:
    """Serve the style and the scripts; what is not in the folder is not there."""
    files = {path.name: path for path in (FOLDER / "static").iterdir() if path.suffix in KINDS}

    @routes.get("/static/<name:str>")
    async def static(request: Request, name: str) -> HTTPResponse:
        path = files.get(name)
        if path is None:
            return response.empty(404)
        return response.raw(
            path.read_bytes(),
            content_type=KINDS[path.suffix],
            headers={"Cache-Control": "no-cache"},
        )
