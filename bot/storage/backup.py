"""A copy of the whole database in one file, and the way back; also from SQLite to PostgreSQL.

The file holds lines of JSON, packed: first what it is, then each row, at last how many there were.
So a file that was cut off is refused, and any database that we know can read it. It holds what
visitors said (masked): it is written for its owner only, and is kept no longer than the talks are.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import DateTime, LargeBinary, Table, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.errors import WegwijzerError
from bot.storage.database import engine_for, migrate
from bot.storage.moments import as_utc
from bot.storage.whatsapp_tables import people

KIND = "wegwijzer-reservekopie"
AT_ONCE = 1_000
Row = dict[str, Any]


class BackupRefused(WegwijzerError):
    """A copy cannot be made or put back; the message says why and what to do."""


def tables() -> list[Table]:
    """Return every table, those first that others point at."""
    return list(people.metadata.sorted_tables)  # those of WhatsApp, and all others


def back_up(url: str, path: Path, at: dt.datetime) -> dict[str, int]:
    """Write a copy of the database, as it was at one moment; return the rows of each table.

    Raises:
        BackupRefused: the file is there already.
    """
    if path.exists():
        raise BackupRefused(f"{path} bestaat al; kies een andere naam")
    unfinished = path.with_name(f"{path.name}.onaf")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as file:
        counts = _write(url, file, at)
    unfinished.rename(path)
    return counts


def _write(url: str, file: IO[str], at: dt.datetime) -> dict[str, int]:
    counts: Counter[str] = Counter()
    # one view of everything: a row and what it points at are both there, or neither
    engine = engine_for(url).execution_options(**_whole(url))
    with engine.begin() as connection:
        head = {"kind": KIND, "revision": _revision(connection), "made_at": as_utc(at).isoformat()}
        file.write(json.dumps(head) + "\n")
        for table in tables():
            rows = connection.execution_options(stream_results=True).execute(select(table))
            for row in rows.mappings():
                file.write(json.dumps([table.name, _plain(row)]) + "\n")
                counts[table.name] += 1
    file.write(json.dumps({"rows": counts}) + "\n")
    return dict(counts)


def _whole(url: str) -> dict[str, str]:
    postgres = engine_for(url).dialect.name == "postgresql"
    return {"isolation_level": "REPEATABLE READ"} if postgres else {}


def _plain(row: Any) -> Row:
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return as_utc(value).isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def restore(url: str, path: Path) -> dict[str, int]:
    """Put a copy back into an empty database, all or nothing; return the rows of each table.

    Raises:
        BackupRefused: the file is none of ours, damaged, or of a newer version; or the database
            is not empty.
    """
    migrate(url)
    try:
        with engine_for(url).begin() as connection:
            _refuse_unless_empty(connection)
            lines = _lines(path)
            _check_head(next(lines, {}), connection)
            counts = _read(connection, lines)
            _renumber(connection)
    except IntegrityError as missing:
        raise BackupRefused("de kopie mist regels waar andere bij horen") from missing
    return counts


def _lines(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as broken:
        raise BackupRefused(f"{path} is geen hele reservekopie ({type(broken).__name__})") from None


def _check_head(head: Any, connection: Connection) -> None:
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise BackupRefused("dit bestand is geen reservekopie van de wegwijzer")
    if head.get("revision") != _revision(connection):
        raise BackupRefused(
            f"de kopie is van indeling {head.get('revision')}, de database van "
            f"{_revision(connection)}; zet de kopie terug met de versie die haar maakte"
        )


def _read(connection: Connection, lines: Iterator[Any]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    known = {table.name: table for table in tables()}
    waiting: list[Row] = []
    current: Table | None = None
    for line in lines:
        if isinstance(line, dict):
            _store(connection, current, waiting)
            if line.get("rows") != dict(counts):
                raise BackupRefused("de kopie mist regels")
            return dict(counts)
        table, row = known[line[0]], line[1]
        if table is not current or len(waiting) >= AT_ONCE:
            _store(connection, current, waiting)
            current, waiting = table, []
        waiting.append(_typed(table, row))
        counts[table.name] += 1
    raise BackupRefused("de kopie is afgebroken: het einde ontbreekt")


def _store(connection: Connection, table: Table | None, rows: list[Row]) -> None:
    if table is not None and rows:
        connection.execute(insert(table), rows)


def _typed(table: Table, row: Row) -> Row:
    return {name: _as_stored(table.c[name].type, value) for name, value in row.items()}


def _as_stored(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return dt.datetime.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _refuse_unless_empty(connection: Connection) -> None:
    for table in tables():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise BackupRefused(f"de database is niet leeg ({table.name}); neem een nieuwe")


def _renumber(connection: Connection) -> None:
    """Let PostgreSQL go on counting after the highest number; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            named = {"table": table.name, "column": column.name}
            found = text("select pg_get_serial_sequence(:table, :column)")
            sequence = connection.execute(found, named).scalar()
            if sequence is not None:
                highest = connection.execute(select(func.max(column))).scalar() or 0
                setting = text("select setval(cast(:sequence as regclass), :next, false)")
                connection.execute(setting, {"sequence": sequence, "next": highest + 1})


def _revision(connection: Connection) -> str:
    return str(MigrationContext.configure(connection).get_current_revision())
