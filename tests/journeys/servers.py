"""Starts our servers on free ports for the journeys, and watches where they connect to."""

from __future__ import annotations

import json
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
RASA = str(ROOT / ".venv/bin/rasa")
READY = "staat klaar"
PATIENCE = 240
#: loaded by Python before anything else; writes down every address outside this machine
WATCHER = """
import os, socket
_connect, _connect_ex, _look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
HERE = ("127.", "::1", "localhost", "0.0.0.0")
def _note(what):
    with open(os.environ["OUTSIDE_LOG"], "a") as log:
        log.write(str(what) + chr(10))
def _outside(address):
    return isinstance(address, tuple) and not str(address[0]).startswith(HERE)
def connect(self, address):
    if _outside(address):
        _note(address)
    return _connect(self, address)
def connect_ex(self, address):
    if _outside(address):
        _note(address)
    return _connect_ex(self, address)
def getaddrinfo(host, *rest, **more):
    if host and not str(host).startswith((*HERE, socket.gethostname())):
        _note(host)
    return _look_up(host, *rest, **more)
socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, getaddrinfo
"""


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
def process(command, environment, folder=ROOT):
    running = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()


def read_until(running, words) -> str:
    """Return what a process wrote until it wrote some words."""
    seen = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(running.stdout, selectors.EVENT_READ)
        deadline = time.monotonic() + PATIENCE
        while words.encode() not in seen:
            assert time.monotonic() < deadline, seen.decode()[-3000:]
            if waiting.select(timeout=1):
                part = os.read(running.stdout.fileno(), 65536)
                assert part, f"stopped with {running.wait()}: {seen.decode()[-3000:]}"
                seen += part
    return seen.decode()


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
    """Serve as `make run` does; gives the address and the environment."""
    port = free_port()
    environment = {**watched(folder), "PORT": str(port), **variables}
    with process([sys.executable, "-m", "bot.server"], environment) as running:
        read_until(running, READY)
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
