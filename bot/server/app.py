"""The web server: Rasa's agent, the channels of credentials.yml, the demo page and health."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import rasa.core.channels.channel
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore
from rasa.core.run import create_http_input_channels
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.engine.exceptions import GraphComponentException
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.bell import BELL
from bot.channels.bell_carrier import Carrier
from bot.channels.inbound import BROKEN, FAILED, TOO_LONG
from bot.dialogue.in_process import InProcessActions
from bot.server.copies import add_copies
from bot.server.desk import beside_advisers, keep_up
from bot.server.desk_pages import add_desk
from bot.server.documenten import add_documents
from bot.server.doorkeeper import keep_the_door
from bot.server.few_at_once import few_at_once
from bot.server.health import add_health
from bot.server.last_good import Standing
from bot.server.light import only_to_serve, settle_down
from bot.server.maintenance import retain
from bot.server.metrics import add_metrics, counted, measure
from bot.server.own_data import add_own_data, settle_with
from bot.server.pages import add_pages
from bot.server.verantwoording import add_verantwoording
from bot.settings import ROOT, Settings
from bot.storage.database import is_passing
from bot.storage.talk_locks import locks_of

log = logging.getLogger(__name__)
BODY_LIMIT = 300_000
#: longer than proxies keep a line to us, so that they never send on one that we just closed
KEEP_ALIVE = 75  # seconds
DAY = 24 * 60 * 60  # seconds
ALL_WELL = Standing()


async def load_agent(model: Path, endpoints_file: Path = ROOT / "endpoints.yml") -> Agent:
    """Return the agent that serves a model, wired as endpoints.yml says."""
    endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
    broker = await EventBroker.create(endpoints.event_broker)
    action = endpoints.action
    if action is not None and action.kwargs.get("actions_module"):
        action = InProcessActions(action.kwargs["actions_module"])
    agent = Agent(
        generator=endpoints.nlg,
        tracker_store=TrackerStore.create(endpoints.tracker_store, event_broker=broker),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=action,
    )
    # Rasa wraps the store in one that logs the failing SQL and forgets the talk; ours fails openly,
    # and the channel then says so and loses nothing
    agent.tracker_store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    with only_to_serve():
        agent.load_model(model)
    return agent


def create_app(choices: Settings, model: Path, standing: Standing = ALL_WELL) -> Sanic:
    """Return the server, which loads the model when it starts."""
    Sanic.test_mode = True  # lets a second server of the same name exist, as the tests need
    app = Sanic("wegwijzer", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.PROXIES_COUNT = choices.proxies or None
    app.ctx.agent = None
    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    rasa.core.channels.channel.register(channels, app, route="/webhooks/")
    keep_the_door(app, choices)
    add_pages(app)
    add_verantwoording(app, choices, standing, model)
    add_documents(app, choices)
    add_copies(app, choices)
    add_own_data(app, choices, settle_with(channels, choices))
    add_desk(app, choices, standing.refused)
    keep_up(app, choices)
    add_health(app, choices, model, standing)
    add_metrics(app, choices)
    _share_the_bell(app, choices)
    app.error_handler.add(Exception, _failed)

    @app.before_server_start
    async def wake_up(app: Sanic, loop: Any) -> None:
        try:
            agent = await load_agent(model)
            # every channel goes through here: beside an adviser the bot is silent
            to_bot = few_at_once(agent.handle_message, locks_of(choices.redis_url))
            passed_on = beside_advisers(choices, to_bot)
            agent.handle_message = counted(choices.secret, passed_on)
            measure(agent)
            settle_down()
            app.ctx.agent = agent
        except GraphComponentException as failed:
            # Rasa hides why a component refused; the operator must read it
            log.error("%s", failed.__cause__ or failed)
            raise

    @app.after_server_stop
    async def send_what_waits(app: Sanic, loop: Any) -> None:
        broker = app.ctx.agent.tracker_store.event_broker if app.ctx.agent else None
        if broker is not None:
            await broker.close()

    @app.after_server_start
    async def keep_forgetting(app: Sanic, loop: Any) -> None:
        app.add_task(_forget_daily(choices))

    return app


def _share_the_bell(app: Sanic, choices: Settings) -> None:
    """Let followers of a talk in any worker hear what is stored by another."""
    if not choices.redis_url:
        return
    carrier = Carrier(choices.redis_url, BELL)

    @app.before_server_start
    async def begin(app: Sanic, loop: Any) -> None:
        carrier.start()

    @app.after_server_stop
    async def end(app: Sanic, loop: Any) -> None:
        carrier.stop()


async def _forget_daily(choices: Settings) -> None:
    """Delete what is older than BEWAARDAGEN once a day; the start of the server does it first."""
    while True:
        await asyncio.sleep(DAY)
        try:
            await asyncio.to_thread(retain, choices)
        except Exception as failure:  # noqa: BLE001 - the database is away; tomorrow again
            log.error("retention_failed failure=%s", type(failure).__name__)


async def _failed(request: Request, failure: Exception) -> HTTPResponse:
    """Answer a failure in Dutch; the log gets its kind, never the words of the request."""
    status = getattr(failure, "status_code", 500) if isinstance(failure, SanicException) else 500
    if is_passing(failure):
        status = 503  # tried again by the widget, Meta and proxies
    if status >= 500:
        log.error("request_failed path=%s failure=%s", request.path, type(failure).__name__)
    sentence = FAILED if status >= 500 else TOO_LONG if status == 413 else BROKEN
    return response.json({"error": sentence}, status=status)
