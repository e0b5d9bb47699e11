"""Starts the servers that are compared, and reads their memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.server.connections import IN_LINE
from tests.services import free_port, postgres_server, redis_server

ROOT = Path(__file__).parents[1]
RASA = str(ROOT / ".venv/bin/rasa")
PATIENCE = 900


@contextmanager
def process(
    command: list[str], folder: Path, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of our own and stop it, by its id, when the block ends."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **variables}
    log = (ROOT / "bench/uit").joinpath(f"{Path(command[0]).name}-{time.monotonic_ns()}.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        running = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()


def wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if running.poll() is not None:
            raise RuntimeError(
                f"{running.args!r} stopped with {running.returncode}; see bench/uit/"
            )
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {PATIENCE} s; see bench/uit/")


def resident_mb(*running: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of processes together, in MB."""
    total = 0
    for one in running:
        status = Path(f"/proc/{one.pid}/status").read_text()
        total += next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))
    return total / 1024


def computing_ms(*running: subprocess.Popen[bytes]) -> float:
    """Return how long processes have been computing since they began, together, in milliseconds."""
    total = 0
    for one in running:
        # after the name, which may hold anything, up to its last bracket: user is the 12th, system the 13th
        words = Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split()
        total += int(words[11]) + int(words[12])
    return total * 1000 / os.sysconf("SC_CLK_TCK")


def models_of(folder: Path) -> Path:
    """Return where the bench keeps the assistant's model, apart from the one in use."""
    return folder / "models"


REST = "/webhooks/rest/webhook"


@dataclass(frozen=True)
class Started:
    """A server that is ready.

    Attributes:
        urls: the rest channel of each worker.
        processes: whose memory counts.
        seconds: that the start took.
        database: SQLAlchemy URL; empty when it has none of ours.
    """

    urls: list[str]
    processes: list[subprocess.Popen[bytes]]
    seconds: float
    database: str = ""


@contextmanager
def workers(folder: Path, number: int, **variables: str) -> Iterator[Started]:
    """Serve the assistant as `make run` does, by a number of workers started together."""
    started = time.monotonic()
    # as behind a proxy: else five hundred people from one address are refused
    shared = {"MODELLEN": str(models_of(folder)), "PROXYS": "1", **variables}
    ports = [free_port() for _ in range(number)]
    with ExitStack() as stack:
        command = [sys.executable, "-m", "bot.server"]
        made = [
            stack.enter_context(process(command, ROOT, **shared, PORT=str(port))) for port in ports
        ]
        for port, one in zip(ports, made, strict=True):
            wait_for(f"http://127.0.0.1:{port}/gereed", one)
        seconds = time.monotonic() - started
        urls = [f"http://127.0.0.1:{port}{REST}" for port in ports]
        yield Started(urls, made, seconds, variables["DATABASE_URL"])


@contextmanager
def ours(folder: Path) -> Iterator[Started]:
    """Serve the assistant as `make run` does: one worker, SQLite."""
    with workers(folder, 1, DATABASE_URL=f"sqlite:///{folder / 'bench.db'}") as started:
        yield started


@contextmanager
def ours_shared(folder: Path) -> Iterator[Started]:
    """Serve the assistant by two workers with PostgreSQL and Redis."""
    with (
        postgres_server(haste=False) as postgres,
        redis_server() as redis,
        workers(folder, 2, DATABASE_URL=postgres.url, REDIS_URL=redis.url) as started,
    ):
        yield started


@contextmanager
def floor(folder: Path) -> Iterator[Started]:
    """Serve a constant by the same web server and channel."""
    port, began = free_port(), time.monotonic()
    database = f"sqlite:///{folder / 'vloer.db'}"
    command = [sys.executable, "-m", "bench.floor", str(port)]
    with process(command, ROOT, DATABASE_URL=database) as server:
        wait_for(f"http://127.0.0.1:{port}/gereed", server)
        url = f"http://127.0.0.1:{port}{REST}"
        yield Started([url], [server], time.monotonic() - began, database)


@contextmanager
def starter(folder: Path) -> Iterator[Started]:
    """Serve Rasa's starter with its action server."""
    port, action_port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(
        json.dumps({"action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"}})
    )
    (folder / "credentials.yml").write_text("rest:\n")
    started = time.monotonic()
    actions = [RASA, "run", "actions", "--port", str(action_port)]
    core = [RASA, "run", "-m", "models", "-p", str(port), "-i", "127.0.0.1"]
    core += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    line = {"SANIC_BACKLOG": str(IN_LINE)}  # as ours: else it loses people before it hears them
    path = {**line, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    with process(actions, ROOT, **path) as helper, process(core, folder, **path) as server:
        wait_for(f"http://127.0.0.1:{action_port}/health", helper)
        wait_for(f"http://127.0.0.1:{port}/webhooks/rest/", server)
        url = f"http://127.0.0.1:{port}{REST}"
        yield Started([url], [server, helper], time.monotonic() - started)
