"""A copy of the database holds all of it, and a damaged one is refused as a whole."""

import datetime as dt
import gzip
import json
import stat

import pytest
import sqlalchemy as sa

from bot.storage.backup import BackupRefused, back_up, restore, tables
from bot.storage.database import engine_for, migrate, step_back, transaction
from bot.storage.telefoon import Telefoonnummers
from bot.storage.website import WebsiteTalks
from tests.desk.asking import a_row_everywhere

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)


def everything(address):
    with transaction(address) as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(table)).mappings()))
            for table in tables()
        }


@pytest.fixture
def filled(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": "één vraag"}, NOW)
    talks.answer(talk, "bericht-1", [{"text": "antwoord"}], NOW)
    Telefoonnummers(url, "x" * 40).keep(f"web-{talk}", "0612345678", NOW)
    a_row_everywhere(url, f"web-{talk}", NOW)
    return url


@pytest.fixture
def copy(filled, tmp_path):
    back_up(filled, tmp_path / "kopie.gz", NOW)
    return tmp_path / "kopie.gz"


@pytest.fixture
def empty(tmp_path):
    address = f"sqlite:///{tmp_path / 'leeg.db'}"
    migrate(address)
    return address


def test_what_is_put_back_is_what_was_copied(filled, copy, empty):
    counts = restore(empty, copy)
    found = everything(empty)
    assert {name: len(rows) for name, rows in found.items() if rows} == counts
    assert Telefoonnummers(empty, "x" * 40).read(_talk(found)) == "0612345678"
    assert sum(counts.values()) > 8


def test_what_was_put_back_into_the_same_kind_of_database_goes_on_counting(filled, copy):
    before = everything(filled)
    step_back(filled, "base")
    restore(filled, copy)
    assert everything(filled) == before
    talk = _talk(before).removeprefix("web-")
    assert WebsiteTalks(filled).receive(talk, "bericht-2", {"text": "nieuw"}, NOW)


def _talk(found):
    (session,) = found["website_sessions"]
    return f"web-{session.split(chr(39))[3]}"


def test_only_the_owner_may_read_a_copy_and_nothing_is_written_over(filled, copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(BackupRefused, match="bestaat al"):
        back_up(filled, copy, NOW)


def test_a_database_with_something_in_it_is_not_written_over(filled, copy):
    before = everything(filled)
    with pytest.raises(BackupRefused, match="niet leeg"):
        restore(filled, copy)
    assert everything(filled) == before


def _lines(copy):
    with gzip.open(copy, "rt") as file:
        return file.readlines()


def _write(path, lines):
    with gzip.open(path, "wt") as file:
        file.writelines(lines)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:-1], "einde ontbreekt"),
        (lambda lines: [*lines[:3], *lines[4:]], "mist regels"),
        (lambda lines: [*lines[:3], "geen json\n", *lines[3:]], "geen hele reservekopie"),
        (lambda lines: ['{"kind": "iets"}\n', *lines[1:]], "geen reservekopie van de wegwijzer"),
        (
            lambda lines: [lines[0].replace('"revision": "', '"revision": "9'), *lines[1:]],
            "indeling 9",
        ),
        (lambda lines: [], "geen reservekopie van de wegwijzer"),
    ],
)
def test_a_damaged_copy_is_refused_and_nothing_of_it_stays(copy, empty, tmp_path, change, why):
    _write(tmp_path / "stuk.gz", change(_lines(copy)))
    with pytest.raises(BackupRefused, match=why):
        restore(empty, tmp_path / "stuk.gz")
    assert not any(everything(empty).values())


def test_half_a_file_is_refused(copy, empty, tmp_path):
    whole = copy.read_bytes()
    (tmp_path / "half.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupRefused):
        restore(empty, tmp_path / "half.gz")
    assert not any(everything(empty).values())


def test_the_head_says_of_which_layout_a_copy_is(filled, copy):
    head = json.loads(_lines(copy)[0])
    with engine_for(filled).connect() as connection:
        (revision,) = connection.execute(sa.text("select version_num from alembic_version")).one()
    assert head["revision"] == revision
