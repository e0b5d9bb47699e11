import shutil

import pytest

from bot.storage.database import engine_for, migrate
from tests.services import has_postgres, has_redis, needed, postgres_server, redis_server


@pytest.fixture(scope="session")
def newest_layout(tmp_path_factory):
    """A database in the newest layout, made once: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("layout") / "test.db"
    address = f"sqlite:///{path}"
    migrate(address)
    with engine_for(address).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine_for(address).dispose()
    return path


@pytest.fixture
def url(newest_layout, tmp_path):
    shutil.copy(newest_layout, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def postgres():
    needed(has_postgres, "postgresql")
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="session")
def redis():
    needed(has_redis, "redis-server")
    with redis_server() as running:
        yield running
