import pytest

from bot.storage.database import migrate
from tests.nlu.gesprekken import Assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    """The trained assistant on a day of its own, with an empty database."""
    patched = pytest.MonkeyPatch()
    url = f"sqlite:///{tmp_path_factory.mktemp('talks') / 'talks.db'}"
    patched.setenv("DATABASE_URL", url)
    patched.setenv("PEILDATUM", "2026-11-22")
    migrate(url)
    yield Assistant()
    patched.undo()
