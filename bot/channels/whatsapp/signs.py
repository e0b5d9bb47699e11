"""Signs of reading and typing between an adviser and a person; they may be lost, a message may not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from bot.channels.bell import BELL, Bell
from bot.channels.whatsapp.inbox import Signals, within
from bot.storage.whatsapp_outbox import Status
from bot.storage.whatsapp_signs import SignedMessages

#: the topic of the bell on which advisers' signs go to whoever is connected with Meta
TOPIC = "whatsapp.tekens"
Note = Mapping[str, Any]


class ToAdviser(Protocol):
    """Passes signs of a visitor on (bot/channels/silence.py)."""

    def visitor_read(self, sender_id: str, is_it: Callable[[str], bool]) -> None:
        """The visitor has read up to a message of the adviser."""


class Signs:
    """Passes signs on in both directions; WhatsApp tells no business that a person types.

    Args:
        messages: which message a sign is about.
        signals: Meta.
        bell: rings when an adviser types or reads.
    """

    def __init__(self, messages: SignedMessages, signals: Signals, bell: Bell = BELL) -> None:
        self.messages = messages
        self.signals = signals
        self.bell = bell
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, in the loop that is running."""
        self._task = asyncio.ensure_future(self._listen())

    def stop(self) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()

    async def _listen(self) -> None:
        with self.bell.listen(TOPIC) as ear:
            while not ear.closed:
                await ear.heard(60)
                for note in ear.notes():
                    await within(self.show(note))

    async def show(self, note: Note) -> None:
        """Show a person a sign of the adviser.

        Args:
            note: ``sender_id`` with ``typing``, or with ``read``: the turn that was read.
        """
        find = self.messages.last_of
        wamid = await asyncio.to_thread(find, note["sender_id"], note.get("read"))
        if wamid is not None:
            await (self.signals.seen(wamid) if "typing" in note else self.signals.read(wamid))

    def tell_read(self, statuses: Sequence[Status], adviser: ToAdviser | None) -> None:
        """Tell the adviser what a person has read, when that is what Meta says."""
        found = [self.messages.occasion_of(one) for one in statuses if one.status == "read"]
        for sender_id, occasion in filter(None, found):
            if adviser is not None:
                adviser.visitor_read(sender_id, partial(self._is_of, sender_id, occasion))

    def _is_of(self, sender_id: str, occasion: str, key: str) -> bool:
        return self.messages.sealer.occasion(sender_id, key) == occasion
