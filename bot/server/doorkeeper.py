"""What goes for every request and every answer: which sites may call, and the headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.headers import headers_for
from bot.channels.rate import Rate, too_fast
from bot.settings import Settings

#: what a page of another site may call, once its address is allowed
CALLS = ("session", "messages", "stream", "feedback", "signs", "export", "forget")
MAY_CALL = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, prefer",
    "Access-Control-Max-Age": "3600",
}
#: below this only pages of allowed sites get an answer
GUARDED = "/webhooks/"
COUNTED = ("website", "rest")
NOT_YOU = "Deze website mag de wegwijzer niet gebruiken. De beheerder kan dat toestaan."


@dataclass
class ChannelLimit:
    """How much one channel may take at once, so that it leaves room for the others.

    It is far above what a machine can answer: it counts when the limits of talk and address are
    got round, as with a thousand addresses. WhatsApp and other platforms are not counted: what
    they deliver is signed, stored and answered in turn, and refused they would only bring it again.

    Attributes:
        rate: of each channel.
    """

    rate: Rate = field(default_factory=lambda: Rate(burst=2000, per_second=400))

    def wait(self, path: str, method: str) -> float:
        """Return 0.0 when a request may go on, else in how many seconds it may."""
        channel = path.removeprefix(GUARDED).partition("/")[0]
        counted = path.startswith(GUARDED) and channel in COUNTED and method == "POST"
        return self.rate.wait(channel) if counted else 0.0


def keep_the_door(app: Sanic, choices: Settings) -> None:
    """Refuse calls that a page of a site that is not allowed makes, and put the headers on answers."""
    limit = ChannelLimit()

    @app.on_request
    async def refuse_others(request: Request) -> HTTPResponse | None:
        guarded = request.path.startswith(GUARDED)
        if guarded and not may_call(request.headers, choices):
            return response.json({"error": NOT_YOU}, status=403)
        wait = limit.wait(request.path, request.method)
        return too_fast(wait) if wait else None

    @app.on_response
    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        answer.headers.update(headers_for(request.path, choices.public_url))
        origin = request.headers.get("origin", "")
        open_to_all = "Access-Control-Allow-Origin" in answer.headers
        if origin in choices.allowed_origins and not open_to_all:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = "retry-after"
            answer.headers["Vary"] = "Origin"

    async def may_call_here(request: Request) -> HTTPResponse:
        return response.empty(headers=MAY_CALL)

    for name in CALLS:
        # each by name: a pattern would lose from the route itself, which then says 405
        path = f"/webhooks/website/{name}"
        app.add_route(may_call_here, path, ["OPTIONS"], name=f"may_call_{name}")


def may_call(headers: object, choices: Settings) -> bool:
    """Tell whether a call comes from no browser, from our own pages, or from a site that is allowed.

    Args:
        headers: of the request; a browser always says of which site a call is.
        choices: the operator's settings.
    """
    origin = headers.get("origin")  # type: ignore[attr-defined] # Sanic's own mapping has no types
    if origin is None or origin in choices.allowed_origins or origin == choices.public_url:
        return True
    host = headers.get("host", "")  # type: ignore[attr-defined]
    return bool(host) and origin != "null" and urlsplit_or_nothing(origin) == host


def urlsplit_or_nothing(origin: str) -> str:
    """Return host and port of an origin; empty for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
