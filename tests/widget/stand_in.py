"""A stand-in of the server for the widget: the same API, canned answers, and faults on request.

Run ``python tests/widget/stand_in.py [port]`` to look at the demo page without Rasa.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Message = dict[str, Any]
WIDGET = Path(__file__).parents[2] / "bot" / "channels" / "widget"
FILES = {
    "/": ("demo.html", "text/html"),
    "/demo.css": ("demo.css", "text/css"),
    "/widget.js": ("widget.js", "text/javascript"),
}
CSP = (
    "default-src 'none'; script-src {origin}; style-src 'self'; connect-src {origin}; img-src"
    " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'"
)
AMSTERDAM = timezone(timedelta(hours=1))
GREETING = (
    "Hallo, ik ben de **Wegwijzer langdurige zorg**. Ik ben een digitale assistent en geen mens.\n\n"
    "Ik help u met vragen over de Wlz, de Wmo, het CIZ en het zorgkantoor. "
    "Uw naam en BSN zijn niet nodig."
)
YES_NO = [
    {"title": "Ja", "payload": '/antwoord{"blijvend": "ja"}'},
    {"title": "Nee", "payload": '/antwoord{"blijvend": "nee"}'},
    {"title": "Weet ik niet", "payload": '/antwoord{"blijvend": "weet_niet"}'},
]
ANSWERS: dict[str, list[Message]] = {
    "wlz of wmo": [
        {"text": "Dat zoek ik graag met u uit. Ik stel u hooguit **zeven vragen**."},
        {
            "text": "Is de hulp **voor altijd** nodig?\n\nDus niet alleen voor een paar maanden.",
            "buttons": YES_NO,
        },
    ],
    "antwoord": [
        {
            "text": "Dank u. De **Wlz** past waarschijnlijk het best.\n\nDat denk ik, omdat:\n"
            "- de zorg voor altijd nodig is\n- er dag en nacht iemand in de buurt moet zijn\n\n"
            "Het CIZ beslist. Lees meer op https://www.ciz.nl of bel 088 789 10 00.",
            "source": "Wlz art. 3.2.1",
            "buttons": [
                {"title": "Hoe vraag ik dat aan?", "payload": "/indicatie_aanvragen"},
                {"title": "Ik wil een medewerker spreken", "payload": "/vraag_medewerker"},
            ],
        }
    ],
    "tabel": [
        {
            "text": "Zo verschillen de vormen van zorg:",
            "table": {
                "head": ["Vorm", "Waar", "Maaltijden"],
                "rows": [
                    ["Instelling", "In een instelling", "Ja"],
                    ["Vpt", "Thuis", "Ja"],
                    ["Mpt", "Thuis", "Nee"],
                ],
            },
        }
    ],
    "opmaak": [
        {
            "text": "<b>geen</b> <img src=x onerror=alert(1)> **vet** [goed](https://www.ciz.nl/a?b=1) "
            "[fout](javascript:alert) [bel](tel:08002000)\nBel 112 bij gevaar. Art. 113."
        }
    ],
    "terugbellen": [
        {"text": "Op welk nummer kunnen wij u bellen?", "expects": "telefoonnummer"},
    ],
    "lang": [{"text": "\n\n".join(f"Alinea {n}: " + "zorg thuis. " * 12 for n in range(12))}],
    "": [{"text": "Ik heb u nog niet goed begrepen. Kunt u het anders zeggen?"}],
}


@dataclass
class Talk:
    """One visitor's talk: its messages, and the answer given to each message id."""

    messages: list[Message] = field(default_factory=list)
    answers: dict[str, list[Message]] = field(default_factory=dict)

    def add(self, author: str, message: Message, name: str = "Wegwijzer") -> Message:
        """Append a message with the next number."""
        seq = len(self.messages) + 1
        at = datetime.now(AMSTERDAM).isoformat(timespec="seconds")
        fixed = {"seq": seq, "id": f"s{seq}", "from": author, "name": name, "at": at}
        empty: Message = {"text": "", "buttons": [], "source": None, "table": None}
        self.messages.append({**empty, **fixed, **message})
        return self.messages[-1]

    def answer(self, body: Message) -> list[Message]:
        """Take a visitor's message, or the same one again, and return what follows it."""
        if body["id"] not in self.answers:
            said = str(body.get("text") or body["title"])
            self.add("visitor", {"id": body["id"], "text": said}, "U")
            words = f"{body.get('payload', '')} {said}".lower()
            found = next(canned for key, canned in ANSWERS.items() if key in words)
            self.answers[body["id"]] = [self.add("assistant", message) for message in found]
        return self.answers[body["id"]]


@dataclass
class StandIn:
    """The server, its talks, and the faults it shall make.

    Attributes:
        faults: what the next POSTs of messages do: "drop" cuts the line before the message is
            taken, "lose" after it was taken, and a number answers with that status.
        down: no request is answered at all.
        delay: seconds before an answer to a message.
    """

    talks: dict[str, Talk] = field(default_factory=dict)
    faults: list[str | int] = field(default_factory=list)
    posts: list[Message] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    alive: bool = True
    down: bool = False
    delay: float = 0.0
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
        self.server.shutdown()
        self.server.server_close()

    def say(self, author: str, text: str, name: str) -> None:
        """Let somebody say something in every talk."""
        for talk in self.talks.values():
            talk.add(author, {"text": text}, name)

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
        if self.cut(self.stand_in.down):
            return
        path = urlsplit(self.path)
        if path.path == "/gezond":
            self.reply(200 if self.stand_in.alive else 503, {"status": "ok"})
        elif path.path == "/webhooks/website/messages":
            after = int(parse_qs(path.query).get("after", ["0"])[0])
            self.with_talk(lambda talk: [m for m in talk.messages if m["seq"] > after])
        else:
            self.file(path.path)

    def do_POST(self) -> None:
        """Start a talk or take a message."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if self.cut(self.stand_in.down):
            return
        if self.path == "/webhooks/website/session":
            self.session()
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
        time.sleep(self.stand_in.delay)
        fault = self.stand_in.faults.pop(0) if self.stand_in.faults else None
        if isinstance(fault, int):
            self.reply(fault, {"error": "Dit lukt nu niet."})
        elif fault == "lose":
            self.talk().answer(body)
            self.cut(True)
        elif not self.cut(fault == "drop"):
            self.with_talk(lambda talk: talk.answer(body))

    def talk(self) -> Talk:
        """Return the talk of the token; raises KeyError for an unknown one."""
        return self.stand_in.talks[self.headers.get("Authorization", "").removeprefix("Bearer ")]

    def with_talk(self, act: Callable[[Talk], list[Message]]) -> None:
        """Answer with messages, or 401 when the talk is unknown."""
        try:
            self.reply(200, {"messages": act(self.talk())})
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
        elif path in self.stand_in.pages:
            content = self.stand_in.pages[path].encode()
        else:
            self.reply(204 if path == "/favicon.ico" else 404)
            return
        self.reply(200, content, f"{kind}; charset=utf-8")

    def reply(self, status: int, content: Any = b"", kind: str = "application/json") -> None:
        """Send an answer with the headers that every answer has."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        origin = f"'self' {self.stand_in.script_origin}".strip()
        self.send_header("Content-Security-Policy", CSP.format(origin=origin))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.end_headers()
        self.wfile.write(raw)


if __name__ == "__main__":
    shown = StandIn().start(int(sys.argv[1]) if len(sys.argv) > 1 else 5055)
    sys.stdout.write(f"{shown.url}\n")
    threading.Event().wait()
