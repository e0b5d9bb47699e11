"""Signing in and out: with a password, or through the organisation."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk.passwords import WrongPassword
from bot.desk.web.frame import go, page
from bot.desk.web.guard import EXPIRED, SIGN_IN, Doors, comes_from_us, field, own_page
from bot.desk.web.organisation import Errand, NoRole, SignInFailed
from bot.desk.web.room import Room, Visit
from bot.errors import WegwijzerError
from bot.sealing import signing_keys
from bot.storage.advisers import NoAdviser, Presence

log = logging.getLogger(__name__)
#: said of every refusal, so that nobody learns which names exist
WRONG = (
    "Inloggen lukt niet met deze naam en dit wachtwoord. Na een paar keer proberen duurt het langer, "
    "en daarna moet u 15 minuten wachten."
)
ORGANISATION_FAILED = "Inloggen via uw organisatie lukte niet. Probeer het opnieuw."
NO_ROLE = "Uw organisatie gaf u geen rol voor de desk. Vraag uw beheerder om een rol."
#: ties the sign-in form to this browser
BEFORE, ERRAND = "desk_voor", "desk_weg"
TEN_MINUTES = dt.timedelta(minutes=10)


def add_entrance(room: Room, routes: Blueprint, doors: Doors) -> None:
    """Add the pages to sign in and out."""

    @routes.get("/inloggen")
    async def show(request: Request) -> HTTPResponse:
        if room.visit(request) is not None:
            return go("/desk")
        return form(room, request)

    @routes.post("/inloggen")
    async def sign_in(request: Request) -> HTTPResponse:
        return await with_password(room, request)

    doors.post("/uitloggen", sign_out)
    doors.post("/uitloggen/overal", sign_out_everywhere)
    if room.provider is not None:
        _add_organisation(room, routes)


def form(room: Room, request: Request, words: str = "", status: int = 200) -> HTTPResponse:
    """Return the sign-in page."""
    before = request.cookies.get(BEFORE) or secrets.token_urlsafe(24)
    answer = page(
        "inloggen.html",
        None,
        status,
        words=words,
        token=room.token(f"voor.{before}"),
        typed=field(request, "naam")[:64],
        back=own_page(field(request, "verder") or request.args.get("verder")),
        organisation=room.provider is not None,
    )
    room.set_cookie(answer, BEFORE, before, dt.timedelta(days=1))
    return answer


async def with_password(room: Room, request: Request) -> HTTPResponse:
    """Sign somebody in with name and password."""
    before = request.cookies.get(BEFORE, "")
    if not comes_from_us(request) or not room.is_token(field(request, "csrf"), f"voor.{before}"):
        return form(room, request, EXPIRED, 403)
    try:
        name = await room.sign_in.check(
            field(request, "naam"), field(request, "wachtwoord"), room.now()
        )
    except WrongPassword:
        room.desk.stores.audit.note("-", "inloggen_mislukt", None, room.now())
        return form(room, request, WRONG, 401)
    return room.begin(go(own_page(field(request, "verder"))), name, "wachtwoord")


def sign_out(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """End this session; who has no other one is away."""
    room.accounts.end(visit.key)
    return _gone(room, visit, "uitgelogd")


def sign_out_everywhere(room: Room, request: Request, visit: Visit) -> HTTPResponse:
    """End all sessions of this account."""
    room.accounts.revoke(visit.id)
    return _gone(room, visit, "overal_uitgelogd")


def _gone(room: Room, visit: Visit, what: str) -> HTTPResponse:
    stores = room.desk.stores
    stores.audit.note(visit.id, what, None, visit.at)
    if all(one.adviser_id != visit.id for one in room.accounts.open_sessions(visit.at)):
        room.desk.choose_presence(visit.id, Presence.AWAY, visit.at)
    answer = go(SIGN_IN)
    room.set_cookie(answer, room.cookie, "", None)
    # nothing of a conversation stays behind in the browser
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _add_organisation(room: Room, routes: Blueprint) -> None:
    @routes.get("/inloggen/organisatie")
    async def leave(request: Request) -> HTTPResponse:
        errand = Errand.new(own_page(request.args.get("verder")))
        try:
            address = await room.provider.address(errand)  # type: ignore[union-attr]
        except SignInFailed as failure:
            log.error("organisation_failed why=%s", failure)
            return form(room, request, ORGANISATION_FAILED, 502)
        answer = response.empty(303, headers={"Location": address})
        room.set_cookie(answer, ERRAND, _errands(room).dumps(asdict(errand)), TEN_MINUTES)
        return answer

    @routes.get("/inloggen/terug")
    async def come_back(request: Request) -> HTTPResponse:
        try:
            return await with_organisation(room, request)
        except NoRole as without:
            room.accounts.revoke(without.adviser_id)
            return form(room, request, NO_ROLE, 403)
        except WegwijzerError as failure:
            log.warning("organisation_refused why=%s", failure)
            return form(room, request, ORGANISATION_FAILED, 401)


async def with_organisation(room: Room, request: Request) -> HTTPResponse:
    """Sign in whoever the organisation sent back.

    Raises:
        SignInFailed: this browser began no such attempt, or the answer cannot be trusted.
        NoRole: there is no role for the desk.
    """
    errand = _errand(room, request)
    given = {name: str(values[0]) for name, values in request.args.items()}
    adviser = await room.provider.adviser(errand, given)  # type: ignore[union-attr]
    advisers = room.desk.stores.advisers
    with suppress(NoAdviser):  # the first time there is none
        adviser = replace(adviser, capacity=advisers.get(adviser.id).capacity)
    advisers.save(adviser)
    answer = room.begin(go(own_page(errand.back)), adviser.id, "organisatie")
    room.set_cookie(answer, ERRAND, "", None)
    return answer


def _errand(room: Room, request: Request) -> Errand:
    try:
        kept: Any = _errands(room).loads(
            request.cookies.get(ERRAND, ""), max_age=int(TEN_MINUTES.total_seconds())
        )
        return Errand(**kept)
    except (BadSignature, TypeError) as wrong:
        raise SignInFailed("no attempt of this browser") from wrong


def _errands(room: Room) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(room.secret), salt="desk-organisatie")
