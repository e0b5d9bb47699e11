"""What is stored also goes to a stream of the organisation's own: RabbitMQ or Kafka, by URL alone.

Rasa's own brokers wait in the turn: while theirs is away a worker does not start, or stands still for
minutes. Here a turn leaves its events with a thread and goes on. The database stays the truth: what waits
when a worker is killed, or comes while more waits than fits, does not reach the stream, and is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import queue
import secrets
import threading
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from prometheus_client import Counter
from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig

from bot.settings import settings

log = logging.getLogger(__name__)
#: of the exchange and queue in RabbitMQ, and of the topic in Kafka when the URL names none
NAME = "wegwijzer"
#: events that wait to be sent; more than this is a stream that is away for long
WAITING = 20_000
#: events that are sent together
AT_ONCE = 500
#: seconds: until something was taken, between two tries, and for what waits when a worker stops
SLOWEST, REST, ENDING = 10.0, 2.0, 5.0
EVENTS = Counter(
    "wegwijzer_gebeurtenissen_total",
    "Gebeurtenissen voor de eigen stroom van de organisatie, en wat ervan kwam",
    ["uitkomst"],
)


@dataclass(frozen=True)
class Sent:
    """One event on its way.

    Attributes:
        talk: keeps the events of a talk in order.
        key: the same when it is sent again, so that the other side can tell.
        body: JSON.
    """

    talk: str
    key: str
    body: bytes


class Line(Protocol):
    """A way to the other side; used by one thread."""

    def send(self, events: list[Sent]) -> None:
        """Return when all were taken; raises whatever went wrong."""

    def close(self) -> None:
        """End."""


class Gebeurtenissenstroom(EventBroker):
    """Passes events on, beside the turn.

    Args:
        line: the way to the other side.
        rest: seconds between two tries.
    """

    def __init__(self, line: Line, rest: float = REST) -> None:
        self._line = line
        self._rest = rest
        self._waiting: queue.Queue[Sent | None] = queue.Queue(WAITING)
        self._stopped = threading.Event()
        self._away = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="gebeurtenissen")
        self._thread.start()

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: Any = None
    ) -> Gebeurtenissenstroom | None:
        """Return the stream of ``GEBEURTENISSEN_URL``; None without one (see parent class)."""
        url = settings().events_url
        return cls(line_to(url)) if url else None

    def publish(self, event: dict[str, Any]) -> None:
        """Take an event along; returns at once and never fails."""
        talk = str(event.get("sender_id") or "")
        sent = Sent(talk, secrets.token_hex(12), json.dumps(event).encode())
        try:
            self._waiting.put_nowait(sent)
        except queue.Full:
            EVENTS.labels("verloren").inc()

    async def close(self) -> None:
        """Send what waits, for a few seconds at most, and end."""
        self._stopped.set()
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
        await asyncio.to_thread(self._thread.join, ENDING)

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            self._deliver([first, *self._more()])
        self._line.close()

    def _more(self) -> list[Sent]:
        found: list[Sent] = []
        while len(found) < AT_ONCE - 1:
            try:
                one = self._waiting.get_nowait()
            except queue.Empty:
                break
            if one is None:
                self._waiting.put(None)  # the end comes after these
                break
            found.append(one)
        return found

    def _deliver(self, events: list[Sent]) -> None:
        """Try until it works; once more when the worker stops."""
        while True:
            last = self._stopped.is_set()
            try:
                self._line.send(events)
            except Exception as failure:  # noqa: BLE001 - every library has failures of its own
                self._line.close()
                self._say_away(failure)
            else:
                self._say_back()
                EVENTS.labels("verstuurd").inc(len(events))
                return
            if last:
                EVENTS.labels("verloren").inc(len(events))
                return
            self._stopped.wait(self._rest)

    def _say_away(self, failure: Exception) -> None:
        if not self._away:
            log.warning("event_stream_away failure=%s", type(failure).__name__)
        self._away = True

    def _say_back(self) -> None:
        if self._away:
            log.info("event_stream_back waiting=%d", self._waiting.qsize())
        self._away = False


def line_to(url: str) -> Line:
    """Return the way to an address; nothing is connected yet.

    Args:
        url: ``GEBEURTENISSEN_URL``, found good by the settings.
    """
    return Rabbit(url) if urlsplit(url).scheme in ("amqp", "amqps") else Kafka(url)


class Rabbit:
    """A durable fanout exchange, with a durable queue so that nothing is lost before somebody reads.

    Args:
        url: ``amqp://name:password@host:5672/vhost``, or ``amqps://``.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: Any = None
        self._exchange: Any = None

    def send(self, events: list[Sent]) -> None:
        """Send and wait until RabbitMQ has taken all (publisher confirms)."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            # of a line that broke several tasks tell; that it did is said once, by the stream
            self._loop.set_exception_handler(lambda loop, context: None)
        self._loop.run_until_complete(asyncio.wait_for(self._send(events), SLOWEST))

    async def _send(self, events: list[Sent]) -> None:
        import aio_pika  # only where there is a RabbitMQ

        if self._connection is None or self._connection.is_closed:
            await self._connect(aio_pika)
        messages = [
            aio_pika.Message(
                one.body,
                content_type="application/json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                message_id=one.key,
                headers={"gesprek": one.talk},
            )
            for one in events
        ]
        await asyncio.gather(*[self._exchange.publish(one, "") for one in messages])

    async def _connect(self, aio_pika: Any) -> None:
        # no heartbeat: nobody reads between two sendings, so RabbitMQ would take us for dead
        self._connection = await aio_pika.connect(self._url, heartbeat=0)
        channel = await self._connection.channel(publisher_confirms=True)
        kind = aio_pika.ExchangeType.FANOUT
        self._exchange = await channel.declare_exchange(NAME, kind, durable=True)
        # named as the exchange; without a reader it waits there
        waiting = await channel.declare_queue(NAME, durable=True)
        await waiting.bind(self._exchange)

    def close(self) -> None:
        """End the connection; a next ``send`` makes another."""
        loop, connection = self._loop, self._connection
        self._loop = self._connection = self._exchange = None
        if loop is None:
            return
        with contextlib.suppress(Exception):  # it is broken, or will be
            if connection is not None:
                loop.run_until_complete(asyncio.wait_for(connection.close(), REST))
        loop.close()


class Kafka:
    """A topic; the talk is the key, so that its events stay in order.

    Args:
        url: ``kafka://name:password@host:9092,host:9092/topic``; ``kafkas://`` for TLS. Another way to
            sign in than PLAIN: ``?mechanisme=SCRAM-SHA-512``.
    """

    def __init__(self, url: str) -> None:
        self.topic, self.config = kafka_config(url)
        self._producer: Any = None

    def send(self, events: list[Sent]) -> None:
        """Send and wait until Kafka has taken all."""
        if self._producer is None:
            from confluent_kafka import Producer  # only where there is a Kafka

            self._producer = Producer(self.config)
        failures: list[Any] = []

        def told(failure: Any, message: Any) -> None:
            failures.extend([failure] if failure is not None else [])

        for one in events:
            headers = {"id": one.key}
            self._producer.produce(
                self.topic, one.body, one.talk, headers=headers, on_delivery=told
            )
        left = self._producer.flush(SLOWEST)
        if left or failures:
            raise ConnectionError(f"{left} waiting, {len(failures)} refused")

    def close(self) -> None:
        """Drop what is on its way; a next ``send`` begins anew."""
        if self._producer is not None:
            self._producer.purge()
        self._producer = None


def kafka_config(url: str) -> tuple[str, dict[str, Any]]:
    """Return the topic, and what confluent_kafka wants to know, of an address."""
    parts = urlsplit(url)
    who, _, hosts = parts.netloc.rpartition("@")
    config: dict[str, Any] = {
        "bootstrap.servers": hosts,
        "enable.idempotence": True,
        "message.timeout.ms": int(SLOWEST * 1000),
    }
    secure = "SSL" if parts.scheme == "kafkas" else "PLAINTEXT"
    if who:
        name, _, password = who.partition(":")
        mechanism = parse_qs(parts.query).get("mechanisme", ["PLAIN"])[0]
        config |= {"sasl.username": unquote(name), "sasl.password": unquote(password)}
        config |= {"sasl.mechanism": mechanism}
        secure = f"SASL_{secure}"
    return parts.path.strip("/") or NAME, {**config, "security.protocol": secure}
