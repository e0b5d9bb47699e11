import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from cryptography.fernet import InvalidToken

from bot.care.handoff import State
from bot.storage.database import engine_for, migrate, step_back, transaction
from bot.storage.forget import forget
from bot.storage.gesprekscodes import Gesprekscodes
from bot.storage.handoff import Handoffs
from bot.storage.tables import metadata
from bot.storage.telefoon import Telefoonnummers
from bot.storage.website import WebsiteTalks
from tests.desk.asking import a_row_everywhere, call_back

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
SECRET = "x" * 40


def test_the_migrations_make_exactly_the_tables_of_the_code(url):
    with engine_for(url).connect() as connection:
        inspector = sa.inspect(connection)
        for table in metadata.sorted_tables:
            columns = {c["name"] for c in inspector.get_columns(table.name)}
            assert columns == {c.name for c in table.columns}


def test_migrating_twice_and_back_and_forth_leaves_a_working_database(url):
    migrate(url)
    step_back(url, "base")
    migrate(url)
    assert WebsiteTalks(url).start(NOW)


def test_a_database_in_which_rasa_made_its_table_first_is_taken_over(tmp_path):
    address = f"sqlite:///{tmp_path / 'rasa.db'}"
    with transaction(address) as connection:
        connection.execute(
            sa.text(
                "create table events (id integer primary key, sender_id varchar, "
                "type_name varchar, timestamp float, intent_name varchar, "
                "action_name varchar, data text)"
            )
        )
    migrate(address)
    assert WebsiteTalks(address).start(NOW)


def test_a_message_that_is_sent_twice_is_stored_once(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    assert talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    assert not talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    assert [m["text"] for m in talks.since(talk, 0)] == ["hoi"]


def test_answers_come_back_in_order_and_only_to_their_own_message(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    for number in ("bericht-1", "bericht-2"):
        talks.receive(talk, number, {"text": number}, NOW)
        assert not talks.is_answered(talk, number)
        talks.answer(talk, number, [{"text": f"{number} a"}, {"text": f"{number} b"}], NOW)
        assert talks.is_answered(talk, number)
    assert [m["text"] for m in talks.answers_to(talk, "bericht-2")] == [
        "bericht-2 a",
        "bericht-2 b",
    ]
    everything = talks.since(talk, 0)
    assert [m["from"] for m in everything] == ["visitor", "assistant", "assistant"] * 2
    assert talks.since(talk, everything[3]["seq"]) == everything[4:]


def test_a_message_without_an_answer_is_marked_answered_too(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
    talks.answer(talk, "bericht-1", [], NOW)
    assert talks.is_answered(talk, "bericht-1")


def test_the_same_message_id_in_two_talks_is_two_messages(url):
    talks = WebsiteTalks(url)
    one, two = talks.start(NOW), talks.start(NOW)
    assert talks.receive(one, "bericht-1", {"text": "een"}, NOW)
    assert talks.receive(two, "bericht-1", {"text": "twee"}, NOW)
    assert not talks.exists("iets-anders")


def test_a_phone_number_is_unreadable_without_the_key(url):
    Telefoonnummers(url, SECRET).keep("web-1", "0612345678", NOW)
    with transaction(url) as connection:
        (raw,) = connection.execute(sa.text("select nummer from telefoonnummers")).scalars()
    assert b"0612345678" not in raw
    assert Telefoonnummers(url, SECRET).read("web-1") == "0612345678"
    with pytest.raises(InvalidToken):
        Telefoonnummers(url, "y" * 40).read("web-1")


def test_a_new_phone_number_takes_the_place_of_the_old_one(url):
    numbers = Telefoonnummers(url, SECRET)
    numbers.keep("web-1", "0612345678", NOW)
    numbers.keep("web-1", "0687654321", NOW)
    assert numbers.read("web-1") == "0687654321"
    assert numbers.read("web-2") is None


def test_a_call_back_request_is_in_the_list_with_its_number(url):
    asked = call_back(url, "web-1", NOW, topic="afwijzing", when="ochtend")
    (row,) = Handoffs(url).in_state(State.TERUGGEBELD)
    assert row == asked
    assert (row.topic, row.when) == ("afwijzing", "ochtend")


def test_a_request_is_stored_in_utc_whatever_zone_it_was_made_in(url):
    in_amsterdam = NOW.astimezone(ZoneInfo("Europe/Amsterdam"))
    call_back(url, "web-1", in_amsterdam, topic="afwijzing", when="ochtend")
    (row,) = Handoffs(url).in_state(State.TERUGGEBELD)
    assert row.requested_at == NOW


def test_a_failure_of_the_database_does_not_say_what_was_stored(url):
    with pytest.raises(sa.exc.SQLAlchemyError) as failure, transaction(url) as connection:
        connection.execute(sa.text("insert into nergens values (:what)"), {"what": "mijn verhaal"})
    assert "verhaal" not in str(failure.value)


def test_many_threads_write_at_once_and_nothing_is_lost(url):
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda n: talks.receive(talk, f"bericht-{n}", {}, NOW), range(40)))
    assert len(talks.since(talk, 0)) == 40


def test_forgetting_a_talk_leaves_nothing_of_it_and_everything_of_others(url):
    talks = WebsiteTalks(url)
    mine, theirs = talks.start(NOW), talks.start(NOW)
    for talk in (mine, theirs):
        talks.receive(talk, "bericht-1", {"text": "hoi"}, NOW)
        Telefoonnummers(url, SECRET).keep(f"web-{talk}", "0612345678", NOW)
        a_row_everywhere(url, f"web-{talk}", NOW)
        codes = Gesprekscodes(url, SECRET)
        codes.keep(talk, f"web-{talk}", NOW)
        codes.take("ABCD2345", f"web-{talk}", "", NOW)
        with transaction(url) as connection:
            row = {"sender_id": f"web-{talk}", "type_name": "user", "data": "{}"}
            connection.execute(sa.insert(metadata.tables["events"]), row)
            thought = {"session_id": talk, "message_id": "x/0", "helpful": True, "given_at": NOW}
            connection.execute(sa.insert(metadata.tables["website_feedback"]), thought)
    assert forget(url, f"web-{mine}") == 13
    with transaction(url) as connection:
        for table in metadata.sorted_tables:
            # about the desk or about answers, not about visitors
            about_nobody = ("advisers", "handoff_audit", "audit_retention", "answer_counts")
            if table.name in about_nobody or table.name.startswith("desk_"):
                continue
            if table.name.startswith("whatsapp_"):  # a talk of the website has no rows there
                continue
            rows = connection.execute(sa.select(table)).all()
            assert len(rows) == 1, table.name
            assert mine not in str(rows)
    assert not talks.exists(mine)
