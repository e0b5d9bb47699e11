import json

import sqlalchemy as sa

from bot.storage.database import transaction
from bot.storage.tables import events
from bot.storage.turns import said_in_turn


def store(url, sender_id, *happened):
    rows = [
        {"sender_id": sender_id, "type_name": e["event"], "data": json.dumps(e)} for e in happened
    ]
    with transaction(url) as connection:
        connection.execute(sa.insert(events), rows)


def user(message_id, text="hoi"):
    return {"event": "user", "text": text, "message_id": message_id}


def bot(text, buttons=None, **metadata):
    return {"event": "bot", "text": text, "data": {"buttons": buttons}, "metadata": metadata}


def test_a_message_that_rasa_has_not_had_has_no_turn(url):
    store(url, "web-1", user("bericht-1", "dit gaat over bericht-2"), bot("hallo"))
    assert said_in_turn(url, "web-1", "bericht-2") is None
    assert said_in_turn(url, "web-2", "bericht-1") is None
    assert said_in_turn(url, "web-1", "bericht%1") is None


def test_what_was_said_in_one_turn_is_found_in_order_and_no_more(url):
    choices = [{"title": "Ja", "payload": "/ja"}]
    store(url, "web-1", user("bericht-1"), bot("hallo"))
    store(url, "web-2", user("bericht-2"), bot("voor een ander"))
    store(url, "web-1", user("bericht-2"), {"event": "action", "name": "x"})
    store(url, "web-1", bot("een", choices, source="Wlz art. 3.2.1"), bot("twee"))
    store(url, "web-1", user("bericht-3"), bot("later"))
    first, second = said_in_turn(url, "web-1", "bericht-2")
    assert first == {"text": "een", "buttons": choices, "source": "Wlz art. 3.2.1"}
    assert second["text"] == "twee"
    assert [m["text"] for m in said_in_turn(url, "web-1", "bericht-3")] == ["later"]


def test_a_turn_in_which_nothing_was_said_is_empty(url):
    store(url, "web-1", user("bericht-1"))
    assert said_in_turn(url, "web-1", "bericht-1") == []
