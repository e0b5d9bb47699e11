"""The people at the desk: who they are, and whether they are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.care.waiting import fits
from bot.errors import WegwijzerError
from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.tables import advisers

#: seconds without a sign of life after which somebody counts as gone
GONE_AFTER = 90
ROLES = ("adviseur", "teamleider", "redacteur", "beheerder")


class NoAdviser(WegwijzerError):
    """There is no such account at the desk."""


class Presence(str, Enum):
    """What an adviser says about being there."""

    HERE = "aanwezig"
    BREAK = "pauze"
    AWAY = "afwezig"


@dataclass(frozen=True)
class Adviser:
    """Somebody with an account at the desk.

    Attributes:
        id: the name of the account.
        name: what visitors see, such as ``Anna``.
        roles: of ``ROLES``.
        team: None for somebody of all teams.
        capacity: how many conversations at once, at most.
        presence: what was chosen last.
        seen_at: the last sign of life of the desk in the browser, in UTC.
    """

    id: str
    name: str
    roles: frozenset[str] = frozenset({"adviseur"})
    team: str | None = None
    capacity: int = 4
    presence: Presence = Presence.AWAY
    seen_at: dt.datetime | None = None

    def is_there(self, at: dt.datetime) -> bool:
        """Tell whether the adviser takes conversations now: chosen so, and seen lately."""
        return self.presence is Presence.HERE and self.is_seen(at)

    def is_seen(self, at: dt.datetime) -> bool:
        """Tell whether the desk of this adviser gave a sign of life lately."""
        return (
            self.seen_at is not None and (as_utc(at) - self.seen_at).total_seconds() <= GONE_AFTER
        )


@dataclass(frozen=True)
class Advisers:
    """Stores and lists advisers.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def save(self, adviser: Adviser) -> None:
        """Add an adviser, or change name, roles, team and capacity of the one with this id."""
        values = {
            "name": adviser.name,
            "roles": " ".join(sorted(adviser.roles)),
            "team": adviser.team,
            "capacity": adviser.capacity,
        }
        mine = advisers.c.id == adviser.id
        with transaction(self.url) as connection:
            if connection.execute(update(advisers).where(mine).values(**values)).rowcount == 0:
                new = {"id": adviser.id, "presence": adviser.presence.value, **values}
                connection.execute(insert(advisers).values(new))

    def remove(self, adviser_id: str) -> None:
        """Take an account off the desk; what it did stays in the audit under its name."""
        with transaction(self.url) as connection:
            connection.execute(delete(advisers).where(advisers.c.id == adviser_id))

    def get(self, adviser_id: str) -> Adviser:
        """Return an adviser.

        Raises:
            NoAdviser: there is no such account.
        """
        found = [one for one in self.all() if one.id == adviser_id]
        if not found:
            raise NoAdviser("no such adviser")
        return found[0]

    def all(self) -> list[Adviser]:
        """Return everybody, by name."""
        with transaction(self.url) as connection:
            rows = connection.execute(select(advisers).order_by(advisers.c.name)).all()
        return [_adviser(row) for row in rows]

    def there(self, at: dt.datetime, team: str | None = None) -> list[Adviser]:
        """Return who can take a conversation now, of a team or of all."""
        return [
            one
            for one in self.all()
            if one.is_there(at) and "adviseur" in one.roles and fits(one.team, team)
        ]

    def choose(self, adviser_id: str, presence: Presence, at: dt.datetime) -> None:
        """Note what an adviser says about being there; that is a sign of life too."""
        self._change(adviser_id, presence=presence.value, seen_at=as_utc(at))

    def seen(self, adviser_id: str, at: dt.datetime) -> None:
        """Note a sign of life."""
        self._change(adviser_id, seen_at=as_utc(at))

    def _change(self, adviser_id: str, **values: Any) -> None:
        with transaction(self.url) as connection:
            connection.execute(update(advisers).where(advisers.c.id == adviser_id).values(**values))


def _adviser(row: Any) -> Adviser:
    return Adviser(
        id=row.id,
        name=row.name,
        roles=frozenset(row.roles.split()),
        team=row.team,
        capacity=row.capacity,
        presence=Presence(row.presence),
        seen_at=as_utc(row.seen_at) if row.seen_at else None,
    )
