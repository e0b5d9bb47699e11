import shutil

import pytest

from bot.storage.database import engine_for, migrate


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
