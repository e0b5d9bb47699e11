"""The page of an editor: what the bot did not understand, ready to be made into an issue."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk.stores import EDITOR
from bot.desk.unknown import Group, as_issue
from bot.desk.web.frame import page
from bot.desk.web.guard import Doors, refusal
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import standing

PERIODS = (7, 30)  # days
GONE = "Deze vraag staat niet meer in de lijst."


def add_editor(doors: Doors) -> None:
    """Add the pages."""
    doors.get("/redactie", questions, EDITOR)
    doors.get("/redactie/vragen.txt", all_issues, EDITOR)
    doors.get("/redactie/vraag/<key:str>", one_issue, EDITOR)


def questions(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show the questions that were not understood, masked and grouped."""
    days = _days(request)
    groups = [(key_of(group), group) for group in _groups(room, visit, days)]
    return page(
        "redactie.html",
        visit,
        **standing(room, visit),
        here="redactie",
        part="vragen",
        groups=groups,
        days=days,
        periods=PERIODS,
    )


def all_issues(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Give all of them as a text of issues."""
    groups = _groups(room, visit, _days(request))
    return _file(room, visit, "\n---\n\n".join(map(as_issue, groups)), "vragen.txt")


def one_issue(room: Room, request: Request, visit: Visit, key: str) -> HTTPResponse:
    """Give one of them as the text of an issue."""
    for group in _groups(room, visit, _days(request)):
        if key_of(group) == key.removesuffix(".txt"):
            return _file(room, visit, as_issue(group), "vraag.txt")
    return refusal(request, visit, GONE, 404)


def key_of(group: Group) -> str:
    """Return by what a group is known as long as its first question is the same."""
    return sha256(group.text.encode()).hexdigest()[:12]


def _groups(room: Room, visit: Visit, days: int) -> list[Group]:
    return room.view.not_understood(visit.id, visit.at - dt.timedelta(days=days))


def _days(request: Request) -> int:
    given = str(request.args.get("dagen") or "")
    return int(given) if given in map(str, PERIODS) else PERIODS[0]


def _file(room: Room, visit: Visit, text: str, name: str) -> HTTPResponse:
    room.desk.stores.audit.note(visit.id, "vragen_uitgevoerd", None, visit.at)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return response.text(text, headers=headers)
