import shutil

import pytest

from bot.storage.database import transaction
from bot.storage.tables import metadata


@pytest.fixture
def emptied_url(newest_layout):
    """One database for many tests, empty for each: what SQLAlchemy has compiled is kept with it."""
    path = newest_layout.parent / "gedeeld.db"
    if not path.exists():
        shutil.copy(newest_layout, path)
    with transaction(f"sqlite:///{path}") as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "handoff_audit":  # nothing is ever taken out of the audit
                connection.execute(table.delete())
    return f"sqlite:///{path}"
