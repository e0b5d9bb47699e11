"""The pages of an adviser: the queue, a conversation, and what can be done with it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.handoff import MoveRefused, Reason, State
from bot.channels.speakers import CannotBeReached
from bot.desk.errors import NotAllowed
from bot.desk.ready import search
from bot.desk.stores import ADVISER, LEAD
from bot.desk.template import send_template
from bot.desk.view import Conversation
from bot.desk.web.frame import go, page, render
from bot.desk.web.guard import Doors, field, wants_json
from bot.desk.web.room import Room, Visit
from bot.storage.advisers import Presence

DESK_PEOPLE = (ADVISER, LEAD)
#: always open: a channel without a window
NO_WINDOW = dt.MAXYEAR


def add_work(doors: Doors) -> None:
    """Add the pages."""
    doors.get("/wachtrij", queue, *DESK_PEOPLE)
    doors.get("/gesprek/<overdracht_id:str>", conversation, *DESK_PEOPLE)
    doors.get("/gesprek/<overdracht_id:str>/regels", lines, *DESK_PEOPLE)
    doors.get("/antwoorden", ready_answers, *DESK_PEOPLE)
    doors.post("/aanwezig", choose_presence)
    doors.post("/leef", alive)
    for name, handler in {
        "neem": take,
        "antwoord": reply,
        "typt": typing,
        "gelezen": read,
        "sjabloon": ask_again,
        "notitie": note,
        "naar": pass_on,
        "terug": give_back,
        "sluit": close,
    }.items():
        doors.post(f"/gesprek/<overdracht_id:str>/{name}", handler, *DESK_PEOPLE)


def queue(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show who waits."""
    return page("wachtrij.html", visit, **standing(room, visit), here="wachtrij")


def standing(room: Room, visit: Visit) -> dict[str, Any]:
    """Return what every page of an adviser shows: the queue and one's own conversations."""
    mine = room.view.mine(visit.id)
    unread = room.desk.stores.thread.unread([row.id for row in mine]) if mine else {}
    return {
        "waiting": room.view.queue(visit.id, visit.at) if _at_desk(visit) else [],
        "mine": [(row, unread.get(row.id, 0)) for row in mine],
        "open_now": room.desk.is_open(visit.at),
        "now": visit.at,
    }


def _at_desk(visit: Visit) -> bool:
    return bool(visit.adviser.roles & set(DESK_PEOPLE))


