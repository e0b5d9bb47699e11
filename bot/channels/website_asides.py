"""What a visitor's page tells beside messages: whether an answer helped, that one types or has read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.masking import mask
from bot.channels.inbound import BROKEN, readable
from bot.channels.rate import too_fast
from bot.channels.rest import json_object
from bot.channels.website_turns import sender_of
from bot.storage.feedback import Feedback
from bot.storage.moments import utc_now

if TYPE_CHECKING:
    from bot.channels.website import WebsiteInput

#: of an answer of the bot, or of what an adviser said
MESSAGE_NAME = re.compile(r"[A-Za-z0-9_./-]{3,64}")
NO_SESSION = "Dit gesprek ken ik niet (meer). Begin een nieuw gesprek."
NO_ANSWER = "Dat antwoord ken ik niet."
WORD_KEPT = 500
Body = dict[str, Any]


class Signs(Protocol):
    """Passes signs of a visitor on to the adviser who has the talk (bot/channels/silence.py)."""

    def visitor_types(self, sender_id: str) -> None:
        """The visitor types."""

    def visitor_read(self, sender_id: str, is_it: Callable[[str], bool]) -> None:
        """The visitor has read up to a message of the adviser."""


def feedback(channel: WebsiteInput, request: Request) -> HTTPResponse:
    """Store whether an answer helped, with an optional word; the last one counts."""
    session_id, refusal = _talk_of(channel, request)
    if session_id is None:
        return refusal
    body = json_object(request)
    answer, helpful, word = str(body.get("answer")), body.get("helpful"), body.get("word")
    fine = isinstance(helpful, bool) and isinstance(word, str | None)
    if not fine or not MESSAGE_NAME.fullmatch(answer):
        return error(BROKEN, 400)
    kept = mask(readable(word)[:WORD_KEPT]).text if word else ""
    given = Feedback(channel.talks.url).give(
        session_id, answer, bool(helpful), kept or None, utc_now()
    )
    return response.json({"stored": answer}) if given else error(NO_ANSWER, 404)


def sign(channel: WebsiteInput, request: Request) -> HTTPResponse:
    """Take a sign: ``{"typing": true}``, or ``{"read": id}`` of what an adviser said.

    Without an adviser, or in a server without a desk, nobody is told.
    """
    session_id, refusal = _talk_of(channel, request)
    if session_id is None:
        return refusal
    body = json_object(request)
    read = body.get("read")
    if body.get("typing") is not True and not _is_name(read):
        return error(BROKEN, 400)
    signs: Signs | None = getattr(request.app.ctx, "signs", None)
    if signs is not None and body.get("typing") is True:
        signs.visitor_types(sender_of(session_id))
    if signs is not None and _is_name(read):
        # the point keeps what others say apart from every id that a client can make
        signs.visitor_read(sender_of(session_id), lambda key: read == f".{key}")
    return response.json({})


def _is_name(given: object) -> bool:
    return isinstance(given, str) and MESSAGE_NAME.fullmatch(given) is not None


def _talk_of(channel: WebsiteInput, request: Request) -> tuple[str | None, HTTPResponse]:
    """Return the talk of a call, or None and what to answer instead."""
    session_id, _ = channel.visitor_of(request)
    if session_id is None:
        return None, error(NO_SESSION, 401)
    wait = channel.limits.readings.wait(session_id)
    return (None, too_fast(wait)) if wait else (session_id, response.empty())


def error(sentence: str, status: int) -> HTTPResponse:
    """Return a refusal with its Dutch sentence."""
    return response.json({"error": sentence}, status=status)
