import pytest


@pytest.fixture(scope="session")
def folder(service):
    return service.folder


@pytest.fixture(scope="session")
def server(service):
    return service.address, service.running
