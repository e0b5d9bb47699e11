"""The rows of the desk as values: an overdracht, a move, what somebody asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bot.care.handoff import Actor, Reason, Standing, State
from bot.storage.moments import as_utc


@dataclass(frozen=True)
class Asked:
    """Who wants a human, and what an adviser may know beforehand.

    Attributes:
        sender_id: the talk.
        channel: ``website``, ``whatsapp``.
        topic: in a few words, for people.
        reason: why (one of ``bot.care.handoff.WISHES``).
        consent: whether the talk with the bot may be read.
        name: how to call the visitor, or None.
        urgent: goes before others in the queue.
        team: for whom it is; None for all.
        when: in words, for a call-back.
    """

    sender_id: str
    channel: str
    topic: str
    reason: Reason = Reason.REQUEST
    consent: bool = False
    name: str | None = None
    urgent: bool = False
    team: str | None = None
    when: str = ""

    def details(self) -> dict[str, Any]:
        """Return the columns that this fills."""
        return {
            "channel": self.channel,
            "onderwerp": self.topic[:255],
            "naam": self.name,
            "tijdvak": self.when[:64],
            "urgent": self.urgent,
            "consent": self.consent,
            "reason": self.reason.value,
            "team": self.team,
        }


@dataclass(frozen=True)
class Slot:
    """A moment to call back: from, until, and how many people in it."""

    start: dt.datetime
    end: dt.datetime
    capacity: int


@dataclass(frozen=True)
class Overdracht:
    """One handoff of one talk; see ``bot.storage.tables.overdrachten``. Moments are in UTC.

    ``topic``, ``name`` and ``when`` are the words of the visitor, masked. ``moved_at`` is since when
    it stands as it does, ``requested_at`` since when a human is wanted.
    """

    id: str
    sender_id: str
    channel: str
    topic: str
    name: str | None
    when: str
    reason: Reason
    consent: bool
    urgent: bool
    team: str | None
    state: State
    adviser_id: str | None
    version: int
    requested_at: dt.datetime
    moved_at: dt.datetime
    seen_by_adviser: int
    seen_by_visitor: int

    @property
    def standing(self) -> Standing:
        """What decides over a move."""
        return Standing(self.state, self.adviser_id, self.version)


@dataclass(frozen=True)
class Moved:
    """A move that was made; ``told_at`` is None while the visitor was not told of it."""

    id: int
    overdracht_id: str
    from_state: State
    to_state: State
    by: Actor
    actor_id: str | None
    adviser_id: str | None
    reason: Reason
    at: dt.datetime
    place: int | None
    waited: float | None
    told_at: dt.datetime | None


def as_overdracht(row: Any) -> Overdracht:
    """Return a row of ``overdrachten`` as a value."""
    return Overdracht(
        id=row.id,
        sender_id=row.sender_id,
        channel=row.channel,
        topic=row.onderwerp,
        name=row.naam,
        when=row.tijdvak,
        reason=Reason(row.reason),
        consent=bool(row.consent),
        urgent=bool(row.urgent),
        team=row.team,
        state=State(row.state),
        adviser_id=row.adviser_id,
        version=row.version,
        requested_at=as_utc(row.requested_at),
        moved_at=as_utc(row.moved_at),
        seen_by_adviser=row.seen_by_adviser,
        seen_by_visitor=row.seen_by_visitor,
    )


def as_moved(row: Any) -> Moved:
    """Return a row of ``handoff_moves`` as a value."""
    return Moved(
        id=row.id,
        overdracht_id=row.overdracht_id,
        from_state=State(row.from_state),
        to_state=State(row.to_state),
        by=Actor(row.by),
        actor_id=row.actor_id,
        adviser_id=row.adviser_id,
        reason=Reason(row.reason),
        at=as_utc(row.at),
        place=row.place,
        waited=row.waited,
        told_at=as_utc(row.told_at) if row.told_at else None,
    )
