import gc
import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from bot.storage.database import engine_for, migrate
from tests.databases import emptied
from tests.scans import Scans
from tests.services import has_postgres, has_redis, needed, postgres_server, redis_server

# how long an example takes says more of who else uses the machine than of us
settings.register_profile("wegwijzer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wegwijzer")


def pytest_collection_finish():
    """Leave six thousand tests out of what Python looks through for garbage, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def scans():
    """What looks at every query of the tests."""
    watching = Scans()
    watching.watch()
    yield watching
    watching.stop()


@pytest.fixture(autouse=True)
def no_query_costs_more_when_others_stored_more(scans):
    """Fail the test in which a query of ours first reads all of a table that grows."""
    yield
    found = scans.take()
    assert not found, "\n".join([*found, "make an index, or say in tests/scans.py why it may"])


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
def sqlite_url(newest_layout, tmp_path):
    shutil.copy(newest_layout, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def url(sqlite_url):
    return sqlite_url


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


@pytest.fixture(scope="session")
def postgres_with_tables(postgres):
    """A PostgreSQL of our own, in the newest layout."""
    migrate(postgres.url)
    yield postgres
    engine_for(postgres.url).dispose()


@pytest.fixture
def postgres_url(postgres_with_tables):
    """A PostgreSQL with nothing in it."""
    return emptied(postgres_with_tables.url)


@pytest.fixture(scope="session")
def site():
    """A site of somebody else, which the server of the journeys knows."""
    from tests.widget.stand_in import StandIn  # not for the fast tests

    started = StandIn().start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def service(tmp_path_factory, site):
    """The server of nearly all journeys."""
    from tests.journeys.service import service_in  # not for the fast tests

    known = {"TOEGESTANE_HERKOMST": site.url, "PEILDATUM": "2026-11-27"}
    with service_in(tmp_path_factory.mktemp("service"), **known) as started:
        yield started


@pytest.fixture(scope="module")
def browser():
    """A Chromium that is gone after the module: its event loop stands in the way of others."""
    from playwright.sync_api import expect, sync_playwright  # not for the fast tests

    from tests.widget.conftest import ARGUMENTS, CHROMIUM, PATIENCE

    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{CHROMIUM} is missing")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
