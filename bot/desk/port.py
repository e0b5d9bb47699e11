"""The port to whoever works at a desk: the built-in one, an outside one, or both at once.

What changed is in the database already; a desk is only told that it did, and reads it there. So a
call that is lost, doubled or late does no harm, and none of them may block or raise.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.speakers import Ring

log = logging.getLogger(__name__)
#: the topic that the built-in desk's pages listen to
DESK = "desk"


class DeskPort(Protocol):
    """A desk where advisers work."""

    def changed(self, kind: str, overdracht_id: str | None) -> None:
        """Hear that something changed.

        Args:
            kind: ``moved``, ``message``, ``alert`` (a message with danger in it), ``note``,
                ``typing``, ``read`` or ``presence``.
            overdracht_id: of which overdracht; None for all.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class BuiltInDesk:
    """Our own desk: its pages follow a topic of the bell.

    Attributes:
        ring: the bell.
    """

    ring: Ring

    def changed(self, kind: str, overdracht_id: str | None) -> None:
        """Wake the pages, without any words of a visitor (see parent class)."""
        note: Mapping[str, Any] = {"kind": kind, "overdracht": overdracht_id}
        self.ring(DESK, note)


@dataclass(frozen=True)
class Desks:
    """Several desks as one; a desk that fails does not keep the others from hearing."""

    all: Sequence[DeskPort] = ()

    def changed(self, kind: str, overdracht_id: str | None) -> None:
        """Tell every desk (see parent class)."""
        for desk in self.all:
            try:
                desk.changed(kind, overdracht_id)
            except Exception as failure:  # noqa: BLE001 - it is in the database, nothing is lost
                log.error("desk_not_told failure=%s", type(failure).__name__)
