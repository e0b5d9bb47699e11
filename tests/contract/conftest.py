import pytest

from bot.storage.database import migrate


@pytest.fixture
def url(tmp_path):
    address = f"sqlite:///{tmp_path / 'test.db'}"
    migrate(address)
    return address
