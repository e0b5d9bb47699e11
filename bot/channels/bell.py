"""Tells whoever follows a talk that something was stored for it: publish and subscribe by talk.

The words themselves never pass here. A listener that hears the bell reads the database, so a ring
that is missed costs a few seconds and no message.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

#: what is worth saying and not worth storing, such as ``{"typing": "Anna"}``
Note = dict[str, Any]
#: a note that is not fetched in time is not news any more
NOTES_KEPT = 20
#: seconds between two looks of a follower while the other workers cannot be heard
ALONE = 1.0


class Ear:
    """One listener; made and awaited in the same event loop.

    Attributes:
        closed: nothing will come any more, since the server stops.
    """

    def __init__(self) -> None:
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self._notes: deque[Note] = deque(maxlen=NOTES_KEPT)

    async def heard(self, seconds: float) -> bool:
        """Wait for the bell; True when it rang, False when the seconds are over."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._rung.clear()
        return True

    def notes(self) -> list[Note]:
        """Return the notes since the last call."""
        notes = []
        while self._notes:
            notes.append(self._notes.popleft())
        return notes

    def hear(self, note: Note | None = None) -> None:
        """Wake the listener; may be called from any thread."""
        if note is not None:
            self._notes.append(note)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    def close(self) -> None:
        """Tell the listener to stop."""
        self.closed = True
        self.hear()


class Bell(Protocol):
    """What wakes those who follow a talk."""

    def ring(self, talk_id: str, note: Note | None = None) -> None:
        """Wake everyone who listens to a talk; a note goes along when there is one."""
        raise NotImplementedError

    @contextmanager
    def listen(self, talk_id: str) -> Iterator[Ear]:
        """Give an ear that hears each ring from now on."""
        raise NotImplementedError

    def patience(self, seconds: float) -> float:
        """Return for how long a follower may wait without looking, of the seconds it would."""
        raise NotImplementedError

    def close(self) -> None:
        """Send everyone home: the server stops."""
        raise NotImplementedError


class BellHere:
    """The bell of one worker.

    Attributes:
        carry: takes each ring to the other workers (bot/channels/bell_carrier.py); None when there
            are none.
        reaches_all: False while the other workers cannot be heard.
    """

    def __init__(self) -> None:
        self.carry: Callable[[str, Note | None], None] | None = None
        self.reaches_all = True
        self._ears: dict[str, set[Ear]] = defaultdict(set)
        self._lock = threading.Lock()

    def ring(self, talk_id: str, note: Note | None = None) -> None:
        """Wake everyone who listens to a talk."""
        self.ring_here(talk_id, note)
        if self.carry is not None:
            self.carry(talk_id, note)

    def ring_here(self, talk_id: str, note: Note | None = None) -> None:
        """Wake everyone of this worker who listens to a talk."""
        with self._lock:
            ears = list(self._ears.get(talk_id, ()))
        for ear in ears:
            ear.hear(note)

    def ring_all(self) -> None:
        """Wake everyone of this worker: there may be news of any talk."""
        for ear in self._everyone():
            ear.hear()

    def patience(self, seconds: float) -> float:
        """Return for how long a follower may wait without looking."""
        return seconds if self.reaches_all else min(seconds, ALONE)

    @contextmanager
    def listen(self, talk_id: str) -> Iterator[Ear]:
        """Give an ear that hears each ring from now on."""
        ear = Ear()
        with self._lock:
            self._ears[talk_id].add(ear)
        try:
            yield ear
        finally:
            with self._lock:
                self._ears[talk_id].discard(ear)
                if not self._ears[talk_id]:
                    del self._ears[talk_id]

    def close(self) -> None:
        """Send everyone home."""
        for ear in self._everyone():
            ear.close()

    def _everyone(self) -> list[Ear]:
        with self._lock:
            return [ear for there in self._ears.values() for ear in there]


#: the bell of this process: the channel listens to it, and whoever stores something rings it
BELL = BellHere()
