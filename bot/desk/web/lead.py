"""The pages of a team lead: today's figures, who has what, reassigning, capacity."""

from __future__ import annotations

import datetime as dt

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.handoff import Reason
from bot.desk.errors import NotAllowed
from bot.desk.stores import LEAD
from bot.desk.web.chart import chart
from bot.desk.web.frame import go, page
from bot.desk.web.guard import Doors, field
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import standing
from bot.storage.moments import in_amsterdam

PATH = "/desk/team"


def add_lead(doors: Doors) -> None:
    """Add the pages."""
    doors.get("/team", team, LEAD)
    doors.post("/team/<overdracht_id:str>/wijs", assign, LEAD)
    doors.post("/team/capaciteit", capacity, LEAD)


def team(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show the figures of a day, and who has which conversation now."""
    day = _day(request, visit)
    figures = room.view.figures(visit.id, day)
    people = room.staff.team(visit.id)
    running = room.view.running(visit.id)
    return page(
        "team.html",
        visit,
        **standing(room, visit),
        here="team",
        day=day,
        figures=figures,
        reasons=_most_first(figures.reasons),
        closed=_most_first(figures.closings),
        chart=chart(figures.per_hour),
        running=running,
        people=people,
        names={one.id: one.name for one in people},
        loads={one.id: sum(row.adviser_id == one.id for row in running) for one in people},
        there={one.id for one in people if one.is_there(visit.at)},
    )


def assign(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Give a conversation to an adviser."""
    room.desk.assign(visit.id, overdracht_id, field(request, "adviseur"), visit.at)
    return go(PATH)


def capacity(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Choose how many conversations an adviser has at once."""
    given = field(request, "capaciteit")
    if not (given.isascii() and given.isdecimal() and len(given) <= 3):
        raise NotAllowed("no number")
    room.staff.set_capacity(visit.id, field(request, "adviseur"), int(given), visit.at)
    return go(PATH)


def _day(request: Request, visit: Visit) -> dt.date:
    try:
        return dt.date.fromisoformat(str(request.args.get("dag")))
    except ValueError:
        return in_amsterdam(visit.at).date()


def _most_first(counts: object) -> list[tuple[Reason, int]]:
    return sorted(dict(counts).items(), key=lambda pair: -pair[1])  # type: ignore[call-overload]
