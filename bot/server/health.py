"""``/gezond`` (alive) and ``/gereed`` (ready to talk), which also says what has become old."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from pathlib import Path
from typing import Any

from prometheus_client import Gauge
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.care.facts import Facts
from bot.clock import today
from bot.errors import NotInForce
from bot.knowledge.facts import facts
from bot.server.last_good import Standing
from bot.server.training import current_model, fingerprint
from bot.settings import Settings
from bot.storage.database import answers

#: a fact that nobody checked for longer than this is old
CHECK_AFTER = dt.timedelta(days=365)
#: seconds for which an answer to "what has become old" is good
LOOK_EVERY = 60.0
OLD = Gauge("wegwijzer_verouderd", "1 als dit verouderd is", ["wat"])
MODEL, FACTS, CHECKS = "model", "feiten", "controle"


def old_facts(known: Facts, day: dt.date) -> dict[str, list[str]]:
    """Return names of facts that hold no more on a day, and of those not checked for a year."""
    ended, unchecked = [], []
    for name, fact in known.items():
        try:
            checked = fact.on(day).source.checked_on
        except NotInForce:
            ended.append(name)
        else:
            unchecked += [name] if day - checked > CHECK_AFTER else []
    return {FACTS: ended, CHECKS: unchecked}


class Ageing:
    """Knows what has become old, looked up once a minute.

    Args:
        model: the model that is served.
        models: the folder of models.
    """

    def __init__(self, model: Path, models: Path) -> None:
        self._model = model
        self._models = models
        self._known: dict[str, Any] = {}
        self._looked_at = -LOOK_EVERY

    def look(self) -> dict[str, Any]:
        """Return what is old, by kind; empty when all is as it should be."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            found: dict[str, Any] = dict(old_facts(facts(), today()))
            fresh = current_model(self._models, fingerprint())
            found[MODEL] = [] if fresh == self._model else [self._model.name]
            for kind, names in found.items():
                OLD.labels(kind).set(bool(names))
            self._known = {kind: names for kind, names in found.items() if names}
        return self._known


def add_health(app: Sanic, choices: Settings, model: Path, standing: Standing) -> None:
    """Add both; a server that stops is alive and not ready."""
    ageing = Ageing(model, choices.models)

    @app.before_server_stop
    async def no_more(app: Sanic, loop: Any) -> None:
        app.ctx.stopping = True

    @app.get("/gezond")
    async def gezond(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @app.get("/gereed")
    async def gereed(request: Request) -> HTTPResponse:
        why_not = await _why_not(request.app, choices.database_url)
        body: dict[str, Any] = {
            "status": why_not or "ok",
            "model": model.name,
            "inhoud": standing.told(),
        }
        if old := await asyncio.to_thread(ageing.look):
            body["verouderd"] = old
        return response.json(body, 503 if why_not else 200)


async def _why_not(app: Sanic, url: str) -> str | None:
    """Return why nobody can be answered now; None when they can."""
    agent = app.ctx.agent
    if getattr(app.ctx, "stopping", False):
        return "stopt"
    if agent is None or not agent.is_ready():
        return "start op"
    return None if await asyncio.to_thread(answers, url) else "database is weg"
