"""Advisers at the desk, in a process of their own, as a third worker would be."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter

from bot.care.handoff import Reason, State
from bot.channels.bell import BELL
from bot.channels.bell_carrier import Carrier
from bot.errors import WegwijzerError
from bot.server.desk import desk_of
from bot.settings import Settings
from bot.storage.advisers import Adviser, Presence
from bot.storage.moments import utc_now

NAMES = ("anna", "bob")
TAG = "Uw nummer bij mij is {number}."


class Advisers:
    """Take who waits, say one thing that names the conversation, and close.

    Args:
        choices: the settings of the workers.
    """

    def __init__(self, choices: Settings) -> None:
        self._desk = desk_of(choices)
        self._carrier = Carrier(choices.redis_url, BELL)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        #: conversations that were taken, and what was said in each
        self.said: dict[str, str] = {}
        self.faults: Counter[str] = Counter()

    def start(self) -> None:
        """Begin."""
        for name in NAMES:
            self._desk.stores.advisers.save(Adviser(name, name.title(), capacity=50))
            self._desk.choose_presence(name, Presence.HERE, utc_now())
        self._carrier.start()
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join(60)
        self._carrier.stop()

    def _work(self) -> None:
        turn = 0
        while not self._stopped.wait(1.0):
            turn += 1
            try:
                self._round(NAMES[turn % 2])
            except Exception as failure:  # noqa: BLE001 - the database is away; counted and tried again
                self.faults[type(failure).__name__] += 1

    def _round(self, name: str) -> None:
        handoffs = self._desk.stores.handoffs
        self._desk.choose_presence(name, Presence.HERE, utc_now())
        for row in handoffs.queue()[:3]:
            with contextlib.suppress(WegwijzerError):
                self._desk.take(name, row.id, utc_now())
        for row in handoffs.in_state(State.ADVISEUR, adviser_id=name):
            text = self.said.setdefault(row.id, TAG.format(number=row.id))
            self._desk.reply(name, row.id, "eerste", text, utc_now())
            if (utc_now() - row.moved_at).total_seconds() > 8:
                self._desk.close(name, row.id, Reason.ANSWERED, utc_now())