def conversation(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Show a conversation; the audit notes that it was seen."""
    seen = room.view.conversation(visit.id, overdracht_id, visit.at)
    query = str(request.args.get("zoek") or "")[:100]
    return page(
        "gesprek.html",
        visit,
        **standing(room, visit),
        **of_conversation(room, visit, seen),
        here=overdracht_id,
        key=secrets.token_urlsafe(12),
        query=query,
        found=search(query),
        draft=_chosen(request),
    )


def _chosen(request: Request) -> str:
    """Return the ready answer that was chosen on a page without script."""
    name = str(request.args.get("gebruik") or "")
    found = [one.message for one in search(str(request.args.get("zoek") or "")) if one.name == name]
    return found[0] if found else ""


def of_conversation(room: Room, visit: Visit, seen: Conversation) -> dict[str, Any]:
    """Return what the page of a conversation shows."""
    row, until = seen.overdracht, seen.writable_until
    names = {one.id: one.name for one in room.desk.stores.advisers.all()}
    teams = sorted({one.team for one in room.desk.stores.advisers.all() if one.team})
    return {
        "talk": seen,
        "row": row,
        "is_mine": row.adviser_id == visit.id and row.state is State.ADVISEUR,
        "may_take": row.state is State.WACHTRIJ,
        "holder": names.get(row.adviser_id or "", ""),
        "names": names,
        "window": until if until and until.year != NO_WINDOW else None,
        "is_shut": until is None or until <= visit.at,
        "template": _template(room, row.sender_id) if until else "",
        "colleagues": room.view.colleagues(visit.id, visit.at),
        "teams": [team for team in teams if team != row.team],
        "last_id": max((line.id for line in seen.lines), default=0),
    }


def _template(room: Room, sender_id: str) -> str:
    try:
        return room.desk.speakers.template_of(sender_id)
    except CannotBeReached:
        return ""


def lines(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Give a page's script the lines after a number."""
    return response.json(news(room, visit, overdracht_id, _number(request.args.get("na"))))


def news(room: Room, visit: Visit, overdracht_id: str, after: int) -> dict[str, Any]:
    """Return what was said in a conversation after a message, as a page's script takes it."""
    found = room.view.since(visit.id, overdracht_id, after)
    row = room.desk.stores.handoffs.get(overdracht_id)
    return {
        "overdracht": overdracht_id,
        "html": render("_regels.html", lines=found, row=row),
        "laatste": max((line.id for line in found), default=after),
        "van_bezoeker": [line.text for line in found if line.by == "bezoeker"],
        "alarm": any(line.alert for line in found),
        "gezien": row.seen_by_visitor,
    }


def ready_answers(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Give a page's script the ready answers to a query."""
    query = str(request.args.get("q") or "")[:100]
    return response.html(render("_antwoorden.html", found=search(query), query=query, links=False))


def choose_presence(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Sign up as here, on a break or away."""
    try:
        chosen = Presence(field(request, "aanwezig"))
    except ValueError as wrong:
        raise NotAllowed("no such presence") from wrong
    room.desk.choose_presence(visit.id, chosen, visit.at)
    if wants_json(request):
        return response.json({"aanwezig": chosen.value})
    return go("/desk")


def alive(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Note that the desk is open in a browser."""
    room.desk.heartbeat(visit.id, visit.at)
    return response.json({})


def take(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Take a conversation; who has it already (in another tab) just goes there."""
    version = field(request, "versie")
    try:
        room.desk.take(
            visit.id, overdracht_id, visit.at, int(version) if version.isdecimal() else None
        )
    except MoveRefused:
        if room.desk.stores.handoffs.get(overdracht_id).adviser_id != visit.id:
            raise
    return go(f"/desk/gesprek/{overdracht_id}")


def reply(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Say something; the same key is said once, however often the form comes."""
    key = field(request, "key")[:40]
    if not key:
        raise NotAllowed("no key")
    room.desk.reply(visit.id, overdracht_id, key, field(request, "tekst"), visit.at)
    if wants_json(request):
        return response.json(news(room, visit, overdracht_id, _number(field(request, "na"))))
    return go(f"/desk/gesprek/{overdracht_id}#einde")


def typing(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Show the visitor that the adviser types."""
    room.desk.typing(visit.id, overdracht_id)
    return response.json({})


def read(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Note up to which message the adviser has read."""
    room.desk.read(visit.id, overdracht_id, _number(field(request, "tot")))
    return response.json({})


def ask_again(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Send the template of a channel whose window is shut."""
    send_template(room.desk, visit.id, overdracht_id, visit.at)
    return go(f"/desk/gesprek/{overdracht_id}#notities")


def note(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Add a private note."""
    room.desk.note(visit.id, overdracht_id, field(request, "tekst"), visit.at)
    return go(f"/desk/gesprek/{overdracht_id}#notities")


def pass_on(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Pass a conversation on, to ``collega:<account>`` or ``team:<name>``."""
    kind, _, whom = field(request, "naar").partition(":")
    if kind == "collega" and whom:
        room.desk.to_colleague(visit.id, overdracht_id, whom, visit.at)
    elif kind == "team" and whom:
        room.desk.to_team(visit.id, overdracht_id, whom, visit.at)
    else:
        raise NotAllowed("to nobody")
    return go("/desk/wachtrij")


def give_back(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Give a conversation back to the bot."""
    room.desk.give_back(visit.id, overdracht_id, visit.at)
    return go("/desk/wachtrij")


def close(room: Room, request: Request, visit: Visit, overdracht_id: str) -> HTTPResponse:
    """Close a conversation with a reason."""
    room.desk.close(visit.id, overdracht_id, reason_of(request, "reden"), visit.at)
    return go("/desk/wachtrij")


def reason_of(request: Request, name: str) -> Reason:
    """Return the reason that was chosen in a form.

    Raises:
        NotAllowed: there is no such reason.
    """
    try:
        return Reason(field(request, name))
    except ValueError as wrong:
        raise NotAllowed("no such reason") from wrong


def _number(text: object) -> int:
    given = str(text or "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 12 else 0
