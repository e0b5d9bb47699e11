"""The list of call-backs: whom to call and when, the number on request, and how the call went."""

from __future__ import annotations

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.handoff import Reason
from bot.desk.slots import free_slots, slot_at
from bot.desk.web.frame import go, page
from bot.desk.web.guard import Doors, field
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import DESK_PEOPLE, reason_of, standing
from bot.storage.moments import as_utc

PATH = "/desk/terugbellen"


def add_calls(doors: Doors) -> None:
    """Add the pages."""
    doors.get("/terugbellen", call_backs, *DESK_PEOPLE)
    doors.post("/terugbellen/<overdracht_id:str>/nummer", number, *DESK_PEOPLE)
    doors.post("/terugbellen/<overdracht_id:str>/gebeld", called, *DESK_PEOPLE)


def call_backs(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show the call-backs, the first to be made first."""
    return _page(room, visit)


def number(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Show the list with one number in it; the audit notes who asked for it."""
    found = room.desk.number(visit.id, overdracht_id, visit.at)
    return _page(room, visit, {overdracht_id: found or "geen nummer bewaard"})


def called(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Note how a call went; who was not reached stays in the list, in a new slot when chosen."""
    outcome = reason_of(request, "uitkomst")
    start = field(request, "opnieuw")
    again = slot_at(room.hours, start, visit.at) if outcome is Reason.NOT_REACHED else None
    room.desk.called(visit.id, overdracht_id, outcome, visit.at, again)
    return go(PATH)


def _page(room: Room, visit: Visit, numbers: dict[str, str] | None = None) -> HTTPResponse:
    free = free_slots(room.hours, room.desk.stores.handoffs, visit.at)
    return page(
        "terugbellen.html",
        visit,
        **standing(room, visit),
        here="terugbellen",
        calls=room.view.callbacks(visit.id),
        numbers=numbers or {},
        free=[(as_utc(one.start).isoformat(), one.words) for one in free],
    )
