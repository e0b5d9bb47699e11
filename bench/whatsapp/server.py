"""``python -m bench.whatsapp.server``: the channel with an agent in Rasa's place that echoes.

The agent stores its turn as Rasa's tracker store does, at the end and in one transaction, so that a
process that is killed between that and the storing of the answer leaves what Rasa would leave.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import sys
import time
from typing import Any

from prometheus_client import generate_latest
from sanic import Blueprint, Sanic, response
from sqlalchemy import insert

from bot.channels.inbound import Vocabulary
from bot.channels.whatsapp.service import WhatsAppService
from bot.settings import settings
from bot.storage.database import migrate, writing
from bot.storage.tables import events
from bot.storage.turns import said_in_turn

#: how long the agent computes; Rasa takes about so long (docs/generated/snelheid.md)
THINKS = 0.010


class Echo:
    """Answers each message with itself."""

    def __init__(self, url: str) -> None:
        self.url = url

    def bind(self, app: Any) -> None:
        """Nothing of the server is needed."""

    def ready(self) -> bool:
        """It always is."""
        return True

    def vocabulary(self) -> Vocabulary:
        """No payloads exist."""
        return Vocabulary((), ())

    async def say(self, sender_id: str, text: str, turn_id: str) -> list[dict[str, Any]]:
        """Compute, store the turn, and answer."""
        until = time.perf_counter() + THINKS
        while time.perf_counter() < until:
            pass  # computing, which holds up the loop as Rasa does
        answer = {"text": f"antwoord op {text}"}
        happened = [
            {"event": "user", "text": text, "message_id": turn_id},
            {"event": "bot", **answer, "data": {}, "metadata": {}},
        ]
        rows = [
            {"sender_id": sender_id, "type_name": e["event"], "data": json.dumps(e)}
            for e in happened
        ]
        with writing(self.url) as connection:
            connection.execute(insert(events), rows)
        await asyncio.sleep(random.random() * 0.02)
        return [answer]

    def said(self, sender_id: str, turn_id: str) -> list[dict[str, Any]] | None:
        """Return the answers of a turn that was done before."""
        said = said_in_turn(self.url, sender_id, turn_id)
        return None if said is None else [{"text": m["text"]} for m in said]


def main() -> None:
    """Serve until killed."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    choices = settings()
    migrate(choices.database_url)
    assert choices.whatsapp is not None
    Sanic.test_mode = True
    app = Sanic("soak", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 300_000
    routes = Blueprint("whatsapp_channel")
    WhatsAppService(choices, choices.whatsapp, Echo(choices.database_url)).add_to(routes)
    app.blueprint(routes, url_prefix="/webhooks/whatsapp")

    @app.get("/metrics")
    async def metrics(request: Any) -> Any:
        return response.text(generate_latest().decode())

    @app.after_server_start
    async def say(app: Sanic, loop: Any) -> None:
        sys.stdout.write("staat klaar\n")
        sys.stdout.flush()

    app.run(choices.host, choices.port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
