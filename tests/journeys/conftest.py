import pytest

from tests.journeys.servers import assistant


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("journey")


@pytest.fixture(scope="session")
def server(folder):
    """One assistant for every journey that needs no settings of its own: it starts once."""
    with assistant(folder) as (address, running):
        yield address, running
