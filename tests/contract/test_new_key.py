"""GEHEIM can be replaced while people talk: the new key signs and seals, the old one still opens."""

import datetime as dt

import pytest
import sqlalchemy as sa
from cryptography.fernet import InvalidToken

from bot.channels.copies import Copies
from bot.channels.tokens import Tokens
from bot.documenten.verwijzing import LinkRefused, Links, Wish
from bot.sealing import box, mark
from bot.server import gegevens
from bot.settings import settings
from bot.storage.database import transaction
from bot.storage.gesprekscodes import Gesprekscodes, Taken
from bot.storage.rotate import reseal
from bot.storage.telefoon import Telefoonnummers
from bot.storage.whatsapp_people import Sealer
from tests.contract.every_table import TABLES, fill

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
OLD, NEW = "o1" * 20, "n2" * 20
BOTH = f"{NEW} {OLD}"


def test_a_visitors_token_goes_on_and_is_signed_with_the_new_key_when_it_is_renewed():
    assert Tokens(BOTH).read(Tokens(OLD).give("gesprek-1")).session_id == "gesprek-1"
    fresh = Tokens(BOTH).give("gesprek-1")
    assert Tokens(NEW).read(fresh).session_id == "gesprek-1"
    assert Tokens(OLD).read(fresh) is None


def test_links_that_were_given_still_open_and_with_the_new_key_alone_do_not():
    wish = Wish("agenda")
    token = Links(OLD).token(wish)
    assert Links(BOTH).read(token) == wish
    with pytest.raises(LinkRefused):
        Links(NEW).read(token)
    copy = Copies(OLD, "").token("web-1", NOW)
    assert Copies(BOTH, "").talk_of(copy, NOW) == "web-1"


def test_people_and_codes_are_still_recognised(url):
    assert Sealer(BOTH).sender_id("31612345678") == Sealer(OLD).sender_id("31612345678")
    assert mark(BOTH, "x", "y") == mark(OLD, "x", "y") != mark(NEW, "x", "y")
    Gesprekscodes(url, OLD).keep("ABCD2345", "web-1", NOW)
    assert Gesprekscodes(url, BOTH).take("ABCD2345", "web-2", "", NOW) is Taken.GOED


def test_after_sealing_anew_the_new_key_alone_opens_everything(url):
    fill(url, "web-alice", NOW, OLD)
    sealed = {(t, c.name) for t, table in TABLES.items() for c in table.columns
              if isinstance(c.type, sa.LargeBinary)}  # fmt: skip
    assert reseal(url, BOTH).done == len(sealed) >= 6
    assert Telefoonnummers(url, NEW).read("web-alice") == "0612345678"
    with transaction(url) as connection:
        for table, name in sealed - {("telefoonnummers", "nummer")}:
            (value,) = connection.execute(sa.select(TABLES[table].c[name])).scalars()
            assert Sealer(NEW).unseal(value)
            with pytest.raises(InvalidToken):
                Sealer(OLD).unseal(value)


def test_what_no_key_opens_is_counted_and_left_alone(url, capsys):
    Telefoonnummers(url, "z9" * 20).keep("web-1", "0612345678", NOW)
    Telefoonnummers(url, OLD).keep("web-2", "0612345678", NOW)
    assert gegevens.new_key(settings({"DATABASE_URL": url, "GEHEIM": BOTH})) == 1
    assert "1 waarden versleuteld" in capsys.readouterr().out
    assert Telefoonnummers(url, "z9" * 20).read("web-1") == "0612345678"


def test_many_rows_are_sealed_anew_in_parts(url, monkeypatch):
    monkeypatch.setattr("bot.storage.rotate.AT_ONCE", 3)
    for number in range(8):
        Telefoonnummers(url, OLD).keep(f"web-{number}", "0612345678", NOW)
    assert reseal(url, BOTH).done == 8
    assert box(NEW, "telefoonnummers")
    assert Telefoonnummers(url, NEW).read("web-7") == "0612345678"
