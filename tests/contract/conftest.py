import shutil

import pytest

from bot.storage.database import engine_for, migrate, transaction
from bot.storage.tables import metadata
from tests.services import Databases

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.journey)


def pytest_generate_tests(metafunc):
    """Let what every store must do be asked of PostgreSQL too, with the journeys."""
    slow = metafunc.definition.get_closest_marker("model")
    if "database" in metafunc.fixturenames and slow is None:
        metafunc.parametrize("database", ["sqlite", POSTGRESQL], indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_databases(postgres):
    """Databases in the newest layout, each made from one that was migrated."""
    databases = Databases(postgres)
    migrate(databases.template)
    engine_for(databases.template).dispose()
    return databases


@pytest.fixture(scope="session")
def database(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def url(database, request, tmp_path):
    if database == "postgresql":
        with request.getfixturevalue("postgres_databases").one() as address:
            yield address
    else:
        shutil.copy(request.getfixturevalue("newest_layout"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def shared_url(database, request):
    if database == "postgresql":
        with request.getfixturevalue("postgres_databases").one() as address:
            yield address
    else:
        layout = request.getfixturevalue("newest_layout")
        path = layout.parent / "gedeeld.db"
        shutil.copy(layout, path)
        yield f"sqlite:///{path}"


@pytest.fixture
def emptied_url(shared_url):
    """One database for many tests, empty for each: what SQLAlchemy has compiled is kept with it."""
    with transaction(shared_url) as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "handoff_audit":  # nothing is ever taken out of the audit
                connection.execute(table.delete())
    return shared_url
