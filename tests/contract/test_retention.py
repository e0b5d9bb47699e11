import datetime as dt

import pytest
import sqlalchemy as sa

from bot.storage.database import transaction
from bot.storage.feedback import Feedback
from bot.storage.gesprekscodes import Gesprekscodes
from bot.storage.retention import forget_old
from bot.storage.tables import events, metadata
from bot.storage.telefoon import Telefoonnummers
from bot.storage.website import WebsiteTalks
from tests.desk.asking import a_row_everywhere, call_back

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
BEFORE = NOW - dt.timedelta(days=30)
OLD = NOW - dt.timedelta(days=31)
SECRET = "x" * 40
ABOUT_THE_DESK = ("advisers", "handoff_audit", "audit_retention", "answer_counts")


def event(url, sender_id, at):
    row = {"sender_id": sender_id, "type_name": "user", "data": "{}", "timestamp": at.timestamp()}
    with transaction(url) as connection:
        connection.execute(sa.insert(events), row)


def talk(url, at):
    """A talk with a row in every table."""
    session_id = WebsiteTalks(url).start(at)
    sender_id = f"web-{session_id}"
    WebsiteTalks(url).receive(session_id, "bericht-1", {"text": "hoi"}, at)
    WebsiteTalks(url).answer(session_id, "bericht-1", [{"text": "dag"}], at)
    assert Feedback(url).give(session_id, "bericht-1/0", True, "goed", at)
    Telefoonnummers(url, SECRET).keep(sender_id, "0612345678", at)
    Gesprekscodes(url, SECRET).keep(session_id, sender_id, at)
    Gesprekscodes(url, SECRET).take("ABCD2345", sender_id, "", at)
    a_row_everywhere(url, sender_id, at)
    event(url, sender_id, at)
    return session_id


def rows(url):
    with transaction(url) as connection:
        return {t.name: str(connection.execute(sa.select(t)).all()) for t in metadata.sorted_tables}


def test_an_old_talk_is_gone_from_all_tables_and_a_new_one_stays(url):
    old, new = talk(url, OLD), talk(url, NOW)
    assert forget_old(url, BEFORE) == 12
    for name, left in rows(url).items():
        if name.startswith("whatsapp_"):  # a talk of the website has no rows there
            continue
        assert old not in left, name
        about_the_desk = name in ABOUT_THE_DESK or name.startswith("desk_")
        assert left != "[]" or about_the_desk, name
    assert new in rows(url)["overdrachten"]
    assert forget_old(url, BEFORE) == 0


@pytest.mark.parametrize("trace", ["event", "message", "number", "feedback", "request", "code"])
def test_one_late_trace_keeps_the_whole_talk(url, trace):
    session_id = talk(url, OLD)
    sender_id = f"web-{session_id}"
    if trace == "event":
        event(url, sender_id, NOW)
    elif trace == "message":
        WebsiteTalks(url).receive(session_id, "bericht-2", {"text": "nog iets"}, NOW)
    elif trace == "code":
        Gesprekscodes(url, SECRET).keep("ABCD2345", sender_id, NOW)
    elif trace == "feedback":
        Feedback(url).give(session_id, "bericht-1/0", False, None, NOW)
    elif trace == "number":
        Telefoonnummers(url, SECRET).keep(sender_id, "0687654321", NOW)
    else:
        call_back(url, sender_id, NOW, topic="iets", when="middag")
    assert forget_old(url, BEFORE) == 0
    assert WebsiteTalks(url).exists(session_id)


def test_a_talk_of_another_channel_and_one_without_a_message_grow_old_too(url):
    event(url, "rest-1", OLD)
    empty = WebsiteTalks(url).start(OLD)
    assert forget_old(url, BEFORE) == 2
    assert not WebsiteTalks(url).exists(empty)


def test_the_moment_may_be_in_any_zone(url):
    event(url, "rest-1", BEFORE)
    session_id = WebsiteTalks(url).start(BEFORE)
    amsterdam = dt.timezone(dt.timedelta(hours=1))
    assert forget_old(url, BEFORE.astimezone(amsterdam)) == 0
    assert forget_old(url, (BEFORE + dt.timedelta(seconds=1)).astimezone(amsterdam)) == 2
    assert not WebsiteTalks(url).exists(session_id)
