"""Meta's webhook and the two crews that answer and send; how Rasa is reached stays outside."""

from __future__ import annotations

import asyncio
import hmac
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sanic import Blueprint, Sanic, response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Door
from bot.channels.whatsapp import counts
from bot.channels.whatsapp.api import MetaApi
from bot.channels.whatsapp.inbox import InboxCrew
from bot.channels.whatsapp.outbox import OutboxCrew, record
from bot.channels.whatsapp.signs import Signs, ToAdviser
from bot.channels.whatsapp.turns import Assistant, Turns
from bot.channels.whatsapp.webhook import Delivery, NotForUs, parse
from bot.settings import Settings
from bot.settings_whatsapp import WhatsAppSettings
from bot.storage.moments import utc_now
from bot.storage.whatsapp_inbox import Inbox
from bot.storage.whatsapp_outbox import Outbox
from bot.storage.whatsapp_people import Sealer
from bot.storage.whatsapp_signs import SignedMessages

log = logging.getLogger(__name__)
#: seconds that Rasa, which computes, may keep the threads that store messages waiting (Python: 0.005)
SWITCH = 0.0005
REFUSED = {"handtekening": 401, "json": 400}


class Reachable(Assistant, Protocol):
    """Rasa in a server: it may not be there yet."""

    def bind(self, app: Any) -> None:
        """Know the server in which Rasa lives."""

    def ready(self) -> bool:
        """Tell whether messages can be answered."""


class WhatsAppService:
    """One connected number.

    Args:
        choices: the operator's settings.
        number: the number that is connected.
        assistant: Rasa.
    """

    def __init__(self, choices: Settings, number: WhatsAppSettings, assistant: Reachable) -> None:
        sealer = Sealer(choices.secret)
        self.number = number
        self.assistant = assistant
        self.inbox = Inbox(choices.database_url, sealer)
        self.outbox = Outbox(choices.database_url, sealer)
        self.turns = Turns(Door(choices), assistant)
        self.crews: tuple[InboxCrew, OutboxCrew] | None = None
        self.signs: Signs | None = None
        self.adviser: ToAdviser | None = None

    def add_to(self, routes: Blueprint) -> None:
        """Add ``/webhook``, and what happens when the server starts and stops."""

        @routes.route("/webhook", methods=["GET"])
        async def verify(request: Request) -> HTTPResponse:
            return verification(request, self.number.verify_token)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await self.receive(request)

        @routes.exception(PayloadTooLarge)
        async def too_large(request: Request, failure: Exception) -> HTTPResponse:
            counts.REFUSED.labels("te_groot").inc()
            return response.empty(status=413)

        @routes.listener("after_server_start")
        async def begin(app: Sanic, loop: Any) -> None:
            self.assistant.bind(app)
            self.adviser = getattr(app.ctx, "signs", None)
            self.begin()

        @routes.listener("before_server_stop")
        async def end(app: Sanic, loop: Any) -> None:
            await self.end()

    def begin(self) -> None:
        """Start to answer and to send, in the loop that is running."""
        sys.setswitchinterval(SWITCH)
        self.api = MetaApi(self.number)
        outgoing = OutboxCrew(self.outbox, self.api)
        ready, wait = self.assistant.ready, self.number.wait
        incoming = InboxCrew(self.inbox, self.turns, self.api, ready, wait, outgoing.wake)
        self.crews = (incoming, outgoing)
        self.signs = Signs(SignedMessages(self.inbox.url, self.inbox.sealer), self.api)
        for one in (*self.crews, self.signs):
            one.start()
        log.info("whatsapp_connected number_id=%s", self.number.phone_number_id)

    async def end(self) -> None:
        """Finish what is under way; the rest is stored and waits for the next start."""
        if self.crews is not None:
            for crew in self.crews:
                await crew.stop()
            if self.signs is not None:
                self.signs.stop()
            await self.api.close()

    async def receive(self, request: Request) -> HTTPResponse:
        """Take a call of Meta; it hears "ok" once everything in it is stored."""
        began = time.perf_counter()
        signature = request.headers.get("x-hub-signature-256")
        secret, number_id = self.number.app_secret, self.number.phone_number_id
        try:
            delivery = parse(request.body, signature, secret, number_id, utc_now())
        except NotForUs as refused:
            counts.REFUSED.labels(refused.reason).inc()
            return response.empty(status=REFUSED[refused.reason])
        for reason in delivery.ignored:
            counts.IGNORED.labels(reason).inc()
        try:
            with self._arriving(delivery):
                await asyncio.to_thread(self._store, delivery)
        except Exception as failure:  # noqa: BLE001 - Meta brings it again
            return self._not_stored(failure)
        counts.STORED.observe(time.perf_counter() - began)
        return response.empty(status=200)

    @contextmanager
    def _arriving(self, delivery: Delivery) -> Iterator[None]:
        """Let nobody be answered of whom something is being stored."""
        arriving = self.crews[0].arriving if self.crews is not None else Counter[str]()
        people = [self.inbox.sealer.sender_id(one.address) for one in delivery.messages]
        arriving.update(people)
        try:
            yield
        finally:
            arriving.subtract(people)
            for person in people:
                if not arriving[person]:
                    del arriving[person]

    def _not_stored(self, failure: Exception) -> HTTPResponse:
        log.error("whatsapp_not_stored failure=%s", type(failure).__name__)
        if self.crews is not None:
            self.crews[0].hold_off()
        return response.empty(status=503)

    def _store(self, delivery: Delivery) -> None:
        if delivery.messages:
            new = self.inbox.receive(delivery.messages)
            counts.REPEATED.inc(len(delivery.messages) - new)
            for message in delivery.messages:
                counts.RECEIVED.labels(message.kind).inc()
        if delivery.statuses:
            told = record(self.outbox, delivery.statuses, utc_now())
            if self.signs is not None:
                self.signs.tell_read(told, self.adviser)


def verification(request: Request, verify_token: str) -> HTTPResponse:
    """Answer Meta's question whether this address is ours."""
    given = str(request.args.get("hub.verify_token", ""))
    ours = hmac.compare_digest(given.encode("utf-8", "replace"), verify_token.encode())
    challenge = str(request.args.get("hub.challenge", ""))
    if request.args.get("hub.mode") != "subscribe" or not ours or not challenge.isalnum():
        counts.REFUSED.labels("verificatie").inc()
        return response.empty(status=403)
    return response.text(challenge[:200])
