"""Databases for the soak, that can be taken away for a while: PostgreSQL where it is, else SQLite."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: seconds for which SQLite is kept from everybody
AWAY = 3.0
ACCOUNT = "postgres"


@dataclass(frozen=True)
class Database:
    """A database of our own.

    Attributes:
        name: for the report.
        url: SQLAlchemy URL.
        restart: takes it away and brings it back; returns when it is there again.
        what: what ``restart`` does, for the report.
    """

    name: str
    url: str
    restart: Callable[[], None]
    what: str


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str | None:
    """Return where a program of PostgreSQL is; Debian keeps them out of the path, by version."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(debian[-1]) if debian else None)


def has_postgres() -> bool:
    """Tell whether PostgreSQL can be started here."""
    may_be_another = os.geteuid() != 0 or shutil.which("runuser") is not None
    return may_be_another and bool(program("initdb") and program("pg_ctl"))


@contextmanager
def postgres(folder: Path, keeps: bool = True) -> Iterator[Database]:
    """Start a PostgreSQL of our own; it refuses to run as root, so another account does that.

    Its data is not in the folder of the run: that account need not be able to get there.

    Args:
        folder: of the run.
        keeps: what it stored is there after a failure of the machine; tests can do without, quicker.
    """
    data, port = Path(tempfile.mkdtemp(prefix="duurproef-")), free_port()
    before: list[str] = []
    if os.geteuid() == 0:
        before = ["runuser", "-u", ACCOUNT, "--"]
        shutil.chown(data, ACCOUNT)

    def run(*command: str) -> None:
        subprocess.run([*before, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync={keeps}"
    control = (str(program("pg_ctl")), "-D", str(data), "-w", "-l", str(data / "log"))
    run(str(program("initdb")), "-D", str(data), "-A", "trust", "-U", ACCOUNT, "--no-sync")
    run(*control, "-o", options, "start")
    try:
        url = f"postgresql://{ACCOUNT}@127.0.0.1:{port}/postgres"
        restart = lambda: run(*control, "-o", options, "-m", "fast", "restart")  # noqa: E731
        yield Database("PostgreSQL", url, restart, "`pg_ctl restart -m fast`")
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(data)


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """Give a SQLite file; it has no server, so it is locked for a while instead."""
    path = folder / "soak.db"

    def lock() -> None:
        with sqlite3.connect(path, timeout=30, isolation_level=None) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            time.sleep(AWAY)
            connection.execute("ROLLBACK")

    yield Database("SQLite", f"sqlite:///{path}", lock, f"locked for {AWAY:.0f} s")
