"""Rasa's ``rest`` channel for tests and integrations on this machine, made safe against bad input."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Door
from bot.channels.inbound import BROKEN, FAILED, Refused, Vocabulary
from bot.channels.outbound import Collector
from bot.settings import settings
from bot.storage.moments import utc_now

log = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "via")
#: a proxy that adds no header still passes on the name that the visitor asked for
THIS_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)


class LoopbackRest(RestInput):
    """``POST /webhooks/rest/webhook`` with ``{"sender": ..., "message": ...}``, on loopback only."""

    @classmethod
    def name(cls) -> str:
        """Return Rasa's own name of this channel."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("rest_loopback")
        door = Door(settings())

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await answer(request, on_new_message, door)

        return routes


async def answer(request: Request, on_new_message: Handler, door: Door) -> HTTPResponse:
    """Take one message and return the assistant's messages as a JSON list."""
    if not on_this_machine(request):
        return response.json({"error": "Dit kanaal is er alleen op deze machine."}, status=403)
    body = json_object(request)
    message, sender = body.get("message"), body.get("sender", "default")
    if not isinstance(message, str) or not isinstance(sender, str) or not 0 < len(sender) <= 200:
        return response.json({"error": BROKEN}, status=400)
    receipt = door.forget_if_asked(message, sender)
    if receipt is not None:
        return response.json([{"recipient_id": sender, "text": receipt}])
    collector = Collector("rest")
    try:
        text = door.let_in(message, sender, vocabulary(request), utc_now())
        await on_new_message(UserMessage(text, collector, sender, input_channel="rest"))
    except Refused as refused:
        return response.json([{"recipient_id": sender, "text": refused.sentence}])
    except Exception as failure:  # noqa: BLE001 - the last stop: the visitor gets an answer
        log.error("rest_failed failure=%s", type(failure).__name__)
        collector.messages.append({"recipient_id": sender, "text": FAILED})
    return response.json(collector.messages)


def on_this_machine(request: Request) -> bool:
    """Tell whether a request was made here, by this machine's own name, and not passed on."""
    headers = request.headers
    if request.ip not in LOOPBACK or any(name in headers for name in FORWARDED):
        return False
    return THIS_HOST.fullmatch(headers.get("host", "")) is not None


def json_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in a request; an empty one when there is none."""
    try:
        body = request.json
    except Exception:  # noqa: BLE001 - Sanic raises what its JSON reader raises, of several kinds
        return {}
    return body if isinstance(body, dict) else {}


def vocabulary(request: Request) -> Vocabulary:
    """Return the payloads that the model being served knows."""
    domain = request.app.ctx.agent.domain
    return Vocabulary(domain.intents, domain.entities)
