"""Connections to the database and the migrations that bring it up to date."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

MIGRATIONS = Path(__file__).parent / "migrations"


@functools.lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """Return the engine for a database URL: one for the whole process, with a pool of connections.

    What is stored never stands in the message of a failure (``hide_parameters``). SQLAlchemy would
    open a SQLite file anew for each transaction, and tidy up its log at the end of each.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, hide_parameters=True, pool_pre_ping=True)
    choices: dict[str, Any] = {"connect_args": {"timeout": 15}}
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # the pool lends a connection to one thread at a time
        choices = {
            "poolclass": QueuePool,
            "connect_args": {"timeout": 15, "check_same_thread": False},
        }
    engine = create_engine(url, future=True, hide_parameters=True, **choices)
    event.listen(engine, "connect", _sqlite_settings)
    return engine


def _sqlite_settings(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and a writer do not wait for each other
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """Give a connection; commit when the block ends well, roll back when it does not."""
    with engine_for(url).begin() as connection:
        yield connection


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """Give a connection to write with, to one thread of this process at a time under SQLite.

    SQLite lets one writer in; the others look again after ever longer sleeps, which costs them
    hundreds of milliseconds when many write. Waiting for a lock costs nothing.
    """
    with _turn(url), transaction(url) as connection:
        yield connection


def _turn(url: str) -> AbstractContextManager[Any]:
    return _lock(url) if make_url(url).get_backend_name() == "sqlite" else nullcontext()


@functools.lru_cache(maxsize=8)
def _lock(url: str) -> threading.Lock:
    return threading.Lock()


def migrate(url: str) -> None:
    """Bring the database to the newest layout; does nothing when it is."""
    with engine_for(url).begin() as connection:
        command.upgrade(_config(connection), "head")


def step_back(url: str, revision: str) -> None:
    """Take the database back to an older layout, for instance ``base``."""
    with engine_for(url).begin() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
