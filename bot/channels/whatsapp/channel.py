"""The WhatsApp channel: Meta's webhook in, and the two crews that answer and send."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Door
from bot.channels.inbound import Vocabulary
from bot.channels.outbound import Collector, shown
from bot.channels.whatsapp import counts
from bot.channels.whatsapp.api import MetaApi
from bot.channels.whatsapp.inbox import InboxCrew
from bot.channels.whatsapp.outbox import OutboxCrew, record
from bot.channels.whatsapp.turns import Turns
from bot.channels.whatsapp.webhook import Delivery, NotForUs, parse
from bot.errors import SettingRefused
from bot.settings import Settings, settings
from bot.settings_whatsapp import NEEDED, WhatsAppSettings, missing_sentence
from bot.storage.moments import utc_now
from bot.storage.turns import said_in_turn
from bot.storage.whatsapp_inbox import Inbox
from bot.storage.whatsapp_outbox import Outbox
from bot.storage.whatsapp_people import Sealer

log = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
Body = dict[str, Any]
NAME = "whatsapp"
REFUSED = {"handtekening": 401, "json": 400}


class RasaSide:
    """Rasa, as a turn needs it (see ``turns.Assistant``).

    Args:
        url: the database in which Rasa keeps its talks.
        on_new_message: how a channel hands a message to Rasa.
    """

    def __init__(self, url: str, on_new_message: Handler) -> None:
        self.url = url
        self.app: Any = None
        self._on_new_message = on_new_message

    def ready(self) -> bool:
        """Tell whether a model is being served."""
        agent = getattr(self.app.ctx, "agent", None) if self.app is not None else None
        return agent is not None and bool(agent.is_ready())

    def vocabulary(self) -> Vocabulary:
        """Return the payloads that the model being served knows."""
        domain = self.app.ctx.agent.domain
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
    """Routes under ``/webhooks/whatsapp``; see docs/whatsapp.md.

    Args:
        choices: the operator's settings.
        number: the number that is connected; None for a channel that is off.
    """

    def __init__(self, choices: Settings, number: WhatsAppSettings | None) -> None:
        self.choices = choices
        self.number = number
        sealer = Sealer(choices.secret)
        self.inbox = Inbox(choices.database_url, sealer)
        self.outbox = Outbox(choices.database_url, sealer)
        self.crews: list[InboxCrew | OutboxCrew] = []

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
        return cls(choices, choices.whatsapp)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes; none when the channel is off."""
        routes = Blueprint("whatsapp_channel")
        if self.number is None:
            return routes
        number, rasa = self.number, RasaSide(self.choices.database_url, on_new_message)

        @routes.route("/webhook", methods=["GET"])
        async def verify(request: Request) -> HTTPResponse:
            return verification(request, number.verify_token)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await self.receive(request, number)

        @routes.listener("after_server_start")
        async def begin(app: Sanic, loop: Any) -> None:
            rasa.app = app
            self.begin(number, rasa)

        @routes.listener("before_server_stop")
        async def end(app: Sanic, loop: Any) -> None:
            await self.end()

        return routes

    def begin(self, number: WhatsAppSettings, rasa: RasaSide) -> None:
        """Start to answer and to send."""
        self.api = MetaApi(number)
        outgoing = OutboxCrew(self.outbox, self.api)
        turns = Turns(Door(self.choices), rasa)
        incoming = InboxCrew(self.inbox, turns, self.api, rasa.ready, number.wait, outgoing.wake)
        self.crews = [incoming, outgoing]
        for crew in self.crews:
            crew.start()
        log.info("whatsapp_connected number_id=%s", number.phone_number_id)

    async def end(self) -> None:
        """Finish what is under way; the rest is stored and waits for the next start."""
        for crew in self.crews:
            await crew.stop()
        if self.crews:
            await self.api.close()

    async def receive(self, request: Request, number: WhatsAppSettings) -> HTTPResponse:
        """Take a call of Meta; it hears "ok" once everything in it is stored."""
        began, now = time.perf_counter(), utc_now()
        signature = request.headers.get("x-hub-signature-256")
        try:
            delivery = parse(
                request.body, signature, number.app_secret, number.phone_number_id, now
            )
        except NotForUs as refused:
            counts.REFUSED.labels(refused.reason).inc()
            return response.empty(status=REFUSED[refused.reason])
        for reason in delivery.ignored:
            counts.IGNORED.labels(reason).inc()
        try:
            await asyncio.to_thread(self._store, delivery)
        except Exception as failure:  # noqa: BLE001 - Meta brings it again
            log.error("whatsapp_not_stored failure=%s", type(failure).__name__)
            return response.empty(status=503)
        counts.STORED.observe(time.perf_counter() - began)
        return response.empty(status=200)

    def _store(self, delivery: Delivery) -> None:
        at = utc_now()
        if delivery.messages:
            new = self.inbox.receive(delivery.messages, at)
            counts.REPEATED.inc(len(delivery.messages) - new)
            for message in delivery.messages:
                counts.RECEIVED.labels(message.kind).inc()
        if delivery.statuses:
            record(self.outbox, delivery.statuses, at)


def verification(request: Request, verify_token: str) -> HTTPResponse:
    """Answer Meta's question whether this address is ours."""
    given = str(request.args.get("hub.verify_token", ""))
    ours = hmac.compare_digest(given.encode("utf-8", "replace"), verify_token.encode())
    challenge = str(request.args.get("hub.challenge", ""))
    if request.args.get("hub.mode") != "subscribe" or not ours or not challenge.isalnum():
        counts.REFUSED.labels("verificatie").inc()
        return response.empty(status=403)
    return response.text(challenge[:200])
