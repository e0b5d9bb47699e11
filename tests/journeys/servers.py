"""Starts our servers on free ports for the journeys, and watches where they connect to."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
RASA = str(ROOT / ".venv/bin/rasa")
READY = "staat klaar"
PATIENCE = 900  # seconds; training takes 150 on a machine of its own, and more beside others
#: loaded by Python before anything else; writes down, and refuses, every way out of this machine.
#: An audit hook sees what goes through Python's own sockets, so uvloop (which Sanic prefers and
#: which connects in C) must not be found: asyncio's own loop is used instead.
WATCHER = """
import os, socket, sys
sys.modules["uvloop"] = None
HERE = ("127.", "::1", "::ffff:127.", "localhost", "0.0.0.0")
NAMED = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}
REACHED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
OWN_NAME = socket.gethostname()
def _goal(event, arguments):
    if event in NAMED:
        return arguments[NAMED[event]]
    address = arguments[REACHED[event]]
    return address[0] if isinstance(address, tuple) else None
def _watch(event, arguments):
    if event not in NAMED and event not in REACHED:
        return
    goal = _goal(event, arguments)
    goal = goal.decode("ascii", "replace") if isinstance(goal, bytes) else goal
    if not goal or goal.startswith(HERE) or goal == OWN_NAME:
        return
    with open(os.environ["OUTSIDE_LOG"], "a") as log:
        log.write(event + " " + goal + chr(10))
    raise OSError("a journey stays on this machine: " + goal)
sys.addaudithook(_watch)
"""


class Running:
    """A process of our own; what it writes is read all the time, so that it never has to wait."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self._written = bytearray()
        self._ended = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def log(self) -> str:
        """Everything written so far."""
        with self._changed:
            return self._written.decode("utf-8", "replace")

    def read_until(self, words: str, after: int = 0) -> str:
        """Wait until some words are written, from a place in the log on; return the log."""
        with self._changed:
            self._changed.wait_for(lambda: self._has(words, after) or self._ended, PATIENCE)
            found = self._has(words, after)
        assert found, f"no {words!r}; stopped: {self.process.poll()}; {self.log[-3000:]}"
        return self.log

    def stop(self) -> str:
        """Ask the process to stop, by its id, and return all that it wrote."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(20)
        return self.log

    def _has(self, words: str, after: int) -> bool:
        return words in self._written.decode("utf-8", "replace")[after:]

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as pipe:
            while part := os.read(pipe.fileno(), 65536):
                with self._changed:
                    self._written += part
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def watched(folder: Path) -> dict[str, str]:
    """Return the environment in which outside connections are written to ``folder/outside``."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(WATCHER)
    environment = {k: v for k, v in os.environ.items() if k != "RASA_TELEMETRY_ENABLED"}
    return {
        **environment,
        "PYTHONPATH": f"{site}:{ROOT}",
        "OUTSIDE_LOG": str(folder / "outside"),
        "DATABASE_URL": f"sqlite:///{folder / 'journey.db'}",
    }


def outside(folder: Path) -> str:
    log = folder / "outside"
    return log.read_text() if log.exists() else ""


@contextmanager
def process(
    command: list[str], environment: dict[str, str], folder: Path = ROOT
) -> Iterator[Running]:
    running = Running(command, environment, folder)
    try:
        yield running
    finally:
        running.stop()


def read_until_from(descriptor, words) -> str:
    """Return what a terminal showed until it showed some words."""
    seen = b""
    deadline = time.monotonic() + PATIENCE
    while words.encode() not in seen:
        assert time.monotonic() < deadline, seen.decode("utf-8", "replace")[-3000:]
        if select.select([descriptor], [], [], 1)[0]:
            seen += os.read(descriptor, 65536)
    return seen.decode("utf-8", "replace")


def wait_until_listening(port) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)  # a port that opens is no event that can be awaited
    raise AssertionError(f"nobody listens on {port}")


@contextmanager
def assistant(folder: Path, **variables):
    """Serve as `make run` does; gives the address and the process."""
    port = free_port()
    environment = {**watched(folder), "PORT": str(port), **variables}
    with process([sys.executable, "-m", "bot.server"], environment) as running:
        running.read_until(READY)
        yield f"http://127.0.0.1:{port}", running


def call(url, body=None, headers=None, method=None):
    """Return status and body (read as JSON where it is) of a call."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {"Content-Type": "application/json", **(headers or {})}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        status, text = refused.code, refused.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text.decode("utf-8", "replace")


class Talk:
    """A talk over the rest channel."""

    def __init__(self, address: str, sender: str) -> None:
        self.url = f"{address}/webhooks/rest/webhook"
        self.sender = sender
        self.messages = []

    def say(self, text: str) -> str:
        """Return all that is answered, in one text."""
        status, self.messages = call(self.url, {"sender": self.sender, "message": text})
        assert status == 200, self.messages
        return "\n".join(m.get("text", "") for m in self.messages)

    @property
    def choices(self) -> list[str]:
        return [b["payload"] for m in self.messages for b in m.get("buttons", [])]
