"""The end of a talk, kept by a worker for its next turn: to read it was a fifth of a turn's computing.

What is kept is text as it is stored, so that no turn can change what another reads. It counts only while
the last event in the database is still the same, id and content both: SQLite gives an id again once the
rows that had it are gone. It is dropped after ten minutes, so that what was forgotten elsewhere goes.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Record = dict[str, Any]
#: talks, and seconds for which one is kept
TALKS, LONGEST = 200, 600.0


@dataclass(frozen=True)
class Last:
    """The last event of a talk.

    Attributes:
        number: its id.
        text: what is stored of it.
    """

    number: int
    text: str


@dataclass(frozen=True)
class Ending:
    """The end of a talk, as it is stored.

    Attributes:
        left: what the earlier events left behind, oldest first.
        rest: every event after those.
        whole: whether the talk has no earlier events.
    """

    left: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    whole: bool = True

    def records(self) -> list[Record]:
        """Return the events, for a tracker."""
        return [json.loads(text) for text in (*self.left, *self.rest)]

    def longer(self, more: Iterable[str]) -> Ending:
        """Return it with events added."""
        return replace(self, rest=(*self.rest, *more))

    def within(self, window: int) -> Ending | None:
        """Return what would be read of a window; None when an earlier event is needed for that."""
        if len(self.rest) < window:
            return self if self.whole else None
        start = len(self.rest) - window
        cut = start + start_of_a_turn([json.loads(text) for text in self.rest[start:]])
        left = left_behind((*self.left, *self.rest[:cut]))
        return Ending(left, self.rest[cut:], whole=False)


def start_of_a_turn(records: Sequence[Record]) -> int:
    """Return where the first whole turn begins."""
    for index, record in enumerate(records):
        if record["event"] == "action" and record["name"] == "action_listen":
            return index
    return 0


def left_behind(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the newest value of every slot and the newest step of the flow, since the last fresh start."""
    newest: dict[tuple[str, str], str] = {}
    for text in texts:
        record = json.loads(text)
        kind = record["event"]
        if kind in ("restart", "session_started"):
            newest.clear()
        elif kind in ("slot", "active_loop"):
            # a loop has no lasting name: all its events count as one thing
            key = (kind, record["name"] if kind == "slot" else "")
            newest.pop(key, None)
            newest[key] = text
    return tuple(newest.values())


class Remembered:
    """Endings by talk, of those that had a turn last.

    Args:
        clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, Last, Ending]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def find(self, talk: str, last: Last | None) -> Ending | None:
        """Return the end of a talk of which this is the last event; None when it is not known."""
        with self._lock:
            self._drop_old()
            known = self._known.get(talk)
            if known is None or known[1] != last:
                self._known.pop(talk, None)
                return None
            return known[2]

    def keep(self, talk: str, last: Last, ending: Ending) -> None:
        """Keep the end of a talk."""
        with self._lock:
            self._known.pop(talk, None)
            self._known[talk] = (self._clock(), last, ending)
            self._drop_old()

    def drop(self, talk: str) -> None:
        """Forget a talk."""
        with self._lock:
            self._known.pop(talk, None)

    def _drop_old(self) -> None:
        before = self._clock() - LONGEST
        while self._known and (
            len(self._known) > TALKS or next(iter(self._known.values()))[0] < before
        ):
            self._known.popitem(last=False)
