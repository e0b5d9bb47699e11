"""The one server of nearly all journeys: every channel, the desk, and a stand-in for Meta beside it.

Starting one takes as long as dozens of talks. Journeys that stop a server, or need another one, start
their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, settings
from tests.fakes import VARIABLES, Meta
from tests.journeys.servers import Running, assistant
from tests.meta_server import MetaServer

ALWAYS_OPEN = """
openingstijden: {maandag: ["00:00-24:00"], dinsdag: ["00:00-24:00"], woensdag: ["00:00-24:00"],
  donderdag: ["00:00-24:00"], vrijdag: ["00:00-24:00"], zaterdag: ["00:00-24:00"], zondag: ["00:00-24:00"]}
feestdagen: open
gesloten: geen
terugbellen: {minuten_per_tijdvak: 120, plaatsen_per_tijdvak: 4, dagen_vooruit: 3, minuten_vooraf: 60}
"""


@dataclass(frozen=True)
class Service:
    """The running server.

    Attributes:
        address: without a slash at the end.
        running: its process.
        folder: where its database is, and what it connected to outside.
        meta: the stand-in for Meta that it talks to.
        choices: the settings that it has, for who works on the same database.
    """

    address: str
    running: Running
    folder: Path
    meta: MetaServer
    choices: Settings


@contextmanager
def service_in(folder: Path, **more: str) -> Iterator[Service]:
    """Serve until the block ends.

    Args:
        folder: for all that it keeps.
        more: variables beside those of a desk that is always open and a connected number.
    """
    meta = MetaServer(Meta(), "").start()
    (folder / "open.yml").write_text(ALWAYS_OPEN)
    variables = {
        "GEHEIM": "g" * 40,
        "OPENINGSTIJDEN": str(folder / "open.yml"),
        "DATABASE_URL": f"sqlite:///{folder / 'journey.db'}",
        "WHATSAPP_API_URL": meta.url,
        "WHATSAPP_WACHTTIJD": "0.2",
        **VARIABLES,
        **more,
    }
    try:
        with assistant(folder, **variables) as (address, running):
            meta.webhook = f"{address}/webhooks/whatsapp/webhook"
            port = address.rsplit(":", 1)[1]
            yield Service(address, running, folder, meta, settings({**variables, "PORT": port}))
    finally:
        meta.stop()
