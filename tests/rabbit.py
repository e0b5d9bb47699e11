"""A RabbitMQ of our own on free ports of this machine, of Debian's package, which is stopped by its id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import free_port

#: not the one in /usr/sbin, which becomes another user first
PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"
PATIENCE = 90
CONFIG = """
listeners.tcp.default = 127.0.0.1:{port}
log.console = false
"""


def has_rabbit() -> bool:
    """Tell whether RabbitMQ can be started here."""
    return Path(PROGRAM).exists() and os.geteuid() == 0


@dataclass
class Rabbit:
    """A RabbitMQ.

    Attributes:
        folder: of its data, which outlives a stop.
        names: port of the process that knows Erlang's nodes.
        port: where it listens.
    """

    folder: Path
    names: int
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it; returns when it takes connections."""
        (self.folder / "rabbitmq.conf").write_text(CONFIG.format(port=self.port))
        variables = {
            "HOME": str(self.folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.names),
            "RABBITMQ_NODENAME": f"wegwijzer{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        self._process = subprocess.Popen(
            [PROGRAM],
            env={**os.environ, **variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)  # a port that opens is no event that can be awaited
        raise RuntimeError("RabbitMQ did not start")

    def stop(self) -> None:
        """Stop it, with what it started: all in a session of its own."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def rabbit_server() -> Iterator[Rabbit]:
    """Start a RabbitMQ and what knows Erlang's nodes; both are gone afterwards."""
    names = free_port()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wegwijzer-rabbit-"))
        command = ["epmd", "-port", str(names), "-address", "127.0.0.1"]
        known = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(known.wait)
        stack.callback(known.terminate)
        server = Rabbit(Path(folder), names)
        stack.callback(server.stop)
        server.start()
        yield server
