"""What a team lead and a beheerder may change about people at the desk; each with a line of audit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.care.waiting import fits
from bot.desk.errors import NotAllowed
from bot.desk.stores import ADMIN, LEAD, Stores, with_role
from bot.storage.accounts import Accounts, Session
from bot.storage.advisers import Adviser

MOST = 20  # conversations at once


@dataclass(frozen=True)
class Staff:
    """Changes accounts.

    Attributes:
        stores: where the desk keeps things.
        accounts: how people sign in.
    """

    stores: Stores
    accounts: Accounts

    def team(self, lead_id: str) -> list[Adviser]:
        """Return the people of a team lead's team, by name; without a team everybody."""
        lead = with_role(self.stores.advisers, lead_id, LEAD)
        return [one for one in self.stores.advisers.all() if lead.team in (None, one.team)]

    def set_capacity(self, lead_id: str, adviser_id: str, capacity: int, at: dt.datetime) -> None:
        """Choose how many conversations an adviser has at once, from 1 to ``MOST``.

        Raises:
            NotAllowed: no team lead, another team, or no sensible number.
        """
        lead = with_role(self.stores.advisers, lead_id, LEAD)
        adviser = self.stores.advisers.get(adviser_id)
        if not fits(lead.team, adviser.team) or not 1 <= capacity <= MOST:
            raise NotAllowed(f"capacity of {adviser_id}")
        self.stores.advisers.save(replace(adviser, capacity=capacity))
        self.stores.audit.note(lead_id, "capaciteit", None, at, f"{adviser_id} {capacity}")

    def everybody(self, admin_id: str) -> list[Adviser]:
        """Return all accounts, by name; for a beheerder."""
        with_role(self.stores.advisers, admin_id, ADMIN)
        return self.stores.advisers.all()

    def sessions(self, admin_id: str, at: dt.datetime) -> dict[str, list[Session]]:
        """Return who is signed in, by account; for a beheerder."""
        with_role(self.stores.advisers, admin_id, ADMIN)
        found: dict[str, list[Session]] = {}
        for session in self.accounts.open_sessions(at):
            found.setdefault(session.adviser_id, []).append(session)
        return found

    def revoke(self, admin_id: str, adviser_id: str, at: dt.datetime) -> int:
        """Sign somebody out everywhere; return how many sessions ended."""
        with_role(self.stores.advisers, admin_id, ADMIN)
        ended = self.accounts.revoke(adviser_id)
        self.stores.audit.note(admin_id, "uitgelogd", None, at, f"{adviser_id} {ended}")
        return ended
