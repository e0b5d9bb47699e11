"""Collects what the assistant says in one turn, whole messages with their source."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

KEPT = ("text", "buttons", "source", "table", "expects", "kind")


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of Rasa's message that a visitor gets."""
    return {key: message[key] for key in KEPT if message.get(key)}


class Collector(CollectingOutputChannel):
    """Keeps each message as the answer was written; Rasa's own splits it at blank lines."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        """Return the name of the channel, by which answers may differ."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message."""
        kept = shown(message)
        if kept:
            self.messages.append({"recipient_id": recipient_id, **kept})
