"""``/metrics`` for Prometheus, and the line in the log for each turn: numbers, never words or who."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.certainty import SURE
from bot.channels.bell import BELL
from bot.channels.rest import FORWARDED
from bot.sealing import mark
from bot.settings import Settings
from bot.storage.moments import utc_now
from bot.storage.standing import Standing, standing

log = logging.getLogger(__name__)
SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
TURNS = Counter(
    "wegwijzer_beurten_total", "Beurten, naar kanaal en hoe ze eindigden", ["kanaal", "uitkomst"]
)
BUSY = Gauge("wegwijzer_beurten_bezig", "Beurten waaraan deze werker nu werkt")
PHASES = Histogram(
    "wegwijzer_beurt_seconds", "Tijd van een beurt, naar deel", ["deel"], buckets=SECONDS
)
INTENTS = Counter("wegwijzer_bedoelingen_total", "Wat in berichten herkend is", ["bedoeling"])
MISSES = Counter("wegwijzer_misverstaan_total", "Berichten die niet zeker genoeg begrepen zijn")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: seconds for which what the database says is good enough
FRESH = 5.0
Handle = Callable[[Any], Awaitable[Any]]


class Shared:
    """What the database knows of all workers together; asked when Prometheus looks.

    Args:
        url: SQLAlchemy URL.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: Standing | None = None
        self._asked_at = 0.0

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Return the figures; only that it is away when the database is."""
        if BELL.carry is not None:  # there is a Redis to be reached
            words = "1 als de andere werkers via Redis te horen zijn"
            yield _gauge("wegwijzer_redis_bereikbaar", words, BELL.reaches_all)
        found = self._standing()
        yield _gauge(
            "wegwijzer_database_bereikbaar", "1 als de database antwoordt", found is not None
        )
        if found is not None:
            yield from _figures(found)

    def _standing(self) -> Standing | None:
        if time.monotonic() - self._asked_at > FRESH:
            self._asked_at = time.monotonic()
            self._known = standing(self._url, utc_now())
        return self._known


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


def _figures(found: Standing) -> Iterable[GaugeMetricFamily]:
    handoffs = GaugeMetricFamily("wegwijzer_overdrachten", "Open overdrachten", labels=["staat"])
    for state, number in found.handoffs.items():
        handoffs.add_metric([state], number)
    yield handoffs
    yield _gauge("wegwijzer_wachtrij_oudste_seconds", "Hoe lang de eerste wacht", found.queue_age)
    if found.wait is not None:
        yield _gauge("wegwijzer_wachttijd_seconds", "Wat bezoekers laatst wachtten", found.wait)
    yield _gauge(
        "wegwijzer_website_oudste_seconds", "Oudste onbeantwoorde bericht", found.website_age
    )
    yield _gauge("whatsapp_inbox_wachtend", "Berichten die op antwoord wachten", found.inbox)
    yield _gauge("whatsapp_inbox_oudste_seconds", "Hoe oud het oudste daarvan is", found.inbox_age)
    yield _gauge("whatsapp_outbox_wachtend", "Antwoorden die nog weg moeten", found.outbox)
    yield _gauge(
        "whatsapp_outbox_oudste_seconds", "Hoe oud het oudste daarvan is", found.outbox_age
    )


def add_metrics(app: Sanic, choices: Settings) -> None:
    """Add ``/metrics``, for who reaches this server itself: what a proxy passes on is refused."""
    shared = Shared(choices.database_url)

    @app.get("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        if any(name in request.headers for name in FORWARDED):
            return response.json({"error": "Alleen binnen het eigen netwerk."}, status=403)
        return response.raw(generate_latest(REGISTRY), content_type=CONTENT_TYPE)

    @app.before_server_start
    async def begin(app: Sanic, loop: Any) -> None:
        REGISTRY.register(shared)  # type: ignore[arg-type] # it has what a collector needs

    @app.after_server_stop
    async def end(app: Sanic, loop: Any) -> None:
        REGISTRY.unregister(shared)  # type: ignore[arg-type]


def timed(part: str, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the same work, of which the time is kept."""

    async def measured(*arguments: Any, **named: Any) -> Any:
        with PHASES.labels(part).time():
            return await work(*arguments, **named)

    return measured


def measure(agent: Any) -> None:
    """Keep the time of the parts of a turn, and count what is understood."""
    processor, store, actions = agent.processor, agent.tracker_store, agent.action_endpoint
    parse = timed("begrijpen", processor.parse_message)

    async def parse_message(*arguments: Any, **named: Any) -> Any:
        parsed = await parse(*arguments, **named)
        count_intent(parsed)
        return parsed

    processor.parse_message = parse_message
    store.retrieve, store.save = timed("lezen", store.retrieve), timed("bewaren", store.save)
    if actions is not None:
        actions.request = timed("acties", actions.request)


def count_intent(parsed: dict[str, Any]) -> None:
    """Count what was understood, and whether that was certain enough."""
    intent = parsed.get("intent") or {}
    INTENTS.labels(str(intent.get("name"))).inc()
    if float(intent.get("confidence") or 0.0) < SURE:
        MISSES.inc()


def counted(secret: str, handle: Handle) -> Handle:
    """Return the way of a message to the bot or an adviser, counted and with a line in the log."""

    async def one(message: Any) -> Any:
        began, outcome = time.perf_counter(), "fout"
        channel = str(message.input_channel or "onbekend")
        BUSY.inc()
        try:
            answer = await handle(message)
            outcome = "goed"
            return answer
        finally:
            seconds = time.perf_counter() - began
            BUSY.dec()
            TURNS.labels(channel, outcome).inc()
            PHASES.labels("geheel").observe(seconds)
            talk = mark(secret, "logboek", str(message.sender_id))[:12]
            log.info(
                "turn talk=%s channel=%s ms=%.0f outcome=%s", talk, channel, seconds * 1000, outcome
            )

    return one
