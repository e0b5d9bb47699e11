"""``make whatsapp-demo``: the assistant on WhatsApp without an account, with a phone as a web page.

Starts a stand-in for Meta that shows a phone, and the assistant connected to it. The phone page is on
``DEMO_PORT`` (5006; 0 for any), the assistant on ``PORT`` (5005). Both on this machine only.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from aiohttp import web

from tests.fakes import VARIABLES, Json, Meta, said
from tests.meta_server import MetaServer

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".html")
PERSON = "31612345678"
#: what the buttons of the phone send, beside text
PARTS: dict[str, Json] = {
    "image": {"id": "1", "mime_type": "image/jpeg", "caption": ""},
    "audio": {"id": "2", "mime_type": "audio/ogg; codecs=opus", "voice": True},
    "sticker": {"id": "3", "mime_type": "image/webp"},
    "location": {"latitude": 51.8423, "longitude": 5.8528},
    "reaction": {"message_id": "x", "emoji": "👍"},
}


class Phone:
    """The page, and the two calls that it makes."""

    def __init__(self) -> None:
        self.said: list[Json] = []

    def add_to(self, app: web.Application, server: MetaServer) -> None:
        """Add the routes."""

        async def page(request: web.Request) -> web.StreamResponse:
            return web.FileResponse(PAGE)

        async def thread(request: web.Request) -> web.Response:
            shown = [{"from": "them", **one} for one in server.meta.phones.get(PERSON, [])]
            both = sorted([*self.said, *shown], key=lambda one: one["at"])
            return web.json_response({"messages": both, "read": server.meta.read})

        async def say(request: web.Request) -> web.Response:
            wish = await request.json()
            kind, part = _part(wish)
            wamid = f"wamid.{secrets.token_hex(8)}"
            words = str(wish.get("title") or wish.get("text") or f"[{kind}]")
            self.said.append({"from": "me", "wamid": wamid, "at": time.time(), "text": words})
            server.deliver(said(PERSON, wamid, time.time(), kind, **part))
            return web.json_response({"wamid": wamid})

        app.router.add_get("/", page)
        app.router.add_get("/telefoon", thread)
        app.router.add_post("/telefoon", say)


def _part(wish: Json) -> tuple[str, Json]:
    """Return the kind of a message and what it holds, from what the page asks for."""
    if wish.get("kind") in PARTS:
        return wish["kind"], PARTS[wish["kind"]]
    if wish.get("payload"):
        reply = {"id": str(wish["payload"]), "title": str(wish.get("title"))}
        return "interactive", {"type": "button_reply", "button_reply": reply}
    return "text", {"body": str(wish.get("text"))}


def main() -> int:
    """Serve both until stopped."""
    port, demo_port = os.environ.get("PORT", "5005"), int(os.environ.get("DEMO_PORT", "5006"))
    webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
    server = MetaServer(Meta(), webhook, port=demo_port, routes=Phone().add_to).start()
    environment = {**os.environ, **VARIABLES, "PORT": port, "WHATSAPP_API_URL": server.url}
    sys.stdout.write(f"De telefoon staat op {server.url}/ zodra de wegwijzer klaarstaat.\n")
    sys.stdout.flush()
    try:
        return _assist(environment)
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop()


def _assist(environment: dict[str, str]) -> int:
    """Run the assistant until it stops; who stops the demo stops the assistant too."""
    command = [sys.executable, "-m", "bot.server"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as assistant:
        signal.signal(signal.SIGTERM, lambda *_: assistant.terminate())
        return assistant.wait()


if __name__ == "__main__":
    sys.exit(main())
