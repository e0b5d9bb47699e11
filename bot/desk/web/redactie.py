"""The pages of editors under ``/redactie``: find a text, see it as people do, and propose a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.clock import today
from bot.desk import texts
from bot.desk.stores import ADMIN, EDITOR
from bot.desk.web.frame import page
from bot.desk.web.guard import Doors, field, refusal, routes_of
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import standing
from bot.knowledge.answers import answers
from bot.knowledge.glossary import WORDS as GLOSSARY
from bot.knowledge.glossary import glossary
from bot.knowledge.law_changes import law_changes
from bot.knowledge.places import inside
from bot.knowledge.preview import differences
from bot.knowledge.proposals import (
    LONG,
    TERM,
    NoSuchPart,
    Proposal,
    propose,
    propose_term,
    tidy,
)
from bot.knowledge.review import due
from bot.storage.answer_counts import AnswerCounts
from bot.storage.moments import in_amsterdam

WHO = (EDITOR, ADMIN)
AHEAD = (60, 180, 365)  # days
MONTH, YEAR = dt.timedelta(days=30), dt.timedelta(days=365)
NOT_THERE = "Deze tekst is er niet (meer). Zoek hem in de lijst."
SAME = "U heeft nog niets gewijzigd."


def editor_pages(room: Room) -> Blueprint:
    """Return the routes; the same door, headers and cookies as the desk."""
    routes = routes_of(room, "redactie")
    doors = Doors(room, routes)
    doors.get("/", overview, *WHO)
    doors.get("/antwoord/<name:str>", answer, *WHO)
    doors.post("/antwoord/<name:str>", change, *WHO)
    doors.get("/begrippen", glossary_page, *WHO)
    doors.post("/begrippen", change_term, *WHO)
    doors.get("/kalender", calendar, *WHO)
    doors.get("/nakijken", to_review, *WHO)
    return routes


def _page(
    name: str, room: Room, visit: Visit, part: str, status: int = 200, **more: Any
) -> HTTPResponse:
    shown = {**standing(room, visit), "here": "redactie", "part": part, "refused": room.refused}
    return page(name, visit, status, **shown, **more)


def overview(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show the answers that fit a query, with how often they were given and how they were rated."""
    query, theme = _asked(request, "zoek"), _asked(request, "thema")
    counts = AnswerCounts(room.desk.stores.url).since(_day(visit) - MONTH)
    themes = sorted({row.theme for row in texts.rows()})
    return _page(
        "redactie_antwoorden.html",
        room,
        visit,
        "antwoorden",
        query=query,
        theme=theme,
        themes=themes,
        found=texts.search(query, theme) if query or theme else [],
        most=_most_given(counts),
        counts=counts,
        on=today(),
    )


def _most_given(counts: dict[str, dict[str, int]]) -> list[texts.Row]:
    """Return the answers that were given most, for an editor who has not searched yet."""
    known = [name for name in counts if name in answers() and counts[name].get("gegeven")]
    known.sort(key=lambda name: (-counts[name]["gegeven"], name))
    return [texts.row_of(name) for name in known[:20]]


def answer(room: Room, request: Request, visit: Visit, name: str) -> HTTPResponse:
    """Show one answer, also as on a later day."""
    if name not in answers():
        return refusal(request, visit, NOT_THERE, 404)
    return _answer(room, request, visit, name)


def _answer(
    room: Room, request: Request, visit: Visit, name: str, status: int = 200, **tried: Any
) -> HTTPResponse:
    on, counts = _chosen_day(request), AnswerCounts(room.desk.stores.url)
    return _page(
        "redactie_antwoord.html",
        room,
        visit,
        "antwoorden",
        status,
        shown=texts.page_of(name, on),
        on=on,
        month=counts.since(_day(visit) - MONTH).get(name, {}),
        year=counts.since(_day(visit) - YEAR).get(name, {}),
        long=LONG,
        tried=tried or None,
    )


