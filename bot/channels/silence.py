"""The one place, for every channel, that decides whether the bot gets a message or an adviser does.

It stands between the channels and Rasa (bot/server/app.py): no channel can pass by it. While an
adviser has the conversation a message is stored for the adviser and Rasa never sees it; the safety
net looks at it all the same. An answer of the bot that was still being made when an adviser took
over is not given any more: the adviser gets the question.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.care.handoff import Actor, MoveRefused, Reason, State, Wish, bot_may_answer
from bot.care.safety_patterns import Danger
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Overdracht
from bot.storage.handoff_thread import Thread
from bot.storage.moments import utc_now

log = logging.getLogger(__name__)
ToBot = Callable[[Any], Awaitable[Any]]
Body = dict[str, Any]
#: from ``moved``, ``message``, ``alert``, ``typing`` or ``read`` and the number of an overdracht
Changed = Callable[[str, str | None], None]
#: said as a whole, these leave the queue
LEAVES = frozenset(
    {
        *(
            "laat maar",
            "laat maar zitten",
            "niet meer wachten",
            "stop met wachten",
            "hoeft niet meer",
        ),
        *("ik wil niet meer wachten", "ik wacht niet meer", "uit de wachtrij"),
    }
)
#: these stop a flow first, when one is under way
STOPS = frozenset({"stop", "/stop", "stoppen", "ik wil stoppen", "annuleren"})
#: these end a conversation with an adviser
ENDS = STOPS | {
    *("gesprek beëindigen", "gesprek beeindigen", "beëindig het gesprek", "einde gesprek"),
    *("stop het gesprek", "gesprek stoppen", "ik wil het gesprek beëindigen"),
}


@dataclass(frozen=True)
class Silence:
    """Passes messages on to whoever has the conversation.

    Attributes:
        handoffs: who has which talk.
        thread: what is said beside an adviser.
        find_danger: the safety net, from a text to the danger in it.
        number_for: from a danger to the message with the number.
        copy_of: from a message and its talk to the message with a link, when it asks for a copy.
        tell: says to visitors what is still to be said (bot.desk.announce).
        changed: tells every desk that something changed: what, and of which overdracht.
        now: the moment, in UTC.
    """

    handoffs: Handoffs
    thread: Thread
    find_danger: Callable[[str], Danger | None]
    number_for: Callable[[Danger], Body | None]
    copy_of: Callable[[str, str, dt.datetime], Body | None]
    tell: Callable[[dt.datetime], None]
    changed: Changed = lambda kind, overdracht_id: None
    now: Callable[[], dt.datetime] = utc_now

    async def pass_on(self, message: Any, to_bot: ToBot) -> None:
        """Give a message of Rasa's kind (``UserMessage``) to the adviser or to the bot."""
        text, sender_id = str(message.text or ""), str(message.sender_id)
        copy = self.copy_of(text, sender_id, self.now())
        if copy is not None:
            await message.output_channel.send_response(sender_id, copy)
            return
        key = str(message.message_id or secrets.token_urlsafe(12))
        if not self._went_out(sender_id, key, text) and not await self._heard(message, key):
            await self._ask_bot(message, key, to_bot)

    async def _ask_bot(self, message: Any, key: str, to_bot: ToBot) -> None:
        text, sender_id = str(message.text or ""), str(message.sender_id)
        before = self.handoffs.open_of(sender_id)
        channel = message.output_channel
        gate = Gate(channel, lambda: self.bot_may_answer(sender_id))
        message.output_channel = gate
        try:
            await to_bot(message)
        finally:
            message.output_channel = channel
        if gate.was_shut or not self.bot_may_answer(sender_id):
            gate.forget()
            await self._heard(message, key)
            return
        urgent = self._is_urgent(sender_id, text)
        after = self.handoffs.open_of(sender_id)
        if after is not None and (urgent or before is None or before.version != after.version):
            self.changed("moved", after.id)

    def bot_may_answer(self, sender_id: str) -> bool:
        """Tell whether the bot may speak in a talk at this moment."""
        return bot_may_answer(self.handoffs.state_of(sender_id))

    def visitor_types(self, sender_id: str) -> None:
        """Show the adviser who has a talk that the visitor types; nothing is stored."""
        row = self.handoffs.open_of(sender_id)
        if row is not None and row.state is State.ADVISEUR:
            self.changed("typing", row.id)

    def visitor_read(self, sender_id: str, is_it: Callable[[str], bool]) -> None:
        """Note up to which message of the adviser the visitor has read.

        Args:
            sender_id: the talk.
            is_it: tells of the key under which a message went out whether it is the one.
        """
        row = self.handoffs.open_of(sender_id)
        if row is None or row.state is not State.ADVISEUR:
            return
        unread = self.thread.said(row.id, row.seen_by_visitor)
        read = [one.id for one in unread if one.by is Actor.ADVISER and is_it(one.outward_key)]
        if read and self.thread.seen(row.id, Actor.VISITOR, read[-1]):
            self.changed("read", row.id)

    async def _heard(self, message: Any, key: str) -> bool:
        """Store a message for the adviser who has the talk; the safety net looks at it too."""
        text, sender_id = str(message.text or ""), str(message.sender_id)
        if self.bot_may_answer(sender_id) and not self.thread.was_heard(sender_id, key):
            return False
        danger = self.find_danger(text)
        alert = danger.kind if danger else None
        row = self.thread.hear(sender_id, key, text, self.now(), alert)
        if row is None:
            return False
        if danger:  # should the adviser let go, then nobody who waits goes before this
            self.handoffs.make_urgent(row.id)
        number = self.number_for(danger) if danger else None
        if number is not None:
            log.warning("danger_beside_adviser kind=%s", alert)
            await message.output_channel.send_response(sender_id, number)
        self.changed("alert" if alert else "message", row.id)
        return True

    def _went_out(self, sender_id: str, key: str, text: str) -> bool:
        """Leave the queue, or end the conversation, when that is what the visitor says."""
        event = f"{sender_id}.{key}"
        words = " ".join(text.lower().strip(" .!?").split())
        if words not in LEAVES | ENDS:
            return False
        if self.handoffs.happened(event):
            return True
        row = self.handoffs.open_of(sender_id)
        wish = self._way_out(row, words, event) if row else None
        if row is None or wish is None:
            return False
        try:
            self.handoffs.move(row.id, wish, self.now())
        except MoveRefused:  # an adviser took or closed it at this very moment
            return False
        self.tell(self.now())
        self.changed("moved", row.id)
        return True

    def _way_out(self, row: Overdracht, words: str, event: str) -> Wish | None:
        if row.state is State.ADVISEUR and words in ENDS:
            return Wish(State.GESLOTEN, Actor.VISITOR, Reason.ENDED, key=event, version=row.version)
        if row.state is not State.WACHTRIJ:
            return None
        if words in STOPS and self.handoffs.in_flow(row.sender_id):
            return None
        return Wish(State.BOT, Actor.VISITOR, Reason.LEFT, key=event, version=row.version)

    def _is_urgent(self, sender_id: str, text: str) -> bool:
        """Put a visitor who waits and tells of danger before others; True when that changed."""
        row = self.handoffs.open_of(sender_id)
        if row is None or row.state is not State.WACHTRIJ or row.urgent:
            return False
        danger = self.find_danger(text)
        return danger is not None and self.handoffs.make_urgent(row.id)


class Gate:
    """Lets what the bot says through to a channel, as long as the bot may speak."""

    def __init__(self, channel: Any, is_open: Callable[[], bool]) -> None:
        self._channel = channel
        self._is_open = is_open
        self.was_shut = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Say something, or keep it back when an adviser came in between."""
        if self.was_shut or not self._is_open():
            self.was_shut = True
            return
        await self._channel.send_response(recipient_id, message)

    def forget(self) -> None:
        """Drop what a channel has gathered and not delivered yet."""
        gathered = getattr(self._channel, "messages", None)
        if isinstance(gathered, list):
            gathered.clear()
