"""The pages for visitors and site owners, and the widget's script."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.server import plain_pages
from bot.server.widget_bundle import Bundle, bundle

OPENAPI = Path(__file__).parent / "openapi.yml"
FOLDER = Path(__file__).parent.parent / "channels" / "widget"
HTML = "text/html; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
#: address -> file and kind
PAGES = {
    "/": ("demo.html", HTML),
    "/demo.css": ("demo.css", "text/css; charset=utf-8"),
    "/uitleg.js": ("uitleg.js", SCRIPT),
}
FIVE_MINUTES = "public, max-age=300, stale-while-revalidate=86400"
FOR_EVER = "public, max-age=31536000, immutable"


def add_pages(app: Sanic) -> None:
    """Add the pages."""
    script = bundle()
    for path, (name, kind) in PAGES.items():
        app.add_route(_page(FOLDER / name, kind), path, name=name.replace(".", "_"))
    _add_widget(app, script)
    _add_plain_pages(app, script)

    @app.get("/openapi.json")
    async def openapi(request: Request) -> HTTPResponse:
        return response.json(description())

    @app.get("/favicon.ico")
    async def no_icon(request: Request) -> HTTPResponse:
        return response.empty()


@functools.lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return what the server answers over HTTP, as OpenAPI describes it."""
    return dict(yaml.safe_load(OPENAPI.read_text(encoding="utf-8")))


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
