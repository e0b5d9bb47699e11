import shutil

import pytest

from bot.storage.database import engine_for, migrate, transaction
from bot.storage.tables import metadata


@pytest.fixture(scope="session")
def new_database(tmp_path_factory):
    """An empty database of today's layout, to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("nieuw") / "nieuw.db"
    migrate(f"sqlite:///{path}")
    engine_for(f"sqlite:///{path}").dispose()  # so that all of it is in the one file
    return path


@pytest.fixture
def url(tmp_path, new_database):
    path = tmp_path / "test.db"
    shutil.copy(new_database, path)
    return f"sqlite:///{path}"


@pytest.fixture
def emptied_url(new_database):
    """One database for many tests, empty for each: what SQLAlchemy has compiled is kept with it."""
    path = new_database.parent / "gedeeld.db"
    if not path.exists():
        shutil.copy(new_database, path)
    with transaction(f"sqlite:///{path}") as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return f"sqlite:///{path}"
