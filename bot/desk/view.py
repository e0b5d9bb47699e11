"""What people at the desk see: queue, conversation, call-backs, figures, questions not understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.care.handoff import Actor, Reason, State
from bot.channels.speakers import CannotBeReached, Speakers
from bot.clock import today
from bot.desk.announce import NAMELESS, Announcer
from bot.desk.briefing import Briefing, briefing_of
from bot.desk.errors import NotAllowed
from bot.desk.figures import Figures, figures_of
from bot.desk.lines import of_move
from bot.desk.spoken import spoken, unmarked
from bot.desk.stores import ADMIN, EDITOR, LEAD, Stores, may_see, with_role
from bot.desk.unknown import Group, grouped
from bot.storage.advisers import Adviser
from bot.storage.handoff_rows import Moved, Overdracht
from bot.storage.handoff_thread import Note
from bot.storage.moments import AMSTERDAM, as_utc
from bot.storage.story import Story, questions_since, story_of


@dataclass(frozen=True)
class Waiting:
    """Somebody in the queue: the place from 1, and the seconds since a human was asked for."""

    overdracht: Overdracht
    place: int
    seconds: float


@dataclass(frozen=True)
class Shown:
    """A line of a conversation.

    Attributes:
        by: ``bezoeker``, ``assistent``, ``adviseur`` or ``systeem``.
        name: of the adviser.
        text: what was said; plain text, to be escaped by whoever shows it.
        at: the moment, in UTC.
        id: of a message of the thread, for ``read`` and ``since``; 0 for what the bot heard or said.
        alert: the danger that the safety net saw in it, or None.
    """

    by: str
    text: str
    at: dt.datetime
    name: str = ""
    id: int = 0
    alert: str | None = None


@dataclass(frozen=True)
class Conversation:
    """All that an adviser sees of one conversation.

    Attributes:
        overdracht: how it stands; its ``version`` goes with ``take``.
        lines: what was said, in order; what was said to the bot only with consent.
        notes: private ones.
        briefing: the card; an empty one without consent.
        writable_until: until when the visitor can be spoken to freely; None is not any more.
        new: how many messages of the visitor the adviser has not read.
    """

    overdracht: Overdracht
    lines: tuple[Shown, ...]
    notes: tuple[Note, ...]
    briefing: Briefing
    writable_until: dt.datetime | None
    new: int


@dataclass(frozen=True)
class CallBack:
    """A call-back that was agreed; without a slot the words in ``overdracht.when`` say when."""

    overdracht: Overdracht
    start: dt.datetime | None
    end: dt.datetime | None


@dataclass(frozen=True)
class View:
    """Reads for the desk; what somebody may not see is not there, or raises ``NotAllowed``.

    Attributes:
        stores: where the desk keeps things.
        speakers: the channels.
    """

    stores: Stores
    speakers: Speakers

    def queue(self, adviser_id: str, at: dt.datetime) -> list[Waiting]:
        """Return who waits, for the team of this adviser, in order."""
        adviser = self.stores.advisers.get(adviser_id)
        return [
            Waiting(row, place, (as_utc(at) - row.requested_at).total_seconds())
            for place, row in self.stores.handoffs.in_line()
            if may_see(adviser, row)
        ]

    def mine(self, adviser_id: str) -> list[Overdracht]:
        """Return the conversations that this adviser has, the oldest first."""
        return self.stores.handoffs.in_state(State.ADVISEUR, adviser_id=adviser_id)

    def running(self, lead_id: str) -> list[Overdracht]:
        """Return all conversations that advisers have, for a team lead to reassign."""
        lead = with_role(self.stores.advisers, lead_id, LEAD)
        return [r for r in self.stores.handoffs.in_state(State.ADVISEUR) if may_see(lead, r)]

    def unread(self, row: Overdracht) -> int:
        """Return how many messages of the visitor the adviser has not read."""
        said = self.stores.thread.said(row.id, row.seen_by_adviser)
        return sum(message.by is Actor.VISITOR for message in said)

    def conversation(self, adviser_id: str, overdracht_id: str, at: dt.datetime) -> Conversation:
        """Return a conversation; the audit notes who looked.

        Raises:
            NotAllowed: it is another team's.
            MoveRefused: it is gone.
        """
        row = self._row(adviser_id, overdracht_id)
        self.stores.audit.note(adviser_id, "gezien", overdracht_id, at)
        story = story_of(self.stores.url, row.sender_id) if row.consent else Story((), {})
        return Conversation(
            overdracht=row,
            lines=tuple(self._lines(row, story)),
            notes=tuple(self.stores.thread.notes(overdracht_id)),
            briefing=briefing_of(story, today()),
            writable_until=self._writable_until(row),
            new=self.unread(row),
        )

    def since(self, adviser_id: str, overdracht_id: str, message_id: int) -> list[Shown]:
        """Return what was said in a conversation after a message, for a page that is open."""
        row = self._row(adviser_id, overdracht_id)
        return [line for line in self._thread(row) if line.id > message_id]

    def callbacks(self, adviser_id: str) -> list[CallBack]:
        """Return the call-backs that are to be made, the first first."""
        adviser = self.stores.advisers.get(adviser_id)
        rows = [r for r in self.stores.handoffs.in_state(State.TERUGGEBELD) if may_see(adviser, r)]
        found = [CallBack(r, *(self.stores.handoffs.slot_of(r.id) or (None, None))) for r in rows]
        return sorted(found, key=lambda one: one.start or one.overdracht.requested_at)

    def colleagues(self, adviser_id: str, at: dt.datetime) -> list[Adviser]:
        """Return who can take over a conversation now."""
        self.stores.advisers.get(adviser_id)
        return [one for one in self.stores.advisers.there(at) if one.id != adviser_id]

    def figures(self, lead_id: str, day: dt.date) -> Figures:
        """Return the figures of a day in Amsterdam; for a team lead."""
        with_role(self.stores.advisers, lead_id, LEAD)
        start = dt.datetime.combine(day, dt.time(), AMSTERDAM)
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), AMSTERDAM)
        return figures_of(self.stores.handoffs.moves_between(start, end), self.stores.handoffs)

    def not_understood(self, editor_id: str, since: dt.datetime) -> list[Group]:
        """Return the questions that were not understood, masked and grouped; for an editor."""
        with_role(self.stores.advisers, editor_id, EDITOR)
        return grouped(questions_since(self.stores.url, since))

    def audit_csv(self, admin_id: str, at: dt.datetime) -> str:
        """Return the whole audit as CSV, and note in it who took it; for a beheerder."""
        with_role(self.stores.advisers, admin_id, ADMIN)
        self.stores.audit.note(admin_id, "audit_uitgevoerd", None, at)
        return self.stores.audit.as_csv()

    def _row(self, adviser_id: str, overdracht_id: str) -> Overdracht:
        adviser = self.stores.advisers.get(adviser_id)
        row = self.stores.handoffs.get(overdracht_id)
        if not may_see(adviser, row):
            raise NotAllowed(f"{adviser_id} and {overdracht_id}")
        return row

    def _writable_until(self, row: Overdracht) -> dt.datetime | None:
        try:
            return self.speakers.open_until(row.sender_id)
        except CannotBeReached:
            return None

    def _lines(self, row: Overdracht, story: Story) -> list[Shown]:
        told = [
            Shown("bezoeker", spoken(one.text), one.at)
            if one.by_visitor
            else Shown("assistent", unmarked(one.text), one.at)
            for one in story.lines
        ]
        moves = self.stores.handoffs.moves_of(row.id)
        happened = [shown for move in moves if (shown := self._happened(move))]
        return sorted([*told, *self._thread(row), *happened], key=lambda line: line.at)

    def _thread(self, row: Overdracht) -> list[Shown]:
        names = {one.id: one.name for one in self.stores.advisers.all()}
        return [
            Shown(
                by=said.by.value,
                text=spoken(said.text),
                at=said.at,
                name=names.get(said.adviser_id or "", ""),
                id=said.id,
                alert=said.alert,
            )
            for said in self.stores.thread.said(row.id)
        ]

    def _happened(self, move: Moved) -> Shown | None:
        """Return the line that the visitor got of a move, or that he asked for a human."""
        if move.to_state is State.WACHTRIJ and move.by is Actor.VISITOR:
            why = "" if move.reason is Reason.REQUEST else f" ({move.reason.value})"
            return Shown("systeem", f"Wil een medewerker spreken{why}.", move.at)
        announcer = Announcer(
            self.stores.handoffs, self.stores.thread, self.stores.advisers, self.speakers
        )
        body = of_move(move, announcer.name_of(move.adviser_id or move.actor_id) or NAMELESS)
        return Shown("systeem", str(body["text"]), move.at) if body else None
