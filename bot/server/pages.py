"""The demo page of an invented zorgkantoor, the widget's script, and the headers that go with them."""

from __future__ import annotations

from pathlib import Path

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import Settings

FOLDER = Path(__file__).parent.parent / "channels" / "widget"
#: address -> file and kind
PAGES = {
    "/": ("demo.html", "text/html; charset=utf-8"),
    "/demo.css": ("demo.css", "text/css; charset=utf-8"),
    "/widget.js": ("widget.js", "text/javascript; charset=utf-8"),
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",  # the widget's script is for other sites too
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
}


def add_pages(app: Sanic, choices: Settings) -> None:
    """Add the pages, and the rules about who may call the website channel."""
    for path, (name, kind) in PAGES.items():
        app.add_route(_page(FOLDER / name, kind), path, name=name.replace(".", "_"))

    @app.on_response
    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        answer.headers.update(HEADERS)
        origin = request.headers.get("origin", "")
        if origin in choices.allowed_origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Vary"] = "Origin"

    @app.get("/favicon.ico")
    async def no_icon(request: Request) -> HTTPResponse:
        return response.empty()

    @app.options("/webhooks/website/<path:path>")
    async def may_call(request: Request, path: str) -> HTTPResponse:
        return response.empty(
            headers={
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": "authorization, content-type",
                "Access-Control-Max-Age": "3600",
            }
        )


def _page(path: Path, kind: str):  # type: ignore[no-untyped-def] # Sanic's own handler type is Any
    async def page(request: Request) -> HTTPResponse:
        return response.raw(
            path.read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"}
        )

    return page
