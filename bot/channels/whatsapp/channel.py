"""The WhatsApp channel as Rasa knows it; see docs/whatsapp.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from bot.channels.inbound import Vocabulary
from bot.channels.outbound import Collector, shown
from bot.channels.whatsapp.service import WhatsAppService
from bot.errors import SettingRefused
from bot.settings import Settings, settings
from bot.settings_whatsapp import NEEDED, missing_sentence
from bot.storage.turns import said_in_turn

Handler = Callable[[UserMessage], Awaitable[Any]]
Body = dict[str, Any]
NAME = "whatsapp"


class RasaSide:
    """Rasa, as a turn needs it (see ``service.Reachable``).

    Args:
        url: the database in which Rasa keeps its talks.
        on_new_message: how a channel hands a message to Rasa.
    """

    def __init__(self, url: str, on_new_message: Handler) -> None:
        self.url = url
        self._app: Any = None
        self._on_new_message = on_new_message

    def bind(self, app: Any) -> None:
        """Know the server whose agent answers."""
        self._app = app

    def ready(self) -> bool:
        """Tell whether a model is being served."""
        agent = getattr(self._app.ctx, "agent", None) if self._app is not None else None
        return agent is not None and bool(agent.is_ready())

    def vocabulary(self) -> Vocabulary:
        """Return the payloads that the model being served knows."""
        domain = self._app.ctx.agent.domain
        return Vocabulary(domain.intents, domain.entities)

    async def say(self, sender_id: str, text: str, turn_id: str) -> list[Body]:
        """Return the answers to a message."""
        collector = Collector(NAME)
        await self._on_new_message(
            UserMessage(text, collector, sender_id, input_channel=NAME, message_id=turn_id)
        )
        return [body for message in collector.messages if (body := shown(message))]

    def said(self, sender_id: str, turn_id: str) -> list[Body] | None:
        """Return the answers of a turn that Rasa has done before."""
        said = said_in_turn(self.url, sender_id, turn_id)
        return None if said is None else [body for m in said if (body := shown(m))]


class WhatsAppInput(InputChannel):
    """Routes under ``/webhooks/whatsapp``.

    Args:
        choices: the operator's settings; without a number in them the channel is off.
    """

    def __init__(self, choices: Settings) -> None:
        self.choices = choices

    @classmethod
    def name(cls) -> str:
        """Return the name of the channel."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WhatsAppInput:
        """Make the channel; ``optional: true`` lets it be off when no variable is set.

        Raises:
            SettingRefused: the variables are missing, or some of them.
        """
        choices = settings()
        if choices.whatsapp is None and not (credentials or {}).get("optional"):
            raise SettingRefused(missing_sentence(NEEDED))
        return cls(choices)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes; none when the channel is off."""
        routes = Blueprint("whatsapp_channel")
        if self.choices.whatsapp is not None:
            rasa = RasaSide(self.choices.database_url, on_new_message)
            WhatsAppService(self.choices, self.choices.whatsapp, rasa).add_to(routes)
        return routes
