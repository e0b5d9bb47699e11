"""Everything that runs: PostgreSQL, Redis, two workers, the proxies between them, Meta's stand-in."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.chaos.proxy import Proxy
from bot.settings import Settings, settings
from tests.fakes import VARIABLES, FailingMeta
from tests.meta_server import MetaServer
from tests.services import ROOT, Postgres, Redis, free_port, postgres_server, redis_server

OPEN = """
openingstijden: {maandag: ["00:00-24:00"], dinsdag: ["00:00-24:00"], woensdag: ["00:00-24:00"],
  donderdag: ["00:00-24:00"], vrijdag: ["00:00-24:00"], zaterdag: ["00:00-24:00"], zondag: ["00:00-24:00"]}
feestdagen: open
gesloten: geen
terugbellen: {minuten_per_tijdvak: 120, plaatsen_per_tijdvak: 2, dagen_vooruit: 3, minuten_vooraf: 60}
"""
SECRET = "een-geheim-dat-alleen-voor-deze-proef-is"
PATIENCE = 900


class Worker:
    """One ``bot.server``, as the others."""

    def __init__(self, name: str, port: int, variables: dict[str, str], folder: Path) -> None:
        self.name = name
        self.port = port
        self.log = folder / f"{name}.log"
        self._variables = {**os.environ, **variables, "PORT": str(port)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start; does not wait."""
        with self.log.open("ab") as out:
            command = [sys.executable, "-m", "bot.server"]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._variables, stdout=out, stderr=out
            )

    def wait(self) -> None:
        """Return when it is ready to talk."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"{self.name} stopped; see {self.log}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/gereed", timeout=20):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"{self.name} did not become ready; see {self.log}")

    def end(self, how: signal.Signals) -> float:
        """Stop it, and return the seconds until it was gone."""
        began = time.monotonic()
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(90)
        return time.monotonic() - began

    def again(self, how: signal.Signals) -> None:
        """Stop it and start another in its place."""
        self.end(how)
        self.start()
        self.wait()

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        if self._process is None:
            return 0.0
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(x.split()[1] for x in status.splitlines() if x.startswith("VmRSS"))) / 1024


@dataclass
class House:
    """What there is to talk to and to disturb.

    Attributes:
        front: what visitors and Meta call.
        to_postgres: the line of the workers to PostgreSQL.
        to_redis: the line of the workers to Redis.
        url: PostgreSQL itself, for counting.
    """

    postgres: Postgres
    redis: Redis
    workers: list[Worker]
    front: Proxy
    to_postgres: Proxy
    to_redis: Proxy
    meta: MetaServer
    choices: Settings
    url: str
    done: list[str] = field(default_factory=list)


@contextmanager
def house(folder: Path, seed: int = 7, number: int = 2) -> Iterator[House]:
    """Start everything; give it when all workers are ready."""
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server(haste=False))
        redis = stack.enter_context(redis_server())
        to_postgres = Proxy([postgres.port], asks=False).start()
        to_redis = Proxy([redis.port], asks=False).start()
        ports = [free_port() for _ in range(number)]
        front = Proxy(ports).start()
        meta = FailingMeta(seed, 0.01)
        webhook = f"http://127.0.0.1:{front.port}/webhooks/whatsapp/webhook"
        stand_in = MetaServer(meta, webhook, random.Random(seed)).start()
        (folder / "open.yml").write_text(OPEN)
        variables = {
            **VARIABLES,
            "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{to_postgres.port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{to_redis.port}/0",
            "GEHEIM": SECRET,
            "OPENINGSTIJDEN": str(folder / "open.yml"),
            "WHATSAPP_API_URL": stand_in.url,
        }
        workers = [Worker(f"werker-{i}", p, variables, folder) for i, p in enumerate(ports, 1)]
        for worker in workers:
            worker.start()
        try:
            for worker in workers:
                worker.wait()
            url = postgres.url
            direct = {**variables, "DATABASE_URL": url, "REDIS_URL": redis.url}
            choices = settings(direct)
            yield House(
                postgres, redis, workers, front, to_postgres, to_redis, stand_in, choices, url
            )
        finally:
            for worker in workers:
                worker.end(signal.SIGKILL)
            stand_in.stop()
            for proxy in (front, to_postgres, to_redis):
                proxy.stop()
