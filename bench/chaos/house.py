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
from typing import Protocol

from bench.chaos.proxy import Proxy
from bench.chaos.wire import wire
from bot.settings import Settings, settings
from tests.fakes import VARIABLES, FailingMeta
from tests.meta_server import MetaServer
from tests.services import HERE, ROOT, Postgres, Redis, free_port, postgres_server, redis_server

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


class Line(Protocol):
    """What is between the workers and a service."""

    #: how it is cut
    how: str

    def cut_off(self) -> None:
        """Lose from now on what passes, in silence."""

    def mend(self) -> None:
        """Let it through again."""


@dataclass
class House:
    """What there is to talk to and to disturb.

    Attributes:
        front: what visitors and Meta call.
        to_postgres: the line of the workers to PostgreSQL, which can be cut.
        to_redis: the line of the workers to Redis, which can be cut.
        url: PostgreSQL itself, for counting.
    """

    postgres: Postgres
    redis: Redis
    workers: list[Worker]
    front: Proxy
    to_postgres: Line
    to_redis: Line
    meta: MetaServer
    choices: Settings
    url: str
    done: list[str] = field(default_factory=list)


def url_through(proxy: Proxy | None, service: Postgres | Redis) -> str:
    """Return the address of a service, by way of a proxy when there is one."""
    return service.url.replace(f":{service.port}/", f":{proxy.port}/") if proxy else service.url


@contextmanager
def house(folder: Path, seed: int = 7, number: int = 2) -> Iterator[House]:
    """Start everything; give it when all workers are ready."""
    with ExitStack() as stack:
        wires = [stack.enter_context(wire()) for _ in range(2)]
        places = [one.place if one else HERE for one in wires]
        postgres = stack.enter_context(postgres_server(haste=False, place=places[0]))
        redis = stack.enter_context(redis_server(places[1]))
        # where no wire can be laid a proxy stands between
        proxies = [
            None if one else Proxy([service.port], asks=False).start()
            for one, service in zip(wires, (postgres, redis), strict=True)
        ]
        postgres_url, redis_url = (
            url_through(proxy, service)
            for proxy, service in zip(proxies, (postgres, redis), strict=True)
        )
        to_postgres, to_redis = (
            one or proxy for one, proxy in zip(wires, proxies, strict=True) if one or proxy
        )
        ports = [free_port() for _ in range(number)]
        front = Proxy(ports).start()
        meta = FailingMeta(seed, 0.01)
        webhook = f"http://127.0.0.1:{front.port}/webhooks/whatsapp/webhook"
        stand_in = MetaServer(meta, webhook, random.Random(seed)).start()
        (folder / "open.yml").write_text(OPEN)
        variables = {
            **VARIABLES,
            "DATABASE_URL": postgres_url,
            "REDIS_URL": redis_url,
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
            for proxy in (front, *proxies):
                if proxy is not None:
                    proxy.stop()
