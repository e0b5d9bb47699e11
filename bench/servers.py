"""Starts the servers that are compared, and reads their memory."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
RASA = str(ROOT / ".venv/bin/rasa")
PATIENCE = 180


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def models_of(folder: Path) -> Path:
    """Return where the bench keeps the assistant's model, apart from the one in use."""
    return folder / "models"


@contextmanager
def ours(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], float]]:
    """Serve the assistant as `make run` does; gives address, processes and seconds to start."""
    port = free_port()
    variables = {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "MODELLEN": str(models_of(folder)),
    }
    started = time.monotonic()
    with process([sys.executable, "-m", "bot.server"], ROOT, **variables) as server:
        wait_for(f"http://127.0.0.1:{port}/gereed", server)
        seconds = time.monotonic() - started
        yield f"http://127.0.0.1:{port}/webhooks/rest/webhook", [server], seconds


@contextmanager
def starter(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], float]]:
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
    path = {"PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    with process(actions, ROOT, **path) as helper, process(core, folder, **path) as server:
        wait_for(f"http://127.0.0.1:{action_port}/health", helper)
        wait_for(f"http://127.0.0.1:{port}/webhooks/rest/", server)
        yield (
            f"http://127.0.0.1:{port}/webhooks/rest/webhook",
            [server, helper],
            time.monotonic() - started,
        )
