"""The page of a beheerder: accounts, who is signed in, signing out, and the audit."""

from __future__ import annotations

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk.stores import ADMIN
from bot.desk.web.frame import go, page
from bot.desk.web.guard import Doors, field
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import standing

PATH = "/desk/beheer"


def add_admin(doors: Doors) -> None:
    """Add the pages."""
    doors.get("/beheer", accounts, ADMIN)
    doors.get("/beheer/audit.csv", audit, ADMIN)
    doors.post("/beheer/uitloggen", sign_out, ADMIN)


def accounts(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show all accounts, and who is signed in."""
    return page(
        "beheer.html",
        visit,
        **standing(room, visit),
        here="beheer",
        people=room.staff.everybody(visit.id),
        sessions=room.staff.sessions(visit.id, visit.at),
    )


def audit(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Give the audit as a file for a spreadsheet."""
    headers = {
        "Content-Disposition": 'attachment; filename="audit.csv"',
        "Cache-Control": "no-store",
    }
    text = room.view.audit_csv(visit.id, visit.at)
    return response.raw(
        text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers
    )


def sign_out(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Sign somebody out everywhere."""
    room.staff.revoke(visit.id, field(request, "account"), visit.at)
    return go(PATH)
