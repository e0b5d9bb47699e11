"""``python -m bench.floor PORT``: the same web server and channel, with a constant in Rasa's place."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

from sanic import Sanic, response

from bot.quiet import keep_quiet
from bot.server.connections import IN_LINE
from bot.server.light import leave_out_what_only_trains
from bot.settings import settings
from bot.storage.database import migrate


async def answer(message: Any) -> None:
    """Say the same to everything."""
    await message.output_channel.send_response(message.sender_id, {"text": "Dat is de Wlz."})


def main() -> None:
    """Serve until stopped."""
    keep_quiet()
    leave_out_what_only_trains()
    from bot.channels.rest import LoopbackRest  # it brings Rasa in

    migrate(settings().database_url)
    Sanic.test_mode = True
    app = Sanic("vloer", configure_logging=False)
    app.ctx.agent = SimpleNamespace(
        domain=SimpleNamespace(intents=Everything(), entities=Everything())
    )
    app.blueprint(LoopbackRest().blueprint(answer), url_prefix="/webhooks/rest")

    @app.get("/gereed")
    async def ready(request: Any) -> Any:
        return response.json({"status": "ok"})

    app.run("127.0.0.1", int(sys.argv[1]), workers=1, backlog=IN_LINE, access_log=False, motd=False)


class Everything:
    """Holds whatever is asked for, and names nothing."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())


if __name__ == "__main__":
    main()
