"""Which of our own queries read a table from end to end: their cost grows with what others stored.

The fast tests run nearly every query that the code has; each is explained once, on SQLite, when it is
asked first. PostgreSQL is asked about the indexes in ``tests/contract/test_searches.py``.
"""

import re
import sys
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage import whatsapp_tables
from bot.storage.persons import OF_A_PERSON

assert whatsapp_tables.people.metadata
BOT = str(Path(__file__).parents[1] / "bot") + "/"
#: about people and their talks, so without a bound; the others stay small, as do wrong codes (an hour)
GROWING = {one.table.name for one in OF_A_PERSON} - {"codepogingen"} | {"handoff_audit"}
#: file and function -> why it may: once a day, at the start, by hand, or with a bound of its own
MAY = {
    "retention.py:_silent_since": "once a day: looks at every talk",
    "retention.py:_left": "by hand: counts every table (make bewaartermijn)",
    "retention.py:forget_old": "once a day",
    "tracker_store.py:keys": "by hand: Rasa's own commands ask for every talk",
    "audit.py:lines": "by hand: the whole audit as CSV",
    "standing.py:_wait": "the newest 200, and no condition by which it would go on",
    "backup.py": "by hand: everything",
    "rotate.py": "by hand: everything is sealed anew (make sleutel)",
    "feedback.py": "by hand: the newest of all (make oordelen)",
    "0005_overdracht.py": "a migration",
    "database.py:_migrating": "migrations",
}
READING = re.compile(r"\s*(SELECT|UPDATE|DELETE)\b", re.IGNORECASE)
#: SQLAlchemy's "nothing": SQLite plans to read, and sees before the first row that there is none
NOTHING = re.compile(r"WHERE 0 = 1$")
SCAN = re.compile(r"SCAN (\w+)(?! USING (?:COVERING )?INDEX ix_handoff_moves_waited)")


class Scans:
    """Explains each query once, and keeps those that read all of a growing table."""

    def __init__(self):
        self._seen = set()
        self._found = []

    def watch(self):
        """Look at every query of this process from now on."""
        sa.event.listen(Engine, "before_cursor_execute", self._look)

    def stop(self):
        """Look no more."""
        sa.event.remove(Engine, "before_cursor_execute", self._look)

    def take(self):
        """Return what was found since the last call, in words."""
        found, self._found = self._found, []
        return found

    def _look(self, connection, cursor, statement, parameters, context, executemany):
        if connection.dialect.name != "sqlite" or statement in self._seen:
            return
        where = _asked_by()
        if not READING.match(statement) or NOTHING.search(statement):
            return
        if where is None or _may(where):
            return
        self._seen.add(statement)
        given = parameters[0] if executemany else parameters
        for table in scanned(connection, statement, given) & GROWING:
            self._found.append(f"{where} reads all of {table}: {' '.join(statement.split())}")


def scanned(connection, statement, parameters=()):
    """Return the tables that SQLite reads from end to end for a statement."""
    asking = connection.connection.cursor()
    try:
        asking.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[3] for row in asking.fetchall()]
    finally:
        asking.close()
    return {found[1] for detail in plan if (found := SCAN.match(detail))}


def _asked_by():
    """Return file and function of ours that ask; None when a test does."""
    frame = sys._getframe(2)
    while frame is not None and ("/sqlalchemy/" in (file := frame.f_code.co_filename)):
        frame = frame.f_back
    if frame is None or not file.startswith(BOT):
        return None
    return f"{Path(file).name}:{frame.f_code.co_name}"


def _may(where):
    return where in MAY or where.split(":")[0] in MAY
