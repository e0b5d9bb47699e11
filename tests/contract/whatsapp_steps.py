"""A channel with a stand-in for Meta and an assistant that says what a test tells it to."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import secrets
import time

import httpx
import sqlalchemy as sa

from bot.channels.inbound import Vocabulary
from bot.channels.whatsapp.api import MetaApi
from bot.channels.whatsapp.inbox import InboxCrew
from bot.channels.whatsapp.outbox import OutboxCrew
from bot.channels.whatsapp.service import WhatsAppService
from bot.channels.whatsapp.webhook import parse
from bot.settings import settings
from bot.storage.database import transaction
from bot.storage.tables import events
from tests.fakes import APP_SECRET, NUMBER_ID, VARIABLES, Meta, said, signed, transport

SECRET = "s" * 40
ME, OTHER = "31612345678", "31687654321"
INTENTS = ("antwoord", "groet", "stop", "vraag_medewerker", "zoek_zorgkantoor", "ja", "nee")


class Says:
    """Answers each message with its text, or with what is told; stores its turns as Rasa does."""

    def __init__(self, url):
        self.url = url
        self.heard = []
        self.answers = {}
        self.fails = 0
        self.danger = ()
        self.dies_after_storing = False

    def bind(self, app):
        pass

    def ready(self):
        return True

    def vocabulary(self):
        return Vocabulary(INTENTS, ("plek", "blijvend", "grondslag"))

    async def say(self, sender_id, text, turn_id):
        self.heard.append(text)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("de assistent is stuk")
        answers = self.answers.get(text, [{"text": f"antwoord op {text}"}])
        intent = {"name": "crisis_suicide" if text in self.danger else "iets"}
        self.store(sender_id, turn_id, intent, answers)
        if self.dies_after_storing:
            raise SystemExit  # as a process that is killed: nothing after this happens
        return answers

    def store(self, sender_id, turn_id, intent, answers):
        happened = [
            {"event": "user", "message_id": turn_id, "parse_data": {"intent": intent}},
            *({"event": "bot", "text": a["text"], "data": a} for a in answers),
        ]
        rows = [
            {"sender_id": sender_id, "type_name": e["event"], "data": json.dumps(e)}
            for e in happened
        ]
        with transaction(self.url) as connection:
            connection.execute(sa.insert(events), rows)

    def said(self, sender_id, turn_id):
        from bot.storage.turns import said_in_turn

        said = said_in_turn(self.url, sender_id, turn_id)
        return None if said is None else [{"text": m["text"]} for m in said]

    def asks(self, sender_id, slot):
        """Be in a guided flow that waits for a slot."""
        event = {"event": "slot", "name": "requested_slot", "value": slot}
        row = {"sender_id": sender_id, "type_name": "slot", "action_name": "requested_slot"}
        with transaction(self.url) as connection:
            connection.execute(sa.insert(events).values(**row, data=json.dumps(event)))


class Line:
    """A connected number: what people send goes in, what they are sent is on Meta's phones."""

    def __init__(self, url, meta=None, **variables):
        self.choices = settings({"DATABASE_URL": url, "GEHEIM": SECRET, **VARIABLES, **variables})
        self.meta = meta or Meta()
        self.assistant = Says(url)
        self.service = WhatsAppService(self.choices, self.choices.whatsapp, self.assistant)
        self.inbox, self.outbox = self.service.inbox, self.service.outbox
        self._second = itertools.count(int(time.time()) - 1000)

    def sender_id(self, number=ME):
        return self.inbox.sealer.sender_id(number)

    def receive(self, payload):
        """Take a delivery of Meta."""
        body, headers = signed(payload)
        now = dt.datetime.now(dt.timezone.utc)
        signature = headers["X-Hub-Signature-256"]
        delivery = parse(body, signature, APP_SECRET, NUMBER_ID, now)
        self.service._store(delivery)
        return delivery

    def write(self, text, number=ME):
        """Let a person write; return Meta's id of it."""
        return self.send("text", number, body=text)

    def send(self, kind, number=ME, wamid=None, **part):
        wamid = wamid or f"wamid.{secrets.token_hex(8)}"
        self.receive(said(number, wamid, next(self._second), kind, **part))
        return wamid

    def choose(self, payload, title="Ja", number=ME):
        reply = {"id": payload, "title": title}
        return self.send("interactive", number, type="button_reply", button_reply=reply)

    def run(self, *numbers, doubt=30.0, times=1):
        """Answer and send all that waits, as the crews do, once for each person."""
        asyncio.run(self._run(numbers or (ME,), doubt, times))

    async def _run(self, numbers, doubt, times):
        api = MetaApi(self.choices.whatsapp, httpx.AsyncClient(transport=transport(self.meta)))
        out = OutboxCrew(self.outbox, api, doubt=doubt)
        crew = InboxCrew(self.inbox, self.service.turns, api, lambda: True, 0.0, out.wake)
        try:
            for number in numbers * times:
                await crew._one(self.sender_id(number))
                await out._one(self.sender_id(number))
            await asyncio.gather(*crew._signalling)
        finally:
            await crew.stop()
            await out.stop()
            await api.close()

    def deliver_statuses(self):
        """Bring what Meta says became of our messages."""
        pending, self.meta.pending = self.meta.pending, []
        for payload in pending:
            self.receive(payload)

    def texts(self, number=ME):
        """Return what a person was sent, without the introduction."""
        return [t for t in self.meta.texts(number) if "digitale assistent" not in t]
