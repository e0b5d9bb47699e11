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
from sqlalchemy import Table, bindparam, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.pool import QueuePool

from bot.errors import TalkMovedOn

MIGRATIONS = Path(__file__).parent / "migrations"
#: how long PostgreSQL may keep us waiting: everything here takes milliseconds, and a worker that
#: waits helps nobody. A line that was cut without a word is noticed within ten seconds.
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 5,  # seconds
    "options": "-c statement_timeout=10s -c lock_timeout=5s "
    "-c idle_in_transaction_session_timeout=60s",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8000,  # milliseconds
}
#: seconds to wait for a connection of the pool
POOL_TIMEOUT = 5
MIGRATING = "migrations"


@functools.lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """Return the engine for a database URL: one for the whole process, with a pool of connections.

    What is stored never stands in the message of a failure (``hide_parameters``). SQLAlchemy would
    open a SQLite file anew for each transaction, and tidy up its log at the end of each.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgresql(url)
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


def _postgresql(url: str) -> Engine:
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT,
        connect_args=POSTGRESQL,
    )
    event.listen(engine, "handle_error", _without_what_was_stored)
    return engine


def _without_what_was_stored(context: Any) -> None:
    """Take PostgreSQL's own words out of a failure: they quote the statement, values and all."""
    failure = context.original_exception
    kind = f"{type(failure).__name__} {getattr(failure, 'pgcode', None) or ''}".strip()
    for one in (failure, context.sqlalchemy_exception):
        if one is not None and getattr(failure, "pgcode", None):
            one.args = (kind,)


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


def one_by_one(connection: Connection, what: str) -> None:
    """Let one transaction at a time, of all workers, deal with a thing until its transaction ends.

    SQLite lets one writer in at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = text("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
        connection.execute(lock, {"what": what})


def insert_once(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Store a row; False when one with the same key is there."""
    return insert_or(connection, table, row, _leave) == 1


def insert_or(connection: Connection, table: Table, row: dict[str, Any], otherwise: Any) -> int:
    """Store a row, or do something else when one with the same key is there; return how many changed.

    Args:
        connection: within a transaction of the caller.
        table: where.
        row: values by the names of columns.
        otherwise: from an insert to one that says what to do (``on_conflict_do_...``); a function
            of a module, since what it comes to is kept.
    """
    statement = _written(connection.dialect.name, table, tuple(row), otherwise)
    return int(connection.execute(statement, row).rowcount)


def _leave(statement: Any) -> Any:
    return statement.on_conflict_do_nothing()


@functools.lru_cache(maxsize=32)
def _written(dialect: str, table: Table, names: tuple[str, ...], otherwise: Any) -> Any:
    """Return the SQL of an insert; SQLAlchemy would make that of one with a conflict anew each time."""
    database = postgresql if dialect == "postgresql" else sqlite
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = otherwise(database.insert(table).values(values))
    sql = str(statement.compile(dialect=database.dialect(paramstyle="named")))
    return text(sql).bindparams(*values.values())


def is_passing(failure: BaseException) -> bool:
    """Tell whether a failure is one of the moment: the same work may well succeed when tried again.

    The database is away, slow, full or locked; or another worker was first.
    """
    if isinstance(failure, TalkMovedOn | OperationalError | InterfaceError | TimeoutError):
        return True
    return isinstance(failure, DBAPIError) and bool(failure.connection_invalidated)


def answers(url: str) -> bool:
    """Tell whether the database is there."""
    try:
        with transaction(url) as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True


def migrate(url: str) -> None:
    """Bring the database to the newest layout; does nothing when it is.

    Of workers that start together one migrates and the others wait.
    """
    with _migrating(url) as connection:
        command.upgrade(_config(connection), "head")


def step_back(url: str, revision: str) -> None:
    """Take the database back to an older layout, for instance ``base``."""
    with _migrating(url) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _migrating(url: str) -> Iterator[Connection]:
    with engine_for(url).begin() as connection:
        if connection.dialect.name == "postgresql":
            for patience in ("statement_timeout", "lock_timeout"):
                connection.execute(text(f"set local {patience} = 0"))
        one_by_one(connection, MIGRATING)
        yield connection


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
