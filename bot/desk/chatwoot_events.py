"""What agents do in Chatwoot, as it comes back: signed, and harmless when repeated, late or forged.

Events are taken by what they say about the conversation now, not by their order: a message has its
own number, and for status and assignee the newest moment counts. What an event says of the status is
noted, and the next round (``ChatwootDesk.in_step``) brings Chatwoot to where the conversation stands.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass
from typing import Any

from bot.care.handoff import Reason, State
from bot.desk.chatwoot import PREFIX, ChatwootDesk
from bot.desk.chatwoot_api import is_signed
from bot.desk.service import Desk, said_key
from bot.errors import WegwijzerError
from bot.storage.advisers import Presence
from bot.storage.handoff_rows import Overdracht

log = logging.getLogger(__name__)
Event = dict[str, Any]
#: nobody in Chatwoot looks at a conversation with one of these
OVER = ("resolved", "pending")


class Unsigned(WegwijzerError):
    """A call that Chatwoot did not sign, or signed too long ago."""


class Unreadable(WegwijzerError):
    """A signed call that is no event."""


@dataclass(frozen=True)
class ChatwootEvents:
    """Takes webhook calls.

    Attributes:
        desk: the use cases that agents' doings become.
        chatwoot: knows which conversation is which.
    """

    desk: Desk
    chatwoot: ChatwootDesk

    def take(self, body: bytes, timestamp: str, signature: str, at: dt.datetime) -> str:
        """Deal with one call and say what became of it, for the log.

        Raises:
            Unsigned: it is not from Chatwoot.
            Unreadable: it is no JSON object.
        """
        secret = self.chatwoot.api.choices.secret
        if not is_signed(body, timestamp, signature, secret, at.timestamp()):
            raise Unsigned("signature")
        try:
            event = json.loads(body)
        except ValueError as broken:
            raise Unreadable("json") from broken
        if not isinstance(event, dict):
            raise Unreadable("no object")
        try:
            return self._deal_with(event, at)
        except WegwijzerError as refused:  # late, or over already: nothing to be done
            log.info("chatwoot_event_refused failure=%s", type(refused).__name__)
            return "refused"

    def _deal_with(self, event: Event, at: dt.datetime) -> str:
        kind = str(event.get("event"))
        in_it = kind.startswith(("message", "conversation_typing"))
        about = _part(event, "conversation") if in_it else event
        known = self.chatwoot.outside.conversation(str(about.get("id")))
        if known is None:
            return "unknown"
        row = self.desk.stores.handoffs.get(known.overdracht_id)
        moment = _moment(about)
        if kind == "message_created":
            return self._said(row, event, at, moment, is_late=0.0 < moment < known.newest_event)
        if kind == "conversation_typing_on" and row.adviser_id:
            self.desk.typing(row.adviser_id, row.id)
            return "typing"
        if kind in ("conversation_updated", "conversation_status_changed"):
            if not self.chatwoot.outside.is_news(row.id, moment):
                return "late"
            return self._stands(row, about, at)
        return "ignored"

    def _said(
        self, row: Overdracht, event: Event, at: dt.datetime, moment: float, is_late: bool
    ) -> str:
        sender, number = _part(event, "sender"), event.get("id")
        by_agent = event.get("message_type") in ("outgoing", 1) and sender.get("type") == "user"
        text = str(event.get("content") or "")
        if not by_agent or event.get("private") or not text or number is None:
            return "ignored"
        account, key = self._account(sender, at), f"chatwoot.{number}"
        before = self.desk.stores.thread.said(row.id)
        if any(said.key == said_key(account, key) for said in before):
            return "said before"  # and who has it may be somebody else by now
        if is_late and self._is_with_an_agent(row):
            self.desk.reply(account, row.id, key, text, at, holder=row.adviser_id)
        else:
            self._give_to(row, account, at)
            self.desk.reply(account, row.id, key, text, at)
            self.chatwoot.outside.is_news(row.id, moment)
        return "said"

    def _stands(self, row: Overdracht, about: Event, at: dt.datetime) -> str:
        """Bring an overdracht to where its conversation stands in Chatwoot."""
        status = about.get("status")
        if status in (*OVER, "open"):
            self.chatwoot.outside.closed(row.id, status in OVER)
            self.chatwoot.changed("moved", row.id)
        if status in OVER and row.adviser_id is not None and self._is_with_an_agent(row):
            if status == "resolved":
                self.desk.close(row.adviser_id, row.id, Reason.ANSWERED, at)
            else:
                self.desk.give_back(row.adviser_id, row.id, at)
            return str(status)
        assignee = _part(_part(about, "meta"), "assignee")
        if status != "open" or not assignee.get("id"):
            return "ignored"
        return self._give_to(row, self._account(assignee, at), at)

    def _is_with_an_agent(self, row: Overdracht) -> bool:
        return row.adviser_id is not None and row.adviser_id.startswith(PREFIX)

    def _account(self, agent: Event, at: dt.datetime) -> str:
        account = self.chatwoot.adviser(str(agent.get("id")), str(agent.get("name") or ""))
        self.desk.stores.advisers.choose(account, Presence.HERE, at)
        return account

    def _give_to(self, row: Overdracht, account: str, at: dt.datetime) -> str:
        """Let the agent have the conversation: from the queue, or from another agent."""
        if row.adviser_id == account:
            return "has it"
        if row.state is State.WACHTRIJ:
            self.desk.take(account, row.id, at)
            return "taken"
        if row.adviser_id is not None and self._is_with_an_agent(row):
            self.desk.to_colleague(row.adviser_id, row.id, account, at)
            return "passed on"
        return "not with Chatwoot"


def _moment(about: Event) -> float:
    """Return Chatwoot's own moment of an event in seconds; 0 when it has none that can be read."""
    try:
        return float(about.get("updated_at") or about.get("timestamp") or 0.0)
    except (TypeError, ValueError):
        return 0.0


def _part(event: Event, name: str) -> Event:
    """Return a part of an event; an empty one where it is missing or something else."""
    found = event.get(name)
    return found if isinstance(found, dict) else {}
