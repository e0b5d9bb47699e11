"""The pages for visitors and site owners, the widget's script, and the headers that go with them."""

from __future__ import annotations

from pathlib import Path

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.server import plain_pages
from bot.server.widget_bundle import Bundle, bundle
from bot.settings import Settings

FOLDER = Path(__file__).parent.parent / "channels" / "widget"
HTML = "text/html; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
#: address -> file and kind
PAGES = {
    "/": ("demo.html", HTML),
    "/demo.css": ("demo.css", "text/css; charset=utf-8"),
    "/uitleg.js": ("uitleg.js", SCRIPT),
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
#: what a page of another site may call, once its address is allowed
CALLS = ("session", "messages", "stream", "feedback", "signs")
MAY_CALL = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, prefer",
    "Access-Control-Max-Age": "3600",
}
FIVE_MINUTES = "public, max-age=300, stale-while-revalidate=86400"
FOR_EVER = "public, max-age=31536000, immutable"


def add_pages(app: Sanic, choices: Settings) -> None:
    """Add the pages, and the rules about who may call the website channel."""
    script = bundle()
    for path, (name, kind) in PAGES.items():
        app.add_route(_page(FOLDER / name, kind), path, name=name.replace(".", "_"))
    _add_widget(app, script)
    _add_plain_pages(app, script)

    @app.on_response
    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        answer.headers.update(HEADERS)
        origin = request.headers.get("origin", "")
        open_to_all = "Access-Control-Allow-Origin" in answer.headers
        if origin in choices.allowed_origins and not open_to_all:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = "retry-after"
            answer.headers["Vary"] = "Origin"

    @app.get("/favicon.ico")
    async def no_icon(request: Request) -> HTTPResponse:
        return response.empty()

    async def may_call(request: Request) -> HTTPResponse:
        return response.empty(headers=MAY_CALL)

    for name in CALLS:
        # each by name: a pattern would lose from the route itself, which then says 405
        app.add_route(may_call, f"/webhooks/website/{name}", ["OPTIONS"], name=f"may_call_{name}")


def _page(path: Path, kind: str):  # type: ignore[no-untyped-def] # Sanic's own handler type is Any
    async def page(request: Request) -> HTTPResponse:
        return response.raw(
            path.read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"}
        )

    return page


def _add_widget(app: Sanic, script: Bundle) -> None:
    """Serve the widget under its own name for a short time, and under its content's name for ever."""

    def served(request: Request, cache: str) -> HTTPResponse:
        tag = f'"{script.digest}"'
        headers = {
            "Cache-Control": cache,
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",  # the attribute integrity needs it
        }
        if tag in request.headers.get("if-none-match", ""):
            return response.empty(status=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return response.raw(script.code, content_type=SCRIPT, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return response.raw(script.zipped, content_type=SCRIPT, headers=headers)

    @app.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return served(request, FIVE_MINUTES)

    @app.get(f"/{script.address}")
    async def widget_of_this_content(request: Request) -> HTTPResponse:
        return served(request, FOR_EVER)


def _add_plain_pages(app: Sanic, script: Bundle) -> None:
    @app.get("/widget")
    async def manual(request: Request) -> HTTPResponse:
        return _plain(plain_pages.manual(script))

    @app.get("/zonder-javascript")
    async def questions(request: Request) -> HTTPResponse:
        return _plain(plain_pages.overview())

    @app.get("/zonder-javascript/<name:str>")
    async def answer(request: Request, name: str) -> HTTPResponse:
        page = plain_pages.answer_page(name)
        return _plain(page) if page else _plain(plain_pages.unknown(), status=404)


def _plain(page: str, status: int = 200) -> HTTPResponse:
    headers = {"Cache-Control": "no-cache"}
    return response.html(page, status=status, headers=headers)
