import datetime as dt
import json

import pytest
import sqlalchemy as sa

from bot.channels.door import Door
from bot.channels.inbound import Vocabulary
from bot.settings import settings
from bot.storage.database import transaction
from bot.storage.tables import events
from bot.storage.telefoon import Telefoonnummers
from bot.storage.website import WebsiteTalks

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
WORDS = Vocabulary({"antwoord"}, {"terugbellen"})


@pytest.fixture
def door(url):
    return Door(settings({"DATABASE_URL": url, "GEHEIM": "s" * 40}))


def asked_for(url, slot):
    row = {
        "sender_id": "web-1",
        "type_name": "slot",
        "action_name": "requested_slot",
        "data": json.dumps({"event": "slot", "name": "requested_slot", "value": slot}),
    }
    with transaction(url) as connection:
        connection.execute(sa.insert(events), row)


def test_rasa_never_sees_a_phone_number(door):
    assert door.let_in("bel 06-12345678", "web-1", WORDS, NOW) == "bel [telefoonnummer]"
    payload = '/antwoord{"terugbellen": "0612345678 ochtend"}'
    assert "0612345678" not in door.let_in(payload, "web-1", WORDS, NOW)


def test_a_number_is_kept_only_when_the_assistant_asked_for_it(door, url):
    numbers = Telefoonnummers(url, "s" * 40)
    door.let_in("bel 06-12345678", "web-1", WORDS, NOW)
    assert numbers.read("web-1") is None
    asked_for(url, "terugbellen")
    door.let_in("06-12345678 in de ochtend", "web-1", WORDS, NOW)
    assert numbers.read("web-1") == "0612345678"


def test_a_number_in_a_payload_is_kept_apart_when_it_was_asked_for(door, url):
    asked_for(url, "terugbellen")
    payload = '/antwoord{"terugbellen": "06-12345678 ochtend"}'
    left = door.let_in(payload, "web-1", WORDS, NOW)
    assert left == '/antwoord{"terugbellen": "[telefoonnummer] ochtend"}'
    assert Telefoonnummers(url, "s" * 40).read("web-1") == "0612345678"


def test_a_payload_with_a_bsn_as_a_number_stays_json(door):
    left = door.let_in('/antwoord{"terugbellen": 111222333}', "web-1", WORDS, NOW)
    assert left == '/antwoord{"terugbellen": "[bsn]"}'


def test_the_log_holds_no_words_of_the_person(door, caplog):
    caplog.set_level("DEBUG")
    door.let_in("mijn bsn is 111222333", "web-1", WORDS, NOW)
    assert "masked kind=bsn" in caplog.text
    assert "111222333" not in caplog.text
    assert "mijn bsn" not in caplog.text


def test_forgetting_gives_a_receipt_and_other_words_do_not(door, url):
    talk = WebsiteTalks(url).start(NOW)
    assert door.forget_if_asked("vergeet u het maar", f"web-{talk}") is None
    receipt = door.forget_if_asked("Vergeet dit gesprek.", f"web-{talk}")
    assert "verwijderd" in receipt
    assert not WebsiteTalks(url).exists(talk)
