"""Chatwoot as a desk: conversations go there through its API channel, agents work in Chatwoot.

Everything is in our database; ``in_step`` compares and passes on what Chatwoot does not have yet. So
it may run as often as one likes, and goes on after a stop where it was. Agents' doings come back as
webhooks, see ``chatwoot_events.py``.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.care.handoff import Actor, State
from bot.desk.briefing import Briefing
from bot.desk.chatwoot_api import ChatwootApi, ChatwootFailed
from bot.desk.spoken import spoken
from bot.desk.stores import Stores
from bot.storage.advisers import Adviser, Presence
from bot.storage.handoff_rows import Overdracht
from bot.storage.outside import Known, Outside

log = logging.getLogger(__name__)
PREFIX = "chatwoot:"
NAMELESS = "Bezoeker"
#: Chatwoot itself keeps how many an agent can have
MANY = 10_000
#: signs that Chatwoot does not take, and that come every few seconds
OF_A_MOMENT = ("typing", "read")


@dataclass(frozen=True)
class ChatwootDesk:
    """Keeps Chatwoot in step.

    Attributes:
        api: the calls.
        stores: where the desk keeps things.
        outside: which overdracht is which conversation.
        card: from an overdracht to its briefing card (an empty one without consent).
    """

    api: ChatwootApi
    stores: Stores
    outside: Outside
    card: Callable[[Overdracht], Briefing]
    _news: threading.Event = field(default_factory=threading.Event)

    def changed(self, kind: str, overdracht_id: str | None) -> None:
        """Hear that something changed; the next round passes it on (``bot.desk.port``)."""
        if kind not in OF_A_MOMENT:
            self._news.set()

    def take_news(self) -> bool:
        """Tell whether something changed since the last call."""
        had = self._news.is_set()
        self._news.clear()
        return had

    def in_step(self) -> None:
        """Pass on what Chatwoot does not have yet; what fails is tried at the next round."""
        for row in self.stores.handoffs.in_state(State.WACHTRIJ, State.ADVISEUR):
            if row.adviser_id is None or row.adviser_id.startswith(PREFIX):
                self._guarded(partial(self._pass_on, row))
        for known in self.outside.not_closed():
            self._guarded(partial(self._close_if_over, known))

    def who_is_there(self, at: dt.datetime) -> None:
        """Take over from Chatwoot which agents are there."""
        try:
            agents = self.api.agents()
        except ChatwootFailed as failed:
            log.warning("chatwoot_agents failure=%s", failed)
            return
        for agent in agents:
            account = self.adviser(str(agent.get("id")), str(agent.get("name") or ""))
            online = agent.get("availability_status") == "online"
            presence = Presence.HERE if online else Presence.AWAY
            self.stores.advisers.choose(account, presence, at)

    def adviser(self, agent_id: str, name: str) -> str:
        """Return the account of an agent, made or renamed when needed."""
        account = f"{PREFIX}{agent_id}"
        self.stores.advisers.save(Adviser(account, name or "Een medewerker", capacity=MANY))
        return account

    def _pass_on(self, row: Overdracht) -> None:
        known = self.outside.of(row.id) or self._open(row)
        if known.closed:
            self.api.set_status(known.conversation_id, "open")
            self.outside.closed(row.id, False)
        for said in self.stores.thread.said(row.id, known.passed_on):
            if said.by is Actor.VISITOR:
                text = f"[{said.alert}] " if said.alert else ""
                self.api.add_message(
                    known.contact, known.conversation_id, said.key, text + spoken(said.text)
                )
            self.outside.passed_on(row.id, said.id)

    def _open(self, row: Overdracht) -> Known:
        # the number of the overdracht says nothing about the visitor
        contact = self.api.add_contact(row.id, row.name or NAMELESS)
        conversation_id = self.api.add_conversation(contact)
        self.outside.add(row.id, contact, conversation_id)
        self.api.add_note(conversation_id, as_note(row, self.card(row)))
        self.api.set_status(conversation_id, "open")
        return Known(row.id, contact, conversation_id, 0, False)

    def _close_if_over(self, known: Known) -> None:
        row = self.stores.handoffs.get(known.overdracht_id)
        with_us = row.adviser_id is not None and not row.adviser_id.startswith(PREFIX)
        if with_us or row.state not in (State.WACHTRIJ, State.ADVISEUR):
            self.api.set_status(known.conversation_id, "resolved")
            self.outside.closed(known.overdracht_id)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except ChatwootFailed as failed:
            log.warning("chatwoot_not_in_step failure=%s", failed)


def as_note(row: Overdracht, card: Briefing) -> str:
    """Return the briefing card as text for a private note."""
    parts = {
        "Onderwerp": row.topic,
        "Voor wie": card.for_whom,
        "Verteld": "; ".join(card.situation),
        "Uitkomst": "; ".join(map(str, card.outcomes)),
        "Plaats": ", ".join(part for part in (card.place, card.gemeente) if part),
        "Zorgkantoor": card.zorgkantoor,
        "Gevraagd": "; ".join(card.tried),
        "Open": card.open,
    }
    lines = [f"{name}: {text}" for name, text in parts.items() if text]
    no_consent = [] if row.consent else ["De bezoeker wil het eerdere gesprek niet delen."]
    return "\n".join([*lines, *no_consent])
