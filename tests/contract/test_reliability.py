"""The database slow, full or away, and clocks that change: what is said, and that nothing is lost."""

import datetime as dt
import shutil
import time

import pytest
import sqlalchemy as sa

from bot.care.handoff import Actor, Reason, State, Wish
from bot.errors import TalkMovedOn
from bot.storage.database import answers, is_passing, transaction
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked
from bot.storage.moments import AMSTERDAM
from bot.storage.website import WebsiteTalks
from bot.storage.whatsapp_inbox import Received
from bot.storage.whatsapp_tables import inbox, people
from tests.contract.whatsapp_steps import ME, Line
from tests.services import free_port

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
AN_HOUR = 3600.0


def test_a_failure_of_the_moment_is_told_from_a_mistake_of_ours(url):
    with pytest.raises(sa.exc.SQLAlchemyError) as wrong, transaction(url) as connection:
        connection.execute(sa.text("select nergens"))
    ours = is_passing(wrong.value)
    # SQLite says "operational" of a column that is not there too: trying again costs seconds only
    assert ours == url.startswith("sqlite")
    assert not is_passing(KeyError("x"))
    assert is_passing(TalkMovedOn())


def test_a_database_that_is_away_fails_at_once_and_as_of_the_moment():
    nowhere = f"postgresql://niemand@127.0.0.1:{free_port()}/niets"
    began = time.monotonic()
    with pytest.raises(sa.exc.SQLAlchemyError) as away, transaction(nowhere):
        pass
    assert is_passing(away.value)
    assert not answers(nowhere)
    assert (
        time.monotonic() - began < 10
    )  # and not after the half minute of a network that is silent


def test_a_disk_that_is_full_refuses_what_is_new_and_takes_it_once_there_is_room(
    tmp_path, newest_layout
):
    url = f"sqlite:///{shutil.copy(newest_layout, tmp_path / 'vol.db')}"
    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    long = {"text": "x" * 200_000}
    with transaction(url) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
    with pytest.raises(sa.exc.OperationalError) as full:
        talks.receive(talk, "bericht-1", long, NOW)
    assert is_passing(full.value)
    assert talks.exists(talk)
    with transaction(url) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert talks.receive(talk, "bericht-1", long, NOW)


@pytest.mark.journey
def test_postgresql_keeps_nobody_waiting_for_long(postgres_databases):
    with postgres_databases.one() as url:
        with transaction(url) as connection:
            shown = {
                name: connection.execute(sa.text(f"show {name}")).scalar()
                for name in ("statement_timeout", "lock_timeout", "tcp_keepalives_idle")
            }
            connection.execute(sa.text("set local statement_timeout = '50ms'"))
            with pytest.raises(sa.exc.OperationalError) as slow:
                connection.execute(sa.text("select pg_sleep(5)"))
            assert is_passing(slow.value)
            connection.rollback()
        assert (shown["statement_timeout"], shown["lock_timeout"]) == ("10s", "5s")


@pytest.mark.journey
def test_after_a_restart_of_postgresql_the_first_question_is_answered(postgres_databases):
    with postgres_databases.one() as url:
        talks = WebsiteTalks(url)
        talk = talks.start(NOW)
        postgres_databases.server.restart()
        assert talks.exists(talk)


def test_a_clock_that_is_set_back_holds_up_nobody_on_whatsapp(url):
    line = Line(url)
    line.write("hoi")
    later = time.time() + AN_HOUR
    with transaction(url) as connection:  # all that was written while the clock was an hour ahead
        connection.execute(sa.update(inbox).values(received=later))
        claimed = {"inbox_claim": "een ander", "inbox_until": later + 15}
        connection.execute(sa.update(people).values(**claimed))
    due = line.inbox.due(time.time(), 1.0, 5.0, "ik", 10)
    assert due == [line.sender_id()]
    line.run()
    assert line.texts() == ["antwoord op hoi"]


def test_somebody_who_is_being_answered_is_left_alone_by_others(url):
    line = Line(url)
    line.write("hoi")
    now = time.time()
    with transaction(url) as connection:
        claimed = {"inbox_claim": "een ander", "inbox_until": now + 10}
        connection.execute(sa.update(people).values(**claimed))
    assert line.inbox.due(now, 0.0, 0.0, "ik", 10) == []


def test_in_the_hour_that_comes_twice_order_and_waiting_stay_right(url):
    """On 25 October 2026 a clock in Amsterdam shows 02:30 twice."""
    first = dt.datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=0)
    second = dt.datetime(2026, 10, 25, 2, 10, tzinfo=AMSTERDAM, fold=1)
    handoffs = Handoffs(url)
    wish = Wish(State.WACHTRIJ, Actor.VISITOR, Reason.REQUEST)
    one = handoffs.ask(Asked("web-1", "website", "x"), wish, first)
    two = handoffs.ask(Asked("web-2", "website", "x"), wish, second)
    assert [row.id for row in handoffs.queue()] == [one.id, two.id]
    assert two.moved_at - one.moved_at == dt.timedelta(minutes=40)


def test_what_is_sent_in_the_hour_that_comes_twice_is_answered_in_order(url):
    line = Line(url)
    at = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.timezone.utc)
    sent = [("eerste", at), ("tweede", at + dt.timedelta(minutes=45))]
    line.inbox.receive(
        [Received(f"wamid.{text}", ME, when, "text", {"text": text}) for text, when in sent]
    )
    turn = line.inbox
    assert turn.claim("inbox", line.sender_id(), "ik", time.time(), 10)
    taken = turn.take(line.sender_id(), "ik", lambda waiting: waiting)
    assert [message.content["text"] for message in taken.messages] == ["eerste", "tweede"]
