"""The website's own channel: sessions signed by the server, every message stored before it is answered."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.masking import mask
from bot.channels import website_asides as asides
from bot.channels.bell import BELL, Bell
from bot.channels.door import GO_ON, Door
from bot.channels.inbound import BROKEN, KEPT, OnTheSpot, Refused, readable
from bot.channels.rate import Limits, Rate, TooMany, address_of, too_fast
from bot.channels.rest import LOOPBACK, json_object, vocabulary
from bot.channels.tokens import Tokens
from bot.channels.website_asides import NO_SESSION, error
from bot.channels.website_rights import OwnData
from bot.channels.website_stream import LONGEST_WAIT, follow, wait_for_news
from bot.channels.website_turns import CHANNEL, Handler, Turns, sender_of
from bot.settings import settings
from bot.storage.moments import utc_now
from bot.storage.talk_locks import LocksHere, TalkLocks, locks_of
from bot.storage.website import SPOKEN, Body, WebsiteTalks

#: the id of an answer, "<id>/0", has to fit in 64 characters too
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,60}")
TOO_MANY_OPEN = (
    "Er staan te veel gesprekken tegelijk open. Sluit een venster en probeer het opnieuw."
)
STOPPING = "We zijn zo terug. Uw gesprek is niet kwijt."
CROWDED, CROWDED_WAIT = "Het is nu erg druk. Probeer het over een halve minuut opnieuw.", 30.0
GREETING = "/groet"
MY_CODE = "Verder met mijn code"
#: no visitor's message can have this id
GREETING_ID = ".begroeting"
#: asks for an answer at once, while the work goes on (RFC 7240)
ASYNC = "respond-async"


class WebsiteInput(InputChannel):
    """Routes under ``/webhooks/website``; see docs/website.md for the messages.

    Args:
        talks: where talks are kept.
        secret: key that signs the session tokens.
        door: what every message passes before Rasa.
        bell: rings when something is stored for a talk.
        locks: give turns in a talk; those of this worker when left out.
    """

    def __init__(
        self,
        talks: WebsiteTalks,
        secret: str,
        door: Door,
        bell: Bell = BELL,
        locks: TalkLocks | None = None,
    ) -> None:
        self.talks = talks
        self.door = door
        self.bell = bell
        self.limits = Limits()
        self.turns = Turns(talks, bell, locks or LocksHere())
        self.own_data = OwnData(door, self.turns, bell)
        self._tokens = Tokens(secret)

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteInput:
        """Make the channel with the operator's settings."""
        choices = settings()
        talks, locks = WebsiteTalks(choices.database_url), locks_of(choices.redis_url)
        return cls(talks, choices.secret, Door(choices), locks=locks)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes."""
        routes = Blueprint(CHANNEL)

        @routes.route("/session", methods=["POST"])
        async def session(request: Request) -> HTTPResponse:
            return self._stopping() or await self.begin(request, on_new_message)

        @routes.route("/messages", methods=["POST"])
        async def send(request: Request) -> HTTPResponse:
            return self._stopping() or await self.send(request, on_new_message)

        @routes.route("/messages", methods=["GET"])
        async def read(request: Request) -> HTTPResponse:
            return await self.read(request, on_new_message)

        @routes.route("/stream", methods=["GET"])
        async def stream(request: Request) -> HTTPResponse | None:
            return self._stopping() or await self.stream(request, on_new_message)

        @routes.route("/feedback", methods=["POST"])
        async def feedback(request: Request) -> HTTPResponse:
            return asides.feedback(self, request)

        @routes.route("/signs", methods=["POST"])
        async def sign(request: Request) -> HTTPResponse:
            return asides.sign(self, request)

        self.own_data.add_to(routes, self.visitor_of)

        @routes.listener("before_server_stop")
        async def send_home(app: Any, loop: Any) -> None:
            await self.turns.finish()
            self.bell.close()

        return routes

    async def begin(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        """Start a talk: the token and the greeting."""
        if wait := self._wait(request, self.limits.sessions_of_address):
            return too_fast(wait)
        if self.turns.crowded:
            return too_fast(CROWDED_WAIT, CROWDED)
        session_id = self.talks.start(utc_now())
        await self.turns.greet(session_id, GREETING_ID, GREETING, on_new_message)
        body = {
            "token": self._tokens.give(session_id),
            "messages": self.talks.answers_to(session_id, GREETING_ID),
        }
        return response.json(body, status=201)

    async def read(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        """Return the messages after ``?after=<seq>``, at once or within ``&wait=<seconds>``."""
        session_id, renewed = self.visitor_of(request)
        if session_id is None:
            return error(NO_SESSION, 401)
        if wait := self.limits.readings.wait(session_id):
            return too_fast(wait)
        after, seconds = _number(request, "after"), _number(request, "wait")
        if after is None or seconds is None:
            return error(BROKEN, 400)
        self.turns.resume(session_id, on_new_message)
        messages = (
            await wait_for_news(self.talks, self.bell, session_id, after, seconds)
            if seconds
            else self.talks.since(session_id, after)
        )
        return response.json({"messages": messages, **renewed})

    async def stream(self, request: Request, on_new_message: Handler) -> HTTPResponse | None:
        """Push the messages after ``?after=<seq>`` and every later one."""
        session_id, renewed = self.visitor_of(request)
        after = _number(request, "after")
        if session_id is None:
            return error(NO_SESSION, 401)
        if after is None:
            return error(BROKEN, 400)
        if wait := self.limits.readings.wait(session_id):
            return too_fast(wait)
        address = f"talk {session_id}" if _is_local(request) else address_of(request)
        places = self.limits
        try:
            with places.streams.one(session_id), places.streams_of_address.one(address):
                self.turns.resume(session_id, on_new_message)
                again = partial(self.turns.resume, session_id, on_new_message)
                await follow(request, self.talks, self.bell, session_id, after, renewed, again)
        except TooMany:
            return too_fast(LONGEST_WAIT, TOO_MANY_OPEN)
        return None

    async def send(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        """Take a visitor's message: 200 with the answers, or 202 once it is stored.

        With ``Prefer: respond-async`` the answers come over the stream. The same message again
        gives the same answers.
        """
        if wait := self._wait(request, self.limits.messages_of_address):
            return too_fast(wait)
        session_id, renewed = self.visitor_of(request)
        if session_id is None:
            return error(NO_SESSION, 401)
        if wait := self.limits.messages.wait(session_id):
            return too_fast(wait)
        body = json_object(request)
        message_id, spoken = str(body.get("id")), body.get("payload") or body.get("text")
        if not isinstance(spoken, str) or not MESSAGE_ID.fullmatch(message_id):
            return error(BROKEN, 400)
        if self.door.asks_to_forget(spoken):
            return await self.own_data.forget(session_id)
        try:
            text = self.door.let_in(
                spoken,
                sender_of(session_id),
                vocabulary(request),
                utc_now(),
                address_of(request),
            )
        except OnTheSpot as answered:
            return self._in_passing(session_id, message_id, answered.sentence)
        except Refused as refused:
            return error(refused.sentence, 422)
        if text == GO_ON:  # the code itself is not stored
            body = {**body, "payload": text, "title": MY_CODE}
        self._store(session_id, message_id, _shown(body, text))
        return await self._answered(request, session_id, message_id, on_new_message, renewed)

    def _store(self, session_id: str, message_id: str, body: Body) -> None:
        if self.talks.receive(session_id, message_id, body, utc_now()):
            self.bell.ring(session_id)

    async def _answered(
        self,
        request: Request,
        session_id: str,
        message_id: str,
        on_new_message: Handler,
        renewed: dict[str, str],
    ) -> HTTPResponse:
        todo = not self.talks.is_answered(session_id, message_id)
        if ASYNC in request.headers.get("prefer", ""):
            if todo:
                self.turns.start(session_id, message_id, on_new_message)
            return response.json({"stored": message_id, **renewed}, status=202)
        if todo:
            await self.turns.answer(session_id, message_id, on_new_message)
        messages = self.talks.answers_to(session_id, message_id)
        return response.json({"messages": messages, **renewed})

    def _in_passing(self, session_id: str, message_id: str, sentence: str) -> HTTPResponse:
        """Return an answer that is shown once and never stored, at the end of the talk."""
        last = max((m["seq"] for m in self.talks.since(session_id, 0)), default=0)
        message = {"seq": last, "id": f"{message_id}/0", "from": "assistant", "text": sentence}
        return response.json({"messages": [{**message, "at": utc_now().isoformat()}]})

    def visitor_of(self, request: Request) -> tuple[str | None, dict[str, str]]:
        """Return the talk that a request may read and write, and a new token when it needs one.

        The talk is None for a token that is wrong, forged or too old, or whose talk is gone.
        """
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        seen = self._tokens.read(token)
        if seen is None or not self.talks.exists(seen.session_id):
            return None, {}
        return seen.session_id, (
            {"token": self._tokens.give(seen.session_id)} if seen.is_old else {}
        )

    def _stopping(self) -> HTTPResponse | None:
        """Refuse when the server stops: proxies and the widget then try another worker."""
        return error(STOPPING, 503) if self.turns.stopping else None

    def _wait(self, request: Request, rate: Rate) -> float:
        return 0.0 if _is_local(request) else rate.wait(address_of(request))


def _is_local(request: Request) -> bool:
    return address_of(request) in LOOPBACK


def _number(request: Request, name: str) -> int | None:
    """Return a number of the query, 0 when it is left out, or None when it is none."""
    text = str(request.args.get(name, "0"))
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _shown(body: dict[str, Any], text: str) -> Body:
    """Return what is kept of a visitor's message: for a button the words on it and what it means."""
    title = body.get("title") if body.get("payload") else None
    words = mask(readable(title)[:KEPT]).text[:200] if isinstance(title, str) else ""
    return {"text": words, SPOKEN: text} if words else {"text": text}
