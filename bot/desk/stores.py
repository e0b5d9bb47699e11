"""Where the desk keeps things, and who may see what of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.care.waiting import fits
from bot.desk.errors import NotAllowed
from bot.storage.advisers import Adviser, Advisers
from bot.storage.audit import Audit
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Overdracht
from bot.storage.handoff_thread import Thread
from bot.storage.telefoon import Telefoonnummers

ADVISER, LEAD, EDITOR, ADMIN = "adviseur", "teamleider", "redacteur", "beheerder"


@dataclass(frozen=True)
class Stores:
    """Where the desk keeps things.

    Attributes:
        url: SQLAlchemy URL of the database.
        secret: the operator's GEHEIM, for call-back numbers.
    """

    url: str
    secret: str
    handoffs: Handoffs = field(init=False)
    thread: Thread = field(init=False)
    advisers: Advisers = field(init=False)
    audit: Audit = field(init=False)
    numbers: Telefoonnummers = field(init=False)

    def __post_init__(self) -> None:
        for name, kind in (
            ("handoffs", Handoffs),
            ("thread", Thread),
            ("advisers", Advisers),
            ("audit", Audit),
        ):
            object.__setattr__(self, name, kind(self.url))
        object.__setattr__(self, "numbers", Telefoonnummers(self.url, self.secret))


def may_see(adviser: Adviser, row: Overdracht) -> bool:
    """Tell whether somebody may see and handle a conversation: his own, or one of his team."""
    if row.adviser_id == adviser.id:
        return True
    return bool(adviser.roles & {ADVISER, LEAD}) and fits(adviser.team, row.team)


def with_role(advisers: Advisers, adviser_id: str, role: str) -> Adviser:
    """Return somebody who has a role.

    Raises:
        NotAllowed: he has not.
        NoAdviser: there is no such account.
    """
    adviser = advisers.get(adviser_id)
    if role not in adviser.roles:
        raise NotAllowed(f"{adviser_id} is no {role}")
    return adviser
