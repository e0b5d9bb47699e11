"""What people at the desk can do with conversations; no web here (docs/overdracht.md).

Every use case checks role and team, writes the audit, makes its change in one transaction, tells the
visitor and the desks. ``at`` is the moment now, in any zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.care.handoff import CALL_OUTCOMES, CLOSINGS, Actor, Reason, State, Wish
from bot.care.masking import mask
from bot.channels.inbound import KEPT, readable
from bot.channels.speakers import Speakers, WindowClosed
from bot.desk.announce import Announcer
from bot.desk.errors import FullHands, HasBsn, NotAllowed, NoWords
from bot.desk.port import DeskPort, Desks
from bot.desk.stores import ADVISER, LEAD, Stores, may_see, with_role
from bot.storage.advisers import Adviser, Presence
from bot.storage.handoff_rows import Overdracht, Slot
from bot.storage.handoff_thread import Said


@dataclass(frozen=True)
class Desk:
    """The use cases of the desk.

    Attributes:
        stores: where things are kept.
        speakers: the channels, to speak to visitors.
        desks: the built-in desk and outside ones, which are told what changed.
        is_open: whether the desk is open at a moment (bot.care.opening).
    """

    stores: Stores
    speakers: Speakers
    desks: DeskPort = field(default_factory=Desks)
    is_open: Callable[[dt.datetime], bool] = lambda at: True

    @property
    def announcer(self) -> Announcer:
        """What tells visitors what happened."""
        stores = self.stores
        return Announcer(stores.handoffs, stores.thread, stores.advisers, self.speakers)

    # presence

    def choose_presence(self, adviser_id: str, presence: Presence, at: dt.datetime) -> None:
        """Sign up as ``aanwezig``, ``pauze`` or ``afwezig``."""
        self.stores.advisers.get(adviser_id)
        self.stores.advisers.choose(adviser_id, presence, at)
        self.stores.audit.note(adviser_id, "presentie", None, at, presence.value)
        self._changed("presence")

    def heartbeat(self, adviser_id: str, at: dt.datetime) -> None:
        """Note that the desk of this adviser is open in a browser; at least once a minute."""
        self.stores.advisers.seen(adviser_id, at)

    # who has the conversation

    def take(
        self, adviser_id: str, overdracht_id: str, at: dt.datetime, version: int | None = None
    ) -> Overdracht:
        """Take a conversation from the queue; of two at once exactly one gets it.

        Raises:
            NotAllowed: it is for another team.
            FullHands: there are enough conversations already.
            MoveRefused: a colleague was first, or the visitor left.
        """
        adviser, row = self._for(adviser_id, overdracht_id)
        if row.adviser_id == adviser_id:
            return row
        mine = self.stores.handoffs.in_state(State.ADVISEUR, adviser_id=adviser_id)
        if len(mine) >= adviser.capacity:
            raise FullHands(adviser_id)
        wish = Wish(
            State.ADVISEUR,
            Actor.ADVISER,
            Reason.TAKEN,
            actor_id=adviser_id,
            adviser_id=adviser_id,
            version=version,
        )
        return self._move(adviser_id, overdracht_id, wish, at)

    def assign(
        self, lead_id: str, overdracht_id: str, adviser_id: str, at: dt.datetime
    ) -> Overdracht:
        """Give a waiting or running conversation to an adviser; for a team lead.

        Raises:
            NotAllowed: no team lead, or the other is no adviser.
            MoveRefused: it is with that adviser already, or over.
        """
        with_role(self.stores.advisers, lead_id, LEAD)
        self._for(lead_id, overdracht_id)
        with_role(self.stores.advisers, adviser_id, ADVISER)
        wish = Wish(
            State.ADVISEUR,
            Actor.TEAM_LEAD,
            Reason.ASSIGNED,
            actor_id=lead_id,
            adviser_id=adviser_id,
        )
        return self._move(lead_id, overdracht_id, wish, at)

    def to_colleague(
        self, adviser_id: str, overdracht_id: str, colleague_id: str, at: dt.datetime
    ) -> Overdracht:
        """Pass one's conversation to a colleague who is there.

        Raises:
            NotYours: another adviser has it.
            NotAllowed: the colleague is not there, or no adviser.
        """
        if not with_role(self.stores.advisers, colleague_id, ADVISER).is_there(at):
            raise NotAllowed(f"{colleague_id} is not there")
        wish = Wish(
            State.ADVISEUR,
            Actor.ADVISER,
            Reason.COLLEAGUE,
            actor_id=adviser_id,
            adviser_id=colleague_id,
        )
        return self._move(adviser_id, overdracht_id, wish, at)

    def to_team(
        self, adviser_id: str, overdracht_id: str, team: str, at: dt.datetime
    ) -> Overdracht:
        """Put one's conversation back into the queue, in its old place, for a team.

        Raises:
            NotYours: another adviser has it.
            NotAllowed: nobody is there for that team, so the visitor would wait for nobody.
        """
        if not self.stores.advisers.there(at, team or None):
            raise NotAllowed(f"nobody is there for {team}")
        wish = Wish(
            State.WACHTRIJ, Actor.ADVISER, Reason.TEAM, actor_id=adviser_id, team=team or None
        )
        return self._move(adviser_id, overdracht_id, wish, at)

    def give_back(self, adviser_id: str, overdracht_id: str, at: dt.datetime) -> Overdracht:
        """Give one's conversation back to the bot, which says so and goes on where it was.

        Raises:
            NotYours: another adviser has it.
        """
        wish = Wish(State.BOT, self._as(adviser_id), Reason.GIVEN_BACK, actor_id=adviser_id)
        return self._move(adviser_id, overdracht_id, wish, at)

    def close(
        self, adviser_id: str, overdracht_id: str, reason: Reason, at: dt.datetime
    ) -> Overdracht:
        """Close a conversation with a reason of ``CLOSINGS``; the visitor gets one closing line.

        Raises:
            NotYours: another adviser has it.
            NotAllowed: no reason to close with.
            MoveRefused: it is closed already.
        """
        if reason not in CLOSINGS:
            raise NotAllowed(reason.value)
        wish = Wish(State.GESLOTEN, self._as(adviser_id), reason, actor_id=adviser_id)
        return self._move(adviser_id, overdracht_id, wish, at)

    # what is said

    def reply(
        self,
        adviser_id: str,
        overdracht_id: str,
        key: str,
        text: str,
        at: dt.datetime,
        holder: str | None = None,
    ) -> Said:
        """Say something to the visitor; the same key is said once.

        Args:
            adviser_id: who has the conversation.
            overdracht_id: which one.
            key: made by the page for this message, so that a repeat is recognised.
            text: at most ``KEPT`` characters are kept.
            at: the moment.
            holder: who has the conversation, when that is a colleague: an outside desk may tell late
                what somebody said before it was passed on.

        Raises:
            NotYours: this adviser, or the holder, does not have the conversation.
            NoWords: nothing readable in it.
            HasBsn: there is a BSN in it.
            WindowClosed: WhatsApp asks for a template by now.
        """
        words = _sendable(text)
        row = self.stores.handoffs.get(overdracht_id)
        until = self.speakers.open_until(row.sender_id)
        if until is None or until <= at:
            raise WindowClosed(row.channel)
        said = self.stores.thread.reply(
            overdracht_id, said_key(adviser_id, key), adviser_id, words, at, holder
        )
        self.stores.audit.note(adviser_id, "geantwoord", overdracht_id, at)
        self.announcer.tell(at)
        self._changed("message", overdracht_id)
        return said

    def typing(self, adviser_id: str, overdracht_id: str) -> None:
        """Show the visitor that the adviser who has the conversation types."""
        row = self.stores.handoffs.get(overdracht_id)
        if row.adviser_id == adviser_id:
            name = self.announcer.name_of(adviser_id)
            self.speakers.note(row.sender_id, {"typing": name})

    def read(self, adviser_id: str, overdracht_id: str, message_id: int) -> None:
        """Note up to which message of the visitor the adviser has read, and show it."""
        row = self.stores.handoffs.get(overdracht_id)
        if row.adviser_id == adviser_id and self.stores.thread.seen(
            overdracht_id, Actor.ADVISER, message_id
        ):
            said = self.stores.thread.said(overdracht_id, row.seen_by_adviser)
            read = [one.key for one in said if one.by is Actor.VISITOR and one.id <= message_id]
            if read:
                self.speakers.note(row.sender_id, {"read": read[-1]})

    def note(self, adviser_id: str, overdracht_id: str, text: str, at: dt.datetime) -> None:
        """Add a private note; numbers in it are masked, the visitor never sees it."""
        self._for(adviser_id, overdracht_id)
        words = mask(readable(text)[:KEPT]).text
        if not words:
            raise NoWords("note")
        self.stores.thread.note(overdracht_id, adviser_id, words, at)
        self.stores.audit.note(adviser_id, "notitie", overdracht_id, at)
        self._changed("note", overdracht_id)

    # calling back

    def number(self, adviser_id: str, overdracht_id: str, at: dt.datetime) -> str | None:
        """Return the number to call; the audit notes who asked for it."""
        _, row = self._for(adviser_id, overdracht_id)
        self.stores.audit.note(adviser_id, "nummer_gezien", overdracht_id, at)
        return self.stores.numbers.read(row.sender_id)

    def called(
        self,
        adviser_id: str,
        overdracht_id: str,
        outcome: Reason,
        at: dt.datetime,
        again: Slot | None = None,
    ) -> Overdracht:
        """Note how a call-back ended (``CALL_OUTCOMES``).

        Who was not reached stays in the list, in a new slot when one is given.

        Raises:
            NotAllowed: no outcome of a call.
            SlotFull: the new slot has no place.
        """
        if outcome not in CALL_OUTCOMES:
            raise NotAllowed(outcome.value)
        self._for(adviser_id, overdracht_id)
        to = State.TERUGGEBELD if outcome is Reason.NOT_REACHED else State.GESLOTEN
        wish = Wish(to, self._as(adviser_id), outcome, actor_id=adviser_id)
        return self._move(adviser_id, overdracht_id, wish, at, again)

    # inside

    def _for(self, adviser_id: str, overdracht_id: str) -> tuple[Adviser, Overdracht]:
        """Return both, when this adviser may see that conversation."""
        adviser = self.stores.advisers.get(adviser_id)
        row = self.stores.handoffs.get(overdracht_id)
        if not may_see(adviser, row):
            raise NotAllowed(f"{adviser_id} and {overdracht_id}")
        return adviser, row

    def _as(self, adviser_id: str) -> Actor:
        lead = LEAD in self.stores.advisers.get(adviser_id).roles
        return Actor.TEAM_LEAD if lead else Actor.ADVISER

    def _move(
        self,
        actor_id: str,
        overdracht_id: str,
        wish: Wish,
        at: dt.datetime,
        slot: Slot | None = None,
    ) -> Overdracht:
        self._for(actor_id, overdracht_id)
        row = self.stores.handoffs.move(overdracht_id, wish, at, slot)
        self.stores.audit.note(actor_id, wish.to.value, overdracht_id, at, wish.reason.value)
        self.announcer.tell(at)
        self._changed("moved", overdracht_id)
        return row

    def _changed(self, kind: str, overdracht_id: str | None = None) -> None:
        self.desks.changed(kind, overdracht_id)


def said_key(adviser_id: str, key: str) -> str:
    """Return the key under which a message of an adviser is kept in the thread."""
    return f"{adviser_id}.{key}"


def _sendable(text: str) -> str:
    words = readable(text)[:KEPT]
    if not words:
        raise NoWords("reply")
    if "bsn" in mask(words).kinds:
        raise HasBsn("reply")
    return words
