import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.channels.door import GO_ON, Door
from bot.channels.inbound import OnTheSpot, Vocabulary
from bot.settings import settings
from bot.storage.carry_over import carry_over
from bot.storage.database import transaction
from bot.storage.gesprekscodes import (
    MOST_OF_A_TALK,
    MOST_OF_AN_ADDRESS,
    Gesprekscodes,
    Taken,
    forget_codes,
)
from bot.storage.tables import codepogingen, events, gesprekscodes

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
SECRET = "s" * 40
WORDS = Vocabulary({"antwoord"}, {"leeftijd"})
DAY = dt.timedelta(days=1)


@pytest.fixture
def codes(url):
    return Gesprekscodes(url, SECRET)


@pytest.fixture
def door(url):
    return Door(settings({"DATABASE_URL": url, "GEHEIM": SECRET}))


def say(url, sender, *records):
    """Add events to a talk: a name and value is a slot, a bare name a running flow."""
    rows = []
    for record in records:
        event = (
            {"event": "slot", "name": record[0], "value": record[1]}
            if isinstance(record, tuple)
            else {"event": "active_loop", "name": record}
        )
        rows.append(
            {
                "sender_id": sender,
                "type_name": event["event"],
                "action_name": event["name"],
                "timestamp": NOW.timestamp(),
                "data": json.dumps(event),
            }
        )
    with transaction(url) as connection:
        connection.execute(sa.insert(events), rows)


def told(url, sender):
    """Return the events of a talk in order, each as its kind, name and value."""
    query = sa.select(events.c.data).where(events.c.sender_id == sender).order_by(events.c.id)
    with transaction(url) as connection:
        found = [json.loads(data) for data in connection.execute(query).scalars()]
    return [(e["event"], e.get("name"), e.get("value")) for e in found]


def state(url, sender):
    return {name: value for kind, name, value in told(url, sender) if kind == "slot"}


def code_of(door, sender, at=NOW):
    with pytest.raises(OnTheSpot) as answered:
        door.let_in("bewaar", sender, WORDS, at)
    return answered.value.sentence.split("**")[1]


def refusal(door, text, sender, at=NOW, address=""):
    with pytest.raises(OnTheSpot) as answered:
        door.let_in(text, sender, WORDS, at, address)
    return answered.value.sentence


def test_a_code_brings_slots_and_flow_to_another_talk(door, url):
    say(url, "web-1", ("voor_wie", "naaste"), ("leeftijd", 84), "triage_form")
    say(url, "web-1", ("requested_slot", "nabij24"))
    code = code_of(door, "web-1")
    assert door.let_in(f"code {code}", "wa-2", WORDS, NOW) == GO_ON
    assert state(url, "wa-2") == {
        "voor_wie": "naaste",
        "leeftijd": 84,
        "requested_slot": "nabij24",
    }
    assert ("active_loop", "triage_form", None) in told(url, "wa-2")
    kinds = [kind for kind, *_ in told(url, "wa-2")]
    assert kinds[:3] == ["action", "session_started", "action"]  # a talk that had not begun
    assert told(url, "wa-2")[-1] == ("action", "action_listen", None)


def test_the_talk_goes_on_as_it_is_when_the_code_is_typed(door, url):
    say(url, "web-1", ("leeftijd", 84))
    code = code_of(door, "web-1")
    say(url, "web-1", ("leeftijd", 85))
    door.let_in(code, "web-2", WORDS, NOW)
    assert state(url, "web-2")["leeftijd"] == 85


def test_what_the_new_talk_knew_of_somebody_else_is_gone(door, url):
    say(url, "web-1", ("leeftijd", 84))
    say(url, "web-2", ("leeftijd", 17), ("crisis", "ja"), "termijn_form")
    door.let_in(code_of(door, "web-1"), "web-2", WORDS, NOW)
    assert state(url, "web-2") == {"leeftijd": 84, "crisis": None}
    assert told(url, "web-2")[-2] == ("active_loop", None, None)


def test_a_request_to_be_called_back_stays_where_the_number_is(url):
    say(url, "web-1", ("overdracht_naam", "Jansen"), ("terugbellen", {"telefoon": "bekend"}))
    say(url, "web-1", ("requested_slot", "terugbellen"), ("leeftijd", 84), "overdracht_form")
    with transaction(url) as connection:
        carry_over(connection, "web-1", "web-2", NOW)
    assert state(url, "web-2") == {"leeftijd": 84}
    assert ("active_loop", "overdracht_form", None) not in told(url, "web-2")


def test_what_was_before_a_fresh_start_is_not_brought_along(url):
    say(url, "web-1", ("leeftijd", 84))
    restart = {"sender_id": "web-1", "type_name": "restart", "data": '{"event": "restart"}'}
    with transaction(url) as connection:
        connection.execute(sa.insert(events), restart)
    say(url, "web-1", ("voor_wie", "zelf"))
    with transaction(url) as connection:
        carry_over(connection, "web-1", "web-2", NOW)
    assert state(url, "web-2") == {"voor_wie": "zelf"}


