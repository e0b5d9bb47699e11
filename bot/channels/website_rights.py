"""A visitor's own data by API: to have them, and to have them wiped, with the token of the talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.bell import Bell
from bot.channels.door import Door
from bot.channels.rate import Rate, too_fast
from bot.channels.website_asides import NO_SESSION
from bot.channels.website_turns import Turns, sender_of
from bot.storage.export import Export
from bot.storage.moments import utc_now

#: nobody but the visitor keeps it
PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="mijn-gegevens.json"',
}
EXPLANATION = (
    "Alles wat van dit gesprek bewaard is, per tabel. Namen van medewerkers en hun eigen "
    "aantekeningen staan er niet in; vraag daarvoor de organisatie."
)
VisitorOf = Callable[[Request], "tuple[str | None, dict[str, str]]"]


def export_of(export: Export, sender_id: str) -> dict[str, Any]:
    """Return what is given to somebody who asks for their data."""
    return {
        "gemaakt_op": utc_now().isoformat(),
        "gesprek": sender_id,
        "uitleg": EXPLANATION,
        "gegevens": export.of(sender_id),
    }


@dataclass
class OwnData:
    """Gives and wipes what is kept about a talk of the website.

    Attributes:
        door: knows the settings, and forgets.
        turns: those under way must end first.
        bell: tells the visitor's other windows.
        limit: it reads all of a talk, so it may be done less often than reading on.
    """

    door: Door
    turns: Turns
    bell: Bell
    limit: Rate = field(default_factory=lambda: Rate(burst=10, per_second=0.1))

    def add_to(self, routes: Blueprint, visitor_of: VisitorOf) -> None:
        """Add ``GET /export`` and ``POST /forget``."""

        @routes.route("/export", methods=["GET"])
        async def export(request: Request) -> HTTPResponse:
            session_id, _ = visitor_of(request)
            return self._refused(session_id) or self.export(str(session_id))

        @routes.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            session_id, _ = visitor_of(request)
            return self._refused(session_id) or await self.forget(str(session_id))

    def export(self, session_id: str) -> HTTPResponse:
        """Return what is kept about a talk, to save."""
        choices = self.door.settings
        export = Export(choices.database_url, choices.secret)
        return response.json(export_of(export, sender_of(session_id)), headers=PRIVATE)

    async def forget(self, session_id: str) -> HTTPResponse:
        """Delete a talk, after its turns under way: each would write a part of it again."""
        await self.turns.all_done(session_id)
        receipt = self.door.forget(sender_of(session_id))
        self.bell.ring(session_id)
        return response.json(
            {"messages": [{"from": "assistant", "text": receipt}], "forgotten": True}
        )

    def _refused(self, session_id: str | None) -> HTTPResponse | None:
        if session_id is None:
            return response.json({"error": NO_SESSION}, status=401)
        wait = self.limit.wait(session_id)
        return too_fast(wait) if wait else None
