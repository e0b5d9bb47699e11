"""Databases for the soak, that can be taken away for a while: PostgreSQL where it is, else SQLite."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services import postgres_server

#: seconds for which SQLite is kept from everybody
AWAY = 3.0


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


@contextmanager
def postgres(folder: Path) -> Iterator[Database]:
    """Start a PostgreSQL of our own, which keeps what it stored as it would in earnest."""
    with postgres_server(haste=False) as server:
        yield Database("PostgreSQL", server.url, server.restart, "`pg_ctl restart -m fast`")


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
