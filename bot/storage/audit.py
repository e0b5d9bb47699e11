"""Who saw or did what with which conversation: lines are added and never changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from bot.storage.database import insert_or, transaction
from bot.storage.moments import as_utc
from bot.storage.tables import audit_retention
from bot.storage.tables import handoff_audit as audit

COLUMNS = ("at", "actor_id", "what", "overdracht_id", "detail")
#: a spreadsheet takes what begins like this for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One line of the audit. ``detail`` holds codes such as a reason, never words of a visitor."""

    at: dt.datetime
    actor_id: str
    what: str
    overdracht_id: str | None
    detail: str


@dataclass(frozen=True)
class Audit:
    """Adds and reads lines.

    Attributes:
        url: SQLAlchemy URL of the database.
    """

    url: str

    def note(
        self,
        actor_id: str,
        what: str,
        overdracht_id: str | None,
        at: dt.datetime,
        detail: str = "",
    ) -> None:
        """Add a line."""
        row = {
            "at": as_utc(at),
            "actor_id": actor_id,
            "what": what,
            "overdracht_id": overdracht_id,
            "detail": detail[:255],
        }
        with transaction(self.url) as connection:
            connection.execute(insert(audit).values(row))

    def lines(self, overdracht_id: str | None = None) -> list[Line]:
        """Return all lines, or those about one overdracht, in order."""
        query = select(audit).order_by(audit.c.id)
        if overdracht_id is not None:
            query = query.where(audit.c.overdracht_id == overdracht_id)
        with transaction(self.url) as connection:
            rows = connection.execute(query).all()
        return [
            Line(as_utc(row.at), row.actor_id, row.what, row.overdracht_id, row.detail)
            for row in rows
        ]

    def as_csv(self) -> str:
        """Return all lines as CSV for a spreadsheet, with a heading."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for line in self.lines():
            cells = (getattr(line, name) or "" for name in COLUMNS[1:])
            writer.writerow([line.at.isoformat(), *(harmless(cell) for cell in cells)])
        return out.getvalue()

    def retire(self, days: int, at: dt.datetime) -> int:
        """Delete lines that are older than the retention; return how many.

        The database keeps from which moment on lines stay, and refuses to delete any of those: this
        is the one place that moves it.

        Args:
            days: BEWAARDAGEN.
            at: the moment now.
        """
        since = as_utc(at) - dt.timedelta(days=days)
        old = audit.c.at < since
        with transaction(self.url) as connection:
            if connection.execute(select(audit.c.id).where(old).limit(1)).first() is None:
                return 0
            insert_or(connection, audit_retention, {"id": 1, "since": since}, _moved_on)
            return int(connection.execute(delete(audit).where(old)).rowcount)


def _moved_on(statement: Any) -> Any:
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={"since": statement.excluded.since}
    )


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
