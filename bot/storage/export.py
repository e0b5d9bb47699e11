"""Everything that is kept about a talk, readable (AVG art. 15 and 20)."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from bot.sealing import box
from bot.storage.database import transaction
from bot.storage.moments import as_utc
from bot.storage.persons import OF_A_PERSON, OF_COLLEAGUES

#: what is said of something that was sealed with a key that is gone
UNREADABLE = "niet meer leesbaar: versleuteld met een sleutel die er niet meer is"
#: table -> what its sealed columns are sealed for
PURPOSES = {"telefoonnummers": "telefoonnummers"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Export:
    """Reads what is kept about a talk.

    Attributes:
        url: SQLAlchemy URL of the database.
        secret: the operator's GEHEIM, which opens what is sealed.
        whole: also who of the desk did what, and their notes; for the operator alone.
    """

    url: str
    secret: str
    whole: bool = False

    def of(self, sender_id: str) -> dict[str, list[Row]]:
        """Return the rows of every table in which something of a talk stands."""
        found: dict[str, list[Row]] = {}
        with transaction(self.url) as connection:
            for one in OF_A_PERSON:
                rows = connection.execute(select(one.table).where(one.mine(sender_id))).all()
                if rows:
                    name = one.table.name
                    found[name] = [self._shown(name, dict(row._mapping)) for row in rows]
        return found

    def _shown(self, table: str, row: Row) -> Row:
        left_out = () if self.whole else OF_COLLEAGUES.get(table, ())
        return {name: self._plain(table, v) for name, v in row.items() if name not in left_out}

    def _plain(self, table: str, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return as_utc(value).isoformat()
        if isinstance(value, bytes):
            return self._opened(table, value)
        if isinstance(value, str) and value[:1] in "{[":
            with suppress(ValueError):
                return json.loads(value)
        return value

    def _opened(self, table: str, sealed: bytes) -> Any:
        try:
            text = box(self.secret, purpose_of(table)).decrypt(sealed).decode()
        except InvalidToken:
            return UNREADABLE
        return text if table in PURPOSES else json.loads(text)


def purpose_of(table: str) -> str:
    """Return for what the sealed columns of a table are sealed."""
    return PURPOSES.get(table, "whatsapp")
