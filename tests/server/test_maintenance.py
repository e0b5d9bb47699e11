"""The work beside the server: migrate, retention, backup and restore, as an operator calls them."""

import datetime as dt
import sys

import pytest

from bot.errors import WegwijzerError
from bot.server import maintenance
from bot.settings import settings
from bot.storage.moments import utc_now
from bot.storage.website import WebsiteTalks


@pytest.fixture
def choices(url):
    return settings({"DATABASE_URL": url, "GEHEIM": "s" * 40, "BEWAARDAGEN": "30"})


def test_retention_deletes_what_is_older_than_chosen_and_nothing_else(choices):
    talks = WebsiteTalks(choices.database_url)
    old = talks.start(utc_now() - dt.timedelta(days=31))
    new = talks.start(utc_now() - dt.timedelta(days=29))
    assert maintenance.retain(choices) == 1
    assert not talks.exists(old)
    assert talks.exists(new)


def test_a_backup_goes_into_a_new_database(choices, tmp_path):
    talk = WebsiteTalks(choices.database_url).start(utc_now())
    maintenance.do("backup", tmp_path / "kopie.gz", choices)
    other = settings({"DATABASE_URL": f"sqlite:///{tmp_path / 'nieuw.db'}", "GEHEIM": "s" * 40})
    maintenance.do("restore", tmp_path / "kopie.gz", other)
    assert WebsiteTalks(other.database_url).exists(talk)


def test_without_a_file_it_says_what_to_write(choices):
    with pytest.raises(WegwijzerError, match="BESTAND="):
        maintenance.do("backup", None, choices)


def test_a_command_that_cannot_be_done_ends_with_a_sentence_and_not_a_trace(
    monkeypatch, tmp_path, caplog, choices
):
    (tmp_path / "kopie.gz").write_bytes(b"geen kopie")
    monkeypatch.setattr(maintenance, "settings", lambda: choices)
    monkeypatch.setattr(sys, "argv", ["maintenance", "restore", str(tmp_path / "kopie.gz")])
    assert maintenance.main() == 2
    assert "reservekopie" in caplog.text
