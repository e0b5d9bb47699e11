"""A stand-in of the server for the widget: the same API, canned answers, and faults on request.

Run ``python tests/widget/stand_in.py [port]`` to look at the demo page without Rasa.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Message = dict[str, Any]
ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from bot.server.plain_pages import manual  # noqa: E402 - found only after the line above
from bot.server.widget_bundle import bundle  # noqa: E402
from tests.widget.canned import GREETING  # noqa: E402
from tests.widget.talks import Talk  # noqa: E402

WIDGET = ROOT / "bot" / "channels" / "widget"
FILES = {
    "/": ("demo.html", "text/html"),
    "/demo.css": ("demo.css", "text/css"),
    "/uitleg.js": ("uitleg.js", "text/javascript"),
}
SCRIPT = bundle()
CSP = (
    "default-src 'none'; script-src {origin}; style-src 'self'; connect-src {origin}; img-src"
    " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'"
)


@dataclass
class StandIn:
    """The server, its talks, and the faults it shall make.

    Attributes:
        faults: what the next POSTs of messages do: "drop" cuts the line before the message is
            taken, "lose" after it was taken, and a number answers with that status.
        down: no request is answered at all.
        held_up: something on the way holds all streams back.
        delay: seconds before an answer to a message.
        streams: how many streams were opened.
    """

    talks: dict[str, Talk] = field(default_factory=dict)
    faults: list[str | int] = field(default_factory=list)
    posts: list[Message] = field(default_factory=list)
    feedback: list[Message] = field(default_factory=list)
    signs: list[Message] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    alive: bool = True
    down: bool = False
    held_up: bool = False
    delay: float = 0.0
    streams: int = 0
    generation: int = 0
    stopped: bool = False
    script_origin: str = ""
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self, port: int = 0) -> StandIn:
        """Listen on loopback in a thread of its own."""
        handler = type("Bound", (Handler,), {"stand_in": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        assert self.server is not None
        self.stopped = True
        self.server.shutdown()
        self.server.server_close()

    def cut_streams(self) -> None:
        """End the streams that are open."""
        self.generation += 1

    def say(self, author: str, text: str, name: str, **more: Any) -> None:
        """Let somebody say something in every talk."""
        for talk in self.talks.values():
            talk.add(author, {"text": text, **more}, name)

    def note(self, note: Message) -> None:
        """Tell every talk something that is not kept."""
        for talk in self.talks.values():
            talk.note(note)

    def visitor_said(self) -> list[str]:
        """Return what the server holds of visitors, in order."""
        said = [m for talk in self.talks.values() for m in talk.messages]
        return [m["text"] for m in said if m["from"] == "visitor"]


class Handler(BaseHTTPRequestHandler):
    """The API of the website channel, and the files of the widget."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def log_message(self, *args: object) -> None:
        """Keep the test output clean."""

    def do_OPTIONS(self) -> None:
        """Allow pages of other sites to talk with us."""
        self.reply(204)

    def do_GET(self) -> None:
        """Serve files, health, and messages after a number."""
        self.stand_in.requests.append(self.path)
        if self.cut(self.stand_in.down):
            return
        path = urlsplit(self.path)
        query = parse_qs(path.query)
        after, wait = (int(query.get(name, ["0"])[0]) for name in ("after", "wait"))
        if path.path == "/gezond":
            self.reply(200 if self.stand_in.alive else 503, {"status": "ok"})
        elif path.path == "/webhooks/website/messages":
            self.with_talk(lambda talk: {"messages": self.waited(talk, after, wait)})
        elif path.path == "/webhooks/website/stream":
            self.stream(after)
        else:
            self.file(path.path)

    def waited(self, talk: Talk, after: int, seconds: float) -> list[Message]:
        """Return the messages after a number, as soon as there are any."""
        with talk.news:
            talk.news.wait_for(lambda: talk.after(after), seconds)
        return talk.after(after)

    def stream(self, after: int) -> None:
        """Send what is there and what comes, until one of the two goes."""
        try:
            talk = self.talk()
        except KeyError:
            self.reply(401, {"error": "Dit gesprek is afgesloten."})
            return
        self.stand_in.streams += 1
        mine = self.stand_in.generation
        self.head(200, "text/event-stream")
        self.close_connection = True
        heard = len(talk.notes)
        if not self.stand_in.held_up:
            self.event("hello", {})
        try:
            while self.stand_in.generation == mine and not self.stand_in.stopped:
                with talk.news:
                    talk.news.wait(0.0 if talk.after(after) or talk.notes[heard:] else 0.1)
                news, notes = talk.after(after), talk.notes[heard:]
                heard += len(notes)
                if self.stand_in.held_up:
                    continue
                for note in notes:
                    self.event("note", note)
                if news:
                    self.event("messages", {"messages": news})
                after = max([after, *(m["seq"] for m in news)])
                if talk not in self.stand_in.talks.values():
                    self.event("gone", {})
                    return
        except OSError:
            return

    def event(self, name: str, data: Message) -> None:
        """Send one event of a stream."""
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())

    def do_POST(self) -> None:
        """Start a talk or take a message."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if self.cut(self.stand_in.down):
            return
        if self.path == "/webhooks/website/session":
            self.session()
        elif self.path == "/webhooks/website/feedback":
            self.stand_in.feedback.append(body)
            self.with_talk(lambda talk: {"stored": body["answer"]})
        elif self.path == "/webhooks/website/signs":
            self.stand_in.signs.append(body)
            self.with_talk(lambda talk: {})
        else:
            self.message(body)

    def session(self) -> None:
        """Start a talk with the greeting."""
        token = f"t{len(self.stand_in.talks) + 1}"
        talk = self.stand_in.talks.setdefault(token, Talk())
        greeting = talk.add("assistant", {"text": GREETING})
        self.reply(201, {"token": token, "messages": [greeting]})

    def message(self, body: Message) -> None:
        """Take a message, or make the fault that is due."""
        self.stand_in.posts.append(body)
        fault = self.stand_in.faults.pop(0) if self.stand_in.faults else None
        if isinstance(fault, int):
            self.reply(fault, {"error": "Dit lukt nu niet."})
        elif fault == "lose":
            self.take(self.talk(), body)
            self.cut(True)
        elif not self.cut(fault == "drop"):
            self.with_talk(lambda talk: self.take(talk, body))

    def take(self, talk: Talk, body: Message) -> Message:
        """Store a message and answer it after the delay, as the server does."""
        if str(body.get("text")).startswith("vergeet"):
            self.stand_in.talks = {k: t for k, t in self.stand_in.talks.items() if t is not talk}
            return {"messages": [{"text": "Dit gesprek is verwijderd."}], "forgotten": True}
        canned = talk.take(body)

        def answer() -> None:
            for message in canned:
                talk.add("assistant", message)
            talk.note({"answered": body["id"]})

        if canned and self.stand_in.delay:
            threading.Timer(self.stand_in.delay, answer).start()
        elif canned:
            answer()
        return {"stored": body["id"]}

    def talk(self) -> Talk:
        """Return the talk of the token; raises KeyError for an unknown one."""
        return self.stand_in.talks[self.headers.get("Authorization", "").removeprefix("Bearer ")]

    def with_talk(self, act: Callable[[Talk], Message]) -> None:
        """Answer for a talk, or 401 when it is unknown."""
        try:
            self.reply(202 if self.command == "POST" else 200, act(self.talk()))
        except KeyError:
            self.reply(401, {"error": "Dit gesprek is afgesloten."})

    def cut(self, now: bool) -> bool:
        """Cut the line halfway the answer; without any answer a browser would try again itself."""
        if now:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
            self.close_connection = True
        return now

    def file(self, path: str) -> None:
        """Serve a file of the widget or a page that a test made, under a strict policy."""
        name, kind = FILES.get(path, ("", "text/html"))
        if name:
            content = (WIDGET / name).read_bytes()
        elif path == "/widget":
            content = manual(SCRIPT).encode()
        elif path in ("/widget.js", f"/widget.{SCRIPT.digest}.js"):
            content, kind = SCRIPT.code, "text/javascript"
        elif path in self.stand_in.pages:
            content = self.stand_in.pages[path].encode()
        else:
            self.reply(204 if path == "/favicon.ico" else 404)
            return
        self.reply(200, content, kind)

    def head(self, status: int, kind: str, length: int | None = None) -> None:
        """Send the headers that every answer has."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if length is not None:
            self.send_header("Content-Length", str(length))
        origin = f"'self' {self.stand_in.script_origin}".strip()
        self.send_header("Content-Security-Policy", CSP.format(origin=origin))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Prefer")
        self.end_headers()

    def reply(self, status: int, content: Any = b"", kind: str = "application/json") -> None:
        """Send an answer."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.head(status, kind, len(raw))
        self.wfile.write(raw)


if __name__ == "__main__":
    shown = StandIn().start(int(sys.argv[1]) if len(sys.argv) > 1 else 5055)
    sys.stdout.write(f"{shown.url}\n")
    threading.Event().wait()