def change(room: Room, request: Request, visit: Visit, name: str) -> HTTPResponse:
    """Show what a changed text would be, or give it as a patch."""
    number, part = field(request, "variant"), field(request, "deel")
    words = tidy(field(request, "tekst"))
    try:
        proposed = propose(name, int(number) if number.isdecimal() else -1, part, words)
    except NoSuchPart:
        return refusal(request, visit, NOT_THERE, 404)
    if _wants_file(request, proposed):
        return _patch(room, visit, proposed, f"{name}-{part}")
    return _answer(
        room,
        request,
        visit,
        name,
        422 if proposed.wrong else 200,
        **_seen(proposed, words),
        key=f"{number}-{part}",
    )


def _seen(proposed: Proposal, words: str) -> dict[str, Any]:
    """Return what the page says of words that were tried."""
    return {
        "words": words,
        "wrong": proposed.wrong or (() if proposed.patch else (SAME,)),
        "patch": proposed.patch,
        "level": texts.level_of_words(words) if words else None,
    }


def _wants_file(request: Request, proposed: Proposal) -> bool:
    return field(request, "doe") == "patch" and bool(proposed.patch) and not proposed.wrong


def _patch(room: Room, visit: Visit, proposed: Proposal, name: str) -> HTTPResponse:
    room.desk.stores.audit.note(visit.id, "voorstel_opgehaald", None, visit.at, name)
    headers = {
        "Content-Disposition": f'attachment; filename="{_file_name(name)}.patch"',
        "Cache-Control": "no-store",
    }
    kind = "text/x-diff; charset=utf-8"
    return response.raw(proposed.patch.encode(), content_type=kind, headers=headers)


def _file_name(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)


def glossary_page(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show the terms that the assistant explains."""
    return _terms(room, request, visit)


def _terms(
    room: Room, request: Request, visit: Visit, status: int = 200, **tried: Any
) -> HTTPResponse:
    query = _asked(request, "zoek")
    return _page(
        "redactie_begrippen.html",
        room,
        visit,
        "begrippen",
        status,
        query=query,
        found=texts.terms(query),
        file=inside(GLOSSARY),
        level=texts.level_of_term,
        tried=tried or None,
    )


def change_term(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show what a changed term would be, or give it as a patch."""
    name, part, words = (
        field(request, "begrip"),
        field(request, "deel"),
        tidy(field(request, "tekst")),
    )
    if name not in glossary().terms or part not in TERM:
        return refusal(request, visit, NOT_THERE, 404)
    proposed = propose_term(name, part, words)
    if _wants_file(request, proposed):
        return _patch(room, visit, proposed, f"begrip-{name}-{part}")
    return _terms(
        room,
        request,
        visit,
        422 if proposed.wrong else 200,
        **_seen(proposed, words),
        key=f"{name}-{part}",
    )


def calendar(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show what changes in the law, and on a chosen day what people then read differently."""
    on = _chosen_day(request)
    return _page(
        "redactie_kalender.html",
        room,
        visit,
        "kalender",
        changes=law_changes(),
        now_day=today(),
        on=on,
        differ=differences(today(), on) if on != today() else [],
    )


def to_review(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """Show what is due for review."""
    given = _asked(request, "dagen")
    ahead = int(given) if given in map(str, AHEAD) else AHEAD[0]
    return _page(
        "redactie_nakijken.html",
        room,
        visit,
        "nakijken",
        due=due(today(), ahead),
        ahead=ahead,
        choices=AHEAD,
        now_day=today(),
        known=answers(),
    )


def _asked(request: Request, name: str) -> str:
    return str(request.args.get(name) or "")[:100].strip()


def _chosen_day(request: Request) -> dt.date:
    try:
        return dt.date.fromisoformat(_asked(request, "dag"))
    except ValueError:
        return today()


def _day(visit: Visit) -> dt.date:
    return in_amsterdam(visit.at).date()
