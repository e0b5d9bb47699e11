"""The work beside the server: migrate, retention, backup and restore, as an operator calls them."""

import datetime as dt
import sys

import pytest

from bot.errors import WegwijzerError
from bot.server import maintenance
from bot.server.last_good import settle
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


def test_content_is_kept_as_the_server_keeps_it(tmp_path, url, monkeypatch, caplog):
    kept = tmp_path / "inhoud"
    choices = settings({"DATABASE_URL": url, "GEHEIM": "s" * 40, "LAATSTE_INHOUD": str(kept)})
    monkeypatch.setattr("bot.server.last_good.check_apart", lambda copy: [])
    maintenance.do("inhoud", None, choices)
    asked = []
    assert settle(kept, asked.append).is_kept(kept)
    assert not asked  # what the image holds is not checked again by each worker


def test_content_that_is_refused_or_cannot_be_kept_ends_the_build(tmp_path, url, monkeypatch):
    (tmp_path / "vol").write_text("a file")
    values = {"DATABASE_URL": url, "GEHEIM": "s" * 40}
    monkeypatch.setattr("bot.server.last_good.check_apart", lambda copy: [])
    choices = settings({**values, "LAATSTE_INHOUD": str(tmp_path / "vol/inhoud")})
    with pytest.raises(WegwijzerError, match="niet bewaard"):
        maintenance.do("inhoud", None, choices)
    monkeypatch.setattr("bot.server.last_good.check_apart", lambda copy: ["x.yml:1: fout"])
    choices = settings({**values, "LAATSTE_INHOUD": str(tmp_path / "inhoud")})
    with pytest.raises(WegwijzerError, match="geen goede kopie"):
        maintenance.do("inhoud", None, choices)


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
