"""A talk with the real agent: through the door that every channel uses, into a database of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.channels.door import Door
from bot.channels.inbound import Vocabulary
from bot.channels.outbound import Collector
from bot.storage.moments import utc_now

CHANNEL = "rest"


@dataclass(frozen=True)
class State:
    """Where a talk stands: what every slot holds, what is asked, and in which form."""

    slots: dict[str, Any]
    asked: str | None
    form: str | None


@dataclass(frozen=True)
class Turn:
    """One message and what came of it.

    Attributes:
        said: what the visitor said, as it was let in.
        messages: what the visitor got: texts and buttons.
        utters: the names of those answers, in order.
        before: where the talk stood.
        after: where it stands now.
    """

    said: str
    messages: list[dict[str, Any]]
    utters: list[str]
    before: State
    after: State

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons under the last message."""
        return list(self.messages[-1].get("buttons") or []) if self.messages else []


class Failures(logging.Handler):
    """Keeps what the log says of failures while visitors talk."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(f"{record.name}: {record.getMessage()}")


@dataclass
class Talk:
    """A talk of one visitor.

    Attributes:
        agent: the assistant, as the server loads it.
        door: what every message passes first.
        sender: who the visitor is to the assistant.
        state: where the talk stands.
        turns: everything so far.
    """

    agent: Agent
    door: Door
    sender: str
    state: State = field(default_factory=lambda: State({}, None, None))
    turns: list[Turn] = field(default_factory=list)

    async def say(self, text: str) -> Turn:
        """Say something and return what came of it."""
        domain = self.agent.domain
        known = Vocabulary(domain.intents, domain.entities)
        let_in = self.door.let_in(text, self.sender, known, utc_now())
        collector = Collector(CHANNEL)
        await self.agent.handle_message(
            UserMessage(let_in, collector, self.sender, input_channel=CHANNEL)
        )
        before, utters = self.state, await self._look()
        turn = Turn(let_in, collector.messages, utters, before, self.state)
        self.turns.append(turn)
        return turn

    async def _look(self) -> list[str]:
        """Read where the talk stands; return the names of the answers of this turn."""
        tracker = await self.agent.tracker_store.retrieve(self.sender)
        slots = tracker.current_slot_values()
        asked = slots.get("requested_slot") if tracker.active_loop_name else None
        self.state = State(slots, asked, tracker.active_loop_name)
        utters: list[str] = []
        for event in reversed(tracker.events):
            if event.type_name == "user":
                break
            if event.type_name == "bot":
                utters.insert(0, str((event.metadata or {}).get("utter_action")))
        return utters
