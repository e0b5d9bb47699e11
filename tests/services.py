"""PostgreSQL and Redis of our own, on free ports of this machine, for tests and measurements."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.storage.database import engine_for

#: PostgreSQL refuses to run as root; Debian's package brings this account
ROOT = Path(__file__).parents[1]
ACCOUNT = "postgres"
PATIENCE = 30
#: nothing has to survive a power cut here
HASTE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_tool(name: str) -> str | None:
    """Return the path of a program of PostgreSQL; Debian keeps those of the server off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


def has_postgres() -> bool:
    """Tell whether PostgreSQL can be started here."""
    return all(postgres_tool(name) for name in ("initdb", "pg_ctl")) and (
        os.geteuid() != 0 or shutil.which("runuser") is not None
    )


def has_redis() -> bool:
    """Tell whether Redis can be started here."""
    return shutil.which("redis-server") is not None


def needed(is_here: Callable[[], bool], package: str) -> None:
    """Skip a test for which a package is missing, and say so; in CI it fails."""
    if not is_here():
        words = f"{package} is not on this machine (Debian: apt-get install {package})"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(words)


@dataclass(frozen=True)
class Place:
    """Where a service runs.

    Attributes:
        address: where it listens.
        inside: the words before its commands; those that enter a network of its own.
    """

    address: str = "127.0.0.1"
    inside: tuple[str, ...] = ()


HERE = Place()


@dataclass
class Postgres:
    """A PostgreSQL of our own.

    Attributes:
        data: its folder, which the account of PostgreSQL can reach.
        port: where it listens.
        haste: whether it may lose what it stored in a power cut.
        place: where it runs.
    """

    data: Path
    port: int = field(default_factory=free_port)
    haste: bool = True
    place: Place = HERE

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of its first database."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql://{ACCOUNT}@{self.place.address}:{self.port}/{database}"

    def make(self) -> None:
        """Lay it out and start it."""
        if os.geteuid() == 0:
            shutil.chown(self.data, ACCOUNT)
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", ACCOUNT, "--no-sync")
        if self.place != HERE:
            with (self.data / "pg_hba.conf").open("a") as known:
                known.write("host all all samenet trust\n")
        self.start()

    def start(self) -> None:
        """Start it; returns when it can be asked something."""
        options = f"-p {self.port} -k {self.data} -c listen_addresses={self.place.address}"
        options += " -c max_connections=200 " + (HASTE if self.haste else "")
        self._control("-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it; ``immediate`` is as if it were killed."""
        self._control("-m", how, "stop")

    def restart(self, how: str = "fast") -> None:
        """Take it away and bring it back."""
        self.stop(how)
        self.start()

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), *words)

    def _run(self, name: str, *words: str) -> None:
        before = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
        command = [*self.place.inside, *before, str(postgres_tool(name)), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def postgres_server(haste: bool = True, place: Place = HERE) -> Iterator[Postgres]:
    """Start a PostgreSQL of our own; its data is where its account can get."""
    data = Path(tempfile.mkdtemp(prefix="wegwijzer-pg-"))
    server = Postgres(data, haste=haste, place=place)
    try:
        server.make()
        yield server
    finally:
        if (data / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(data)


@dataclass
class Databases:
    """Databases of one PostgreSQL, each a copy of ``template``."""

    server: Postgres
    _made: int = 0

    @property
    def template(self) -> str:
        """The address of what they are copied from; made when it is asked for first."""
        if not self._made:
            self._ask("create database template_wegwijzer")
            self._made = 1
        return self.server.url_of("template_wegwijzer")

    @contextmanager
    def one(self) -> Iterator[str]:
        """Give a database, gone afterwards."""
        self._made += 1
        name = f"test_{self._made}"
        self._ask(f"create database {name} template template_wegwijzer")
        address = self.server.url_of(name)
        try:
            yield address
        finally:
            engine_for(address).dispose()
            self._ask(f"drop database {name} with (force)")

    def _ask(self, statement: str) -> None:
        engine = create_engine(self.server.url, isolation_level="AUTOCOMMIT", future=True)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@dataclass
class Redis:
    """A Redis of our own, which keeps nothing when it stops."""

    folder: Path
    port: int = field(default_factory=free_port)
    place: Place = HERE
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://{self.place.address}:{self.port}/0"

    def start(self) -> None:
        """Start it; returns when it can be asked something."""
        words = ["--port", str(self.port), "--bind", self.place.address, "--dir", str(self.folder)]
        if self.place != HERE:  # it lets nobody in from elsewhere without a password
            words += ["--protected-mode", "no"]
        command = [*self.place.inside, "redis-server", *words, "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex((self.place.address, self.port)) == 0:
                    return
            time.sleep(0.02)  # a port that opens is no event that can be awaited
        raise RuntimeError("Redis did not start")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def restart(self) -> None:
        """Take it away and bring it back, empty."""
        self.stop()
        self.start()


@contextmanager
def redis_server(place: Place = HERE) -> Iterator[Redis]:
    """Start a Redis of our own."""
    with tempfile.TemporaryDirectory(prefix="wegwijzer-redis-") as folder:
        server = Redis(Path(folder), place=place)
        server.start()
        try:
            yield server
        finally:
            server.stop()
