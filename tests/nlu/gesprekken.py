"""Talks with the trained model and the real actions, in this process."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field

from bench.begrijpen import ROOT
from bot.server.training import current_model, fingerprint
from bot.settings import settings


@dataclass
class Said:
    """What the assistant said to one message: names of the answers, their text, buttons, slots."""

    names: list[str]
    text: str
    buttons: list[str] = field(default_factory=list)
    slots: dict = field(default_factory=dict)
    form: str | None = None


class Assistant:
    """The agent that `make run` serves, without a server."""

    def __init__(self):
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        model = current_model(settings().models, fingerprint())
        assert model is not None, "there is no model of today's data; run `make train`"
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        self.loop = asyncio.new_event_loop()
        loading = load_agent(model_path=str(model), endpoints=endpoints)
        self.agent = self.loop.run_until_complete(loading)

    def talk(self, *messages: str) -> list[Said]:
        """Return what was said to each message of a new talk."""
        return self.loop.run_until_complete(self._talk(messages))

    async def _talk(self, messages):
        sender, said = uuid.uuid4().hex, []
        for message in messages:
            said.append(await self._say(sender, message))
        return said

    async def _say(self, sender, message):
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        await self.agent.handle_message(UserMessage(message, output, sender))
        tracker = await self.agent.tracker_store.retrieve(sender)
        names = []
        for event in reversed(tracker.events):
            if event.type_name == "user":
                break
            if event.type_name == "bot":
                names.insert(0, (event.metadata or {}).get("utter_action"))
        text = "\n".join(m.get("text") or "" for m in output.messages)
        buttons = [b["payload"] for m in output.messages for b in m.get("buttons") or ()]
        return Said(names, text, buttons, tracker.current_slot_values(), tracker.active_loop_name)
