"""The website's own channel: sessions signed by the server, every message stored before it is answered."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.masking import mask
from bot.channels.door import GO_ON, Door
from bot.channels.inbound import BROKEN, FAILED, KEPT, LOST, OnTheSpot, Refused, readable
from bot.channels.outbound import Collector, shown
from bot.channels.rest import json_object, vocabulary
from bot.settings import settings
from bot.storage.forget import WEBSITE
from bot.storage.moments import utc_now
from bot.storage.turns import said_in_turn
from bot.storage.website import Body, WebsiteTalks

log = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
#: the id of an answer, "<id>/0", has to fit in 64 characters too
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,60}")
NO_SESSION = "Dit gesprek ken ik niet (meer). Begin een nieuw gesprek."
GREETING = "/groet"
MY_CODE = "Verder met mijn code"
#: no visitor's message can have this id
GREETING_ID = ".begroeting"


class WebsiteInput(InputChannel):
    """Routes under ``/webhooks/website``; see docs/website.md for the messages.

    Args:
        talks: where talks are kept.
        secret: key that signs the session tokens.
        door: what every message passes before Rasa.
    """

    def __init__(self, talks: WebsiteTalks, secret: str, door: Door) -> None:
        self.talks = talks
        self.door = door
        self._signer = URLSafeSerializer(secret, salt="website-gesprek")
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return "website"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteInput:
        """Make the channel with the operator's settings."""
        choices = settings()
        return cls(WebsiteTalks(choices.database_url), choices.secret, Door(choices))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("website")

        @routes.route("/session", methods=["POST"])
        async def session(request: Request) -> HTTPResponse:
            return await self.begin(request, on_new_message)

        @routes.route("/messages", methods=["POST"])
        async def send(request: Request) -> HTTPResponse:
            return await self.send(request, on_new_message)

        @routes.route("/messages", methods=["GET"])
        async def read(request: Request) -> HTTPResponse:
            return self.read(request)

        return routes

    async def begin(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        """Start a talk: the token and the greeting."""
        session_id = self.talks.start(utc_now())
        await self._answer(session_id, GREETING_ID, GREETING, on_new_message)
        body = {
            "token": self._signer.dumps(session_id),
            "messages": self.talks.answers_to(session_id, GREETING_ID),
        }
        return response.json(body, status=201)

    def read(self, request: Request) -> HTTPResponse:
        """Return the messages after ``?after=<seq>``."""
        session_id = self.session_of(request)
        if session_id is None:
            return _error(NO_SESSION, 401)
        after = str(request.args.get("after", "0"))
        if not after.isdecimal() or len(after) > 12:
            return _error(BROKEN, 400)
        return response.json({"messages": self.talks.since(session_id, int(after))})

    async def send(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        """Take a visitor's message and return the answers; a repeat gets the same answers."""
        session_id = self.session_of(request)
        if session_id is None:
            return _error(NO_SESSION, 401)
        body = json_object(request)
        message_id, spoken = str(body.get("id")), body.get("payload") or body.get("text")
        if not isinstance(spoken, str) or not MESSAGE_ID.fullmatch(message_id):
            return _error(BROKEN, 400)
        if self.door.asks_to_forget(spoken):
            return await self._forget(session_id, spoken)
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
            return _error(refused.sentence, 422)
        if text == GO_ON:  # the code itself is not stored
            body = {**body, "payload": text, "title": MY_CODE}
        if not self.talks.receive(session_id, message_id, _shown(body, text), utc_now()):
            self._recover(session_id, message_id)
        if not self.talks.is_answered(session_id, message_id):
            await self._answer(session_id, message_id, text, on_new_message)
        return response.json({"messages": self.talks.answers_to(session_id, message_id)})

    def _in_passing(self, session_id: str, message_id: str, sentence: str) -> HTTPResponse:
        """Return an answer that is shown once and never stored, at the end of the talk."""
        last = max((m["seq"] for m in self.talks.since(session_id, 0)), default=0)
        message = {"seq": last, "id": f"{message_id}/0", "from": "assistant", "text": sentence}
        return response.json({"messages": [{**message, "at": utc_now().isoformat()}]})

    async def _forget(self, session_id: str, spoken: str) -> HTTPResponse:
        """Delete the talk, after its turns under way: each would write a part of it again."""
        while turns := [t for (talk, _), t in self._under_way.items() if talk == session_id]:
            await asyncio.wait(turns)
        receipt = self.door.forget_if_asked(spoken, sender_of(session_id))
        return response.json(
            {"messages": [{"from": "assistant", "text": receipt}], "forgotten": True}
        )

    def _recover(self, session_id: str, message_id: str) -> None:
        """Store the answers to a message that Rasa dealt with just before we were stopped."""
        under_way = (session_id, message_id) in self._under_way
        if under_way or self.talks.is_answered(session_id, message_id):
            return
        said = said_in_turn(self.talks.url, sender_of(session_id), message_id)
        if said is not None:
            bodies = [body for message in said if (body := shown(message))]
            self.talks.answer(session_id, message_id, bodies or [{"text": LOST}], utc_now())

    def session_of(self, request: Request) -> str | None:
        """Return the talk whose token the request carries, or None for a wrong or old token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        try:
            session_id = self._signer.loads(token)
        except BadSignature:
            return None
        return session_id if isinstance(session_id, str) and self.talks.exists(session_id) else None

    async def _answer(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        """Answer a message once, also when it is sent again while the first is under way."""
        key = (session_id, message_id)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._turn(session_id, message_id, text, on_new_message))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # a visitor who goes away must not leave half a turn behind
        await asyncio.shield(task)

    async def _turn(
        self, session_id: str, message_id: str, text: str, on_new_message: Handler
    ) -> None:
        collector = Collector(self.name())
        message = UserMessage(
            text,
            collector,
            sender_of(session_id),
            input_channel=self.name(),
            message_id=message_id,
        )
        try:
            await on_new_message(message)
        except Exception as failure:  # noqa: BLE001 - the last stop: the visitor gets an answer
            log.error("website_failed failure=%s", type(failure).__name__)
            collector.messages.append({"text": FAILED})
        self.talks.answer(session_id, message_id, [_body(m) for m in collector.messages], utc_now())


def address_of(request: Request) -> str:
    """Return where a request comes from; behind proxies what the last trusted one says of it."""
    return str(getattr(request, "remote_addr", "") or request.ip)


def sender_of(session_id: str) -> str:
    """Return the id under which Rasa knows a talk of the website."""
    return f"{WEBSITE}{session_id}"


def _body(message: dict[str, Any]) -> Body:
    return {key: value for key, value in message.items() if key != "recipient_id"}


def _shown(body: dict[str, Any], text: str) -> Body:
    """Return what the talk shows of a visitor's message: for a button, the words on it."""
    title = body.get("title") if body.get("payload") else None
    words = mask(readable(title)[:KEPT]).text[:200] if isinstance(title, str) else ""
    return {"text": words or text}


def _error(sentence: str, status: int) -> HTTPResponse:
    return response.json({"error": sentence}, status=status)
