"""Pushes what changed to an open page of the desk, as server-sent events.

A ring of the bell holds no words: each page is told what its own adviser may see, read anew from the
database. So a ring that is lost costs a few seconds, until the next look, and nothing else.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sanic.request import Request

from bot.channels.bell import NOTES_KEPT
from bot.desk.port import DESK
from bot.desk.stores import may_see
from bot.desk.web.frame import render
from bot.desk.web.guard import Doors
from bot.desk.web.room import Room, Visit
from bot.desk.web.work import news, standing
from bot.errors import WegwijzerError
from bot.storage.handoff_rows import Overdracht

#: at least this often a page is looked at anew and asked for a sign of life
LOOK_EVERY = 10.0  # seconds
#: at most this often the queue is drawn anew for one page
DRAW_EVERY = 1.0  # seconds
#: a proxy that gathers small pieces passes this on
OPENING = ":" + " " * 2000 + "\nretry: 2000\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
MESSAGES = ("message", "alert")
Note = dict[str, Any]


def add_stream(doors: Doors) -> None:
    """Add the stream."""
    doors.get("/stroom", follow)


async def follow(room: Room, request: Request, visit: Visit) -> None:
    """Send what changes, until the browser, the session or the server goes."""
    watch = Watch(room, visit, *_open(request))
    answer = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
    with room.bell.listen(DESK) as ear:
        await answer.send(OPENING + event("hart", {}))
        look_at, all_anew = next_look(), True
        while not ear.closed:
            if time.monotonic() >= look_at:
                look_at, all_anew = next_look(), True
                again = room.visit(request)
                if again is None:
                    await answer.send(event("weg", {}))
                    break
                watch.visit = again
                await answer.send(event("hart", {}))
            for piece in watch.news(ear.notes(), all_anew):
                await answer.send(piece)
            all_anew = False
            await ear.heard(watch.patience(look_at))
    await answer.send("", True)


def next_look() -> float:
    """Return when a page is looked at next: not all at the same moment after a restart."""
    return time.monotonic() + LOOK_EVERY * (0.7 + 0.3 * secrets.randbelow(1000) / 1000)


def event(name: str, data: Note) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _open(request: Request) -> tuple[str, int]:
    after = str(request.args.get("na") or "0")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) <= 12 else 0
    return str(request.args.get("gesprek") or "")[:16], number


@dataclass
class Watch:
    """What one open page knows already.

    Attributes:
        room: where everything is read.
        visit: whose page it is.
        open_id: the conversation that the page shows; empty for none.
        after: the last message of it that the page has.
    """

    room: Room
    visit: Visit
    open_id: str
    after: int
    _mine: frozenset[str] = frozenset()
    _drawn: dict[str, str] = field(default_factory=dict)
    _drawn_at: float = 0.0
    _must_draw: bool = False
    _seen: int = 0

    def patience(self, look_at: float) -> float:
        """Return how many seconds may pass until this page is looked at again."""
        until = [look_at]
        if self._must_draw:
            until.append(self._drawn_at + DRAW_EVERY)
        return max(0.01, min(until) - time.monotonic())

    def news(self, notes: list[Note], all_anew: bool = False) -> list[str]:
        """Return the events for a page.

        Args:
            notes: what the bell said; so many that some may be lost counts as ``all_anew``.
            all_anew: look at everything, whatever the bell said.
        """
        all_anew = all_anew or len(notes) >= NOTES_KEPT
        found = self._of_notes(notes) + (self._lines() if all_anew else [])
        if all_anew or any(note["kind"] in ("moved", "presence") for note in notes):
            self._must_draw = True
        if self._must_draw and time.monotonic() - self._drawn_at >= DRAW_EVERY:
            found += self._draw()
        return found

    def _of_notes(self, notes: list[Note]) -> list[str]:
        found, spoken = [], set()
        for note in notes:
            kind, about = note["kind"], note["overdracht"]
            if about is None or not (about in self._mine or self._shows(about)):
                continue
            if kind in MESSAGES:
                spoken.add((about, kind))
            elif kind == "typing":
                found.append(event("typt", {"overdracht": about}))
            elif about == self.open_id:
                found += self._read() if kind == "read" else self._notes() if kind == "note" else []
        for about, kind in sorted(spoken):
            found += self._lines() if about == self.open_id else self._unread(about, kind)
        return found

    def _shows(self, about: str) -> bool:
        """Tell whether the page shows a conversation that its adviser may see."""
        return about == self.open_id and self._row() is not None

    def _lines(self) -> list[str]:
        """Return the new lines of the open conversation, and up to where the visitor has read."""
        if not self.open_id:
            return []
        try:
            said = news(self.room, self.visit, self.open_id, self.after)
        except WegwijzerError:  # it went to another team, or was forgotten
            return []
        if said["laatste"] == self.after:
            return self._read(said["gezien"])
        self.after, self._seen = said["laatste"], said["gezien"]
        return [event("regels", said)]

    def _read(self, seen: int | None = None) -> list[str]:
        if seen is None:
            row = self._row()
            seen = row.seen_by_visitor if row else 0
        if seen <= self._seen:
            return []
        self._seen = seen
        return [event("gelezen", {"tot": seen})]

    def _notes(self) -> list[str]:
        if self._row() is None:
            return []
        names = {one.id: one.name for one in self.room.desk.stores.advisers.all()}
        notes = self.room.desk.stores.thread.notes(self.open_id)
        return [event("notities", {"html": render("_notities.html", notes=notes, names=names)})]

    def _unread(self, about: str, kind: str) -> list[str]:
        count = self.room.desk.stores.thread.unread([about]).get(about, 0)
        told = {"overdracht": about, "aantal": count, "alarm": kind == "alert"}
        return [event("ongelezen", told)]

    def _draw(self) -> list[str]:
        """Return the parts of the page about queue and conversations, when they changed."""
        self._must_draw, self._drawn_at = False, time.monotonic()
        shown = standing(self.room, self.visit)
        self._mine = frozenset(row.id for row, _ in shown["mine"])
        parts = {
            "wachtrij": render("_wachtrij.html", visit=self.visit, **shown),
            "tabs": render("_tabs.html", here=self.open_id, **shown),
        }
        changed = {name: html for name, html in parts.items() if self._drawn.get(name) != html}
        self._drawn = parts
        told = {"delen": changed, "wachtend": [one.overdracht.id for one in shown["waiting"]]}
        if self.open_id:
            told["staat"] = self._state()
        return [event("stand", told)]

    def _state(self) -> str:
        """Return how the open conversation stands, so that a page that is behind can tell."""
        row = self._row()
        return f"{row.state.value}.{row.adviser_id or ''}" if row else "weg"

    def _row(self) -> Overdracht | None:
        """Return the open conversation, as long as this adviser may see it."""
        try:
            row = self.room.desk.stores.handoffs.get(self.open_id)
        except WegwijzerError:
            return None
        return row if may_see(self.visit.adviser, row) else None
