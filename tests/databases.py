"""The databases on which a store must do the same."""

import pytest
import sqlalchemy as sa

from bot.storage.database import transaction
from bot.storage.tables import metadata

#: names of fixtures; PostgreSQL is started for the journeys only
BOTH_DATABASES = ("sqlite_url", pytest.param("postgres_url", marks=pytest.mark.journey))


def emptied(url):
    """Take everything out of a PostgreSQL, and return its address."""
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with transaction(url) as connection:
        # the audit does not let itself be emptied; the owner of a database can look away
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY"))
    return url