def test_the_code_is_nowhere_in_the_database(door, url):
    code = code_of(door, "web-1")
    door.let_in(code, "web-2", WORDS, NOW)
    with transaction(url) as connection:
        everything = [
            str(connection.execute(sa.text(f"select * from {table}")).all())
            for table in ("gesprekscodes", "codepogingen", "events")
        ]
    for signs in (code, code.replace("-", ""), code.lower()):
        assert signs not in str(everything)


def test_the_code_is_in_no_log(door, caplog):
    caplog.set_level("DEBUG")
    code = code_of(door, "web-1")
    door.let_in(f"code {code}", "web-2", WORDS, NOW)
    assert code not in caplog.text
    assert "code_taken outcome=goed" in caplog.text


def test_after_seven_days_a_code_is_refused_and_says_so(door):
    code = code_of(door, "web-1")
    almost = NOW + 7 * DAY - dt.timedelta(seconds=1)
    assert "verlopen" in refusal(door, code, "web-2", NOW + 7 * DAY)
    assert door.let_in(code, "web-3", WORDS, almost) == GO_ON


def test_a_code_works_for_one_receiver_and_for_that_one_again(door, url):
    say(url, "web-1", ("leeftijd", 84))
    code = code_of(door, "web-1")
    door.let_in(code, "web-2", WORDS, NOW)
    say(url, "web-2", ("leeftijd", 85))
    assert door.let_in(code, "web-2", WORDS, NOW) == GO_ON  # sent again after a dropped connection
    assert state(url, "web-2")["leeftijd"] == 85
    assert "al op een ander apparaat" in refusal(door, code, "web-3")


def test_of_many_devices_at_once_one_gets_the_talk(door, codes, url):
    say(url, "web-1", ("leeftijd", 84))
    signs = code_of(door, "web-1").replace("-", "")
    with ThreadPoolExecutor(6) as devices:
        found = list(devices.map(lambda n: codes.take(signs, f"web-x{n}", "", NOW), range(6)))
    assert sorted(o.value for o in found) == ["gebruikt"] * 5 + ["goed"]


def test_a_new_code_of_the_same_talk_takes_the_place_of_the_old_one(door):
    old = code_of(door, "web-1")
    new = code_of(door, "web-1")
    assert "ken ik niet" in refusal(door, old, "web-2")
    assert door.let_in(new, "web-2", WORDS, NOW) == GO_ON


def test_ones_own_code_changes_nothing(door, url):
    say(url, "web-1", ("leeftijd", 84))
    before = told(url, "web-1")
    code = code_of(door, "web-1")
    assert door.let_in(code, "web-1", WORDS, NOW) == GO_ON
    assert told(url, "web-1") == before


def test_guessing_stops_for_a_talk_also_with_the_right_code_and_opens_after_an_hour(door):
    code = code_of(door, "web-1")
    for _ in range(MOST_OF_A_TALK):
        assert "ken ik niet" in refusal(door, "code ABCD-2345", "web-2")
    assert "te veel codes" in refusal(door, code, "web-2")
    later = NOW + dt.timedelta(hours=1, seconds=1)
    assert door.let_in(code, "web-2", WORDS, later) == GO_ON


def test_guessing_stops_for_an_address_that_begins_new_talks(door):
    for talk in range(MOST_OF_AN_ADDRESS):
        refusal(door, "code ABCD-2345", f"web-{talk}", address="192.0.2.7")
    assert "te veel codes" in refusal(door, "code ABCD-2345", "web-x", address="192.0.2.7")
    assert "ken ik niet" in refusal(door, "code ABCD-2345", "web-x", address="192.0.2.8")


def test_an_address_is_kept_as_a_hash_for_an_hour(door, url):
    refusal(door, "code ABCD-2345", "web-2", address="192.0.2.7")
    with transaction(url) as connection:
        rows = connection.execute(sa.select(codepogingen)).all()
    assert "192.0.2.7" not in str(rows)
    assert len(rows) == 2
    assert forget_codes(url, NOW + dt.timedelta(minutes=59)) == 0
    assert forget_codes(url, NOW + dt.timedelta(minutes=60)) == 2


def test_another_secret_cannot_use_the_codes_of_this_one(door, url):
    signs = code_of(door, "web-1").replace("-", "")
    assert Gesprekscodes(url, "t" * 40).take(signs, "web-2", "", NOW) is Taken.FOUT


@pytest.mark.parametrize("gone", ["web-1", "web-2"])
def test_forgetting_either_talk_takes_the_code_along(door, url, gone):
    from bot.storage.forget import forget

    code = code_of(door, "web-1")
    door.let_in(code, "web-2", WORDS, NOW)
    forget(url, gone)
    with transaction(url) as connection:
        assert connection.execute(sa.select(gesprekscodes)).all() == []
    assert "ken ik niet" in refusal(door, code, "web-3")
